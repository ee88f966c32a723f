import CEL
import GoSemantics
import KubernetesAPI

/// A Placement made ready for decisions: selectors validated, weights merged.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/schedule.go`.
public struct PreparedPlacement: Sendable {
  /// Its name.
  public let name: String
  /// Its namespace.
  public let namespace: String
  /// The placement as it was written.
  public let placement: Placement
  /// The alternatives, or why they cannot be used.
  let predicates: Result<[PreparedPredicate], SchedulingStatus>
  /// Whether any alternative has CEL expressions.
  public let hasExpressions: Bool
  /// The prioritizers of a weight other than 0, or why they cannot be used.
  let prioritizers: Result<[WeightedPrioritizer], SchedulingStatus>
  /// How the decisions are grouped.
  let groupStrategy: PreparedGroupStrategy

  /// Why the placement's name cannot be searched for as a label, as upstream's listers do; nil if
  /// it can.
  let nameProblem: String?

  var spec: PlacementSpec { placement.spec }

  /// A placement as the scheduler sees it.
  public init(_ placement: Placement) {
    name = placement.metadata.name
    namespace = placement.metadata.namespace
    self.placement = placement
    nameProblem = Self.nameProblem(name)
    predicates = PreparedPredicate.all(of: placement.spec)
    hasExpressions = placement.spec.predicates.contains {
      !($0.requiredClusterSelector.celSelector?.celExpressions ?? []).isEmpty
    }
    prioritizers = WeightedPrioritizer.all(of: placement.spec.prioritizerPolicy)
    groupStrategy = PreparedGroupStrategy(placement.spec.decisionStrategy.groupStrategy)
  }

  private static func nameProblem(_ name: String) -> String? {
    do {
      _ = try Selector(
        validating: LabelSelector(matchLabels: [PlacementDecision.placementLabel: name]))
      return nil
    } catch {
      return error.description
    }
  }
}

/// One alternative of a placement.
struct PreparedPredicate: Sendable {
  static let plugin = "Predicate"

  var labels: Selector
  var claims: Selector
  var expressions: ClusterExpressions

  static func all(of spec: PlacementSpec) -> Result<[PreparedPredicate], SchedulingStatus> {
    var predicates: [PreparedPredicate] = []
    for predicate in spec.predicates {
      do {
        predicates.append(try PreparedPredicate(predicate.requiredClusterSelector))
      } catch {
        return .failure(error)
      }
    }
    return .success(predicates)
  }

  init(_ selector: ClusterSelector) throws(SchedulingStatus) {
    (labels, claims) = try Self.selectors(
      selector.labelSelector, selector.claimSelector, plugin: Self.plugin)
    do {
      expressions = try ClusterExpressions(selector.celSelector?.celExpressions ?? [])
    } catch {
      throw .misconfigured(plugin: Self.plugin, "compilation failed: \(error.description)")
    }
  }

  /// Both selectors of a predicate or group. Upstream's fields are no pointers: an absent one is
  /// empty and matches everything.
  static func selectors(
    _ labels: LabelSelector?, _ claims: ClusterClaimSelector?, plugin: String
  ) throws(SchedulingStatus) -> (labels: Selector, claims: Selector) {
    do {
      return (
        try Selector(validating: labels ?? LabelSelector()),
        try Selector(
          validating: LabelSelector(matchExpressions: claims?.matchExpressions ?? []))
      )
    } catch {
      throw .misconfigured(plugin: plugin, error.description)
    }
  }
}
