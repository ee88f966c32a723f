/// The decisions that a policy snapshot keeps: chosen members, then some of the others.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/frameworkutils.go`
/// (newSchedulingDecisionsFromBindings).
enum DecisionList {
  /// Completes the decisions on members with a binding.
  ///
  /// - Parameter listed: The members that these are on.
  static func complete(
    _ decisions: inout [SchedulingDecision], listed: BitSet,
    notPicked: ArraySlice<SchedulingCycle.Scored>,
    filtered: [(cluster: Int, verdict: FilterVerdict)], fleet: SchedulingFleet
  ) {
    var slots = Timing.decisions - decisions.count
    if slots < 0 { decisions.removeLast(-slots) }
    if slots <= 0 { return }
    var unselected = Timing.unselectedDecisions
    // A member chosen before may fail the filters now; its old decision counts.
    for scored in notPicked where !listed.contains(scored.cluster) {
      if slots == 0 || unselected == 0 { break }
      decisions.append(SchedulingDecision(.lowScore, scored))
      slots -= 1
      unselected -= 1
    }
    // Members that are listed already use up the budget too.
    let budget = min(unselected, slots)
    if budget <= 0 || filtered.isEmpty { return }
    for place in firstByName(budget, of: filtered, fleet)
    where !listed.contains(filtered[place].cluster) {
      decisions.append(
        SchedulingDecision(.rejected(filtered[place].verdict), filtered[place].cluster))
    }
  }

  /// The places of the rejected members that come first in the order of names.
  private static func firstByName(
    _ count: Int, of filtered: [(cluster: Int, verdict: FilterVerdict)], _ fleet: SchedulingFleet
  ) -> ArraySlice<Int> {
    var ordered: [Int] = []
    ordered.reserveCapacity(filtered.count)
    for (place, entry) in filtered.enumerated() {
      ordered.append(Int(fleet.standings[entry.cluster].nameRank) << 32 | place)
    }
    ordered.sort()
    for index in ordered.indices { ordered[index] &= 0xFFFF_FFFF }
    return ordered.prefix(count)
  }
}
