import KubernetesAPI

/// Conditions on one member that must all hold, made ready to be put to a whole fleet.
///
/// Errors stay where they are until a member reaches them, as upstream reads terms anew for
/// each member: labels first, then the properties from left to right.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/clusteraffinity/types.go`
/// (clusterRequirement.Matches), vectors `cluster-selector-match`.
public struct ClusterTerm: Sendable {
  private struct Condition: Sendable {
    var source: Result<PropertySource, SchedulingFailure>
    var comparison: Comparison?
    var name: String
    var expected: Result<PropertyAmount, SchedulingFailure>
  }

  private enum Comparison: String, Sendable {
    case equal = "Eq"
    case notEqual = "Ne"
    case greater = "Gt"
    case greaterOrEqual = "Ge"
    case less = "Lt"
    case lessOrEqual = "Le"

    func admits(_ order: Int) -> Bool {
      switch self {
      case .equal: order == 0
      case .notEqual: order != 0
      case .greater: order > 0
      case .greaterOrEqual: order >= 0
      case .less: order < 0
      case .lessOrEqual: order <= 0
      }
    }
  }

  private let selector: LabelCondition
  private let conditions: [Condition]

  /// Prepares a term.
  public init(_ term: ClusterSelectorTerm) {
    selector = LabelCondition(term.labelSelector)
    conditions = (term.propertySelector?.matchExpressions ?? []).map { expression in
      let expected: Result<PropertyAmount, SchedulingFailure>
      if expression.values.count != 1 {
        expected = .failure(SchedulingFailure(.valueCount))
      } else if let quantity = try? Quantity(parsing: expression.values[0]) {
        expected = .success(PropertyAmount(quantity))
      } else {
        expected = .failure(SchedulingFailure(.expectedValue, expression.values[0]))
      }
      return Condition(
        source: Result { () throws(SchedulingFailure) in
          try PropertySource(name: expression.name)
        }, comparison: Comparison(rawValue: expression.operator), name: expression.operator,
        expected: expected)
    }
  }

  /// The members that satisfy at least one of several terms.
  static func matching(
    anyOf terms: [ClusterTerm], in fleet: SchedulingFleet
  ) throws(SchedulingFailure) -> BitSet {
    let count = fleet.clusters.count
    var rejected = BitSet(all: count)
    var failure = FirstFailure()
    // By place: an element taken out would be counted.
    for index in terms.indices {
      // Only those are asked that no term before has matched.
      var matching = rejected
      terms[index].restrict(&matching, of: fleet, failure: &failure)
      rejected.subtract(matching)
    }
    try failure.check()
    var matching = BitSet(all: count)
    matching.subtract(rejected)
    return matching
  }

  /// Takes out the members that do not satisfy all conditions.
  private func restrict(
    _ clusters: inout BitSet, of fleet: SchedulingFleet, failure: inout FirstFailure
  ) {
    selector.restrict(&clusters, of: fleet, failure: &failure)
    for index in conditions.indices {
      if clusters.isEmpty { return }
      restrict(&clusters, to: conditions[index], of: fleet, failure: &failure)
    }
  }

  private func restrict(
    _ clusters: inout BitSet, to condition: Condition, of fleet: SchedulingFleet,
    failure: inout FirstFailure
  ) {
    let asked = clusters
    clusters.removeAll()
    let column: Range<Int>
    switch condition.source {
    case .success(let source): column = fleet.properties[source]
    case .failure(let invalid):
      if let first = asked.first { failure.note(invalid, at: first) }
      return
    }
    for place in column {
      let cell = fleet.properties[place]
      let cluster = Int(cell.cluster)
      guard asked.contains(cluster) else { continue }
      if cell.isText {
        failure.note(fleet.properties.failure(at: place), at: cluster)
        continue
      }
      switch condition.expected {
      case .success(let expected):
        guard let comparison = condition.comparison else {
          failure.note(SchedulingFailure(.propertyOperator, condition.name), at: cluster)
          return
        }
        if comparison.admits(fleet.properties.compare(place, expected)) { clusters.insert(cluster) }
      case .failure(let invalid):
        failure.note(invalid, at: cluster)
        return
      }
    }
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

  /// Takes out the members that it does not match; if it is invalid, all of them.
  func restrict(
    _ clusters: inout BitSet, of fleet: SchedulingFleet, failure: inout FirstFailure
  ) {
    switch selector {
    case nil: break
    case .success(let selector): fleet.labels.restrict(&clusters, to: selector)
    case .failure(let invalid):
      if let first = clusters.first { failure.note(invalid, at: first) }
      clusters.removeAll()
    }
  }
}

/// The failure that upstream meets first when it asks one member after the other.
struct FirstFailure: Sendable {
  private var first: (place: Int, failure: SchedulingFailure)?

  /// Remembers a failure if no earlier member fails, nor the same one in an earlier step.
  mutating func note(_ failure: SchedulingFailure, at place: Int) {
    if let first, first.place <= place { return }
    first = (place, failure)
  }

  /// Throws the failure if there is one.
  func check() throws(SchedulingFailure) {
    if let first { throw first.failure }
  }
}
