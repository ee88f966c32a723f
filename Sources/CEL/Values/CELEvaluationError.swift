/// Why an expression has no value.
public struct CELEvaluationError: Error, Sendable, CustomStringConvertible {
  enum Problem: Sendable {
    case text(String)
    case noSuchKey(CELValue)
    case indexOutOfBounds(CELValue)
    case noSuchOverload
    case noSuchOverloadOf(String)
    case costLimitExceeded
    case resourcesExhausted(String)
  }

  let problem: Problem

  init(_ problem: Problem) { self.problem = problem }

  init(_ text: String) { problem = .text(text) }

  static let noSuchOverload = CELEvaluationError(.noSuchOverload)

  /// Whether the evaluation was stopped: `&&`, `||` and the like cannot absorb this.
  public var stopsEvaluation: Bool {
    switch problem {
    case .costLimitExceeded, .resourcesExhausted: true
    default: false
    }
  }

  /// Whether the limit on the cost was exceeded.
  public var isCostLimit: Bool {
    if case .costLimitExceeded = problem { return true }
    return false
  }

  /// One sentence, in upstream's words.
  public var description: String {
    switch problem {
    case .text(let text): text
    case .noSuchKey(let key): "no such key: \(key.plainText)"
    case .indexOutOfBounds(let index): "index out of bounds: \(index.plainText)"
    case .noSuchOverload: "no such overload"
    case .noSuchOverloadOf(let function): "no such overload: \(function)"
    case .costLimitExceeded: "operation cancelled: actual cost limit exceeded"
    case .resourcesExhausted(let what): what
    }
  }
}
