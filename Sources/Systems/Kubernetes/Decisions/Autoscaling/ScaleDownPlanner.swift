import GoSemantics
import KubernetesAPI

/// Which nodes are not needed, and which of them may go now.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/core/scaledown/planner/planner.go`,
/// `core/scaledown/eligibility`, `core/scaledown/unremovable`,
/// `processors/scaledowncandidates`, `processors/nodes`. Limits of real time are left out, and
/// recently evicted pods, which upstream remembers for no time.
public struct ScaleDownPlanner: Sendable {
  /// What the planner knows of the world.
  public struct View {
    /// The group of a node; nil for none.
    public var group: (ClusterNode) -> NodeGroup?
    /// How to find controllers.
    public var controllers: DrainRules.ControllerLookup
    /// Draws a number from 0 up to but not including the given one.
    public var draw: (_ below: Int) -> Int

    /// Creates a view.
    public init(
      group: @escaping (ClusterNode) -> NodeGroup?,
      controllers: @escaping DrainRules.ControllerLookup, draw: @escaping (_ below: Int) -> Int
    ) {
      self.group = group
      self.controllers = controllers
      self.draw = draw
    }
  }

  /// A node that may go now.
  public struct Removable: Sendable, Equatable {
    /// The node.
    public var node: String
    /// Its group.
    public var group: String
  }

  /// The settings.
  public let options: AutoscalerOptions
  /// The nodes that are not needed.
  public private(set) var unneeded = UnneededNodes()
  private var simulator: RemovalSimulator
  /// Until when nodes that could not go are left alone.
  private var unremovable: [String: Int64] = [:]
  private var previousCandidates: Set<String> = []
  private var latestUpdate: Int64?
  private var shortestInterval: Int64

  /// A planner that has seen nothing yet.
  public init(options: AutoscalerOptions) {
    self.options = options
    simulator = RemovalSimulator(rules: DrainRules(options.drain))
    shortestInterval = max(1, options.scaleDownUnneededTime)
  }

  /// Forgets which nodes are not needed.
  public mutating func clear() { unneeded.clear() }

  // MARK: Candidates

  /// The nodes that may go as far as sizes tell, empty ones first, then those of last time.
  public func candidates(
    among nodes: [ClusterNode], in snapshot: AutoscalerSnapshot, _ view: View, now: Int64
  ) -> [ClusterNode] {
    let rules = simulator.rules
    var found = nodes.filter { node in
      view.group(node).map { $0.targetSize > $0.minSize } ?? false
    }
    .map { node -> (node: ClusterNode, isEmpty: Bool, waits: Bool, isOld: Bool) in
      let name = node.metadata.name
      let isOld = previousCandidates.contains(name)
      guard let pods = snapshot.entries[name]?.pods else { return (node, false, false, isOld) }
      let sorted = rules.podsToMove(pods, now: now)
      guard sorted.blocking == nil, sorted.pods.isEmpty else { return (node, false, false, isOld) }
      return (node, true, !sorted.onCompletionPods.isEmpty, isOld)
    }
    unstableSort(&found) { left, right in
      if left.isEmpty != right.isEmpty { return left.isEmpty }
      if left.waits != right.waits { return right.waits }
      return left.isOld && !right.isOld
    }
    return found.map(\.node)
  }

  // MARK: Unneeded nodes

  /// Finds out anew which nodes are not needed.
  ///
  /// - Parameters:
  ///   - candidates: In the order in which they are tried.
  ///   - destinations: Nodes that pods may move to.
  public mutating func update(
    _ snapshot: AutoscalerSnapshot, candidates: [ClusterNode], destinations: [String],
    deletions: DeletionsInProgress, budgets: inout RemainingDisruptions, _ view: View, now: Int64
  ) {
    if let latestUpdate { shortestInterval = max(1, min(shortestInterval, now - latestUpdate)) }
    latestUpdate = now
    // order-free: each entry is judged alone.
    unremovable = unremovable.filter { snapshot.entries[$0.key] != nil && $0.value > now }
    var open = Set(destinations.filter { !deletions.contains($0) })
    let eligible = candidates.map(\.metadata.name).filter { name in
      !deletions.contains(name) && isEligible(name, snapshot, view, now)
    }
    var snapshot = snapshot
    var removals: [NodeToBeRemoved] = []
    var atomic = 0
    let limit = unneededLimit
    for name in eligible {
      if removals.count - atomic >= limit { break }
      guard
        var removal = simulator.remove(
          name, from: &snapshot, isDestination: { open.contains($0) }, budgets: budgets,
          controllers: view.controllers, now: now)
      else {
        unremovable[name] = now &+ options.unremovableNodeRecheck
        continue
      }
      let pods = removal.podsToReschedule.map(\.pod)
      removal.isRisky = !budgets.canRemove(pods).atOnce
      open.remove(name)
      budgets.remove(pods)
      if view.group(removal.node)?.overrides.isAtomic ?? false { atomic += 1 }
      removals.append(removal)
    }
    let options = options
    unneeded.update(
      removals, now: now,
      threshold: { node in
        let own = view.group(node)?.overrides
        return node.isReadyForAutoscaler
          ? own?.scaleDownUnneededTime ?? options.scaleDownUnneededTime
          : own?.scaleDownUnreadyTime ?? options.scaleDownUnreadyTime
      }, draw: view.draw)
    simulator.dropOldHints()
    previousCandidates = Set(unneeded.names)
  }

