import KubernetesAPI

/// Conditions on one member that must all hold, made ready to be matched often.
///
/// Errors stay where they are until a member reaches them, as upstream reads terms anew for
/// each member: labels first, then the properties from left to right.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/clusteraffinity/types.go`
/// (clusterRequirement.Matches), vectors `cluster-selector-match`.
public struct ClusterTerm: Sendable {
  private struct Condition: Sendable {
    var source: PropertySource
    var comparison: Comparison?
    var name: String
    var expected: Result<Quantity, SchedulingFailure>
  }

  private enum Comparison: String, Sendable {
    case equal = "Eq"
    case notEqual = "Ne"
    case greater = "Gt"
    case greaterOrEqual = "Ge"
    case less = "Lt"
    case lessOrEqual = "Le"
  }

  private let selector: LabelCondition
  private let conditions: [Condition]

  /// Prepares a term.
  public init(_ term: ClusterSelectorTerm) {
    selector = LabelCondition(term.labelSelector)
    conditions = (term.propertySelector?.matchExpressions ?? []).map { expression in
      let expected: Result<Quantity, SchedulingFailure>
      if expression.values.count != 1 {
        expected = .failure(SchedulingFailure(.valueCount))
      } else if let quantity = try? Quantity(parsing: expression.values[0]) {
        expected = .success(quantity)
      } else {
        expected = .failure(SchedulingFailure(.expectedValue, expression.values[0]))
      }
      return Condition(
        source: PropertySource(name: expression.name),
        comparison: Comparison(rawValue: expression.operator), name: expression.operator,
        expected: expected)
    }
  }

  /// Whether a member satisfies all conditions.
  public func matches(_ cluster: ClusterRow) throws(SchedulingFailure) -> Bool {
    guard try selector.matches(cluster.labels) else { return false }
    for condition in conditions {
      guard let observed = try condition.source.read(cluster) else { return false }
      let expected = try condition.expected.get()
      guard let comparison = condition.comparison else {
        throw SchedulingFailure(.propertyOperator, condition.name)
      }
      let order = Quantity.compare(observed, expected)
      let holds =
        switch comparison {
        case .equal: order == 0
        case .notEqual: order != 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        }
      if !holds { return false }
    }
    return true
  }
}

/// A label selector of a term: absent means everything, and an invalid one fails when it is used.
struct LabelCondition: Sendable {
  private let selector: Result<Selector, SchedulingFailure>?

  init(_ selector: LabelSelector?) {
    self.selector = selector.map { selector in
      do throws(SelectorError) {
        return .success(try Selector(selector))
      } catch {
        return .failure(SchedulingFailure(.labelSelector, error.description))
      }
    }
  }

  func matches(_ labels: [String: String]) throws(SchedulingFailure) -> Bool {
    guard let selector else { return true }
    return try selector.get().matches(labels)
  }
}
