/// What a job reports. Times are nanoseconds of one clock.
///
/// Mirrors: `k8s.io/api@v0.36.2 batch/v1/types.go` (JobStatus).
public struct JobStatus: Sendable, Equatable {
  /// One aspect of a job's state.
  public struct Condition: Sendable, Equatable {
    /// `Suspended`, `SuccessCriteriaMet`, `Complete`, `FailureTarget` or `Failed`.
    public var type: String
    /// Whether the status is `True`.
    public var isTrue: Bool
    /// Why, in one word.
    public var reason: String
    /// Since when.
    public var transitioned: Int64

    /// Creates a condition.
    public init(_ type: String, _ isTrue: Bool = true, reason: String, at time: Int64) {
      self.type = type
      self.isTrue = isTrue
      self.reason = reason
      transitioned = time
    }
  }

  /// Pods that are neither finished nor being deleted.
  public var active: Int32 = 0
  /// Those of them that are ready; nil before the first pass.
  public var ready: Int32?
  /// Pods that are being deleted; nil before the first pass.
  public var terminating: Int32?
  /// Pods, or indexes, that succeeded.
  public var succeeded: Int32 = 0
  /// Pods that failed.
  public var failed: Int32 = 0
  /// When it began, or was resumed.
  public var startTime: Int64?
  /// When it was complete.
  public var completionTime: Int64?
  /// Indexes that succeeded.
  public var completedIndexes = CompletionIndexes()
  /// Indexes that failed; nil without a limit per index.
  public var failedIndexes: CompletionIndexes?
  /// Pods that succeeded and are not in the counters yet, since their finalizer is still there.
  public var uncountedSucceeded: [UInt64] = []
  /// The same for pods that failed.
  public var uncountedFailed: [UInt64] = []
  /// Its conditions.
  public var conditions: [Condition] = []

  /// Nothing yet.
  public init() {}

  /// Whether a condition is `True`.
  public func isTrue(_ type: String) -> Bool {
    conditions.contains { $0.type == type && $0.isTrue }
  }

  /// Whether the job has ended, one way or the other.
  public var isFinished: Bool { isTrue("Complete") || isTrue("Failed") }

  /// - Returns: Whether anything changed.
  mutating func ensure(_ condition: Condition) -> Bool {
    if let index = conditions.firstIndex(where: { $0.type == condition.type }) {
      let old = conditions[index]
      if old.isTrue == condition.isTrue && old.reason == condition.reason { return false }
      conditions[index] = condition
      return true
    }
    // A condition that was never true is not written down as false.
    if condition.isTrue { conditions.append(condition) }
    return condition.isTrue
  }

  /// Moves pods whose finalizer is gone into the counters.
  ///
  /// - Returns: Whether there was one.
  mutating func count(without finalizers: Set<UInt64>) -> Bool {
    let stillSucceeded = uncountedSucceeded.filter(finalizers.contains)
    let stillFailed = uncountedFailed.filter(finalizers.contains)
    let newlySucceeded = uncountedSucceeded.count - stillSucceeded.count
    let newlyFailed = uncountedFailed.count - stillFailed.count
    succeeded &+= Int32(clamping: newlySucceeded)
    failed &+= Int32(clamping: newlyFailed)
    uncountedSucceeded = stillSucceeded
    uncountedFailed = stillFailed
    return newlySucceeded + newlyFailed > 0
  }
}
