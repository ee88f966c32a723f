import Experiments
import Foundation
import Reporting

/// The directory in which an experiment leaves its results.
///
/// Finished replications are kept below it until the experiment is complete, so that the same
/// command goes on after an interruption. Every file appears whole or not at all, and `result.json`
/// last.
public struct ResultsDirectory: Sendable {
  /// Its path.
  public let path: String
  private let key: String
  private var folder: URL { URL(fileURLWithPath: path, isDirectory: true) }
  private var unfinished: URL {
    folder.appendingPathComponent(".unfinished", isDirectory: true)
      .appendingPathComponent(String(key.prefix(32)), isDirectory: true)
  }

  /// Names a directory; nothing is touched.
  ///
  /// - Parameter key: Replications of another key are not taken up again.
  public init(path: String, key: String) {
    self.path = path
    self.key = key
  }

  /// Writes the reports of a complete experiment, and forgets its single replications.
  ///
  /// - Returns: The names of the files.
  @discardableResult
  public func write(_ result: ExperimentResult) throws -> [String] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let files = Reports.files(result)
    for file in files.filter({ $0.name != "result.json" })
      + files.filter({ $0.name == "result.json" })
    {
      try Data(file.contents.utf8).write(
        to: folder.appendingPathComponent(file.name), options: .atomic)
    }
    try? FileManager.default.removeItem(at: folder.appendingPathComponent(".unfinished"))
    return files.map(\.name)
  }

  /// Writes a file piece by piece; it gets its name when `body` has returned.
  public func stream(
    _ name: String, _ body: (_ write: @escaping (String) -> Void) throws -> Void
  ) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let temporary = folder.appendingPathComponent("." + name + ".part")
    try Data().write(to: temporary)
    let sink = BufferedFile(try FileHandle(forWritingTo: temporary))
    try body { sink.write($0) }
    try sink.close()
    let final = folder.appendingPathComponent(name)
    if rename(temporary.path, final.path) != 0 {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: final.path])
    }
  }
}

/// Gathers small writes.
private final class BufferedFile {
  private let handle: FileHandle
  private var buffer: [UInt8] = []

  init(_ handle: FileHandle) {
    self.handle = handle
  }

  func write(_ text: String) {
    buffer += text.utf8
    if buffer.count > 1 << 20 { flush() }
  }

  private func flush() {
    handle.write(Data(buffer))
    buffer.removeAll(keepingCapacity: true)
  }

  func close() throws {
    flush()
    try handle.close()
  }
}

extension ResultsDirectory: ReplicationStore {
  private func file(_ replication: Int) -> URL {
    let digits = String(replication)
    let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    return unfinished.appendingPathComponent("replication-\(padded).json")
  }

  /// A replication that an earlier attempt finished; what cannot be read counts as not finished.
  public func load(_ replication: Int) -> ReplicationResult? {
    guard let data = try? Data(contentsOf: file(replication)),
      let result = try? JSONDecoder().decode(ReplicationResult.self, from: data),
      result.replication == replication
    else { return nil }
    return result
  }

  /// Keeps a finished replication.
  public func save(_ result: ReplicationResult) throws {
    try FileManager.default.createDirectory(at: unfinished, withIntermediateDirectories: true)
    try JSONEncoder().encode(result).write(to: file(result.replication), options: .atomic)
  }
}
