import ArgumentParser
import Documents
import Experiments
import Foundation
import RegattaKit
import Reporting
import Scenarios

/// `regatta sweep`: one scenario at many settings.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Run a scenario at many settings: what changes, what matters.",
    discussion: """
      Every setting runs with the same random numbers, so that differences between settings are \
      theirs. Writes sweep.json, sweep.csv and sweep.html to the output directory. An interrupted \
      sweep goes on where it stopped when the same command is given again.
      """)

  @OptionGroup var arguments: ScenarioArguments
  @OptionGroup var vary: VariedArguments

  @Option(
    parsing: .singleValue,
    help: "A metric to tell of every setting; by default those of the objectives. May be repeated.")
  var metric: [String] = []

  @Option(help: "Try this many settings spread over the ranges (a Latin hypercube).")
  var latin: Int?

  @Option(help: "Rank the variables by Morris's elementary effects with this many trajectories.")
  var morris: Int?

  @Option(help: "Rank the variables by Sobol's indices with this many base samples.")
  var sobol: Int?

  @OptionGroup var storing: StoreArguments

  func validate() throws {
    let counts = [latin, morris, sobol].compactMap { $0 }
    if counts.count > 1 {
      throw ValidationError("--latin, --morris and --sobol exclude each other")
    }
    if counts.contains(where: { $0 < 1 }) {
      throw ValidationError("--latin, --morris and --sobol must be at least 1")
    }
    if let sobol, sobol < 2 { throw ValidationError("--sobol must be at least 2") }
  }

  func run() throws {
    try ExitStatus.reporting {
      let design: SweepDesign =
        latin.map(SweepDesign.latin) ?? morris.map(SweepDesign.morris)
        ?? sobol.map(SweepDesign.sobol) ?? .grid
      let sweep = try Sweep(
        try vary.variations(), design: design, metrics: metric, catalog: .standard,
        source: try arguments.source())
      let path = vary.output ?? "runs/" + sweep.base.scenario.metadata.name + "-sweep"
      let store = try storing.open()
      let meter = ProgressMeter(isQuiet: vary.quiet)
      let result = try sweep.run(
        threads: vary.width,
        store: { [store] in store.replications(of: $0) },
        progress: meter.show)
      meter.finish()
      let files = SweepReports.files(result)
      try ResultsDirectory(path: path).write(files)
      store.forgetUsed()
      print(vary.rendered(files, text: SweepReports.text(result)), terminator: "")
      vary.tell(path + "/sweep.html")
    }
  }
}

/// The arguments of commands that run a scenario at several settings.
struct VariedArguments: ParsableArguments {
  @Option(
    name: .customLong("vary"), parsing: .singleValue,
    help: ArgumentHelp(
      "Vary a value: path=a,b,c, path=1..9, path=1..9:2 or path=10m..2h; may be repeated. By "
        + "default what spec.sweep says.",
      valueName: "path=values"))
  var changes: [String] = []

  @Option(
    name: [.short, .long],
    help: "Where the results go; by default runs/, the scenario's name and the command's.")
  var output: String?

  @Option(help: "How many replications run at the same time; by default one per processor.")
  var threads: Int?

  @Option(help: "What is printed: text, json or csv.")
  var format: RunCommand.Format = .text

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  var width: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  func variations() throws -> [Variation] {
    try changes.map { text throws(DocumentError) in try Variation(parsing: text) }
  }

  /// What is printed: one of the files, or text for a terminal.
  func rendered(_ files: [(name: String, contents: String)], text: String) -> String {
    if format == .text { return text }
    return files.first { $0.name.hasSuffix("." + format.rawValue) }?.contents ?? text
  }

  /// Says where the report is.
  func tell(_ report: String) {
    if format == .text { print("\nReport: \(report)") } else if !quiet { note(report) }
  }
}
