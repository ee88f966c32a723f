import Documents
import KubernetesAPI

/// Changes of resources per cluster: a ClusterResourceOverride, or a ResourceOverride, which has
/// a namespace.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/override_types.go`.
public struct ResourceOverride: KubernetesObject, Equatable {
  /// Name, namespace.
  @OrZero public var metadata: ObjectMeta
  /// What is changed where.
  @OrZero public var spec: OverrideSpec
}

/// An immutable copy of an override: a ClusterResourceOverrideSnapshot, or a
/// ResourceOverrideSnapshot, which has a namespace.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/overridesnapshot_types.go`.
public struct ResourceOverrideSnapshot: KubernetesObject, Equatable {
  /// Name, namespace, labels.
  @OrZero public var metadata: ObjectMeta
  /// The override.
  @OrZero public var spec: OverrideSnapshotSpec

  /// The snapshot in force of an override.
  public init(latestOf override: ResourceOverride) {
    metadata = override.metadata
    metadata.labels[Self.latestLabel] = "true"
    var own = OverrideSnapshotSpec()
    own.overrideSpec = override.spec
    spec = own
  }

  /// Marks the snapshot that is in force.
  public static let latestLabel = "kubernetes-fleet.io/is-latest-snapshot"
}

/// The override of a snapshot.
public struct OverrideSnapshotSpec: Sendable, Equatable, ZeroValued {
  /// The override.
  @OrZero public var overrideSpec: OverrideSpec

  /// Nothing said.
  public static var zeroValue: OverrideSnapshotSpec { OverrideSnapshotSpec() }
}

/// What is changed where.
public struct OverrideSpec: Sendable, Equatable, ZeroValued {
  /// For one placement; absent means for all.
  public var placement: PlacementRef?
  /// Of a ClusterResourceOverride: cluster-scoped resources; a namespace stands for all inside.
  public var clusterResourceSelectors: [ResourceSelectorTerm] = []
  /// Of a ResourceOverride: resources in its own namespace.
  public var resourceSelectors: [ResourceSelectorTerm] = []
  /// The changes; upstream refuses an override without.
  public var policy: OverridePolicy?

  /// Nothing said.
  public static var zeroValue: OverrideSpec { OverrideSpec() }
}

/// The placement that an override is for.
public struct PlacementRef: Sendable, Equatable, Decodable {
  /// The placement's name.
  @OrZero public var name: String
  /// `Cluster` or `Namespaced`.
  @OrZero public var scope: String
}

/// The changes.
public struct OverridePolicy: Sendable, Equatable, Decodable {
  /// In order; all that match a cluster apply.
  public var overrideRules: [OverrideRule] = []
}

/// Changes for some clusters.
public struct OverrideRule: Sendable, Equatable, Decodable {
  /// Absent means no cluster, one without terms all.
  public var clusterSelector: ClusterSelector?
  /// `Delete`, otherwise a JSON patch.
  @OrZero public var overrideType: String
  /// The patch.
  public var jsonPatchOverrides: [JSONPatchOverride] = []
}

/// One operation of a JSON patch.
public struct JSONPatchOverride: Sendable, Equatable, Decodable {
  /// `add`, `remove` or `replace`.
  @OrZero public var op: String
  /// A JSON pointer.
  @OrZero public var path: String
  /// Absent and null are the same.
  public var value: Node?

  /// An operation.
  public init(op: String, path: String, value: Node? = nil) {
    self.value = value
    self.op = op
    self.path = path
  }
}
