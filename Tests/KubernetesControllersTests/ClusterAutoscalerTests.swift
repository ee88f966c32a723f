import Conformance
import Documents
import EventKernel
import Testing

@testable import KubernetesControllers

@Suite struct ClusterAutoscalerTests {
  private static let cases: [VectorCase] = {
    let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    let path =
      tests.joined(separator: "/")
      + "/Vectors/kubernetes-scheduler/timeline-cluster-autoscaler.jsonl.gz"
    return (try? VectorFile.read(path: path)) ?? []
  }()

  @Test("every recorded case, with three seeds")
  func recordings() {
    #expect(Self.cases.count == 64)
    let runner = VectorRunner(suites: [], timelines: KubernetesTimelineSuites.all)
    for outcome in Self.cases.map(runner.replay) where !outcome.agrees {
      let texts = outcome.runs.flatMap { run in
        run.comparison.differences.prefix(3).map { "  seed \(run.seed): \($0.text)" }
      }
      Issue.record("\(outcome.vector.id): \(texts.joined(separator: "\n"))")
    }
  }

  @Test("what was the same in all recorded runs does not depend on the order of maps")
  func drawnOrders() throws {
    let rules = TimelineRules(narrowWidth: .infinity, narrowAllowance: 0.001)
    for vector in Self.cases where vector.expected["orderStable"]?.bool ?? false {
      let changes = try AutoscalerTimelineRun.replay(vector, seed: 7, mapOrder: .drawn).changes
      let comparison = try TimelineComparison(vector, ours: changes, rules: rules)
      #expect(comparison.agrees, "\(vector.id): \(comparison.differences.prefix(3))")
    }
  }

  @Test("outcomes that were recorded sometimes are reached")
  func otherOutcomes() throws {
    let vector = try #require(Self.cases.first { $0.id == "ca-tl-drain-consolidate" })
    let first = try (UInt64(1)...12).compactMap { seed in
      try AutoscalerTimelineRun.replay(vector, seed: seed, mapOrder: .drawn).changes.first {
        $0.field == "deletedInstances"
      }?.value.array?.first?.string
    }
    #expect(first.count == 12)
    #expect(Set(first).isSuperset(of: ["a-0", "a-2"]), "\(first)")
  }

  @Test("loops begin when the real ones did")
  func loopStarts() throws {
    for vector in Self.cases {
      guard let recorded = vector.expected["loopStartSeconds"]?.array?.compactMap(\.double) else {
        continue
      }
      let loops = try AutoscalerTimelineRun.replay(vector, seed: 1).loops
      let first = zip(recorded, loops).first { abs($0 - $1) > 0.0011 }
      #expect(
        recorded.count == loops.count && first == nil,
        "\(vector.id): \(loops.count) of \(recorded.count) loops, first difference \(first as Any)")
    }
  }

  @Test("parked loops change the same things at the same instants as ticking ones")
  func parkedLoops() throws {
    var (ticking, parked) = (0, 0)
    for vector in Self.cases where vector.input["settings"]?["frequent-loops-enabled"] == nil {
      let all = try AutoscalerTimelineRun.replay(vector, seed: nil)
      let few = try AutoscalerTimelineRun.replay(vector, seed: nil, mode: .parked)
      ticking += all.loops.count
      parked += few.loops.count
      let first = zip(all.changes, few.changes).first { $0 != $1 }
      #expect(
        all.changes.count == few.changes.count && first == nil,
        "\(vector.id): \(first.map { "\($0.0) against \($0.1)" } ?? "counts")")
    }
    #expect(parked * 3 < ticking, "\(parked) loops instead of \(ticking)")
  }

  @Test("what cannot be replayed is an error")
  func badCases() {
    let good: Node = [
      "nodeGroups": [["id": "a", "initialNodes": 1, "cpu": "4", "memory": "1Gi"]],
      "workloads": [], "podDisruptionBudgets": [], "events": [], "settings": [:],
      "autoscalerStartSeconds": 1, "loopSeconds": 0, "durationSeconds": 30,
    ]
    func replay(_ change: (inout Node) -> Void) throws {
      var input = good
      change(&input)
      _ = try AutoscalerTimelineRun.replay(
        VectorCase(id: "bad", algorithm: "", input: input, expected: [:]), seed: 1)
    }
    #expect(throws: Never.self) { try replay { _ in } }
    #expect(throws: (any Error).self) { try replay { $0.set("durationSeconds", -1) } }
    #expect(throws: (any Error).self) { try replay { $0.set("settings", ["no-flag": "1"]) } }
    #expect(throws: (any Error).self) {
      try replay { $0.set("nodeGroups", [["id": "a", "cpu": "x", "memory": "1Gi"]]) }
    }
  }
}
