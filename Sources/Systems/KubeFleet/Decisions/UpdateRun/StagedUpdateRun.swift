import KubernetesAPI

/// One condition in the status of an update run.
///
/// Upstream rewrites every observed generation before it looks, so generations never matter here.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/controller.go`.
public struct RunCondition: Sendable, Equatable {
  /// Whether it holds.
  public enum Status: String, Sendable {
    /// It holds.
    case yes = "True"
    /// It does not.
    case no = "False"
    /// It is being found out.
    case unknown = "Unknown"
  }

  /// Whether it holds.
  public var status: Status
  /// Why, in one word.
  public var reason: String
  /// Why, in a sentence.
  public var message: String
  /// When the status last changed, in nanoseconds since 1970.
  public var since: Int64

  /// A condition as of now.
  public init(_ status: Status, _ reason: String, _ message: String, since: Int64) {
    self.status = status
    self.reason = reason
    self.message = message
    self.since = since
  }
}

extension RunCondition? {
  /// Changes the condition; the time stays while the status does.
  mutating func set(
    _ status: RunCondition.Status, _ reason: String, _ message: String, now: Int64
  ) {
    let since = self?.status == status ? self?.since ?? now : now
    self = RunCondition(status, reason, message, since: since)
  }

  var isTrue: Bool { self?.status == .yes }
  var isFalse: Bool { self?.status == .no }

  /// The API keeps whole seconds.
  mutating func truncate() {
    guard let since = self?.since else { return }
    self?.since = since - since % Timing.second
  }
}

/// An update run: what is wanted, and how far it has come.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/stageupdate_types.go`, vectors
/// `updaterun-initialize` and `updaterun-execute`.
public struct StagedUpdateRun: Sendable, Equatable {
  /// What a run shall do.
  public enum State: String, Sendable {
    /// Prepare the stages and wait.
    case initialize = "Initialize"
    /// Go on.
    case run = "Run"
    /// Start no further cluster.
    case stop = "Stop"
  }

  /// A cluster of a stage.
  public struct Cluster: Sendable, Equatable {
    /// The cluster's name.
    public var name: String
    /// The overrides that apply to it.
    public var overrides = RolloutPicking.Overrides()
    /// True once its binding was written.
    public var started: RunCondition?
    /// True once it is available, false if it failed for good.
    public var succeeded: RunCondition?
  }

  /// A task of a stage.
  public struct Task: Sendable, Equatable {
    /// `TimedWait` or `Approval`.
    public var type: String
    /// The approval was asked for.
    public var approvalRequestCreated: RunCondition?
    /// The approval was given.
    public var approvalRequestApproved: RunCondition?
    /// The wait is over.
    public var waitTimeElapsed: RunCondition?
  }

  /// A stage with its clusters in the order in which they are updated.
  public struct Stage: Sendable, Equatable {
    /// The stage's name.
    public var name: String
    /// The clusters.
    public var clusters: [Cluster] = []
    /// What is done before the first cluster.
    public var beforeStageTasks: [Task] = []
    /// What is done after the last cluster.
    public var afterStageTasks: [Task] = []
    /// Whether clusters are being updated.
    public var progressing: RunCondition?
    /// True once everything is done, false if the run was aborted here.
    public var succeeded: RunCondition?
    /// When it began, in nanoseconds since 1970.
    public var startTime: Int64?
    /// When it ended, in nanoseconds since 1970.
    public var endTime: Int64?
  }

  /// The run's name.
  public var name: String
  /// The run's namespace; empty for runs of cluster-scoped placements.
  public var namespace: String
  /// What is wanted.
  public var spec: UpdateRunSpec
  /// What the run shall do; nil if upstream does not know the word.
  public var state: State?

  /// The policy at the start.
  public var policySnapshotIndex = ""
  /// The number of clusters at the start.
  public var observedClusterCount = 0
  /// The version that is rolled out.
  public var resourceSnapshotIndex = ""
  /// How resources were applied at the start.
  public var applyStrategy: ApplyStrategy?
  /// The strategy at the start: later edits do not matter.
  public var strategy: UpdateStrategyRules?
  /// Nil before the run is prepared.
  public var stages: [Stage]?
  /// The clusters that lose the placement, after all stages.
  public var deletionStage: Stage?
  /// Whether the run is prepared.
  public var initialized: RunCondition?
  /// Whether the run goes on.
  public var progressing: RunCondition?
  /// How the run ended.
  public var succeeded: RunCondition?

