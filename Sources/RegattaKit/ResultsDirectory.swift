import Experiments
import Foundation
import Reporting

/// The directory in which an experiment leaves its results.
///
/// Every file appears whole or not at all, and `result.json` last.
public struct ResultsDirectory: Sendable {
  /// Its path.
  public let path: String
  private var folder: URL { URL(fileURLWithPath: path, isDirectory: true) }

  /// Names a directory; nothing is touched.
  public init(path: String) {
    self.path = path
  }

  /// Writes the reports of a complete experiment.
  ///
  /// - Returns: The names of the files.
  @discardableResult
  public func write(_ result: ExperimentResult) throws -> [String] {
    let files = Reports.files(result)
    try write(files)
    return files.map(\.name)
  }

  /// Writes files, `result.json` last.
  public func write(_ files: [(name: String, contents: String)]) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in files.filter({ $0.name != "result.json" })
      + files.filter({ $0.name == "result.json" })
    {
      try Data(file.contents.utf8).write(
        to: folder.appendingPathComponent(file.name), options: .atomic)
    }
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
