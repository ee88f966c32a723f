import GoSemantics

/// Everything of the cluster autoscaler that can be set, with upstream's defaults. Spans of time
/// are nanoseconds.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/config/flags/flags.go`,
/// `config/const.go`, and the constants named beside the properties.
public struct AutoscalerOptions: Sendable, Equatable {
  /// Between two loops without a cause: `--scan-interval`.
  public var scanInterval = 10 * Self.second
  /// Whether a productive loop or a new pod starts the next loop at once:
  /// `--frequent-loops-enabled`.
  public var frequentLoops = true

  // MARK: Growing

  /// The filters over options, in order: `--expander`.
  public var expanders: [Expander] = [.leastWaste]
  /// Of all groups together; 0 for no limit: `--max-nodes-total`.
  public var maxNodesTotal = 0
  /// Cores of the cluster, at least and at most: `--cores-total`.
  public var coresTotal: ClosedRange<Int64> = 0...320_000
  /// Bytes of memory of the cluster, at least and at most: `--memory-total`, a flag in GiB.
  public var memoryTotal: ClosedRange<Int64> = 0...(6_400_000 << 30)
  /// New nodes of one estimation; 0 for no limit: `--max-nodes-per-scaleup`.
  public var maxNodesPerScaleUp = 1000
  /// Whether the estimation of the last pods is arithmetic: `--fastpath-binpacking-enabled`.
  public var fastpathBinpacking = false
  /// Between the request for a node and its registration: `--max-node-provision-time`.
  public var maxNodeProvisionTime = 15 * Self.minute
  /// Between a node's registration and its readiness: `--max-node-startup-time`.
  public var maxNodeStartupTime = 15 * Self.minute
  /// Whether instances that never registered go even below the group's smallest size:
  /// `--force-delete-unregistered-nodes`.
  public var forceDeleteUnregisteredNodes = false
  /// Younger pods are not helped: `--new-pod-scale-up-delay`.
  public var newPodScaleUpDelay: Int64 = 0
  /// Pods of less importance neither grow the cluster nor hold a node:
  /// `--expendable-pods-priority-cutoff`.
  public var expendablePodsPriorityCutoff = -10
  /// Whether groups below their smallest size are grown: `--enforce-node-group-min-size`.
  public var enforceNodeGroupMinSize = false
  /// Whether a cluster without ready nodes is scaled: `--scale-up-from-zero`.
  public var scaleUpFromZero = true
  /// Whether similar groups share growth: `--balance-similar-node-groups`.
  public var balanceSimilarNodeGroups = false
  /// Labels that do not tell groups apart: `--balancing-ignore-label`.
  public var balancingIgnoredLabels: [String] = []
  /// If any, the labels whose equality alone makes groups similar: `--balancing-label`.
  public var balancingLabels: [String] = []
  /// Whether a group that refuses to grow does not keep others from it: `--parallel-scale-up`.
  public var parallelScaleUp = false
  /// How far groups may differ and be similar: `--max-free-difference-ratio`,
  /// `--max-allocatable-difference-ratio`, `--memory-difference-ratio`.
  public var differenceRatios = NodeGroupSimilarity.Ratios()
  /// The first pause after a failed scale-up: `--initial-node-group-backoff-duration`.
  public var initialNodeGroupBackoff = 5 * Self.minute
  /// The longest pause: `--max-node-group-backoff-duration`.
  public var maxNodeGroupBackoff = 30 * Self.minute
  /// When failures are forgotten: `--node-group-backoff-reset-timeout`.
  public var nodeGroupBackoffReset = 180 * Self.minute

  // MARK: Health

  /// Percent of nodes: `--max-total-unready-percentage`.
  public var maxTotalUnreadyPercentage = 45.0
  /// So many unready nodes are always fine: `--ok-total-unready-count`.
  public var okTotalUnreadyCount = 3

  // MARK: Shrinking

