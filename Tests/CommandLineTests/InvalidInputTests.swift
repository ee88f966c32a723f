import Foundation
import Testing

/// Every bad input: one clear error with its place, status 2, nothing written.
@Suite struct InvalidInputTests {
  static let valid = """
    apiVersion: regatta.dev/v1alpha1
    kind: Scenario
    metadata:
      name: valid
    spec:
      fleet:
        regions:
          - {name: eu, zones: [a, b]}
        clusters:
          - {count: 2, zones: [a], pools: [{count: 2, cpu: 4, memory: 8Gi}]}
      controlPlane: {kind: None}
      run: {horizon: 1h, replications: 2}
    """

  struct Input: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: @Sendable () -> String
    var complaint: String

    init(_ name: String, _ complaint: String, _ text: @escaping @Sendable () -> String) {
      testDescription = name
      self.complaint = complaint
      self.text = text
    }

    static func changed(
      _ name: String, _ part: String, _ other: String, _ complaint: String
    ) -> Input {
      Input(name, complaint) { InvalidInputTests.valid.replacing(part, with: other) }
    }
  }

  static let inputs: [Input] = [
    .changed(
      "unknown field", "horizon: 1h", "horizont: 1h",
      "scenario.yaml:12:9: spec.run.horizont: unknown field; did you mean \"horizon\"?"),
    .changed(
      "wrong type", "replications: 2", "replications: two",
      "spec.run.replications: expected a whole number, got the string \"two\""),
    .changed(
      "negative count", "{count: 2, cpu", "{count: -2, cpu",
      "scenario.yaml:10:48: spec.fleet.clusters[0].pools[0].count: -2 is outside"),
    .changed("no number", "cpu: 4", "cpu: .nan", "scenario.yaml:10"),
    .changed("infinite", "cpu: 4", "cpu: .inf", "scenario.yaml:10"),
    .changed(
      "zero clusters", "- {count: 2, zones: [a], pools: [{count: 2, cpu: 4, memory: 8Gi}]}", "[]",
      "spec.fleet.clusters"),
    .changed(
      "unknown kind of control plane", "kind: None", "kind: Kramada",
      "scenario.yaml:11:24: spec.controlPlane.kind: unknown control plane \"Kramada\""),
    .changed(
      "unknown kind of document", "kind: Scenario", "kind: Scene",
      "scenario.yaml:2:7: kind: expected Scenario"),
    .changed(
      "zone outside the region", "zones: [a], pools", "zones: [c], pools",
      "scenario.yaml:10:28: spec.fleet.clusters[0].zones[0]: the region \"eu\" has no zone \"c\""),
    .changed(
      "pool outside the cluster", "{count: 2, cpu", "{count: 2, zones: [b], cpu",
      "the zone \"b\" is none of the cluster's zones"),
    .changed(
      "missing manifest", "controlPlane: {kind: None}",
      "workloads: {manifests: [nowhere.yaml]}",
      "spec.workloads.manifests[0].path: there is no file or folder"),
    .changed(
      "sweep without values", "controlPlane: {kind: None}", "sweep: [{path: run.horizon}]",
      "scenario.yaml:11:11: spec.sweep[0]: needs exactly one of values and range"),
    .changed("a field twice", "name: valid", "name: valid\n  name: valid", "scenario.yaml:"),
    Input("truncated", "scenario.yaml:") { String(valid.prefix(valid.count - 5)) },
    Input("truncated in a quoted text", "scenario.yaml:") {
      valid.replacing("name: valid", with: "name: \"val")
    },
    Input("empty", "scenario.yaml") { "" },
    Input("two documents", "scenario.yaml:14") { valid + "\n---\n" + valid },
    Input("binary", "scenario.yaml") { "\u{0}\u{1}\u{2}" },
    Input("deeply nested", "scenario.yaml:") { String(repeating: "[", count: 100_000) },
    Input("deeply nested YAML", "scenario.yaml:") {
      String(repeating: "- ", count: 50_000) + "x"
    },
    Input("alias bomb", "scenario.yaml") {
      "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + (1..<12).map { level in
          let list = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
          return "a\(level): &a\(level) [\(list)]\n"
        }.joined()
    },
  ]

  @Test(arguments: inputs)
  func `bad input gives one clear error and status 2`(input: Input) throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(input.text().utf8).write(to: folder.appendingPathComponent("scenario.yaml"))
    let outcome = try Tool.run(["run", "scenario.yaml", "--output", "out"], in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 1, "\(outcome.errors)")
    #expect(lines.first?.hasPrefix("error: ") == true)
    #expect(outcome.errors.contains(input.complaint), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("out").path))
  }

  @Test func `a file of 100 MB is refused`() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("scenario.yaml")
    try Data(repeating: UInt8(ascii: "#"), count: 100 << 20).write(to: file)
    let outcome = try Tool.run(["explain", "scenario.yaml"], in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("larger than the limit"))
  }

  @Test func `a missing scenario is told`() throws {
    let outcome = try Tool.run(["run", "nowhere.yaml"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("nowhere.yaml: no such file"))
  }

  @Test(arguments: [
    ["run"], ["run", "x", "--format", "pdf"], ["run", "x", "--threads", "0"], ["nothing"],
    ["run", "x", "--replications", "-1"], ["sweep"], ["sweep", "x", "--morris", "0"],
    ["sweep", "x", "--latin", "3", "--sobol", "4"], ["plan", "x", "--per-run", "1"],
    ["plan", "x", "--max-replications", "1"], ["plan", "x", "--confidence", "2"],
    ["list", "everything"],
  ])
  func `wrong usage exits with 64`(arguments: [String]) throws {
    #expect(try Tool.run(arguments).status == 64)
  }
}
