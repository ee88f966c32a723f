@testable import EventKernel

/// The order that the kernel's queue must reproduce: a binary heap by (time, priority, sequence),
/// written for plainness.
struct ReferenceQueue {
  struct Entry {
    var time: VirtualTime
    var priority: EventPriority
    var sequence: Int
    var event: Event

    static func < (left: Entry, right: Entry) -> Bool {
      (left.time, left.priority.rawValue, left.sequence)
        < (right.time, right.priority.rawValue, right.sequence)
    }
  }

  private(set) var heap: [Entry] = []
  private var nextSequence = 0
  private var cancelled: Set<Int> = []
  private var pending: Set<Int> = []

  var count: Int { pending.count }

  /// Returns the sequence number, by which the event can be cancelled.
  @discardableResult
  mutating func push(_ event: Event, at time: VirtualTime, priority: EventPriority) -> Int {
    let entry = Entry(time: time, priority: priority, sequence: nextSequence, event: event)
    pending.insert(nextSequence)
    nextSequence += 1
    heap.append(entry)
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
    return entry.sequence
  }

  mutating func cancel(_ sequence: Int) -> Bool {
    guard pending.remove(sequence) != nil else { return false }
    cancelled.insert(sequence)
    return true
  }

  mutating func pop(notAfter limit: VirtualTime) -> Entry? {
    while let first = heap.first {
      if cancelled.remove(first.sequence) != nil {
        removeFirst()
        continue
      }
      if first.time > limit { return nil }
      removeFirst()
      pending.remove(first.sequence)
      return first
    }
    return nil
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var child = 2 * parent + 1
      if child >= heap.count { return }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      if !(heap[child] < heap[parent]) { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}

/// Splitmix64: small, seeded, and the generator of the HOLD workload.
struct Splitmix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// In (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }
}
