import Testing

@testable import EventKernel

/// Remembers what happened to it.
final class Recorder: EventHandler {
  var seen: [(time: VirtualTime, event: Event)] = []
  var reaction: ((Event, Simulation) -> Void)?

  func handle(_ event: Event, in simulation: Simulation) {
    seen.append((simulation.now, event))
    reaction?(event, simulation)
  }

  var codes: [UInt16] { seen.map { $0.event.code } }
}

@Suite struct SimulationTests {
  let simulation = Simulation()
  let recorder = Recorder()
  let component: ComponentID

  init() {
    component = simulation.register(recorder, name: "recorder")
  }

  @Test func ordersByTimeThenPriorityThenScheduling() {
    simulation.schedule(component, code: 0, at: VirtualTime(nanoseconds: 5), priority: .last)
    simulation.schedule(component, code: 1, at: VirtualTime(nanoseconds: 5))
    simulation.schedule(component, code: 2, at: VirtualTime(nanoseconds: 5))
    simulation.schedule(component, code: 3, at: VirtualTime(nanoseconds: 5), priority: .urgent)
    simulation.schedule(component, code: 4, at: VirtualTime(nanoseconds: 4), priority: .last)
    simulation.schedule(component, code: 5, at: VirtualTime(nanoseconds: 5), priority: .late)
    simulation.run()
    #expect(recorder.codes == [4, 3, 1, 2, 5, 0])
    #expect(simulation.eventCount == 6)
    #expect(simulation.now == VirtualTime(nanoseconds: 5))
  }

  @Test func runUntilIncludesItsEndAndLeavesTheTimeThere() {
    simulation.schedule(component, code: 0, at: VirtualTime(seconds: 1))
    simulation.schedule(component, code: 1, at: VirtualTime(seconds: 2))
    simulation.schedule(component, code: 2, at: VirtualTime(seconds: 100))
    simulation.run(until: VirtualTime(seconds: 2))
    #expect(recorder.codes == [0, 1])
    #expect(simulation.now == VirtualTime(seconds: 2))
    simulation.run(until: VirtualTime(seconds: 3))
    #expect(simulation.now == VirtualTime(seconds: 3))
    #expect(simulation.nextEventTime == VirtualTime(seconds: 100))
    simulation.schedule(component, code: 3, at: VirtualTime(seconds: 3))
    simulation.schedule(component, code: 4, at: VirtualTime(seconds: 50))
    simulation.run()
    #expect(recorder.codes == [0, 1, 3, 4, 2])
    #expect(simulation.now == VirtualTime(seconds: 100))
  }
}
