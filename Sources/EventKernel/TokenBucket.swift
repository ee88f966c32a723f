/// A token bucket in virtual time, as client-go's clients and work queues use it: `rate` tokens per
/// second flow in, at most `burst` are kept, and who finds too few reserves those to come.
///
/// Whole numbers inside: a reservation at the same instants always waits the same nanoseconds,
/// however long the bucket was idle. A wait is truncated to whole nanoseconds, as upstream does.
///
/// Mirrors: the reservation arithmetic of `golang.org/x/time/rate` behind client-go's
/// `flowcontrol.NewTokenBucketRateLimiter` and `workqueue.BucketRateLimiter`.
public struct TokenBucket: Hashable, Sendable {
  /// The most tokens that are kept.
  public let burst: Int

  /// What one token costs, and what flows in per nanosecond: together the exact rate.
  private let creditPerToken: Int64
  private let creditPerNanosecond: Int64
  /// Negative while tokens to come are reserved.
  private var credit: Int64
  private var updated: VirtualTime

  /// A full bucket.
  ///
  /// The rate is exact to six decimals (fewer where `burst` is above some thousands).
  /// - Precondition: `rate` is positive and `burst` at least 1.
  public init(tokensPerSecond rate: Double, burst: Int, at start: VirtualTime = .zero) {
    precondition(rate > 0 && rate <= 1e9, "a token bucket has a positive, finite rate")
    precondition(burst >= 1 && burst <= 1_000_000_000, "a token bucket holds at least one token")
    var scale = 1.0
    while scale < 1e6, (rate * scale).rounded() != rate * scale,
      Double(burst) * scale * 1e10 < 0x1p61
    {
      scale *= 10
    }
    self.burst = burst
    creditPerToken = Int64(scale) * 1_000_000_000
    creditPerNanosecond = max(1, Int64((rate * scale).rounded()))
    credit = creditPerToken * Int64(burst)
    updated = start
  }

  private var fullCredit: Int64 { creditPerToken * Int64(burst) }

  /// How many whole tokens could be taken at `time` without waiting.
  ///
  /// - Precondition: `time` is not before the last reservation.
  public func available(at time: VirtualTime) -> Int {
    max(0, Int(credit(at: time) / creditPerToken))
  }

  /// Reserves tokens and says how long to wait until they are there; zero if they are already.
  ///
  /// - Precondition: `time` is not before the last reservation.
  public mutating func reserve(_ count: Int = 1, at time: VirtualTime) -> VirtualDuration {
    credit = credit(at: time) - Int64(count) * creditPerToken
    updated = time
    return credit >= 0
      ? .zero : VirtualDuration(nanoseconds: -credit / creditPerNanosecond)
  }

  /// Takes one token if it is there; otherwise takes nothing.
  ///
  /// - Precondition: `time` is not before the last reservation.
  public mutating func takeIfAvailable(at time: VirtualTime) -> Bool {
    let credit = credit(at: time)
    if credit < creditPerToken { return false }
    self.credit = credit - creditPerToken
    updated = time
    return true
  }

  private func credit(at time: VirtualTime) -> Int64 {
    precondition(time >= updated, "a token bucket is not asked about its past")
    let elapsed = time.nanoseconds - updated.nanoseconds
    let missing = fullCredit - credit
    if elapsed >= missing / creditPerNanosecond + 1 { return fullCredit }
    return min(fullCredit, credit + elapsed * creditPerNanosecond)
  }
}