  private func isEligible(
    _ name: String, _ snapshot: AutoscalerSnapshot, _ view: View, _ now: Int64
  ) -> Bool {
    guard unremovable[name] == nil, let entry = snapshot.entries[name] else { return false }
    let node = entry.node
    guard !AutoscalerTaints.isBeingDeleted(node, now: now), !Self.isProtected(node),
      let group = view.group(node)
    else { return false }
    let use = try? NodeUtilization(
      node, pods: entry.pods,
      options: NodeUtilization.Options(
        ignoresDaemonSets: group.overrides.ignoreDaemonSetsUtilization
          ?? options.ignoreDaemonSetsUtilization,
        ignoresMirrors: options.ignoreMirrorPodsUtilization), now: now)
    guard let use else { return false }
    if !options.scaleDownUnreadyEnabled, !node.isReadyForAutoscaler { return false }
    let threshold =
      group.overrides.scaleDownUtilizationThreshold ?? options.scaleDownUtilizationThreshold
    return !(use.highest > threshold)
  }

  /// Whether an annotation keeps the node.
  private static func isProtected(_ node: ClusterNode) -> Bool {
    node.metadata.annotations["cluster-autoscaler.kubernetes.io/scale-down-disabled"] == "true"
  }

  /// After so many unneeded nodes there is no point in finding more.
  private var unneededLimit: Int {
    let parallel = options.maxScaleDownParallelism
    let limit = unneeded.count &+ 2 &* parallel
    let time = max(options.scaleDownUnneededTime, shortestInterval)
    let bound = parallel &* Int(time / shortestInterval) &+ parallel
    return min(limit, bound)
  }

  // MARK: Removable nodes

  /// The unneeded nodes that may go now: those without pods, and those that need draining.
  ///
  /// - Parameters:
  ///   - quota: What the limits of the cluster leave.
  ///   - registered: How many nodes of a group are registered.
  public mutating func removable(
    deletions: DeletionsInProgress, quota: inout ResourceQuota, registered: (String) -> Int,
    _ view: View
  ) -> (empty: [Removable], drain: [Removable]) {
    guard let now = latestUpdate else { return ([], []) }
    var sizes: [String: Int] = [:]
    let (empty, drain) = unneeded.split(draw: view.draw)
    var due: [(entry: UnneededNodes.Entry, group: NodeGroup)] = []
    var needing: [(entry: UnneededNodes.Entry, group: NodeGroup)] = []
    for (entries, isEmpty) in [(empty, true), (drain, false)] {
      for entry in entries {
        let node = entry.removal.node
        guard !Self.isProtected(node), entry.threshold <= 0 || entry.since &+ entry.threshold < now,
          let group = view.group(node)
        else { continue }
        let size = sizes[group.id] ?? group.targetSize
        guard size - deletions.count(of: group.id) > group.minSize,
          quota.consume(1, of: node, group: group.id)
        else { continue }
        sizes[group.id] = size - 1
        if isEmpty { due.append((entry, group)) } else { needing.append((entry, group)) }
      }
    }
    let all =
      due + needing.filter { !$0.entry.removal.isRisky }
      + needing.filter { $0.entry.removal.isRisky }
    var chosen: (empty: [Removable], drain: [Removable]) = ([], [])
    for (entry, group) in Self.withoutPartsOfAtomicGroups(all, registered: registered)
    where entry.removal.onCompletionPods == 0 {
      let removable = Removable(node: entry.removal.node.metadata.name, group: group.id)
      if entry.removal.podsToReschedule.isEmpty {
        chosen.empty.append(removable)
      } else {
        chosen.drain.append(removable)
      }
    }
    return chosen
  }

  /// Groups that have either no nodes or as many as they may go as a whole, after the others.
  private static func withoutPartsOfAtomicGroups(
    _ all: [(entry: UnneededNodes.Entry, group: NodeGroup)], registered: (String) -> Int
  ) -> [(entry: UnneededNodes.Entry, group: NodeGroup)] {
    let atomic = all.filter(\.group.overrides.isAtomic)
    let whole = atomic.filter { one in
      let count = atomic.count { $0.group.id == one.group.id }
      return count == one.group.targetSize || count == registered(one.group.id)
    }
    return all.filter { !$0.group.overrides.isAtomic } + whole
  }

  // MARK: Times

  /// The next instant after `now` at which something here may change by itself: a node has been
  /// unneeded long enough, or one is looked at again.
  public func nextDue(after now: Int64) -> Int64? {
    // order-free: the smallest.
    let recheck = unremovable.values.filter { $0 > now }.min()
    return [recheck, unneeded.nextDue(after: now)].compactMap { $0 }.min()
  }
}
