import EventKernel

/// The keys of one controller: a deliverer that keeps one due time per key, the earliest, a queue
/// that holds each key once, workers, and a back-off per key that any other delivery forgets.
///
/// It holds no clock and schedules nothing: its owner turns the answers into events.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/util/{worker,delaying_deliverer,backoff}.go`; federation
/// v1 has the same pieces in its sync controller.
struct ReconcileWorker {
  private struct Item {
    var isDirty = false
    var isProcessing = false
    var due = VirtualTime.never
    var alarm = EventHandle.none
    var backoff = VirtualDuration.zero
    var failedAt = VirtualTime.zero
    var isIdle: Bool {
      !isDirty && !isProcessing && due == .never && backoff == .zero
    }
  }

  /// How many keys are processed at the same time.
  let workers: Int
  private(set) var busyWorkers = 0
  private let initialBackoff: VirtualDuration
  private let maximumBackoff: VirtualDuration
  private var items: [UInt64: Item] = [:]
  private var waiting: [UInt64] = []
  private var head = 0

  init(workers: Int, initialBackoff: VirtualDuration, maximumBackoff: VirtualDuration) {
    self.workers = workers
    self.initialBackoff = initialBackoff
    self.maximumBackoff = maximumBackoff
  }

  /// Keys that wait for a worker.
  var count: Int { waiting.count - head }
  /// Whether a worker is free and a key waits.
  var canTake: Bool { count > 0 && busyWorkers < workers }

  // MARK: Deliveries

  /// The delay of a delivery after an error, which doubles with each one; it starts anew when the
  /// last error is older than twice the longest back-off.
  mutating func backOff(_ key: UInt64, at now: VirtualTime) -> VirtualDuration {
    var item = items[key] ?? Item()
    let isExpired = now - item.failedAt > maximumBackoff * 2
    item.backoff =
      item.backoff == .zero || isExpired ? initialBackoff : min(item.backoff * 2, maximumBackoff)
    item.failedAt = now
    items[key] = item
    return item.backoff
  }

  /// A delivery that is no error forgets the errors before.
  mutating func forget(_ key: UInt64) {
    guard var item = items[key], item.backoff != .zero else { return }
    item.backoff = .zero
    store(item, key)
  }

  /// The alarm to cancel if the key shall be delivered at `time`; nil if it comes no later anyway.
  func alarmToReplace(for key: UInt64, at time: VirtualTime) -> EventHandle? {
    guard let item = items[key], item.due != .never else { return EventHandle.none }
    return item.due <= time ? nil : item.alarm
  }

  /// Remembers that the key will be delivered at `time`.
  mutating func setAlarm(_ alarm: EventHandle, for key: UInt64, at time: VirtualTime) {
    var item = items[key] ?? Item()
    (item.due, item.alarm) = (time, alarm)
    items[key] = item
  }

  /// The delivery of a key has come, or is not wanted any more; answers which event it was.
  mutating func clearAlarm(for key: UInt64) -> EventHandle {
    guard var item = items[key] else { return .none }
    let alarm = item.alarm
    (item.due, item.alarm) = (.never, .none)
    store(item, key)
    return alarm
  }

  // MARK: Queue

  /// Adds a key; one that is being processed comes again afterwards.
  mutating func add(_ key: UInt64) {
    var item = items[key] ?? Item()
    if item.isDirty { return }
    item.isDirty = true
    items[key] = item
    if !item.isProcessing { waiting.append(key) }
  }

  /// Hands the oldest key to a free worker.
  mutating func take() -> UInt64? {
    guard canTake else { return nil }
    let key = waiting[head]
    head += 1
    if head == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 1024, head * 2 > waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
    busyWorkers += 1
    items[key]?.isDirty = false
    items[key]?.isProcessing = true
    return key
  }

  /// Ends the processing of a key.
  mutating func finish(_ key: UInt64) {
    busyWorkers -= 1
    guard var item = items[key] else { return }
    item.isProcessing = false
    if item.isDirty { waiting.append(key) }
    store(item, key)
  }

  /// The program starts anew: nothing waits, nobody works, no error is remembered.
  ///
  /// - Returns: The alarms to cancel.
  mutating func reset() -> [EventHandle] {
    // order-free: cancelling one event does not touch another.
    let alarms = items.values.filter { $0.due != .never }.map(\.alarm)
    items.removeAll()
    waiting.removeAll()
    head = 0
    busyWorkers = 0
    return alarms
  }

  private mutating func store(_ item: Item, _ key: UInt64) {
    items[key] = item.isIdle ? nil : item
  }
}
