/// Every period, grace and limit of Kubernetes' own controllers, each with its upstream flag or
/// constant. Durations are seconds unless the name says otherwise.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/nodelifecycle/config/v1alpha1/defaults.go`,
/// `cmd/kube-controller-manager`, `pkg/kubelet/apis/config/v1beta1/defaults.go`,
/// `client-go@v0.36.2 rest/config.go`, `util/workqueue/default_rate_limiters.go`.
public enum Timing {
  /// How long a node's lease stands: kubelet `--node-lease-duration-seconds`.
  public static let nodeLeaseDuration = 40.0
  /// How often the kubelet renews its lease: a quarter of the duration.
  public static let nodeLeaseRenewal = 10.0
  /// `--node-monitor-period`.
  public static let nodeMonitorPeriod = 5.0
  /// `--node-monitor-grace-period`; it was 40 s before v1.32.
  public static let nodeMonitorGrace = 50.0
  /// `--node-startup-grace-period`, for nodes that never reported.
  public static let nodeStartupGrace = 60.0
  /// How often queued nodes are tainted, as far as the zone's bucket allows.
  public static let taintingPeriod = 0.1
  /// `--node-eviction-rate`, nodes per second and zone.
  public static let nodeEvictionRate: Float = 0.1
  /// `--secondary-node-eviction-rate`, in large zones that are partially disrupted.
  public static let secondaryNodeEvictionRate: Float = 0.01
  /// How many nodes the zone's bucket holds.
  public static let nodeEvictionBurst = 1
  /// `--large-cluster-size-threshold`; a zone is large with more nodes than this.
  public static let largeClusterSizeThreshold: Int32 = 50
  /// `--unhealthy-zone-threshold`.
  public static let unhealthyZoneThreshold: Float = 0.55
  /// `--default-not-ready-toleration-seconds` and `--default-unreachable-toleration-seconds`.
  public static let defaultTolerationSeconds: Int64 = 300

  /// How often pods of vanished nodes are collected.
  public static let podCollectionPeriod = 20.0
  /// For how long a node must be missing before its pods are.
  public static let podCollectionGrace = 40.0

  /// `--terminated-pod-gc-threshold`.
  public static let terminatedPodThreshold = 12_500

  /// `--kube-api-qps` and `--kube-api-burst` of the controller manager.
  public static let controllerManagerClient: (qps: Float, burst: Int) = (20, 30)
  /// The scheduler's client.
  public static let schedulerClient: (qps: Float, burst: Int) = (50, 100)
  /// `podInitialBackoffSeconds` and `podMaxBackoffSeconds` of the scheduler, in nanoseconds.
  public static let schedulerBackoffNanoseconds: (initial: Int64, most: Int64) = (
    1_000_000_000, 10_000_000_000
  )
  /// The scheduler's `--pod-max-in-unschedulable-pods-duration`.
  public static let schedulerMostUnschedulable = 300.0
  /// How often the scheduler looks for pods that waited longer than that.
  public static let schedulerUnschedulableFlush = 30.0
  /// How often it looks for pods whose back-off is over, with the wall clock's seconds.
  public static let schedulerBackoffFlush = 1.0
  /// A client that says nothing.
  public static let defaultClient: (qps: Float, burst: Int) = (5, 10)

  /// First and longest delay of the default work queue limiter, in nanoseconds.
  public static let queueRetryNanoseconds: (base: Int64, most: Int64) = (
    5_000_000, 1_000_000_000_000
  )
  /// Retries per second over all items of a queue, and how many come at once.
  public static let queueBucket: (qps: Double, burst: Int) = (10, 100)
  /// `--concurrent-deployment-syncs` and its kin.
  public static let controllerWorkers = 5
  /// `--horizontal-pod-autoscaler-sync-period`, in seconds.
  public static let autoscalerSyncPeriod = 15.0
  /// `--horizontal-pod-autoscaler-downscale-stabilization`, in seconds.
  public static let autoscalerDownscaleStabilization = 300.0
  /// `--horizontal-pod-autoscaler-tolerance`.
  public static let autoscalerTolerance = 0.1
  /// `--horizontal-pod-autoscaler-cpu-initialization-period`, in seconds.
  public static let autoscalerCPUInitializationPeriod = 300.0
  /// `--horizontal-pod-autoscaler-initial-readiness-delay`, in seconds.
  public static let autoscalerInitialReadinessDelay = 30.0
}
