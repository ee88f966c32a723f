import EventKernel
import Karmada

/// What a reconcile asks of its queue when it is done.
enum ReconcileOutcome {
  /// Nothing; the failures of the key are forgotten.
  case done
  /// To come again after that time; the failures of the key are forgotten.
  case requeueAfter(VirtualDuration)
  /// To come again with the back-off of the key.
  case failed
  /// To hang, the worker with it, until the client's time-out and then try once more.
  case hangs
  /// To wait with what it has computed until the client's limit lets it write.
  case waitsForClient
}

/// The keys that wait for the workers of one controller: each key once, none processed twice at
/// the same time, failures backed off exponentially and limited overall.
///
/// It holds no clock and schedules nothing: ``ControlPlaneCore`` turns its answers into events.
/// Mirrors: `kubernetes/client-go util/workqueue` (queue, delaying and rate limiting queue, the
/// maximum of exponential and bucket limiter).
struct WorkQueue {
  private struct Item {
    var isDirty = false
    var isProcessing = false
    var failures: UInt8 = 0
    var due = VirtualTime.never
    var alarm = EventHandle.none
    var isIdle: Bool { !isDirty && !isProcessing && failures == 0 && due == .never }
  }

  /// How many keys are processed at the same time.
  let workers: Int
  private(set) var busyWorkers = 0
  /// Dispatch events that are on their way; each will take one key.
  var pendingDispatches = 0
  /// Keys that wait for a worker. Kept, so that asking copies nothing.
  private(set) var count = 0
  private var items: [UInt64: Item] = [:]
  private var waiting: [UInt64] = []
  private var head = 0
  private let baseDelay: VirtualDuration
  private let maximumDelay: VirtualDuration
  private var bucket: TokenBucket

  init(workers: Int, timing: KarmadaTiming) {
    self.workers = workers
    baseDelay = .nanoseconds(timing.rateLimiterBaseDelayNanoseconds)
    maximumDelay = .nanoseconds(timing.rateLimiterMaximumDelayNanoseconds)
    bucket = TokenBucket(
      tokensPerSecond: max(timing.rateLimiterQueriesPerSecond, 1e-3),
      burst: max(timing.rateLimiterBucketSize, 1))
  }

  /// Whether the key waits or was marked while being processed.
  func isDirty(_ key: UInt64) -> Bool { items[key]?.isDirty ?? false }

  /// Adds a key; answers whether it now waits for a worker.
  mutating func add(_ key: UInt64) -> Bool {
    var item = items[key] ?? Item()
    if item.isDirty { return false }
    item.isDirty = true
    items[key] = item
    if item.isProcessing { return false }
    append(key)
    return true
  }

  /// Whether another dispatch event is needed for the keys that wait.
  var needsDispatch: Bool {
    count > pendingDispatches && busyWorkers + pendingDispatches < workers
  }

  /// Hands the oldest key to a worker.
  mutating func take() -> UInt64? {
    guard count > 0, busyWorkers < workers else { return nil }
    let key = waiting[head]
    head += 1
    count -= 1
    if head == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 1024, head * 2 > waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
    busyWorkers += 1
    items[key, default: Item()].isDirty = false
    items[key, default: Item()].isProcessing = true
    return key
  }

  /// Ends the processing of a key; answers whether it waits again.
  mutating func finish(_ key: UInt64) -> Bool {
    busyWorkers -= 1
    guard var item = items[key] else { return false }
    item.isProcessing = false
    items[key] = item.isIdle ? nil : item
    if item.isDirty { append(key) }
    return item.isDirty
  }

  private mutating func append(_ key: UInt64) {
    waiting.append(key)
    count += 1
  }

  /// Notes a failure of the key and tells how long it has to wait.
  mutating func backOff(_ key: UInt64, at now: VirtualTime) -> VirtualDuration {
    let failures = items[key]?.failures ?? 0
    items[key, default: Item()].failures = min(failures + 1, 62)
    let doubled = Double(baseDelay.nanoseconds) * Double(UInt64(1) << UInt64(failures))
    let own =
      doubled > Double(maximumDelay.nanoseconds)
      ? maximumDelay : VirtualDuration(nanoseconds: Int64(doubled))
    return max(own, bucket.reserve(at: now))
  }

  /// Forgets the failures of a key.
  mutating func forget(_ key: UInt64) {
    guard var item = items[key], item.failures > 0 else { return }
    item.failures = 0
    items[key] = item.isIdle ? nil : item
  }

  /// Forgets the failures of all keys.
  mutating func forgetAll() {
    // order-free: every key is changed on its own
    for key in items.keys { items[key]?.failures = 0 }
    items = items.filter { !$0.value.isIdle }
  }

  /// How often the key has failed since it was last forgotten.
  func failures(of key: UInt64) -> Int { Int(items[key]?.failures ?? 0) }

  /// The alarm to cancel if the key shall be added at `time`; nil if it comes no later anyway.
  func alarmToReplace(for key: UInt64, at time: VirtualTime) -> EventHandle? {
    guard let item = items[key], item.due != .never else { return EventHandle.none }
    return item.due <= time ? nil : item.alarm
  }

  /// Remembers that the key will be added at `time`.
  mutating func setAlarm(_ alarm: EventHandle, for key: UInt64, at time: VirtualTime) {
    items[key, default: Item()].due = time
    items[key, default: Item()].alarm = alarm
  }

  /// Forgets the alarm of a key; answers which event that was.
  mutating func clearAlarm(for key: UInt64) -> EventHandle {
    guard var item = items[key] else { return .none }
    let alarm = item.alarm
    item.due = .never
    item.alarm = .none
    items[key] = item.isIdle ? nil : item
    return alarm
  }
}
