import GoSemantics
import Karmada

/// What stands behind the numbers of an attempt: which resource limits an estimate, how regions were
/// chosen, how replicas were rounded. Everything asks the decisions themselves.
struct PlacementExplanation {
  let attempt: ScheduleAttempt
  let clusters: ClusterSnapshots

  // MARK: Estimates

  /// What limits the estimate for a cluster: a resource, `pods`, `resource models`, or why there
  /// is nothing to estimate. Empty if the workload runs no pods.
  func limit(of candidate: ClusterCandidate) -> String {
    let binding = attempt.binding
    guard binding.replicas > 0, binding.components.isEmpty else { return "" }
    let cluster = clusters[candidate.index]
    guard let capacity = cluster.capacity else { return "no resource summary" }
    func fit(_ amounts: ResourceAmounts?, _ models: [ModelPool]? = nil) -> Int32 {
      GeneralEstimator.replicas(capacity: capacity, models: models, requirements: amounts)
    }
    let pods = fit(nil)
    guard let requirements = binding.requirements else { return "pods" }
    if cluster.models != nil, fit(requirements, cluster.models) < pods { return "resource models" }
    var best = (name: "pods", count: pods)
    var single = requirements.all
    stableSort(&single) { bytewiseLess($0.name, $1.name) }
    for (name, amount) in single where amount.whole > 0 {
      var one = ResourceAmounts()
      one[name] = amount
      let count = fit(one)
      if count < best.count { best = (name, count) }
    }
    return best.name
  }

  // MARK: Groups

  /// The groups of feasible clusters by one property, best first.
  func groups(by field: SpreadField) -> [TopologyGroup] {
    var groups = SpreadSelection.groups(
      by: field, attempt.steps.candidates, for: attempt.binding, among: clusters)
    stableSort(&groups) {
      $0.score != $1.score ? $0.score > $1.score : bytewiseLess($0.name, $1.name)
    }
    return groups
  }

  /// The regions that were chosen, in the order in which their clusters are taken.
  var chosenRegions: [String] {
    guard let limits = regionLimits else { return [] }
    return GroupSelection.select(
      candidates, minimum: limits.region.minGroups, maximum: limits.region.maxGroups,
      target: limits.target
    ).map(\.name)
  }

  /// The best combinations of regions, and how many there are.
  func combinations(limit: Int) -> (count: Int, best: [GroupSelection.Combination])? {
    guard let limits = regionLimits, candidates.count >= limits.region.minGroups else { return nil }
    return GroupSelection.combinations(
      of: candidates, minimum: limits.region.minGroups, maximum: limits.region.maxGroups,
      target: limits.target, limit: limit)
  }

  private var candidates: [GroupSelection.Group] {
    SpreadSelection.groups(
      by: .region, attempt.steps.candidates, for: attempt.binding, among: clusters
    ).map { .init(name: $0.name, value: $0.members.count, weight: $0.score) }
  }

  private var regionLimits: (region: SpreadLimits, target: Int)? {
    let placement = attempt.binding.placement
    guard !placement.ignoresSpreadConstraints, let region = placement.spreadConstraint(.region)
    else { return nil }
    return (region, placement.spreadConstraint(.cluster)?.minGroups ?? 0)
  }

  /// Clusters that were selected for their room although others are preferred.
  var swappedIn: [Int] {
    let placement = attempt.binding.placement
    guard !placement.ignoresSpreadConstraints, placement.spreadConstraint(.region) == nil,
      placement.spreadConstraint(.cluster) != nil
    else { return [] }
    let preferred = Set(
      attempt.steps.candidates.prefix(attempt.steps.selected.count).map(\.index))
    return attempt.steps.selected.map(\.index).filter { !preferred.contains($0) }
  }
}

/// How Webster's method rounded the shares of one step.
struct WebsterRounding {
  /// One party.
  struct Share {
    var index: Int
    var weight: Int64
    /// The share before rounding.
    var exact: Double
    var given: Int64
    /// How far rounding went from the whole part.
    var rounding: Int64 { given &- Int64(exact) }
  }

  /// In the order considered.
  let shares: [Share]
  /// The quotient by which the last replica was won, and who won it.
  private(set) var last: (quotient: Double, index: Int)?
  /// The best quotient that won nothing, and whose it is.
  private(set) var next: (quotient: Double, index: Int)?

  init?(_ step: DivisionStep) {
    // Floating point, because the sum of hostile weights does not fit into 64 bits.
    let sum = step.weights.reduce(0.0) { $0 + Double($1.amount) }
    guard sum > 0, step.replicas > 0, !step.given.isEmpty,
      step.weights.allSatisfy({ $0.amount >= 0 })
    else { return nil }
    let given = Dictionary(step.given.map { ($0.index, $0.amount) }) { first, _ in first }
    shares = step.weights.map { entry in
      Share(
        index: entry.index, weight: entry.amount,
        exact: Double(step.replicas) * (Double(entry.amount) / sum),
        given: given[entry.index] ?? 0)
    }
    for share in shares where share.weight > 0 {
      let votes = Double(share.weight)
      let claim = votes / Double(2 * share.given + 1)
      if next.map({ claim > $0.quotient }) ?? true { next = (claim, share.index) }
      guard share.given > 0 else { continue }
      let won = votes / Double(2 * share.given - 1)
      if last.map({ won < $0.quotient }) ?? true { last = (won, share.index) }
    }
  }

  /// Whether any share had to be rounded.
  var isRounded: Bool { shares.contains { Double($0.given) != $0.exact } }
}
