import EventKernel
import FleetModel

/// How much of a zone is down, as the node lifecycle controller sees it.
enum ZoneState: UInt8, Sendable {
  /// Not judged yet.
  case initial
  case normal
  /// More than two nodes and at least the threshold's share are not ready.
  case partialDisruption
  /// Every node is not ready.
  case fullDisruption

  /// Judges a zone by its numbers of nodes.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/controller/nodelifecycle` ComputeZoneState.
  static func judge(notReady: Int32, total: Int32, threshold: Float) -> ZoneState {
    if notReady == total, notReady > 0 { return .fullDisruption }
    if notReady > 2, Float(notReady) / Float(total) >= threshold { return .partialDisruption }
    return .normal
  }
}

/// One zone of a member: its nodes waiting for the NoExecute taint, and the rate they get it at.
struct ZoneEviction {
  let zone: ZoneID
  let size: Int32
  var notReady: Int32 = 0
  var state = ZoneState.initial
  private var limiter: Limiter
  private var queue: [NodeID] = []

  private enum Limiter {
    case bucket(TokenBucket)
    /// Upstream's limiter for stopped zones, which claims a rate of one per second.
    case never

    var qps: Float {
      switch self {
      case .bucket(let bucket): bucket.qps
      case .never: 1
      }
    }

    mutating func tryAccept(at now: VirtualTime) -> Bool {
      guard case .bucket(var bucket) = self else { return false }
      let accepted = bucket.tryAccept(at: now)
      self = .bucket(bucket)
      return accepted
    }
  }

  /// A zone seen for the first time.
  init(zone: ZoneID, size: Int32, rate: Float) {
    self.zone = zone
    self.size = size
    limiter = .bucket(TokenBucket(qps: rate, burst: 1))
  }

  var isEmpty: Bool { queue.isEmpty }

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
    guard !queue.isEmpty, case .bucket(let bucket) = limiter else { return .never }
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
    var bucket = TokenBucket(qps: rate, burst: 1)
    if !limiter.tryAccept(at: now) { _ = bucket.tryAccept(at: now) }
    limiter = .bucket(bucket)
  }
}
