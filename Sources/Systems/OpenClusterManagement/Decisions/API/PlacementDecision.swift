import Documents
import KubernetesAPI

/// A slice of at most 100 chosen clusters.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/api/cluster/v1beta1/types_placementdecision.go`.
public struct PlacementDecision: KubernetesObject {
  /// The label that names the placement.
  public static let placementLabel = "cluster.open-cluster-management.io/placement"
  /// The label that names the group.
  public static let groupNameLabel = "cluster.open-cluster-management.io/decision-group-name"
  /// The label with the group's number.
  public static let groupIndexLabel = "cluster.open-cluster-management.io/decision-group-index"
  /// How many clusters one object may hold.
  public static let maximumDecisions = 100

  /// Name, namespace, labels.
  @OrZero public var metadata: ObjectMeta
  /// The clusters.
  @OrZero public var status: PlacementDecisionStatus

  /// A slice.
  public init(_ metadata: ObjectMeta, clusters: [String]) {
    self.metadata = metadata
    status = PlacementDecisionStatus(decisions: clusters.map { ClusterDecision(clusterName: $0) })
  }
}

/// The clusters of a slice.
public struct PlacementDecisionStatus: Sendable, ZeroValued, Equatable {
  /// In name order, as the scheduler writes them.
  public var decisions: [ClusterDecision]

  /// No clusters.
  public static var zeroValue: PlacementDecisionStatus { PlacementDecisionStatus(decisions: []) }
}

/// One chosen cluster.
public struct ClusterDecision: Sendable, Decodable, Equatable {
  /// Its name.
  @OrZero public var clusterName: String
  /// Always empty when the scheduler wrote it.
  @OrZero public var reason: String

  /// A chosen cluster.
  public init(clusterName: String) {
    self.clusterName = clusterName
  }
}
