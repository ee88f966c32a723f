import GoSemantics

/// Divides a workload's replicas among the selected clusters.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/core/common.go`, `assignment.go`,
/// `division_algorithm.go`, vectors `karmada/assign_replicas.jsonl.gz`.
public enum ReplicaDivision {
  /// Why replicas could not be assigned, in upstream's words.
  public enum Failure: Error, Sendable, Equatable {
    /// There is not enough room; retried when time or an event gives hope.
    case unschedulable(String)
    /// Anything else.
    case other(String)

    /// The text of the error.
    public var message: String {
      switch self {
      case .unschedulable(let message), .other(let message): message
      }
    }

    fileprivate func prefixed(_ prefix: String) -> Failure {
      switch self {
      case .unschedulable(let message): .unschedulable(prefix + message)
      case .other(let message): .other(prefix + message)
      }
    }
  }

  /// Hears of the steps of a division.
  public typealias Observer = (DivisionStep) -> Void

  /// Replicas of one candidate; upstream's target cluster by index instead of name.
  private struct Share {
    var index: Int
    var replicas: Int32
  }

  /// Assigns replicas to the selected clusters.
  ///
  /// - Parameters:
  ///   - candidates: The selected clusters, in the order of the selection.
  ///   - binding: The workload.
  ///   - clusters: The clusters that candidates refer to.
  ///   - observe: Hears of every step, for explanations.
  /// - Returns: The target clusters; those without replicas are left out for workloads.
  /// - Throws: ``Failure``.
  public static func assign(
    to candidates: [ClusterCandidate], for binding: BindingState, among clusters: ClusterSnapshots,
    observe: Observer? = nil
  ) throws(Failure) -> [TargetCluster] {
    guard !candidates.isEmpty else { throw .other("no clusters available to schedule") }
    guard
      (binding.replicas > 0 || binding.requirements != nil) && binding.components.count <= 1
    else {
      let components =
        binding.schedulesComponentSets && binding.components.count > 1
        ? binding.components.map { TargetComponent(name: $0.name, replicas: $0.replicas) } : nil
      return candidates.map {
        TargetCluster(name: clusters.names[$0.index], replicas: 0, components: components)
      }
    }
    let shares =
      binding.hasOverflow
      ? try divideByTier(candidates, binding, clusters, observe)
      : try divide(binding.replicas, candidates, binding, clusters, observe)
    return shares.map { TargetCluster(name: clusters.names[$0.index], replicas: $0.replicas) }
  }

  /// Fills the affinity's own clusters first, then those of each overflow affinity in turn.
  private static func divideByTier(
    _ candidates: [ClusterCandidate], _ binding: BindingState, _ clusters: ClusterSnapshots,
    _ observe: Observer?
  ) throws(Failure) -> [Share] {
    var orders = candidates.map(\.overflowOrder)
    stableSort(&orders, by: <)
    var shares: [Share] = []
    var remaining = binding.replicas
    var previous: Int32?
    for order in orders where order != previous {
      previous = order
      let tier = candidates.filter { $0.overflowOrder == order }
      let room = tier.reduce(Int64(0)) { $0 + $1.available }
      let replicas = Int32(truncatingIfNeeded: min(Int64(remaining), room))
      let observeTier = observe.map { observe in
        { (step: DivisionStep) in
          var step = step
          step.overflowOrder = order
          observe(step)
        }
      }
      shares += try divide(replicas, tier, binding, clusters, observeTier)
      remaining -= replicas
      if remaining <= 0 { break }
    }
    guard remaining <= 0 else {
      throw .unschedulable("Clusters available replicas are not enough to schedule.")
    }
    return shares
  }

  private static func divide(
    _ replicas: Int32, _ candidates: [ClusterCandidate], _ binding: BindingState,
    _ clusters: ClusterSnapshots, _ observe: Observer?
  ) throws(Failure) -> [Share] {
    let shares: [Share]
    switch binding.placement.strategy {
    case .duplicated:
      shares = candidates.map { Share(index: $0.index, replicas: replicas) }
      if let observe {
        var step = DivisionStep(.duplicated, replicas: replicas)
        step.given = entries(shares)
        step.result = step.given
        observe(step)
      }
    case .staticWeight(let rules):
      shares = byStaticWeight(replicas, candidates, rules, binding, clusters, observe)
    case .aggregated, .dynamicWeight:
      shares = try byAvailability(replicas, candidates, binding, clusters, observe)
    case .unsupported(let type, let preference):
      throw .other(
        "unsupported replica scheduling strategy, replicaSchedulingType: \(type), "
          + "replicaDivisionPreference: \(preference), please try another scheduling strategy")
    }
    return shares.allSatisfy { $0.replicas > 0 } ? shares : shares.filter { $0.replicas > 0 }
  }

