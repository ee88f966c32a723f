/// One row of a trace, read by the names of its columns.
public struct TraceRow: Sendable {
  private let file: String
  /// The line in the file, from 1.
  public let line: Int
  private let columns: [String]
  private let fields: [String]

  init(file: String, line: Int, columns: [String], fields: [String]) {
    self.file = file
    self.line = line
    self.columns = columns
    self.fields = fields
  }

  /// An error about a field of this row.
  public func error(_ column: String, _ problem: String) -> TraceError {
    TraceError(file: file, line: line, column: column, problem: problem)
  }

  /// Whether the file has a column.
  public func has(_ column: String) -> Bool { columns.contains(column) }

  /// The text of a field.
  public func text(_ column: String) throws(TraceError) -> String {
    guard let index = columns.firstIndex(of: column) else {
      throw error(column, "there is no such column; there are \(columns.joined(separator: ", "))")
    }
    return fields[index]
  }

  /// A whole number within a range.
  public func integer(
    _ column: String, in range: ClosedRange<Int64> = 0...Int64.max
  ) throws(TraceError) -> Int64 {
    let text = try text(column)
    guard let value = Int64(text) else {
      throw error(column, "\"\(text.prefix(40))\" is not a whole number")
    }
    guard range.contains(value) else {
      throw error(
        column,
        value < range.lowerBound
          ? "must be at least \(range.lowerBound), not \(value)"
          : "must be at most \(range.upperBound), not \(value)")
    }
    return value
  }

  /// A whole number, or nil for an empty field.
  public func optionalInteger(_ column: String) throws(TraceError) -> Int64? {
    try text(column).isEmpty ? nil : try integer(column)
  }

  /// A finite number that is not negative.
  public func number(_ column: String) throws(TraceError) -> Double {
    let text = try text(column)
    guard let value = Double(text), value.isFinite else {
      throw error(column, "\"\(text.prefix(40))\" is not a finite number")
    }
    guard value >= 0 else { throw error(column, "must not be negative, not \(text)") }
    return value
  }
}
