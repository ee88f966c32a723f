import Kubernetes
import KubernetesAPI

/// What became of the requests for nodes: who is ready, on the way, late or missing.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/clusterstate/clusterstate.go`.
struct ClusterStateRegistry {
  private struct ScaleUpRequest {
    var increase: Int
    var time: Int64
    var expectedAddTime: Int64
  }

  private struct AcceptableRange {
    var minNodes: Int
    var target: Int
  }

  /// A size that is not the target, and since when.
  struct IncorrectSize: Equatable {
    var current: Int
    var expected: Int
    var since: Int64
  }

  private struct GroupState {
    var readiness = NodeReadiness()
    var notStarted: [String] = []
  }

  private let options: AutoscalerOptions
  private(set) var backoff: NodeGroupBackoff
  private(set) var cache = InstanceCache()
  private var requests: [String: ScaleUpRequest] = [:]
  private var ranges: [String: AcceptableRange] = [:]
  private var states: [String: GroupState] = [:]
  private var total = NodeReadiness()
  private var nodeCount = 0
  private(set) var incorrectSizes: [String: IncorrectSize] = [:]
  /// Instances without a node, and since when.
  private(set) var unregistered: [String: Int64] = [:]
  private var instances: [String: [CloudInstance]] = [:]
  private var previousInstances: [String: [CloudInstance]] = [:]
  private var candidates: [String: Int] = [:]
  /// When nodes that are still starting will count as unready, and the like.
  private var transitions: [Int64] = []

  init(options: AutoscalerOptions) {
    self.options = options
    backoff = NodeGroupBackoff(
      initial: options.initialNodeGroupBackoff, most: options.maxNodeGroupBackoff,
      reset: options.nodeGroupBackoffReset)
  }

  func maxNodeProvisionTime(_ group: NodeGroup) -> Int64 {
    group.overrides.maxNodeProvisionTime ?? options.maxNodeProvisionTime
  }

  // MARK: Requests

  /// A scale-up was asked for, or failed in part.
  mutating func registerScaleUp(_ group: NodeGroup, delta: Int, now: Int64) {
    let expected = now &+ maxNodeProvisionTime(group)
    guard var request = requests[group.id] else {
      if delta > 0 {
        requests[group.id] = ScaleUpRequest(increase: delta, time: now, expectedAddTime: expected)
      }
      return
    }
    request.increase += delta
    if request.increase <= 0 {
      requests[group.id] = nil
      return
    }
    if delta > 0 { (request.time, request.expectedAddTime) = (now, expected) }
    requests[group.id] = request
  }

  /// A scale-up failed: the group pauses.
  mutating func registerFailedScaleUp(
    _ group: String, _ failure: NodeGroupBackoff.Failure, now: Int64
  ) {
    backoff.fail(group, failure, now: now)
  }

  /// Makes the next look read the instances of a group anew.
  mutating func invalidateInstances(of group: String) { cache.invalidate(group) }

  /// Reads all instances anew.
  mutating func refreshInstances(from provider: any CloudProvider) {
    cache.refresh(from: provider)
  }

  // MARK: Update

  /// Takes in the state of the world.
  mutating func update(_ nodes: [ObservedNode], provider: any CloudProvider, now: Int64) {
    let groups = provider.nodeGroups()
    for group in groups where isScalingUp(group.id) { cache.invalidate(group.id) }
    previousInstances = instances
    instances = [:]
    for group in groups { instances[group.id] = cache.instances(of: group.id, from: provider) }
    transitions = []
    updateUnregistered(nodes, now)
    updateReadiness(nodes, groups, provider, now)
    updateRanges(groups)
    updateRequests(groups, provider, now)
    for group in groups { handleCreationErrors(group, now) }
    updateRanges(groups)
    updateIncorrectSizes(groups, now)
  }

  /// Takes in sizes that were just changed.
  mutating func recalculate(_ provider: any CloudProvider) { updateRanges(provider.nodeGroups()) }

  private mutating func updateUnregistered(_ nodes: [ObservedNode], _ now: Int64) {
    let registered = Set(nodes.map(\.node.spec.providerID))
    var updated: [String: Int64] = [:]
    // order-free: a dictionary is made of it again.
    for list in instances.values {
      for instance in list
      where !registered.contains(instance.id) && !instance.isDeleting
        && instance.creationFailure == nil
      {
        updated[instance.id] = unregistered[instance.id] ?? now
      }
    }
    unregistered = updated
  }

