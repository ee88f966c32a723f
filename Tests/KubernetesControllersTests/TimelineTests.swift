import Conformance
import Testing

@testable import KubernetesControllers

/// Replays what the real programs did over time.
@Suite struct TimelineTests {
  static let folder: String = {
    let file = #filePath
    let tests = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    return tests.joined(separator: "/") + "/Vectors"
  }()

  @Test(arguments: [
    "kubernetes-scheduler/timeline-scheduler-queue"
  ])
  func everyCaseAgrees(file: String) throws {
    let cases = try VectorFile.read(path: "\(Self.folder)/\(file).jsonl.gz")
    let runner = VectorRunner(suites: [], timelines: KubernetesTimelineSuites.all)
    let differing = cases.map(runner.replay).filter { !$0.agrees }
    let report = differing.map { outcome in
      let lines = outcome.runs.flatMap { run in
        run.comparison.differences.prefix(5).map { "  seed \(run.seed): \($0.text)" }
      }
      return "\(outcome.vector.id): \(outcome.status)\n" + lines.joined(separator: "\n")
    }.joined(separator: "\n")
    if !differing.isEmpty {
      Issue.record("\(differing.count) of \(cases.count) cases of \(file) differ:\n\(report)")
    }
  }
}
