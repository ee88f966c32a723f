import FleetModel
import Kubernetes
import KubernetesAPI
import Stochastic

/// The whole scheduler of one member: every plugin and preemption, over objects that follow the
/// fleet's rows.
///
/// A member gets one with the first pod that `MemberScheduler` cannot decide about, and keeps it.
final class MemberEngine {
  /// A pod that the scheduler counts.
  private struct Counted {
    let reference: PodReference
    let slot: PodSlot
    var isTerminating: Bool
  }

  private var scheduler: ClusterScheduler
  private let firstNode: Int
  /// By node, counted from the cluster's first.
  private var slots: [NodeSlot]
  /// By slot: the node, counted from the cluster's first.
  private var offsets: [NodeSlot: Int] = [:]
  private var counted: [[Counted]]
  private var isChanged: [Bool]
  private var changed: [NodeID] = []
  /// The node lifecycle controller's taints that each node's object has.
  private var flags: [NodeFlags]
  private var shapes: [ServiceID: PodShapeID] = [:]
  private var podOfSlot: [PodSlot: PodReference] = [:]
  private var nominatedNodes: [UInt64: NodeSlot] = [:]
  private var stream: RandomStream

  /// - Parameter start: Where the search continues.
  init(
    fleet: Fleet, cluster: ClusterID, percentage: Int, start: Int, stream: RandomStream
  ) {
    let site = fleet.topology.clusters[cluster.position]
    var settings = SchedulerSettings()
    settings.percentageOfNodesToScore = Int32(clamping: percentage)
    scheduler = ClusterScheduler(settings: settings)
    self.stream = stream
    firstNode = site.nodes.lowerBound
    slots = Array(repeating: 0, count: site.nodes.count)
    counted = Array(repeating: [], count: site.nodes.count)
    isChanged = Array(repeating: false, count: site.nodes.count)
    flags = Array(repeating: [], count: site.nodes.count)
    // A list comes in the order of names.
    let objects = site.nodes.map { (position: $0, object: Self.object(of: NodeID($0), in: fleet)) }
    for node in objects.sorted(by: { $0.object.metadata.name < $1.object.metadata.name }) {
      let slot = scheduler.add(node.object)
      slots[node.position - firstNode] = slot
      offsets[slot] = node.position - firstNode
    }
    scheduler.nextStartIndex = start
    for position in site.nodes { noteChange(of: NodeID(position)) }
  }

  /// A node without what the node lifecycle controller adds.
  private static func object(of node: NodeID, in fleet: Fleet) -> ClusterNode {
    ClusterNode(
      named: NodeRegistration.name(of: node, in: fleet.topology), of: fleet.pool(of: node),
      in: fleet.topology)
  }

  /// Notes that a node's pods or taints changed.
  func noteChange(of node: NodeID) {
    let offset = node.position - firstNode
    if isChanged[offset] { return }
    isChanged[offset] = true
    changed.append(node)
  }

  // MARK: Deciding

  /// The node for one pod; nil when none is feasible.
  func choose(
    for pod: PodReference, of service: ServiceID, priority: Int32, blocked: BlockedNodes,
    in fleet: Fleet
  ) -> (node: NodeID?, decision: SchedulingDecision?) {
    follow(blocked, in: fleet)
    guard let request = request(for: pod, of: service, priority: priority, in: fleet) else {
      return (nil, nil)
    }
    let decision = scheduler.schedule(request)
    guard let host = decision.host else { return (nil, decision) }
    scheduler.removeNomination(pod.argument)
    nominatedNodes[pod.argument] = nil
    return (node(of: host), decision)
  }

  /// Whether a pod fits on this node now.
  func isFeasible(
    _ node: NodeID, for service: ServiceID, priority: Int32, blocked: BlockedNodes,
    in fleet: Fleet
  ) -> Bool {
    follow(blocked, in: fleet)
    guard let shape = shape(of: service, in: fleet) else { return false }
    let request = SchedulingRequest(shape, priority: priority)
    return scheduler.verdict(on: slots[node.position - firstNode], for: request) == .fits
  }

  /// The pods that have to go for one that found no node; the room is promised to it.
  func victims(
    for pod: PodReference, of service: ServiceID, priority: Int32,
    after decision: SchedulingDecision, now: Int64, in fleet: Fleet
  ) -> [PodReference] {
    guard let request = request(for: pod, of: service, priority: priority, in: fleet) else {
      return []
    }
    let resolvable = decision.rejections.count { $0.verdict.isResolvable }
    let outcome = scheduler.preempt(
      for: request, after: decision,
      policy: fleet.services[service.position].template?.spec.preemptionPolicy, budgets: [],
      now: now, offset: resolvable > 1 ? stream.index(below: resolvable) : 0)
    guard outcome.ineligible == nil else { return [] }
    guard !outcome.best.isEmpty else {
      scheduler.removeNomination(pod.argument)
      nominatedNodes[pod.argument] = nil
      return []
    }
    let host = outcome.best[
      outcome.best.count > 1 ? stream.index(below: outcome.best.count) : 0]
    nominatedNodes[pod.argument] = host
    scheduler.nominate(
      NominatedPod(shape: request.shape, priority: priority, id: pod.argument), to: host)
    return (outcome.candidate(on: host)?.victims ?? []).compactMap { podOfSlot[$0] }
  }

