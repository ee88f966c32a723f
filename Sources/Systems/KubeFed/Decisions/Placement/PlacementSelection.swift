import GoSemantics
import KubernetesAPI

/// A cluster as placement sees it.
public struct PlacementCandidate: Sendable, Equatable {
  /// Its name.
  public var name: String
  /// Its labels.
  public var labels: [String: String]

  /// A candidate.
  public init(name: String, labels: [String: String] = [:]) {
    self.name = name
    self.labels = labels
  }
}

/// Whether and how the namespace of an object is federated.
public enum NamespacePlacement: Sendable, Equatable {
  /// There is a FederatedNamespace with this placement.
  case federated(Placement)
  /// There is none.
  case absent
}

/// Chooses the clusters of a federated object.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/util/placement.go`; vectors
/// `kubefed/placement.jsonl.gz`.
public enum PlacementSelection {
  /// What is wrong with a cluster selector, in upstream's words.
  public struct SelectorProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence.
    public var description: String
  }

  /// The clusters of an object that lives in no namespace, or of a namespace.
  ///
  /// - Parameter selectorOnly: Whether a list of clusters is ignored, as the replica scheduler
  ///   does when it intersects with the selector.
  public static func clusters(
    for placement: Placement, among candidates: [PlacementCandidate], selectorOnly: Bool = false
  ) throws(SelectorProblem) -> Set<String> {
    if let listed = placement.clusters, !selectorOnly {
      let names = Set(listed.map(\.name))
      return Set(candidates.map(\.name).filter(names.contains))
    }
    let selector = try selector(placement.clusterSelector)
    return Set(candidates.filter { selector.matches($0.labels) }.map(\.name))
  }

  /// The clusters of an object in a namespace: those that the namespace is in as well.
  ///
  /// - Parameter isLimitedScope: Whether the control plane serves one namespace only, which then
  ///   need not be federated.
  public static func clusters(
    for placement: Placement, in namespace: NamespacePlacement,
    among candidates: [PlacementCandidate], isLimitedScope: Bool = false,
    selectorOnly: Bool = false
  ) throws(SelectorProblem) -> Set<String> {
    let own = try clusters(for: placement, among: candidates, selectorOnly: selectorOnly)
    switch namespace {
    case .absent: return isLimitedScope ? own : []
    case .federated(let other):
      return own.intersection(
        try clusters(for: other, among: candidates, selectorOnly: selectorOnly))
    }
  }

  private static func selector(
    _ written: LabelSelector?
  ) throws(SelectorProblem) -> Selector {
    // Upstream looks at matchLabels in the order of a map; one wrong label is enough.
    for expression in written?.matchExpressions ?? [] {
      switch expression.operator {
      case "In", "NotIn":
        if expression.values.isEmpty, LabelSyntax.isKey(expression.key) {
          throw SelectorProblem(
            description: "values: Invalid value: null: for 'in', 'notin' operators, values set"
              + " can't be empty")
        }
      case "Exists", "DoesNotExist":
        if !expression.values.isEmpty, LabelSyntax.isKey(expression.key) {
          let values = expression.values.map { "\"\($0)\"" }.joined(separator: ",")
          throw SelectorProblem(
            description: "values: Invalid value: [\(values)]: values set must be empty for exists"
              + " and does not exist")
        }
      default:
        throw SelectorProblem(
          description: "\"\(expression.operator)\" is not a valid label selector operator")
      }
    }
    do throws(SelectorError) {
      return try Selector(written)
    } catch {
      throw SelectorProblem(description: error.description)
    }
  }
}
