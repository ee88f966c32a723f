import EventKernel
import Kubernetes

/// How fast the failed nodes of one zone are given the NoExecute taint.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go`
/// SwapLimiter.
struct EvictionLimiter {
  /// Nodes per second; the limiter of a stopped zone claims a rate of one.
  private(set) var qps: Float
  /// Nil for a stopped zone.
  private var bucket: Kubernetes.TokenBucket?

  /// A full bucket.
  init(qps: Float) {
    self.qps = qps
    bucket = Kubernetes.TokenBucket(qps: qps, burst: Timing.nodeEvictionBurst)
  }

  /// Takes a token if there is one.
  mutating func tryAccept(at now: VirtualTime) -> Bool {
    bucket?.tryAccept(at: now.nanoseconds) ?? false
  }

  /// The first tick after `now` with a token, if nothing changes.
  func firstGrant(on loop: PeriodicLoop, after now: VirtualTime) -> VirtualTime {
    bucket?.firstGrant(on: loop, after: now) ?? .never
  }

  /// Changes the rate; a zone that was waiting for a token goes on waiting.
  mutating func swap(to rate: Float, at now: VirtualTime) {
    if qps == rate { return }
    if rate <= 0 {
      (qps, bucket) = (1, nil)
      return
    }
    var swapped = EvictionLimiter(qps: rate)
    if !tryAccept(at: now) { _ = swapped.tryAccept(at: now) }
    self = swapped
  }
}
