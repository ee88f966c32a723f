import EventKernel
import Kubernetes

extension Kubernetes.TokenBucket {
  /// Takes tokens one after the other, in debt if need be; the answer is how long to wait for the
  /// last of them.
  mutating func reserve(_ count: Int = 1, at now: VirtualTime) -> VirtualDuration {
    var delay: Int64 = 0
    for _ in 0..<count { delay = reserve(at: now.nanoseconds) ?? .max }
    return VirtualDuration(nanoseconds: delay)
  }

  /// The first tick of a loop, later than `now`, at which `tryAccept` would grant a token.
  func firstGrant(on loop: PeriodicLoop, after now: VirtualTime) -> VirtualTime {
    var copy = self
    guard let delay = copy.reserve(at: now.nanoseconds) else { return .never }
    // Rounding may put the exact instant a tick early or late, so ask the ticks themselves.
    var tick = loop.firstTick(atOrAfter: now + VirtualDuration(nanoseconds: delay))
    if tick <= now { tick = loop.firstTick(after: now) }
    while let earlier = loop.lastTick(before: tick), earlier > now, grants(at: earlier) {
      tick = earlier
    }
    while tick < .latest, !grants(at: tick) { tick = loop.firstTick(after: tick) }
    return tick
  }

  private func grants(at time: VirtualTime) -> Bool {
    var copy = self
    return copy.tryAccept(at: time.nanoseconds)
  }
}
