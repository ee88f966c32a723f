import Foundation
import GRDB
import Testing

@testable import Experiments
@testable import ResultsStore

@Suite struct ResultsDatabaseTests {
  static let noon = "2026-11-27T12:00:00Z"

  /// A folder for one test.
  struct Place {
    let folder: URL
    var path: String { folder.appendingPathComponent("runs/store.sqlite").path }

    init() throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "store-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func open(_ access: ResultsDatabase.Access = .writing) throws -> ResultsDatabase {
      try ResultsDatabase(path: path, access: access, patience: 0.2)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
  }

  static func replication(_ number: Int) -> ReplicationResult {
    ReplicationResult(
      replication: number, values: [0.1 + 0.2, nil, 1e-300, .infinity, -0.0],
      samples: ["failover.recover": [1.0 / 3, 2]], fingerprint: "00000000000000ff", events: 7,
      violations: ["\"odd\" \u{1F300}"], timeline: nil)
  }

  static func record(_ scenario: String, estimate: Double = 0.5) -> RunRecord {
    RunRecord(
      time: noon, command: "run x", scenario: scenario, digest: "abc", seed: .max,
      engineVersion: "1", confidence: 0.95, verdict: "no objectives",
      arms: [
        RunRecord.Arm(
          name: "baseline", replications: 3,
          metrics: [
            RunRecord.Metric(
              name: "a.b", dimensions: "{region=eu}", unit: "ratio", estimate: estimate,
              lower: nil, upper: 1, count: 3, verdict: nil),
            RunRecord.Metric(
              name: "c", dimensions: "", unit: "seconds", estimate: nil, lower: nil, upper: nil,
              count: 0, verdict: "regression"),
          ],
          objectives: [RunRecord.Objective(objective: "a.b > 0", met: true, certain: false)])
      ])
  }

  @Test func `a replication comes back to the last bit`() throws {
    let place = try Place()
    defer { place.remove() }
    let result = Self.replication(3)
    try place.open().replications(of: "key", at: Self.noon).save(result)
    // Another connection, as after an interruption.
    let kept = try place.open().replications(of: "key", at: Self.noon)
    #expect(kept.load(3) == result)
    #expect(kept.load(3)?.values[4]?.sign == .minus)
    #expect(kept.load(2) == nil)
    #expect(try place.open().replications(of: "other", at: Self.noon).load(3) == nil)
  }

  @Test func `a replication that cannot be read counts as not finished`() throws {
    let place = try Place()
    defer { place.remove() }
    let database = try place.open()
    let kept = database.replications(of: "key", at: Self.noon)
    try kept.save(Self.replication(0))
    try database.write {
      try $0.execute(sql: "UPDATE replications SET result = '{\"replication\": 0'")
    }
    #expect(kept.load(0) == nil)
    try kept.save(Self.replication(0))
    #expect(kept.load(0) == Self.replication(0))
    // One that says it is another is none.
    try database.write { try $0.execute(sql: "UPDATE replications SET replication = 5") }
    #expect(kept.load(5) == nil)
  }

  @Test func `complete and abandoned experiments are forgotten, others kept`() throws {
    let place = try Place()
    defer { place.remove() }
    let database = try place.open()
    for (key, time) in [("done", Self.noon), ("old", "2026-01-01T00:00:00Z"), ("new", Self.noon)] {
      try database.replications(of: key, at: time).save(Self.replication(1))
    }
    try database.add(Self.record("x"), forgetting: ["done"])
    try database.forgetReplications(before: "2026-10-01T00:00:00Z")
    let left = ["done", "old", "new"].filter {
      database.replications(of: $0, at: Self.noon).load(1) != nil
    }
    #expect(left == ["new"])
  }

