import GoSemantics

/// One pass of the job controller, as a value: what is known goes in, ``Actions`` come out.
///
///     var pass = JobSync(spec: spec, status: stored, backoff: record, at: now)
///     let actions = pass.run(pods: pods)
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/job/job_controller.go` (syncJob, manageJob,
/// trackJobStatusAndRemoveFinalizers), with the feature gates of that release at their defaults.
public struct JobSync: Sendable {
  /// At most so many pods are made or deleted in one pass: MaxPodCreateDeletePerSync.
  public static let mostPods = 500
  /// At most so many pods wait in the status to be counted: MaxUncountedPods.
  public static let mostUncounted = 500

  /// What a pass does, in this order: delete, create (in ``ReplicaSetSync/slowStartBatches(_:)``),
  /// write ``firstStatus``, remove finalizers, write ``lastStatus``.
  public struct Actions: Sendable, Equatable {
    /// Pods to delete.
    public var deleted: [UInt64] = []
    /// Whether each deletion is preceded by a request that removes the finalizer.
    public var removesFinalizerFirst = false
    /// Pods to make.
    public var created: [NewJobPod] = []
    /// The status to write before finalizers are removed; nil if none has to be.
    public var firstStatus: JobStatus?
    /// Pods whose tracking finalizer is removed.
    public var finalizersRemoved: [UInt64] = []
    /// The status to write at the end; nil if none has to be.
    public var lastStatus: JobStatus?
    /// When to look again for the deadline, from now.
    public var deadlineAfter: Int64?
    /// When to look again for the back-off, from now.
    public var backoffAfter: Int64?
    /// The record of failures to keep; it stays as it was unless a first status was written.
    public var backoff: JobBackoff
  }

  /// What the job wants.
  public var spec: JobSpec
  /// The job's status as stored.
  public var status: JobStatus
  /// Whether the job itself is being deleted.
  public var isDeleting = false
  /// Whether every pod that was made or deleted earlier has been seen.
  public var isUpToDate = true
  /// Pods whose finalizer was removed, though that has not been seen yet.
  public var expectedFinalizerRemovals: Set<UInt64> = []

  private var backoff: JobBackoff
  private let now: Int64
  private var pods: [JobPod] = []
  private var actions: Actions
  private var active: Int32 = 0
  private var ready: Int32 = 0
  private var terminating: Int32 = 0
  private var succeeded: Int32 = 0
  private var finished: JobStatus.Condition?
  private var succeededIndexes = CompletionIndexes()
  private var failedIndexes: CompletionIndexes?
  /// The failed pod of each index whose successor waits.
  private var delayed: [Int: JobPod] = [:]

  /// A pass at an instant.
  public init(spec: JobSpec, status: JobStatus, backoff: JobBackoff = JobBackoff(), at now: Int64) {
    self.spec = spec
    self.status = status
    self.backoff = backoff
    self.now = now
    actions = Actions(backoff: backoff)
  }

  /// Makes the pass. A finished job is left alone.
  public mutating func run(pods: [JobPod]) -> Actions {
    guard !status.isFinished else { return Actions(backoff: JobBackoff()) }
    self.pods = pods
    let stored = status
    active = Int32(clamping: pods.count(where: \.isActive))
    ready = Int32(clamping: pods.count { $0.isActive && $0.order.isReady })
    terminating = Int32(clamping: pods.count(where: \.isTerminating))

    let newSucceeded = newlyFinished(status.uncountedSucceeded) { $0.phase == .succeeded }
    let newFailed = newlyFinished(status.uncountedFailed) { $0.isFailed(spec) }
    succeeded =
      status.succeeded &+ Int32(clamping: newSucceeded.count + status.uncountedSucceeded.count)
    let countedFailed = newFailed.count { spec.failure(of: $0).counts }
    let failed =
      status.failed &+ Int32(clamping: countedFailed + status.uncountedFailed.count)
    if status.startTime == nil, !spec.isSuspended { status.startTime = now }
    backoff.note(succeeded: newSucceeded.map(\.finished), failed: newFailed.map(\.finished))

    judge(failed: failed)
    if spec.isIndexed { judgeIndexes() }
    let suspensionChanged = finished != nil ? stop() : carryOn()

    let changes =
      suspensionChanged || active != stored.active || ready != stored.ready
      || terminating != stored.terminating
    status.active = active
    status.ready = ready
    status.terminating = terminating
    track(changes)
    return actions
  }

  private func isOfJob(_ pod: JobPod) -> Bool {
    guard pod.hasFinalizer, !expectedFinalizerRemovals.contains(pod.id) else { return false }
    guard spec.isIndexed else { return true }
    return pod.completionIndex.map { $0 < completions } ?? false
  }

  private var completions: Int { Int(spec.completions ?? 0) }

  private func newlyFinished(
    _ uncounted: [UInt64], _ matches: (JobPod) -> Bool
  ) -> [JobPod] {
    let known = Set(uncounted)
    return pods.filter { isOfJob($0) && !known.contains($0.id) && matches($0) }
  }

  // MARK: Judging

  private func condition(_ type: String, _ reason: String) -> JobStatus.Condition {
    JobStatus.Condition(type, reason: reason, at: now)
  }

  /// Whether the job has ended, by what was decided before, by failures or by the clock.
  private mutating func judge(failed: Int32) {
    if let met = status.conditions.first(where: { $0.type == "SuccessCriteriaMet" }), met.isTrue {
      finished = met
    } else if let target = status.conditions.first(where: { $0.type == "FailureTarget" }),
      target.isTrue
    {
      finished = condition("Failed", target.reason)
    } else if pods.contains(where: {
      $0.isFailed(spec) && spec.failure(of: $0).action == .failJob
    }) {
      finished = condition("FailureTarget", "PodFailurePolicy")
    } else if failed > spec.backoffLimit || hasTooManyRestarts {
      finished = condition("FailureTarget", "BackoffLimitExceeded")
    } else if let deadline = spec.activeDeadlineSeconds, let start = status.startTime,
      !spec.isSuspended
    {
      let left = deadline &* 1_000_000_000 &- (now &- start)
      if left <= 0 {
        finished = condition("FailureTarget", "DeadlineExceeded")
      } else {
        actions.deadlineAfter = left
      }
    }
  }

  private var hasTooManyRestarts: Bool {
    guard spec.restartsOnFailure else { return false }
    let restarts = pods.lazy.filter { $0.phase == .active }.map(\.restarts)
    let total = GoArithmetic.wrappingSum(restarts)
    return spec.backoffLimit == 0 ? total > 0 : total >= spec.backoffLimit
  }

  private mutating func judgeIndexes() {
    let valid = pods.filter {
      $0.hasFinalizer && ($0.completionIndex.map { $0 < completions } ?? false)
    }
    succeededIndexes = status.completedIndexes.union(
      CompletionIndexes(valid.filter { $0.phase == .succeeded }.compactMap(\.completionIndex)))
    succeeded = Int32(clamping: succeededIndexes.count)
    if let limit = spec.backoffLimitPerIndex {
      let failed = valid.filter { pod in
        guard pod.isFailed(spec) else { return false }
        let failure = spec.failure(of: pod)
        return failure.action == .failIndex || (failure.counts && pod.indexFailures >= limit)
      }
      let indexes = (status.failedIndexes ?? CompletionIndexes()).union(
        CompletionIndexes(failed.compactMap(\.completionIndex)))
      failedIndexes = indexes
      if finished == nil {
        if let most = spec.maxFailedIndexes, indexes.count > Int(most) {
          finished = condition("FailureTarget", "MaxFailedIndexesExceeded")
        } else if !indexes.isEmpty, indexes.count + succeededIndexes.count >= completions {
          finished = condition("FailureTarget", "FailedIndexes")
        }
      }
      delayDeletions(indexes)
    }
    if finished == nil, spec.metSuccessRule(succeededIndexes) != nil {
      finished = condition("SuccessCriteriaMet", "SuccessPolicy")
    }
  }

  /// Finds the failed pod of each index that is neither done nor running: it stays until its
  /// successor, which takes over its counters, may be made.
  private mutating func delayDeletions(_ failedIndexes: CompletionIndexes) {
    let running = Set(pods.filter(\.isActive).compactMap(\.completionIndex))
    for pod in pods where isOfJob(pod) && pod.isFailed(spec) {
      guard let index = pod.completionIndex, !succeededIndexes.contains(index),
        !failedIndexes.contains(index), !running.contains(index)
      else { continue }
      if let last = delayed[index] {
        let isLater =
          last.indexFailures &+ last.ignoredIndexFailures
          <= pod.indexFailures &+ pod.ignoredIndexFailures && pod.finished >= last.finished
        if !isLater { continue }
      }
      delayed[index] = pod
    }
  }

  // MARK: Pods

  /// Deletes what still runs; the pass ends the job only if it has seen all of its pods.
  private mutating func stop() -> Bool {
    actions.deleted = pods.filter(\.isActive).map(\.id)
    if !isUpToDate { finished = nil }
    terminating &+= active
    active = 0
    ready = 0
    return false
  }

  /// - Returns: Whether condition `Suspended` changed.
  private mutating func carryOn() -> Bool {
    let manages = isUpToDate && !isDeleting
    if manages { managePods() }
    let isComplete =
      active == 0 && (spec.completions.map { succeeded >= $0 } ?? (succeeded > 0))
    if isComplete {
      finished = condition("SuccessCriteriaMet", "CompletionsReached")
      return false
    }
    guard manages else { return false }
    let suspended = JobStatus.Condition(
      "Suspended", spec.isSuspended, reason: spec.isSuspended ? "JobSuspended" : "JobResumed",
      at: now)
    guard status.ensure(suspended) else { return false }
    status.startTime = spec.isSuspended ? nil : now
    return true
  }

  private mutating func managePods() {
    if spec.isSuspended {
      delete(removable(Int(active)))
      return
    }
    var wanted = spec.parallelism
    if let completions = spec.completions {
      wanted = max(0, min(completions &- succeeded, wanted))
    } else if succeeded > 0 {
      wanted = active
    }
    let surplus = removable(Int(max(0, active &- wanted)))
    if !surplus.isEmpty {
      delete(Array(surplus.prefix(Self.mostPods)))
      return
    }
    let shortage = wanted &- (spec.replacesFailedOnly ? terminating : 0) &- active
    if shortage > 0 { create(Int(min(shortage, Int32(Self.mostPods)))) }
  }

  private mutating func delete(_ surplus: [JobPod]) {
    actions.deleted = surplus.map(\.id)
    actions.removesFinalizerFirst = true
    active &-= Int32(clamping: surplus.count)
    terminating &+= Int32(clamping: surplus.count)
    ready &-= Int32(clamping: surplus.count { $0.order.isReady })
  }

  /// The pods to remove: those of an index that another one serves, and the least valuable.
  private func removable(_ atLeast: Int) -> [JobPod] {
    var left = pods.filter(\.isActive)
    var removed: [JobPod] = []
    if spec.isIndexed {
      unstableSort(&left) { ($0.completionIndex ?? -1) < ($1.completionIndex ?? -1) }
      var kept: [JobPod] = []
      var start = left.startIndex
      while start < left.endIndex {
        let index = left[start].completionIndex
        let end = left[start...].firstIndex { $0.completionIndex != index } ?? left.endIndex
        var same = Array(left[start..<end])
        if let index, index < completions {
          if same.count > 1 { unstableSort(&same) { $0.order.goesBefore($1.order) } }
          kept += same.suffix(1)
          removed += same.dropLast()
        } else {
          removed += same
        }
        start = end
      }
      left = kept
    }
    if removed.count < atLeast {
      unstableSort(&left) { $0.order.goesBefore($1.order) }
      removed += left.prefix(atLeast - removed.count)
    }
    return removed
  }

  private mutating func create(_ count: Int) {
    if spec.backoffLimitPerIndex == nil {
      let wait = backoff.remaining(at: now)
      if wait > 0 {
        postpone(wait)
        return
      }
    }
    guard spec.isIndexed else {
      actions.created = Array(repeating: NewJobPod(), count: count)
      active &+= Int32(clamping: count)
      return
    }
    var taken = pods.filter(\.isActive)
    if spec.replacesFailedOnly { taken += pods.filter(\.isTerminating) }
    var busy = succeededIndexes.union(CompletionIndexes(taken.compactMap(\.completionIndex)))
    if let failedIndexes { busy = busy.union(failedIndexes) }
    var indexes = busy.firstMissing(count, below: completions)
    if spec.backoffLimitPerIndex != nil {
      let waits = indexes.map { delay(ofIndex: $0) }
      let due = zip(indexes, waits).filter { $0.1 == 0 }.map(\.0)
      if due.isEmpty, let shortest = waits.min(), shortest > 0 {
        postpone(shortest)
        return
      }
      indexes = due
    }
    actions.created = indexes.map { newPod(ofIndex: $0) }
    active &+= Int32(clamping: indexes.count)
  }

  /// Upstream reports no active pods while it waits, however many there are.
  private mutating func postpone(_ wait: Int64) {
    actions.backoffAfter = wait
    active = 0
  }

  private func delay(ofIndex index: Int) -> Int64 {
    guard let pod = delayed[index] else { return 0 }
    return JobBackoff.remaining(
      failures: pod.indexFailures &+ pod.ignoredIndexFailures &+ 1, since: pod.finished, at: now)
  }

  private func newPod(ofIndex index: Int) -> NewJobPod {
    var new = NewJobPod(completionIndex: index)
    guard let pod = delayed[index] else { return new }
    let counts = spec.failure(of: pod).counts
    new.indexFailures = pod.indexFailures &+ (counts ? 1 : 0)
    new.ignoredIndexFailures = pod.ignoredIndexFailures &+ (counts ? 0 : 1)
    return new
  }

  // MARK: Counting

  private mutating func track(_ changes: Bool) {
    var needsFlush = changes
    if spec.isIndexed {
      unstableSort(&pods) { ($0.completionIndex ?? -1) < ($1.completionIndex ?? -1) }
    }
    var finalizers = Set(
      pods.filter { $0.hasFinalizer && !expectedFinalizerRemovals.contains($0.id) }.map(\.id))
    let known = (succeeded: Set(status.uncountedSucceeded), failed: Set(status.uncountedFailed))
    if status.count(without: finalizers) { needsFlush = true }
    var newIndexes: [Int] = []
    for pod in pods where finalizers.contains(pod.id) {
      let isFailed = pod.isFailed(spec)
      guard losesFinalizer(pod, isFailed) else { continue }
      actions.finalizersRemoved.append(pod.id)
      if note(pod, isFailed, known, &newIndexes) { needsFlush = true }
      let waiting =
        newIndexes.count + status.uncountedSucceeded.count + status.uncountedFailed.count
      if waiting >= Self.mostUncounted { break }
    }
    if spec.isIndexed, countIndexes(newIndexes) { needsFlush = true }
    if writeIntent() { needsFlush = true }

    if needsFlush {
      actions.firstStatus = status
      actions.backoff = backoff
      needsFlush = false
    }
    finalizers.subtract(actions.finalizersRemoved)
    if status.count(without: finalizers) { needsFlush = true }
    if finish() { needsFlush = true }
    if needsFlush { actions.lastStatus = status }
  }

  private func losesFinalizer(_ pod: JobPod, _ isFailed: Bool) -> Bool {
    if isDeleting || finished != nil || pod.phase == .succeeded { return true }
    guard isFailed else { return false }
    if spec.backoffLimitPerIndex != nil, let index = pod.completionIndex {
      return delayed[index]?.id != pod.id
    }
    return true
  }

  /// - Returns: Whether the status changed.
  private mutating func note(
    _ pod: JobPod, _ isFailed: Bool, _ known: (succeeded: Set<UInt64>, failed: Set<UInt64>),
    _ newIndexes: inout [Int]
  ) -> Bool {
    let index = pod.completionIndex.flatMap { $0 < completions ? $0 : nil }
    if pod.phase == .succeeded, !known.failed.contains(pod.id) {
      if spec.isIndexed {
        guard let index, !status.completedIndexes.contains(index) else { return false }
        newIndexes.append(index)
        return true
      }
      if known.succeeded.contains(pod.id) { return false }
      status.uncountedSucceeded.append(pod.id)
      return true
    }
    let endsBadly = finished != nil && finished?.type != "SuccessCriteriaMet"
    guard isFailed || endsBadly, !known.failed.contains(pod.id), !spec.isIndexed || index != nil,
      spec.failure(of: pod).counts
    else { return false }
    status.uncountedFailed.append(pod.id)
    return true
  }

  private mutating func countIndexes(_ new: [Int]) -> Bool {
    succeededIndexes = succeededIndexes.union(CompletionIndexes(new))
    let changed =
      succeededIndexes != status.completedIndexes || failedIndexes != status.failedIndexes
    status.succeeded = Int32(clamping: succeededIndexes.count)
    status.completedIndexes = succeededIndexes
    status.failedIndexes = failedIndexes
    return changed
  }

  /// Writes down that the job is about to end, and makes the end the condition to come.
  private mutating func writeIntent() -> Bool {
    guard let intent = finished else { return false }
    switch intent.type {
    case "FailureTarget":
      status.conditions.append(intent)
      finished = condition("Failed", intent.reason)
      return true
    case "SuccessCriteriaMet":
      let isNew = !status.isTrue("SuccessCriteriaMet")
      if isNew { status.conditions.append(intent) }
      finished = condition("Complete", intent.reason)
      return isNew
    default: return false
    }
  }

  /// The end itself comes when every pod is counted and gone.
  private mutating func finish() -> Bool {
    guard let end = finished, status.uncountedSucceeded.isEmpty, status.uncountedFailed.isEmpty,
      terminating <= 0
    else { return false }
    _ = status.ensure(end)
    if end.type == "Complete" { status.completionTime = end.transitioned }
    return true
  }
}
