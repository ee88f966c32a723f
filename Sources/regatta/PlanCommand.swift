import ArgumentParser
import Experiments
import RegattaKit
import Reporting
import Scenarios

/// `regatta plan`: the smallest setting that is good enough.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Find the smallest, or cheapest, setting at which all objectives hold.",
    discussion: """
      Along one variable, written from small to large, it bisects; among several it tries the \
      combinations from the cheapest up, by the prices of spec.costs. Runs replications until the \
      scenario's confidence is reached. Writes plan.json, plan.csv and plan.html to the output \
      directory. Exits with status 1 when no setting is good enough.
      """)

  @OptionGroup var arguments: ScenarioArguments
  @OptionGroup var vary: VariedArguments

  @Option(
    help: ArgumentHelp(
      "Want all objectives kept in this share of the runs, such as 0.95; by default their metrics' "
        + "means must keep them.", valueName: "share"))
  var perRun: Double?

  @Option(help: "How many replications may run at one setting; by default run.maxReplications.")
  var maxReplications: Int?

  @Option(help: "The confidence of the answer; by default the scenario's.")
  var confidence: Double?

  @OptionGroup var storing: StoreArguments

  func validate() throws {
    if let perRun, !(perRun > 0 && perRun < 1) {
      throw ValidationError("--per-run must lie between 0 and 1")
    }
    if let maxReplications, maxReplications < 2 {
      throw ValidationError("--max-replications must be at least 2")
    }
    if let confidence, !(confidence >= 0.5 && confidence <= 0.9999) {
      throw ValidationError("--confidence must lie between 0.5 and 0.9999")
    }
  }

  func run() throws {
    try ExitStatus.reporting {
      let given = try arguments.source()
      let stated = try confidence.map { try Override(parsing: "run.confidence=\($0)") }
      let planner = try CapacityPlanner(
        try vary.variations(),
        criterion: perRun.map(CapacityCriterion.share) ?? .means,
        maximumReplications: maxReplications, catalog: .standard
      ) { try given($0 + (stated.map { [$0] } ?? [])) }
      let path = vary.output ?? "runs/" + planner.base.scenario.metadata.name + "-plan"
      let store = try storing.open()
      let meter = SearchMeter(isQuiet: vary.quiet)
      let result = try planner.run(
        threads: vary.width,
        store: { [store] in store.replications(of: $0) }, progress: meter.show)
      let files = CapacityReports.files(result)
      try ResultsDirectory(path: path).write(files)
      store.forgetUsed()
      print(vary.rendered(files, text: CapacityReports.text(result)), terminator: "")
      vary.tell(path + "/plan.html")
      if result.found == nil { throw ExitStatus.missed }
    }
  }
}
