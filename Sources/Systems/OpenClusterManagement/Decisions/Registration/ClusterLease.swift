import Documents
import GoSemantics
import KubernetesAPI

/// The lease that a cluster's agent renews on the hub.
///
/// Mirrors: `ocm@00f84c3 pkg/registration/hub/lease/controller.go`.
public struct ClusterLease: KubernetesObject {
  /// The name of every cluster's lease.
  public static let name = "managed-cluster-lease"

  /// When it was renewed.
  public struct Spec: Sendable, ZeroValued {
    /// RFC 3339 with microseconds.
    public var renewTime: String?

    /// Never.
    public static var zeroValue: Spec { Spec() }
  }

  /// Name and namespace (the cluster's name).
  @OrZero public var metadata: ObjectMeta
  /// When it was renewed.
  @OrZero public var spec: Spec

  /// When it was renewed; Go's zero time if it never was.
  public var renewTime: GoInstant {
    spec.renewTime.flatMap(GoInstant.init(rfc3339:)) ?? .zero
  }

  /// After how many nanoseconds without renewal a cluster is taken for dead.
  public static func grace(of cluster: ManagedCluster) -> Int64 {
    let seconds =
      OpenClusterManagementTiming.leaseDurationTimes
      &* cluster.spec.leaseDurationSeconds
    let fallback =
      OpenClusterManagementTiming.leaseDurationTimes
      &* OpenClusterManagementTiming.leaseDurationSeconds
    return Int64(seconds == 0 ? fallback : seconds) * OpenClusterManagementTiming.second
  }
}

/// What the hub makes of a cluster's lease.
///
/// Mirrors: `ocm@00f84c3 pkg/registration/hub/lease/controller.go` (sync).
public struct LeaseVerdict: Sendable {
  /// The cluster's conditions after it.
  public var conditions: [Condition]
  /// Whether the hub creates a lease, renewed now.
  public var createsLease = false
  /// The nanoseconds after which to look again; nil for no such time.
  public var requeueAfter: Int64?

  /// Judges a cluster's lease; nil if there is none.
  public init(_ cluster: ManagedCluster, lease: ClusterLease?, now: GoInstant) {
    conditions = cluster.status.conditions
    guard conditions[ManagedClusterConditionType.hubAccepted] != nil else { return }
    guard let lease else {
      if cluster.metadata.deletionTimestamp != nil {
        setUnknown(now)
      } else {
        createsLease = true
      }
      return
    }
    let grace = ClusterLease.grace(of: cluster)
    let end = lease.renewTime.adding(nanoseconds: grace)
    if now < end {
      requeueAfter = end.nanoseconds(since: now)
    } else {
      setUnknown(now)
      requeueAfter = grace
    }
  }

  private mutating func setUnknown(_ now: GoInstant) {
    if conditions[ManagedClusterConditionType.available]?.status == "Unknown" { return }
    var condition = Condition(
      type: ManagedClusterConditionType.available, status: "Unknown",
      reason: "ManagedClusterLeaseUpdateStopped",
      message: "Registration agent stopped updating its lease.")
    condition.lastTransitionTime = now.rfc3339
    conditions.set(condition)
  }
}
