import Documents
import KubernetesAPI

/// How a change reaches the clusters of a placement.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/api/cluster/v1alpha1/types_rolloutstrategy.go`.
public struct RolloutStrategy: Sendable, ZeroValued {
  /// `All`, `Progressive` or `ProgressivePerGroup`.
  @OrZero public var type: String
  /// Everywhere at once.
  public var all: RolloutConfig?
  /// Cluster by cluster.
  public var progressive: RolloutConfig?
  /// Group by group.
  public var progressivePerGroup: RolloutConfig?

  /// Nothing said, which upstream refuses.
  public static var zeroValue: RolloutStrategy { RolloutStrategy() }
}

/// The details of a strategy; not every strategy reads all of them.
public struct RolloutConfig: Sendable, Decodable {
  /// How long a success must last before the next clusters follow; a Go duration.
  public var minSuccessTime: String?
  /// How long a cluster may take: a Go duration, or `None` (also when empty) for ever.
  @OrZero public var progressDeadline: String
  /// How many clusters may fail, as a number or a percentage; nil counts as 0.
  public var maxFailures: IntOrString?
  /// Groups that go first and may not fail.
  public var mandatoryDecisionGroups: [MandatoryDecisionGroup]
  /// How many clusters change at a time; nil for all.
  public var maxConcurrency: IntOrString?
}

/// A group that goes first.
public struct MandatoryDecisionGroup: Sendable, Decodable {
  /// Its name; all groups of that name are meant.
  @OrZero public var groupName: String
  /// Its number, if there is no name.
  @OrZero public var groupIndex: Int32
}
