import Documents
import KubernetesAPI

/// Which clusters a placement goes to.
///
/// Lists that upstream tells apart from empty ones when validating are optional.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/clusterresourceplacement_types.go`.
public struct PlacementPolicy: Sendable, Equatable, Decodable {
  /// `PickAll`, `PickN` or `PickFixed`; empty before defaulting.
  @OrZero public var placementType: String
  /// The clusters of `PickFixed`.
  public var clusterNames: [String] = []
  /// The N of `PickN`.
  public var numberOfClusters: Int32?
  /// What clusters must and should be like.
  public var affinity: Affinity?
  /// How clusters are spread over the values of labels.
  public var topologySpreadConstraints: [TopologySpreadConstraint] = []
  /// Taints that are no obstacle.
  public var tolerations: [Toleration]?

  /// A policy of a type, without conditions.
  public init(placementType: String = "") {
    self.placementType = placementType
  }
}

/// What clusters must and should be like.
public struct Affinity: Sendable, Equatable, Decodable {
  /// Affinity to clusters; no other exists.
  public var clusterAffinity: ClusterAffinity?
}

/// What clusters must and should be like.
public struct ClusterAffinity: Sendable, Equatable, Decodable {
  /// One of these terms must hold when a cluster is picked.
  public var requiredDuringSchedulingIgnoredDuringExecution: ClusterSelector?
  /// Each of these terms adds to a cluster's score.
  public var preferredDuringSchedulingIgnoredDuringExecution: [PreferredClusterSelector] = []
}

/// Terms of which one must hold.
public struct ClusterSelector: Sendable, Equatable, Decodable {
  /// The terms.
  public var clusterSelectorTerms: [ClusterSelectorTerm] = []
}

/// A wish with its weight.
public struct PreferredClusterSelector: Sendable, Equatable, Decodable {
  /// −100 … 100.
  @OrZero public var weight: Int32
  /// Which clusters, and by which property they are ordered.
  @OrZero public var preference: ClusterSelectorTerm
}

/// Conditions on one cluster that must all hold.
public struct ClusterSelectorTerm: Sendable, Equatable, ZeroValued {
  /// Conditions on labels; absent and empty mean all clusters.
  public var labelSelector: LabelSelector?
  /// Conditions on properties.
  public var propertySelector: PropertySelector?
  /// How a property turns into a part of the weight; in wishes only.
  public var propertySorter: PropertySorter?

  /// No conditions.
  public static var zeroValue: ClusterSelectorTerm { ClusterSelectorTerm() }
}

/// Conditions on properties that must all hold.
public struct PropertySelector: Sendable, Equatable, Decodable {
  /// The conditions.
  public var matchExpressions: [PropertySelectorRequirement] = []
}

/// One condition on a property.
public struct PropertySelectorRequirement: Sendable, Equatable, Decodable {
  /// The property.
  @OrZero public var name: String
  /// `Eq`, `Ne`, `Gt`, `Ge`, `Lt`, `Le`.
  @OrZero public var `operator`: String
  /// Exactly one quantity is usable.
  public var values: [String] = []
}

/// How a property turns into a part of the weight.
public struct PropertySorter: Sendable, Equatable, Decodable {
  /// The property.
  @OrZero public var name: String
  /// `Descending` prefers large values, `Ascending` small ones.
  @OrZero public var sortOrder: String
}

/// How clusters are spread over the values of a label.
public struct TopologySpreadConstraint: Sendable, Equatable, Decodable {
  /// How far the counts may be apart; absent means 1.
  public var maxSkew: Int32?
  /// The label.
  @OrZero public var topologyKey: String
  /// `DoNotSchedule` or `ScheduleAnyway`; anything else counts as the first.
  @OrZero public var whenUnsatisfiable: String
}
