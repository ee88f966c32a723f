import Experiments
import Foundation
import GRDB

/// The finished replications of one experiment, until it is complete.
public struct KeptReplications: ReplicationStore {
  let database: ResultsDatabase
  let key: String
  let time: String

  /// A replication that an earlier attempt finished; what cannot be read counts as not finished.
  public func load(_ replication: Int) -> ReplicationResult? {
    let bytes = try? database.read { rows in
      try Data.fetchOne(
        rows, sql: "SELECT result FROM replications WHERE key = ? AND replication = ?",
        arguments: [key, replication])
    }
    guard let bytes,
      let result = try? Self.decoder.decode(ReplicationResult.self, from: bytes),
      result.replication == replication
    else { return nil }
    return result
  }

  /// Keeps a finished replication.
  public func save(_ result: ReplicationResult) throws {
    let bytes = try Self.encoder.encode(result)
    try database.write { rows in
      try rows.execute(
        sql: """
          INSERT OR REPLACE INTO replications (key, replication, time, result) VALUES (?, ?, ?, ?)
          """,
        arguments: [key, result.replication, time, bytes])
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return decoder
  }
}

extension ResultsDatabase {
  /// The finished replications of an experiment.
  ///
  /// - Parameters:
  ///   - key: Everything that the result of a replication depends on.
  ///   - time: Now, as ISO 8601 writes it in UTC.
  public func replications(of key: String, at time: String) -> KeptReplications {
    KeptReplications(database: self, key: key, time: time)
  }

  /// Forgets the replications of experiments that are complete.
  public func forgetReplications(of keys: [String]) throws(StoreError) {
    try write { rows in
      for key in keys {
        try rows.execute(sql: "DELETE FROM replications WHERE key = ?", arguments: [key])
      }
    }
  }

  /// Forgets replications that nobody came back for.
  ///
  /// - Parameter time: Those kept earlier go; as ISO 8601 writes it in UTC.
  public func forgetReplications(before time: String) throws(StoreError) {
    try write { rows in
      try rows.execute(sql: "DELETE FROM replications WHERE time < ?", arguments: [time])
    }
  }
}
