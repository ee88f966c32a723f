import GoSemantics
import KubernetesAPI

/// What the scheduler made of a placement.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/schedule.go` (scheduleResult).
public struct ScheduleResult: Sendable {
  /// The clusters left after a filter.
  public struct Filtered: Sendable {
    /// The filters so far, joined with commas.
    public var name: String
    /// Indices of clusters, in the order in which they were candidates.
    public var clusters: [Int]
  }

  /// One entry for each filter that ran.
  public var filters: [Filtered] = []
  /// One entry for each prioritizer that ran; scores in the order of the last filter's clusters.
  public var prioritizers: [PrioritizerScores] = []
  /// The clusters by falling total, equal ones by name; nil if the schedule was given up.
  public var ranking: [Int]?
  /// Their totals, in the same order.
  public var totals: [Int64] = []
  /// How many of the ranking are chosen.
  public var selectedCount = 0
  /// How many more are wanted.
  public var unscheduled = 0
  /// When to look again; nil for no such time.
  public var requeueTime: GoInstant?
  /// How it ended.
  public var status = SchedulingStatus.success

  /// The chosen clusters, best first.
  public var selected: ArraySlice<Int> { (ranking ?? []).prefix(selectedCount) }
}

/// Upstream's plug-in scheduler.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/schedule.go` (Schedule).
public enum Scheduler {
  /// Filters, scores, orders and chooses among the candidates.
  ///
  /// - Parameters:
  ///   - candidates: Indices into the state's table, in any order.
  ///   - now: The clock's reading, for tolerations and add-on scores.
  public static func schedule(
    _ placement: PreparedPlacement, candidates: [Int], in state: PrioritizerState, now: GoInstant
  ) -> ScheduleResult {
    var result = ScheduleResult()
    do {
      try schedule(placement, candidates, state, now, into: &result)
    } catch {
      result.status = error
      result.prioritizers = []
    }
    return result
  }

  private static func schedule(
    _ placement: PreparedPlacement, _ candidates: [Int], _ state: PrioritizerState,
    _ now: GoInstant, into result: inout ScheduleResult
  ) throws(SchedulingStatus) {
    var feasible = try PredicateFilter.filter(candidates, placement, state)
    result.filters.append(
      ScheduleResult.Filtered(name: PreparedPredicate.plugin, clusters: feasible))
    let toleration = TaintTolerationFilter(placement, state, now: now)
    feasible = try toleration.filter(feasible, in: state.table)
    result.filters.append(
      ScheduleResult.Filtered(
        name: "\(PreparedPredicate.plugin),\(TaintTolerationFilter.plugin)", clusters: feasible))

    var totals = [Int64](repeating: 0, count: feasible.count)
    for weighted in try placement.prioritizers.get() {
      let scores = weighted.prioritizer.scores(
        of: feasible, for: placement, in: state, weight: weighted.weight, now: now)
      if scores.status.isError { throw scores.status }
      if scores.status.code == .warning { result.status = scores.status }
      let weight = Int64(weighted.weight)
      for place in totals.indices { totals[place] &+= scores.scores[place] &* weight }
      result.prioritizers.append(scores)
    }
    rank(feasible, totals, into: &result)
    choose(placement, into: &result)
    result.requeueTime = toleration.requeueTime(in: state.table)
  }

  /// Orders by falling total and then by name, which is a total order.
  private static func rank(
    _ clusters: [Int], _ totals: [Int64], into result: inout ScheduleResult
  ) {
    var order = Array(totals.indices)
    // Indices of clusters are in name order.
    order.sort {
      totals[$0] != totals[$1] ? totals[$0] > totals[$1] : clusters[$0] < clusters[$1]
    }
    result.ranking = order.map { clusters[$0] }
    result.totals = order.map { totals[$0] }
  }

  private static func choose(_ placement: PreparedPlacement, into result: inout ScheduleResult) {
    let count = result.ranking?.count ?? 0
    guard let wanted = placement.spec.numberOfClusters else {
      result.selectedCount = count
      return
    }
    // A negative number stops upstream's process with a panic; here it selects nothing.
    result.selectedCount = min(count, max(0, Int(wanted)))
    result.unscheduled = Int(wanted) - result.selectedCount
  }
}
