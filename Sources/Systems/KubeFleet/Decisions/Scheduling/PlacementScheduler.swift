import GoSemantics
import KubernetesAPI

/// The scheduler for one policy snapshot, one fleet and one instant.
///
/// What does not depend on bindings (the first four filters, the extremes that wishes refer to, the
/// domains) is worked out once and kept for the passes that follow one another.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go`, vectors `scheduler-cycle`.
public struct PlacementScheduler: Sendable {
  /// The policy.
  public let rules: PolicyRules
  /// The members.
  public let fleet: SchedulingFleet
  let now: Int64
  private var filtering: Filtering?
  private var survey: AffinityScoring.Survey?
  private var spread: TopologySpread?

  /// What the filters that do not depend on bindings said.
  private struct Filtering {
    var rejected: [(cluster: Int, verdict: FilterVerdict)] = []
    var passing: BitSet
  }

  /// A scheduler at a time in nanoseconds since 1970.
  public init(rules: PolicyRules, fleet: SchedulingFleet, now: Int64) {
    self.rules = rules
    self.fleet = fleet
    self.now = now
  }

  /// One pass over the bindings of the placement, which are ordered by name.
  public mutating func cycle(
    _ bindings: [BindingRow]
  ) throws(SchedulingFailure) -> SchedulingCycle {
    let classes = BindingClasses(bindings, policy: rules.name, fleet: fleet)
    var cycle = SchedulingCycle()
    classes.forEach(.deleting) { cycle.changes.append(.release($0)) }
    classes.forEach(.dangling) { cycle.changes.append(.unschedule($0)) }
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
    let passed = try filter(classes, judgeSpread(classes), &cycle)
    cycle.scored.reserveCapacity(passed.count)
    passed.forEach {
      cycle.scored.append(SchedulingCycle.Scored($0, nameRank: fleet.standings[$0].nameRank))
    }
    cycle.scored.sort()
    cycle.scored.reverse()
    var existing: [SchedulingDecision] = []
    try reconcile(cycle.scored.count, bindings, classes, &cycle, &existing)
    classes.forEach(.scheduled) { existing.append(SchedulingDecision(.kept, $0)) }
    classes.forEach(.bound) { existing.append(SchedulingDecision(.kept, $0)) }
    cycle.status = try status(
      wanted: existing.count, &existing, bindings, notPicked: [], filtered: cycle.filtered)
  }

  // MARK: PickN

  private mutating func pickN(
    _ bindings: [BindingRow], _ classes: BindingClasses, _ cycle: inout SchedulingCycle
  ) throws(SchedulingFailure) {
    let wanted = try rules.numberOfClusters.get()
    let present = classes.presentCount
    if wanted <= present {
      cycle.status = try satisfy(wanted, bindings, classes, &cycle)
      return
    }
    let desired = wanted - present
    // Spread is judged anew after each binding.
    let limit = rules.constraints.isEmpty ? desired : min(1, desired)
    let spread = judgeSpread(classes)
    let passed = try filter(classes, spread, &cycle)
    cycle.scored = try score(passed, spread, obsolete: classes.obsoleteHolders)
    let number = min(desired, limit, cycle.scored.count)
    cycle.batch = SchedulingCycle.Batch(desired: desired, limit: limit, picked: number)
    var existing: [SchedulingDecision] = []
    try reconcile(number, bindings, classes, &cycle, &existing)
    if desired > limit, existing.count == limit {
      cycle.requeue = true
      return
    }
    classes.forEach(.scheduled) { existing.append(SchedulingDecision(.kept, $0)) }
    classes.forEach(.bound) { existing.append(SchedulingDecision(.kept, $0)) }
    cycle.status = try status(
      wanted: wanted, &existing, bindings, notPicked: cycle.scored[number...],
      filtered: cycle.filtered)
  }

  /// Enough clusters, or too many, have the placement already.
  private func satisfy(
    _ wanted: Int, _ bindings: [BindingRow], _ classes: BindingClasses,
    _ cycle: inout SchedulingCycle
  ) throws(SchedulingFailure) -> SchedulingCycle.Status {
    let surplus = classes.presentCount - wanted
    classes.forEach(.obsolete) { cycle.changes.append(.unschedule($0)) }
    let kept: [Int]
    if surplus + classes.obsoleteCount > 0 {
      let removed: [Int]
      (removed, kept) = Downscaling.split(
        bindings, scheduled: classes.scheduled, bound: classes.bound, count: surplus)
      for index in removed { cycle.changes.append(.unschedule(index)) }
    } else {
      kept = classes.bound + classes.scheduled
    }
    var existing = kept.map { SchedulingDecision(.kept, $0) }
    return try status(wanted: wanted, &existing, bindings, notPicked: [], filtered: [])
  }

  // MARK: PickFixed

