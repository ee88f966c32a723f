/// Every period, grace and limit of the decisions, in nanoseconds unless named otherwise.
///
/// Mirrors: `kubefleet@e160c1cd`, at the places named.
public enum Timing {
  static let second: Int64 = 1_000_000_000

  /// How old a heartbeat may be before a member gets nothing new.
  ///
  /// `pkg/scheduler/clustereligibilitychecker/checker.go`, a constant.
  public static let heartbeatTimeout = 300 * second
  /// For how long a member may be unhealthy before it gets nothing new; at the same place.
  public static let healthTimeout = 300 * second
  /// How long a rollout waits before it looks again whether a binding is gone.
  ///
  /// `pkg/controllers/rollout/controller.go`.
  public static let cleanUpWait = 5 * second
  /// After what a started cluster of an update run counts as stuck.
  ///
  /// `pkg/controllers/updaterun/execution.go`.
  public static let updateRunStuck = 300 * second
  /// How often an update run looks at its started clusters; at the same place.
  public static let clusterPoll = 15 * second
  /// How often an update run looks at its approvals; at the same place.
  public static let stagePoll = 60 * second
  /// Rejected members that a policy snapshot lists at most.
  ///
  /// `pkg/scheduler/framework/framework.go`.
  public static let unselectedDecisions = 20
  /// Members that a policy snapshot lists at most; `pkg/scheduler/framework/frameworkutils.go`.
  public static let decisions = 1000
  /// How long changes of resources are collected before they become a new version.
  ///
  /// `--resource-changes-collection-duration`.
  public static let resourceChangesCollection = 15 * second
  /// The least time between two versions; `--resource-snapshot-creation-minimum-interval`.
  public static let resourceSnapshotInterval = 30 * second
}
