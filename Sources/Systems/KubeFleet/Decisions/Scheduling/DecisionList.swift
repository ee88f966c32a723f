import GoSemantics

/// The decisions that a policy snapshot keeps: chosen members, then some of the others.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/frameworkutils.go`
/// (newSchedulingDecisionsFromBindings).
enum DecisionList {
  /// The decision kept in a binding, and the cluster that the binding is for.
  struct Entry: Sendable {
    var cluster: String
    var decision: ClusterDecision
  }

  static func decisions(
    _ existing: [Entry], notPicked: ArraySlice<SchedulingCycle.Scored>,
    filtered: [(cluster: Int, verdict: FilterVerdict)], fleet: SchedulingFleet
  ) -> [ClusterDecision] {
    var list = existing.prefix(Timing.decisions).map(\.decision)
    var slots = Timing.decisions - existing.count
    if slots <= 0 { return list }
    var unselected = Timing.unselectedDecisions
    // A member chosen before may fail the filters now; its old decision counts.
    var isListed = [Bool](repeating: false, count: fleet.clusters.count)
    for entry in existing {
      if let index = fleet.index(of: entry.cluster) { isListed[index] = true }
    }
    for scored in notPicked where !isListed[scored.cluster] {
      if slots == 0 || unselected == 0 { break }
      let name = fleet.clusters[scored.cluster].name
      list.append(
        ClusterDecision(
          clusterName: name,
          clusterScore: DecisionScore(
            affinityScore: scored.affinity, priorityScore: scored.topologySpread),
          reason: "Cluster \"\(name)\" does not score high enough (affinity score: "
            + "\(scored.affinity), topology spread score: \(scored.topologySpread))"))
      slots -= 1
      unselected -= 1
    }
    var rejected = filtered
    unstableSort(&rejected) { fleet.nameRanks[$0.cluster] < fleet.nameRanks[$1.cluster] }
    // Members that are listed already use up the budget too.
    for entry in rejected.prefix(max(0, min(unselected, slots))) where !isListed[entry.cluster] {
      list.append(
        ClusterDecision(
          clusterName: fleet.clusters[entry.cluster].name, reason: entry.verdict.text))
    }
    return list
  }

  /// Whether both lists hold the same decisions, in whatever order.
  static func same(_ left: [ClusterDecision], _ right: [ClusterDecision]) -> Bool {
    guard left.count == right.count else { return false }
    let wanted = Dictionary(right.map { ($0.clusterName, $0) }) { _, last in last }
    return left.allSatisfy { wanted[$0.clusterName] == $0 }
  }
}
