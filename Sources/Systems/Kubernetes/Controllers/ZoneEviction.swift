import EventKernel
import FleetModel
import Kubernetes

/// One zone of a member: its nodes waiting for the NoExecute taint, and the rate they get it at.
struct ZoneEviction {
  let zone: ZoneID
  let size: Int32
  var notReady: Int32 = 0
  private var limiter: Limiter
  private var queue: [NodeID] = []

  private enum Limiter {
    case bucket(qps: Float, Kubernetes.TokenBucket)
    /// Upstream's limiter for stopped zones, which claims a rate of one per second.
    case never

    init(_ qps: Float) {
      self = .bucket(
        qps: qps, Kubernetes.TokenBucket(qps: qps, burst: Timing.nodeEvictionBurst))
    }

    var qps: Float {
      switch self {
      case .bucket(let qps, _): qps
      case .never: 1
      }
    }

    mutating func tryAccept(at now: VirtualTime) -> Bool {
      guard case .bucket(let qps, var bucket) = self else { return false }
      let accepted = bucket.tryAccept(at: now.nanoseconds)
      self = .bucket(qps: qps, bucket)
      return accepted
    }
  }

  /// A zone seen for the first time.
  init(zone: ZoneID, size: Int32, rate: Float) {
    self.zone = zone
    self.size = size
    limiter = Limiter(rate)
  }

  /// What the monitor counts in it.
  var count: ZoneDisruption.Count {
    ZoneDisruption.Count(ready: Int(size - notReady), notReady: Int(notReady))
  }

  mutating func enqueue(_ node: NodeID) { queue.append(node) }

  mutating func remove(_ node: NodeID) { queue.removeAll { $0 == node } }

  mutating func removeAll() { queue.removeAll(keepingCapacity: true) }

  /// The next node, if there is one and its token.
  mutating func next(at now: VirtualTime) -> NodeID? {
    guard !queue.isEmpty, limiter.tryAccept(at: now) else { return nil }
    return queue.removeFirst()
  }

  /// The first tick after `now` at which `next` gives a node, if nothing changes.
  func firstGrant(on loop: PeriodicLoop, after now: VirtualTime) -> VirtualTime {
    guard !queue.isEmpty, case .bucket(_, let bucket) = limiter else { return .never }
    return bucket.firstGrant(on: loop, after: now)
  }

  /// Changes the rate; a zone that was waiting for a token goes on waiting.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/controller/nodelifecycle/scheduler` SwapLimiter.
  mutating func swapRate(to rate: Float, at now: VirtualTime) {
    if limiter.qps == rate { return }
    if rate <= 0 {
      limiter = .never
      return
    }
    var swapped = Limiter(rate)
    if !limiter.tryAccept(at: now) { _ = swapped.tryAccept(at: now) }
    limiter = swapped
  }
}
