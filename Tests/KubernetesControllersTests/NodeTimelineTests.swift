import Conformance
import EventKernel
import Foundation
import Testing

@testable import KubernetesControllers

/// The node side of a member, replayed.
@Suite struct NodeTimelineTests {
  static func cases(_ file: String) throws -> [VectorCase] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try VectorFile.read(path: tests.appending(path: "Vectors/kubernetes/\(file)").path)
  }

  static let files = [
    "timeline-node-lifecycle.jsonl.gz", "timeline-failover-chain.jsonl.gz",
    "timeline-drain-pdb.jsonl.gz",
  ]

  @Test(arguments: files)
  func everyCaseAgrees(file: String) throws {
    let runner = VectorRunner(suites: [], timelines: KubernetesTimelineSuites.all)
    for vector in try Self.cases(file) {
      let outcome = runner.replay(vector)
      #expect(outcome.agrees, "\(outcome.report)")
    }
  }

  @Test(arguments: files.prefix(2))
  func parkedLoopsChangeTheSameThings(file: String) throws {
    for vector in try Self.cases(file) {
      let parked = try TimelineRun.changes(of: vector, seed: 7, mode: .parked)
      let ticking = try TimelineRun.changes(of: vector, seed: 7, mode: .ticking)
      #expect(parked == ticking, "\(vector.id)")
    }
  }
}

@Suite struct TaintQueueTests {
  private func time(_ seconds: Double) -> VirtualTime { VirtualTime(seconds: seconds) }

  @Test func aNodeThatHadItsTurnWaitsAgainOnlyAfterRemoval() {
    var queue = TaintQueue(qps: 1)
    queue.add("a", at: time(1))
    queue.finish("a")
    queue.add("a", at: time(2))
    #expect(queue.first == nil)
    queue.remove("a")
    queue.add("a", at: time(3))
    #expect(queue.first?.node == "a")
  }

  @Test func retriesComeAfterWhatIsDueBefore() {
    var queue = TaintQueue(qps: 1)
    queue.add("a", at: time(1))
    queue.add("b", at: time(1))
    queue.retry("a", at: time(2))
    queue.retry("unknown", at: time(0))
    #expect(queue.first?.node == "b")
    queue.finish("b")
    #expect(queue.first?.due == time(2))
  }

  @Test func aStoppedZoneGrantsNothingAndDrainsItsSuccessor() {
    var limiter = EvictionLimiter(qps: 0.1)
    limiter.swap(to: 0, at: time(5))
    let loop = PeriodicLoop(period: .milliseconds(100))
    #expect(limiter.firstGrant(on: loop, after: time(6)) == .never)
    limiter.swap(to: 0.5, at: time(100))
    let first = limiter.tryAccept(at: time(101))
    #expect(!first)
    #expect(limiter.firstGrant(on: loop, after: time(101)) == time(102))
  }

  @Test func aRateOfZeroKeepsItsBurst() {
    var limiter = EvictionLimiter(qps: 0)
    limiter.swap(to: 0, at: time(1))
    let first = limiter.tryAccept(at: time(2))
    let second = limiter.tryAccept(at: time(2_000))
    #expect(first)
    #expect(!second)
  }
}

@Suite struct FlagTests {
  @Test func flagsAreReadAsUpstreamWritesThem() throws {
    var timing = KubernetesTiming.release136
    try timing.set("node-monitor-period", to: "2500ms")
    try timing.set("node-eviction-rate", to: "0.5")
    try timing.set("api-latency", to: "0s")
    #expect(timing.nodeMonitorPeriod == .milliseconds(2_500))
    #expect(timing.nodeEvictionRate == 0.5)
    #expect(timing.apiLatency == .zero)
    #expect(throws: KubernetesFlagProblem.self) { try timing.set("no-such-flag", to: "1") }
  }

  @Test(arguments: ["", "5", "-5s", "0s", "soon"])
  func aPeriodThatIsNoneIsAnError(text: String) {
    var timing = KubernetesTiming.release136
    #expect(throws: KubernetesFlagProblem.self) { try timing.set("node-monitor-period", to: text) }
  }
}
