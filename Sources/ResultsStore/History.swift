import Experiments
import GRDB

/// Which runs of a history are meant.
public struct HistoryQuery: Sendable, Equatable {
  /// `metadata.name` of the scenario; nil: all.
  public var scenario: String?
  /// Names of the metrics that are read; none: all.
  public var metrics: [String]
  /// Only so many, the newest; nil: all.
  public var last: Int?

  /// Puts a query together.
  public init(scenario: String? = nil, metrics: [String] = [], last: Int? = nil) {
    self.scenario = scenario
    self.metrics = metrics
    self.last = last
  }
}

extension ResultsDatabase {
  /// Adds a run to the history and forgets its replications: all of it or nothing.
  ///
  /// - Parameter keys: Of the replications that the run no longer needs.
  public func add(_ record: RunRecord, forgetting keys: [String] = []) throws(StoreError) {
    try write { rows in
      try rows.execute(
        sql: """
          INSERT INTO runs
            (time, command, scenario, digest, seed, engineVersion, confidence, verdict)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          record.time, record.command, record.scenario, record.digest,
          // SQLite's integers have a sign.
          Int64(bitPattern: record.seed), record.engineVersion, record.confidence, record.verdict,
        ])
      let run = rows.lastInsertedRowID
      for arm in record.arms { try Self.add(arm, to: run, rows) }
      for key in keys {
        try rows.execute(sql: "DELETE FROM replications WHERE key = ?", arguments: [key])
      }
    }
  }

  private static func add(_ arm: RunRecord.Arm, to run: Int64, _ rows: Database) throws {
    try rows.execute(
      sql: "INSERT INTO arms (run, name, replications) VALUES (?, ?, ?)",
      arguments: [run, arm.name, arm.replications])
    let id = rows.lastInsertedRowID
    for metric in arm.metrics {
      try rows.execute(
        sql: """
          INSERT INTO metrics
            (arm, name, dimensions, unit, estimate, lower, upper, count, verdict)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id, metric.name, metric.dimensions, metric.unit, metric.estimate, metric.lower,
          metric.upper, metric.count, metric.verdict,
        ])
    }
    for objective in arm.objectives {
      try rows.execute(
        sql: "INSERT INTO objectives (arm, objective, met, certain) VALUES (?, ?, ?, ?)",
        arguments: [id, objective.objective, objective.met, objective.certain])
    }
  }

  /// The runs that a query means, the oldest first.
  public func history(_ query: HistoryQuery) throws(StoreError) -> [RunRecord] {
    try read { rows in
      let runs = try Row.fetchAll(
        rows,
        sql: """
          SELECT * FROM runs WHERE ? IS NULL OR scenario = ? ORDER BY id DESC LIMIT ?
          """,
        // No limit is a negative one.
        arguments: [query.scenario, query.scenario, query.last ?? -1])
      return try runs.reversed().map { run in
        let arms = try Row.fetchAll(
          rows, sql: "SELECT * FROM arms WHERE run = ? ORDER BY id", arguments: [run["id"] as Int64]
        )
        return RunRecord(
          time: run["time"], command: run["command"], scenario: run["scenario"],
          digest: run["digest"], seed: UInt64(bitPattern: run["seed"] as Int64),
          engineVersion: run["engineVersion"], confidence: run["confidence"],
          verdict: run["verdict"], arms: try arms.map { try Self.arm($0, query.metrics, rows) })
      }
    }
  }

  /// The names of the scenarios in the history, sorted.
  public func scenarios() throws(StoreError) -> [String] {
    try read {
      try String.fetchAll($0, sql: "SELECT DISTINCT scenario FROM runs ORDER BY scenario")
    }
  }

  private static func arm(
    _ arm: Row, _ names: [String], _ rows: Database
  ) throws -> RunRecord.Arm {
    let id: Int64 = arm["id"]
    let metrics = try Row.fetchAll(
      rows, sql: "SELECT * FROM metrics WHERE arm = ? ORDER BY id", arguments: [id])
    let objectives = try Row.fetchAll(
      rows, sql: "SELECT * FROM objectives WHERE arm = ? ORDER BY id", arguments: [id])
    return RunRecord.Arm(
      name: arm["name"], replications: arm["replications"],
      metrics: metrics.compactMap { row in
        let name: String = row["name"]
        guard names.isEmpty || names.contains(name) else { return nil }
        return RunRecord.Metric(
          name: name, dimensions: row["dimensions"], unit: row["unit"], estimate: row["estimate"],
          lower: row["lower"], upper: row["upper"], count: row["count"], verdict: row["verdict"])
      },
      objectives: objectives.map {
        RunRecord.Objective(objective: $0["objective"], met: $0["met"], certain: $0["certain"])
      })
  }
}
