import Documents

/// Which nodes a pod may stand on, as pods write it.
public struct NodeSelector: Sendable, Hashable, Decodable {
  /// Alternatives: one of them must match.
  public var nodeSelectorTerms: [NodeSelectorTerm]

  /// Creates a selector of alternatives.
  public init(_ terms: [NodeSelectorTerm]) {
    nodeSelectorTerms = terms
  }
}

/// Demands on one node that must all hold; without any, no node matches.
public struct NodeSelectorTerm: Sendable, Hashable, ZeroValued {
  /// Demands on labels.
  public var matchExpressions: [LabelSelectorRequirement]
  /// Demands on fields; only `metadata.name` is known.
  public var matchFields: [LabelSelectorRequirement]

  /// Creates a term.
  public init(
    matchExpressions: [LabelSelectorRequirement] = [],
    matchFields: [LabelSelectorRequirement] = []
  ) {
    self.matchExpressions = matchExpressions
    self.matchFields = matchFields
  }

  /// A term without demands.
  public static var zeroValue: NodeSelectorTerm { NodeSelectorTerm() }
}

/// A wish for certain nodes.
public struct PreferredSchedulingTerm: Sendable, Hashable, Decodable {
  /// What a matching node is worth, 1–100.
  @OrZero public var weight: Int32
  /// Which nodes.
  @OrZero public var preference: NodeSelectorTerm
}

/// Demands and wishes of a pod for nodes.
public struct NodeAffinity: Sendable, Hashable, Decodable {
  /// What a node must satisfy; nil for no demand.
  public var requiredDuringSchedulingIgnoredDuringExecution: NodeSelector?
  /// What adds to a node's score.
  public var preferredDuringSchedulingIgnoredDuringExecution: [PreferredSchedulingTerm]

  /// An affinity without demands or wishes.
  public init() {
    preferredDuringSchedulingIgnoredDuringExecution = []
  }
}

/// A term made ready for matching many nodes.
public struct NodeTerm: Sendable {
  private let labels: [SelectorRequirement]
  private let fields: [(field: String, value: String, isNegated: Bool)]
  /// Why the term is invalid; an invalid term matches no node.
  public let error: SelectorError?

  /// Prepares a term; nil for one without demands, which is skipped wherever terms are listed.
  ///
  /// Mirrors: `k8s.io/component-helpers@v0.36.2 scheduling/corev1/nodeaffinity/nodeaffinity.go`.
  public init?(_ term: NodeSelectorTerm) {
    if term.matchExpressions.isEmpty, term.matchFields.isEmpty { return nil }
    var labels: [SelectorRequirement] = []
    var fields: [(field: String, value: String, isNegated: Bool)] = []
    var failure: SelectorError?
    do throws(SelectorError) {
      for expression in term.matchExpressions {
        labels.append(
          try SelectorRequirement(
            key: expression.key, operator: try Self.sign(expression.operator),
            values: expression.values))
      }
      for expression in term.matchFields {
        guard expression.operator == "In" || expression.operator == "NotIn",
          expression.values.count == 1
        else { throw SelectorError("matchFields needs In or NotIn with exactly one value") }
        fields.append(
          (expression.key, expression.values[0], expression.operator == "NotIn"))
      }
    } catch {
      failure = error
    }
    self.labels = labels
    self.fields = fields
    error = failure
  }

  private static func sign(
    _ name: String
  ) throws(SelectorError) -> SelectorRequirement.Operator {
    switch name {
    case "In": return .isIn
    case "NotIn": return .notIn
    case "Exists": return .exists
    case "DoesNotExist": return .doesNotExist
    case "Gt": return .greaterThan
    case "Lt": return .lessThan
    default: throw SelectorError("\"\(name)\" is no node selector operator")
    }
  }

  /// Whether a node satisfies every demand; an invalid term matches nothing.
  public func matches(name: String, labels own: [String: String]) -> Bool {
    guard error == nil, labels.allSatisfy({ $0.matches(own) }) else { return false }
    if name.isEmpty { return true }
    return fields.allSatisfy {
      (($0.field == "metadata.name" ? name : "") == $0.value) != $0.isNegated
    }
  }
}

/// A pod's demands on nodes, prepared: `nodeSelector` and required affinity.
///
/// Mirrors: `k8s.io/component-helpers@v0.36.2 scheduling/corev1/nodeaffinity/nodeaffinity.go`
/// (GetRequiredNodeAffinity), vectors `kubernetes/node_affinity.jsonl.gz`.
public struct RequiredNodeAffinity: Sendable {
  private let nodeSelector: [(key: String, value: String)]
  /// Nil for no demand; empty for one that nothing satisfies.
  private let terms: [NodeTerm]?

  /// Prepares a pod's demands.
  public init(nodeSelector: [String: String], affinity: NodeAffinity?) {
    self.nodeSelector = nodeSelector.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution.map {
      $0.nodeSelectorTerms.compactMap(NodeTerm.init)
    }
  }

  /// Whether every node satisfies the demands, because there are none.
  public var isEmpty: Bool { nodeSelector.isEmpty && terms == nil }

  /// Whether a node satisfies the demands, and the error of an invalid term if none did.
  public func matches(
    name: String, labels: [String: String]
  ) -> (matches: Bool, error: SelectorError?) {
    for (key, value) in nodeSelector where labels[key] != value { return (false, nil) }
    guard let terms else { return (true, nil) }
    var error: SelectorError?
    for term in terms {
      if let wrong = term.error {
        error = error ?? wrong
      } else if term.matches(name: name, labels: labels) {
        return (true, nil)
      }
    }
    return (false, error)
  }
}

/// A pod's wishes for nodes, prepared.
///
/// Mirrors: `k8s.io/component-helpers@v0.36.2 scheduling/corev1/nodeaffinity/nodeaffinity.go`
/// (PreferredSchedulingTerms).
public struct PreferredNodeAffinity: Sendable {
  private let terms: [(weight: Int64, term: NodeTerm)]

  /// Prepares a pod's wishes; one invalid term makes all of them an error.
  ///
  /// Terms of weight 0 and terms without demands are skipped.
  public init(_ terms: [PreferredSchedulingTerm]) throws(SelectorError) {
    var prepared: [(weight: Int64, term: NodeTerm)] = []
    for term in terms where term.weight != 0 {
      guard let node = NodeTerm(term.preference) else { continue }
      if let error = node.error { throw error }
      prepared.append((Int64(term.weight), node))
    }
    self.terms = prepared
  }

  /// The sum of the weights of the terms that the node satisfies.
  public func score(name: String, labels: [String: String]) -> Int64 {
    terms.reduce(0) { $1.term.matches(name: name, labels: labels) ? $0 + $1.weight : $0 }
  }
}
