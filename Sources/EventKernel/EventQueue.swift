/// The pending events in their total order: time, then priority, then order of scheduling.
///
/// A monotone queue: no event may come before the last one taken out. Adding and taking out cost
/// amortised constant time, nearly the same for a thousand pending events as for a million, and
/// allocate nothing once the memory for the most that is ever pending is there. `Simulation` owns
/// one; by itself it serves other event loops and measurements.
public struct EventQueue: ~Copyable {
  /// A cancellable event, kept aside so that others need no room for cancellation.
  private struct Slot {
    var argument: UInt64
    /// Component and code; `cancelled` when the entry in the heap is a tombstone.
    var target: UInt32
    /// Changes when the event happens or is cancelled: older handles are stale from then on.
    var generation: UInt32
  }

  /// Targets from here on are no components: the entry's argument is a slot.
  private static var slotTarget: UInt32 { 0xFFFF_0000 }
  private static var cancelled: UInt32 { .max }
  private static var noSlot: UInt32 { .max }
  /// Below this many tombstones, purging is not worth its pass.
  private static var purgeMinimum: Int { 256 }

  private var heap: RadixHeap
  private var slots: UnsafeMutablePointer<Slot>
  private var slotCount: Int
  private var slotCapacity: Int
  /// Free slots form a list through their `argument`.
  private var firstFreeSlot: UInt32
  private var tombstoneCount: Int
  private var floor: UInt64

  /// An empty queue.
  public init() {
    heap = RadixHeap()
    slotCapacity = 64
    slots = .allocate(capacity: slotCapacity)
    slotCount = 0
    firstFreeSlot = Self.noSlot
    tombstoneCount = 0
    floor = 0
  }

  deinit {
    slots.deallocate()
  }

  /// How many events are pending, cancelled ones not counted.
  public var count: Int { heap.count - tombstoneCount }

  /// The memory that pending events occupy, or occupied when more of them were pending, in bytes.
  /// It grows with the most that is ever pending and with nothing else.
  public var allocatedBytes: Int {
    heap.entryBytes + slotCapacity * MemoryLayout<Slot>.stride
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
    let number = takeSlot()
    let slot = slots + Int(number)
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
    guard Int(handle.slot) < slotCount else { return false }
    let slot = slots + Int(handle.slot)
    guard slot.pointee.generation == handle.generation else { return false }
    slot.pointee.generation &+= 1
    slot.pointee.target = Self.cancelled
    tombstoneCount += 1
    if tombstoneCount >= Self.purgeMinimum, tombstoneCount &* 2 > heap.count { purge() }
    return true
  }

  /// Whether the event of that handle is still pending.
  public func isPending(_ handle: EventHandle) -> Bool {
    Int(handle.slot) < slotCount && slots[Int(handle.slot)].generation == handle.generation
  }

  /// Removes all tombstones, so that they never outnumber what is pending by much.
  @inline(never)
  private mutating func purge() {
    let slots = slots
    var freed = firstFreeSlot
    heap.removeAll { entry in
      guard entry.target >= Self.slotTarget else { return false }
      let number = UInt32(truncatingIfNeeded: entry.argument)
      guard slots[Int(number)].target == Self.cancelled else { return false }
      slots[Int(number)].argument = UInt64(freed)
      freed = number
      return true
    }
    firstFreeSlot = freed
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
        if target == Self.cancelled {
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
    let slots = slots
    let key = heap.firstKey { entry in
      entry.target < Self.slotTarget || slots[Int(entry.argument)].target != Self.cancelled
    }
    return key.map { VirtualTime(nanoseconds: Int64(bitPattern: $0 >> 2)) }
  }

  // MARK: Slots

  private mutating func takeSlot() -> UInt32 {
    let free = firstFreeSlot
    if free != Self.noSlot {
      firstFreeSlot = UInt32(truncatingIfNeeded: slots[Int(free)].argument)
      return free
    }
    if slotCount == slotCapacity { growSlots() }
    (slots + slotCount).initialize(to: Slot(argument: 0, target: 0, generation: 0))
    slotCount += 1
    return UInt32(slotCount - 1)
  }

  /// Frees the slot of an entry that left the heap; returns what it held.
  @inline(__always)
  private mutating func release(_ number: UInt32) -> (target: UInt32, argument: UInt64) {
    let slot = slots + Int(number)
    let held = (slot.pointee.target, slot.pointee.argument)
    if held.0 != Self.cancelled { slot.pointee.generation &+= 1 }
    slot.pointee.argument = UInt64(firstFreeSlot)
    firstFreeSlot = number
    return held
  }

  @inline(never)
  private mutating func growSlots() {
    precondition(slotCapacity < 1 << 31, "fewer than 2³¹ cancellable events are pending")
    let grown = UnsafeMutablePointer<Slot>.allocate(capacity: slotCapacity * 2)
    grown.moveInitialize(from: slots, count: slotCount)
    slots.deallocate()
    slots = grown
    slotCapacity *= 2
  }
}