  private func pickFixed(
    _ bindings: [BindingRow], _ classes: BindingClasses, _ cycle: inout SchedulingCycle
  ) throws(SchedulingFailure) {
    if rules.clusterNames.isEmpty { return }
    var decisions: [SchedulingDecision] = []
    var invalid: [SchedulingDecision] = []
    var missing: [SchedulingDecision] = []
    for (place, name) in rules.clusterNames.enumerated() {
      guard let cluster = fleet.index(of: name) else {
        missing.append(SchedulingDecision(.namedMissing, place))
        continue
      }
      if let obstacle = ClusterIneligibility(fleet.standings[cluster], now: now) {
        invalid.append(SchedulingDecision(.namedIneligible(obstacle), cluster))
      } else {
        decisions.append(SchedulingDecision(.named, cluster))
      }
    }
    try claim(decisions, bindings, classes, &cycle)
    _ = try rules.placementGeneration.get()
    cycle.status = SchedulingCycle.Status(
      decisions: decisions + invalid + missing, isFulfilled: invalid.isEmpty && missing.isEmpty,
      count: decisions.count)
  }

  private func claim(
    _ decisions: [SchedulingDecision], _ bindings: [BindingRow], _ classes: BindingClasses,
    _ cycle: inout SchedulingCycle
  ) throws(SchedulingFailure) {
    let reusable = Reusable(bindings, classes, fleet)
    var patches: [SchedulingCycle.Change] = []
    for decision in decisions where !classes.holders.contains(decision.place) {
      if let index = reusable.obsolete(on: decision.place) {
        patches.append(.take(index, decision))
      } else if let index = reusable.unscheduled(on: decision.place) {
        patches.append(try restored(index, bindings, decision))
      } else {
        cycle.changes.append(.create(decision))
      }
    }
    cycle.changes += patches
    if classes.obsoleteCount == 0 { return }
    var valid = BitSet(none: fleet.clusters.count)
    for decision in decisions { valid.insert(decision.place) }
    classes.forEach(.obsolete) {
      if !valid.contains(bindings[$0].cluster) { cycle.changes.append(.unschedule($0)) }
    }
  }

  /// The last obsolete and the last unscheduled binding on each member.
  private struct Reusable {
    private var places: [(obsolete: Int32, unscheduled: Int32)] = []

    init(_ bindings: [BindingRow], _ classes: BindingClasses, _ fleet: SchedulingFleet) {
      guard classes.mayReuse else { return }
      places = [(obsolete: Int32, unscheduled: Int32)](
        repeating: (-1, -1), count: fleet.clusters.count)
      classes.forEach(.obsolete) {
        places[bindings[$0].cluster].obsolete = Int32(truncatingIfNeeded: $0)
      }
      classes.forEach(.unscheduled) {
        let cluster = bindings[$0].cluster
        if cluster >= 0 { places[cluster].unscheduled = Int32(truncatingIfNeeded: $0) }
      }
    }

    func obsolete(on cluster: Int) -> Int? {
      places.isEmpty || places[cluster].obsolete < 0 ? nil : Int(places[cluster].obsolete)
    }

    func unscheduled(on cluster: Int) -> Int? {
      places.isEmpty || places[cluster].unscheduled < 0 ? nil : Int(places[cluster].unscheduled)
    }
  }

  // MARK: Steps

  /// What the constraints say of each member; empty if there are none.
  mutating func judgeSpread(_ classes: BindingClasses) -> [TopologySpread.Judgement] {
    if rules.constraints.isEmpty { return [] }
    let spread = spread ?? TopologySpread(rules.constraints, fleet.labels)
    self.spread = spread
    return spread.judge(holders: classes.holders)
  }

  private mutating func filter(
    _ classes: BindingClasses, _ spread: [TopologySpread.Judgement],
    _ cycle: inout SchedulingCycle
  ) throws(SchedulingFailure) -> BitSet {
    let filtering = if let known = self.filtering { known } else { try filterWithoutBindings() }
    self.filtering = filtering
    cycle.ranPlugins = true
    var passed = filtering.passing
    passed.subtract(classes.holders)
    cycle.filtered = filtering.rejected
    guard let constraints = self.spread, constraints.isStrict else { return passed }
    var violating: [(cluster: Int, verdict: FilterVerdict)] = []
    passed.forEach { cluster in
      if let place = spread[cluster].violation {
        violating.append((cluster, .topologySpread(place)))
      }
    }
    if violating.isEmpty { return passed }
    for entry in violating { passed.remove(entry.cluster) }
    cycle.filtered = Self.merged(filtering.rejected, violating)
    return passed
  }

  private func filterWithoutBindings() throws(SchedulingFailure) -> Filtering {
    let filters = try ClusterFilters(rules, fleet, now: now)
    var filtering = Filtering(passing: BitSet(none: fleet.clusters.count))
    for cluster in fleet.clusters.indices {
      if let verdict = filters.verdict(on: cluster) {
        filtering.rejected.append((cluster, verdict))
      } else {
        filtering.passing.insert(cluster)
      }
    }
    return filtering
  }

