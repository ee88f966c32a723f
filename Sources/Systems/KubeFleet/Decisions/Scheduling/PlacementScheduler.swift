import GoSemantics
import KubernetesAPI

/// The scheduler for one policy snapshot, one fleet and one instant.
///
/// What does not depend on bindings (the first four filters, affinity scores, domains) is worked
/// out once and kept for the passes that follow one another.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go`, vectors `scheduler-cycle`.
public struct PlacementScheduler: Sendable {
  /// The policy.
  public let rules: PolicyRules
  /// The members.
  public let fleet: SchedulingFleet
  let now: Int64
  private var verdicts: [FilterVerdict?]?
  private var extremes: AffinityScoring.Extremes?
  private var affinityScores: [Int32?]
  private var spread: TopologySpread?

  /// A scheduler at a time in nanoseconds since 1970.
  public init(rules: PolicyRules, fleet: SchedulingFleet, now: Int64) {
    self.rules = rules
    self.fleet = fleet
    self.now = now
    affinityScores = [Int32?](repeating: nil, count: fleet.clusters.count)
  }

  /// One pass over the bindings of the placement, which are ordered by name.
  public mutating func cycle(
    _ bindings: [BindingRow]
  ) throws(SchedulingFailure) -> SchedulingCycle {
    let classes = BindingClasses(bindings, policy: rules.name, fleet: fleet)
    var cycle = SchedulingCycle()
    cycle.changes += classes.deleting.map { .release($0) }
    cycle.changes += classes.dangling.map { .unschedule($0) }
    switch rules.type {
    case .pickAll: try pickAll(bindings, classes, &cycle)
    case .pickN: try pickN(bindings, classes, &cycle)
    case .pickFixed: try pickFixed(bindings, classes, &cycle)
    case nil: throw SchedulingFailure(.placementType, rules.typeName)
    }
    return cycle
  }

  // MARK: PickAll

  private mutating func pickAll(
    _ bindings: [BindingRow], _ classes: BindingClasses, _ cycle: inout SchedulingCycle
  ) throws(SchedulingFailure) {
    let holds = holders(bindings, classes.scheduled + classes.bound)
    let spread = spreadEvaluation(holds)
    let passed = try filter(holds, spread, &cycle)
    cycle.scored = passed.map {
      SchedulingCycle.Scored(cluster: $0, topologySpread: 0, affinity: 0, obsoleteAffinity: 0)
    }
    unstableSort(&cycle.scored) { fleet.nameRanks[$0.cluster] < fleet.nameRanks[$1.cluster] }
    let picked = try reconcile(cycle.scored[...], bindings, classes)
    cycle.changes += picked.changes
    let existing =
      picked.decisions + (classes.scheduled + classes.bound).map { entry(bindings[$0]) }
    cycle.status = try status(
      wanted: existing.count, existing, notPicked: [], filtered: cycle.filtered)
  }

  // MARK: PickN

  private mutating func pickN(
    _ bindings: [BindingRow], _ classes: BindingClasses, _ cycle: inout SchedulingCycle
  ) throws(SchedulingFailure) {
    let wanted = try rules.numberOfClusters.get()
    let present = classes.scheduled.count + classes.bound.count
    if wanted <= present {
      if present - wanted + classes.obsolete.count > 0 {
        cycle.changes += classes.obsolete.map { .unschedule($0) }
        let (removed, kept) = Downscaling.split(
          bindings, scheduled: classes.scheduled, bound: classes.bound, count: present - wanted)
        cycle.changes += removed.map { .unschedule($0) }
        cycle.status = try status(
          wanted: wanted, kept.map { entry(bindings[$0]) }, notPicked: [], filtered: [])
      } else {
        cycle.status = try status(
          wanted: wanted, (classes.bound + classes.scheduled).map { entry(bindings[$0]) },
          notPicked: [], filtered: [])
      }
      return
    }
    let desired = wanted - present
    // Spread is judged anew after each binding.
    let limit = rules.constraints.isEmpty ? desired : min(1, desired)
    let holds = holders(bindings, classes.scheduled + classes.bound)
    let spread = spreadEvaluation(holds)
    let passed = try filter(holds, spread, &cycle)
    cycle.scored = try score(passed, spread, obsolete: holders(bindings, classes.obsolete))
    let number = min(desired, limit, cycle.scored.count)
    cycle.batch = SchedulingCycle.Batch(desired: desired, limit: limit, picked: number)
    let picked = try reconcile(cycle.scored[..<number], bindings, classes)
    cycle.changes += picked.changes
    if desired > limit, picked.decisions.count == limit {
      cycle.requeue = true
      return
    }
    cycle.status = try status(
      wanted: wanted,
      picked.decisions + (classes.scheduled + classes.bound).map { entry(bindings[$0]) },
      notPicked: cycle.scored[number...], filtered: cycle.filtered)
  }

  // MARK: PickFixed

