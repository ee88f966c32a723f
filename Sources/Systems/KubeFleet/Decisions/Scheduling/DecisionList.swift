/// The decisions that a policy snapshot keeps: chosen members, then some of the others.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/frameworkutils.go`
/// (newSchedulingDecisionsFromBindings).
enum DecisionList {
  /// - Parameters:
  ///   - existing: The decisions on members with a binding.
  ///   - listed: The members that these are on.
  static func decisions(
    _ existing: [SchedulingDecision], listed: BitSet,
    notPicked: ArraySlice<SchedulingCycle.Scored>,
    filtered: [(cluster: Int, verdict: FilterVerdict)], fleet: SchedulingFleet
  ) -> [SchedulingDecision] {
    var slots = Timing.decisions - existing.count
    if slots < 0 { return Array(existing.prefix(Timing.decisions)) }
    if slots == 0 || notPicked.isEmpty && filtered.isEmpty { return existing }
    var list = existing
    var unselected = Timing.unselectedDecisions
    list.reserveCapacity(existing.count + min(unselected, notPicked.count + filtered.count))
    // A member chosen before may fail the filters now; its old decision counts.
    for scored in notPicked where !listed.contains(scored.cluster) {
      if slots == 0 || unselected == 0 { break }
      list.append(SchedulingDecision(.lowScore, scored))
      slots -= 1
      unselected -= 1
    }
    // Members that are listed already use up the budget too.
    let budget = min(unselected, slots)
    if budget <= 0 { return list }
    for place in firstByName(budget, of: filtered, fleet)
    where !listed.contains(filtered[place].cluster) {
      list.append(
        SchedulingDecision(.rejected(filtered[place].verdict), filtered[place].cluster))
    }
    return list
  }

  /// The places of the rejected members that come first in the order of names.
  private static func firstByName(
    _ count: Int, of filtered: [(cluster: Int, verdict: FilterVerdict)], _ fleet: SchedulingFleet
  ) -> ArraySlice<Int> {
    var ordered: [Int] = []
    ordered.reserveCapacity(filtered.count)
    for (place, entry) in filtered.enumerated() {
      ordered.append(Int(fleet.nameRanks[entry.cluster]) << 32 | place)
    }
    ordered.sort()
    for index in ordered.indices { ordered[index] &= 0xFFFF_FFFF }
    return ordered.prefix(count)
  }
}
