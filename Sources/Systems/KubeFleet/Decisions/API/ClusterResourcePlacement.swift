import Documents
import KubernetesAPI

/// What to place, where, and how to roll it out: a ClusterResourcePlacement, or a
/// ResourcePlacement, which has a namespace.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/clusterresourceplacement_types.go`.
public struct ClusterResourcePlacement: KubernetesObject, Equatable {
  /// Name, namespace …
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: PlacementSpec

  /// A placement as it is validated, defaulted and scheduled.
  public init(metadata: ObjectMeta = ObjectMeta(), spec: PlacementSpec = PlacementSpec()) {
    self.metadata = metadata
    self.spec = spec
  }

  /// `name`, or `namespace/name` of a namespaced placement.
  public var key: String {
    metadata.namespace.isEmpty ? metadata.name : "\(metadata.namespace)/\(metadata.name)"
  }
}

/// What to place, where, and how to roll it out.
public struct PlacementSpec: Sendable, Equatable, ZeroValued {
  /// The resources.
  public var resourceSelectors: [ResourceSelectorTerm] = []
  /// The clusters; absent means all that are eligible.
  public var policy: PlacementPolicy?
  /// How changes reach the clusters.
  @OrZero public var strategy: RolloutStrategy
  /// How many old snapshots are kept; absent means 10.
  public var revisionHistoryLimit: Int32?

  /// Nothing said.
  public init() {}

  /// Nothing said.
  public static var zeroValue: PlacementSpec { PlacementSpec() }
}

/// Which resources.
public struct ResourceSelectorTerm: Sendable, Hashable, Decodable {
  /// Empty for the core group.
  @OrZero public var group: String
  /// Such as `v1`.
  @OrZero public var version: String
  /// Such as `Namespace`, which selects what is inside too.
  @OrZero public var kind: String
  /// One resource.
  @OrZero public var name: String
  /// All resources with these labels.
  public var labelSelector: LabelSelector?
  /// Of a namespace: with or without what is inside.
  @OrZero public var selectionScope: String
}

/// How changes reach the clusters.
public struct RolloutStrategy: Sendable, Equatable, ZeroValued {
  /// `RollingUpdate` or `External`; empty before defaulting.
  @OrZero public var type: String
  /// The pace of a rolling update.
  public var rollingUpdate: RollingUpdateConfig?
  /// How resources are applied.
  public var applyStrategy: ApplyStrategy?

  /// Nothing said.
  public static var zeroValue: RolloutStrategy { RolloutStrategy() }
}

/// The pace of a rolling update.
public struct RollingUpdateConfig: Sendable, Equatable, Decodable {
  /// Absent means 25 %.
  public var maxUnavailable: IntOrString?
  /// Absent means 25 %.
  public var maxSurge: IntOrString?
  /// When untrackable resources count as available; absent means 60.
  public var unavailablePeriodSeconds: Int64?
}

/// How resources are applied on members.
public struct ApplyStrategy: Sendable, Equatable, Decodable {
  /// `PartialComparison` or `FullComparison`.
  @OrZero public var comparisonOption: String
  /// `Always` or `IfNotDrifted`.
  @OrZero public var whenToApply: String
  /// `ClientSideApply`, `ServerSideApply` or `ReportDiff`.
  @OrZero public var type: String
  /// Whether other owners are tolerated.
  @OrZero public var allowCoOwnership: Bool
  /// Of `ServerSideApply` only.
  public var serverSideApplyConfig: ServerSideApplyConfig?
  /// `Always`, `IfNoDiff` or `Never`.
  @OrZero public var whenToTakeOver: String
}

/// Details of server-side apply.
public struct ServerSideApplyConfig: Sendable, Equatable, Decodable {
  /// Whether conflicts are overridden.
  @OrZero public var force: Bool
}
