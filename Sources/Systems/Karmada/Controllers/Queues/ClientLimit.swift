import EventKernel

/// The limit of one program's client: requests per second and burst, as flags of its command line.
struct ClientLimit {
  private var bucket: TokenBucket

  init(rate: Double, burst: Int) {
    bucket = TokenBucket(tokensPerSecond: max(rate, 1e-3), burst: max(burst, 1))
  }

  /// The first instant, not before `now`, at which a request need not wait.
  func ready(at now: VirtualTime) -> VirtualTime {
    if bucket.available(at: now) > 0 { return now }
    var later = bucket
    return now + max(later.reserve(at: now), .nanoseconds(1))
  }

  /// Counts requests, also those that should have waited: later ones wait the longer.
  mutating func take(_ count: Int, at now: VirtualTime) {
    if count > 0 { _ = bucket.reserve(count, at: now) }
  }
}
