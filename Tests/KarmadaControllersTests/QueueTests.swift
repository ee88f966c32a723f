import EventKernel
import Karmada
import Stochastic
import Testing

@testable import KarmadaControllers

/// The work queue of the controllers, as client-go has it.
@Suite struct WorkQueueTests {
  @Test func keysAreDeduplicatedAndNeverProcessedTwiceAtOnce() {
    var queue = WorkQueue(workers: 2, timing: KarmadaTiming())
    let added = [queue.add(7), queue.add(7), queue.add(8)]
    #expect(added == [true, false, true])
    #expect(queue.take() == 7)
    // Marked again while being processed: it waits for the end, not for a worker.
    let again = queue.add(7)
    #expect(!again)
    #expect(queue.take() == 8)
    #expect(queue.take() == nil)
    let comesBack = queue.finish(7)
    #expect(comesBack)
    #expect(queue.take() == 7)
    let stays = [queue.finish(7), queue.finish(8)]
    #expect(stays == [false, false])
  }

  @Test func failuresBackOffExponentiallyUpToTheMaximum() {
    var queue = WorkQueue(workers: 1, timing: KarmadaTiming())
    var now = VirtualTime.zero
    var delays: [Double] = []
    for _ in 0..<20 {
      let delay = queue.backOff(1, at: now)
      delays.append(delay.inSeconds)
      now += delay + .seconds(60)
    }
    #expect(Array(delays.prefix(4)) == [0.005, 0.01, 0.02, 0.04])
    #expect(delays[17] == 655.36)
    #expect(delays[18] == 1000)
    #expect(delays[19] == 1000)
    queue.forget(1)
    #expect(queue.backOff(1, at: now).inSeconds == 0.005)
  }

  @Test func manyFailuresAtOnceWaitForTheBucket() {
    var queue = WorkQueue(workers: 1, timing: KarmadaTiming())
    let delays = (0..<120).map { queue.backOff(UInt64($0), at: .zero).inSeconds }
    #expect(delays[99] == 0.005)
    #expect(delays[100] == 0.1)
    #expect(delays[119] == 2)
  }
}

/// The scheduler's queue.
@Suite struct SchedulingQueueTests {
  @Test func priorityThenAgeDecides() {
    var queue = SchedulingQueue(timing: KarmadaTiming())
    queue.push(0, priority: 0, at: .zero)
    queue.push(1, priority: 0, at: VirtualTime(seconds: 1))
    queue.push(2, priority: 5, at: VirtualTime(seconds: 2))
    let order = [queue.pop(), queue.pop(), queue.pop(), queue.pop()]
    #expect(order == [2, 0, 1, nil])
  }

  @Test func failuresBackOffFromOneToTenSeconds() {
    var queue = SchedulingQueue(timing: KarmadaTiming())
    var now = VirtualTime.zero
    queue.push(0, priority: 0, at: now)
    var waits: [Double] = []
    for _ in 0..<6 {
      #expect(queue.pop() == 0)
      queue.backOff(0)
      queue.done(0, at: now)
      let end = queue.nextBackOffEnd
      waits.append((end - now).inSeconds)
      now = end
      queue.flushBackOff(at: now)
    }
    #expect(waits == [1, 2, 4, 8, 10, 10])
  }

  @Test func hopelessBindingsWaitMoreThanFiveMinutesOrForAnEvent() {
    var queue = SchedulingQueue(timing: KarmadaTiming())
    for binding in [Int32(0), 1] {
      queue.push(binding, priority: 0, at: .zero)
      _ = queue.pop()
      queue.waitForHope(binding)
      queue.done(binding, at: .zero)
    }
    queue.flushUnschedulable(at: VirtualTime(seconds: 300))
    #expect(!queue.hasActive)
    queue.push(1, priority: 0, at: VirtualTime(seconds: 300))
    #expect(queue.pop() == 1)
    queue.flushUnschedulable(at: VirtualTime(nanoseconds: 300_000_000_001))
    #expect(queue.pop() == 0)
  }

  @Test func aPushDuringSchedulingQueuesOnceMore() {
    var queue = SchedulingQueue(timing: KarmadaTiming())
    queue.push(0, priority: 0, at: .zero)
    _ = queue.pop()
    queue.push(0, priority: 0, at: .zero)
    queue.push(0, priority: 0, at: .zero)
    queue.waitForHope(0)
    #expect(queue.unschedulableCount == 0)
    queue.done(0, at: .zero)
    let order = [queue.pop(), queue.pop()]
    #expect(order == [0, nil])
  }
}

/// Watches that come back.
@Suite struct ReflectorTests {
  @Test func attemptsDoubleTheirDelayAndStartAnewEveryTwoMinutes() {
    let stream = RandomStream(StreamSeed(master: 1), entity: "m1", purpose: "watch")
    var reflector = Reflector(stream: stream)
    #expect(reflector.isWatching)
    let start = VirtualTime(seconds: 1000)
    reflector.breakOff(at: start)
    #expect(!reflector.isWatching)
    var attempts = [reflector.attempt(atOrAfter: start)]
    while let last = attempts.last, last < start + .seconds(300) {
      attempts.append(reflector.attempt(atOrAfter: last + .nanoseconds(1)))
    }
    #expect(attempts[0] == start)
    var delay = 0.8
    var reset = start
    for (before, after) in zip(attempts, attempts.dropFirst()) {
      if before - reset > .seconds(120) {
        delay = 0.8
        reset = before
      }
      let pause = (after - before).inSeconds
      #expect(pause >= delay - 1e-6 && pause <= 2 * delay + 1e-6)
      delay = min(delay * 2, 30)
    }
    #expect(reset > start)
    reflector.reconnect()
    #expect(reflector.isWatching)
  }
}
