import ArgumentParser
import Experiments
import Foundation
import ResultsStore
import Scenarios
import Synchronization

/// The arguments that say where histories and unfinished replications are kept.
struct StoreArguments: ParsableArguments {
  /// Where the store is when nobody says.
  static let usualPath = "runs/regatta.sqlite"

  @Option(
    help: ArgumentHelp(
      "The database of runs and of unfinished replications; by default \(usualPath).",
      valueName: "path"))
  var store: String?

  @Flag(help: "Keep neither history nor unfinished replications.")
  var noStore = false

  func validate() throws {
    if noStore, store != nil { throw ValidationError("--store and --no-store exclude each other") }
  }

  /// Opens the store for a run.
  ///
  /// The usual one is a convenience: without it a run goes on. One that was asked for has to serve.
  func open() throws -> RunStore {
    if noStore { return RunStore(nil) }
    do {
      let store = RunStore(try ResultsDatabase(path: store ?? Self.usualPath, access: .writing))
      store.forgetAbandoned()
      return store
    } catch {
      if store != nil { throw error }
      note("warning: no history, and no way to go on after an interruption: \(error)")
      return RunStore(nil)
    }
  }
}

/// What runs keep; whatever becomes of the database, the run itself goes on.
final class RunStore: Sendable {
  private let database: ResultsDatabase?
  private let hasFailed = Mutex(false)
  /// The keys of the plans whose replications were asked for.
  private let used = Mutex<Set<String>>([])

  init(_ database: ResultsDatabase?) {
    self.database = database
  }

  /// The finished replications of a plan; nil without a store.
  func replications(of plan: Plan) -> (any ReplicationStore)? {
    database.map { database in
      let key = Self.key(plan)
      _ = used.withLock { $0.insert(key) }
      return Replications(kept: database.replications(of: key, at: Self.now()), store: self)
    }
  }

  /// Forgets the replications of all plans that were asked for: what they were for is finished.
  func forgetUsed() {
    attempt { try database?.forgetReplications(of: used.withLock { $0.sorted() }) }
  }

  /// Adds a complete run to the history, and forgets its replications.
  func add(_ result: ExperimentResult, of plans: [Plan], check: ReferenceCheck? = nil) {
    let command = CommandLine.arguments.dropFirst().map(Self.quoted).joined(separator: " ")
    attempt {
      try database?.add(
        RunRecord(result, time: Self.now(), command: command, check: check),
        forgetting: plans.map(Self.key))
    }
  }

  /// Replications that nobody came back for within a month.
  fileprivate func forgetAbandoned() {
    attempt { try database?.forgetReplications(before: Self.text(Date.now - 30 * 86_400)) }
  }

  fileprivate func attempt(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      let isFirst = hasFailed.withLock { hasFailed in
        defer { hasFailed = true }
        return !hasFailed
      }
      if isFirst { note("warning: not everything is kept: \(error)") }
    }
  }

  /// Everything that the result of a replication depends on.
  private static func key(_ plan: Plan) -> String {
    [plan.loaded.replicationKey, version, build, plan.checksInvariants ? "checked" : ""]
      .joined(separator: " ")
  }

  /// Tells apart two builds of one version: a developer's replications are not those of a changed
  /// simulator.
  private static let build: String = {
    guard let path = Bundle.main.executablePath,
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    else { return "" }
    let size = attributes[.size] as? Int ?? 0
    let time = attributes[.modificationDate] as? Date
    return "\(size)-\(Int64((time?.timeIntervalSince1970 ?? 0) * 1000))"
  }()

  private static func now() -> String { text(Date.now) }

  private static func text(_ date: Date) -> String { date.formatted(.iso8601) }

  /// An argument as a shell reads it.
  private static func quoted(_ argument: String) -> String {
    let isPlain = argument.utf8.allSatisfy { byte in
      byte > UInt8(ascii: " ") && byte < 127 && !#"'"\$`*?[]{}()<>|&;!#~"#.utf8.contains(byte)
    }
    if isPlain, !argument.isEmpty { return argument }
    return "'" + argument.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
  }
}

/// The replications of one plan; a failure to keep one is told once and changes nothing else.
private struct Replications: ReplicationStore {
  let kept: KeptReplications
  let store: RunStore

  func load(_ replication: Int) -> ReplicationResult? { kept.load(replication) }

  func save(_ result: ReplicationResult) { store.attempt { try kept.save(result) } }
}
