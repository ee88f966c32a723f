import Documents
import GoSemantics

/// Since when a workload is unhealthy in which cluster: what application failover remembers of one
/// binding. Times are nanoseconds on any common clock.
public struct UnhealthySince: Sendable, Equatable {
  private var times: [String: Int64]

  /// - Parameter times: When each cluster was first seen unhealthy.
  public init(_ times: [String: Int64] = [:]) {
    self.times = times
  }

  /// When the workload was first seen unhealthy in a cluster.
  public subscript(cluster: String) -> Int64? { times[cluster] }

  fileprivate mutating func note(_ cluster: String, at now: Int64) { times[cluster] = now }

  /// Forgets clusters that are no longer targets and those that are not unhealthy.
  fileprivate mutating func keep(targets: [TargetCluster], without others: [String]) {
    times = times.filter { entry in targets.contains { $0.name == entry.key } }
    for cluster in others { times[cluster] = nil }
  }
}

/// Moves a workload away from clusters in which it stays unhealthy.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/applicationfailover`, vectors
/// `karmada/application_failover.jsonl.gz`.
public enum ApplicationFailover {
  /// The producer of tasks for ResourceBindings.
  public static let bindingProducer = "resource-binding-application-failover-controller"
  /// The producer of tasks for ClusterResourceBindings.
  public static let clusterBindingProducer =
    "cluster-resource-binding-application-failover-controller"
  /// The reason of tasks.
  public static let reason = "ApplicationFailure"

  /// What the policy and the feature gates say.
  public struct Options: Sendable {
    /// `tolerationSeconds`: how long the application may be unhealthy.
    public var tolerationSeconds: Int32
    /// `Directly`, `Gracefully` or `Never`.
    public var purgeMode: String
    /// How long the old copy stays, with `Gracefully`.
    public var gracePeriodSeconds: Int32?
    /// Labels to make of the status; empty for none, and unless the gate
    /// `StatefulFailoverInjection` is on.
    public var statePreservation: [PreservedState.Rule]
    /// Gate `GracefulEviction`.
    public var gracefulEvictionEnabled: Bool
    /// Who adds the tasks.
    public var producer: String

    /// A policy with the gates' defaults.
    public init(
      tolerationSeconds: Int32, purgeMode: String, gracePeriodSeconds: Int32? = nil,
      statePreservation: [PreservedState.Rule] = [], gracefulEvictionEnabled: Bool = true,
      producer: String = ApplicationFailover.bindingProducer
    ) {
      self.tolerationSeconds = tolerationSeconds
      self.purgeMode = purgeMode
      self.gracePeriodSeconds = gracePeriodSeconds
      self.statePreservation = statePreservation
      self.gracefulEvictionEnabled = gracefulEvictionEnabled
      self.producer = producer
    }
  }

  /// The state of the workload in one cluster.
  public struct MemberHealth: Sendable {
    /// The cluster.
    public var cluster: String
    /// `Healthy`, `Unhealthy` or `Unknown`.
    public var health: String
    /// The object's own status; looked at only to preserve state.
    public var status: Node?

    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - health: `Healthy`, `Unhealthy` or `Unknown`.
    ///   - status: The object's own status.
    public init(cluster: String, health: String, status: Node? = nil) {
      self.cluster = cluster
      self.health = health
      self.status = status
    }
  }

  /// Why nothing could be evicted, in upstream's words; retried with back-off.
  public struct Failure: Error, Sendable, Equatable {
    /// The text.
    public var message: String

    /// - Parameter message: The text.
    public init(message: String) {
      self.message = message
    }
  }

  /// What one look at a binding led to.
  public struct Outcome: Sendable, Equatable {
    /// Clusters in which the workload is unhealthy and that it is not leaving yet, in status order.
    public var unhealthy: [String]
    /// Clusters in which it is healthy or unknown, in status order.
    public var others: [String]
    /// The clusters evicted now.
    public var evicted: [String]
    /// Targets and tasks afterwards.
    public var targets: EvictableTargets
    /// When to look again, in seconds; zero for not before something changes.
    public var requeueSeconds: Int32
  }

