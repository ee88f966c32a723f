import EventKernel

/// Every period, grace and limit of the controllers in a member, each with its upstream flag.
public struct KubernetesTiming: Sendable, Equatable {
  /// How often a kubelet renews its lease: a quarter of `--node-lease-duration-seconds` (40 s).
  public var leaseRenewPeriod = VirtualDuration.seconds(10)
  /// `--node-monitor-period` of kube-controller-manager.
  public var nodeMonitorPeriod = VirtualDuration.seconds(5)
  /// `--node-monitor-grace-period` of kube-controller-manager.
  public var nodeMonitorGracePeriod = VirtualDuration.seconds(50)
  /// How long a pass over the nodes takes. A pass that takes time at all lengthens the period, so
  /// that ten periods of 5 s exceed a grace of 50 s and nodes are found one pass earlier.
  public var nodeMonitorPassDuration = VirtualDuration.zero
  /// The period of the loop that adds NoExecute taints.
  public var taintPeriod = VirtualDuration.milliseconds(100)
  /// `--node-eviction-rate`: nodes tainted per second in a healthy zone.
  public var nodeEvictionRate: Float = 0.1
  /// `--secondary-node-eviction-rate`: the same in a large zone that is partly down.
  public var secondaryNodeEvictionRate: Float = 0.01
  /// `--large-cluster-size-threshold`: zones above this many nodes are large.
  public var largeClusterSizeThreshold: Int32 = 50
  /// `--unhealthy-zone-threshold`: the share of nodes not ready from which a zone is partly down.
  public var unhealthyZoneThreshold: Float = 0.55
  /// `--kube-api-qps` and `--kube-api-burst` of kube-controller-manager: one bucket per
  /// controller. Zero is no limit.
  public var controllerQPS: Float = 20
  public var controllerBurst: Int32 = 30
  /// The client limits of kube-scheduler. Zero is no limit.
  public var schedulerQPS: Float = 50
  public var schedulerBurst: Int32 = 100
  /// `percentageOfNodesToScore` of the scheduler's profile; zero adapts to the size.
  public var percentageOfNodesToScore: Int = 0

  /// The constants of Kubernetes 1.36.
  public static let v1_36 = KubernetesTiming()

  /// The constants of Kubernetes 1.28, whose grace is 40 s.
  public static let v1_28: KubernetesTiming = {
    var timing = KubernetesTiming()
    timing.nodeMonitorGracePeriod = .seconds(40)
    return timing
  }()

  /// Creates the constants of the newest version followed.
  public init() {}

  /// From the pass that heard a node last to the one that finds it silent: the first multiple of
  /// the period that exceeds the grace, counting what the passes themselves take.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/controller/nodelifecycle/node_lifecycle_controller.go`.
  var detectionDelay: VirtualDuration {
    let period = nodeMonitorPeriod.nanoseconds
    let real = period + nodeMonitorPassDuration.nanoseconds
    return VirtualDuration(
      nanoseconds: (nodeMonitorGracePeriod.nanoseconds / real + 1) * period)
  }
}
