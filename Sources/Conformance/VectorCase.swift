import Documents

/// One recorded call of the real code: what went in and what came out.
public struct VectorCase: Sendable {
  /// The case's name, unique in its file.
  public var id: String
  /// Which decision it tests, such as `kubernetes.quantity.parse`.
  public var algorithm: String
  /// Which real code answered, with its version.
  public var source: String
  /// What the real code was given.
  public var input: Node
  /// What it returned.
  public var expected: Node

  /// Creates a case.
  public init(id: String, algorithm: String, source: String = "", input: Node, expected: Node) {
    self.id = id
    self.algorithm = algorithm
    self.source = source
    self.input = input
    self.expected = expected
  }

  /// Whether the case records changes over time instead of one answer.
  public var isTimeline: Bool { algorithm.hasPrefix("timeline.") }
}
