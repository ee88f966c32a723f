/// What is wrong with a document, and where.
public struct DocumentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file's name as the user gave it.
  public var file: String
  /// The line, from 1; 0 if the error has no place in the text.
  public var line: Int32
  /// The column, from 1; 0 if the error has no place in the text.
  public var column: Int32
  /// The field, such as `spec.fleet.regions[2].name`; empty for the whole document.
  public var path: String
  /// What is wrong, as half a sentence.
  public var problem: String
  /// The valid name that was probably meant.
  public var suggestion: String?

  /// Creates an error.
  public init(
    file: String, position: Node.Position = .none, path: String = "", problem: String,
    suggestion: String? = nil
  ) {
    self.file = file
    self.line = position.line
    self.column = position.column
    self.path = path
    self.problem = problem
    self.suggestion = suggestion
  }

  /// `file:line:column: path: problem; did you mean "x"?`
  public var description: String {
    var text = file
    if line > 0 { text += ":\(line):\(column)" }
    if !path.isEmpty { text += ": \(path)" }
    text += ": \(problem)"
    if let suggestion { text += "; did you mean \"\(suggestion)\"?" }
    return text
  }
}
