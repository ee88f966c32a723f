import GoSemantics

/// The delay of a retry that doubles with each failure of an item.
///
/// Mirrors: `client-go@v0.36.2 util/workqueue/default_rate_limiters.go`
/// (TypedItemExponentialFailureRateLimiter), vectors `kubernetes/rate_limiters.jsonl.gz`.
public struct ExponentialRetry: Sendable {
  /// The first delay in nanoseconds.
  public let base: Int64
  /// The longest delay in nanoseconds.
  public let most: Int64
  private var failures: [String: Int] = [:]

  /// A limiter that has seen no failure.
  public init(baseNanoseconds: Int64, mostNanoseconds: Int64) {
    base = baseNanoseconds
    most = mostNanoseconds
  }

  /// Counts a failure of an item; returns its delay in nanoseconds.
  public mutating func delay(after item: String) -> Int64 {
    let count = failures[item, default: 0]
    failures[item] = count + 1
    return Self.delay(failures: count, base: base, most: most)
  }

  /// Forgets the failures of an item.
  public mutating func forget(_ item: String) {
    failures[item] = nil
  }

  /// How often an item failed since it was last forgotten.
  public func failureCount(_ item: String) -> Int { failures[item, default: 0] }

  /// The delay in nanoseconds after so many earlier failures, for callers that count themselves.
  public static func delay(failures: Int, base: Int64, most: Int64) -> Int64 {
    let scale = Double(sign: .plus, exponent: min(failures, 2000), significand: 1)
    let delay = Double(base) * scale
    if delay > Double(Int64.max) { return most }
    let nanoseconds = GoArithmetic.int64(delay)
    return nanoseconds > most ? most : nanoseconds
  }
}

/// A short delay for the first retries of an item, a long one from then on.
///
/// Mirrors: `client-go@v0.36.2 util/workqueue/default_rate_limiters.go`
/// (TypedItemFastSlowRateLimiter).
public struct FastSlowRetry: Sendable {
  private let fast: Int64
  private let slow: Int64
  private let fastAttempts: Int
  private var failures: [String: Int] = [:]

  /// A limiter that has seen no failure; delays are in nanoseconds.
  public init(fast: Int64, slow: Int64, fastAttempts: Int) {
    self.fast = fast
    self.slow = slow
    self.fastAttempts = fastAttempts
  }

  /// Counts a failure of an item; returns its delay in nanoseconds.
  public mutating func delay(after item: String) -> Int64 {
    failures[item, default: 0] += 1
    return failures[item, default: 0] <= fastAttempts ? fast : slow
  }

  /// Forgets the failures of an item.
  public mutating func forget(_ item: String) {
    failures[item] = nil
  }

  /// How often an item failed since it was last forgotten.
  public func failureCount(_ item: String) -> Int { failures[item, default: 0] }
}
