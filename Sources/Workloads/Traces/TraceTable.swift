import CZlib

/// A table of comma- or tab-separated values, plain or compressed with gzip.
///
/// Rows are handed out one by one and read by column name. Fields may be quoted with `"`, doubled
/// inside; a quoted field does not span lines. Empty lines are skipped.
public struct TraceTable: Sendable {
  private let file: String
  private let bytes: [UInt8]
  private let separator: UInt8
  private let limits: TraceLimits
  /// The columns, in the order of the file.
  public let columns: [String]
  private let firstRow: (offset: Int, line: Int)

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file. `.tsv` or `.tsv.gz` at its end means tabs, everything else commas.
  ///   - columns: The columns of a file without header; nil takes the first line for the header.
  /// - Throws: ``TraceError`` for a missing, damaged, empty or too large file.
  public init(
    path: String, columns: [String]? = nil, limits: TraceLimits = TraceLimits()
  ) throws(TraceError) {
    let bytes = try Self.contents(of: path, limits: limits)
    try self.init(
      bytes, file: path, tabs: path.hasSuffix(".tsv") || path.hasSuffix(".tsv.gz"),
      columns: columns, limits: limits)
  }

  /// Takes the bytes of a file already read.
  ///
  /// - Parameters:
  ///   - file: The name to use in errors.
  ///   - tabs: Whether tabs separate the fields, instead of commas.
  public init(
    _ bytes: [UInt8], file: String, tabs: Bool = false, columns: [String]? = nil,
    limits: TraceLimits = TraceLimits()
  ) throws(TraceError) {
    self.file = file
    self.bytes = bytes
    self.limits = limits
    separator = tabs ? UInt8(ascii: "\t") : UInt8(ascii: ",")
    if let columns {
      self.columns = columns
      firstRow = (0, 1)
      return
    }
    var lines = LineCursor(bytes, offset: Self.lengthOfMark(bytes), line: 0)
    guard let header = lines.next() else { throw TraceError(file: file, problem: "is empty") }
    let names = try Self.fields(of: bytes[header], separator: separator, file: file, line: 1)
    self.columns = names
    firstRow = (lines.offset, lines.line + 1)
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw TraceError(file: file, line: 1, column: name, problem: "the column occurs twice")
    }
  }

  /// Reads every row.
  ///
  /// - Throws: ``TraceError`` for a row with another number of fields, and what `body` throws.
  public func forEachRow(_ body: (TraceRow) throws(TraceError) -> Void) throws(TraceError) {
    var lines = LineCursor(bytes, offset: firstRow.offset, line: firstRow.line - 1)
    var rows = 0
    while let range = lines.next() {
      rows += 1
      if rows > limits.maximumRows {
        throw TraceError(
          file: file, line: lines.line, problem: "has more than \(limits.maximumRows) rows")
      }
      let fields = try Self.fields(
        of: bytes[range], separator: separator, file: file, line: lines.line)
      guard fields.count == columns.count else {
        throw TraceError(
          file: file, line: lines.line,
          problem: "has \(fields.count) fields where \(columns.count) are expected")
      }
      try body(TraceRow(file: file, line: lines.line, columns: columns, fields: fields))
    }
  }

  /// Reads every row into a value.
  public func map<Value>(
    _ transform: (TraceRow) throws(TraceError) -> Value
  ) throws(TraceError) -> [Value] {
    var values: [Value] = []
    try forEachRow { row throws(TraceError) in values.append(try transform(row)) }
    return values
  }

  /// A UTF-8 byte order mark, as spreadsheets write it, is no part of the first column's name.
  private static func lengthOfMark(_ bytes: [UInt8]) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  private static func fields(
    of line: ArraySlice<UInt8>, separator: UInt8, file: String, line number: Int
  ) throws(TraceError) -> [String] {
    var fields: [String] = []
    var start = line.startIndex
    while true {
      var end = start
      if start < line.endIndex, line[start] == UInt8(ascii: "\"") {
        var text: [UInt8] = []
        end += 1
        while true {
          guard end < line.endIndex else {
            throw TraceError(file: file, line: number, problem: "a quotation mark is not closed")
          }
          if line[end] == UInt8(ascii: "\"") {
            guard end + 1 < line.endIndex, line[end + 1] == UInt8(ascii: "\"") else { break }
            end += 1
          }
          text.append(line[end])
          end += 1
        }
        end += 1
        guard end == line.endIndex || line[end] == separator else {
          throw TraceError(file: file, line: number, problem: "text follows a quoted field")
        }
        fields.append(String(decoding: text, as: UTF8.self))
      } else {
        end = line[start...].firstIndex(of: separator) ?? line.endIndex
        fields.append(String(decoding: line[start..<end], as: UTF8.self))
      }
      guard end < line.endIndex else { return fields }
      start = end + 1
    }
  }

  private static func contents(
    of path: String, limits: TraceLimits
  ) throws(TraceError) -> [UInt8] {
    guard let stream = gzopen(path, "rb") else {
      throw TraceError(file: path, problem: "cannot be opened for reading")
    }
    gzbuffer(stream, 1 << 17)
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 17)
    var count: Int32 = 0
    repeat {
      count = gzread(stream, &part, UInt32(part.count))
      if count > 0 { bytes.append(contentsOf: part[..<Int(count)]) }
    } while count > 0 && bytes.count <= limits.maximumBytes
    // A truncated file is noticed only when it is closed.
    let isWhole = gzclose(stream) == Z_OK && count >= 0
    if bytes.count > limits.maximumBytes {
      throw TraceError(file: path, problem: "is larger than \(limits.maximumBytes) bytes")
    }
    guard isWhole else {
      throw TraceError(file: path, problem: "is a directory, or damaged or truncated gzip data")
    }
    return bytes
  }
}

/// Walks over the lines that are not empty.
private struct LineCursor {
  let bytes: [UInt8]
  var offset: Int
  /// The number of the line last handed out.
  var line: Int

  init(_ bytes: [UInt8], offset: Int, line: Int) {
    self.bytes = bytes
    self.offset = offset
    self.line = line
  }

  mutating func next() -> Range<Int>? {
    while offset < bytes.count {
      let start = offset
      var end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      offset = end + 1
      line += 1
      if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      if end > start { return start..<end }
    }
    return nil
  }
}
