import ArgumentParser
import Experiments
import RegattaKit
import Scenarios

/// `regatta explain`: every value in effect.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Print every value of a scenario that is in effect, defaults included.",
    discussion: "The output is itself a scenario that means the same.")

  @OptionGroup var arguments: ScenarioArguments

  func run() throws {
    try ExitStatus.reporting {
      let loaded = try arguments.load()
      let plan = try Plan(loaded, catalog: .standard)
      let fleet = plan.fleetSummary
      print("# \(loaded.file), digest \(loaded.digest)")
      print(
        "# \(fleet.clusters) clusters, \(fleet.nodes) nodes, \(fleet.services) services,"
          + " \(fleet.replicas) replicas")
      print(loaded.explanation, terminator: "")
    }
  }
}
