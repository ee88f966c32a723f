import EventKernel
import Stochastic

/// How a broken watch comes back: attempts with a delay that doubles, each with jitter, and that
/// starts again from the shortest one every two minutes, also while attempts go on failing.
///
/// The attempts are computed from the instant of the break and the stream of the watch; while
/// nobody answers they change nothing, so they are never events.
/// Mirrors: `kubernetes/client-go tools/cache/reflector.go` (0.8 s doubling to 30 s, jitter 1,
/// reset 2 min), `k8s.io/apimachinery pkg/util/wait/backoff.go`.
struct Reflector {
  static let firstDelay = 0.8
  static let longestDelay = 30.0
  static let resetInterval = VirtualDuration.minutes(2)

  /// Whether anybody watches yet.
  private(set) var isStarted: Bool
  /// When the watch broke; nil while it works.
  private(set) var brokenSince: VirtualTime?
  private var nextAttempt = VirtualTime.never
  private var delay = Reflector.firstDelay
  private var lastReset = VirtualTime.zero
  private var stream: RandomStream

  init(stream: RandomStream, isStarted: Bool = true) {
    self.stream = stream
    self.isStarted = isStarted
  }

  /// Whether events come through.
  var isWatching: Bool { brokenSince == nil }

  /// Somebody begins to watch.
  mutating func start() {
    isStarted = true
  }

  /// The watch breaks; no-op if it is broken already or nobody watches.
  mutating func breakOff(at now: VirtualTime) {
    guard isStarted, brokenSince == nil else { return }
    brokenSince = now
    nextAttempt = now
  }

  /// The first attempt at or after `time`, for which everything before failed.
  mutating func attempt(atOrAfter time: VirtualTime) -> VirtualTime {
    while nextAttempt < time {
      if nextAttempt - lastReset > Reflector.resetInterval {
        delay = Reflector.firstDelay
        lastReset = nextAttempt
      }
      nextAttempt += .seconds(delay * (1 + stream.uniform()))
      delay = min(delay * 2, Reflector.longestDelay)
    }
    return nextAttempt
  }

  /// The watch works again.
  mutating func reconnect() {
    brokenSince = nil
    nextAttempt = .never
  }
}
