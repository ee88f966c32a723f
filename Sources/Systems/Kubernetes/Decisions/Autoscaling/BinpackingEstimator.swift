import GoSemantics
import KubernetesAPI

/// How many nodes of a group it takes to run pods: first fit, the largest pods first.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/estimator/binpacking_estimator.go`,
/// `decreasing_pod_orderer.go`, vectors `kubernetes-scheduler/ca_binpacking.jsonl.gz`. Nodes of the
/// estimation are listed in the order of their creation, where upstream's order is a map's.
public struct BinpackingEstimator {
  /// What came of it.
  public struct Estimate: Sendable {
    /// New nodes with at least one of the pods.
    public var nodeCount = 0
    /// The pods that have a place then.
    public var pods: [ObservedPod] = []

    /// Nothing.
    public init() {}
  }

  private let template: NodeTemplate
  private var limiter: EstimationLimiter
  private var snapshot: AutoscalerSnapshot
  private var placed: [ObservedPod] = []
  private var created = 0
  private var lastNode: String?
  private var newNodes: Set<String> = []
  private var usedNodes: Set<String> = []

  private init(
    _ template: NodeTemplate, _ limiter: EstimationLimiter, _ snapshot: AutoscalerSnapshot
  ) {
    self.template = template
    self.limiter = limiter
    self.snapshot = snapshot
  }

  /// Estimates, in a fork of the snapshot.
  ///
  /// - Parameter groups: Pods that are alike, by group; no group is empty.
  public static func estimate(
    _ groups: [[ObservedPod]], template: NodeTemplate, limiter: EstimationLimiter,
    usesFastPath: Bool = false, in snapshot: inout AutoscalerSnapshot
  ) -> Estimate {
    var estimator = BinpackingEstimator(template, limiter, snapshot)
    var groups = groups.filter { !$0.isEmpty }.map { (score: estimator.score($0[0].pod), pods: $0) }
    unstableSort(&groups) { $0.score > $1.score }
    var ordered = groups.map(\.pods)
    var hasFastPath = false
    if usesFastPath, let best = estimator.bestForFastPath(ordered) {
      ordered.append(ordered.remove(at: best))
      hasFastPath = true
    }
    estimator.pack(ordered, hasFastPath: hasFastPath)
    snapshot.cursor = estimator.snapshot.cursor
    var estimate = Estimate()
    estimate.nodeCount = estimator.usedNodes.count
    estimate.pods = estimator.placed
    return estimate
  }

  private func score(_ pod: Pod) -> Double {
    let requests = PodRequests.total(pod)
    let allocatable = template.node.status.allocatable
    var score = 0.0
    if let cpu = allocatable["cpu"]?.milliValue, cpu > 0 {
      score += Double(requests["cpu"]?.milliValue ?? 0) / Double(cpu)
    }
    if let memory = allocatable["memory"]?.value, memory > 0 {
      score += Double(requests["memory"]?.value ?? 0) / Double(memory)
    }
    return score
  }

  // MARK: Packing

  private mutating func pack(_ groups: [[ObservedPod]], hasFastPath: Bool) {
    var hasMoreNodes = true
    for (index, group) in groups.enumerated() {
      let left = packOnNewNodes(group)
      guard hasMoreNodes else { continue }
      hasMoreNodes =
        hasFastPath && index == groups.count - 1 ? packByArithmetic(left) : addNodes(for: left)
    }
  }

  private mutating func note(_ pod: ObservedPod, on node: String) {
    usedNodes.insert(node)
    placed.append(pod)
  }

  /// Fills nodes that this estimation has added already; returns the pods from the first one that
  /// does not fit on.
  private mutating func packOnNewNodes(_ pods: [ObservedPod]) -> ArraySlice<ObservedPod> {
    for (index, pod) in pods.enumerated() {
      let new = newNodes
      guard !new.isEmpty, let node = snapshot.schedule(pod, where: { new.contains($0) }) else {
        return pods[index...]
      }
      note(pod, on: node)
    }
    return []
  }

  /// Fills the last node and adds more; returns false once no node may be added any more.
  private mutating func addNodes(for pods: ArraySlice<ObservedPod>) -> Bool {
    for pod in pods {
      if let last = lastNode {
        let verdict = snapshot.schedule(pod, on: last)
        if verdict == .fits {
          note(pod, on: last)
          continue
        }
        if verdict == .spread,
          pod.pod.spec.topologySpreadConstraints.contains(where: {
            $0.topologyKey == WellKnown.hostname
          }), let other = snapshot.schedule(pod, where: { $0 != last })
        {
          note(pod, on: other)
          continue
        }
        // What does not fit on an empty node does not fit on one more either.
        if !usedNodes.contains(last) { return true }
      }
      guard limiter.permitsNode() else { return false }
      let node = addNode()
      guard snapshot.schedule(pod, on: node) == .fits else { return true }
      note(pod, on: node)
    }
    return true
  }

  private mutating func addNode() -> String {
    let fresh = template.instance("e-\(created)")
    created += 1
    snapshot.add(fresh.node, pods: fresh.pods)
    lastNode = fresh.node.metadata.name
    newNodes.insert(fresh.node.metadata.name)
    return fresh.node.metadata.name
  }

  // MARK: Arithmetic

  /// Fills one node and counts how many more of the kind it takes.
  private mutating func packByArithmetic(_ pods: ArraySlice<ObservedPod>) -> Bool {
    guard !pods.isEmpty else { return true }
    guard limiter.permitsNode() else { return false }
    let node = addNode()
    var left = pods
    while let pod = left.first, snapshot.schedule(pod, on: node) == .fits {
      note(pod, on: node)
      left.removeFirst()
    }
    let perNode = pods.count - left.count
    guard perNode > 0 else { return true }
    var copy = 1
    while !left.isEmpty {
      guard limiter.permitsNode() else { return false }
      for pod in left.prefix(perNode) { note(pod, on: "\(node)-fake-\(copy)") }
      left = left.dropFirst(perNode)
      copy += 1
    }
    return true
  }

  /// The group for which arithmetic saves the most attempts; the later of equals.
  private func bestForFastPath(_ groups: [[ObservedPod]]) -> Int? {
    var most = 0
    var best: Int?
    for (index, group) in groups.enumerated() {
      let count = group.count
      let nodes = nodesByEstimate(group[0].pod, count: count)
      let saved = nodes > 0 ? count - count / nodes : 0
      if saved >= most, Self.allowsArithmetic(group[0].pod) {
        best = index
        most = saved
      }
    }
    return best
  }

  private func nodesByEstimate(_ pod: Pod, count: Int) -> Int {
    let away = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    let isAlone = (away ?? []).contains { term in
      guard term.topologyKey == WellKnown.hostname, let own = term.labelSelector,
        let selector = try? Selector(own)
      else { return false }
      return selector.matches(pod.metadata.labels)
    }
    var nodes = isAlone ? count : 0
    guard let requests = pod.spec.containers.first?.resources.requests, !requests.isEmpty else {
      return nodes
    }
    for name in ["cpu", "memory"] {
      let asked = Double(count) * (requests[name] ?? .zero).approximateDouble
      let offered = (template.node.status.capacity[name] ?? .zero).approximateDouble
      nodes = max(nodes, Int(GoArithmetic.int64((asked / offered).rounded(.up))))
    }
    return nodes
  }

  private static func allowsArithmetic(_ pod: Pod) -> Bool {
    let away = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    return pod.spec.topologySpreadConstraints.isEmpty
      && (away ?? []).allSatisfy { $0.topologyKey == WellKnown.hostname }
  }
}
