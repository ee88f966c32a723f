import GoSemantics
import KubernetesAPI

/// Whether the agent's clock agrees with the hub's. While it does not, the agent reports nothing.
///
/// Mirrors: `ocm@00f84c3 pkg/registration/hub/lease/clocksynccontroller.go`.
public enum ClockSync {
  /// With the value `"true"` this annotation makes every clock agree.
  public static let skipAnnotation =
    "registration.open-cluster-management.io/skip-clock-sync-check"

  /// The cluster's conditions when its lease was renewed just now.
  public static func conditions(
    _ cluster: ManagedCluster, lease: ClusterLease, now: GoInstant
  ) -> [Condition] {
    let grace = ClusterLease.grace(of: cluster)
    // Differences beyond 64 bits saturate, as in Go.
    let isSynced =
      cluster.metadata.annotations[skipAnnotation] == "true"
      || (now.nanoseconds(since: lease.renewTime) < grace
        && lease.renewTime.nanoseconds(since: now) < grace)
    var conditions = cluster.status.conditions
    let type = ManagedClusterConditionType.clockSynced
    if conditions[type]?.status == (isSynced ? "True" : "False") { return conditions }
    var condition =
      isSynced
      ? Condition(
        type: type, status: "True", reason: "ManagedClusterClockSynced",
        message: "The clock of the managed cluster is synced with the hub.")
      : Condition(
        type: type, status: "False", reason: "ManagedClusterClockOutOfSync",
        message: "The clock of hub and agent is out of sync. This may cause the Unknown status "
          + "and affect agent functionalities.")
    condition.lastTransitionTime = now.rfc3339
    conditions.set(condition)
    return conditions
  }
}
