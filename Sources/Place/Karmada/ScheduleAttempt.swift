import GoSemantics
import Karmada

/// One run of the scheduler over all clusters, with everything that it considered.
public struct ScheduleAttempt: Sendable {
  /// The group of clusters; empty if the placement has no ordered groups.
  public var affinityName: String
  /// What the scheduler read.
  public var binding: BindingState
  /// What it decided, and how.
  public var outcome: ScheduleOutcome
  public var steps: ScheduleSteps
  /// Every reason against each cluster, by the cluster's index.
  public var reasons: [[Rejection]]

  /// What one filter plug-in says against a cluster.
  public struct Rejection: Sendable, Equatable {
    /// Who.
    public var plugin: FilterPlugin
    /// Why.
    public var reason: FilterReason
  }

  /// How many steps the search for regions may take; the real scheduler has no limit.
  static let searchBudget = 500_000

  /// The runs of the scheduler behind one decision: one, or one per ordered group of clusters until
  /// one succeeds.
  static func all(_ binding: BindingState, on clusters: ClusterSnapshots) -> [ScheduleAttempt] {
    let terms = binding.placement.affinityTerms
    guard !terms.isEmpty else { return [ScheduleAttempt(binding, "", on: clusters)] }
    let first =
      binding.isFresh ? 0 : terms.firstIndex { $0.name == binding.observedAffinityName } ?? 0
    var attempts: [ScheduleAttempt] = []
    for term in terms[first...] {
      var next = binding
      next.observedAffinityName = term.name
      let attempt = ScheduleAttempt(next, term.name, on: clusters)
      attempts.append(attempt)
      if case .placed = attempt.outcome { break }
    }
    return attempts
  }

  private init(_ binding: BindingState, _ affinityName: String, on clusters: ClusterSnapshots) {
    self.affinityName = affinityName
    self.binding = binding
    (outcome, steps) = Scheduler.explain(binding, on: clusters)
    let filtering = ClusterFiltering(binding, on: clusters)
    var last: [Rejection] = []
    reasons = clusters.indices.map { index in
      let reasons = FilterPlugin.allCases.compactMap { plugin in
        filtering.reason(of: plugin, against: index).map {
          Rejection(plugin: plugin, reason: $0)
        }
      }
      // Thousands of clusters mostly share a reason; then they share its storage.
      if reasons != last { last = reasons }
      return last
    }
  }

  /// The replicas given to each cluster, if any were.
  var targets: [String: Int32] {
    guard case .placed(let targets) = outcome else { return [:] }
    return Dictionary(targets.map { ($0.name, $0.replicas) }) { first, _ in first }
  }

  /// Every reason against a cluster in upstream's words; none if it passes.
  func verdict(on index: Int, among clusters: ClusterSnapshots) -> [String] {
    clusters[index].isDeleting ? ["is being deleted"] : reasons[index].map(\.reason.text)
  }

  /// Whether the search for a combination of regions ends in reasonable time.
  static func isTractable(_ binding: BindingState, on clusters: ClusterSnapshots) -> Bool {
    guard !binding.placement.ignoresSpreadConstraints,
      let region = binding.placement.spreadConstraint(.region)
    else { return true }
    var bindings = [binding]
    if !binding.placement.affinityTerms.isEmpty {
      bindings = binding.placement.affinityTerms.map { term in
        var binding = binding
        binding.observedAffinityName = term.name
        return binding
      }
    }
    return bindings.allSatisfy { binding in
      let filtering = ClusterFiltering(binding, on: clusters)
      var counts: [String: Int] = [:]
      for index in clusters.indices {
        let cluster = clusters[index]
        if !cluster.isDeleting, filtering.firstReason(against: index) == nil {
          counts[cluster.region, default: 0] += 1
        }
      }
      // order-free: the search puts groups in order
      let groups = counts.map { GroupSelection.Group(name: $0, value: $1, weight: 0) }
      return !GroupSelection.takes(
        moreThan: searchBudget, groups, minimum: region.minGroups, maximum: region.maxGroups,
        target: binding.placement.spreadConstraint(.cluster)?.minGroups ?? 0)
    }
  }
}
