/// For how long a pod that was not scheduled waits at least before it is tried again.
///
/// Times are nanoseconds on a clock whose multiples of a second are those of the wall clock: the
/// waits end with such a second, so that pods of one second can be ordered by priority.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/backend/queue/backoff_queue.go`, vectors
/// `kubernetes-scheduler/queue_backoff.jsonl.gz`.
public struct SchedulingBackoff: Sendable, Hashable {
  /// The wait after the first attempt: `podInitialBackoffSeconds`, in nanoseconds.
  public var initial: Int64
  /// The longest wait: `podMaxBackoffSeconds`, in nanoseconds; 0 for no wait at all.
  public var most: Int64
  /// Whether waits end with whole seconds: so they do while the gate SchedulerPopFromBackoffQ is on.
  public var isAligned: Bool

  /// The window in which pods count as equally long delayed, and the period of the flush.
  public static let window: Int64 = 1_000_000_000

  /// Creates a law of waits.
  public init(initial: Int64, most: Int64, isAligned: Bool = true) {
    self.initial = initial
    self.most = most
    self.isAligned = isAligned
  }

  /// The wait after so many attempts: the initial one, doubled with each, up to the longest.
  @inlinable
  public func duration(attempts: Int) -> Int64 {
    if attempts <= 0 { return 0 }
    return initial > most >> (attempts - 1) ? most : initial << (attempts - 1)
  }

  /// When the wait of a pod ends that came back to the queue at `timestamp`; the distant past for
  /// one that need not wait.
  ///
  /// - Parameter attempts: The errors in a row if the last attempt ended with one, otherwise the
  ///   attempts that found no node.
  @inlinable
  public func expiry(attempts: Int, timestamp: Int64) -> Int64 {
    if most == 0 || attempts <= 0 { return .min }
    return aligned(timestamp &+ duration(attempts: attempts))
  }

  /// Whether a wait that ends at `expiry` still lasts: a second lasts until the next one began.
  @inlinable
  public func isWaiting(expiry: Int64, now: Int64) -> Bool {
    expiry >= aligned(now)
  }

  /// The start of the second that contains an instant.
  @inlinable
  public func aligned(_ time: Int64) -> Int64 {
    guard isAligned else { return time }
    let remainder = time % Self.window
    return time &- (remainder < 0 ? remainder &+ Self.window : remainder)
  }
}
