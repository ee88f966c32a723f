import Documents

/// A decision made ready to run: the input is decoded, the answer not yet written down.
///
/// The two steps are apart because only the first is timed.
public struct PreparedDecision {
  private let decideStep: () throws -> Void
  private let answerStep: () throws -> Node

  /// Creates a prepared decision.
  ///
  /// - Parameters:
  ///   - decide: Makes the decision. It may run many times and must not change anything that
  ///     its next run sees.
  ///   - answer: Writes a decision down in the form of the vectors' `expected`.
  public init<Outcome>(
    decide: @escaping () throws -> Outcome, answer: @escaping (Outcome) -> Node
  ) {
    decideStep = { _ = try decide() }
    answerStep = { answer(try decide()) }
  }

  /// Decides and lets the outcome go: those of many cases kept at once would cost the decisions
  /// that are timed their place in the processor's caches.
  public func decide() throws {
    try decideStep()
  }

  /// Decides and writes the decision down.
  public func answer() throws -> Node {
    try answerStep()
  }
}

/// How to replay the vectors of one algorithm.
public struct VectorSuite: Sendable {
  /// The vectors' `algorithm`.
  public let algorithm: String
  /// Decodes the input of one case.
  public let prepare: @Sendable (VectorCase) throws -> PreparedDecision
  private let matchesAnswer: @Sendable (_ expected: Node, _ answer: Node) -> Bool

  /// Creates a suite.
  ///
  /// - Parameters:
  ///   - algorithm: The vectors' `algorithm`.
  ///   - matches: Whether an answer is right. Without it, an answer must equal `expected`, or
  ///     one of the values in `expected.anyOf`.
  ///   - prepare: Decodes the input of one case. An error means that the case is not understood,
  ///     which counts as a disagreement; errors of the real code are ordinary answers.
  public init(
    algorithm: String,
    matches: (@Sendable (_ expected: Node, _ answer: Node) -> Bool)? = nil,
    prepare: @escaping @Sendable (VectorCase) throws -> PreparedDecision
  ) {
    self.algorithm = algorithm
    self.prepare = prepare
    matchesAnswer = matches ?? Self.isEqualOrAnyOf
  }

  /// Whether `answer` is right where the real code answered `expected`.
  public func matches(_ expected: Node, _ answer: Node) -> Bool {
    matchesAnswer(expected, answer)
  }

  /// The default comparison.
  public static func isEqualOrAnyOf(_ expected: Node, _ answer: Node) -> Bool {
    if expected == answer { return true }
    guard let allowed = expected["anyOf"]?.array, expected.object?.count == 1 else { return false }
    return allowed.contains(answer)
  }
}
