import ArgumentParser
import Documents
import Experiments
import Foundation
import RegattaKit
import Reporting
import Scenarios

/// `regatta compare`: arms under common random numbers.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Run a scenario and its arms under the same random numbers, and say which is best.",
    discussion: """
      One scenario is compared with the arms under its spec.arms and those given by --arm; of \
      several scenarios, the first is the baseline. Writes result.json, comparison.csv, \
      replications.csv and report.html. Exits with 1 if the recommended arm misses an objective.
      """)

  @Argument(
    help: ArgumentHelp(
      "Scenario files, or folders with scenario.yaml; the first is the baseline.",
      valueName: "scenario"))
  var scenarios: [String]

  @Option(
    name: .customLong("arm"), parsing: .singleValue,
    help: ArgumentHelp(
      "A further arm, such as \"off:controlPlane.settings.Failover=false\"; several changes are"
        + " separated by semicolons; may be repeated.", valueName: "name:path=value[;path=value]"))
  var patches: [String] = []

  @OptionGroup var changes: ScenarioChanges

  @Option(
    name: .customLong("metric"), parsing: .singleValue,
    help: """
      A metric to compare, written as in objectives; may be repeated. By default those of the \
      objectives, else availability and times to recover.
      """)
  var metrics: [String] = []

  @Option(
    help: """
      Select the best arm by this metric, with as many replications as that takes. Without it, the \
      first metric compared decides as far as the replications allow.
      """)
  var best: String?

  @Option(
    help: """
      The difference that does not matter, such as 5s, 5% or 0.01% (of a ratio a difference, of \
      anything else a share). By default a twentieth of the baseline's value, or of what it lacks \
      to 100 %.
      """)
  var indifference: String?

  @Option(
    help: "With --best: the replications of an arm after which to give up; run.maxReplications.")
  var maxReplications: Int?

  @Option(name: [.short, .long], help: "Where the results go; by default runs/compare-NAME.")
  var output: String?

  @Option(help: "How many replications run at the same time; by default one per processor.")
  var threads: Int?

  @Option(help: "What is printed: text, json or csv.")
  var format: RunCommand.Format = .text

  @Flag(help: "Check the invariants of the simulated world while it runs (slower).")
  var check = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  @OptionGroup var storing: StoreArguments

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
    if let maxReplications, maxReplications < 2 {
      throw ValidationError("--max-replications must be at least 2")
    }
    if scenarios.isEmpty { throw ValidationError("name at least one scenario") }
  }

  func run() throws {
    try ExitStatus.reporting {
      let comparison = try Comparison(try arms(), try question())
      let name = scenarios.count > 1 ? "" : "-" + comparison.arms[0].plan.scenario.metadata.name
      let path = output ?? "runs/compare" + name
      let store = try storing.open()
      let meter = ProgressMeter(isQuiet: quiet)
      let result = try comparison.run(
        threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
        store: { store.replications(of: $0) },
        progress: meter.show)
      meter.finish()
      try ResultsDirectory(path: path).write(result)
      store.add(result, of: comparison.arms.map(\.plan))
      print(rendered(result), terminator: "")
      let report = path + "/report.html"
      if format == .text { print("\nReport: \(report)") } else if !quiet { note(report) }
      let recommended = result.arms.first { $0.name == result.comparison?.recommended }
      if (recommended ?? result.arms[0]).objectives.contains(where: { !$0.met }) {
        throw ExitStatus.missed
      }
    }
  }

  /// The scenario with its arms, or the scenarios with theirs.
  private func arms() throws -> [Comparison.Arm] {
    let overrides = try changes.overrides()
    let patches = try patches.map { text throws(DocumentError) in try ArmPatch(parsing: text) }
    var loaded: [LoadedArm] = []
    for (index, scenario) in scenarios.enumerated() {
      let arms = try ScenarioLoader.loadArms(
        scenario, overrides: overrides, adding: index == 0 ? patches : [])
      let own = arms[0].scenario.scenario.metadata.name
      loaded += arms.enumerated().map { number, arm in
        guard scenarios.count > 1 else { return arm }
        let name = number == 0 ? own : own + "/" + arm.name
        return LoadedArm(name: unique(name, among: loaded.map(\.name)), scenario: arm.scenario)
      }
    }
    return try loaded.map { arm in
      do {
        var plan = try Plan(arm.scenario, catalog: .standard)
        plan.checksInvariants = check
        return Comparison.Arm(name: arm.name, plan: plan)
      } catch let error as ScenarioError {
        throw scenarios.count > 1 ? error : error.inArm(arm.name)
      }
    }
  }

  private func unique(_ name: String, among taken: [String]) -> String {
    guard taken.contains(name) else { return name }
    var number = 2
    while taken.contains("\(name)-\(number)") { number += 1 }
    return "\(name)-\(number)"
  }

  private func question() throws -> Comparison.Question {
    func read<Value>(_ option: String, _ text: String, _ body: () throws -> Value) throws -> Value {
      do {
        return try body()
      } catch let error as ObjectiveError {
        throw DocumentError(file: "\(option) \(text)", problem: error.problem)
      }
    }
    var question = Comparison.Question()
    question.metrics = try metrics.map { text in
      try read("--metric", text) { try MetricReference(parsing: text) }
    }
    question.best = try best.map { text in
      try read("--best", text) { try MetricReference(parsing: text) }
    }
    question.indifference = try indifference.map { text in
      try read("--indifference", text) {
        let bound = try Objective.Bound(parsing: text)
        guard bound.value > 0 else {
          throw DocumentError(file: "--indifference \(text)", problem: "must be above 0")
        }
        return bound
      }
    }
    question.maxReplications = maxReplications
    return question
  }

  private func rendered(_ result: ExperimentResult) -> String {
    switch format {
    case .text: Reports.text(result)
    case .json: Reports.json(result)
    case .csv: Reports.comparisonCSV(result)
    }
  }
}
