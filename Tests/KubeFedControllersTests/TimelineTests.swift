import Conformance
import Documents
import EventKernel
import Testing

@testable import KubeFedControllers

/// Replays what the real cluster controller did over time.
@Suite struct TimelineTests {
  static let cases: [VectorCase] = {
    let file = #filePath
    let tests = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    let path = tests.joined(separator: "/") + "/Vectors/kubefed/timeline-cluster-health.jsonl.gz"
    return (try? VectorFile.read(path: path)) ?? []
  }()

  @Test func everyTimelineAgrees() {
    #expect(Self.cases.count == 27)
    let runner = VectorRunner(suites: [], timelines: KubeFedTimelineSuites.all)
    for outcome in Self.cases.map(runner.replay) where !outcome.agrees {
      Issue.record("\(outcome.report)")
    }
  }

  @Test func parkedAndTickingLoopsChangeTheSame() throws {
    for vector in Self.cases {
      for seed: UInt64 in [7, 8] {
        let parked = try ClusterHealthTimeline.changes(of: vector, seed: seed, mode: .parked)
        let ticking = try ClusterHealthTimeline.changes(of: vector, seed: seed, mode: .ticking)
        #expect(parked == ticking, "\(vector.id)")
        #expect(!parked.isEmpty)
      }
    }
  }

  @Test func whatIsNotUnderstoodIsAnError() {
    let bad: [Documents.Node] = [
      ["events": [["atSeconds": 1, "action": "dance"]], "durationSeconds": 5],
      ["settings": ["clusterHealthCheckPeriod": "soon"]],
      ["settings": ["noSuchSetting": 1]],
    ]
    for input in bad {
      let vector = VectorCase(
        id: "bad", algorithm: "timeline.cluster-health", input: input, expected: [:])
      #expect(throws: (any Error).self) {
        try ClusterHealthTimeline.changes(of: vector, seed: 1)
      }
    }
  }
}
