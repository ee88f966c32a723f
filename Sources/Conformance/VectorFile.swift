import CZlib
import Documents
import Foundation

/// Reads files of golden vectors: one JSON object per line, plain or compressed with gzip.
public enum VectorFile {
  /// Text beyond this size is an error: a file of vectors is small, a bomb is not.
  static let maximumBytes = 256 << 20

  /// Reads every case of a file.
  ///
  /// - Throws: A `DocumentError` with the line for a missing, damaged or malformed file.
  public static func read(path: String) throws(DocumentError) -> [VectorCase] {
    try parse(decompress(path: path), file: path)
  }

  /// Reads the cases in a text of JSON lines; empty lines are skipped.
  public static func parse(_ bytes: [UInt8], file: String) throws(DocumentError) -> [VectorCase] {
    var cases: [VectorCase] = []
    var seen: Set<String> = []
    var line = 1
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.endIndex
      let text = bytes[start..<end]
      if text.contains(where: { $0 > 0x20 }) {
        let node = try DocumentReader.readJSON(text, file: file, firstLine: line)
        let vector = try vectorCase(node, file: file)
        if !seen.insert(vector.id).inserted {
          throw DocumentError(
            file: file, position: node.position, path: "id",
            problem: "duplicate case \"\(vector.id)\"")
        }
        cases.append(vector)
      }
      start = end < bytes.endIndex ? end + 1 : end
      line += 1
    }
    if cases.isEmpty { throw DocumentError(file: file, problem: "holds no vectors") }
    return cases
  }

  private static func vectorCase(
    _ node: Node, file: String
  ) throws(DocumentError) -> VectorCase {
    func field(_ name: String) throws(DocumentError) -> Node {
      guard node.object != nil else {
        throw DocumentError(
          file: file, position: node.position,
          problem: "must be an object, not \(node.kindDescription)")
      }
      guard let value = node[name] else {
        throw DocumentError(
          file: file, position: node.position, problem: "missing field \"\(name)\"")
      }
      return value
    }
    func text(_ name: String) throws(DocumentError) -> String {
      let value = try field(name)
      guard let string = value.string else {
        throw DocumentError(
          file: file, position: value.position, path: name,
          problem: "must be a string, not \(value.kindDescription)")
      }
      return string
    }
    return VectorCase(
      id: try text("id"), algorithm: try text("algorithm"), source: node["source"]?.string ?? "",
      input: try field("input"), expected: try field("expected"))
  }

  /// The bytes of a file, decompressed if they are compressed.
  static func decompress(path: String) throws(DocumentError) -> [UInt8] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw DocumentError(file: path, problem: "no such file")
    }
    if isDirectory.boolValue {
      throw DocumentError(file: path, problem: "is a directory, not a file")
    }
    guard let stream = gzopen(path, "rb") else {
      throw DocumentError(file: path, problem: "cannot be opened for reading")
    }
    gzbuffer(stream, 1 << 17)
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 17)
    var count: Int32 = 0
    repeat {
      count = gzread(stream, &part, UInt32(part.count))
      if count > 0 { bytes.append(contentsOf: part[..<Int(count)]) }
    } while count > 0 && bytes.count <= maximumBytes
    // A truncated file is noticed only when it is closed.
    let isWhole = gzclose(stream) == Z_OK && count >= 0
    if bytes.count > maximumBytes {
      throw DocumentError(file: path, problem: "is larger than \(maximumBytes) bytes")
    }
    guard isWhole else {
      throw DocumentError(file: path, problem: "is damaged or truncated gzip data")
    }
    return bytes
  }
}
