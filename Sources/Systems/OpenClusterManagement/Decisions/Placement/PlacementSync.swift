import GoSemantics
import KubernetesAPI

/// One synchronisation of a placement: candidates, schedule, groups, objects to write, status.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/scheduling_controller.go`
/// (syncPlacement).
public struct PlacementSync: Sendable {
  /// The candidates.
  public var sets: ClusterSets
  /// What the scheduler made of them.
  public var schedule: ScheduleResult
  /// The groups.
  public var groups: DecisionGroups
  /// The schedule's ending, or that of grouping if that failed.
  public var status: SchedulingStatus
  /// What is written on PlacementDecisions.
  public var writes: DecisionWrites
  /// `PlacementMisconfigured` and `PlacementSatisfied`, without a time.
  public var conditions: [Condition]
  /// Whether upstream's pass returns an error and is repeated with a growing back-off: with every
  /// ending but success, warnings included.
  public var returnsError: Bool

  /// Whether upstream's controller looks at a placement at all.
  public static func isIgnored(_ placement: Placement) -> Bool {
    placement.metadata.deletionTimestamp != nil
      || placement.metadata.annotations[Placement.disableAnnotation] == "true"
  }

  /// One pass over a placement.
  ///
  /// - Throws: A set that cannot be read; upstream then changes nothing and tries again.
  public init(
    _ placement: PreparedPlacement, sets: ClusterSetIndex, in state: PrioritizerState,
    now: GoInstant
  ) throws(ClusterSetError) {
    self.sets = try ClusterSets(
      for: placement.placement, in: sets, among: state.table.count)
    schedule = Scheduler.schedule(
      placement, candidates: self.sets.available, in: state, now: now)
    groups = DecisionGroups(
      Array(schedule.selected), placement: placement.name,
      strategy: placement.groupStrategy, in: state.table)
    status = groups.status.isError ? groups.status : schedule.status
    writes = DecisionWrites(groups, of: placement, in: state)
    conditions = []
    returnsError = status.code != .success || placement.nameProblem != nil
    conditions = [misconfigured, satisfied(placement.spec.clusterSets)]
  }

  private var misconfigured: Condition {
    if status.code == .misconfigured {
      return Condition(
        type: "PlacementMisconfigured", status: "True", reason: "Misconfigured",
        message: "\(status.plugin):\(status.message)")
    }
    return Condition(
      type: "PlacementMisconfigured", status: "False", reason: "Succeedconfigured",
      message: "Placement configurations check pass")
  }

  private func satisfied(_ wanted: [String]) -> Condition {
    func condition(_ status: String, _ reason: String, _ message: String) -> Condition {
      Condition(type: "PlacementSatisfied", status: status, reason: reason, message: message)
    }
    if sets.validBindings == 0 {
      return condition(
        "False", "NoManagedClusterSetBindings",
        "No valid ManagedClusterSetBindings found in placement namespace")
    }
    if sets.eligible.isEmpty {
      return condition(
        "False", "NoIntersection",
        "None of ManagedClusterSets [\(wanted.joined(separator: ","))] is bound to placement "
          + "namespace")
    }
    if sets.available.isEmpty {
      return condition(
        "False", "AllManagedClusterSetsEmpty",
        "All ManagedClusterSets [\(sets.eligible.joined(separator: ","))] have no member "
          + "ManagedCluster")
    }
    if status.code == .error {
      return condition("False", "NotAllDecisionsScheduled", status.message)
    }
    if schedule.selectedCount == 0 {
      return condition(
        "False", "NoManagedClusterMatched",
        "No ManagedCluster matches any of the cluster predicate")
    }
    if schedule.unscheduled == 0 {
      return condition("True", "AllDecisionsScheduled", "All cluster decisions scheduled")
    }
    return condition(
      "False", "NotAllDecisionsScheduled",
      "\(schedule.unscheduled) cluster decisions unscheduled")
  }
}