  /// The name of the stage in which clusters lose the placement.
  public static let deletionStageName = "kubernetes-fleet.io/deleteStage"

  /// A run that has not begun.
  public init(_ object: StagedUpdateRunObject) {
    name = object.metadata.name
    namespace = object.metadata.namespace
    spec = object.spec
    state = State(rawValue: object.spec.state ?? State.initialize.rawValue)
  }

  /// `namespace/name` of the strategy, as Go writes it for cluster-scoped objects too.
  var strategyKey: String { "\(namespace)/\(spec.stagedRolloutStrategyName)" }
  /// `namespace/name` of the placement.
  var placementKey: String { "\(namespace)/\(spec.placementName)" }

  /// The name of the request for the approval before or after a stage.
  func approvalRequestName(_ when: String, _ stage: String) -> String {
    "\(name)-\(when)-\(stage)"
  }

  /// Whether the run is over or can never begin.
  public var isFinished: Bool { initialized.isFalse || succeeded != nil }

  /// Brings all times to the precision of the API.
  mutating func truncateTimes() {
    initialized.truncate()
    progressing.truncate()
    succeeded.truncate()
    for index in stages?.indices ?? 0..<0 { stages?[index].truncateTimes() }
    deletionStage?.truncateTimes()
  }
}

extension StagedUpdateRun.Stage {
  mutating func truncateTimes() {
    progressing.truncate()
    succeeded.truncate()
    for index in clusters.indices {
      clusters[index].started.truncate()
      clusters[index].succeeded.truncate()
    }
  }

  mutating func markStarted(_ now: Int64) {
    startTime = startTime ?? now
    progressing.set(
      .yes, "StageUpdatingStarted", "Clusters in the stage started updating", now: now)
  }

  mutating func markWaiting(_ message: String, _ now: Int64) {
    progressing.set(.no, "StageUpdatingWaiting", message, now: now)
  }

  mutating func markStopping(_ now: Int64) {
    progressing.set(
      .unknown, "StageUpdatingStopping",
      "Waiting for all the updating clusters to finish updating before completing the stop process",
      now: now)
  }

  mutating func markStopped(_ now: Int64) {
    progressing.set(
      .no, "StageUpdatingStopped",
      "All the updating clusters have finished updating, the stage is now stopped, waiting to be "
        + "resumed", now: now)
  }

  mutating func markSucceeded(_ now: Int64) {
    endTime = endTime ?? now
    progressing.set(
      .no, "StageUpdatingSucceeded",
      "All clusters in the stage are updated and after-stage tasks are completed", now: now)
    succeeded.set(
      .yes, "StageUpdatingSucceeded", "Stage update completed successfully", now: now)
  }

  mutating func markSkipped(_ now: Int64) {
    startTime = startTime ?? now
    endTime = endTime ?? now
    let message = "Stage skipped because it has no clusters"
    progressing.set(.no, "StageUpdatingSkippedNoClusters", message, now: now)
    succeeded.set(.yes, "StageUpdatingSkippedNoClusters", message, now: now)
  }

  mutating func markFailed(_ message: String, _ now: Int64) {
    endTime = endTime ?? now
    progressing.set(
      .no, "StageUpdatingFailed", "Stage update aborted due to a non-recoverable error", now: now)
    succeeded.set(.no, "StageUpdatingFailed", message, now: now)
  }
}

extension StagedUpdateRun.Cluster {
  mutating func markStarted(_ now: Int64) {
    started.set(.yes, "ClusterUpdatingStarted", "Cluster update started", now: now)
  }

  mutating func markSucceeded(_ now: Int64) {
    succeeded.set(
      .yes, "ClusterUpdatingSucceeded", "Cluster update completed successfully", now: now)
  }

  mutating func markFailed(_ message: String, _ now: Int64) {
    succeeded.set(.no, "ClusterUpdatingFailed", message, now: now)
  }
}