  /// `--scale-down-enabled`.
  public var scaleDownEnabled = true
  /// Pause after the cluster grew: `--scale-down-delay-after-add`.
  public var scaleDownDelayAfterAdd = 10 * Self.minute
  /// Pause after nodes were deleted: `--scale-down-delay-after-delete`.
  public var scaleDownDelayAfterDelete: Int64 = 0
  /// Pause after a deletion could not begin: `--scale-down-delay-after-failure`.
  public var scaleDownDelayAfterFailure = 3 * Self.minute
  /// Whether those pauses hold per group: `--scale-down-delay-type-local`.
  public var scaleDownDelayTypeLocal = false
  /// How long a ready node must be unneeded: `--scale-down-unneeded-time`.
  public var scaleDownUnneededTime = 10 * Self.minute
  /// How long an unready node must be unneeded: `--scale-down-unready-time`.
  public var scaleDownUnreadyTime = 20 * Self.minute
  /// Up to this share a node may be unneeded: `--scale-down-utilization-threshold`.
  public var scaleDownUtilizationThreshold = 0.5
  /// Whether unready nodes may go: `--scale-down-unready-enabled`.
  public var scaleDownUnreadyEnabled = true
  /// Nodes being deleted at once: `--max-scale-down-parallelism`.
  public var maxScaleDownParallelism = 10
  /// Of these, nodes being drained: `--max-drain-parallelism`.
  public var maxDrainParallelism = 1
  /// Seconds that an evicted pod gets at most: `--max-graceful-termination-sec`.
  public var maxGracefulTerminationSeconds: Int64 = 600
  /// For how long a refused eviction is tried: `--max-pod-eviction-time`.
  public var maxPodEvictionTime = 2 * Self.minute
  /// For how long a node that could not go is left alone: `--unremovable-node-recheck-timeout`.
  public var unremovableNodeRecheck = 5 * Self.minute
  /// Between the taint and what follows: `--node-delete-delay-after-taint`.
  public var nodeDeleteDelayAfterTaint = 5 * Self.second
  /// For how long annotations may delay a deletion: `--node-deletion-delay-timeout`.
  public var nodeDeletionDelayTimeout = 2 * Self.minute
  /// For how long deletions are gathered: `--node-deletion-batcher-interval`.
  public var nodeDeletionBatcherInterval: Int64 = 0
  /// Whether a node to be deleted is cordoned too: `--cordon-node-before-terminating`.
  public var cordonNodeBeforeTerminate = true
  /// Whether pods of daemon sets do not count as use: `--ignore-daemonsets-utilization`.
  public var ignoreDaemonSetsUtilization = false
  /// Whether mirror pods do not count as use: `--ignore-mirror-pods-utilization`.
  public var ignoreMirrorPodsUtilization = false
  /// `--daemonset-eviction-for-empty-nodes`.
  public var daemonSetEvictionForEmptyNodes = false
  /// `--daemonset-eviction-for-occupied-nodes`.
  public var daemonSetEvictionForOccupiedNodes = true
  /// Which pods hold a node.
  public var drain = DrainRules.Options()
  /// Soft taints changed in one loop; 0 for no soft taints: `--max-bulk-soft-taint-count`.
  public var maxBulkSoftTaintCount = 10

  // MARK: Constants

  /// The scale-up of younger pods waits for one loop (core/static_autoscaler.go).
  public static let unschedulablePodTimeBuffer = 2 * second
  /// The same for pods that want a GPU (core/static_autoscaler.go).
  public static let unschedulablePodWithGPUTimeBuffer = 30 * second
  /// Older marks of unschedulable pods start no loop (loop/trigger.go).
  public static let maxPodChangeAge = 10 * second
  /// How often the list of instances is read anew (clusterstate/utils/node_instances_cache.go).
  public static let instanceCacheRefresh = 2 * minute
  /// How long a node must be ready to be a model for its group
  /// (processors/nodeinfosprovider/mixed_nodeinfos_processor.go).
  public static let templateStabilization = minute
  /// Between two attempts to evict a pod (core/scaledown/actuation/drain.go).
  public static let evictionRetry = 10 * second
  /// What evicted pods get beyond their grace (core/scaledown/actuation/drain.go).
  public static let podEvictionHeadroom = 30 * second
  /// Between two looks for evicted pods (core/scaledown/actuation/drain.go).
  public static let podDisappearancePoll = 5 * second
  /// Between two looks at a delaying annotation (core/scaledown/actuation/delay.go).
  public static let deletionDelayPoll = 5 * second
  /// How long a node with the taint of deletion counts as being deleted, and a deleted one as
  /// expected (core/scaledown/actuation/delete_in_batch.go).
  public static let maxNodeDeletionTime = 5 * minute

  static let second: Int64 = 1_000_000_000
  static let minute: Int64 = 60 * second

  /// Upstream's defaults.
  public init() {}
}
