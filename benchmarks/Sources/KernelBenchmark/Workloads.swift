import EventKernel
import ProcessUsage

/// HOLD on the queue alone: take out the first event, add one an increment later.
func hold(
  _ count: Int, _ operations: Int, _ kind: Increments.Kind = .exponential
) -> Outcome {
  var increments = Increments(kind)
  var queue = EventQueue()
  let component = ComponentID(rawValue: 0)
  for id in 0..<count {
    queue.push(
      Event(component: component, code: 0, argument: UInt64(id)),
      at: VirtualTime(nanoseconds: increments.next()))
  }
  var hash: UInt64 = 0
  var start = 0.0
  for phase in [count, operations] {
    hash = 0
    start = Usage.cpuSeconds
    for _ in 0..<phase {
      guard let (time, event) = queue.pop() else { break }
      hash = hash &* 31 &+ event.argument
      queue.push(event, at: VirtualTime(nanoseconds: time.nanoseconds &+ increments.next()))
    }
  }
  return Outcome(
    operationsPerSecond: Double(operations) / (Usage.cpuSeconds - start), check: hash)
}

/// Fills the queue to `count`, empties it, and again, until `operations` events were taken out.
func burst(_ count: Int, _ operations: Int) -> Outcome {
  var increments = Increments()
  var queue = EventQueue()
  let component = ComponentID(rawValue: 0)
  var hash: UInt64 = 0
  var done = 0
  var now: Int64 = 0
  let start = Usage.cpuSeconds
  while done < operations {
    for id in 0..<count {
      queue.push(
        Event(component: component, code: 0, argument: UInt64(id)),
        at: VirtualTime(nanoseconds: now &+ increments.next()))
    }
    while let (time, event) = queue.pop() {
      hash = hash &* 31 &+ event.argument
      now = time.nanoseconds
      done += 1
    }
  }
  return Outcome(operationsPerSecond: Double(done) / (Usage.cpuSeconds - start), check: hash)
}

/// One of the eight components of `dispatch`; the next event goes to the component that the
/// event's number chooses, with one of eight codes.
final class Holder: EventHandler {
  let shared: Shared

  /// What the eight have in common.
  final class Shared {
    var increments = Increments()
    var hash: UInt64 = 0
    var left = 0
  }

  init(_ shared: Shared) {
    self.shared = shared
  }

  func handle(_ event: Event, in simulation: Simulation) {
    let shared = shared
    let id = event.argument
    shared.hash = shared.hash &* 31 &+ id
    simulation.schedule(
      ComponentID(rawValue: UInt16(truncatingIfNeeded: id & 7)),
      code: UInt16(truncatingIfNeeded: id >> 3 & 7), argument: id,
      after: VirtualDuration(nanoseconds: shared.increments.next()))
    shared.left &-= 1
    if shared.left == 0 { simulation.stop() }
  }
}

/// HOLD through the public interface: eight components chosen by the event, counters per kind.
func dispatch(_ count: Int, _ operations: Int) -> Outcome {
  let simulation = Simulation()
  let shared = Holder.Shared()
  for index in 0..<8 {
    _ = simulation.register(Holder(shared), name: "component \(index)")
  }
  for id in 0..<count {
    simulation.schedule(
      ComponentID(rawValue: UInt16(id & 7)), code: UInt16(id >> 3 & 7), argument: UInt64(id),
      at: VirtualTime(nanoseconds: shared.increments.next()))
  }
  var start = 0.0
  for phase in [count, operations] {
    shared.hash = 0
    shared.left = phase
    start = Usage.cpuSeconds
    simulation.run()
  }
  let rate = Double(operations) / (Usage.cpuSeconds - start)
  precondition(simulation.eventCount == UInt64(count + operations), "every event is counted")
  return Outcome(operationsPerSecond: rate, check: shared.hash)
}

/// HOLD in which every other operation also moves the pending event of another id, as a timeout
/// that is renewed: cancel, schedule anew.
func cancel(_ count: Int, _ operations: Int) -> Outcome {
  var increments = Increments()
  var queue = EventQueue()
  let component = ComponentID(rawValue: 0)
  var handles = (0..<count).map { id in
    queue.pushCancellable(
      Event(component: component, code: 0, argument: UInt64(id)),
      at: VirtualTime(nanoseconds: increments.next()))
  }
  var hash: UInt64 = 0
  var start = 0.0
  for operation in 0..<(count + operations) {
    if operation == count {
      hash = 0
      start = Usage.cpuSeconds
    }
    guard let (time, event) = queue.pop() else { break }
    let id = Int(truncatingIfNeeded: event.argument)
    hash = hash &* 31 &+ event.argument
    handles[id] = queue.pushCancellable(
      event, at: VirtualTime(nanoseconds: time.nanoseconds &+ increments.next()))
    if operation & 1 == 1 {
      let other = (id &* 7 &+ 1) % count
      queue.cancel(handles[other])
      handles[other] = queue.pushCancellable(
        Event(component: component, code: 0, argument: UInt64(other)),
        at: VirtualTime(nanoseconds: time.nanoseconds &+ increments.next()))
    }
  }
  return Outcome(
    operationsPerSecond: Double(operations) / (Usage.cpuSeconds - start), check: hash)
}
