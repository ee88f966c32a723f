import EventKernel

/// The limit of one program's client: requests per second and burst, as flags of its command line.
///
/// Mirrors: `k8s.io/client-go util/flowcontrol/throttle.go`.
public struct ClientLimit: Sendable {
  private var bucket: EventKernel.TokenBucket

  /// A client with a full bucket.
  public init(rate: Double, burst: Int) {
    bucket = EventKernel.TokenBucket(tokensPerSecond: max(rate, 1e-3), burst: max(burst, 1))
  }

  /// The first instant, not before `now`, at which a request need not wait.
  public func ready(at now: VirtualTime) -> VirtualTime {
    if bucket.available(at: now) > 0 { return now }
    var later = bucket
    return now + max(later.reserve(at: now), .nanoseconds(1))
  }

  /// Counts requests, also those that should have waited: later ones wait the longer.
  public mutating func take(_ count: Int, at now: VirtualTime) {
    if count > 0 { _ = bucket.reserve(count, at: now) }
  }

  /// Counts requests and tells how long the last of them waits.
  public mutating func wait(for count: Int = 1, at now: VirtualTime) -> VirtualDuration {
    count > 0 ? bucket.reserve(count, at: now) : .zero
  }
}
