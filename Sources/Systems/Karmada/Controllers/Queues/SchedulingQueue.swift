import EventKernel
import Karmada

/// The scheduler's queue: an active part in order of priority, a back-off part, and a set of
/// bindings for which nothing but time or an event gives hope.
///
/// Times are passed in; the periodic flushes belong to the owner.
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/internal/queue`.
struct SchedulingQueue {
  /// Where a binding waits.
  private enum Place: UInt8 { case nowhere, active, backOff, unschedulable }

  private struct Info {
    var priority: Int32 = 0
    var timestamp = VirtualTime.zero
    var attempts: Int32 = 0
    var place = Place.nowhere
    /// Pushed again while being processed.
    var isDirty = false
    var isProcessing = false
    /// What a push during processing brought; upstream drops it.
    var version: UInt32 = 0
  }

  private struct Entry {
    var priority: Int32
    var timestamp: VirtualTime
    var binding: Int32
    var version: UInt32

    static func comesFirst(_ left: Entry, _ right: Entry) -> Bool {
      if left.priority != right.priority { return left.priority > right.priority }
      if left.timestamp != right.timestamp { return left.timestamp < right.timestamp }
      return left.binding < right.binding
    }
  }

  private let initialBackOff: Int64
  private let maximumBackOff: Int64
  private let maximumUnschedulable: VirtualDuration
  private var infos: [Info] = []
  private var active: [Entry] = []
  private var backingOff: [Int32] = []
  private var unschedulable: [Int32] = []

  init(timing: KarmadaTiming) {
    initialBackOff = timing.schedulerBackoffInitialNanoseconds
    maximumBackOff = timing.schedulerBackoffMaximumNanoseconds
    maximumUnschedulable = .nanoseconds(timing.schedulerUnschedulableNanoseconds)
  }

  /// Whether a binding waits to be taken at once.
  var hasActive: Bool { !active.isEmpty }
  /// Whether a binding waits anywhere, or is being processed.
  func isWaiting(_ binding: Int32) -> Bool {
    guard Int(binding) < infos.count else { return false }
    let info = infos[Int(binding)]
    return info.place != .nowhere || info.isProcessing
  }

  /// How many bindings wait for hope.
  var unschedulableCount: Int { unschedulable.count }

  /// An event pushes a binding: it starts anew, without attempts. No-op while it waits actively.
  mutating func push(_ binding: Int32, priority: Int32, at now: VirtualTime) {
    grow(to: binding)
    let index = Int(binding)
    guard !infos[index].isDirty else { return }
    leave(index)
    infos[index].isDirty = true
    if infos[index].isProcessing { return }
    infos[index].priority = priority
    infos[index].attempts = 0
    activate(index, at: now)
  }

  /// Takes the first binding in order of priority, then age.
  mutating func pop() -> Int32? {
    while let entry = popHeap() {
      let index = Int(entry.binding)
      guard infos[index].place == .active, infos[index].version == entry.version else { continue }
      infos[index].place = .nowhere
      infos[index].isDirty = false
      infos[index].isProcessing = true
      infos[index].attempts += 1
      return entry.binding
    }
    return nil
  }

  /// Ends the processing of a binding, which is queued again if it was pushed meanwhile.
  mutating func done(_ binding: Int32, at now: VirtualTime) {
    let index = Int(binding)
    infos[index].isProcessing = false
    if infos[index].isDirty { activate(index, at: now) }
  }

  /// Scheduling failed for want of room.
  mutating func waitForHope(_ binding: Int32) {
    let index = Int(binding)
    guard !infos[index].isDirty, infos[index].place == .nowhere else { return }
    infos[index].place = .unschedulable
    unschedulable.append(binding)
  }

  /// Scheduling failed otherwise.
  mutating func backOff(_ binding: Int32) {
    let index = Int(binding)
    guard !infos[index].isDirty, infos[index].place == .nowhere else { return }
    infos[index].place = .backOff
    backingOff.append(binding)
  }

  /// When the back-off of a waiting binding ends: the flush must come at or after that instant.
  var nextBackOffEnd: VirtualTime {
    var next = VirtualTime.never
    for binding in backingOff { next = min(next, backOffEnd(Int(binding))) }
    return next
  }

  /// The instant after which, strictly, a flush of the unschedulable set has something to do.
  var nextUnschedulableEnd: VirtualTime {
    var next = VirtualTime.never
    for binding in unschedulable {
      next = min(next, infos[Int(binding)].timestamp + maximumUnschedulable)
    }
    return next
  }

  /// Activates everything whose back-off is over.
  mutating func flushBackOff(at now: VirtualTime) {
    let ripe = backingOff.filter { backOffEnd(Int($0)) <= now }
    move(ripe, at: now)
  }

  /// Activates everything that has waited for hope long enough.
  mutating func flushUnschedulable(at now: VirtualTime) {
    let ripe = unschedulable.filter {
      now - infos[Int($0)].timestamp > maximumUnschedulable
    }
    move(ripe, at: now)
  }

  private func backOffEnd(_ index: Int) -> VirtualTime {
    infos[index].timestamp
      + .nanoseconds(
        SchedulingQueueOrder.backoffNanoseconds(
          attempts: Int(infos[index].attempts), initial: initialBackOff, maximum: maximumBackOff))
  }

  private mutating func move(_ bindings: [Int32], at now: VirtualTime) {
    let sorted = bindings.sorted { left, right in
      let (a, b) = (infos[Int(left)], infos[Int(right)])
      if a.priority != b.priority { return a.priority > b.priority }
      if a.timestamp != b.timestamp { return a.timestamp < b.timestamp }
      return left < right
    }
    for binding in sorted {
      let index = Int(binding)
      leave(index)
      guard !infos[index].isDirty else { continue }
      infos[index].isDirty = true
      if !infos[index].isProcessing { activate(index, at: now) }
    }
  }

  private mutating func activate(_ index: Int, at now: VirtualTime) {
    infos[index].timestamp = now
    infos[index].place = .active
    infos[index].version &+= 1
    pushHeap(
      Entry(
        priority: infos[index].priority, timestamp: now, binding: Int32(index),
        version: infos[index].version))
  }

  private mutating func leave(_ index: Int) {
    switch infos[index].place {
    case .backOff: backingOff.removeAll { $0 == Int32(index) }
    case .unschedulable: unschedulable.removeAll { $0 == Int32(index) }
    case .nowhere, .active: return
    }
    infos[index].place = .nowhere
  }

  private mutating func grow(to binding: Int32) {
    while infos.count <= Int(binding) { infos.append(Info()) }
  }

  private mutating func pushHeap(_ entry: Entry) {
    active.append(entry)
    var child = active.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Entry.comesFirst(active[child], active[parent]) else { return }
      active.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func popHeap() -> Entry? {
    guard let first = active.first else { return nil }
    let last = active.removeLast()
    guard !active.isEmpty else { return first }
    active[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < active.count && Entry.comesFirst(active[child], active[best]) {
        best = child
      }
      if best == parent { return first }
      active.swapAt(best, parent)
      parent = best
    }
  }
}
