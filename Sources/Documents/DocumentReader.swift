import Foundation

/// Reads YAML and JSON texts into nodes that know where they were written.
public enum DocumentReader {
  /// Reads every document of a YAML or JSON text.
  ///
  /// A text that begins like JSON is read as JSON (several values may follow each other);
  /// if that fails and the file is not named `.json`, it is read as YAML. Empty documents
  /// are left out, as `kubectl` does.
  ///
  /// - Parameters:
  ///   - text: UTF-8 bytes.
  ///   - file: The name for messages.
  ///   - limits: Bounds on size, depth and number of values.
  /// - Throws: The first error in the text.
  public static func read(
    _ text: [UInt8], file: String, limits: DocumentLimits = .standard
  ) throws(DocumentError) -> [Node] {
    try checkSize(text.count, file: file, limits: limits)
    if looksLikeJSON(text) {
      do throws(DocumentError) {
        return try readJSONStream(text, file: file, limits: limits)
      } catch {
        if file.hasSuffix(".json") { throw error }
      }
    }
    return try text.withUnsafeBufferPointer { bytes throws(DocumentError) in
      var parser = YAMLParser(bytes, file: file, limits: limits)
      return try parser.documents()
    }
  }

  /// Reads every document of a YAML or JSON text.
  public static func read(
    _ text: String, file: String, limits: DocumentLimits = .standard
  ) throws(DocumentError) -> [Node] {
    try read(Array(text.utf8), file: file, limits: limits)
  }

  /// Reads exactly one JSON value, with nothing but blanks around it.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 text.
  ///   - file: The name for messages.
  ///   - firstLine: The number of the first line, for a value taken out of a larger file.
  ///   - limits: Bounds on size, depth and number of values.
  public static func readJSON(
    _ bytes: some Collection<UInt8>, file: String = "JSON", firstLine: Int = 1,
    limits: DocumentLimits = .standard
  ) throws(DocumentError) -> Node {
    try checkSize(bytes.count, file: file, limits: limits)
    func parse(_ buffer: UnsafeBufferPointer<UInt8>) throws(DocumentError) -> Node {
      var parser = JSONParser(buffer, file: file, limits: limits, firstLine: firstLine)
      return try parser.document()
    }
    var outcome: Result<Node, DocumentError>?
    bytes.withContiguousStorageIfAvailable { buffer in
      outcome = Result { () throws(DocumentError) in try parse(buffer) }
    }
    if let outcome { return try outcome.get() }
    return try Array(bytes).withUnsafeBufferPointer { buffer throws(DocumentError) in
      try parse(buffer)
    }
  }

  /// Reads one JSON value.
  public static func readJSON(
    _ text: String, file: String = "JSON", limits: DocumentLimits = .standard
  ) throws(DocumentError) -> Node {
    try readJSON(Array(text.utf8), file: file, limits: limits)
  }

  /// Reads every document of a file.
  public static func readFile(
    _ path: String, limits: DocumentLimits = .standard
  ) throws(DocumentError) -> [Node] {
    try read(readBytes(path, limits: limits), file: path, limits: limits)
  }

  /// The bytes of a file, of which at most `maximumBytes` are ever read.
  public static func readBytes(
    _ path: String, limits: DocumentLimits = .standard
  ) throws(DocumentError) -> [UInt8] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw DocumentError(file: path, problem: "no such file")
    }
    if isDirectory.boolValue {
      throw DocumentError(file: path, problem: "is a directory, not a file")
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DocumentError(file: path, problem: "cannot be opened for reading")
    }
    defer { try? handle.close() }
    var bytes: [UInt8] = []
    do {
      while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
        bytes.append(contentsOf: part)
        if bytes.count > limits.maximumBytes { break }
      }
    } catch {
      throw DocumentError(file: path, problem: "cannot be read: \(error.localizedDescription)")
    }
    try checkSize(bytes.count, file: path, limits: limits)
    return bytes
  }

  private static func checkSize(
    _ count: Int, file: String, limits: DocumentLimits
  ) throws(DocumentError) {
    if count > limits.maximumBytes {
      throw DocumentError(
        file: file, problem: "is larger than the limit of \(limits.maximumBytes) bytes")
    }
  }

  private static func looksLikeJSON(_ text: [UInt8]) -> Bool {
    for byte in text.prefix(4096) {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      default: return byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
      }
    }
    return false
  }

  private static func readJSONStream(
    _ text: [UInt8], file: String, limits: DocumentLimits
  ) throws(DocumentError) -> [Node] {
    try text.withUnsafeBufferPointer { buffer throws(DocumentError) in
      var parser = JSONParser(buffer, file: file, limits: limits)
      return try parser.documents()
    }
  }
}
