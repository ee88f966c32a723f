import Documents

/// One pass over a document: where it stands, and every problem it met on the way.
///
/// Reading goes on after a problem, so that a file with three mistakes is told three.
public final class Reading {
  /// The file's name as the user gave it.
  public let file: String
  /// What went wrong so far, in reading order.
  public private(set) var problems: [DocumentError] = []
  /// Where `empirical(file: …)` finds its observations: text of a path and a column to values.
  let observations: ((String, String?) throws -> [Double])?
  private var path: String

  /// Starts reading at `path`.
  public init(
    file: String, path: String = "",
    observations: ((String, String?) throws -> [Double])? = nil
  ) {
    self.file = file
    self.path = path
    self.observations = observations
  }

  /// Notes a problem at a node.
  public func problem(_ node: Node, _ text: String, suggestion: String? = nil) {
    problem(at: node.position, text, suggestion: suggestion)
  }

  /// Notes a problem at a place.
  public func problem(at position: Node.Position, _ text: String, suggestion: String? = nil) {
    problems.append(
      DocumentError(
        file: file, position: position, path: path, problem: text, suggestion: suggestion))
  }

  /// Notes a problem with a field below the current one.
  public func problem(in field: String, _ node: Node, _ text: String, suggestion: String? = nil) {
    within(field) { problem(node, text, suggestion: suggestion) }
  }

  /// Reads something below a member of the current object, or below an element: `[3]`.
  public func within<Result>(_ step: String, _ body: () throws -> Result) rethrows -> Result {
    let before = path
    defer { path = before }
    path += step.hasPrefix("[") || path.isEmpty ? step : "." + step
    return try body()
  }
}

/// Everything that is wrong with a scenario, in reading order.
public struct ScenarioError: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one problem.
  public var problems: [DocumentError]

  /// Creates an error from its problems.
  public init(_ problems: [DocumentError]) {
    self.problems = problems
  }

  /// One line per problem; after twenty, how many more there are.
  public var description: String {
    var lines = problems.prefix(20).map(\.description)
    if problems.count > 20 { lines.append("… and \(problems.count - 20) more problems") }
    return lines.joined(separator: "\n")
  }
}