  private func pickFixed(
    _ bindings: [BindingRow], _ classes: BindingClasses, _ cycle: inout SchedulingCycle
  ) throws(SchedulingFailure) {
    if rules.clusterNames.isEmpty { return }
    var decisions: [ClusterDecision] = []
    var invalid: [ClusterDecision] = []
    var missing: [ClusterDecision] = []
    for name in rules.clusterNames {
      guard let index = fleet.index(of: name) else {
        missing.append(
          ClusterDecision(
            clusterName: name, reason: "Specified cluster \"\(name)\" is not found"))
        continue
      }
      if let obstacle = ClusterIneligibility(fleet.clusters[index], now: now) {
        invalid.append(
          ClusterDecision(
            clusterName: name,
            reason: "Cluster \"\(name)\" is not eligible for resource placement yet: "
              + obstacle.text))
      } else {
        decisions.append(
          ClusterDecision(
            clusterName: name, selected: true,
            reason: "Successfully scheduled resources for placement in \"\(name)\": "
              + "picked by scheduling policy"))
      }
    }
    cycle.changes += try claims(decisions, bindings, classes)
    let found = decisions.count
    _ = try rules.placementGeneration.get()
    cycle.status = SchedulingCycle.Status(
      decisions: decisions + invalid + missing, isFulfilled: invalid.isEmpty && missing.isEmpty,
      count: found)
  }

  private func claims(
    _ decisions: [ClusterDecision], _ bindings: [BindingRow], _ classes: BindingClasses
  ) throws(SchedulingFailure) -> [SchedulingCycle.Change] {
    func table(_ indexes: [Int]) -> [String: Int] {
      Dictionary(indexes.map { (bindings[$0].targetCluster, $0) }) { _, last in last }
    }
    let current = table(classes.scheduled + classes.bound)
    let obsolete = table(classes.obsolete)
    let unscheduled = table(classes.unscheduled)
    var creates: [SchedulingCycle.Change] = []
    var patches: [SchedulingCycle.Change] = []
    for decision in decisions where current[decision.clusterName] == nil {
      if let index = obsolete[decision.clusterName] {
        patches.append(.patch(index, taken(bindings[index], decision)))
      } else if let index = unscheduled[decision.clusterName] {
        patches.append(.patch(index, try restored(bindings[index], decision)))
      } else {
        creates.append(.create(claim(decision)))
      }
    }
    let valid = Set(decisions.map(\.clusterName))
    let gone = classes.obsolete.filter { !valid.contains(bindings[$0].targetCluster) }
    return creates + patches + gone.map { .unschedule($0) }
  }

  // MARK: Steps

  /// Which members have one of these bindings.
  func holders(_ bindings: [BindingRow], _ indexes: [Int]) -> [Bool] {
    var holds = [Bool](repeating: false, count: fleet.clusters.count)
    for index in indexes {
      if let cluster = fleet.index(of: bindings[index].targetCluster) { holds[cluster] = true }
    }
    return holds
  }

  mutating func spreadEvaluation(_ holds: [Bool]) -> TopologySpread.Evaluation? {
    if rules.constraints.isEmpty { return nil }
    let spread = self.spread ?? TopologySpread(rules.constraints, clusters: fleet.clusters)
    self.spread = spread
    return spread.evaluate(holds: holds)
  }

  /// Why one more binding on a member is too many for a strict constraint.
  func spreadReason(_ evaluation: TopologySpread.Evaluation?, _ index: Int) -> String? {
    guard let evaluation, let spread, evaluation.violated[index] >= 0 else { return nil }
    return spread.reason(evaluation.violated[index])
  }

  private mutating func filter(
    _ holds: [Bool], _ spread: TopologySpread.Evaluation?, _ cycle: inout SchedulingCycle
  ) throws(SchedulingFailure) -> [Int] {
    if verdicts == nil {
      let filters = ClusterFilters(rules: rules, now: now)
      var found: [FilterVerdict?] = []
      found.reserveCapacity(fleet.clusters.count)
      for cluster in fleet.clusters { found.append(try filters.verdict(on: cluster)) }
      verdicts = found
    }
    let verdicts = verdicts ?? []
    var passed: [Int] = []
    for index in fleet.clusters.indices {
      if let verdict = verdicts[index] {
        cycle.filtered.append((index, verdict))
      } else if holds[index] {
        continue
      } else if let reason = spreadReason(spread, index) {
        cycle.filtered.append((index, .topologySpread(reason)))
      } else {
        passed.append(index)
      }
    }
    cycle.ranPlugins = true
    return passed
  }

