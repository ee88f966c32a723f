/// What cancellable events need beside their entry: the event itself and its generation, so that
/// events that cannot be cancelled pay nothing. 16 bytes each, in segments that never move.
struct CancellationSlots: ~Copyable {
  struct Slot {
    var argument: UInt64
    /// Component and code; `cancelled` when the entry in the heap is a tombstone.
    var target: UInt32
    /// Changes when the event happens or is cancelled: older handles are stale from then on.
    var generation: UInt32
  }

  /// No component has this target.
  static var cancelled: UInt32 { .max }
  private static var noSlot: UInt32 { .max }
  private static var segmentBits: UInt32 { 10 }
  private static var segmentCapacity: Int { 1 << Int(segmentBits) }

  /// Finds slots; stays valid until the table grows.
  struct View {
    fileprivate var segments: UnsafeMutablePointer<UnsafeMutablePointer<Slot>>

    @inline(__always)
    subscript(number: UInt32) -> UnsafeMutablePointer<Slot> {
      segments[Int(number &>> CancellationSlots.segmentBits)]
        + Int(number & UInt32(CancellationSlots.segmentCapacity - 1))
    }
  }

  private(set) var view: View
  private var segmentCount: Int
  private var directoryCapacity: Int
  private var count: Int
  /// Free slots form a list through their `argument`.
  var firstFree: UInt32

  init() {
    directoryCapacity = 8
    view = View(segments: .allocate(capacity: directoryCapacity))
    segmentCount = 0
    count = 0
    firstFree = Self.noSlot
  }

  deinit {
    for index in 0..<segmentCount { view.segments[index].deallocate() }
    view.segments.deallocate()
  }

  var allocatedBytes: Int { segmentCount * Self.segmentCapacity * MemoryLayout<Slot>.stride }

  @inline(__always)
  subscript(number: UInt32) -> UnsafeMutablePointer<Slot> { view[number] }

  /// Whether the handle names a pending event.
  @inline(__always)
  func isPending(_ handle: EventHandle) -> Bool {
    Int(handle.slot) < count && view[handle.slot].pointee.generation == handle.generation
  }

  @inline(__always)
  mutating func take() -> UInt32 {
    let free = firstFree
    if free == Self.noSlot { return takeUnused() }
    firstFree = UInt32(truncatingIfNeeded: view[free].pointee.argument)
    return free
  }

  @inline(__always)
  mutating func give(_ number: UInt32) {
    view[number].pointee.argument = UInt64(firstFree)
    firstFree = number
  }

  @inline(never)
  private mutating func takeUnused() -> UInt32 {
    if count == segmentCount * Self.segmentCapacity { addSegment() }
    view[UInt32(count)].initialize(to: Slot(argument: 0, target: 0, generation: 0))
    count += 1
    return UInt32(count - 1)
  }

  private mutating func addSegment() {
    precondition(count < 1 << 31, "fewer than 2³¹ cancellable events are pending")
    if segmentCount == directoryCapacity {
      let grown = View(segments: .allocate(capacity: directoryCapacity * 2))
      grown.segments.moveInitialize(from: view.segments, count: segmentCount)
      view.segments.deallocate()
      view = grown
      directoryCapacity *= 2
    }
    (view.segments + segmentCount).initialize(to: .allocate(capacity: Self.segmentCapacity))
    segmentCount += 1
  }
}
