import EventKernel

/// A client's token bucket, as client-go limits requests.
///
/// Mirrors: `golang.org/x/time/rate`, `client-go util/flowcontrol/throttle.go`.
struct TokenBucket {
  /// Tokens per second; upstream passes the rate through a 32-bit float.
  let qps: Float
  let burst: Double
  private var tokens: Double
  private var last: VirtualTime

  /// A full bucket.
  init(qps: Float, burst: Int32) {
    self.qps = qps
    self.burst = Double(burst)
    tokens = Double(burst)
    last = VirtualTime(nanoseconds: .min / 2)
  }

  private func available(at now: VirtualTime) -> Double {
    if tokens >= burst { return burst }
    let elapsed = max(0, (now - last).inSeconds)
    return min(burst, tokens + elapsed * Double(qps))
  }

  /// The wait, in truncated nanoseconds, for `balance` to become zero.
  private func wait(for balance: Double) -> Int64 {
    if balance >= 0 { return 0 }
    if qps <= 0 { return .max }
    return Int64(-balance / Double(qps) * 1e9)
  }

  /// Takes tokens, going into debt if need be; the answer is how long to wait for them.
  mutating func reserve(_ count: Int = 1, at now: VirtualTime) -> VirtualDuration {
    let balance = available(at: now) - Double(count)
    tokens = balance
    last = now
    return VirtualDuration(nanoseconds: wait(for: balance))
  }

  /// Takes a token if there is one; otherwise nothing changes.
  mutating func tryAccept(at now: VirtualTime) -> Bool {
    let balance = available(at: now) - 1
    guard wait(for: balance) == 0 else { return false }
    tokens = balance
    last = now
    return true
  }

  /// The first tick of a loop, later than `now`, at which `tryAccept` would grant a token.
  func firstGrant(on loop: PeriodicLoop, after now: VirtualTime) -> VirtualTime {
    let delay = wait(for: available(at: now) - 1)
    if delay == .max { return .never }
    // Rounding may put the exact instant a tick early or late, so ask the ticks themselves.
    var tick = loop.firstTick(atOrAfter: now + VirtualDuration(nanoseconds: delay))
    while let earlier = loop.lastTick(before: tick), earlier > now, grants(at: earlier) {
      tick = earlier
    }
    if tick <= now { tick = loop.firstTick(after: now) }
    while !grants(at: tick) { tick = loop.firstTick(after: tick) }
    return tick
  }

  private func grants(at time: VirtualTime) -> Bool { wait(for: available(at: time) - 1) == 0 }
}
