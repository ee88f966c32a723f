import Documents

/// What came of replaying one case.
public struct VectorOutcome: Sendable {
  /// How it ended.
  public enum Status: Sendable, Equatable {
    /// Our answer is right.
    case agreed
    /// Our answer is wrong.
    case disagreed
    /// Nothing here implements the algorithm; counts as a disagreement.
    case unsupported
    /// The input was not understood, or the decision threw; counts as a disagreement.
    case failed(String)
  }

  /// One run of a timeline.
  public struct Run: Sendable {
    /// The run's seed.
    public var seed: UInt64
    /// The run beside the recording.
    public var comparison: TimelineComparison
  }

  /// The case.
  public var vector: VectorCase
  /// How it ended.
  public var status: Status
  /// Our answer; nil for timelines and where there is none.
  public var answer: Node?
  /// The runs of a timeline.
  public var runs: [Run] = []

  /// Creates an outcome.
  public init(_ vector: VectorCase, _ status: Status, answer: Node? = nil) {
    self.vector = vector
    self.status = status
    self.answer = answer
  }

  /// Whether our answer is right.
  public var agrees: Bool { status == .agreed }

  /// One line of an `--emit` file: what ours answered, for other comparators.
  public var emitted: Node {
    var node: Node = ["id": Node(vector.id)]
    if vector.isTimeline {
      node.set("runs", Node(runs.map { $0.emitted }))
    } else {
      node.set("answer", Node(orNull: answer))
    }
    switch status {
    case .unsupported: node.set("unsupported", true)
    case .failed(let problem): node.set("error", Node(problem))
    case .agreed, .disagreed: break
    }
    return node
  }
}

extension VectorOutcome.Run {
  fileprivate var emitted: Node {
    [
      "seed": Node(seed),
      "changes": Node(
        comparison.ours.map {
          [
            "atSeconds": Node($0.seconds), "object": Node($0.object), "field": Node($0.field),
            "value": $0.value,
          ] as Node
        }),
    ]
  }
}

// MARK: - Text

extension VectorOutcome {
  /// Several lines that show what differs: the input, both answers and the first differing
  /// step; for a timeline the two timelines side by side.
  public var report: String {
    var lines = ["\(vector.id) (\(vector.algorithm))"]
    switch status {
    case .agreed: lines.append("  agrees")
    case .unsupported: lines.append("  unsupported: nothing here implements this algorithm")
    case .failed(let problem):
      lines.append("  failed: \(problem)")
      if !vector.isTimeline { lines.append("  input:    \(Self.shortened(vector.input))") }
    case .disagreed:
      if vector.isTimeline {
        for run in runs.filter({ !$0.comparison.agrees }).prefix(1) {
          let differences = run.comparison.differences
          lines.append("  seed \(run.seed): \(differences.count) differences")
          lines += differences.prefix(5).map { "  \($0.kind.rawValue): \($0.text)" }
          lines.append(TimelineText.sideBySide(run.comparison))
        }
      } else {
        lines.append("  input:    \(Self.shortened(vector.input))")
        lines.append("  expected: \(Self.shortened(vector.expected))")
        lines.append("  got:      \(Self.shortened(answer ?? .null))")
        if let answer, let step = NodeDifference.first(vector.expected, answer) {
          lines.append("  first difference: \(step)")
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func shortened(_ node: Node) -> String {
    let text = node.json()
    return text.utf8.count <= 4000 ? text : text.prefix(4000) + "… (\(text.utf8.count) bytes)"
  }
}

/// Where two values first differ.
public struct NodeDifference: Sendable, Equatable, CustomStringConvertible {
  /// The field path.
  public var path: String
  /// The left value there; nil if it has none.
  public var expected: Node?
  /// The right value there; nil if it has none.
  public var got: Node?

  /// The first difference in the order of the left value, then of the right.
  public static func first(_ expected: Node, _ got: Node, path: String = "") -> NodeDifference? {
    if expected == got { return nil }
    switch (expected.content, got.content) {
    case (.object(let left), .object(let right)):
      for member in left {
        let inside = path.isEmpty ? member.key : "\(path).\(member.key)"
        guard let other = got[member.key] else {
          return NodeDifference(path: inside, expected: member.value, got: nil)
        }
        if let found = first(member.value, other, path: inside) { return found }
      }
      for member in right where expected[member.key] == nil {
        return NodeDifference(
          path: path.isEmpty ? member.key : "\(path).\(member.key)", expected: nil,
          got: member.value)
      }
    case (.array(let left), .array(let right)):
      for index in 0..<max(left.count, right.count) {
        let inside = "\(path)[\(index)]"
        guard index < left.count, index < right.count else {
          return NodeDifference(
            path: inside, expected: index < left.count ? left[index] : nil,
            got: index < right.count ? right[index] : nil)
        }
        if let found = first(left[index], right[index], path: inside) { return found }
      }
    default: break
    }
    return NodeDifference(path: path, expected: expected, got: got)
  }

  /// `path: expected …, got …`
  public var description: String {
    "\(path.isEmpty ? "the whole answer" : path): expected "
      + "\(expected?.json() ?? "nothing"), got \(got?.json() ?? "nothing")"
  }
}
