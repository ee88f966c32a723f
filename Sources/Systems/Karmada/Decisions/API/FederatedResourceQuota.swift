import Documents
import KubernetesAPI

/// How much a namespace may use in all clusters together.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/policy/v1alpha1/federatedresourcequota_types.go`.
public struct FederatedResourceQuota: KubernetesObject {
  /// The limits.
  public struct Spec: Sendable, Decodable {
    /// The limit of each resource; `nil` for no limit at all.
    public var overall: [String: Quantity]?
    /// What each cluster may use of it.
    public var staticAssignments: [Assignment]?
  }

  /// What a cluster may use.
  public struct Assignment: Sendable, Decodable {
    /// The cluster.
    public var clusterName: String
    /// The limits of its ResourceQuota.
    public var hard: [String: Quantity]?
  }

  /// What is used.
  public struct Status: Sendable, Decodable {
    /// The limits that this is about.
    public var overall: [String: Quantity]?
    /// What is used in all clusters together.
    public var overallUsed: [String: Quantity]?
  }

  /// Name and namespace.
  @OrZero public var metadata: ObjectMeta
  /// The limits.
  public var spec: Spec
  /// What is used.
  public var status: Status?
}
