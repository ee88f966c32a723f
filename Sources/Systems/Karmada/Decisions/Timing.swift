/// Every period, grace, threshold and limit of Karmada's programs, with its upstream flag and
/// default. Durations are nanoseconds; everything can be overridden.
///
/// Mirrors: `karmada@f8fdd02 cmd/{controller-manager,scheduler,agent}/app/options`,
/// `pkg/sharedcli/ratelimiterflag`, `pkg/scheduler/internal/queue`.
public struct KarmadaTiming: Sendable, Equatable {
  private static let second: Int64 = 1_000_000_000
  private static let minute: Int64 = 60 * second

  // MARK: Cluster health

  /// `--cluster-status-update-frequency`: how often a member's health is probed and its capacity
  /// collected.
  public var clusterStatusUpdateNanoseconds: Int64 = 10 * second
  /// `--cluster-success-threshold`: how long probes succeed before a cluster is ready again.
  public var clusterSuccessThresholdNanoseconds: Int64 = 30 * second
  /// `--cluster-failure-threshold`: how long probes fail before a cluster is not ready.
  public var clusterFailureThresholdNanoseconds: Int64 = 30 * second
  /// `--cluster-monitor-period`: how often the control plane looks at leases and conditions.
  public var clusterMonitorPeriodNanoseconds: Int64 = 5 * second
  /// `--cluster-monitor-grace-period`: how long a pull member may be silent.
  public var clusterMonitorGraceNanoseconds: Int64 = 40 * second
  /// `--cluster-startup-grace-period`: the same for a member that never reported.
  public var clusterStartupGraceNanoseconds: Int64 = 60 * second
  /// `--cluster-lease-duration` of the agent.
  public var clusterLeaseDurationNanoseconds: Int64 = 40 * second
  /// `--cluster-lease-renew-interval-fraction` of the agent.
  public var clusterLeaseRenewFraction: Double = 0.25
  /// How long a hanging health request takes to fail (the REST client's time-out).
  public var healthRequestTimeoutNanoseconds: Int64 = 30 * second
  /// How often an agent or the manager looks again at a cluster being deleted.
  public var clusterRemovalRecheckNanoseconds: Int64 = 10 * second

  // MARK: Failover

  /// Gate `Failover`: the taint manager and application failover.
  public var failoverEnabled = false
  /// Gate `GracefulEviction`.
  public var gracefulEvictionEnabled = true
  /// `--enable-taint-manager`.
  public var taintManagerEnabled = true
  /// `--enable-no-execute-taint-eviction`: whether NoExecute taints evict.
  public var noExecuteTaintEvictionEnabled = false
  /// `--no-execute-taint-eviction-purge-mode`.
  public var noExecuteTaintEvictionPurgeMode = "Gracefully"
  /// `--graceful-eviction-timeout`: the grace of tasks that carry none.
  public var gracefulEvictionTimeoutNanoseconds: Int64 = 10 * minute
  /// `--resource-eviction-rate` per second and worker; a 32-bit number upstream.
  public var resourceEvictionRate: Float = 0.5
  /// How many workers each of the two eviction queues has.
  public var evictionWorkers = 3
  /// How often clusters with NoExecute taints are examined again.
  public var taintRecheckNanoseconds: Int64 = 10 * second

  // MARK: Scheduler

  /// Gate `PriorityBasedScheduling`: the three-part queue instead of a rate-limited one.
  public var priorityBasedSchedulingEnabled = true
  /// Back-off after the first failed attempt; doubles with each one.
  public var schedulerBackoffInitialNanoseconds: Int64 = 1 * second
  /// The longest back-off.
  public var schedulerBackoffMaximumNanoseconds: Int64 = 10 * second
  /// How often expired back-offs are collected.
  public var schedulerBackoffFlushNanoseconds: Int64 = 1 * second
  /// How long an unschedulable binding stays aside.
  public var schedulerUnschedulableNanoseconds: Int64 = 5 * minute
  /// How often the unschedulable set is looked through.
  public var schedulerUnschedulableFlushNanoseconds: Int64 = 30 * second
  /// `--enable-empty-workload-propagation`.
  public var emptyWorkloadPropagationEnabled = false
  /// `--scheduler-estimator-timeout`: for all clusters together.
  public var estimatorTimeoutNanoseconds: Int64 = 3 * second

  // MARK: Queues and clients

  /// `--rate-limiter-base-delay`: first delay of a failing item.
  public var rateLimiterBaseDelayNanoseconds: Int64 = 5_000_000
  /// `--rate-limiter-max-delay`.
  public var rateLimiterMaximumDelayNanoseconds: Int64 = 1_000 * second
  /// `--rate-limiter-qps`: refill of the overall bucket per second.
  public var rateLimiterQueriesPerSecond: Double = 10
  /// `--rate-limiter-bucket-size`.
  public var rateLimiterBucketSize = 100
  /// `--kube-api-qps` and `--cluster-api-qps` of manager, scheduler and agent.
  public var clientQueriesPerSecond: Double = 40
  /// `--kube-api-burst` and `--cluster-api-burst`.
  public var clientBurst = 60
  /// `--concurrent-cluster-syncs`.
  public var concurrentClusterSyncs = 5
  /// `--concurrent-resourcebinding-syncs`.
  public var concurrentResourceBindingSyncs = 5
  /// `--concurrent-clusterresourcebinding-syncs`.
  public var concurrentClusterResourceBindingSyncs = 5
  /// `--concurrent-work-syncs`.
  public var concurrentWorkSyncs = 5
  /// `--concurrent-resource-template-syncs`.
  public var concurrentResourceTemplateSyncs = 5
  /// `--concurrent-dependent-resource-syncs`.
  public var concurrentDependentResourceSyncs = 2
  /// `--concurrent-namespace-syncs`.
  public var concurrentNamespaceSyncs = 1
  /// `--concurrent-propagation-policy-syncs` and its cluster-scoped sibling.
  public var concurrentPolicySyncs = 1
  /// `--cluster-cache-sync-timeout`: how long to wait for a new member's informers.
  public var clusterCacheSyncTimeoutNanoseconds: Int64 = 2 * minute
  /// `--resync-period` of informers; zero means never.
  public var informerResyncNanoseconds: Int64 = 0
  /// `--leader-elect-lease-duration`.
  public var leaderElectionLeaseNanoseconds: Int64 = 15 * second
  /// `--leader-elect-renew-deadline`.
  public var leaderElectionRenewDeadlineNanoseconds: Int64 = 10 * second
  /// `--leader-elect-retry-period`.
  public var leaderElectionRetryNanoseconds: Int64 = 2 * second

  // MARK: Descheduler, autoscaling, quota

  /// `--descheduling-interval`.
  public var deschedulingIntervalNanoseconds: Int64 = 2 * minute
  /// `--unschedulable-threshold`: how long a pod is pending before it is moved.
  public var unschedulableThresholdNanoseconds: Int64 = 5 * minute
  /// `--horizontal-pod-autoscaler-sync-period` of FederatedHPA.
  public var federatedHPASyncNanoseconds: Int64 = 15 * second
  /// `--federated-resource-quota-sync-period`.
  public var federatedQuotaSyncNanoseconds: Int64 = 5 * minute

  /// Upstream's defaults.
  public init() {}

  /// How often an agent renews its lease.
  public var clusterLeaseRenewNanoseconds: Int64 {
    Int64(Double(clusterLeaseDurationNanoseconds) * clusterLeaseRenewFraction)
  }
}
