import Documents
import KubernetesAPI

/// An immutable copy of a placement's policy, and what the scheduler made of it: a
/// ClusterSchedulingPolicySnapshot, or a SchedulingPolicySnapshot, which has a namespace.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/policysnapshot_types.go`.
public struct PolicySnapshot: KubernetesObject, Equatable {
  /// Name, annotations …
  @OrZero public var metadata: ObjectMeta
  /// The policy.
  @OrZero public var spec: PolicySnapshotSpec
  /// What the scheduler made of it.
  @OrZero public var status: PolicySnapshotStatus

  /// A snapshot of a policy.
  public init(metadata: ObjectMeta = ObjectMeta(), policy: PlacementPolicy? = nil) {
    self.metadata = metadata
    self.spec = PolicySnapshotSpec(policy: policy)
  }

  /// Where the N of `PickN` stands; `spec.policy.numberOfClusters` is not read.
  public static let numberOfClustersAnnotation = "kubernetes-fleet.io/number-of-clusters"
  /// The generation of the placement that the snapshot is of.
  public static let placementGenerationAnnotation = "kubernetes-fleet.io/CRP-generation"
  /// The snapshot's index.
  public static let indexLabel = "kubernetes-fleet.io/policy-index"
}

/// The policy of a snapshot.
public struct PolicySnapshotSpec: Sendable, Equatable, ZeroValued {
  /// Absent means all eligible clusters.
  public var policy: PlacementPolicy?

  /// No policy.
  public static var zeroValue: PolicySnapshotSpec { PolicySnapshotSpec() }
}

/// What the scheduler made of a policy.
public struct PolicySnapshotStatus: Sendable, Equatable, ZeroValued {
  /// The placement's generation when the scheduler last wrote this.
  @OrZero public var observedCRPGeneration: Int64
  /// `Scheduled`.
  public var conditions: [Condition] = []
  /// The scheduler's decisions, under the key that the API uses.
  public var targetClusters: [ClusterDecision] = []

  /// Nothing scheduled yet.
  public static var zeroValue: PolicySnapshotStatus { PolicySnapshotStatus() }
}