  @Test func `a history comes back in its order`() throws {
    let place = try Place()
    defer { place.remove() }
    let database = try place.open()
    let records = [Self.record("x", estimate: 1), Self.record("y"), Self.record("x", estimate: 2)]
    for record in records { try database.add(record) }
    #expect(try database.history(HistoryQuery()) == records)
    #expect(try database.history(HistoryQuery(scenario: "x")) == [records[0], records[2]])
    #expect(try database.history(HistoryQuery(scenario: "x", last: 1)) == [records[2]])
    #expect(try database.history(HistoryQuery(scenario: "'; DROP TABLE runs")) == [])
    let metrics = try database.history(HistoryQuery(metrics: ["c"])).flatMap { $0.arms[0].metrics }
    #expect(metrics.map(\.name) == ["c", "c", "c"])
    #expect(try place.open(.reading).scenarios() == ["x", "y"])
  }

  @Test func `two writers at the same time lose nothing`() throws {
    let place = try Place()
    defer { place.remove() }
    // Both make the tables, too.
    DispatchQueue.concurrentPerform(iterations: 4) { writer in
      do {
        let database = try ResultsDatabase(path: place.path, access: .writing, patience: 20)
        let kept = database.replications(of: "\(writer % 2)", at: Self.noon)
        for number in 0..<25 { try kept.save(Self.replication(writer / 2 * 25 + number)) }
        try database.add(Self.record("writer-\(writer)"))
      } catch {
        Issue.record(error)
      }
    }
    let database = try place.open()
    for key in ["0", "1"] {
      let kept = database.replications(of: key, at: Self.noon)
      #expect((0..<50).allSatisfy { kept.load($0) == Self.replication($0) })
    }
    #expect(try database.history(HistoryQuery()).count == 4)
  }

  @Test func `a locked database is told after some patience`() throws {
    let place = try Place()
    defer { place.remove() }
    let database = try place.open()
    let other = try DatabaseQueue(path: place.path)
    try other.writeWithoutTransaction { rows in
      try rows.execute(sql: "BEGIN EXCLUSIVE")
      let error = #expect(throws: StoreError.self) { try database.add(Self.record("x")) }
      #expect(error?.problem == "is locked by another process")
      let second = #expect(throws: StoreError.self) { try place.open() }
      #expect(second?.problem == "is locked by another process")
      try rows.execute(sql: "ROLLBACK")
    }
    try database.add(Self.record("x"))
  }

  @Test func `what is no database of results is refused and left alone`() throws {
    let place = try Place()
    defer { place.remove() }
    let file = place.folder.appendingPathComponent("runs/store.sqlite")
    #expect(throws: StoreError.self) { try place.open(.reading) }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let text = Data(String(repeating: "no database at all ", count: 100).utf8)
    try text.write(to: file)
    for access in [ResultsDatabase.Access.reading, .writing] {
      let error = #expect(throws: StoreError.self) { try place.open(access) }
      #expect(error?.problem.hasPrefix("is damaged or no database") == true)
    }
    #expect(try Data(contentsOf: file) == text)
    // Another program's database.
    try FileManager.default.removeItem(at: file)
    try DatabaseQueue(path: place.path).write { try $0.execute(sql: "CREATE TABLE theirs (x)") }
    for access in [ResultsDatabase.Access.reading, .writing] {
      let error = #expect(throws: StoreError.self) { try place.open(access) }
      #expect(error?.problem == "is a database, but not one of Regatta")
    }
    // A newer version's.
    try FileManager.default.removeItem(at: file)
    try place.open().write { try $0.execute(sql: "PRAGMA user_version = 9") }
    let error = #expect(throws: StoreError.self) { try place.open() }
    #expect(error?.problem.contains("tables 9, this one knows 1") == true)
  }

  @Test func `a folder that cannot be made is told`() throws {
    let place = try Place()
    defer { place.remove() }
    try Data().write(to: place.folder.appendingPathComponent("runs"))
    let error = #expect(throws: StoreError.self) { try place.open() }
    #expect(error?.problem == "its folder cannot be made")
  }
}
