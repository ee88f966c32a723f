/// A cluster that a binding is leaving. Times are nanoseconds on the caller's clock.
public struct EvictionTask: Sendable, Equatable {
  /// The cluster being left.
  public var fromCluster: String
  /// `Directly`, `Gracefully` or `Never`.
  public var purgeMode: String
  /// Replicas that the cluster had, for the record.
  public var replicas: Int32?
  /// `TaintManager`, or the controller that asked for it.
  public var producer: String
  /// Why, such as `TaintUntolerated`.
  public var reason: String
  /// When the task was first assessed; `nil` for a task just added. Upstream keeps whole seconds.
  public var createdNanoseconds: Int64?
  /// Overrides the controller's default grace.
  public var gracePeriodSeconds: Int32?
  /// `true` keeps the task for ever, `false` drops it at once.
  public var suppressDeletion: Bool?
  /// Labels that take the application's state to its next cluster; `nil` for none.
  public var preservedLabelState: [String: String]?
  /// Where it ran before; these clusters do not get the labels. `nil` for none.
  public var clustersBeforeFailover: [String]?

  /// A task as the producer adds it.
  public init(
    fromCluster: String, purgeMode: String = "Gracefully", replicas: Int32? = nil,
    producer: String = "", reason: String = "", createdNanoseconds: Int64? = nil,
    gracePeriodSeconds: Int32? = nil, suppressDeletion: Bool? = nil,
    preservedLabelState: [String: String]? = nil, clustersBeforeFailover: [String]? = nil
  ) {
    self.fromCluster = fromCluster
    self.purgeMode = purgeMode
    self.replicas = replicas
    self.producer = producer
    self.reason = reason
    self.createdNanoseconds = createdNanoseconds
    self.gracePeriodSeconds = gracePeriodSeconds
    self.suppressDeletion = suppressDeletion
    self.preservedLabelState = preservedLabelState
    self.clustersBeforeFailover = clustersBeforeFailover
  }
}

/// The part of a binding that an eviction changes.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/work/v1alpha2/binding_types_helper.go` GracefulEvictCluster.
public struct EvictableTargets: Sendable, Equatable {
  /// The binding's targets.
  public var clusters: [TargetCluster]
  /// The clusters that it is leaving.
  public var tasks: [EvictionTask]

  /// - Parameters:
  ///   - clusters: The binding's targets.
  ///   - tasks: The clusters that it is leaving.
  public init(clusters: [TargetCluster], tasks: [EvictionTask]) {
    self.clusters = clusters
    self.tasks = tasks
  }

  /// Takes a cluster out of the targets and adds a task for it, with the replicas that it had,
  /// unless there is one already. A cluster that is no target is left alone.
  public mutating func evict(_ task: EvictionTask) {
    guard let place = clusters.firstIndex(where: { $0.name == task.fromCluster }) else { return }
    let target = clusters.remove(at: place)
    if tasks.contains(where: { $0.fromCluster == target.name }) { return }
    var task = task
    task.replicas = target.replicas > 0 ? target.replicas : nil
    tasks.append(task)
  }
}

/// Decides when a binding has left a cluster for good.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/gracefuleviction/evictiontask.go`, vectors
/// `karmada/graceful_eviction.jsonl.gz`.
public enum GracefulEviction {
  private static let second: Int64 = 1_000_000_000

  /// What a look at a binding's tasks led to.
  public struct Assessment: Sendable, Equatable {
    /// The tasks that stay, new ones with their creation time.
    public var kept: [EvictionTask]
    /// The clusters whose tasks were dropped, in task order.
    public var evicted: [String]
    /// When to look again, relative to now; zero if no task waits for time, and negative if a
    /// task is overdue, in which case upstream sets no timer either.
    public var nextRetryNanoseconds: Int64
  }

  /// Assesses all tasks of a binding.
  ///
  /// - Parameters:
  ///   - tasks: The tasks.
  ///   - now: The current time.
  ///   - timeout: The grace of tasks that carry none.
  ///   - hasScheduled: Whether the scheduler has seen the binding's present generation.
  ///   - targets: The binding's target clusters.
  ///   - isHealthy: Whether the aggregated status of a cluster says Healthy; asked only for
  ///     targets.
  public static func assess(
    _ tasks: [EvictionTask], now: Int64, timeout: Int64, hasScheduled: Bool,
    targets: [TargetCluster], isHealthy: (String) -> Bool
  ) -> Assessment {
    // The same for all tasks, so it is asked once at most.
    lazy var replacementIsHealthy = hasScheduled && targets.allSatisfy { isHealthy($0.name) }
    var kept: [EvictionTask] = []
    var evicted: [String] = []
    for task in tasks {
      guard let created = task.createdNanoseconds else {
        var task = task
        task.createdNanoseconds = now
        kept.append(task)
        continue
      }
      let stays: Bool
      if let suppressed = task.suppressDeletion {
        stays = suppressed
      } else if now > created + grace(of: task, timeout: timeout) {
        stays = false
      } else {
        stays = !replacementIsHealthy
      }
      if stays { kept.append(task) } else { evicted.append(task.fromCluster) }
    }
    return Assessment(
      kept: kept, evicted: evicted,
      nextRetryNanoseconds: nextRetry(of: kept, now: now, timeout: timeout))
  }

  private static func nextRetry(
    of tasks: [EvictionTask], now: Int64, timeout: Int64
  ) -> Int64 {
    tasks.lazy
      .filter { $0.suppressDeletion == nil }
      .map { ($0.createdNanoseconds ?? now) + grace(of: $0, timeout: timeout) - now }
      .min() ?? 0
  }

  private static func grace(of task: EvictionTask, timeout: Int64) -> Int64 {
    task.gracePeriodSeconds.map { Int64($0) * second } ?? timeout
  }
}