  private mutating func updateReadiness(
    _ nodes: [ObservedNode], _ groups: [NodeGroup], _ provider: any CloudProvider, _ now: Int64
  ) {
    states = [:]
    total = NodeReadiness()
    nodeCount = nodes.count
    let known = Dictionary(groups.map { ($0.id, $0) }) { first, _ in first }
    for observed in nodes {
      let node = observed.node
      let group = provider.group(ofInstance: node.spec.providerID)
      let startup =
        group.flatMap { known[$0]?.overrides.maxNodeStartupTime } ?? options.maxNodeStartupTime
      var own = NodeReadiness()
      own.registered = 1
      if !provider.hasInstance(node) {
        own.beingDeleted = 1
      } else if node.status.conditions.isTrue("Suspended") {
        own.suspended = 1
      } else if node.isReadyForAutoscaler {
        own.ready = 1
      } else if observed.created &+ startup > now {
        own.notStarted = 1
        transitions.append(observed.created &+ startup)
      } else {
        own.unready = 1
      }
      total += own
      if let group {
        states[group, default: GroupState()].readiness += own
        if own.notStarted == 1 { states[group]?.notStarted.append(node.metadata.name) }
      }
    }
    // order-free: sums.
    for (id, since) in unregistered {
      guard let group = provider.group(ofInstance: id), let settings = known[group] else {
        continue
      }
      let late = since &+ maxNodeProvisionTime(settings)
      var own = NodeReadiness()
      if late < now {
        own.longUnregistered = 1
      } else {
        own.unregistered = 1
        transitions.append(late &+ 1)
      }
      total += own
      states[group, default: GroupState()].readiness += own
    }
  }

  private mutating func updateRanges(_ groups: [NodeGroup]) {
    ranges = [:]
    for group in groups {
      let late = states[group.id]?.readiness.longUnregistered ?? 0
      ranges[group.id] = AcceptableRange(
        minNodes: group.targetSize - late - (requests[group.id]?.increase ?? 0),
        target: group.targetSize)
    }
  }

  private mutating func updateRequests(
    _ groups: [NodeGroup], _ provider: any CloudProvider, _ now: Int64
  ) {
    backoff.removeStale(now: now)
    for group in groups {
      guard let request = requests[group.id] else { continue }
      guard upcoming(group.id) > 0 else {
        requests[group.id] = nil
        continue
      }
      guard request.expectedAddTime < now else {
        transitions.append(request.expectedAddTime &+ 1)
        continue
      }
      registerFailedScaleUp(group.id, NodeGroupBackoff.Failure(code: "timeout"), now: now)
      // A provider that has the machines by now refuses, which changes nothing.
      if request.increase > 0 {
        try? provider.decreaseTargetSize(of: group.id, by: request.increase)
      }
      requests[group.id] = nil
    }
  }

  private mutating func handleCreationErrors(_ group: NodeGroup, _ now: Int64) {
    let known = Set(
      (previousInstances[group.id] ?? []).filter { $0.creationFailure != nil }.map(\.id))
    var unseen: [NodeGroupBackoff.Failure: Int] = [:]
    for instance in instances[group.id] ?? [] {
      guard let failure = instance.creationFailure, !known.contains(instance.id) else { continue }
      unseen[failure, default: 0] += 1
    }
    // order-free: sorted.
    for (failure, count) in unseen.sorted(by: { $0.key.code < $1.key.code })
    where isScalingUp(group.id) {
      registerScaleUp(group, delta: -count, now: now)
      registerFailedScaleUp(group.id, failure, now: now)
    }
  }

  private mutating func updateIncorrectSizes(_ groups: [NodeGroup], _ now: Int64) {
    var updated: [String: IncorrectSize] = [:]
    for group in groups {
      guard let readiness = states[group.id]?.readiness, let range = ranges[group.id] else {
        continue
      }
      let missing = readiness.unregistered + readiness.longUnregistered
      guard
        readiness.registered > range.target || readiness.registered < range.target - missing
      else { continue }
      var size = IncorrectSize(
        current: readiness.registered, expected: range.target, since: now)
      if let old = incorrectSizes[group.id], old.current == size.current,
        old.expected == size.expected
      {
        size = old
      }
      updated[group.id] = size
      let end = size.since &+ maxNodeProvisionTime(group) &+ 1
      if end > now, size.current < size.expected { transitions.append(end) }
    }
    incorrectSizes = updated
  }