  private static func entries(_ shares: [Share]) -> [DivisionStep.Entry] {
    shares.map { DivisionStep.Entry(index: $0.index, amount: Int64($0.replicas)) }
  }

  // MARK: Static weights

  private static func byStaticWeight(
    _ replicas: Int32, _ candidates: [ClusterCandidate], _ rules: StaticWeights,
    _ binding: BindingState, _ clusters: ClusterSnapshots, _ observe: Observer?
  ) -> [Share] {
    let weights = rules.weights(of: candidates, among: clusters)
    var weighted: [Weighted] = []
    for (candidate, weight) in zip(candidates, weights) where weight > 0 {
      weighted.append(Weighted(index: candidate.index, weight: weight))
    }
    if weighted.reduce(Int64(0), { $0 &+ $1.weight }) == 0 {
      weighted = candidates.map { Weighted(index: $0.index, weight: 1) }
    }
    let shares = dispense(replicas, weighted, binding)
    if let observe {
      var step = DivisionStep(.staticWeight, replicas: replicas)
      step.weights = weighted.map { DivisionStep.Entry(index: $0.index, amount: $0.weight) }
      step.given = entries(shares)
      step.result = step.given
      observe(step)
    }
    return shares
  }

  private struct Weighted {
    var index: Int
    var weight: Int64
  }

  /// Gives out replicas by weight; the shares stand in name order.
  private static func dispense(
    _ replicas: Int32, _ weighted: [Weighted], _ binding: BindingState
  ) -> [Share] {
    guard weighted.reduce(Int64(0), { $0 &+ $1.weight }) != 0 else { return [] }
    let last = weighted.reduce(0) { max($0, $1.index) }
    return RankedPositions.withOrder(
      of: weighted.count, bits: Int.bitWidth - last.leadingZeroBitCount,
      key: { UInt32(weighted[$0].index) }
    ) { order in
      var parties = order.map { entry in
        WeightDispensing.Party(votes: weighted[Int(UInt32(truncatingIfNeeded: entry))].weight)
      }
      WeightDispensing.allocate(replicas, to: &parties, order: binding.nameOrder)
      return zip(order, parties).map { Share(index: Int($0 >> 32), replicas: $1.seats) }
    }
  }

  // MARK: Dynamic strategies

  private static func byAvailability(
    _ replicas: Int32, _ candidates: [ClusterCandidate], _ binding: BindingState,
    _ clusters: ClusterSnapshots, _ observe: Observer?
  ) throws(Failure) -> [Share] {
    let scheduled = scheduledShares(candidates, binding, clusters)
    let assigned = GoArithmetic.wrappingSum(scheduled.lazy.map(\.replicas))

    if binding.isFresh {
      var available = candidates.map { Share(index: $0.index, replicas: $0.allocatable) }
      let places = places(of: available, among: clusters)
      for share in scheduled { available[places[share.index]].replicas &+= share.replicas }
      return try fill(
        replicas, available, merging: [], binding, clusters, "failed to do fresh scale: ",
        Note(.fresh, scheduled, observe))
    }
    if assigned > replicas {
      return try fill(
        replicas, scheduled, merging: [], binding, clusters, "failed to scale down: ",
        Note(.scaleDown, scheduled, observe))
    }
    if assigned < replicas {
      let available = candidates.map { Share(index: $0.index, replicas: $0.allocatable) }
      return try fill(
        replicas &- assigned, available, merging: scheduled, binding, clusters,
        "failed to scale up: ", Note(.scaleUp, scheduled, observe))
    }
    if let observe {
      var step = DivisionStep(.unchanged, replicas: 0)
      step.earlier = entries(scheduled)
      step.result = step.earlier
      observe(step)
    }
    return scheduled
  }

  /// What a dynamic division is, for whoever observes it.
  private struct Note {
    var kind: DivisionStep.Kind
    var earlier: [Share]
    var observe: Observer?

