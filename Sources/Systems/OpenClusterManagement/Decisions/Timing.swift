/// Every period, grace and limit of Open Cluster Management that decisions or their callers use,
/// in nanoseconds.
///
/// Mirrors: `ocm@00f84c3 pkg/registration`, `pkg/placement/controllers/manager.go`,
/// `pkg/work/hub/controllers/manifestworkreplicasetcontroller`.
public enum OpenClusterManagementTiming {
  static let second: Int64 = 1_000_000_000
  static let minute: Int64 = 60 * second

  /// `leaseDurationSeconds` of a cluster that says 0.
  public static let leaseDurationSeconds: Int32 = 60
  /// A lease is dead after so many of its durations.
  public static let leaseDurationTimes: Int32 = 5
  /// The agent's renewals are up to this share of the duration late.
  public static let leaseJitter = 0.25
  /// `--cluster-healthcheck-period` of the agent.
  public static let healthCheckPeriod = minute
  /// How long the cluster's API server must fail before the cluster is unavailable.
  public static let healthFailureThreshold = 20 * second
  /// How soon a failed check is repeated.
  public static let healthRetry = 5 * second
  /// Informer resync of the placement controller.
  public static let placementResync = 10 * minute
  /// Informer resync of the work hub controller; rechecks beyond it are not queued.
  public static let replicaSetResync = 30 * minute
  /// How long an add-on's lease may be old.
  public static let addOnLeaseGrace = 300 * second
}