  /// The nodes that the planner does not need, by group.
  mutating func updateCandidates(_ counts: [String: Int]) { candidates = counts }

  // MARK: Questions

  /// Nodes of a group that should exist and are not ready or late.
  private func upcoming(_ group: String) -> Int {
    guard let range = ranges[group] else { return 0 }
    guard let state = states[group]?.readiness else { return range.target }
    return range.target - state.ready - state.unready - state.suspended - state.longUnregistered
  }

  /// Whether nodes of a group are on the way because of a request.
  func isScalingUp(_ group: String) -> Bool { upcoming(group) > 0 && requests[group] != nil }

  /// Nodes that will come soon, by group, with those that are registered already.
  func upcomingNodes(
    _ groups: [NodeGroup], now: Int64
  ) -> [(group: String, count: Int, registered: [String])] {
    groups.compactMap { group in
      let count = upcoming(group.id)
      guard count > 0, requests[group.id] != nil, backoff.status(of: group.id, now: now) == nil
      else { return nil }
      return (group.id, count, states[group.id]?.notStarted ?? [])
    }
  }

  /// Whether so few nodes are unready that scaling is safe.
  var isClusterHealthy: Bool {
    !(total.unready > options.okTotalUnreadyCount
      && Double(total.unready) > options.maxTotalUnreadyPercentage / 100 * Double(nodeCount))
  }

  /// The same of a group, counting nodes that are missing.
  func isHealthy(_ group: String) -> Bool {
    guard let range = ranges[group] else { return false }
    guard let state = states[group]?.readiness else {
      return range.target == 0 || (range.minNodes == 0 && range.target > 0)
    }
    let there = state.ready + state.suspended
    let missing = max(0, range.minNodes - there)
    let all = there + state.unready + state.notStarted
    return
      !(missing > options.okTotalUnreadyCount
      && Double(missing) > options.maxTotalUnreadyPercentage / 100 * Double(all))
  }

  /// Whether a group may grow.
  func isSafeToScale(_ group: String, now: Int64) -> Bool {
    isHealthy(group) && backoff.status(of: group, now: now) == nil
  }

  /// Instances that cannot be made, by group, in the provider's order.
  func createdWithErrors(_ groups: [NodeGroup]) -> [(group: String, instances: [String])] {
    groups.compactMap { group in
      let failed = (instances[group.id] ?? []).filter { $0.creationFailure != nil }.map(\.id)
      return failed.isEmpty ? nil : (group.id, failed)
    }
  }

  /// The status as it is written.
  func status(_ groups: [NodeGroup], now: Int64) -> AutoscalerStatus {
    let own = groups.map { group -> AutoscalerStatus.Group in
      let healthy = isHealthy(group.id)
      let failure = backoff.status(of: group.id, now: now)
      let activity: AutoscalerStatus.ScaleUp =
        isScalingUp(group.id)
        ? .inProgress : !healthy ? .unhealthy : failure != nil ? .backoff : .noActivity
      return AutoscalerStatus.Group(
        id: group.id, isHealthy: healthy, nodes: states[group.id]?.readiness ?? NodeReadiness(),
        targetSize: ranges[group.id]?.target ?? 0, scaleUp: activity,
        backoffErrorCode: activity == .backoff ? failure?.code : nil,
        candidates: candidates[group.id] ?? 0)
    }
    return AutoscalerStatus(
      isHealthy: isClusterHealthy, nodes: total,
      scaleUp: own.contains { $0.scaleUp == .inProgress } ? .inProgress : .noActivity,
      // order-free: a sum.
      candidates: candidates.values.reduce(0, +), groups: own)
  }

  /// The next instant after `now` at which something here changes by itself.
  func nextTransition(after now: Int64) -> Int64? {
    (transitions + [backoff.nextEnd(after: now)].compactMap { $0 }).filter { $0 > now }.min()
  }
}

extension NodeReadiness {
  static func += (left: inout NodeReadiness, right: NodeReadiness) {
    left.registered += right.registered
    left.ready += right.ready
    left.unready += right.unready
    left.notStarted += right.notStarted
    left.beingDeleted += right.beingDeleted
    left.suspended += right.suspended
    left.unregistered += right.unregistered
    left.longUnregistered += right.longUnregistered
  }
}