    init(_ kind: DivisionStep.Kind, _ earlier: [Share], _ observe: Observer?) {
      self.kind = kind
      self.earlier = earlier
      self.observe = observe
    }
  }

  /// The earlier result, without the clusters that are no longer candidates.
  private static func scheduledShares(
    _ candidates: [ClusterCandidate], _ binding: BindingState, _ clusters: ClusterSnapshots
  ) -> [Share] {
    guard !binding.clusters.isEmpty else { return [] }
    var isCandidate = [Bool](repeating: false, count: clusters.count)
    for candidate in candidates { isCandidate[candidate.index] = true }
    return binding.clusters.compactMap { target in
      guard let index = clusters.index(of: target.name), isCandidate[index] else {
        return nil
      }
      return Share(index: index, replicas: target.replicas)
    }
  }

  /// Spreads replicas in proportion to what is available and adds what clusters have already.
  private static func fill(
    _ target: Int32, _ available: [Share], merging scheduled: [Share], _ binding: BindingState,
    _ clusters: ClusterSnapshots, _ context: String, _ note: Note
  ) throws(Failure) -> [Share] {
    var available = available
    let isAggregated = binding.placement.strategy.isAggregated
    // The order decides only which clusters are left out, and shows in explanations.
    if isAggregated || note.observe != nil {
      unstableSort(&available) { $0.replicas > $1.replicas }
    }
    let sum = GoArithmetic.wrappingSum(available.lazy.map(\.replicas))
    guard sum >= target else {
      tell(note, target, available)
      throw Failure.unschedulable(
        "Clusters available replicas \(sum) are not enough to schedule."
      ).prefixed(context)
    }
    let all = available
    if isAggregated {
      available = fewest(for: target, available, preferring: scheduled)
    }
    let added = dispense(
      target, available.map { Weighted(index: $0.index, weight: Int64($0.replicas)) }, binding)
    let merged = merge(added, into: scheduled, among: clusters)
    tell(note, target, available, of: all, given: added, result: merged)
    return merged
  }

  private static func tell(
    _ note: Note, _ target: Int32, _ used: [Share], of all: [Share] = [], given: [Share] = [],
    result: [Share] = []
  ) {
    guard let observe = note.observe else { return }
    var step = DivisionStep(note.kind, replicas: target)
    step.earlier = entries(note.earlier)
    step.weights = entries(used)
    let isUsed = Set(used.lazy.map(\.index))
    step.spared = entries(all.filter { !isUsed.contains($0.index) })
    step.given = entries(given)
    step.result = entries(result)
    observe(step)
  }

  /// The shortest prefix that holds all replicas, clusters that have some already first.
  private static func fewest(
    for target: Int32, _ available: [Share], preferring scheduled: [Share]
  ) -> [Share] {
    var ordered = available
    let prior = Set(scheduled.lazy.filter { $0.replicas > 0 }.map(\.index))
    if !prior.isEmpty {
      ordered =
        available.filter { prior.contains($0.index) }
        + available.filter { !prior.contains($0.index) }
    }
    var sum: Int32 = 0
    for (place, share) in ordered.enumerated() {
      sum &+= share.replicas
      if sum >= target { return Array(ordered.prefix(place + 1)) }
    }
    return ordered
  }

  private static func merge(
    _ added: [Share], into scheduled: [Share], among clusters: ClusterSnapshots
  ) -> [Share] {
    if scheduled.isEmpty { return added }
    if added.isEmpty { return scheduled }
    var merged = added
    let places = places(of: added, among: clusters)
    // Of several old entries upstream keeps the last one, and what gets nothing new it appends in
    // random order.
    var old = [Int32?](repeating: nil, count: clusters.count)
    for share in scheduled { old[share.index] = share.replicas }
    for share in scheduled {
      guard let replicas = old[share.index] else { continue }
      old[share.index] = nil
      if places[share.index] >= 0 {
        merged[places[share.index]].replicas &+= replicas
      } else {
        merged.append(Share(index: share.index, replicas: replicas))
      }
    }
    return merged
  }

  /// Where each cluster stands in a list, by cluster index; −1 for nowhere.
  private static func places(of shares: [Share], among clusters: ClusterSnapshots) -> [Int] {
    var places = [Int](repeating: -1, count: clusters.count)
    for (place, share) in shares.enumerated() { places[share.index] = place }
    return places
  }
}
