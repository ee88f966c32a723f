/// What is wrong with a trace file.
public struct TraceError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// The line, from 1; 0 for the file as a whole.
  public var line: Int
  /// The column's name, if one column is to blame.
  public var column: String?
  /// What is wrong.
  public var problem: String

  /// An error about a file, a line or a field.
  public init(file: String, line: Int = 0, column: String? = nil, problem: String) {
    self.file = file
    self.line = line
    self.column = column
    self.problem = problem
  }

  /// `file:line: column: problem`
  public var description: String {
    file + (line > 0 ? ":\(line)" : "") + ": " + (column.map { $0 + ": " } ?? "") + problem
  }
}

/// How much of a trace is read at most; beyond is an error, never a crash or an endless read.
public struct TraceLimits: Sendable {
  /// Bytes after decompression.
  public var maximumBytes: Int
  /// Rows without the header.
  public var maximumRows: Int

  /// Limits; by default 1 GiB and 20 million rows.
  public init(maximumBytes: Int = 1 << 30, maximumRows: Int = 20_000_000) {
    self.maximumBytes = maximumBytes
    self.maximumRows = maximumRows
  }
}
