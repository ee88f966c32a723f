import Conformance
import Documents
import KubeFleet
import Testing

/// Replays every recorded decision of the real programs.
@Suite struct VectorTests {
  static let folder: String = {
    let file = #filePath
    let tests = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    return tests.joined(separator: "/") + "/Vectors/kubefleet"
  }()

  @Test func suitesAreNamedOnce() {
    let names = KubeFleetSuites.all.map(\.algorithm)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: [
    "cluster-selector-match", "cluster-affinity-score", "topology-spread", "taint-toleration",
    "cluster-eligibility", "scheduler-cycle", "rollout-pick", "eviction",
    "work-requeue-backoff", "placement-default", "placement-validate", "override-validate",
    "admission-small", "override-apply", "availability", "trafficmanager-weights",
    "updaterun-initialize", "updaterun-execute",
  ])
  func everyCaseAgrees(file: String) throws {
    let cases = try VectorFile.read(path: "\(Self.folder)/\(file).jsonl.gz")
    let runner = VectorRunner(suites: KubeFleetSuites.all)
    let differing = cases.map(runner.replay).filter { !$0.agrees }
    let report = differing.prefix(3).map { outcome in
      """
      \(outcome.vector.id): \(outcome.status)
        input    \(outcome.vector.input.json())
        expected \(outcome.vector.expected.json())
        got      \(outcome.answer?.json() ?? "nothing")
      """
    }.joined(separator: "\n")
    if !differing.isEmpty {
      Issue.record("\(differing.count) of \(cases.count) cases of \(file) differ:\n\(report)")
    }
  }
}
