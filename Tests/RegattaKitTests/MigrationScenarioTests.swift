import Documents
import Experiments
import Scenarios
import Testing

@testable import RegattaKit

/// The scenario that compares three generations.
@Suite struct MigrationScenarioTests {
  private static let folder: String = {
    let file = #filePath
    let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return root.joined(separator: "/") + "/scenarios/kubefed-migration"
  }()
  private static let names = ["baseline", "karmada", "federation-v1"]

  private func arm(_ name: String, _ overrides: Override...) throws -> LoadedScenario {
    let arms = try ScenarioLoader.loadArms(Self.folder, overrides: overrides)
    return try #require(arms.first { $0.name == name }).scenario
  }

  @Test func allButTheControlPlaneIsTheSame() throws {
    let loaded = try Self.names.map {
      try arm($0).written["spec"] ?? .null
    }
    for section in ["fleet", "workloads", "failures", "run"] {
      #expect(loaded[0][section] != nil)
      #expect(loaded.allSatisfy { $0[section] == loaded[0][section] }, "\(section)")
    }
  }

  @Test(arguments: names)
  func theReportSaysHowTheControlPlaneReacts(name: String) throws {
    let plan = try Plan(try arm(name), catalog: .standard)
    #expect(plan.reaction.count >= 4)
    #expect(plan.fleetSummary.reaction == plan.reaction)
  }

  @Test func aBadSettingNamesItself() throws {
    #expect {
      _ = try Plan(
        try arm(
          "baseline", try Override(parsing: "spec.controlPlane.settings.smallDelay=soon")),
        catalog: .standard)
    } throws: { error in
      "\(error)".contains("spec.controlPlane.settings.smallDelay")
    }
  }
}
