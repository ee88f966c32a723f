import Documents
import Foundation
import Testing

@testable import Scenarios

/// Arms: patches of the scenario.
@Suite struct ArmTests {
  private static let text = """
    apiVersion: regatta.dev/v1alpha1
    kind: Scenario
    metadata: {name: arms}
    spec:
      fleet:
        regions: [{name: eu}]
        clusters:
          - {count: 2, pools: [{count: 2, cpu: 4, memory: 8Gi}]}
      run: {horizon: 1h}
      arms:
    """

  private func load(
    _ arms: String, overrides: [String] = [], adding patches: [String] = []
  ) throws -> [LoadedArm] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "regatta-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    let lines = arms.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    try Data((Self.text + "\n" + lines + "\n").utf8).write(to: file)
    return try ScenarioLoader.loadArms(
      file.path, overrides: overrides.map { try Override(parsing: $0) },
      adding: patches.map { try ArmPatch(parsing: $0) })
  }

  @Test func `an arm is the scenario with its values`() throws {
    let arms = try load(
      """
      - name: large
        set:
          "fleet.clusters[0].count": 5
          controlPlane: {kind: None}
      - {name: slow, set: {spec.run.seed: 7}}
      """, overrides: ["fleet.clusters[0].count=3", "run.seed=2"],
      adding: ["more:run.seed=8; failures=[{at: 1m, target: {region: eu}, for: 1m}]"])
    #expect(arms.map(\.name) == ["baseline", "large", "slow", "more"])
    let specs = arms.map(\.scenario.scenario.spec)
    #expect(specs.map { $0.fleet.clusters[0].count } == [3, 5, 3, 3])
    #expect(specs.map(\.run.seed) == [2, 2, 7, 8])
    #expect(specs.map(\.controlPlane.kind) == ["Karmada", "None", "Karmada", "Karmada"])
    #expect(specs.map(\.failures.count) == [0, 0, 0, 1])
    #expect(specs.allSatisfy { $0.arms.isEmpty })
    #expect(Set(arms.map(\.scenario.digest)).count == 4)
  }

  @Test(arguments: [
    ("- {name: a, set: {run.horizont: 1h}}", ":11:23: spec.run.horizont: unknown field"),
    ("- {name: a, set: {run.horizon: soon}}", ":11:36: spec.run.horizon: \"soon\" is no duration"),
    (
      "- {name: a, set: {\"fleet.clusters[4].count\": 1}}",
      ":11:23: spec.arms[0].set.fleet.clusters[4].count: there is no element [4]"
    ),
    ("- {name: a, set: {run..x: 1h}}", "is no path"),
    ("- {name: baseline, set: {}}", ":11:14: spec.arms[0].name: \"baseline\" is the scenario"),
    ("- {name: a, set: {}}\n- {name: a, set: {}}", ":12:14: spec.arms[1].name: another arm"),
    ("- {name: a, set: {arms: []}}", "an arm has no arms of its own"),
    ("- {name: a}", "the field \"set\" is missing"),
    ("- {name: a, set: {run.horizon.x: 1h}}", "\"x\" would be a field of the string \"1h\""),
  ])
  func `mistakes are told with their place`(arms: String, complaint: String) throws {
    #expect {
      _ = try load(arms)
    } throws: { error in
      let text = "\(error)"
      let isTold = text.contains(complaint)
      if !isTold { Issue.record("\(text)") }
      return isTold
    }
  }

  @Test func `a broken arm breaks loading`() throws {
    let node = try DocumentReader.read(
      Self.text + "\n    - {name: fast, set: {run.horizont: 1h}}\n", file: "x.yaml")[0]
    // Decoding alone does not look into arms; loading does.
    #expect(try Scenario.decode(node, file: "x.yaml").spec.arms.count == 1)
    #expect {
      _ = try load("- {name: fast, set: {run.horizont: 1h}}")
    } throws: { error in
      "\(error)".hasSuffix("unknown field (arm \"fast\"); did you mean \"horizon\"?")
    }
  }

  @Test(arguments: ["", "name", ":run.seed=1", "Upper:run.seed=1", "baseline:run.seed=1", "a:seed"])
  func `a malformed arm of the command line is refused`(text: String) {
    #expect(throws: DocumentError.self) { _ = try ArmPatch(parsing: text) }
  }

  @Test func `semicolons in quotes and brackets separate nothing`() throws {
    let patch = try ArmPatch(parsing: "a:metadata.description=\"x; y\";run.seed=3;tenants=[]")
    #expect(patch.name == "a")
    #expect(patch.overrides.count == 3)
  }

  @Test func `metrics and bounds are read as in objectives`() throws {
    #expect(
      try MetricReference(parsing: " p99(failover.recover) ")
        == MetricReference(name: "failover.recover.p99"))
    #expect(
      try MetricReference(parsing: "availability{region=eu}")
        == MetricReference(name: "availability", dimensions: ["region": "eu"]))
    #expect(try Objective.Bound(parsing: "0.01%") == .percent(0.01))
    #expect(try Objective.Bound(parsing: "5s") == .duration(5))
    #expect(throws: ObjectiveError.self) { _ = try Objective.Bound(parsing: "soon") }
  }
}
