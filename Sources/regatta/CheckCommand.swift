import ArgumentParser
import Documents
import Experiments
import Foundation
import RegattaKit
import Reporting
import ResultsStore
import Scenarios

/// `regatta check`: a scenario against a stored result, for continuous integration.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Run a scenario and say what changed against a stored result.",
    discussion: """
      The scenario runs with the seed and the number of replications of the reference, so that \
      replications are compared pair by pair under the same random numbers. Exits with 1 on a \
      regression, and as asked on a missed objective or a changed behaviour.
      """)

  /// How the check is reported.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, junit
  }

  @OptionGroup var arguments: ScenarioArguments

  @Option(
    help: ArgumentHelp(
      "The result.json of an earlier run, or its folder; by default results/ and the scenario's"
        + " name.", valueName: "file|dir"))
  var reference: String?

  @Option(
    name: .customLong("threshold"), parsing: .singleValue,
    help: ArgumentHelp(
      "A change that does not matter, such as failover.recover.p99=2% or"
        + " availability{region=eu-west}=0.01% (of a ratio a difference, of anything else a share);"
        + " may be repeated.", valueName: "metric=change"))
  var thresholds: [String] = []

  @Option(
    help: ArgumentHelp(
      "The change of any other metric that does not matter, such as 1%: a share of the reference,"
        + " and of a ratio close to one a share of what it lacks.", valueName: "percent"))
  var noise: String?

  @Option(help: "One minus the probability of any false alarm; by default the scenario's.")
  var confidence: Double?

  @Option(
    name: .customLong("metric"), parsing: .singleValue,
    help: ArgumentHelp("Judge only this metric; may be repeated.", valueName: "name"))
  var metrics: [String] = []

  @Flag(help: "A missed objective fails, too.")
  var objectives = false

  @Flag(help: "A replication that behaves otherwise fails, too, even if no figure moves.")
  var fingerprints = false

  @Flag(help: "Every difference fails: improvements and vanished figures, too.")
  var exact = false

  @Flag(help: "Replace the reference by the fresh result; nothing fails.")
  var update = false

  @Option(help: "How to report: text, json, markdown or junit.")
  var format: Format = .text

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the report to this file, and print text as well.", valueName: "file"))
  var output: String?

  @Option(help: "How many replications run at the same time; by default one per processor.")
  var threads: Int?

  @Flag(help: "No progress on standard error.")
  var quiet = false

  @OptionGroup var storing: StoreArguments

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
    if let confidence, !(confidence > 0 && confidence < 1) {
      throw ValidationError("--confidence must be between 0 and 1")
    }
  }

  func run() throws {
    try ExitStatus.reporting {
      let path = try referencePath()
      let isNew = update && !FileManager.default.fileExists(atPath: path)
      let reference = isNew ? nil : try Reference.read(path)
      let loaded = try load(reference)
      let plan = try Plan(loaded, catalog: .standard)
      let rules = try rules(plan, reference)
      let store = try storing.open()
      let meter = ProgressMeter(isQuiet: quiet)
      let result = try Experiment(plan).run(
        threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
        store: store.replications(of: plan), progress: meter.show)
      meter.finish()
      guard let reference else {
        store.add(result, of: [plan])
        return try replace(path, by: result)
      }
      let check = ReferenceCheck(
        reference: reference, now: result,
        isSameScenario: try isSameScenario(reference, loaded.digest), rules: rules)
      store.add(result, of: [plan], check: check)
      try report(check)
      if update { return try replace(path, by: result) }
      if !check.isPassed { throw ExitStatus.missed }
    }
  }

  // MARK: The scenario and its reference

  private func referencePath() throws -> String {
    let path = try reference ?? "results/" + arguments.load().scenario.metadata.name
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if reference == nil || exists && isFolder.boolValue { return path + "/result.json" }
    return path
  }

  /// The scenario with the seed of the reference, unless another one was asked for.
  private func load(
    _ reference: ExperimentResult?, replications: Int?, changes: [String] = []
  ) throws -> LoadedScenario {
    var arguments = arguments
    if arguments.changes.seed == nil { arguments.changes.seed = reference?.seed }
    arguments.changes.replications = replications
    arguments.changes.values += changes
    return try arguments.load()
  }

  /// What is run: as many replications as the reference has, whatever precision they reach.
  private func load(_ reference: ExperimentResult?) throws -> LoadedScenario {
    let replications = arguments.changes.replications ?? reference?.arms.first?.replications
    return try load(
      reference, replications: replications,
      changes: replications == nil ? [] : ["run.precision=[]"])
  }

  /// Seed and number of replications are part of the digest, but do not make another scenario.
  private func isSameScenario(_ reference: ExperimentResult, _ digest: String) throws -> Bool {
    if reference.digest == digest { return true }
    var asReference = self
    asReference.arguments.changes.seed = reference.seed
    let numbers = [nil, reference.arms.first?.replications]
    return try numbers.contains { replications in
      try [[], ["run.precision=[]"]].contains { changes in
        try asReference.load(reference, replications: replications, changes: changes).digest
          == reference.digest
      }
    }
  }

  private func rules(_ plan: Plan, _ reference: ExperimentResult?) throws -> CheckRules {
    var rules = CheckRules()
    rules.confidence = confidence ?? plan.run.confidence
    rules.metrics = metrics
    rules.objectives = objectives
    rules.fingerprints = fingerprints
    rules.isExact = exact
    rules.thresholds = try thresholds.map { text throws(DocumentError) in
      try CheckRules.Threshold(parsing: text)
    }
    if let noise {
      guard noise.hasSuffix("%"), let percent = Double(noise.dropLast()), percent.isFinite,
        percent >= 0
      else { throw DocumentError(file: "--noise \(noise)", problem: "write for example 1%") }
      rules.noise = percent / 100
    }
    try rules.validate(among: plan.metrics)
    if fingerprints, let reference, reference.seed != plan.run.seed {
      throw DocumentError(
        file: "--fingerprints",
        problem: "behaviour can only be compared with the reference's seed, \(reference.seed)")
    }
    return rules
  }

  // MARK: Output

  private func report(_ check: ReferenceCheck) throws {
    let report =
      switch format {
      case .text: CheckReports.text(check)
      case .json: CheckReports.json(check)
      case .markdown: CheckReports.markdown(check)
      case .junit: CheckReports.junit(check)
      }
    guard let output else { return print(report, terminator: "") }
    try write(report, to: output)
    print(CheckReports.text(check), terminator: "")
  }

  private func replace(_ path: String, by result: ExperimentResult) throws {
    try write(Reports.json(result), to: path)
    note("Reference: \(path)")
  }

  private func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw DocumentError(file: path, problem: "cannot be written")
    }
  }
}

