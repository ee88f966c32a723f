import Conformance
import Documents
import KubeFed
import Testing

/// Replays every recorded decision of the real programs.
@Suite struct VectorTests {
  static let folder: String = {
    let file = #filePath
    let tests = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    return tests.joined(separator: "/") + "/Vectors/kubefed"
  }()

  @Test(arguments: [
    "planner", "planner_v1", "scheduling_result", "placement", "overrides", "cluster_health",
    "cluster_selector_v1",
  ])
  func everyCaseAgrees(file: String) throws {
    let cases = try VectorFile.read(path: "\(Self.folder)/\(file).jsonl.gz")
    let runner = VectorRunner(suites: KubeFedSuites.all)
    let differing = cases.map(runner.replay).filter { !$0.agrees }
    let report = differing.prefix(3).map(\.report).joined(separator: "\n")
    if !differing.isEmpty {
      Issue.record("\(differing.count) of \(cases.count) cases of \(file) differ:\n\(report)")
    }
    #expect(cases.count > 300)
  }
}
