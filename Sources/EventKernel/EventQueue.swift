/// The pending events, in the total order (time, priority, order of scheduling).
public struct EventQueue: ~Copyable {
  struct Entry {
    var key: UInt64
    var sequence: UInt64
    var event: Event
    var slot: UInt32
  }

  private var heap: [Entry] = []
  private var nextSequence: UInt64 = 0
  private var generations: [UInt32] = []
  private var freeSlots: [UInt32] = []
  private var dead: Set<UInt32> = []

  /// An empty queue.
  public init() {}

  /// How many events are pending, cancelled ones not counted.
  public var count: Int { heap.count - dead.count }

  static func key(_ time: VirtualTime, _ priority: EventPriority) -> UInt64 {
    UInt64(bitPattern: time.nanoseconds) << 2 | UInt64(priority.rawValue)
  }

  /// Adds an event that cannot be cancelled.
  public mutating func push(
    _ event: Event, at time: VirtualTime, priority: EventPriority = .normal
  ) {
    insert(Entry(key: Self.key(time, priority), sequence: 0, event: event, slot: .max))
  }

  /// Adds an event that can be cancelled.
  public mutating func pushCancellable(
    _ event: Event, at time: VirtualTime, priority: EventPriority = .normal
  ) -> EventHandle {
    let slot: UInt32
    if let free = freeSlots.popLast() {
      slot = free
    } else {
      slot = UInt32(generations.count)
      generations.append(0)
    }
    insert(Entry(key: Self.key(time, priority), sequence: 0, event: event, slot: slot))
    return EventHandle(slot: slot, generation: generations[Int(slot)])
  }

  /// Cancels a pending event; a stale handle does nothing.
  public mutating func cancel(_ handle: EventHandle) -> Bool {
    guard Int(handle.slot) < generations.count,
      generations[Int(handle.slot)] == handle.generation
    else { return false }
    generations[Int(handle.slot)] &+= 1
    dead.insert(handle.slot)
    return true
  }

  /// Removes the first event, if it is not after `limit`.
  public mutating func pop(notAfter limit: VirtualTime = .latest) -> (VirtualTime, Event)? {
    while let first = heap.first {
      let time = VirtualTime(nanoseconds: Int64(first.key >> 2))
      if time > limit { return nil }
      removeFirst()
      if first.slot != .max {
        freeSlots.append(first.slot)
        if dead.remove(first.slot) != nil { continue }
        generations[Int(first.slot)] &+= 1
      }
      return (time, first.event)
    }
    return nil
  }

  /// When the first event happens; changes nothing.
  public var nextTime: VirtualTime? {
    mutating get {
      while let first = heap.first {
        if first.slot != .max, dead.remove(first.slot) != nil {
          freeSlots.append(first.slot)
          removeFirst()
          continue
        }
        return VirtualTime(nanoseconds: Int64(first.key >> 2))
      }
      return nil
    }
  }

  private func less(_ a: Entry, _ b: Entry) -> Bool {
    a.key != b.key ? a.key < b.key : a.sequence < b.sequence
  }

  private mutating func insert(_ entry: Entry) {
    var entry = entry
    entry.sequence = nextSequence
    nextSequence += 1
    heap.append(entry)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if !less(heap[child], heap[parent]) { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func removeFirst() {
    let last = heap.removeLast()
    if heap.isEmpty { return }
    heap[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      if child >= heap.count { return }
      if child + 1 < heap.count, less(heap[child + 1], heap[child]) { child += 1 }
      if !less(heap[child], heap[parent]) { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
