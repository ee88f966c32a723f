import EventKernel
import FleetModel
import Kubernetes

/// What the size of a member does to its API server: limits that warn or refuse and, with the
/// queueing model, requests that wait and a store that fills up.
///
/// It watches the server, so that what is counted is what exists.
final class ServerLoad: APIWatcher {
  private unowned let server: APIServer
  private unowned(unsafe) let fleet: Fleet
  private let cluster: ClusterID
  @exclusivity(unchecked) private var limits: MemberLimits
  @exclusivity(unchecked) private var cost: RequestCost?
  private let retryAfter: VirtualDuration
  private var namespaceNumbers: [String: Int] = [:]
  private var storeTold = 0.0
  /// Counts until requests take time.
  private var isEstablished: Bool { !server.isInstant }

  init(server: APIServer, fleet: Fleet, cluster: ClusterID) {
    self.server = server
    self.fleet = fleet
    self.cluster = cluster
    let site = fleet.topology.clusters[cluster.position]
    let slots = fleet.topology.pools[site.pools].map(\.allocatable.pods).max() ?? 0
    limits = MemberLimits(site.limits, slots: slots)
    retryAfter = .seconds(site.limits.controlPlane.retryAfter)
    let count = fleet.topology.initialCount(of: site)
    if site.limits.model == .queueing {
      cost = RequestCost(
        nodes: count, limits: site.limits, seed: fleet.seed, entity: site.name,
        from: fleet.simulation.now)
    }
    if count > site.limits.nodes { tell(.nodes, amount: Double(count)) }
  }

  // MARK: Requests

  /// Whether the store takes writes.
  var takesWrites: Bool { cost?.isStoreFull != true }

  /// How long a request waits at the server, tried again for as long as it is turned away, which
  /// client-go does up to ten times.
  func wait(for request: RequestClass, at now: VirtualTime) -> VirtualDuration {
    guard cost != nil else { return .zero }
    var total = VirtualDuration.zero
    for _ in 0..<10 {
      guard let answer = cost?.answer(to: request, at: now) else { return total }
      fleet.report(.answered(request, answer), in: cluster)
      total += answer.latency
      guard answer.outcome == .tooManyRequests else { break }
      total += retryAfter
    }
    weighStore()
    return total
  }

  /// The scheduler has decided about a pod.
  func noteCycle(_ time: VirtualDuration) {
    if cost != nil, isEstablished { fleet.report(.scheduled(took: time), in: cluster) }
  }

  private func note(_ request: RequestClass) {
    if isEstablished { cost?.note(request, at: server.now) }
  }

  private func weighStore() {
    guard let cost, cost.storeBytes > storeTold * 1.01 else { return }
    storeTold = cost.storeBytes
    fleet.report(.storeSize(cost.storeBytes), in: cluster)
    if cost.isStoreFull, limits.mark(.store) != 0 {
      tell(.store, amount: cost.storeBytes, verdict: .rejected(.noSpace))
    }
  }

  // MARK: Limits

  /// Whether a further pod is let in; a quota, or a full store, refuses it.
  func admits(_ pod: PodObject) -> Bool {
    guard takesWrites else { return false }
    guard isEstablished, let (dimension, verdict) = limits.verdict(onPodIn: number(of: pod)) else {
      return true
    }
    tell(dimension, amount: limits.limits.bound(of: dimension) + 1, verdict: verdict)
    return false
  }

  private func number(of pod: PodObject) -> Int {
    if let number = namespaceNumbers[pod.namespace] { return number }
    let number = namespaceNumbers.count
    namespaceNumbers[pod.namespace] = number
    return number
  }

  private func tell(
    _ dimension: ScaleDimension, amount: Double, verdict: ScaleVerdict = .warned
  ) {
    fleet.report(
      LimitCrossing(
        cluster: cluster, dimension: dimension, amount: amount,
        bound: limits.limits.bound(of: dimension), verdict: verdict))
  }

  // MARK: Watching

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    switch event {
    case .added:
      count(1, pod)
      note(.createEvent)
    case .deleted:
      count(-1, pod)
      note(.updateEndpoints)
    case .modified(let change):
      if change.contains(.bound) { countOnNode(of: pod) }
      if change.contains(.phase) || change.contains(.ready) { note(.updatePodStatus) }
      guard change.contains(.ready) else { return }
      note(.updateEndpoints)
      if pod.isReady == true, isEstablished, cost != nil, pod.created > .zero {
        fleet.report(.podStarted(after: server.now - pod.created), in: cluster)
      }
    }
  }

  private func count(_ delta: Int, _ pod: PodObject) {
    let namespace = number(of: pod)
    let crossed = limits.change(by: delta, namespace: namespace)
    cost?.pods = limits.pods
    if isEstablished, limits.churn(at: server.now) {
      tell(.churn, amount: limits.limits.churnPerSecond)
    }
    if crossed & MemberLimits.bit(.pods) != 0 { tell(.pods, amount: Double(limits.pods)) }
    if crossed & MemberLimits.bit(.objectsPerNamespace) != 0 {
      tell(.objectsPerNamespace, amount: Double(limits.count(in: namespace)))
    }
  }

  func nodeChanged(_ node: NodeObject, _ event: WatchEvent<NodeChange>) {
    if case .modified = event { return }
    // Those that are there from the start were counted at once.
    guard server.now > .zero else { return }
    let nodes = server.nodes.count
    cost?.nodes = nodes
    if case .added = event, nodes == limits.limits.nodes + 1 { tell(.nodes, amount: Double(nodes)) }
  }

  private func countOnNode(of pod: PodObject) {
    guard limits.watchesNodes, let node = pod.node else { return }
    let count = node.pods.count
    if count > limits.limits.podsPerNode, limits.mark(.podsPerNode) != 0 {
      tell(.podsPerNode, amount: Double(count))
    }
  }

  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    // A service stands before every deployment and stateful set.
    guard object is DeploymentObject || object is StatefulSetObject else { return }
    let delta: Int
    switch event {
    case .added: delta = 1
    case .deleted: delta = -1
    case .modified: return
    }
    if limits.changeServices(by: delta) { tell(.services, amount: Double(limits.services)) }
  }
}
