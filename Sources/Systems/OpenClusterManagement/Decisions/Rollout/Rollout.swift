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
public struct Rollout: Sendable {
  private enum Kind: Sendable {
    case all, progressive, progressivePerGroup
    case wrong(RolloutError)
  }

  private let kind: Kind
  private let soak: Int64?
  private let deadline: Int64?
  private let maxFailures: RolloutParameters.Size
  private let maxConcurrency: RolloutParameters.Size
  private let mandatory: [GroupKey]

  /// Reads a strategy once, for many looks.
  public init(_ strategy: RolloutStrategy) {
    let details: RolloutConfig?
    var kind: Kind
    switch strategy.type {
    case "All": (kind, details) = (.all, strategy.all)
    case "Progressive": (kind, details) = (.progressive, strategy.progressive)
    case "ProgressivePerGroup":
      (kind, details) = (.progressivePerGroup, strategy.progressivePerGroup)
    default:
      details = nil
      kind = .wrong(RolloutError("incorrect rollout strategy type \(strategy.type)"))
    }
    var soak: Int64? = 0
    var deadline: Int64?
    do throws(RolloutError) {
      if case .all = kind {} else { soak = try RolloutParameters.soak(details?.minSuccessTime) }
      deadline = try RolloutParameters.deadline(details?.progressDeadline ?? "")
    } catch {
      kind = .wrong(error)
    }
    self.kind = kind
    self.soak = soak
    self.deadline = deadline
    maxFailures = RolloutParameters.Size(details?.maxFailures, "maxFailures")
    maxConcurrency = RolloutParameters.Size(details?.maxConcurrency, "maxConcurrency")
    mandatory = (details?.mandatoryDecisionGroups ?? []).map {
      $0.groupName.isEmpty ? GroupKey(index: $0.groupIndex) : GroupKey(name: $0.groupName)
    }
  }

  /// What a rollout does next.
  ///
  /// - Parameters:
  ///   - groups: The placement's groups.
  ///   - existing: The clusters that have the change, or once had it.
  public static func next(
    _ strategy: RolloutStrategy, _ groups: ClusterGroups, existing: [ClusterRolloutStatus],
    now: GoInstant
  ) throws(RolloutError) -> RolloutResult {
    try Rollout(strategy).next(groups, RolloutEntries(existing, in: groups), now: now)
  }

  /// What a rollout does next, of clusters whose names were looked up before.
  public func next(
    _ groups: ClusterGroups, _ existing: RolloutEntries, now: GoInstant
  ) throws(RolloutError) -> RolloutResult {
    if case .wrong(let error) = kind { throw error }
    let total = groups.visibleCount
    let pass = RolloutPass(
      soak: soak, deadline: deadline, now: now, groups: groups, existing: existing)
    var result: RolloutResult
    switch kind {
    case .all: result = pass.perCluster(groups.visiblePlaces, size: total, maxFailures: total)
    case .progressive: result = try progressive(pass)
    default:
      _ = try maxFailures.clusters(of: 0, otherwise: 0)
      result = try perGroup(pass)
    }
    for place in existing.entries.indices where !existing.isCurrent[place] {
      result.clustersRemoved.append(existing.entries[place])
    }
    return result
  }

  private func progressive(_ pass: RolloutPass) throws(RolloutError) -> RolloutResult {
    let groups = pass.groups
    let total = groups.visibleCount
    let failures = try maxFailures.clusters(of: total, otherwise: 0)
    if mandatory.isEmpty {
      let size = try maxConcurrency.clusters(of: total, otherwise: total)
      return pass.perCluster(groups.visiblePlaces, size: size, maxFailures: failures)
    }
    let isMandatory = groups.matches(mandatory)
    if let result = try pass.mandatory(isMandatory) { return result }
    let (rest, count) = groups.groupPlaces { groups.isVisible[$0] && !isMandatory[$0] }
    let size = try maxConcurrency.clusters(of: count, otherwise: count)
    return pass.perCluster(rest, size: size, maxFailures: failures)
  }

  private func perGroup(_ pass: RolloutPass) throws(RolloutError) -> RolloutResult {
    let groups = pass.groups
    let isMandatory = groups.matches(mandatory)
    if let result = try pass.mandatory(isMandatory) { return result }
    return try pass.perGroup(maxFailures: maxFailures) {
      groups.isVisible[$0] && !isMandatory[$0]
    }
  }
}

/// The clusters that have a change, or once had it, with their numbers in a placement's groups.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/sdk-go/pkg/apis/cluster/v1alpha1/rollout.go`
/// (getRemovedClusters).
public struct RolloutEntries: Sendable {
  /// The clusters, in the order given.
  public let entries: [ClusterRolloutStatus]
  /// Their numbers; −1 for a cluster in no group.
  let numbers: [Int32]
  /// Whether the cluster of an entry is wanted.
  let isCurrent: [Bool]

  /// Looks the names up.
  public init(_ entries: [ClusterRolloutStatus], in groups: ClusterGroups) {
    self.entries = entries
    numbers = entries.map { groups.number(of: $0.clusterName) ?? -1 }
    isCurrent = numbers.map { $0 >= 0 && groups.visiblePlaces[Int($0)] >= 0 }
  }
}
