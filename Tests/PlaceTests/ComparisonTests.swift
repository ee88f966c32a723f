import Documents
import Foundation
import Place
import Testing

/// What changes between two reports, without any system.
@Suite struct ComparisonTests {
  private func workload(
    _ name: String, _ targets: [(String, Int64?)], claim: String? = "Policy p",
    problem: String? = nil,
    verdicts: [(String, String)] = []
  ) -> PlacedWorkload {
    var workload = PlacedWorkload(name: name)
    workload.claim = claim
    workload.targets = targets.map { .init(cluster: $0.0, replicas: $0.1) }
    workload.replicas = targets.first?.1 == nil ? nil : targets.reduce(0) { $0 + ($1.1 ?? 0) }
    workload.problem = problem
    workload.verdicts = ClusterVerdicts(verdicts.map(\.0)) { verdicts[$0].1 }
    return workload
  }

  @Test func movesAreCountedOnce() throws {
    let difference = PlaceDifference(
      from: [workload("A", [("a", 5), ("b", 3), ("c", 2)])],
      to: [workload("A", [("a", 1), ("c", 4), ("d", 6)])], system: "test")
    let change = try #require(difference.changes.first)
    #expect((change.moved, change.added, change.removed) == (7, 1, 0))
    #expect(change.shares.map(\.cluster) == ["a", "b", "c", "d"])
    #expect(difference.summary.contains("7 of 10 replicas move, 1 added"))
    let text = difference.text()
    #expect(text.contains("a             5      1      -4"))
    #expect(text.contains("b             3      -      -3"))
    #expect(text.contains("d             -      6      +6"))
  }

  @Test func newAndGone() {
    let difference = PlaceDifference(
      from: [workload("A", [("a", 5)]), workload("B", [("a", nil)])],
      to: [workload("B", [("a", nil)]), workload("C", [("b", 2)])], system: "test")
    #expect(difference.changes.map(\.name) == ["C", "A"])
    #expect(difference.changes.map(\.kind) == [.added, .removed])
    #expect((difference.added, difference.removed, difference.moved) == (2, 5, 0))
    #expect(difference.summary.hasPrefix("2 of 2 workloads change; 1 new; 1 gone"))
  }

  @Test func verdictsAlone() throws {
    let difference = PlaceDifference(
      from: [workload("A", [("a", 5)], verdicts: [("a", ""), ("b", ""), ("c", "x"), ("e", "")])],
      to: [workload("A", [("a", 5)], verdicts: [("a", ""), ("b", "y"), ("c", ""), ("d", "y")])],
      system: "test")
    let change = try #require(difference.changes.first)
    #expect(change.kind == .verdicts)
    #expect(change.nowPassing == ["c"])
    #expect(change.nowFailing.map(\.reason) == ["y"])
    #expect(change.nowFailing.first?.clusters == ["b", "d"])
    #expect(difference.summary.contains("0 of 1 workload change; 1 with other verdicts"))
  }

  @Test func nothingChanges() {
    let same = [workload("A", [("a", 5)], verdicts: [("a", "")])]
    let difference = PlaceDifference(from: same, to: same, system: "test")
    #expect(difference.isEmpty)
    #expect(difference.text() == "Nothing changes: 1 workload.\n")
    #expect(difference.json()["changed"]?.bool == false)
  }

  @Test func claimsAndProblems() {
    let difference = PlaceDifference(
      from: [workload("A", [("a", 1)])],
      to: [workload("A", [("a", 1)], claim: nil, problem: "no policy matches")], system: "test")
    #expect(difference.text().contains("claim      Policy p → no policy"))
    #expect(difference.text().contains("problem    none → no policy matches"))
    #expect(difference.claims == 1 && difference.problems == 1)
  }

  @Test func markdownCannotBeBrokenOutOf() {
    var before = workload("A</summary><b>|`x`", [("a|b", 1)])
    var after = workload("A</summary><b>|`x`", [("a|b", 2)])
    before.rendered = ["a|b": "x\n"]
    after.rendered = ["a|b": "```\ny\n"]
    let text = PlaceDifference(from: [before], to: [after], system: "test").markdown()
    #expect(!text.contains("<b>|"))
    #expect(text.contains("&lt;b&gt;&#124;"))
    #expect(text.contains("| a&#124;b | 1 | 2 | +1 |"))
    #expect(text.contains("\n``````diff\n"))
  }

  @Test func markdownFitsAComment() {
    let old = (0..<2000).map { workload("Deployment shop/workload-\($0)", [("a", 1)]) }
    let new = (0..<2000).map { workload("Deployment shop/workload-\($0)", [("b", 1)]) }
    let text = PlaceDifference(from: old, to: new, system: "test").markdown()
    #expect(text.utf8.count < 65_536)
    #expect(text.contains("more workloads."))
  }

  // MARK: Texts

  @Test func unifiedDiff() {
    let old = (1...20).map { "line \($0)" }
    var new = old
    new[1] = "changed"
    new.insert("inserted", at: 10)
    new.removeLast()
    let lines = UnifiedDiff.lines(
      from: old.joined(separator: "\n"), to: new.joined(separator: "\n"), names: ("a", "b"))
    #expect(
      lines == [
        "--- a", "+++ b", "@@ -1,5 +1,5 @@", " line 1", "-line 2", "+changed", " line 3",
        " line 4", " line 5", "@@ -8,6 +8,7 @@", " line 8", " line 9", " line 10", "+inserted",
        " line 11", " line 12", " line 13", "@@ -17,4 +18,3 @@", " line 17", " line 18",
        " line 19", "-line 20",
      ])
    #expect(UnifiedDiff.lines(from: "a\n", to: "a").isEmpty)
    #expect(UnifiedDiff.lines(from: "", to: "a\n") == ["@@ -0,0 +1 @@", "+a"])
    #expect(UnifiedDiff.lines(from: "a\nb\n", to: "") == ["@@ -1,2 +0,0 @@", "-a", "-b"])
  }

  @Test func hugeDifferencesEnd() {
    let old = (0..<50_000).map { "a\($0)" }.joined(separator: "\n")
    let new = (0..<50_000).map { "b\($0)" }.joined(separator: "\n")
    #expect(UnifiedDiff.lines(from: old, to: new).count == 100_001)
  }

  @Test func tablesAndParagraphs() {
    var table = TextTable([.text("name"), .number("count"), .text("empty")])
    table.rows = [["a", "10"], ["longer", "5"]]
    table.dropEmptyColumns()
    #expect(table.lines() == ["name    count", "a          10", "longer      5"])
    var report = ReportText()
    report.paragraph(
      Array(repeating: "word", count: 40).joined(separator: " "), label: "label", indent: 13)
    #expect(report.lines.count == 3)
    #expect(report.lines[0].hasPrefix("  label      word"))
    #expect(report.lines[1].hasPrefix("               word"))
    #expect(report.lines.allSatisfy { $0.count <= 100 })
    #expect(ReportText.names(["a", "b", "c"], limit: 2) == "a, b, c")
    #expect(ReportText.names(["a", "b", "c", "d"], limit: 2) == "a, b and 2 more")
  }
}
