import Documents
import GoSemantics
import KubernetesAPI

/// The stages in which a placement is updated: a ClusterStagedUpdateStrategy, or a
/// StagedUpdateStrategy, which has a namespace.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/stageupdate_types.go`.
public struct StagedUpdateStrategy: KubernetesObject, Equatable {
  /// Name, namespace.
  @OrZero public var metadata: ObjectMeta
  /// The stages.
  @OrZero public var spec: UpdateStrategySpec
}

/// The stages in which a placement is updated.
public struct UpdateStrategySpec: Sendable, Equatable, ZeroValued {
  /// In order; at most 31.
  public var stages: [StageConfig] = []

  /// No stages.
  public static var zeroValue: UpdateStrategySpec { UpdateStrategySpec() }
}

/// One stage.
public struct StageConfig: Sendable, Equatable, Decodable {
  /// The stage's name.
  @OrZero public var name: String
  /// Which clusters; absent means none, an empty one all.
  public var labelSelector: LabelSelector?
  /// A label with whole numbers by which the clusters are ordered; absent means by name.
  public var sortingLabelKey: String?
  /// How many clusters at once; percentages are of the stage's clusters, rounded down, at least
  /// one. Absent means 1.
  public var maxConcurrency: IntOrString?
  /// What must be done before the next stage; at most two.
  public var afterStageTasks: [StageTask] = []
  /// What must be done before the first cluster; at most one, an approval.
  public var beforeStageTasks: [StageTask] = []
}

/// Something that a stage waits for.
public struct StageTask: Sendable, Equatable, Decodable {
  /// `TimedWait` or `Approval`.
  @OrZero public var type: String
  /// Of a timed wait, as Go writes durations.
  public var waitTime: String?

  /// The wait in nanoseconds; nil if there is none, 0 if it is no duration.
  var waitNanoseconds: Int64? { waitTime.map { (try? GoDuration.parse($0)) ?? 0 } }
}

/// One update of a placement: a ClusterStagedUpdateRun, or a StagedUpdateRun, which has a
/// namespace.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/stageupdate_types.go`.
public struct StagedUpdateRunObject: KubernetesObject, Equatable {
  /// Name, namespace.
  @OrZero public var metadata: ObjectMeta
  /// What is wanted.
  @OrZero public var spec: UpdateRunSpec

  /// A run.
  public init(metadata: ObjectMeta, spec: UpdateRunSpec) {
    self.metadata = metadata
    self.spec = spec
  }
}

/// What is wanted of an update.
public struct UpdateRunSpec: Sendable, Equatable, ZeroValued {
  /// The placement.
  @OrZero public var placementName: String
  /// The version of the resources; empty means the newest.
  @OrZero public var resourceSnapshotIndex: String
  /// The strategy, under its surprising name.
  @OrZero public var stagedRolloutStrategyName: String
  /// `Initialize`, `Run` or `Stop`; absent means the first.
  public var state: String?

  /// A run of a placement by a strategy.
  public init(placementName: String = "", strategyName: String = "", snapshotIndex: String = "") {
    self.placementName = placementName
    stagedRolloutStrategyName = strategyName
    resourceSnapshotIndex = snapshotIndex
  }

  /// Nothing said.
  public static var zeroValue: UpdateRunSpec { UpdateRunSpec() }
}
