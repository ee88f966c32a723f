import Conformance
import Documents
import Karmada
import Testing

/// Replays every recorded decision of the real programs.
@Suite struct VectorTests {
  static let folder: String = {
    let file = #filePath
    let tests = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    return tests.joined(separator: "/") + "/Vectors/karmada"
  }()

  @Test(arguments: [
    "schedule", "assign_replicas", "select_clusters", "select_groups", "webster",
    "cluster_match", "filter_plugins", "general_estimator", "cluster_status", "taints",
    "graceful_eviction", "resource_selector", "scheduling_queue", "schedule_affinities",
    "accurate_estimator", "unschedulable_replicas", "application_failover", "descheduler",
    "federated_hpa", "federated_quota", "workload_affinity",
    "override_policy", "admission_validation", "admission_defaulting", "policy_claim",
  ])
  func everyCaseAgrees(file: String) throws {
    let cases = try VectorFile.read(path: "\(Self.folder)/\(file).jsonl.gz")
    let runner = VectorRunner(suites: KarmadaSuites.all)
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
