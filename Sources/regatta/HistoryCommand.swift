import ArgumentParser
import Documents
import Experiments
import Foundation
import Reporting
import ResultsStore
import Scenarios

/// `regatta history`: what was run here, and how its figures moved.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show the runs that were kept, and how metrics moved.",
    discussion: "Runs are kept by `regatta run` and `regatta check`, unless with --no-store.")

  /// What is printed on standard output.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, csv, json
  }

  @Argument(help: "Only runs of this scenario: its name, file or folder.")
  var scenario: String?

  @Option(
    name: .customLong("metric"), parsing: .singleValue,
    help: ArgumentHelp(
      "Show this metric, such as failover.recover.p99; may be repeated.", valueName: "name"))
  var metrics: [String] = []

  @Option(help: "Only the newest so many runs.")
  var last: Int?

  @Option(help: "What is printed: text, csv (one row per run and figure) or json.")
  var format: Format = .text

  @Option(help: ArgumentHelp("The database of runs.", valueName: "path"))
  var store = StoreArguments.usualPath

  func validate() throws {
    if let last, last < 1 { throw ValidationError("--last must be at least 1") }
  }

  func run() throws {
    try ExitStatus.reporting {
      let database = try ResultsDatabase(path: store, access: .reading)
      let metrics = try self.metrics.map { name in
        let full = MetricCatalog.canonicalName(name)
        guard MetricCatalog.families.contains(where: { $0.name == full }) else {
          throw DocumentError(
            file: "--metric \(name)", problem: "no metric is called \"\(name)\"",
            suggestion: nearestName(to: name, among: MetricCatalog.families.map(\.name)))
        }
        return full
      }
      let runs = try database.history(
        HistoryQuery(scenario: try name(database), metrics: metrics, last: last))
      switch format {
      case .text: print(HistoryReports.text(runs, metrics: metrics), terminator: "")
      case .csv: print(HistoryReports.csv(runs), terminator: "")
      case .json: print(HistoryReports.json(runs), terminator: "")
      }
    }
  }

  /// The name under which a scenario's runs are kept.
  private func name(_ database: ResultsDatabase) throws -> String? {
    guard let scenario else { return nil }
    let known = try database.scenarios()
    if known.contains(scenario) { return scenario }
    if FileManager.default.fileExists(atPath: scenario) {
      return try ScenarioLoader.load(scenario).scenario.metadata.name
    }
    throw DocumentError(
      file: store, problem: "holds no runs of \"\(scenario)\"",
      suggestion: nearestName(to: scenario, among: known))
  }
}
