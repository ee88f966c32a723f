import ArgumentParser
import Documents
import Experiments
import Scenarios

/// The arguments that name a scenario and change values in it.
struct ScenarioArguments: ParsableArguments {
  @Argument(help: "The scenario file, or a folder with scenario.yaml.")
  var scenario: String

  @OptionGroup var changes: ScenarioChanges

  func load() throws -> LoadedScenario {
    try ScenarioLoader.load(scenario, overrides: changes.overrides())
  }

  /// Loads the scenario with further changes, which come after those of `--set`.
  func source() throws -> ScenarioSource {
    let (path, given, last) = (scenario, try changes.given(), try changes.last())
    return { try ScenarioLoader.load(path, overrides: given + $0 + last) }
  }
}

/// The arguments that change values in every scenario that is named.
struct ScenarioChanges: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Replace a value, such as run.horizon=2h or fleet.clusters[0].count=5; may be repeated.",
      valueName: "path=value"))
  var values: [String] = []

  @Option(help: "Run this many replications instead of the scenario's number.")
  var replications: Int?

  @Option(help: "Use this master seed instead of the scenario's.")
  var seed: UInt64?

  func validate() throws {
    if let replications, replications < 1 {
      throw ValidationError("--replications must be at least 1")
    }
    if let seed, seed > UInt64(Int64.max) {
      throw ValidationError("--seed must be at most 2^63 - 1")
    }
  }

  func overrides() throws -> [Override] { try given() + last() }

  /// Those of `--set`.
  func given() throws -> [Override] {
    try values.map { text throws(DocumentError) in try Override(parsing: text) }
  }

  /// What goes before everything else.
  func last() throws -> [Override] {
    var overrides: [Override] = []
    if let replications {
      overrides.append(try Override(parsing: "run.replications=\(replications)"))
    }
    if let seed { overrides.append(try Override(parsing: "run.seed=\(seed)")) }
    return overrides
  }
}
