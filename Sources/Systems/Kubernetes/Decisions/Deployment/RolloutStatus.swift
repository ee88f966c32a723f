/// What a deployment reports, and whether its roll-out gets on.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/deployment/{sync,progress}.go`,
/// `util/deployment_util.go`.
public struct RolloutStatus: Sendable, Equatable {
  /// The counters of a replica set's status.
  public struct Counters: Sendable, Equatable {
    /// `spec.replicas`.
    public var wanted: Int32
    /// `status.replicas`.
    public var replicas: Int32
    /// `status.readyReplicas`.
    public var ready: Int32
    /// `status.availableReplicas`.
    public var available: Int32

    /// Creates counters.
    public init(wanted: Int32, replicas: Int32, ready: Int32, available: Int32) {
      self.wanted = wanted
      self.replicas = replicas
      self.ready = ready
      self.available = available
    }
  }

  /// Condition `Progressing`; nanoseconds of one clock, whole seconds as stored by the API server.
  public struct Progress: Sendable, Equatable {
    /// `True` or `False`.
    public var status: String
    /// `NewReplicaSetCreated`, `FoundNewReplicaSet`, `ReplicaSetUpdated`,
    /// `NewReplicaSetAvailable`, `ProgressDeadlineExceeded`, `DeploymentPaused` …
    public var reason: String
    /// `lastUpdateTime`, from which the deadline counts.
    public var updated: Int64
    /// `lastTransitionTime`.
    public var transitioned: Int64

    /// Creates a condition.
    public init(status: String, reason: String, updated: Int64, transitioned: Int64) {
      self.status = status
      self.reason = reason
      self.updated = updated
      self.transitioned = transitioned
    }
  }

  /// Pods of all replica sets.
  public var replicas: Int32
  /// Pods of the new replica set.
  public var updated: Int32
  /// Ready pods.
  public var ready: Int32
  /// Available pods.
  public var available: Int32
  /// Wanted pods that are not available.
  public var unavailable: Int32
  /// Whether condition `Available` is `True` (`MinimumReplicasAvailable`).
  public var hasMinimumAvailability: Bool
  /// Condition `Progressing`.
  public var progress: Progress?

  /// Adds up the replica sets' counters.
  public init(
    all: [Counters], new: Counters?, rollout: Rollout, progress: Progress?
  ) {
    func sum(_ field: (Counters) -> Int32) -> Int32 { all.reduce(0) { $0 &+ field($1) } }
    replicas = sum { $0.replicas }
    updated = new?.replicas ?? 0
    ready = sum { $0.ready }
    available = sum { $0.available }
    unavailable = max(0, sum { $0.wanted } &- available)
    hasMinimumAvailability = available >= rollout.replicas &- rollout.maxUnavailable
    self.progress = progress
  }

  /// Whether every pod is of the new template and available.
  public func isComplete(_ replicas: Int32) -> Bool {
    updated == replicas && self.replicas == replicas && available == replicas
  }

  /// Whether more is done than `earlier` said.
  public func isProgress(since earlier: RolloutStatus) -> Bool {
    updated > earlier.updated || replicas &- updated < earlier.replicas &- earlier.updated
      || ready > earlier.ready || available > earlier.available
  }

  /// Sets condition `Progressing` as a rolling or recreating pass does at its end.
  ///
  /// - Parameters:
  ///   - earlier: The status as stored.
  ///   - deadline: `spec.progressDeadlineSeconds`; nil or the largest number for none.
  ///   - now: The instant, which a stored condition holds in whole seconds.
  public mutating func updateProgress(
    since earlier: RolloutStatus, wanted: Int32, deadline: Int32?, at now: Int64
  ) {
    guard let deadline, deadline != .max else {
      progress = nil
      return
    }
    let current = earlier.progress
    if replicas == updated, current?.reason == "NewReplicaSetAvailable" { return }
    if isComplete(wanted) {
      set("True", "NewReplicaSetAvailable", at: now)
    } else if isProgress(since: earlier) {
      // Unlike elsewhere, the time of the last update moves although nothing else changes.
      let transitioned = current?.status == "True" ? current?.transitioned ?? now : now
      progress = Progress(
        status: "True", reason: "ReplicaSetUpdated", updated: now, transitioned: transitioned)
    } else if isTimedOut(deadline: deadline, at: now) {
      set("False", "ProgressDeadlineExceeded", at: now)
    }
  }

  private func isTimedOut(deadline: Int32, at now: Int64) -> Bool {
    guard let progress, progress.reason != "NewReplicaSetAvailable" else { return false }
    if progress.reason == "ProgressDeadlineExceeded" { return true }
    return progress.updated &+ Int64(deadline) * 1_000_000_000 < now
  }

  /// Sets the condition unless it says so already.
  private mutating func set(_ status: String, _ reason: String, at now: Int64) {
    if progress?.status == status, progress?.reason == reason { return }
    let transitioned = progress?.status == status ? progress?.transitioned ?? now : now
    progress = Progress(
      status: status, reason: reason, updated: now, transitioned: transitioned)
  }

  /// When a deployment whose status did not change is looked at again for its deadline.
  public enum Requeue: Sendable, Equatable {
    /// Not at all.
    case never
    /// With the delay of the queue's limiter.
    case rateLimited
    /// After so many nanoseconds.
    case after(Int64)
  }

  /// The re-examination of a stuck roll-out: one second after the deadline.
  public func requeue(wanted: Int32, deadline: Int32?, at now: Int64) -> Requeue {
    guard let deadline, deadline != .max, let progress, !isComplete(wanted),
      progress.reason != "ProgressDeadlineExceeded"
    else { return .never }
    let left = progress.updated &+ Int64(deadline) * 1_000_000_000 &- now
    return left < 1_000_000_000 ? .rateLimited : .after(left &+ 1_000_000_000)
  }
}

/// Which old replica sets are deleted.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/deployment/sync.go` (cleanupDeployment),
/// `util/deployment_util.go` (ReplicaSetsByRevision).
public enum RevisionHistory {
  /// What counts.
  public struct Entry: Sendable, Equatable {
    /// Annotation `deployment.kubernetes.io/revision`.
    public var revision: Int64
    /// Whether it has pods, wants pods, or its controller lags behind.
    public var isBusy: Bool

    /// Creates an entry.
    public init(revision: Int64, isBusy: Bool) {
      self.revision = revision
      self.isBusy = isBusy
    }
  }

  /// Positions of those to delete, oldest revision first. Busy ones within the surplus stay, and
  /// no other goes in their place.
  ///
  /// - Parameters:
  ///   - old: The old replica sets that are not being deleted, oldest first.
  ///   - limit: `spec.revisionHistoryLimit`; nil or the largest number for none.
  public static func surplus(_ old: [Entry], limit: Int32?) -> [Int] {
    guard let limit, limit != .max, old.count > Int(limit) else { return [] }
    let order = old.indices.sorted {
      (old[$0].revision, $0) < (old[$1].revision, $1)
    }
    return order.prefix(old.count - max(0, Int(limit))).filter { !old[$0].isBusy }
  }
}
