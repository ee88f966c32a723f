import Documents
import KubernetesAPI

/// Objects that an agent applies to its cluster, in the namespace of that cluster.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/api/work/v1/types.go`.
public struct ManifestWork: KubernetesObject {
  /// Name, namespace (the cluster's name), labels, generation.
  @OrZero public var metadata: ObjectMeta
  /// What is applied, as it was written.
  public var spec: Documents.Node?
  /// What the agent reports.
  @OrZero public var status: ManifestWorkStatus
}

/// What an agent reports of a ManifestWork.
public struct ManifestWorkStatus: Sendable, ZeroValued {
  /// `Applied`, `Available`, `Progressing`, `Degraded`, `Complete`.
  public var conditions: [Condition]
  /// The same for each manifest.
  @OrZero public var resourceStatus: ManifestResourceStatus

  /// Nothing reported.
  public static var zeroValue: ManifestWorkStatus { ManifestWorkStatus(conditions: []) }
}

/// The state of a work's manifests.
public struct ManifestResourceStatus: Sendable, ZeroValued {
  /// One entry a manifest.
  public var manifests: [ManifestCondition]

  /// Nothing reported.
  public static var zeroValue: ManifestResourceStatus { ManifestResourceStatus(manifests: []) }
}

/// The state of one manifest.
public struct ManifestCondition: Sendable, Decodable {
  /// `Applied`, `Available` and what condition rules produced.
  public var conditions: [Condition]
}

/// The types of a ManifestWork's conditions.
public enum WorkConditionType {
  /// Every manifest is applied.
  public static let applied = "Applied"
  /// Every resource exists.
  public static let available = "Available"
  /// Some resource is on its way to the state wanted.
  public static let progressing = "Progressing"
  /// Some resource does not reach the state wanted.
  public static let degraded = "Degraded"
}
