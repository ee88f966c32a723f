import Testing

@testable import EventKernel

@Suite struct CancellationTests {
  let event = Event(component: ComponentID(rawValue: 3), code: 7, argument: .max)

  private func time(_ nanoseconds: Int64) -> VirtualTime { VirtualTime(nanoseconds: nanoseconds) }

  @Test func cancelledEventsDoNotHappenAndOthersKeepTheirOrder() {
    var queue = EventQueue()
    var handles: [EventHandle] = []
    for index in 0..<1_000 {
      let event = Event(component: ComponentID(rawValue: 0), code: 0, argument: UInt64(index))
      handles.append(queue.pushCancellable(event, at: time(Int64(index / 100))))
    }
    for index in stride(from: 0, to: 1_000, by: 3) {
      let didCancel = queue.cancel(handles[index])
      #expect(didCancel)
    }
    let count = queue.count
    #expect(count == 666)
    var left: [UInt64] = []
    while let (_, event) = queue.pop() { left.append(event.argument) }
    #expect(left == (0..<1_000).filter { $0 % 3 != 0 })
  }

  @Test func staleHandlesCancelNothing() {
    var queue = EventQueue()
    let none = queue.cancel(.none)
    #expect(!none)
    let cancelled = queue.pushCancellable(event, at: time(5))
    let once = queue.cancel(cancelled)
    let twice = queue.cancel(cancelled)
    #expect(once && !twice)
    let happened = queue.pushCancellable(event, at: time(6))
    let popped = queue.pop()
    #expect(popped?.event == event && popped?.time == time(6))
    // Both slots are free now and are used again; the old handles must not reach the new events.
    let new = [
      queue.pushCancellable(event, at: time(7)), queue.pushCancellable(event, at: time(7)),
    ]
    let stale = [queue.cancel(cancelled), queue.cancel(happened)]
    #expect(stale == [false, false])
    let arePending = new.map { queue.isPending($0) }
    #expect(arePending == [true, true])
    #expect(Set(new.map(\.slot)) == Set([cancelled.slot, happened.slot]))
  }

  @Test func manyCancellationsLeakNothing() {
    var queue = EventQueue()
    for id in 0..<10 { queue.push(event, at: time(1 << 50 + Int64(id))) }
    var handle = queue.pushCancellable(event, at: time(1_000_000))
    for round in 0..<200_000 {
      queue.cancel(handle)
      handle = queue.pushCancellable(event, at: time(1_000_000 + Int64(round) * 1_000))
    }
    let (bytes, count) = (queue.allocatedBytes, queue.count)
    #expect(count == 11)
    #expect(bytes < 100_000)
  }

  @Test func nextTimeIgnoresTheCancelledAndForbidsNothing() {
    var queue = EventQueue()
    let handle = queue.pushCancellable(event, at: time(1_000))
    queue.push(event, at: time(5_000_000))
    queue.cancel(handle)
    let next = queue.nextTime
    #expect(next == time(5_000_000))
    queue.push(event, at: time(10))
    let first = queue.pop()
    #expect(first?.time == time(10))
  }

  /// Skipping tombstones up to the end must not move the point from which events may be added.
  @Test func drainingTombstonesForbidsNothing() {
    var queue = EventQueue()
    let handles = (0..<5).map { queue.pushCancellable(event, at: time(1 << 40 + $0)) }
    for handle in handles { queue.cancel(handle) }
    let nothing = queue.pop()
    #expect(nothing == nil)
    queue.push(event, at: time(3))
    let first = queue.pop()
    #expect(first?.time == time(3))
  }

  @Test func anUrgentEventOvertakesARunOfItsInstantAndPurgesKeepOrder() {
    var queue = EventQueue()
    var expected: [UInt64] = []
    var handles: [EventHandle] = []
    func push(_ queue: inout EventQueue, _ id: Int, _ priority: EventPriority = .normal) {
      queue.push(
        Event(component: ComponentID(rawValue: 0), code: 0, argument: UInt64(id)), at: time(64),
        priority: priority)
    }
    for id in 0..<120 { push(&queue, id) }
    var left: [UInt64] = []
    for step in 0..<120 {
      if let (_, event) = queue.pop() { left.append(event.argument) }
      expected.append(UInt64(step))
      if step % 10 == 3 {
        push(&queue, 1_000 + step)
        push(&queue, 2_000 + step, .urgent)
        if let (_, event) = queue.pop() { left.append(event.argument) }
        expected.append(UInt64(2_000 + step))
      }
      if step == 60 {
        for _ in 0..<600 { handles.append(queue.pushCancellable(event, at: time(64))) }
        for handle in handles { queue.cancel(handle) }
      }
    }
    expected += stride(from: 1_003, to: 1_120, by: 10).map { UInt64($0) }
    while let (_, event) = queue.pop() { left.append(event.argument) }
    #expect(left == expected)
  }
}
