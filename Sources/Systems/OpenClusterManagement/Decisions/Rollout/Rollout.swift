import GoSemantics
import KubernetesAPI

/// How far a cluster is with a change.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/sdk-go/pkg/apis/cluster/v1alpha1/rollout.go`
/// (RolloutStatus).
public enum RolloutStatus: String, Sendable {
  /// It has not got the change.
  case toApply = "ToApply"
  /// It is on its way.
  case progressing = "Progressing"
  /// It is done.
  case succeeded = "Succeeded"
  /// It has the change and is not well.
  case failed = "Failed"
  /// It did not succeed before its deadline.
  case timeOut = "TimeOut"
  /// It is left out.
  case skip = "Skip"
}

/// One cluster of a rollout.
public struct ClusterRolloutStatus: Sendable, Equatable {
  /// Its name.
  public var clusterName: String
  /// Its group.
  public var groupKey = GroupKey()
  /// How far it is.
  public var status: RolloutStatus
  /// Since when; nil counts as now.
  public var lastTransitionTime: GoInstant?
  /// When to look again: the end of its soak time or its deadline.
  public var recheckTime: GoInstant?

  /// A cluster's state.
  public init(
    _ clusterName: String, _ status: RolloutStatus, since lastTransitionTime: GoInstant? = nil,
    in groupKey: GroupKey = GroupKey()
  ) {
    self.clusterName = clusterName
    self.groupKey = groupKey
    self.status = status
    self.lastTransitionTime = lastTransitionTime
  }
}

/// What a rollout does next.
public struct RolloutResult: Sendable, Equatable {
  /// The clusters at work; those to apply are to get the change now.
  public var clustersToRollout: [ClusterRolloutStatus] = []
  /// Those whose deadline has passed.
  public var clustersTimeOut: [ClusterRolloutStatus] = []
  /// Those that are not wanted any more.
  public var clustersRemoved: [ClusterRolloutStatus] = []
  /// Whether too many failed.
  public var maxFailureBreach = false
  /// The nanoseconds to the next soak end or deadline; nil for none.
  public var recheckAfter: Int64?
}

/// Decides which clusters get a change next.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/sdk-go/pkg/apis/cluster/v1alpha1/rollout.go`
/// (GetRolloutCluster).
public enum Rollout {
  /// What a rollout does next.
  ///
  /// - Parameters:
  ///   - groups: The placement's groups.
  ///   - existing: The clusters that have the change, or once had it.
  public static func next(
    _ strategy: RolloutStrategy, _ groups: ClusterGroups, existing: [ClusterRolloutStatus],
    now: GoInstant
  ) throws(RolloutError) -> RolloutResult {
    switch strategy.type {
    case "All": try all(strategy.all, groups, existing, now)
    case "Progressive": try progressive(strategy.progressive, groups, existing, now)
    case "ProgressivePerGroup":
      try progressivePerGroup(strategy.progressivePerGroup, groups, existing, now)
    default: throw RolloutError("incorrect rollout strategy type \(strategy.type)")
    }
  }

  private static func all(
    _ strategy: RolloutConfig?, _ groups: ClusterGroups, _ existing: [ClusterRolloutStatus],
    _ now: GoInstant
  ) throws(RolloutError) -> RolloutResult {
    let pass = RolloutPass(
      soak: 0, deadline: try RolloutParameters.deadline(strategy?.progressDeadline ?? ""),
      now: now)
    let everything = groups.groups().clusters()
    let (current, removed) = partition(existing, everything)
    var result = pass.perCluster(
      everything, size: everything.count, maxFailures: everything.count, current)
    result.clustersRemoved = removed
    return result
  }

  private static func progressive(
    _ strategy: RolloutConfig?, _ groups: ClusterGroups, _ existing: [ClusterRolloutStatus],
    _ now: GoInstant
  ) throws(RolloutError) -> RolloutResult {
    let pass = RolloutPass(
      soak: try RolloutParameters.soak(strategy?.minSuccessTime),
      deadline: try RolloutParameters.deadline(strategy?.progressDeadline ?? ""), now: now)
    let everything = groups.groups().clusters()
    let (current, removed) = partition(existing, everything)
    let maxFailures = try RolloutParameters.size(
      strategy?.maxFailures, total: everything.count, otherwise: 0, "maxFailures")
    let mandatory = keys(strategy)
    if var result = try pass.mandatory(groups.groups(mandatory), current) {
      result.clustersRemoved = removed
      return result
    }
    let rest = mandatory.isEmpty ? everything : groups.groups(besides: mandatory).clusters()
    let size = try RolloutParameters.size(
      strategy?.maxConcurrency, total: rest.count, otherwise: rest.count, "maxConcurrency")
    var result = pass.perCluster(rest, size: size, maxFailures: maxFailures, current)
    result.clustersRemoved = removed
    return result
  }

  private static func progressivePerGroup(
    _ strategy: RolloutConfig?, _ groups: ClusterGroups, _ existing: [ClusterRolloutStatus],
    _ now: GoInstant
  ) throws(RolloutError) -> RolloutResult {
    let pass = RolloutPass(
      soak: try RolloutParameters.soak(strategy?.minSuccessTime),
      deadline: try RolloutParameters.deadline(strategy?.progressDeadline ?? ""), now: now)
    _ = try RolloutParameters.size(
      strategy?.maxFailures, total: 0, otherwise: 0, "maxFailures")
    let (current, removed) = partition(existing, groups.groups().clusters())
    let mandatory = keys(strategy)
    if var result = try pass.mandatory(groups.groups(mandatory), current) {
      result.clustersRemoved = removed
      return result
    }
    var result = try pass.perGroup(
      groups.groups(besides: mandatory), maxFailures: strategy?.maxFailures, current)
    result.clustersRemoved = removed
    return result
  }

  private static func keys(_ strategy: RolloutConfig?) -> [GroupKey] {
    (strategy?.mandatoryDecisionGroups ?? []).map {
      $0.groupName.isEmpty ? GroupKey(index: $0.groupIndex) : GroupKey(name: $0.groupName)
    }
  }

  /// The entries whose cluster is wanted, and the others.
  private static func partition(
    _ existing: [ClusterRolloutStatus], _ clusters: [(name: String, key: GroupKey)]
  ) -> (current: [ClusterRolloutStatus], removed: [ClusterRolloutStatus]) {
    let names = Set(clusters.map(\.name))
    var current: [ClusterRolloutStatus] = []
    var removed: [ClusterRolloutStatus] = []
    for entry in existing {
      if names.contains(entry.clusterName) { current.append(entry) } else { removed.append(entry) }
    }
    return (current, removed)
  }
}