  /// Two lists in the order of the fleet as one.
  private static func merged(
    _ left: [(cluster: Int, verdict: FilterVerdict)],
    _ right: [(cluster: Int, verdict: FilterVerdict)]
  ) -> [(cluster: Int, verdict: FilterVerdict)] {
    var merged: [(cluster: Int, verdict: FilterVerdict)] = []
    merged.reserveCapacity(left.count + right.count)
    var next = 0
    for entry in left {
      while next < right.count, right[next].cluster < entry.cluster {
        merged.append(right[next])
        next += 1
      }
      merged.append(entry)
    }
    return merged + right[next...]
  }

  /// Scores the members that passed and puts the best first.
  private mutating func score(
    _ passed: BitSet, _ spread: [TopologySpread.Judgement], obsolete: BitSet
  ) throws(SchedulingFailure) -> [SchedulingCycle.Scored] {
    var affinity: [Int32] = []
    if !rules.preferred.isEmpty {
      let survey = if let known = self.survey { known } else { try rules.preferred.survey(fleet) }
      self.survey = survey
      affinity = try rules.preferred.scores(of: passed, in: fleet, survey)
    }
    var scored: [SchedulingCycle.Scored] = []
    scored.reserveCapacity(passed.count)
    passed.forEach { cluster in
      scored.append(
        SchedulingCycle.Scored(
          cluster, nameRank: fleet.standings[cluster].nameRank,
          topologySpread: spread.isEmpty ? 0 : spread[cluster].score,
          affinity: affinity.isEmpty ? 0 : affinity[cluster],
          isObsolete: obsolete.contains(cluster)))
    }
    scored.sort()
    return scored
  }

  /// Turns the first scored members into bindings: takes obsolete ones over, restores unscheduled
  /// ones, creates the rest; obsolete bindings of members that were not picked go.
  ///
  /// - Parameter decisions: Gets the decisions on the picked members.
  private func reconcile(
    _ picked: Int, _ bindings: [BindingRow], _ classes: BindingClasses,
    _ cycle: inout SchedulingCycle, _ decisions: inout [SchedulingDecision]
  ) throws(SchedulingFailure) {
    decisions.reserveCapacity(
      picked + classes.presentCount
        + min(
          Timing.unselectedDecisions, cycle.scored.count - picked + cycle.filtered.count))
    guard classes.mayReuse else {
      cycle.changes.reserveCapacity(cycle.changes.count + picked)
      for scored in cycle.scored[..<picked] {
        let decision = SchedulingDecision(.picked, scored)
        cycle.changes.append(.create(decision))
        decisions.append(decision)
      }
      return
    }
    var places = [Int32](repeating: -1, count: fleet.clusters.count)
    for place in 0..<picked {
      places[cycle.scored[place].cluster] = Int32(truncatingIfNeeded: place)
    }
    var claimed = BitSet(none: picked)
    var patches: [SchedulingCycle.Change] = []
    var patched: [SchedulingDecision] = []
    var gone: [SchedulingCycle.Change] = []
    for (index, kind) in classes.kinds.enumerated() where kind == .obsolete {
      let place = Int(places[bindings[index].cluster])
      guard place >= 0 else {
        gone.append(.unschedule(index))
        continue
      }
      let decision = SchedulingDecision(.picked, cycle.scored[place])
      claimed.insert(place)
      patches.append(.take(index, decision))
      patched.append(decision)
    }
    for (index, kind) in classes.kinds.enumerated()
    where kind == .unscheduled && bindings[index].cluster >= 0 {
      let place = Int(places[bindings[index].cluster])
      guard place >= 0 else { continue }
      let decision = SchedulingDecision(.picked, cycle.scored[place])
      claimed.insert(place)
      patches.append(try restored(index, bindings, decision))
      patched.append(decision)
    }
    for place in 0..<picked where !claimed.contains(place) {
      let decision = SchedulingDecision(.picked, cycle.scored[place])
      cycle.changes.append(.create(decision))
      decisions.append(decision)
    }
    cycle.changes += patches
    cycle.changes += gone
    decisions += patched
  }

  private func restored(
    _ index: Int, _ bindings: [BindingRow], _ decision: SchedulingDecision
  ) throws(SchedulingFailure) -> SchedulingCycle.Change {
    guard bindings[index].previousState != nil else {
      throw SchedulingFailure(.previousState, bindings[index].name)
    }
    return .restore(index, decision)
  }

  private func status(
    wanted: Int, _ decisions: inout [SchedulingDecision], _ bindings: [BindingRow],
    notPicked: ArraySlice<SchedulingCycle.Scored>,
    filtered: [(cluster: Int, verdict: FilterVerdict)]
  ) throws(SchedulingFailure) -> SchedulingCycle.Status {
    _ = try rules.placementGeneration.get()
    let count = decisions.count
    if !notPicked.isEmpty || !filtered.isEmpty {
      var listed = BitSet(none: fleet.clusters.count)
      for decision in decisions {
        listed.insert(
          decision.reason == .kept ? bindings[decision.place].cluster : decision.place)
      }
      DecisionList.complete(
        &decisions, listed: listed, notPicked: notPicked, filtered: filtered, fleet: fleet)
    }
    return SchedulingCycle.Status(
      decisions: decisions, isFulfilled: count >= wanted, count: count)
  }
}
