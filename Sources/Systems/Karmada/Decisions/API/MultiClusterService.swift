import Documents
import KubernetesAPI

/// A Service that clusters offer to each other.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/networking/v1alpha1/service_types.go`.
public struct MultiClusterService: KubernetesObject {
  /// A cluster by name.
  public struct ClusterSelector: Sendable, Equatable, Decodable {
    /// The cluster.
    public var name: String
  }

  /// What is wanted.
  public struct Spec: Sendable, Decodable {
    /// `CrossCluster` or `LoadBalancer`.
    public var types: [String]
    /// Who offers the service; empty for all clusters.
    public var providerClusters: [ClusterSelector]
    /// Who uses the service; empty for all clusters.
    public var consumerClusters: [ClusterSelector]
  }

  /// Name and namespace, which are those of the Service.
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  public var spec: Spec
}
