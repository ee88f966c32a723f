import Documents
import KubernetesAPI

/// A ManifestWork for every cluster of some placements.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/api/work/v1alpha1/types_manifestworkreplicaset.go`.
public struct ManifestWorkReplicaSet: KubernetesObject {
  /// The label that names the owning set of a work as `<namespace>.<name>`.
  public static let ownerLabel = "work.open-cluster-management.io/manifestworkreplicaset"
  /// The label that names the placement of a work.
  public static let placementLabel = "work.open-cluster-management.io/placementname"

  /// Name, namespace, labels.
  @OrZero public var metadata: ObjectMeta
  /// What is applied where.
  @OrZero public var spec: ManifestWorkReplicaSetSpec
  /// What came of it.
  @OrZero public var status: ManifestWorkReplicaSetStatus
}

/// What a set applies where.
public struct ManifestWorkReplicaSetSpec: Sendable, ZeroValued {
  /// The spec of every work, as it was written.
  public var manifestWorkTemplate: Documents.Node?
  /// The placements, in the same namespace.
  public var placementRefs: [LocalPlacementReference]
  /// `Background` (also when empty) or `Foreground`.
  @OrZero public var cascadeDeletionPolicy: String

  /// Nothing.
  public static var zeroValue: ManifestWorkReplicaSetSpec {
    ManifestWorkReplicaSetSpec(placementRefs: [])
  }
}

/// One placement of a set.
public struct LocalPlacementReference: Sendable, Decodable {
  /// Its name.
  @OrZero public var name: String
  /// How a change reaches its clusters.
  @OrZero public var rolloutStrategy: RolloutStrategy
}

/// What came of a set.
public struct ManifestWorkReplicaSetStatus: Sendable, ZeroValued {
  /// `PlacementVerified`, `PlacementRolledOut` and `ManifestworkApplied`.
  public var conditions: [Condition]
  /// Over all placements.
  @OrZero public var summary: ManifestWorkReplicaSetSummary
  /// For each placement.
  public var placementSummary: [PlacementSummary]

  /// Nothing yet.
  public static var zeroValue: ManifestWorkReplicaSetStatus {
    ManifestWorkReplicaSetStatus(conditions: [], placementSummary: [])
  }
}

/// The works of one placement.
public struct PlacementSummary: Sendable, Decodable, Equatable {
  /// The placement's name.
  @OrZero public var name: String
  /// How many groups, and how many of the clusters have their work.
  @OrZero public var availableDecisionGroups: String
  /// The counts.
  @OrZero public var summary: ManifestWorkReplicaSetSummary

  /// A summary of a placement.
  public init(name: String, availableDecisionGroups: String, total: Int) {
    self.name = name
    self.availableDecisionGroups = availableDecisionGroups
    summary = ManifestWorkReplicaSetSummary()
    summary.total = total
  }
}

/// Counts of works.
public struct ManifestWorkReplicaSetSummary: Sendable, ZeroValued, Equatable {
  /// Works of the current template.
  @OrZero public var total: Int
  /// Of these, those that are progressing.
  @OrZero public var progressing: Int
  /// Of these, those that are available.
  @OrZero public var available: Int
  /// Of these, those that are degraded.
  @OrZero public var degraded: Int
  /// Of these, those that are applied.
  @OrZero public var applied: Int
  /// Never set upstream.
  @OrZero public var desiredTotal: Int
  /// Never set upstream.
  @OrZero public var updated: Int

  /// No works.
  public init() {}

  /// No works.
  public static var zeroValue: ManifestWorkReplicaSetSummary { ManifestWorkReplicaSetSummary() }
}
