/// What changes with every event, apart from the simulation object.
struct SimulationState: ~Copyable {
  var queue = EventQueue()
  var now = VirtualTime.zero
  var eventCount: UInt64 = 0
  var components = ComponentTable()
  /// Whether events go to the fingerprint or the trace: the one branch that both cost.
  var isObserved = false
  var recordsFingerprint = false
  var isRunning = false
  var isStopped = false
  var fingerprint = Fingerprint()

  @inline(__always)
  func check(_ component: ComponentID, _ time: VirtualTime) {
    precondition(time >= now, "an event is not scheduled before now")
    precondition(components.contains(component), "an event is for a registered component")
  }

  mutating func enterRun() {
    precondition(!isRunning, "a handler does not run the simulation that called it")
    isRunning = true
    isStopped = false
  }
}

/// A registered component. Immutable, so that a call through it needs no reference counting.
final class Registration {
  let handler: any EventHandler
  let name: String

  init(handler: any EventHandler, name: String) {
    self.handler = handler
    self.name = name
  }
}

/// The registered components by index, with how many events of each code they have handled.
struct ComponentTable: ~Copyable {
  struct Row {
    /// Retained by the table.
    var registration: Unmanaged<Registration>
    /// By code; codes beyond have not occurred.
    var counts: UnsafeMutableBufferPointer<UInt64>
  }

  private var rows: UnsafeMutablePointer<Row>
  private var capacity: Int
  private(set) var count: Int

  init() {
    capacity = 16
    rows = .allocate(capacity: capacity)
    count = 0
  }

  deinit {
    for index in 0..<count {
      rows[index].counts.deallocate()
      rows[index].registration.release()
    }
    rows.deallocate()
  }

  @inline(__always)
  func contains(_ component: ComponentID) -> Bool { Int(component.rawValue) < count }

  subscript(component: ComponentID) -> Row {
    precondition(contains(component), "the component is registered")
    return rows[Int(component.rawValue)]
  }

  mutating func append(_ registration: Registration) -> ComponentID {
    precondition(count < Int(UInt16.max), "fewer than 65,535 components are registered")
    if count == capacity { grow() }
    let counts = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: 8)
    counts.initialize(repeating: 0)
    (rows + count).initialize(to: Row(registration: .passRetained(registration), counts: counts))
    count += 1
    return ComponentID(rawValue: UInt16(count - 1))
  }

  /// Counts an event; returns whom it goes to. Only registered components are scheduled for.
  @inline(__always)
  func count(_ event: Event) -> Unmanaged<Registration> {
    let row = rows + Int(event.component.rawValue)
    let code = Int(event.code)
    if code >= row.pointee.counts.count { Self.growCounts(row, code) }
    row.pointee.counts.baseAddress.unsafelyUnwrapped[code] &+= 1
    return row.pointee.registration
  }

  private mutating func grow() {
    let grown = UnsafeMutablePointer<Row>.allocate(capacity: capacity * 2)
    grown.moveInitialize(from: rows, count: count)
    rows.deallocate()
    rows = grown
    capacity *= 2
  }

  @inline(never)
  private static func growCounts(_ row: UnsafeMutablePointer<Row>, _ code: Int) {
    let old = row.pointee.counts
    var capacity = old.count
    while capacity <= code { capacity *= 2 }
    let counts = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: capacity)
    counts.initialize(repeating: 0)
    for (index, count) in old.enumerated() { counts[index] = count }
    old.deallocate()
    row.pointee.counts = counts
  }
}
