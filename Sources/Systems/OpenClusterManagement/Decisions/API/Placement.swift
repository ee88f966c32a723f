import Documents
import KubernetesAPI

/// Which clusters are wanted.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/api/cluster/v1beta1/types_placement.go`.
public struct Placement: KubernetesObject {
  /// With the value `"true"` this annotation makes the scheduler ignore the placement.
  public static let disableAnnotation =
    "cluster.open-cluster-management.io/experimental-scheduling-disable"

  /// Name, namespace, annotations, deletion.
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: PlacementSpec
  /// What came of it.
  @OrZero public var status: PlacementStatus

  /// A placement that wants every cluster of the sets bound to its namespace.
  public init(name: String, namespace: String) {
    metadata = ObjectMeta(name: name, namespace: namespace)
  }
}

/// What a placement wants.
public struct PlacementSpec: Sendable, ZeroValued {
  /// The sets to choose from; empty for all bound ones.
  public var clusterSets: [String]
  /// How many clusters; nil for all.
  public var numberOfClusters: Int32?
  /// Alternatives, one of which a cluster must meet; none are met by every cluster.
  public var predicates: [ClusterPredicate]
  /// What makes a cluster preferable.
  @OrZero public var prioritizerPolicy: PrioritizerPolicy
  /// Leave to be on tainted clusters; `operator` empty means `Equal`.
  public var tolerations: [Toleration]
  /// How the decisions are grouped.
  @OrZero public var decisionStrategy: DecisionStrategy

  /// Everything.
  public static var zeroValue: PlacementSpec {
    PlacementSpec(clusterSets: [], predicates: [], tolerations: [])
  }
}

/// One alternative.
public struct ClusterPredicate: Sendable, Decodable {
  /// What a cluster must meet.
  @OrZero public var requiredClusterSelector: ClusterSelector
}

/// Demands on a cluster that must all hold.
public struct ClusterSelector: Sendable, ZeroValued {
  /// On its labels.
  public var labelSelector: LabelSelector?
  /// On its claims.
  public var claimSelector: ClusterClaimSelector?
  /// On the whole object.
  public var celSelector: ClusterCelSelector?

  /// No demands.
  public static var zeroValue: ClusterSelector { ClusterSelector() }
}

/// Demands on a cluster's claims.
public struct ClusterClaimSelector: Sendable, Decodable {
  /// They must all hold.
  public var matchExpressions: [LabelSelectorRequirement]
}

/// Demands on a whole ManagedCluster.
public struct ClusterCelSelector: Sendable, Decodable {
  /// CEL expressions that must all be true.
  public var celExpressions: [String]
}

/// What makes a cluster preferable.
public struct PrioritizerPolicy: Sendable, ZeroValued {
  /// `Additive` (also when empty) keeps the default prioritizers, `Exact` does not.
  @OrZero public var mode: String
  /// Prioritizers with their weights.
  public var configurations: [PrioritizerConfig]

  /// The default prioritizers.
  public static var zeroValue: PrioritizerPolicy { PrioritizerPolicy(configurations: []) }
}

/// One prioritizer with its weight.
public struct PrioritizerConfig: Sendable, Decodable {
  /// Which prioritizer; upstream demands it.
  public var scoreCoordinate: ScoreCoordinate?
  /// What its score is multiplied with; nil if the manifest does not say, which the API server
  /// turns into 1 before the scheduler sees it.
  public var weight: Int32?
}

/// Where a score comes from.
public struct ScoreCoordinate: Sendable, Decodable {
  /// `BuiltIn` or `AddOn`.
  @OrZero public var type: String
  /// `Balance`, `Steady`, `ResourceAllocatableCPU` or `ResourceAllocatableMemory`.
  @OrZero public var builtIn: String
  /// A score that an add-on computed.
  public var addOn: AddOnScore?
}

/// A score that an add-on computed.
public struct AddOnScore: Sendable, Decodable {
  /// The AddOnPlacementScore's name.
  @OrZero public var resourceName: String
  /// The score's name inside it.
  @OrZero public var scoreName: String
}

/// How decisions are grouped.
public struct DecisionStrategy: Sendable, ZeroValued {
  /// The groups.
  @OrZero public var groupStrategy: GroupStrategy

  /// One group.
  public static var zeroValue: DecisionStrategy { DecisionStrategy() }
}

/// The groups of decisions.
public struct GroupStrategy: Sendable, ZeroValued {
  /// Groups by selector; the rest follows without a name.
  public var decisionGroups: [DecisionGroup]
  /// How large a group may be, as a number or a percentage; nil for no limit.
  public var clustersPerDecisionGroup: IntOrString?

  /// One group.
  public static var zeroValue: GroupStrategy { GroupStrategy(decisionGroups: []) }
}

/// One group of decisions.
public struct DecisionGroup: Sendable, Decodable {
  /// Its name.
  @OrZero public var groupName: String
  /// Who belongs to it.
  @OrZero public var groupClusterSelector: GroupClusterSelector
}

/// Demands on a cluster that belongs to a group.
public struct GroupClusterSelector: Sendable, ZeroValued {
  /// On its labels.
  public var labelSelector: LabelSelector?
  /// On its claims.
  public var claimSelector: ClusterClaimSelector?

  /// No demands.
  public static var zeroValue: GroupClusterSelector { GroupClusterSelector() }
}

/// What came of a placement.
public struct PlacementStatus: Sendable, ZeroValued {
  /// How many clusters were chosen.
  @OrZero public var numberOfSelectedClusters: Int32
  /// The groups.
  public var decisionGroups: [DecisionGroupStatus]
  /// `PlacementSatisfied` and `PlacementMisconfigured`.
  public var conditions: [Condition]

  /// Nothing yet.
  public static var zeroValue: PlacementStatus {
    PlacementStatus(decisionGroups: [], conditions: [])
  }
}

/// One group in a placement's status.
public struct DecisionGroupStatus: Sendable, Decodable, Equatable {
  /// Its number, from 0.
  @OrZero public var decisionGroupIndex: Int32
  /// Its name.
  @OrZero public var decisionGroupName: String
  /// The names of its PlacementDecisions.
  public var decisions: [String]
  /// How many clusters it holds.
  @OrZero public var clusterCount: Int32

  /// A group.
  public init(index: Int32, name: String, decisions: [String], clusterCount: Int32) {
    self.decisions = decisions
    decisionGroupIndex = index
    decisionGroupName = name
    self.clusterCount = clusterCount
  }
}
