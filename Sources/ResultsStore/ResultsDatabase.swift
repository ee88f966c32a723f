import Foundation
import GRDB

/// The SQLite database in which experiments leave what they found, and unfinished ones their
/// replications.
///
/// Several processes may use it at the same time: it is written ahead (WAL), and who finds it busy
/// waits. Each replication is there as a whole or not at all, whenever the process is killed.
public final class ResultsDatabase: Sendable {
  /// What is going to be done with it.
  public enum Access: Sendable {
    /// The file must exist.
    case reading
    /// The file and its folder are made if they do not exist.
    case writing
  }

  /// Its file.
  public let path: String
  private let queue: DatabaseQueue

  /// Opens a database.
  ///
  /// - Parameter patience: How many seconds to wait for another process that has locked it.
  public init(path: String, access: Access, patience: Double = 15) throws(StoreError) {
    self.path = path
    if access == .reading, !FileManager.default.fileExists(atPath: path) {
      throw StoreError(path, "no such file; `regatta run` makes it")
    }
    do {
      if access == .writing {
        try FileManager.default.createDirectory(
          at: URL(fileURLWithPath: path).deletingLastPathComponent(),
          withIntermediateDirectories: true)
      }
    } catch {
      throw StoreError(path, "its folder cannot be made")
    }
    do {
      queue = try Self.opened(path, access, patience)
    } catch {
      throw StoreError(path, error)
    }
  }

  /// Opens it, again and again while another process is making it: switching a new database to
  /// writing ahead fails at once when somebody else reads it, whatever the patience.
  private static func opened(
    _ path: String, _ access: Access, _ patience: Double
  ) throws -> DatabaseQueue {
    // Half of the patience is for waiting inside of an attempt, half for the time between two.
    let attempts = 20
    let share = patience / Double(2 * attempts)
    var attempt = 0
    while true {
      attempt += 1
      do {
        let queue = try open(path, access, share)
        try queue.inDatabase {
          try $0.execute(sql: "PRAGMA busy_timeout = \(Int(patience * 1000))")
        }
        return queue
      } catch let error as DatabaseError
        where attempt < attempts
        && [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode)
      {
        Thread.sleep(forTimeInterval: share)
      }
    }
  }

  private static func open(
    _ path: String, _ access: Access, _ patience: Double
  ) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.readonly = access == .reading
    if access == .writing { configuration.journalMode = .wal }
    let queue: DatabaseQueue
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      if access == .reading {
        try queue.read { try check($0, path) }
        return queue
      }
    } catch let error as DatabaseError
      where access == .reading && [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
    {
      // Where no file may be made beside it, a written-ahead database opens only as unchanging.
      let url = URL(fileURLWithPath: path).absoluteString + "?immutable=1"
      let queue = try DatabaseQueue(path: url, configuration: configuration)
      try queue.read { try check($0, path) }
      return queue
    }
    try queue.writeWithoutTransaction { database in
      // Immediate: of two processes that find nothing, the second waits and finds the tables.
      try database.inTransaction(.immediate) {
        if try isEmpty(database) {
          for statement in schema { try database.execute(sql: statement) }
        }
        try check(database, path)
        return .commit
      }
    }
    return queue
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try queue.read(body)
    } catch {
      throw StoreError(path, error)
    }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try queue.write(body)
    } catch {
      throw StoreError(path, error)
    }
  }
}

// MARK: Tables

extension ResultsDatabase {
  /// The version of the tables.
  static let schemaVersion = 1

  private static func isEmpty(_ database: Database) throws -> Bool {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
  }

  private static func check(_ database: Database, _ path: String) throws {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    guard application == applicationID else {
      throw StoreError(path, "is a database, but not one of Regatta")
    }
    guard version == schemaVersion else {
      throw StoreError(
        path, "was written by another version (tables \(version), this one knows \(schemaVersion))")
    }
  }

  /// `Rgta`, which `file` can tell.
  private static let applicationID = 0x5267_7461

  private static let schema = [
    "PRAGMA application_id = \(applicationID)",
    "PRAGMA user_version = \(schemaVersion)",
    """
    CREATE TABLE replications (
      key TEXT NOT NULL, replication INTEGER NOT NULL, time TEXT NOT NULL, result BLOB NOT NULL,
      UNIQUE (key, replication))
    """,
    """
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY, time TEXT NOT NULL, command TEXT NOT NULL, scenario TEXT NOT NULL,
      digest TEXT NOT NULL, seed INTEGER NOT NULL, engineVersion TEXT NOT NULL,
      confidence REAL NOT NULL, verdict TEXT NOT NULL)
    """,
    "CREATE INDEX runsByScenario ON runs (scenario)",
    """
    CREATE TABLE arms (
      id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      name TEXT NOT NULL, replications INTEGER NOT NULL)
    """,
    "CREATE INDEX armsByRun ON arms (run)",
    """
    CREATE TABLE metrics (
      id INTEGER PRIMARY KEY, arm INTEGER NOT NULL REFERENCES arms (id) ON DELETE CASCADE,
      name TEXT NOT NULL, dimensions TEXT NOT NULL, unit TEXT NOT NULL, estimate REAL, lower REAL,
      upper REAL, count INTEGER NOT NULL, verdict TEXT)
    """,
    "CREATE INDEX metricsByArm ON metrics (arm, name)",
    """
    CREATE TABLE objectives (
      id INTEGER PRIMARY KEY, arm INTEGER NOT NULL REFERENCES arms (id) ON DELETE CASCADE,
      objective TEXT NOT NULL, met INTEGER NOT NULL, certain INTEGER NOT NULL)
    """,
  ]
}
