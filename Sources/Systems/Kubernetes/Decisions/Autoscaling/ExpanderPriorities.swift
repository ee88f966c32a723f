import Documents

/// What the administrator prefers: regular expressions over group names, by priority.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/expander/priority/priority.go`. The
/// expressions are Swift's, which read everything that Go's RE2 accepts but for Unicode classes and
/// flags that group names do not need.
public struct ExpanderPriorities: Sendable {
  private struct Rule {
    var priority: Int
    var expressions: [Expression]
  }

  /// A regular expression is not `Sendable`, though nothing ever changes one.
  private struct Expression: @unchecked Sendable {
    let regex: Regex<AnyRegexOutput>
  }

  private var rules: [Rule] = []

  /// Why a configuration is refused.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public var description: String
  }

  /// Reads the value of the key `priorities` of the ConfigMap
  /// `cluster-autoscaler-priority-expander`.
  public init(yaml text: String) throws(Failure) {
    if text.isEmpty { throw Failure(description: "the priorities are empty") }
    let documents: [Node]
    do {
      documents = try DocumentReader.read(Array(text.utf8), file: "priorities")
    } catch {
      throw Failure(description: error.description)
    }
    guard let members = documents.first?.object else {
      if documents.first?.isNull ?? true { return }
      throw Failure(description: "the priorities must be lists of expressions by number")
    }
    for member in members {
      guard let priority = Int(member.key), let list = member.value.array else {
        throw Failure(description: "priority \(member.key) must be a number with a list")
      }
      var expressions: [Expression] = []
      for element in list {
        guard let pattern = element.string, let regex = try? Regex(pattern) else {
          throw Failure(description: "priority \(priority): \(element.json()) is no expression")
        }
        expressions.append(Expression(regex: regex))
      }
      rules.append(Rule(priority: priority, expressions: expressions))
    }
  }

  /// The groups of the highest priority, as places in the list; all if nothing matches.
  public func best(of groups: [String]) -> [Int] {
    let highest = groups.map { group in
      rules.filter { rule in rule.expressions.contains { group.contains($0.regex) } }
        .map(\.priority).max()
    }
    // Upstream's running maximum starts at -1.
    let most = max(highest.compactMap { $0 }.max() ?? -1, -1)
    let kept = groups.indices.filter { highest[$0] == most }
    return kept.isEmpty ? Array(groups.indices) : kept
  }
}
