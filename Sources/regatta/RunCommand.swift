import ArgumentParser
import EventKernel
import Experiments
import Foundation
import RegattaKit
import Reporting
import Scenarios

/// `regatta run`: one experiment.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a scenario and write its report.",
    discussion: """
      Writes result.json, replications.csv and report.html to the output directory. An \
      interrupted experiment goes on where it stopped when the same command is given again.
      """)

  /// What is printed on standard output.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
  }

  @OptionGroup var arguments: ScenarioArguments

  @Option(
    name: [.short, .long],
    help: "Where the results go; by default runs/ and the scenario's name.")
  var output: String?

  @Option(help: "How many replications run at the same time; by default one per processor.")
  var threads: Int?

  @Option(help: "What is printed: text, json or csv.")
  var format: Format = .text

  @Flag(help: "Check the invariants of the simulated world while it runs (slower).")
  var check = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  @Flag(help: "Also write events.jsonl: every event of the first replication.")
  var events = false

  @OptionGroup var storing: StoreArguments

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func run() throws {
    try ExitStatus.reporting {
      let loaded = try arguments.load()
      var plan = try Plan(loaded, catalog: .standard)
      plan.checksInvariants = check
      let directory = ResultsDirectory(
        path: output ?? "runs/" + loaded.scenario.metadata.name)
      let store = try storing.open()
      let meter = ProgressMeter(isQuiet: quiet)
      let result = try Experiment(plan).run(
        threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
        store: store.replications(of: plan), progress: meter.show)
      meter.finish()
      try directory.write(result)
      store.add(result, of: [plan])
      if events {
        try directory.stream("events.jsonl") { write in
          _ = try Run(plan, replication: 0).execute(trace: JSONLinesTrace(write: write))
        }
      }
      print(rendered(result), terminator: "")
      let report = directory.path + "/report.html"
      if format == .text { print("\nReport: \(report)") } else if !quiet { note(report) }
      if result.arms.contains(where: { $0.objectives.contains { !$0.met } }) {
        throw ExitStatus.missed
      }
    }
  }

  private func rendered(_ result: ExperimentResult) -> String {
    switch format {
    case .text: Reports.text(result)
    case .json: Reports.json(result)
    case .csv: Reports.replicationsCSV(result)
    }
  }
}
