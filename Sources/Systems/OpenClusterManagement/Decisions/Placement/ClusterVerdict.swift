import GoSemantics
import KubernetesAPI

/// Why a cluster passes a placement's filters, or does not.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/plugins/{predicate,tainttoleration}`.
public struct ClusterVerdict: Sendable, Equatable {
  /// What keeps a cluster from meeting an alternative.
  public enum Miss: String, Sendable {
    /// Its labels.
    case labels
    /// Its claims.
    case claims
    /// A CEL expression that is not true.
    case expressions
  }

  /// For each alternative what keeps the cluster from meeting it; nil where it does. Empty without
  /// alternatives.
  public var predicates: [Miss?] = []
  /// The first taint that is not tolerated.
  public var untoleratedTaint: Taint?
  /// Whether the placement has chosen the cluster before.
  public var isChosen = false

  /// Whether the cluster passes.
  public var passes: Bool { meetsPredicates && untoleratedTaint == nil }

  /// Whether the cluster meets an alternative, or there are none.
  public var meetsPredicates: Bool { predicates.isEmpty || predicates.contains(nil) }
}

extension Scheduler {
  /// The verdicts on clusters, without stopping at the first that decides.
  ///
  /// - Returns: One verdict per candidate; none if the placement is wrong.
  public static func verdicts(
    on candidates: [Int], for placement: PreparedPlacement, in state: PrioritizerState,
    now: GoInstant
  ) -> [ClusterVerdict] {
    let toleration = TaintTolerationFilter(placement, state, now: now)
    guard let filter = try? PredicateFilter(placement, state),
      (try? toleration.filter(candidates, in: state.table)) != nil
    else { return [] }
    let isChosen = state.decisions.chosen(by: placement, among: state.table.count)
    return candidates.map { cluster in
      ClusterVerdict(
        predicates: (0..<filter.count).map { filter.miss($0, cluster: cluster, in: state) },
        untoleratedTaint: toleration.untoleratedTaint(of: cluster, in: state.table),
        isChosen: isChosen[cluster])
    }
  }
}