/// A stored result, as others or another version may have left it.
private enum Reference {
  /// Larger files are no result.
  static let sizeLimit = 1 << 30

  /// Just enough to know whether the rest can be read.
  private struct Head: Decodable {
    var schemaVersion: Int
  }

  static func read(_ path: String) throws -> ExperimentResult {
    guard FileManager.default.fileExists(atPath: path) else {
      throw DocumentError(
        file: path,
        problem: "no such file; `regatta check … --update` makes a reference, --reference names one"
      )
    }
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    guard size ?? 0 <= sizeLimit, let data = FileManager.default.contents(atPath: path) else {
      throw DocumentError(file: path, problem: "cannot be read")
    }
    guard let head = try? JSONDecoder().decode(Head.self, from: data) else {
      throw DocumentError(file: path, problem: "is no result of `regatta run`")
    }
    guard head.schemaVersion == 1 else {
      throw DocumentError(
        file: path,
        problem: "has schema version \(head.schemaVersion), this version of Regatta reads 1;"
          + " make the reference anew with --update in a new file")
    }
    let result: ExperimentResult
    do {
      result = try JSONReport.read(String(decoding: data, as: UTF8.self))
    } catch {
      throw DocumentError(file: path, problem: "is damaged: \(Self.words(error))")
    }
    let isWhole =
      !result.arms.isEmpty
      && result.arms.allSatisfy { arm in
        arm.replications > 0 && arm.values.count == arm.replications
          && arm.values.allSatisfy { $0.count == arm.metrics.count }
      }
    guard isWhole else {
      throw DocumentError(file: path, problem: "is damaged: values are missing")
    }
    return result
  }

  private static func words(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _)?: "\(key.stringValue) is missing"
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      context.codingPath.map(\.stringValue).joined(separator: ".") + " has another type"
    default: "it is no JSON"
    }
  }
}
