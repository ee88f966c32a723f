import Conformance
import Documents
import OpenClusterManagement
import Testing

/// Replays every recorded decision of the real programs.
@Suite struct VectorTests {
  static let folder: String = {
    let file = #filePath
    let tests = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    return tests.joined(separator: "/") + "/Vectors/ocm"
  }()

  @Test(arguments: [
    "placement-schedule", "placement-tolerations", "placement-predicates",
    "placement-prioritizers", "placement-decision-groups", "rollout", "mwrs-cluster-status",
    "mwrs-reconcile", "registration-lease", "registration-availability-taints",
    "registration-taint-admission", "work-condition-aggregation",
  ])
  func everyCaseAgrees(file: String) throws {
    let cases = try VectorFile.read(path: "\(Self.folder)/\(file).jsonl.gz")
    let runner = VectorRunner(suites: OpenClusterManagementSuites.all)
    let differing = cases.map(runner.replay).filter { !$0.agrees }
    let report = differing.prefix(3).map(\.report).joined(separator: "\n")
    if !differing.isEmpty {
      Issue.record("\(differing.count) of \(cases.count) cases of \(file) differ:\n\(report)")
    }
  }

  @Test func suitesAreNamedOnce() {
    let names = OpenClusterManagementSuites.all.map(\.algorithm)
    #expect(Set(names).count == names.count)
  }
}
