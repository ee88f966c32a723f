import Documents
import KubernetesAPI

/// A request to place workloads anew.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/apps/v1alpha1/workloadrebalancer_types.go`.
public struct WorkloadRebalancer: KubernetesObject {
  /// One workload.
  public struct Workload: Sendable, Hashable, Decodable {
    /// Group and version.
    public var apiVersion: String
    /// The kind.
    public var kind: String
    /// The name.
    public var name: String
    /// Empty for cluster-scoped objects.
    @OrZero public var namespace: String

    /// A workload.
    public init(apiVersion: String, kind: String, namespace: String = "", name: String) {
      self.apiVersion = apiVersion
      self.kind = kind
      self.name = name
      self.namespace = namespace
    }
  }

  /// What is wanted.
  public struct Spec: Sendable, Decodable {
    /// The workloads.
    public var workloads: [Workload]
    /// How long the request is kept afterwards; nil for ever.
    public var ttlSecondsAfterFinished: Int32?
  }

  /// Name and creation time.
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  public var spec: Spec
}