  /// Whether room was made for a pod.
  func hasPromise(for pod: PodReference) -> Bool { nominatedNodes[pod.argument] != nil }

  /// Forgets what was promised to pods that are gone.
  func forgetPromises(in fleet: Fleet) {
    for argument in nominatedNodes.keys.sorted() {
      let reference = PodReference(argument: argument)
      if reference.isCurrent(in: fleet), fleet.state(of: reference.pod) == .pending { continue }
      nominatedNodes[argument] = nil
      scheduler.removeNomination(argument)
    }
  }

  private func request(
    for pod: PodReference, of service: ServiceID, priority: Int32, in fleet: Fleet
  ) -> SchedulingRequest? {
    shape(of: service, in: fleet).map {
      SchedulingRequest(
        $0, priority: priority, id: pod.argument, nominatedNode: nominatedNodes[pod.argument])
    }
  }

  private func node(of slot: NodeSlot) -> NodeID? {
    offsets[slot].map { NodeID(firstNode + $0) }
  }

  /// The shape of a service's pods; nil if their selectors are invalid.
  private func shape(of service: ServiceID, in fleet: Fleet) -> PodShapeID? {
    if let known = shapes[service] { return known }
    let pod = fleet.services[service.position].pod
    guard let shape = try? scheduler.shape(of: pod) else { return nil }
    shapes[service] = shape
    guard let owner = pod.metadata.ownerReferences.first else { return shape }
    let selector = LabelSelector(matchLabels: pod.metadata.labels)
    scheduler.add(
      controller: owner.kind, owner.name, namespace: pod.metadata.namespace, selector)
    return shape
  }

  // MARK: Following the fleet

  /// Makes the objects of nodes that changed what the rows say.
  private func follow(_ blocked: BlockedNodes, in fleet: Fleet) {
    for node in changed {
      let offset = node.position - firstNode
      isChanged[offset] = false
      followTaints(of: node, blocked.flags[node.position], in: fleet)
      followPods(on: node, in: fleet)
    }
    changed.removeAll(keepingCapacity: true)
  }

  private func followTaints(of node: NodeID, _ now: NodeFlags, in fleet: Fleet) {
    let offset = node.position - firstNode
    let now = now.intersection([.noSchedule, .noExecute])
    guard now != flags[offset] else { return }
    flags[offset] = now
    var object = Self.object(of: node, in: fleet)
    if now.contains(.noSchedule) {
      object.spec.taints.append(TolerationClass.unreachableNoSchedule)
    }
    if now.contains(.noExecute) {
      object.spec.taints.append(TolerationClass.unreachableNoExecute)
    }
    scheduler.add(object)
  }

  private func followPods(on node: NodeID, in fleet: Fleet) {
    let offset = node.position - firstNode
    var there: [UInt64: Bool] = [:]
    var order: [PodReference] = []
    var next = fleet.firstPod(on: node)
    while let pod = next {
      next = fleet.nextPod(onNodeAfter: pod)
      let reference = PodReference(pod, in: fleet)
      there[reference.argument] = fleet.state(of: pod) == .terminating
      order.append(reference)
    }
    var kept: [Counted] = []
    for var pod in counted[offset] {
      guard let isTerminating = there.removeValue(forKey: pod.reference.argument) else {
        scheduler.remove(pod.slot)
        podOfSlot[pod.slot] = nil
        continue
      }
      if isTerminating != pod.isTerminating {
        scheduler.update(pod.slot) { $0.isTerminating = isTerminating }
        pod.isTerminating = isTerminating
      }
      kept.append(pod)
    }
    for reference in order {
      guard let isTerminating = there[reference.argument] else { continue }
      let service = fleet.service(of: fleet.workload(of: reference.pod))
      guard let shape = shape(of: service, in: fleet) else { continue }
      let slot = scheduler.add(
        PlacedPod(
          shape: shape, node: slots[offset], name: "",
          priority: fleet.services[service.position].template?.spec.priority ?? 0,
          startNanos: fleet.state(of: reference.pod) == .running
            ? Int64(fleet.readySince(reference.pod)) &* 1_000_000_000 : nil,
          isTerminating: isTerminating))
      podOfSlot[slot] = reference
      kept.append(Counted(reference: reference, slot: slot, isTerminating: isTerminating))
    }
    counted[offset] = kept
  }
}
