/// A binding in the scheduler's queue. Times are nanoseconds on the caller's clock.
public struct QueuedBinding: Sendable, Equatable {
  /// From `spec.schedulePriority`; zero if absent.
  public var priority: Int32
  /// When it was pushed last.
  public var timestampNanoseconds: Int64
  /// How often it was popped.
  public var attempts: Int

  /// - Parameters:
  ///   - priority: The binding's priority.
  ///   - timestampNanoseconds: When it was pushed last.
  ///   - attempts: How often it was popped.
  public init(priority: Int32, timestampNanoseconds: Int64, attempts: Int = 0) {
    self.priority = priority
    self.timestampNanoseconds = timestampNanoseconds
    self.attempts = attempts
  }
}

/// Order and back-off of the scheduler's queue.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/internal/queue`, vectors
/// `karmada/scheduling_queue.jsonl.gz`.
public enum SchedulingQueueOrder {
  /// Whether the first binding is taken before the second: higher priority, then earlier push.
  public static func precedes(_ left: QueuedBinding, _ right: QueuedBinding) -> Bool {
    if left.priority != right.priority { return left.priority > right.priority }
    return left.timestampNanoseconds < right.timestampNanoseconds
  }

  /// How long a binding waits after so many attempts: nothing before the first one, then the
  /// initial delay doubled with each attempt up to the maximum.
  public static func backoffNanoseconds(
    attempts: Int, initial: Int64 = 1_000_000_000, maximum: Int64 = 10_000_000_000
  ) -> Int64 {
    guard attempts > 0 else { return 0 }
    var delay = initial
    for _ in 1..<max(attempts, 1) {
      // Doubling once more would pass the maximum, or leave 64 bits.
      if delay > maximum - delay { return maximum }
      delay += delay
    }
    return min(delay, maximum)
  }
}
