/// Which clusters meet one of a placement's alternatives.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/plugins/predicate/predicate.go`.
struct PredicateFilter {
  private struct Alternative {
    var labels: CompiledSelector
    var claims: CompiledSelector
    var expressions: ClusterExpressions
  }

  private var alternatives: [Alternative] = []

  /// The filter of a placement over the state's clusters.
  init(
    _ placement: PreparedPlacement, _ state: PrioritizerState
  ) throws(SchedulingStatus) {
    for predicate in try placement.predicates.get() {
      alternatives.append(
        Alternative(
          labels: CompiledSelector(predicate.labels, state.table.labels),
          claims: CompiledSelector(predicate.claims, state.table.claims),
          expressions: predicate.expressions))
    }
  }

  /// How many alternatives there are.
  var count: Int { alternatives.count }

  /// The clusters that meet an alternative, in the order given.
  ///
  /// Without alternatives or without clusters nothing is compiled upstream, so that nothing can be
  /// wrong.
  static func filter(
    _ clusters: [Int], _ placement: PreparedPlacement, _ state: PrioritizerState
  ) throws(SchedulingStatus) -> [Int] {
    if clusters.isEmpty || placement.spec.predicates.isEmpty { return clusters }
    let filter = try PredicateFilter(placement, state)
    return clusters.filter { cluster in
      for alternative in filter.alternatives
      where filter.matches(alternative, cluster, state) {
        return true
      }
      return false
    }
  }

  /// What keeps a cluster from meeting the alternative of this number; nil if nothing does.
  func miss(
    _ number: Int, cluster: Int, in state: PrioritizerState
  ) -> ClusterVerdict.Miss? {
    let alternative = alternatives[number]
    if !alternative.labels.matches(state.table.labels, cluster) { return .labels }
    if !alternative.claims.matches(state.table.claims, cluster) { return .claims }
    return alternative.expressions.match(cluster, state) ? nil : .expressions
  }

  private func matches(
    _ alternative: Alternative, _ cluster: Int, _ state: PrioritizerState
  ) -> Bool {
    alternative.labels.matches(state.table.labels, cluster)
      && alternative.claims.matches(state.table.claims, cluster)
      && alternative.expressions.match(cluster, state)
  }
}
