import EventKernel
import Kubernetes

/// The keys that wait for the workers of one controller: each key once, none processed twice at
/// the same time, failures backed off per key and limited overall.
///
/// It holds no clock and schedules nothing: ``ControllerLoop`` turns its answers into events.
/// Mirrors: `kubernetes/client-go@v0.36.2 util/workqueue`.
struct WorkQueue {
  /// How failures are backed off: the larger of both delays.
  struct RateLimits {
    /// `NewTypedItemExponentialFailureRateLimiter`: the first delay, and the longest.
    var base = VirtualDuration.milliseconds(5)
    var most = VirtualDuration.seconds(1000)
    /// The bucket of the whole queue: tokens per second, and burst; zero for none.
    var tokensPerSecond = 10.0
    var burst = 100

    /// `DefaultTypedControllerRateLimiter`.
    static let standard = RateLimits()
  }

  private struct Item {
    var isDirty = false
    /// Since when it is.
    var dirtied = VirtualTime.never
    var isProcessing = false
    var failures: Int32 = 0
    var due = VirtualTime.never
    var alarm = EventHandle.none
    var isIdle: Bool { !isDirty && !isProcessing && failures == 0 && due == .never }
  }

  private var items: [Int32: Item] = [:]
  private var waiting = Fifo<Int32>()
  private let limits: RateLimits
  private var bucket: Kubernetes.TokenBucket?

  init(limits: RateLimits = .standard) {
    self.limits = limits
    bucket =
      limits.tokensPerSecond > 0
      ? Kubernetes.TokenBucket(rate: limits.tokensPerSecond, burst: limits.burst) : nil
  }

  /// Adds a key; a key that waits already stays where it is, one being processed waits again
  /// afterwards. Answers whether a worker can take it now.
  mutating func add(_ key: Int32, at now: VirtualTime) -> Bool {
    var item = items[key] ?? Item()
    if item.isDirty { return false }
    item.isDirty = true
    item.dirtied = now
    items[key] = item
    if item.isProcessing { return false }
    waiting.append(key)
    return true
  }

  /// Hands the oldest key to a worker.
  mutating func take() -> Int32? {
    guard let key = waiting.first else { return nil }
    waiting.removeFirst()
    items[key]?.isDirty = false
    items[key]?.isProcessing = true
    return key
  }

  /// Ends the processing of a key; answers whether it has been waiting again since before.
  mutating func finish(_ key: Int32, at now: VirtualTime) -> Bool {
    guard var item = items[key] else { return false }
    item.isProcessing = false
    items[key] = item.isIdle ? nil : item
    if item.isDirty { waiting.append(key) }
    return item.isDirty && item.dirtied < now
  }

  /// Notes a failure of the key and tells how long it has to wait.
  mutating func delayAfterFailure(_ key: Int32, at now: VirtualTime) -> VirtualDuration {
    let failures = items[key]?.failures ?? 0
    items[key, default: Item()].failures = min(failures + 1, 1000)
    var own = limits.most
    // Beyond 62 doublings every delay exceeds the longest.
    if failures < 62 {
      let doubled = Double(limits.base.nanoseconds) * Double(UInt64(1) << UInt64(failures))
      if doubled < Double(limits.most.nanoseconds) {
        own = VirtualDuration(nanoseconds: Int64(doubled))
      }
    }
    return max(own, bucket?.reserve(at: now) ?? .zero)
  }

  /// Forgets the failures of a key.
  mutating func forget(_ key: Int32) {
    guard var item = items[key], item.failures > 0 else { return }
    item.failures = 0
    items[key] = item.isIdle ? nil : item
  }

  /// How often the key has failed since it was last forgotten.
  func failures(of key: Int32) -> Int { Int(items[key]?.failures ?? 0) }

  /// The alarm to cancel if the key shall be added at `time`; nil if it comes no later anyway.
  func alarmToReplace(for key: Int32, at time: VirtualTime) -> EventHandle? {
    guard let item = items[key], item.due != .never else { return EventHandle.none }
    return item.due <= time ? nil : item.alarm
  }

  /// Remembers that the key will be added at `time`.
  mutating func setAlarm(_ alarm: EventHandle, for key: Int32, at time: VirtualTime) {
    items[key, default: Item()].due = time
    items[key, default: Item()].alarm = alarm
  }

  /// The alarm of a key has gone off.
  mutating func clearAlarm(for key: Int32) {
    guard var item = items[key] else { return }
    item.due = .never
    item.alarm = .none
    items[key] = item.isIdle ? nil : item
  }
}
