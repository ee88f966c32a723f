import Testing

@testable import EventKernel

@Suite struct PeriodicLoopTests {
  /// Every question answered by counting ticks one by one.
  @Test(arguments: [(7, 0), (7, 3), (1, 5), (10, 10), (3, 40)])
  func agreesWithNaiveTicking(_ period: Int64, phase: Int64) {
    let loop = PeriodicLoop(
      period: VirtualDuration(nanoseconds: period), phase: VirtualTime(nanoseconds: phase))
    let ticks = (0..<200).map { phase + $0 * period }.map { VirtualTime(nanoseconds: $0) }
    for instant in 0..<100 {
      let time = VirtualTime(nanoseconds: Int64(instant))
      #expect(loop.firstTick(atOrAfter: time) == ticks.first { $0 >= time })
      #expect(loop.firstTick(after: time) == ticks.first { $0 > time })
      #expect(loop.lastTick(atOrBefore: time) == ticks.last { $0 <= time })
      #expect(loop.lastTick(before: time) == ticks.last { $0 < time })
      #expect(loop.tickCount(before: time) == Int64(ticks.count { $0 < time }))
      let interval = VirtualTime(nanoseconds: 4)..<max(time, VirtualTime(nanoseconds: 4))
      #expect(loop.ticks(in: interval) == Int64(ticks.count { interval.contains($0) }))
    }
  }

  @Test func farTicksSaturate() {
    let loop = PeriodicLoop(period: .days(400), phase: VirtualTime(seconds: 1))
    #expect(loop.firstTick(after: .never) == .never)
    #expect(loop.firstTick(atOrAfter: .never) == .never)
    #expect(loop.tick(.max) == .never)
  }

  /// A loop that counts down what the outside world piles up, one unit per tick.
  final class Worker: EventHandler {
    var timer: LoopTimer
    var backlog = 0
    var ticks = 0
    var changes: [String] = []

    init(_ timer: LoopTimer) { self.timer = timer }

    func handle(_ event: Event, in simulation: Simulation) {
      if event.code == 0 {
        backlog += Int(event.argument)
        timer.wake(in: simulation)
      } else {
        ticks += 1
        if backlog > 0 {
          backlog -= 1
          changes.append("\(simulation.now) \(backlog)")
        }
        timer.ticked(again: backlog > 0, in: simulation)
      }
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func parkedAndTickingChangeTheSameAtTheSameInstants(_ seed: UInt64) {
    let loop = PeriodicLoop(period: .seconds(10), phase: VirtualTime(seconds: 3))
    let workers = LoopMode.allCases.map { mode in
      let simulation = Simulation()
      let component = ComponentID(rawValue: 0)
      let worker = Worker(LoopTimer(loop, mode: mode, event: Event(component: component, code: 1)))
      #expect(simulation.register(worker, name: "worker") == component)
      var random = Splitmix(state: seed)
      for _ in 0..<50 {
        // Whole seconds, so that changes often fall on the very instant of a tick.
        simulation.schedule(
          component, code: 0, argument: UInt64(random.below(4)),
          at: VirtualTime(nanoseconds: Int64(random.below(2_000)) * 1_000_000_000))
      }
      worker.timer.start(in: simulation)
      simulation.run(until: VirtualTime(seconds: 3_000))
      return worker
    }
    #expect(workers[0].changes == workers[1].changes)
    #expect(!workers[0].changes.isEmpty)
    #expect(workers[1].ticks == 300)
    #expect(workers[0].ticks < workers[1].ticks)
  }
}
