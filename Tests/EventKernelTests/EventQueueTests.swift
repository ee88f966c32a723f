import Testing

@testable import EventKernel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How far ahead random schedules look, in nanoseconds.
enum Increments: String, CaseIterable, CustomTestStringConvertible {
  case exponential, ties, wholeSeconds, bimodal, heavyTail, zero, dense, farFuture, everyScale

  var testDescription: String { rawValue }

  func next(_ random: inout Splitmix) -> Int64 {
    switch self {
    case .exponential: return Int64(-log(random.uniform()) * 1e9)
    case .ties: return Int64(random.below(4))
    case .wholeSeconds: return Int64(1 + random.below(10)) * 1_000_000_000
    case .bimodal:
      let scale = random.uniform() < 0.9 ? 1e6 : 1e11
      return Int64(-log(random.uniform()) * scale)
    case .heavyTail: return Int64(min(pow(random.uniform(), -1 / 1.1) - 1, 1e7) * 1e9)
    case .zero: return 0
    case .dense: return Int64(random.below(100))
    case .farFuture: return random.below(3) == 0 ? 1 << 61 - 1 : Int64(random.below(1 << 40))
    case .everyScale: return Int64(random.next() >> UInt64(3 + random.below(61)))
    }
  }
}

@Suite struct EventQueueTests {
  /// Pushes, pops, cancellations and limits at random; the queue and the reference must agree on
  /// every answer. Bursts empty and refill it.
  @Test(arguments: Increments.allCases, [0, 1, 2])
  func agreesWithTheReference(_ increments: Increments, variant: Int) throws {
    var random = Splitmix(state: UInt64(variant) &* 977 &+ 5)
    var queue = EventQueue()
    var reference = ReferenceQueue()
    var now = VirtualTime.zero
    var handles: [(EventHandle, Int)] = []
    var nextID: UInt64 = 0
    var pushes = 0

    for round in 0..<60 {
      if round % 5 == 4 {
        // Enough tombstones at once for a purge.
        for (handle, sequence) in handles where random.below(5) > 0 {
          let didCancel = queue.cancel(handle)
          let expected = reference.cancel(sequence)
          try #require(didCancel == expected)
        }
        handles = []
      }
      let target = [0, 3, 40, 200, 2_000][random.below(5)]
      for _ in 0..<(round == 0 ? 200 : 400) {
        let wantsMore = queue.count < target
        switch random.below(20) {
        case 0..<(wantsMore ? 11 : 5):
          let room = VirtualTime.latest.nanoseconds - now.nanoseconds
          let time = VirtualTime(
            nanoseconds: now.nanoseconds + min(increments.next(&random), room))
          let priority: EventPriority =
            variant == 0 ? .normal : EventPriority.allCases[random.below(4)]
          let event = Event(
            component: ComponentID(rawValue: UInt16(nextID % 65_535)),
            code: UInt16(truncatingIfNeeded: nextID &* 31), argument: nextID &* 0x1234_5678_9ABC)
          nextID += 1
          pushes += 1
          let sequence = reference.push(event, at: time, priority: priority)
          if variant == 2, random.below(2) == 0 {
            handles.append((queue.pushCancellable(event, at: time, priority: priority), sequence))
          } else {
            queue.push(event, at: time, priority: priority)
          }
        case 18 where !handles.isEmpty:
          let (handle, sequence) = handles[random.below(handles.count)]
          let wasPending = queue.isPending(handle)
          let didCancel = queue.cancel(handle)
          let isPending = queue.isPending(handle)
          let expected = reference.cancel(sequence)
          try #require(didCancel == expected && wasPending == expected && !isPending)
        case 19:
          let limit = VirtualTime(
            nanoseconds: min(
              now.nanoseconds + increments.next(&random) / 4, VirtualTime.latest.nanoseconds))
          let expected = reference.pop(notAfter: limit)
          let popped = queue.pop(notAfter: limit)
          try #require(popped?.time == expected?.time)
          try #require(popped?.event == expected?.event)
          now = popped?.time ?? limit
        default:
          let expected = reference.pop(notAfter: .latest)
          if variant == 1, random.below(4) == 0 {
            let next = queue.nextTime
            try #require(next == expected?.time)
          }
          let popped = queue.pop()
          try #require(popped?.time == expected?.time)
          try #require(popped?.event == expected?.event)
          if let popped { now = popped.time }
        }
        let count = queue.count
        try #require(count == reference.count)
      }
      if round % 7 == 6 {
        while let expected = reference.pop(notAfter: .latest) {
          let popped = queue.pop()
          try #require(popped?.time == expected.time && popped?.event == expected.event)
          now = expected.time
        }
        let nothing = queue.pop()
        #expect(nothing?.time == nil)
        // Not always from where time now is: far-future rounds would have nowhere to go.
        if increments == .farFuture || increments == .everyScale {
          queue = EventQueue()
          reference = ReferenceQueue()
          handles = []
          now = .zero
        }
      }
    }
    #expect(pushes > 2_000)
  }
}
