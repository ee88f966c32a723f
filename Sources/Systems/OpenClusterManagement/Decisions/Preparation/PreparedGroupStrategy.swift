import KubernetesAPI

/// How a placement's decisions are grouped, with selectors validated.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/scheduling_controller.go`
/// (generatePlacementDecisionsAndStatus).
public struct PreparedGroupStrategy: Sendable {
  /// One group of the strategy.
  struct Group: Sendable {
    var name: String
    /// What its clusters meet, or why that cannot be told. It counts when the group has its turn.
    var selectors: Result<(labels: Selector, claims: Selector), SchedulingStatus>
  }

  /// How many clusters a group has at most: a number or a percentage.
  let clustersPerDecisionGroup: IntOrString?
  /// The groups in order.
  let groups: [Group]

  /// A strategy made ready for decisions.
  public init(_ strategy: GroupStrategy) {
    clustersPerDecisionGroup = strategy.clustersPerDecisionGroup
    groups = strategy.decisionGroups.map { group in
      Group(
        name: group.groupName,
        selectors: Result { () throws(SchedulingStatus) in
          try PreparedPredicate.selectors(
            group.groupClusterSelector.labelSelector, group.groupClusterSelector.claimSelector,
            plugin: "")
        })
    }
  }
}
