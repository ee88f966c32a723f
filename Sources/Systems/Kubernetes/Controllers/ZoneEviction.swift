import EventKernel
import FleetModel
import Kubernetes

/// One zone of a member: its nodes waiting for the NoExecute taint, and the rate they get it at.
struct ZoneEviction {
  let zone: ZoneID
  let size: Int32
  var notReady: Int32 = 0
  private var limiter: EvictionLimiter
  private var queue: [NodeID] = []

  /// A zone seen for the first time.
  init(zone: ZoneID, size: Int32, rate: Float) {
    self.zone = zone
    self.size = size
    limiter = EvictionLimiter(qps: rate)
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
    queue.isEmpty ? .never : limiter.firstGrant(on: loop, after: now)
  }

  /// Changes the rate; a zone that was waiting for a token goes on waiting.
  mutating func swapRate(to rate: Float, at now: VirtualTime) { limiter.swap(to: rate, at: now) }
}