  /// Scores the members that passed and puts the best first.
  private mutating func score(
    _ passed: [Int], _ spread: TopologySpread.Evaluation?, obsolete: [Bool]
  ) throws(SchedulingFailure) -> [SchedulingCycle.Scored] {
    if !rules.preferred.isEmpty, extremes == nil {
      extremes = try rules.preferred.extremes(over: fleet.clusters)
    }
    var scored: [SchedulingCycle.Scored] = []
    scored.reserveCapacity(passed.count)
    for cluster in passed {
      var affinity: Int32 = 0
      if let extremes {
        affinity =
          if let known = affinityScores[cluster] {
            known
          } else {
            try rules.preferred.score(fleet.clusters[cluster], extremes: extremes)
          }
        affinityScores[cluster] = affinity
      }
      scored.append(
        SchedulingCycle.Scored(
          cluster: cluster, topologySpread: spread?.scores[cluster] ?? 0, affinity: affinity,
          obsoleteAffinity: obsolete[cluster] ? 1 : 0))
    }
    let ranks = fleet.nameRanks
    // Equal scores go to the larger name.
    unstableSort(&scored) { a, b in
      if a.topologySpread != b.topologySpread { return a.topologySpread > b.topologySpread }
      if a.affinity != b.affinity { return a.affinity > b.affinity }
      if a.obsoleteAffinity != b.obsoleteAffinity {
        return a.obsoleteAffinity > b.obsoleteAffinity
      }
      return ranks[a.cluster] > ranks[b.cluster]
    }
    return scored
  }

  /// Turns picked members into bindings: takes obsolete ones over, restores unscheduled ones,
  /// creates the rest; obsolete bindings of members that were not picked go.
  private func reconcile(
    _ picked: ArraySlice<SchedulingCycle.Scored>, _ bindings: [BindingRow],
    _ classes: BindingClasses
  ) throws(SchedulingFailure) -> (
    changes: [SchedulingCycle.Change], decisions: [DecisionList.Entry]
  ) {
    var places = [Int](repeating: -1, count: fleet.clusters.count)
    for (place, scored) in picked.enumerated() { places[scored.cluster] = place }
    let decisions = picked.map(decision)
    func place(_ binding: BindingRow) -> Int? {
      fleet.index(of: binding.targetCluster).flatMap { places[$0] < 0 ? nil : places[$0] }
    }
    var isClaimed = [Bool](repeating: false, count: picked.count)
    var patches: [SchedulingCycle.Change] = []
    var patched: [ClusterDecision] = []
    var gone: [SchedulingCycle.Change] = []
    for index in classes.obsolete {
      guard let place = place(bindings[index]) else {
        gone.append(.unschedule(index))
        continue
      }
      isClaimed[place] = true
      patches.append(.patch(index, taken(bindings[index], decisions[place])))
      patched.append(decisions[place])
    }
    for index in classes.unscheduled {
      guard let place = place(bindings[index]) else { continue }
      isClaimed[place] = true
      patches.append(.patch(index, try restored(bindings[index], decisions[place])))
      patched.append(decisions[place])
    }
    let created = decisions.indices.filter { !isClaimed[$0] }.map { decisions[$0] }
    return (
      created.map { .create(claim($0)) } + patches + gone,
      (created + patched).map { DecisionList.Entry(cluster: $0.clusterName, decision: $0) }
    )
  }

  private func entry(_ binding: BindingRow) -> DecisionList.Entry {
    DecisionList.Entry(cluster: binding.targetCluster, decision: binding.decision)
  }

  private func decision(_ scored: SchedulingCycle.Scored) -> ClusterDecision {
    let name = fleet.clusters[scored.cluster].name
    return ClusterDecision(
      clusterName: name, selected: true,
      clusterScore: DecisionScore(
        affinityScore: scored.affinity, priorityScore: scored.topologySpread),
      reason: "Successfully scheduled resources for placement in \"\(name)\" (affinity score: "
        + "\(scored.affinity), topology spread score: \(scored.topologySpread)): "
        + "picked by scheduling policy")
  }

  private func claim(_ decision: ClusterDecision) -> BindingRow {
    BindingRow(
      name: "", targetCluster: decision.clusterName, policySnapshotName: rules.name,
      decision: decision)
  }

  private func taken(_ binding: BindingRow, _ decision: ClusterDecision) -> BindingRow {
    var binding = binding
    binding.policySnapshotName = rules.name
    binding.decision = decision
    return binding
  }

  /// Upstream means to drop the annotation but leaves it.
  private func restored(
    _ binding: BindingRow, _ decision: ClusterDecision
  ) throws(SchedulingFailure) -> BindingRow {
    guard let state = binding.previousState else {
      throw SchedulingFailure(.previousState, binding.name)
    }
    var binding = taken(binding, decision)
    binding.state = state
    return binding
  }

  private func status(
    wanted: Int, _ existing: [DecisionList.Entry],
    notPicked: ArraySlice<SchedulingCycle.Scored>,
    filtered: [(cluster: Int, verdict: FilterVerdict)]
  ) throws(SchedulingFailure) -> SchedulingCycle.Status {
    _ = try rules.placementGeneration.get()
    let decisions = DecisionList.decisions(
      existing, notPicked: notPicked, filtered: filtered, fleet: fleet)
    return SchedulingCycle.Status(
      decisions: decisions, isFulfilled: existing.count >= wanted, count: existing.count)
  }
}
