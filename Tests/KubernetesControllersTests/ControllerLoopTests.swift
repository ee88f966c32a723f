import EventKernel
import Testing

@testable import KubernetesControllers

/// What a pass sees of the instant at which it begins.
@Suite struct ControllerLoopTests {
  /// Notes its passes; each makes one request.
  private final class Probe: Reconciler {
    var loop: ControllerLoop!
    var passes: [(milliseconds: Int64, isBehind: Bool)] = []
    var wakesItself = false

    func reconcile(_ key: Int32, _ work: Reconciliation) {
      passes.append((loop.simulation.now.nanoseconds / 1_000_000, work.isBehind))
      guard passes.count < 3 else { return }
      work.request { [unowned self] () -> Void in
        if wakesItself { loop.add(key) }
      }
    }
  }

  private func run(wakesItself: Bool, addedAgainAt times: [VirtualDuration]) -> Probe {
    let simulation = Simulation()
    let client = APIClient(latency: .milliseconds(10), at: .zero)
    let probe = Probe()
    probe.wakesItself = wakesItself
    probe.loop = ControllerLoop("probe", probe, workers: 1, client: client, simulation)
    let line = RequestLine("line", client: client, simulation)
    for time in times { line.wait(time) { probe.loop.add(1) } }
    probe.loop.start()
    probe.loop.add(1)
    simulation.run(until: VirtualTime.zero + .seconds(1))
    return probe
  }

  @Test func aPassWokenByItsOwnWriteHasSeenIt() {
    let probe = run(wakesItself: true, addedAgainAt: [])
    #expect(probe.passes.map(\.milliseconds) == [0, 10, 20])
    #expect(probe.passes.map(\.isBehind) == [false, false, false])
  }

  @Test func aPassThatWasDueBeforeTheAnswerIsBehind() {
    let probe = run(wakesItself: false, addedAgainAt: [.milliseconds(4)])
    #expect(probe.passes.map(\.milliseconds) == [0, 10])
    #expect(probe.passes.map(\.isBehind) == [false, true])
  }

  @Test func aPassThatComesLaterIsNotBehind() {
    let probe = run(wakesItself: false, addedAgainAt: [.milliseconds(11)])
    #expect(probe.passes.map(\.milliseconds) == [0, 11])
    #expect(probe.passes.map(\.isBehind) == [false, false])
  }

  @Test func handlersRequestOneAfterTheOther() {
    let simulation = Simulation()
    let probe = Probe()
    let client = APIClient(latency: .milliseconds(10), at: .zero)
    probe.loop = ControllerLoop("probe", probe, workers: 1, client: client, simulation)
    var answers: [Int64] = []
    for _ in 0..<3 {
      probe.loop.requestInHandler { answers.append(simulation.now.nanoseconds / 1_000_000) }
    }
    simulation.run(until: VirtualTime.zero + .seconds(1))
    #expect(answers == [10, 20, 30])
  }

  @Test func theUnseenIsWhatWasBeforeTheFirstChangeOfTheInstant() {
    var unseen = Unseen<Int>()
    let (one, two) = (VirtualTime.zero + .seconds(1), VirtualTime.zero + .seconds(2))
    #expect(unseen.reading(at: one) == nil)
    unseen.keep(1, at: one)
    unseen.keep(2, at: one)
    #expect(unseen.reading(at: one) == 1)
    #expect(unseen.reading(at: two) == nil)
    unseen.keep(3, at: two)
    #expect(unseen.reading(at: two) == 3)
  }
}
