/// Why a text is not a usable expression.
public struct CELCompileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One fault.
  public struct Issue: Sendable, Equatable {
    /// What is wrong, in upstream's words where they are fixed.
    public var message: String
    /// The line, from 1.
    public var line: Int
    /// The column in characters, from 1.
    public var column: Int
  }

  /// The faults, in the order of the text; never empty.
  public var issues: [Issue]
  /// One paragraph for each fault, with the line and a mark below it.
  public var description: String

  init(issues: [Issue], source: String) {
    self.issues = issues.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    description = self.issues.map { issue in
      var text = "ERROR: <input>:\(issue.line):\(issue.column): \(issue.message)"
      guard lines.indices.contains(issue.line - 1), lines[issue.line - 1].utf8.count <= 16_384
      else { return text }
      let scalars = Array(lines[issue.line - 1].unicodeScalars)
      let line = String(String.UnicodeScalarView(scalars.map { $0 == "\t" ? " " : $0 }))
      text += "\n | " + line + "\n | "
      for scalar in scalars.prefix(issue.column - 1) { text += scalar.isASCII ? "." : "．" }
      let marked = issue.column <= scalars.count ? scalars[issue.column - 1] : "."
      return text + (marked.isASCII ? "^" : "＾")
    }.joined(separator: "\n")
  }
}

/// A fault at a place in the text, before its line is known.
struct SyntaxFault: Error {
  var message: String
  /// Bytes from the start of the text.
  var offset: Int
}

extension CELCompileError {
  /// Gives each fault its line and column.
  init(faults: [SyntaxFault], source: String) {
    let bytes = Array(source.utf8)
    let issues = faults.prefix(100).map { fault in
      var line = 1
      var column = 1
      for byte in bytes.prefix(fault.offset) {
        if byte == 10 {
          line += 1
          column = 1
        } else if byte & 0xC0 != 0x80 {
          column += 1
        }
      }
      return Issue(message: fault.message, line: line, column: column)
    }
    self.init(issues: issues, source: source)
  }
}
