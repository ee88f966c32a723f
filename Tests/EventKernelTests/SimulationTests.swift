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

  @Test func stopEndsTheRunAfterTheEventBeingHandled() {
    recorder.reaction = { event, simulation in if event.code == 1 { simulation.stop() } }
    for code in 0..<4 { simulation.schedule(component, code: UInt16(code), after: .seconds(code)) }
    simulation.run(until: VirtualTime(seconds: 60))
    #expect(recorder.codes == [0, 1])
    #expect(simulation.now == VirtualTime(seconds: 1))
    simulation.run(until: VirtualTime(seconds: 60))
    #expect(recorder.codes == [0, 1, 2, 3])
    #expect(simulation.now == VirtualTime(seconds: 60))
  }

  @Test func stepHandlesOneEvent() {
    simulation.schedule(component, code: 0, after: .seconds(1))
    simulation.schedule(component, code: 1, after: .seconds(2))
    let first = simulation.step()
    #expect(first && recorder.codes == [0] && simulation.now == VirtualTime(seconds: 1))
    #expect(simulation.pendingCount == 1)
    #expect(simulation.step())
    #expect(!simulation.step())
    #expect(simulation.now == VirtualTime(seconds: 2))
  }

  /// What a handler schedules for the present instant happens in it, by priority, then in order.
  @Test func presentInstantCanGrow() {
    recorder.reaction = { event, simulation in
      guard event.code == 0 else { return }
      simulation.schedule(event.component, code: 1, at: simulation.now, priority: .last)
      simulation.schedule(event.component, code: 2, at: simulation.now)
      simulation.schedule(event.component, code: 3, at: simulation.now, priority: .urgent)
    }
    simulation.schedule(component, code: 0, after: .seconds(1))
    simulation.schedule(component, code: 4, after: .seconds(1))
    simulation.run(until: VirtualTime(seconds: 1))
    #expect(recorder.codes == [0, 3, 4, 2, 1])
  }

  @Test func neverDoesNotHappen() {
    simulation.schedule(component, code: 0, at: .never)
    #expect(simulation.scheduleCancellable(component, code: 0, after: .infinite) == .none)
    #expect(simulation.pendingCount == 0 && simulation.nextEventTime == nil)
    simulation.schedule(component, code: 1, at: .latest)
    simulation.run()
    #expect(recorder.codes == [1])
    #expect(simulation.now == .latest)
  }

  @Test func anEventBeingHandledIsNoLongerPending() {
    var handle = EventHandle.none
    var didCancel = true
    recorder.reaction = { _, simulation in didCancel = simulation.cancel(handle) }
    handle = simulation.scheduleCancellable(component, code: 0, after: .seconds(1))
    #expect(simulation.isPending(handle))
    simulation.run()
    #expect(!didCancel && !simulation.isPending(handle))
  }

  @Test func countsByComponentAndKind() {
    let other = simulation.register(Recorder(), name: "other")
    for code in [0, 1, 1, 300] as [UInt16] { simulation.schedule(component, code: code, at: .zero) }
    simulation.schedule(other, code: 1, at: .zero)
    simulation.run()
    #expect(simulation.eventCount == 5)
    #expect(simulation.eventCount(of: component) == 4)
    #expect(simulation.eventCount(of: component, code: 1) == 2)
    #expect(simulation.eventCount(of: component, code: 300) == 1)
    #expect(simulation.eventCount(of: component, code: 9) == 0)
    #expect(simulation.eventCount(of: other) == 1)
    #expect(simulation.eventCounts(of: component)[0..<3] == [1, 2, 0])
    #expect(simulation.name(of: other) == "other" && simulation.componentCount == 2)
  }

  @Test func keepsManyHandlersAliveAndLetsThemGo() {
    weak var gone: Recorder?
    do {
      let simulation = Simulation()
      var last = ComponentID(rawValue: 0)
      for index in 0..<100 {
        let recorder = Recorder()
        gone = recorder
        last = simulation.register(recorder, name: "\(index)")
      }
      simulation.schedule(last, code: 5, at: .zero)
      simulation.run()
      #expect(gone?.codes == [5])
    }
    #expect(gone == nil)
  }

  // MARK: Fingerprint and trace

  private static func fingerprint(_ change: (Simulation, ComponentID) -> Void) -> UInt64 {
    let simulation = Simulation()
    let component = simulation.register(Recorder(), name: "a")
    _ = simulation.register(Recorder(), name: "b")
    simulation.recordsFingerprint = true
    for code in 0..<20 {
      simulation.schedule(component, code: UInt16(code), argument: 7, after: .seconds(code / 2))
    }
    change(simulation, component)
    simulation.run()
    return simulation.fingerprint
  }

  @Test func fingerprintIsEqualForEqualRunsAndOnlyThen() {
    let base = Self.fingerprint { _, _ in }
    #expect(base == Self.fingerprint { _, _ in })
    let time = VirtualTime(seconds: 9)
    let changed = [
      Self.fingerprint { $0.schedule($1, code: 1, at: time) },
      Self.fingerprint { $0.schedule($1, code: 1, at: time, priority: .urgent) },
      Self.fingerprint { $0.schedule($1, code: 1, at: time + .nanoseconds(1)) },
      Self.fingerprint { $0.schedule($1, code: 2, at: time) },
      Self.fingerprint { $0.schedule($1, code: 1, argument: 1, at: time) },
      Self.fingerprint { simulation, _ in
        simulation.schedule(ComponentID(rawValue: 1), code: 1, at: time)
      },
    ]
    #expect(Set(changed + [base]).count == 7)
  }

  @Test func fingerprintIsFixed() {
    // A change of this number is a change of every recorded fingerprint.
    #expect(Self.fingerprint { _, _ in } == 4_972_692_452_298_654_082)
  }

  @Test func traceIsJSONLines() {
    var text = ""
    simulation.traceSink = JSONLinesTrace { text += $0 }
    let quoted = simulation.register(Recorder(), name: "a \"b\"\n\u{1}")
    recorder.reaction = { event, simulation in
      simulation.note("seen", from: event.component)
    }
    simulation.schedule(component, code: 4, argument: 9, after: .milliseconds(2))
    simulation.schedule(quoted, code: 0, after: .milliseconds(3))
    simulation.run()
    #expect(
      text == """
        {"time":2000000,"component":"recorder","code":4,"argument":9}
        {"time":2000000,"component":"recorder","note":"seen"}
        {"time":3000000,"component":"a \\"b\\"\\n\\u0001","code":0,"argument":0}

        """)
    simulation.traceSink = nil
    simulation.schedule(component, code: 4, after: .zero)
    simulation.run()
    #expect(text.count { $0 == "\n" } == 3)
  }

  // MARK: Preconditions

  @Test func schedulingBeforeNowIsOurMistake() async {
    await #expect(processExitsWith: .failure) {
      let simulation = Simulation()
      let component = simulation.register(Recorder(), name: "a")
      simulation.run(until: VirtualTime(seconds: 1))
      simulation.schedule(component, code: 0, at: .zero)
    }
  }

  @Test func schedulingForNobodyIsOurMistake() async {
    await #expect(processExitsWith: .failure) {
      Simulation().schedule(ComponentID(rawValue: 0), code: 0, at: .zero)
    }
  }

  @Test func runningInsideARunIsOurMistake() async {
    await #expect(processExitsWith: .failure) {
      let simulation = Simulation()
      let recorder = Recorder()
      recorder.reaction = { _, simulation in simulation.run() }
      simulation.schedule(simulation.register(recorder, name: "a"), code: 0, at: .zero)
      simulation.run()
    }
  }
}
