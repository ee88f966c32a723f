import Documents
import Foundation
import Testing

/// `regatta check` as continuous integration runs it.
@Suite struct CheckTests {
  static let scenario = """
    apiVersion: regatta.dev/v1alpha1
    kind: Scenario
    metadata: {name: checked}
    spec:
      fleet:
        regions: [{name: eu}, {name: us}]
        clusters:
          - {count: 2, pools: [{count: 4, cpu: 8, memory: 32Gi}]}
      workloads:
        generators:
          - {name: "web-{n}", count: 4, replicas: 4}
      failures:
        - {at: 1h, target: {region: eu}, for: "uniform(low: 10m, high: 30m)"}
      controlPlane: {kind: None}
      objectives: [availability >= 10%]
      run: {horizon: 4h, replications: 12, seed: 3}
    """
  /// The same outage, twice as long.
  static let worse = ["--set", "failures[0].for='uniform(low: 20m, high: 60m)'"]

  private let folder: URL

  init() throws {
    folder = try Tool.temporaryFolder()
    try Data(Self.scenario.utf8).write(to: folder.appendingPathComponent("scenario.yaml"))
  }

  private func remove() { try? FileManager.default.removeItem(at: folder) }

  private func tool(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(arguments + ["--quiet"], in: folder)
  }

  private func check(_ arguments: [String]) throws -> Tool.Outcome {
    try Tool.run(["check", "."] + arguments + ["--quiet"], in: folder)
  }

  private func makeReference() throws {
    #expect(try tool("check", ".", "--update").status == 0)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  @Test func `an unchanged scenario passes, as strictly as one likes`() throws {
    defer { remove() }
    try makeReference()
    #expect(try tool("run", ".", "--output", "out").status == 0)
    #expect(try text("results/checked/result.json") == text("out/result.json"))
    let outcome = try check(["--exact", "--fingerprints", "--objectives"])
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.hasPrefix("checked: passed, no change\n"))
    #expect(outcome.output.contains("12 pairs of replications under the same random numbers"))
    // Fewer replications are the same scenario.
    let fewer = try check(["--replications", "2", "--exact", "--reference", "out"])
    #expect(fewer.status == 0, "\(fewer.output)")
    #expect(!fewer.output.contains("not the one of the reference"))
  }

  @Test func `a worse scenario fails, and the reference's difference is told`() throws {
    defer { remove() }
    try makeReference()
    let outcome = try check(Self.worse)
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("checked: FAILED, "))
    #expect(outcome.output.contains("regression"))
    #expect(outcome.output.contains("The scenario is not the one of the reference"))
    // The other way round it is an improvement.
    #expect(try check(Self.worse + ["--update"]).status == 0)
    let back = try check([])
    #expect(back.status == 0)
    #expect(back.output.contains("improvement"))
    #expect(try check(["--exact"]).status == 1)
    #expect(try check(["--noise", "10000%", "--fingerprints"]).status == 1)
    let objective = ["--set", "objectives=[availability >= 99.999%]"]
    #expect(try check(objective).status == 0)
    #expect(try check(objective + ["--objectives"]).status == 1)
  }

  @Test func `thresholds say what does not matter`() throws {
    defer { remove() }
    try makeReference()
    #expect(try check(Self.worse + ["--noise", "10000%"]).status == 0)
    #expect(try check(Self.worse + ["--metric", "pods.pending.max"]).status == 0)
    let single = ["--metric", "outage.longest"]
    #expect(try check(Self.worse + single).status == 1)
    #expect(try check(Self.worse + single + ["--threshold", "outage.longest=2h"]).status == 0)
    #expect(try check(Self.worse + single + ["--threshold", "outage.longest=1%"]).status == 1)
  }

  @Test func `other seeds are compared as independent samples`() throws {
    defer { remove() }
    try makeReference()
    let outcome = try check(["--seed", "4"])
    #expect(outcome.output.contains("as independent samples"))
    #expect(!outcome.output.contains("not the one of the reference"))
    let refused = try check(["--seed", "4", "--fingerprints"])
    #expect(refused.status == 2)
    #expect(refused.errors.contains("only be compared with the reference's seed, 3"))
  }

  @Test(arguments: [("json", "{"), ("markdown", "### "), ("junit", "<?xml")])
  func `reports go to a file, text to the log`(format: String, start: String) throws {
    defer { remove() }
    try makeReference()
    let outcome = try check(Self.worse + ["--format", format, "--output", "reports/check"])
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("checked: FAILED"))
    let report = try text("reports/check")
    #expect(report.hasPrefix(start))
    #expect(report.contains("regression"))
    let printed = try check(Self.worse + ["--format", format])
    #expect(printed.output == report)
  }

  @Test func `bad references and options give one clear error`() throws {
    defer { remove() }
    func refused(_ arguments: [String], _ complaint: String) throws {
      let outcome = try check(arguments)
      #expect(outcome.status == 2)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
    }
    try refused([], "results/checked/result.json: no such file")
    try makeReference()
    let good = try text("results/checked/result.json")
    func reference(_ text: String) throws -> [String] {
      try Data(text.utf8).write(to: folder.appendingPathComponent("other.json"))
      return ["--reference", "other.json"]
    }
    try refused(try reference(""), "other.json: is no result")
    try refused(try reference("[1]"), "other.json: is no result")
    try refused(try reference(String(good.prefix(good.count / 2))), "other.json: is no result")
    try refused(try reference("{\"schemaVersion\": 1}"), "other.json: is damaged")
    try refused(
      try reference(good.replacing("\"schemaVersion\": 1", with: "\"schemaVersion\": 2")),
      "other.json: has schema version 2, this version of Regatta reads 1")
    try refused(
      try reference(good.replacing("\"replications\": 12", with: "\"replications\": 13")),
      "other.json: is damaged: values are missing")
    try refused(["--threshold", "outage.longst=2%"], "did you mean \"outage.longest\"?")
    try refused(["--threshold", "outage.longest"], "write for example")
    try refused(["--threshold", "availability=5s"], "is measured in ratio, not in time")
    try refused(
      ["--threshold", "availability{region=ue}=1%"], "did you mean \"{region=eu}\"?")
    try refused(["--noise", "little"], "write for example 1%")
    try refused(["--metric", "outages"], "no metric of the scenario is called \"outages\"")
    #expect(try Tool.run(["check", ".", "--confidence", "95"], in: folder).status == 64)
  }

  @Test func `the history shows checks with their verdicts`() throws {
    defer { remove() }
    try makeReference()
    #expect(try check(Self.worse).status == 1)
    let history = try Tool.run(["history"], in: folder)
    #expect(history.status == 0)
    let lines = history.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[2].contains("check"))
    #expect(lines[2].contains("regression"))
    let metric = try Tool.run(
      ["history", "checked", "--metric", "outage.longest", "--format", "csv"], in: folder)
    let rows = metric.output.split(separator: "\r\n")
    #expect(rows.count == 3)
    #expect(rows[2].hasSuffix(",regression"))
  }
}