  /// Whether application failover looks at a binding: the policy wants it, dependencies go along,
  /// and there is a status to judge by. The kind must have an interpreter of health as well.
  ///
  /// - Parameters:
  ///   - hasPolicy: Whether `failover.application` is given.
  ///   - propagatesDependencies: `propagateDeps`; not asked of cluster-scoped bindings.
  ///   - hasStatus: Whether the aggregated status has entries.
  public static func considers(
    hasPolicy: Bool, propagatesDependencies: Bool, hasStatus: Bool
  ) -> Bool {
    hasPolicy && hasStatus && propagatesDependencies
  }

  /// Looks at a binding once.
  ///
  /// - Parameters:
  ///   - targets: Targets and tasks of the binding.
  ///   - members: The aggregated status.
  ///   - options: What the policy says.
  ///   - since: What is remembered; receives new observations.
  ///   - now: The current time.
  /// - Throws: ``Failure``; what is remembered then keeps clusters that no longer matter.
  public static func assess(
    _ targets: EvictableTargets, members: [MemberHealth], options: Options,
    since: inout UnhealthySince, now: Int64
  ) throws(Failure) -> Outcome {
    let unhealthy = members.filter { member in
      member.health == "Unhealthy"
        && !targets.tasks.contains { $0.fromCluster == member.cluster }
    }.map(\.cluster)
    let others = members.filter { $0.health == "Healthy" || $0.health == "Unknown" }
      .map(\.cluster)

    let (evicted, wait) = detect(unhealthy, options.tolerationSeconds, &since, now)
    var after = targets
    for cluster in evicted {
      after.evict(
        try task(for: cluster, members: members, options, before: targets.clusters))
    }
    var remaining = targets.clusters
    remaining.removeAll { evicted.contains($0.name) }
    since.keep(targets: remaining, without: others)
    return Outcome(
      unhealthy: unhealthy, others: others, evicted: evicted, targets: after,
      requeueSeconds: wait)
  }

  /// Which clusters were unhealthy for too long, and in how many seconds the next one will be.
  private static func detect(
    _ clusters: [String], _ tolerationSeconds: Int32, _ since: inout UnhealthySince, _ now: Int64
  ) -> (evicted: [String], waitSeconds: Int32) {
    let second: Int64 = 1_000_000_000
    var evicted: [String] = []
    var wait = Int32.max
    for cluster in clusters {
      guard let first = since[cluster] else {
        since.note(cluster, at: now)
        wait = min(wait, tolerationSeconds)
        continue
      }
      if now > first &+ Int64(tolerationSeconds) * second {
        evicted.append(cluster)
      } else {
        let elapsed = GoArithmetic.int32((now &- first) / second)
        wait = min(wait, tolerationSeconds &- elapsed)
      }
    }
    return (evicted, wait == .max ? 0 : wait)
  }

  private static func task(
    for cluster: String, members: [MemberHealth], _ options: Options, before: [TargetCluster]
  ) throws(Failure) -> EvictionTask {
    var task = EvictionTask(
      fromCluster: cluster, purgeMode: options.purgeMode, producer: options.producer,
      reason: reason)
    if !options.statePreservation.isEmpty {
      let status = members.first { $0.cluster == cluster }?.status
      do {
        task.preservedLabelState = try PreservedState.labels(
          options.statePreservation, status: status, cluster: cluster)
      } catch {
        throw Failure(message: error.message)
      }
      task.clustersBeforeFailover = before.map(\.name)
    }
    switch options.purgeMode {
    case "Gracefully":
      guard options.gracefulEvictionEnabled else {
        throw Failure(
          message: "GracefulEviction featureGate must be enabled when purgeMode is Gracefully")
      }
      task.gracePeriodSeconds = options.gracePeriodSeconds
    case "Never": task.suppressDeletion = true
    default: break
    }
    return task
  }
}
