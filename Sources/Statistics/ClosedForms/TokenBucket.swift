/// Delays behind a token bucket: one token per request, first come first served.
public struct TokenBucket: Sendable, Equatable {
  /// Tokens per unit of time.
  public let rate: Double
  /// How many tokens it holds; full at the start.
  public let burst: Int

  /// A full bucket.
  ///
  /// - Precondition: The rate is positive, the burst is not negative.
  public init(rate: Double, burst: Int) {
    precondition(rate > 0 && burst >= 0, "a token bucket has a positive rate")
    self.rate = rate
    self.burst = burst
  }

  /// The delay of each of some requests, in order of their instants.
  public func delays(arrivals: [Double]) -> [Double] {
    var tokens = Double(burst)
    var last = 0.0
    return arrivals.map { instant in
      tokens = min(Double(burst), tokens + (instant - last) * rate) - 1
      last = instant
      return max(0, -tokens / rate)
    }
  }

  /// The delays of requests that come at one instant.
  public func simultaneous(_ requests: Int) -> (last: Double, mean: Double, delayed: Int) {
    let delayed = max(0, requests - burst)
    let count = Double(delayed)
    return (count / rate, count * (count + 1) / (2 * rate * Double(requests)), delayed)
  }
}
