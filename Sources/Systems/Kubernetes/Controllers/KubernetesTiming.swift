import EventKernel
import Kubernetes

/// Every period, grace and limit of the controllers in a member, each with its upstream flag.
public struct KubernetesTiming: Sendable, Equatable {
  /// How often a kubelet renews its lease: a quarter of `--node-lease-duration-seconds` (40 s).
  public var leaseRenewPeriod = VirtualDuration.seconds(Timing.nodeLeaseRenewal)
  /// `--node-monitor-period` of kube-controller-manager.
  public var nodeMonitorPeriod = VirtualDuration.seconds(Timing.nodeMonitorPeriod)
  /// `--node-monitor-grace-period` of kube-controller-manager.
  public var nodeMonitorGracePeriod = VirtualDuration.seconds(Timing.nodeMonitorGrace)
  /// `--node-startup-grace-period` of kube-controller-manager, for nodes that never reported.
  public var nodeStartupGracePeriod = VirtualDuration.seconds(Timing.nodeStartupGrace)
  /// How often the pod garbage collector looks around.
  public var podCollectionPeriod = VirtualDuration.seconds(Timing.podCollectionPeriod)
  /// For how long a node must be missing before its pods are collected.
  public var podCollectionGrace = VirtualDuration.seconds(Timing.podCollectionGrace)
  /// `--terminated-pod-gc-threshold`: finished pods beyond this many are collected; zero for never.
  public var terminatedPodThreshold = Timing.terminatedPodThreshold
  /// How long a pass over the nodes takes. A pass that takes time at all lengthens the period, so
  /// that ten periods of 5 s exceed a grace of 50 s and nodes are found one pass earlier.
  public var nodeMonitorPassDuration = VirtualDuration.zero
  /// The period of the loop that adds NoExecute taints.
  public var taintPeriod = VirtualDuration.seconds(Timing.taintingPeriod)
  /// `--node-eviction-rate`: nodes tainted per second in a healthy zone.
  public var nodeEvictionRate = Timing.nodeEvictionRate
  /// `--secondary-node-eviction-rate`: the same in a large zone that is partly down.
  public var secondaryNodeEvictionRate = Timing.secondaryNodeEvictionRate
  /// `--large-cluster-size-threshold`: zones above this many nodes are large.
  public var largeClusterSizeThreshold = Timing.largeClusterSizeThreshold
  /// `--unhealthy-zone-threshold`: the share of nodes not ready from which a zone is partly down.
  public var unhealthyZoneThreshold = Timing.unhealthyZoneThreshold
  /// `--kube-api-qps` and `--kube-api-burst` of kube-controller-manager: one bucket per
  /// controller. Zero is no limit.
  public var controllerQPS = Timing.controllerManagerClient.qps
  public var controllerBurst = Timing.controllerManagerClient.burst
  /// The client limits of kube-scheduler. Zero is no limit.
  public var schedulerQPS = Timing.schedulerClient.qps
  public var schedulerBurst = Timing.schedulerClient.burst
  /// From a request of a member's own programs to its answer, below every limit. Upstream states an
  /// objective (a second at the 99th percentile), not a mean; a few milliseconds are usual.
  public var apiLatency = VirtualDuration.milliseconds(5)
  /// How long one scheduling cycle takes. Upstream's performance tests demand 270 pods per second on
  /// 5,000 nodes (`test/integration/scheduler_perf`, SchedulingBasic).
  public var schedulingCycle = VirtualDuration(nanoseconds: 1_000_000_000 / 270)
  /// `percentageOfNodesToScore` of the scheduler's profile; zero adapts to the size.
  public var percentageOfNodesToScore: Int = 0

  /// `podInitialBackoffSeconds` of the scheduler.
  public var schedulerInitialBackoff = VirtualDuration(
    nanoseconds: Timing.schedulerBackoffNanoseconds.initial)
  /// `podMaxBackoffSeconds` of the scheduler.
  public var schedulerMaxBackoff = VirtualDuration(
    nanoseconds: Timing.schedulerBackoffNanoseconds.most)
  /// `--pod-max-in-unschedulable-pods-duration` of the scheduler.
  public var schedulerMostUnschedulable = VirtualDuration.seconds(Timing.schedulerMostUnschedulable)

  /// `--concurrent-deployment-syncs`: workers of the controller, and so on below.
  public var deploymentWorkers = Timing.controllerWorkers
  public var replicaSetWorkers = Timing.controllerWorkers
  public var statefulSetWorkers = Timing.controllerWorkers
  public var jobWorkers = Timing.controllerWorkers
  public var cronJobWorkers = Timing.controllerWorkers
  public var autoscalerWorkers = Timing.controllerWorkers

  /// `--horizontal-pod-autoscaler-sync-period`.
  public var autoscalerSyncPeriod = VirtualDuration.seconds(Timing.autoscalerSyncPeriod)
  /// `--horizontal-pod-autoscaler-downscale-stabilization`.
  public var autoscalerDownscaleStabilization = VirtualDuration.seconds(
    Timing.autoscalerDownscaleStabilization)
  /// `--horizontal-pod-autoscaler-tolerance`.
  public var autoscalerTolerance = Timing.autoscalerTolerance
  /// `--horizontal-pod-autoscaler-cpu-initialization-period`.
  public var autoscalerCPUInitializationPeriod = VirtualDuration.seconds(
    Timing.autoscalerCPUInitializationPeriod)
  /// `--horizontal-pod-autoscaler-initial-readiness-delay`.
  public var autoscalerInitialReadinessDelay = VirtualDuration.seconds(
    Timing.autoscalerInitialReadinessDelay)

  /// How long one loop of the cluster autoscaler takes, at least a millisecond. Upstream states
  /// objectives for large clusters (an average of 5 s below 100 nodes); small ones take a fraction
  /// of a second, as in the recordings.
  public var clusterAutoscalerLoop = VirtualDuration.milliseconds(200)
  /// The flags of the cluster autoscaler.
  public var clusterAutoscaler = AutoscalerOptions()

  /// The constants of Kubernetes 1.36.
  public static let release136 = KubernetesTiming()

  /// The constants of Kubernetes 1.28, whose grace is 40 s.
  public static let release128: KubernetesTiming = {
    var timing = KubernetesTiming()
    timing.nodeMonitorGracePeriod = .seconds(40)
    return timing
  }()

  /// Creates the constants of the newest version followed.
  public init() {}

  /// From the pass that heard a node last to the one that finds it silent, counting what the passes
  /// themselves take.
  var detectionDelay: VirtualDuration {
    let period = nodeMonitorPeriod.nanoseconds
    let real = period + nodeMonitorPassDuration.nanoseconds
    let silent = NodeHealth.firstSilentPass(
      heard: 0, period: real, grace: nodeMonitorGracePeriod.nanoseconds)
    return VirtualDuration(nanoseconds: silent / real * period)
  }

  var zoneConfiguration: ZoneDisruption.Configuration {
    ZoneDisruption.Configuration(
      evictionRate: nodeEvictionRate, secondaryEvictionRate: secondaryNodeEvictionRate,
      largeZoneThreshold: largeClusterSizeThreshold, unhealthyThreshold: unhealthyZoneThreshold)
  }
}

extension ClientBudget {
  /// A client with a full bucket.
  func client(at now: VirtualTime) -> Kubernetes.TokenBucket {
    Kubernetes.TokenBucket(qps: qps, burst: burst, now: now.nanoseconds)
  }
}
