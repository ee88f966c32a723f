import GoSemantics

/// A delay that grows by a factor at each step.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/util/wait/backoff.go` (Backoff.Step), without jitter,
/// which the caller draws.
public struct SteppedBackoff: Sendable, Equatable {
  /// The next delay in nanoseconds.
  public private(set) var duration: Int64
  /// What the delay is multiplied with; 0 keeps it.
  public let factor: Double
  /// How many steps the delay still grows.
  public private(set) var steps: Int
  /// The longest delay in nanoseconds; 0 for none.
  public let cap: Int64

  /// A back-off at its first step.
  public init(duration: Int64, factor: Double, steps: Int, cap: Int64 = 0) {
    self.duration = duration
    self.factor = factor
    self.steps = steps
    self.cap = cap
  }

  /// The delay of this step in nanoseconds; moves on to the next.
  public mutating func step() -> Int64 {
    guard steps >= 1 else { return duration }
    steps -= 1
    let current = duration
    if factor != 0 {
      duration = GoArithmetic.int64(Double(duration) * factor)
      if cap > 0, duration > cap {
        duration = cap
        steps = 0
      }
    }
    return current
  }
}

/// A delay per id that doubles while failures follow each other closely.
///
/// Times are nanoseconds from any origin.
///
/// Mirrors: `client-go@v0.36.2 util/flowcontrol/backoff.go`, vectors
/// `kubernetes/rate_limiters.jsonl.gz`.
public struct FlowBackoff: Sendable {
  private struct Entry: Sendable {
    var delay: Int64
    var updated: Int64
  }

  private let initial: Int64
  private let most: Int64
  private var entries: [String: Entry] = [:]

  /// A back-off that has seen no failure; delays are in nanoseconds.
  public init(initial: Int64, most: Int64) {
    self.initial = initial
    self.most = most
  }

  /// Counts a failure of `id` at `event`, noticed at `now`.
  public mutating func next(_ id: String, event: Int64, now: Int64) {
    if let entry = entries[id], event - entry.updated <= 2 * most {
      entries[id] = Entry(delay: min(2 * entry.delay, most), updated: now)
    } else {
      // The first delay is not limited by the longest one.
      entries[id] = Entry(delay: initial, updated: now)
    }
  }

  /// Forgets the failures of `id`.
  public mutating func reset(_ id: String) {
    entries[id] = nil
  }

  /// The current delay of `id` in nanoseconds, 0 if it did not fail.
  public func delay(_ id: String) -> Int64 { entries[id]?.delay ?? 0 }

  /// Whether an event at this instant is still within the delay since the last failure.
  public func isInBackoff(_ id: String, event: Int64) -> Bool {
    guard let entry = entries[id], event - entry.updated <= 2 * most else { return false }
    return event - entry.updated < entry.delay
  }
}
