import GoSemantics

/// A bucket that fills steadily and lets through what it holds.
///
/// Times are nanoseconds from any origin. A bucket may owe tokens: reservations queue up.
///
/// Mirrors: `golang.org/x/time/rate` as pinned by `client-go@v0.36.2`, and
/// `client-go@v0.36.2 util/flowcontrol/throttle.go`; vectors `kubernetes/rate_limiters.jsonl.gz`.
public struct TokenBucket: Sendable, Equatable {
  /// Tokens per second; nothing refills at 0 or below.
  public let rate: Double
  /// How many tokens it holds.
  public let burst: Int
  private var tokens: Double
  private var last: Int64

  /// A full bucket.
  public init(rate: Double, burst: Int, now nanoseconds: Int64 = 0) {
    self.rate = rate
    self.burst = burst
    tokens = Double(burst)
    last = nanoseconds
  }

  /// A full bucket of a client, whose rate is a 32-bit number upstream.
  public init(qps: Float, burst: Int, now nanoseconds: Int64 = 0) {
    self.init(rate: Double(qps), burst: burst, now: nanoseconds)
  }

  /// Takes one token now or in debt.
  ///
  /// - Returns: How long to wait for it in nanoseconds; nil if none will ever come.
  public mutating func reserve(at nanoseconds: Int64) -> Int64? {
    guard let next = afterTakingOne(at: nanoseconds) else { return nil }
    (tokens, last) = (next.tokens, nanoseconds)
    return next.delay
  }

  /// Takes one token if there is one; otherwise nothing changes.
  public mutating func tryAccept(at nanoseconds: Int64) -> Bool {
    guard let next = afterTakingOne(at: nanoseconds), next.delay == 0 else { return false }
    (tokens, last) = (next.tokens, nanoseconds)
    return true
  }

  private func afterTakingOne(at nanoseconds: Int64) -> (tokens: Double, delay: Int64)? {
    guard burst >= 1 else { return nil }
    let elapsed = max(0, nanoseconds - last)
    var next = tokens
    if rate > 0 { next = min(Double(burst), tokens + Self.seconds(elapsed) * rate) }
    next -= 1
    if next >= 0 { return (next, 0) }
    guard rate > 0 else { return nil }
    return (next, GoArithmetic.int64((-next / rate) * 1e9))
  }

  /// Go's `Duration.Seconds`: whole seconds and the rest are converted apart.
  private static func seconds(_ nanoseconds: Int64) -> Double {
    Double(nanoseconds / 1_000_000_000) + Double(nanoseconds % 1_000_000_000) / 1e9
  }
}
