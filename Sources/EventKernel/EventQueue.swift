/// The pending events in their total order: time, then priority, then order of scheduling.
///
/// A monotone queue: no event may come before the last one taken out. Adding and taking out cost
/// amortised constant time, nearly the same for a thousand pending events as for a million, and
/// allocate nothing once the memory for the most that is ever pending is there. `Simulation` owns
/// one; by itself it serves other event loops and measurements.
public struct EventQueue: ~Copyable {
  /// Targets from here on are no components: the entry's argument is a slot.
  private static var slotTarget: UInt32 { 0xFFFF_0000 }
  /// Below this many tombstones, purging is not worth its pass.
  private static var purgeMinimum: Int { 256 }

  private var heap: RadixHeap
  private var slots: CancellationSlots
  private var tombstoneCount: Int
  private var floor: UInt64

  /// An empty queue.
  public init() {
    heap = RadixHeap()
    slots = CancellationSlots()
    tombstoneCount = 0
    floor = 0
  }

  /// How many events are pending, cancelled ones not counted.
  public var count: Int { heap.count - tombstoneCount }

  /// The memory that pending events occupy, or occupied when more of them were pending, in bytes.
  /// It grows with the most that is ever pending and with nothing else.
  public var allocatedBytes: Int {
    heap.entryBytes + slots.allocatedBytes
  }

  // MARK: Adding

  /// Adds an event that cannot be cancelled.
  ///
  /// - Precondition: `time` is neither before the last event taken out nor before the last limit
  ///   up to which `pop(notAfter:)` found nothing, nor after `VirtualTime.latest`; the component
  ///   is not number 65,535.
  public mutating func push(
    _ event: Event, at time: VirtualTime, priority: EventPriority = .normal
  ) {
    check(event, time)
    add(event, at: time, priority: priority)
  }

  /// Adds an event that can be cancelled until it is taken out.
  ///
  /// - Precondition: As for `push(_:at:priority:)`.
  public mutating func pushCancellable(
    _ event: Event, at time: VirtualTime, priority: EventPriority = .normal
  ) -> EventHandle {
    check(event, time)
    return addCancellable(event, at: time, priority: priority)
  }

  /// `push` for callers that have checked its preconditions.
  @inline(__always)
  mutating func add(_ event: Event, at time: VirtualTime, priority: EventPriority) {
    let target = UInt32(event.component.rawValue) &<< 16 | UInt32(event.code)
    heap.insert(
      PendingEntry(key: Self.key(time, priority), argument: event.argument, target: target))
  }

  /// `pushCancellable` for callers that have checked its preconditions.
  @inline(__always)
  mutating func addCancellable(
    _ event: Event, at time: VirtualTime, priority: EventPriority
  ) -> EventHandle {
    let number = slots.take()
    let slot = slots[number]
    slot.pointee.argument = event.argument
    slot.pointee.target = UInt32(event.component.rawValue) &<< 16 | UInt32(event.code)
    heap.insert(
      PendingEntry(
        key: Self.key(time, priority), argument: UInt64(number), target: Self.slotTarget))
    return EventHandle(slot: number, generation: slot.pointee.generation)
  }

  @inline(__always)
  private static func key(_ time: VirtualTime, _ priority: EventPriority) -> UInt64 {
    UInt64(bitPattern: time.nanoseconds) &<< 2 | UInt64(priority.rawValue)
  }

  @inline(__always)
  private func check(_ event: Event, _ time: VirtualTime) {
    precondition(event.component.rawValue != .max, "a component's number is below 65,535")
    precondition(
      UInt64(bitPattern: time.nanoseconds) &<< 2 >= floor && time <= .latest,
      "an event is neither before the last one taken out nor beyond the end of time")
  }

  // MARK: Cancelling

  /// Cancels a pending event: constant time, amortised over purges.
  ///
  /// - Returns: Whether an event was cancelled. A stale handle cancels nothing.
  @discardableResult
  public mutating func cancel(_ handle: EventHandle) -> Bool {
    guard slots.isPending(handle) else { return false }
    let slot = slots[handle.slot]
    slot.pointee.generation &+= 1
    slot.pointee.target = CancellationSlots.cancelled
    tombstoneCount += 1
    if tombstoneCount >= Self.purgeMinimum, tombstoneCount &* 2 > heap.count { purge() }
    return true
  }

  /// Whether the event of that handle is still pending.
  public func isPending(_ handle: EventHandle) -> Bool {
    slots.isPending(handle)
  }

  /// Removes all tombstones, so that they never outnumber what is pending by much.
  @inline(never)
  private mutating func purge() {
    let view = slots.view
    var freed = slots.firstFree
    heap.removeAll { entry in
      guard entry.target >= Self.slotTarget else { return false }
      let number = UInt32(truncatingIfNeeded: entry.argument)
      guard view[number].pointee.target == CancellationSlots.cancelled else { return false }
      view[number].pointee.argument = UInt64(freed)
      freed = number
      return true
    }
    slots.firstFree = freed
    tombstoneCount = 0
  }

  // MARK: Taking out

  /// Takes out the first event, if it is not after `limit`.
  @inline(__always)
  mutating func takeFirst(notAfter limit: VirtualTime) -> (time: VirtualTime, event: Event)? {
    let limitKey = UInt64(bitPattern: limit.nanoseconds) &<< 2 | 3
    while let entry = heap.removeFirst(notAbove: limitKey) {
      var (target, argument) = (entry.target, entry.argument)
      if target >= Self.slotTarget {
        let number = UInt32(truncatingIfNeeded: argument)
        (target, argument) = release(number)
        if target == CancellationSlots.cancelled {
          tombstoneCount &-= 1
          continue
        }
      }
      let instant = entry.key & ~3
      floor = instant
      return (
        VirtualTime(nanoseconds: Int64(bitPattern: instant &>> 2)),
        Event(
          component: ComponentID(rawValue: UInt16(truncatingIfNeeded: target &>> 16)),
          code: UInt16(truncatingIfNeeded: target), argument: argument)
      )
    }
    if heap.count != 0 { floor = max(floor, limitKey & ~3) }
    return nil
  }

  /// Takes out the first event, if there is one that is not after `limit`.
  ///
  /// When there is none, events may still be added from `limit` on; from the last event taken out
  /// on, if nothing at all is pending.
  public mutating func pop(
    notAfter limit: VirtualTime = .latest
  ) -> (time: VirtualTime, event: Event)? {
    precondition(limit >= .zero && limit <= .latest, "a limit lies within virtual time")
    return takeFirst(notAfter: limit)
  }

  /// When the first event happens, if any is pending. Forbids no later addition.
  ///
  /// - Complexity: Linear in the events of the nearest bucket when the front is used up.
  public var nextTime: VirtualTime? {
    let view = slots.view
    let key = heap.firstKey { entry in
      entry.target < Self.slotTarget
        || view[UInt32(truncatingIfNeeded: entry.argument)].pointee.target
          != CancellationSlots.cancelled
    }
    return key.map { VirtualTime(nanoseconds: Int64(bitPattern: $0 >> 2)) }
  }

  /// Frees the slot of an entry that left the heap; returns what it held.
  @inline(__always)
  private mutating func release(_ number: UInt32) -> (target: UInt32, argument: UInt64) {
    let slot = slots[number]
    let held = (slot.pointee.target, slot.pointee.argument)
    if held.0 != CancellationSlots.cancelled { slot.pointee.generation &+= 1 }
    slots.give(number)
    return held
  }
}
