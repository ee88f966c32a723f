import GoSemantics

/// A feasible cluster with what the selection and the division need to know about it.
public struct ClusterCandidate: Sendable, Equatable {
  /// The cluster's place among ``ClusterSnapshots``, which stand in name order, so that it also
  /// orders candidates by name.
  public var index: Int
  /// Zero for the cluster affinity itself, *k* for the *k*-th overflow affinity, 1000 for none.
  public var overflowOrder: Int32
  /// The sum of the score plug-ins.
  public var score: Int64
  /// How many more replicas fit.
  public var allocatable: Int32
  /// `allocatable` and the replicas that the cluster has already.
  public var available: Int64

  /// - Parameters:
  ///   - index: The cluster's place among the snapshots.
  ///   - overflowOrder: Which affinity let it in.
  ///   - score: The sum of the score plug-ins.
  ///   - allocatable: How many more replicas fit.
  ///   - available: `allocatable` and the replicas that the cluster has already.
  public init(
    index: Int, overflowOrder: Int32 = 0, score: Int64 = 0, allocatable: Int32, available: Int64
  ) {
    self.index = index
    self.overflowOrder = overflowOrder
    self.score = score
    self.allocatable = allocatable
    self.available = available
  }

  /// The order of preference: overflow order, score, available replicas, name.
  static func isPreferred(_ left: ClusterCandidate, _ right: ClusterCandidate) -> Bool {
    if left.overflowOrder != right.overflowOrder { return left.overflowOrder < right.overflowOrder }
    if left.score != right.score { return left.score > right.score }
    if left.available != right.available { return left.available > right.available }
    return left.index < right.index
  }
}

/// Clusters that share a region, a zone or a provider.
public struct TopologyGroup: Sendable, Equatable {
  /// The region, zone or provider.
  public var name: String
  /// How attractive the group is; see ``SpreadSelection/groupScore(of:for:minimumGroups:)``.
  public var score: Int64
  /// The sum over its clusters.
  public var available: Int64
  /// Its clusters in order of preference.
  public var members: [ClusterCandidate]
}

/// Chooses the clusters that receive a workload from those that passed the filters.
///
/// Mirrors: `karmada@f8fdd02 pkg/scheduler/core/spreadconstraint`, vectors
/// `karmada/select_clusters.jsonl.gz`.
public enum SpreadSelection {
  /// Why no selection is possible, in upstream's words.
  public struct Failure: Error, Sendable, Equatable {
    /// The text.
    public var message: String
  }

  /// Puts candidates in order of preference.
  public static func sort(_ candidates: inout [ClusterCandidate]) {
    unstableSort(&candidates, by: ClusterCandidate.isPreferred)
  }

  /// Chooses clusters.
  ///
  /// - Parameters:
  ///   - candidates: The feasible clusters in order of preference.
  ///   - binding: The workload.
  ///   - clusters: The clusters that candidates refer to.
  /// - Returns: The chosen clusters, in the order that the division sees.
  /// - Throws: ``Failure`` if the spread constraints cannot be met.
  public static func select(
    _ candidates: [ClusterCandidate], for binding: BindingState, among clusters: ClusterSnapshots
  ) throws(Failure) -> [ClusterCandidate] {
    let placement = binding.placement
    if placement.spreadConstraints.isEmpty || placement.ignoresSpreadConstraints {
      return candidates
    }
    if let region = placement.spreadConstraint(.region) {
      let groups = groups(by: .region, candidates, for: binding, among: clusters)
      return try selectByRegion(
        groups, region: region, cluster: placement.spreadConstraint(.cluster))
    }
    if let constraint = placement.spreadConstraint(.cluster) {
      return try selectByCluster(
        candidates, constraint: constraint,
        replicas: placement.isDuplicated ? nil : binding.replicasToFit)
    }
    throw Failure(message: "just support cluster and region spread constraint")
  }

  // MARK: By cluster

  private static func selectByCluster(
    _ candidates: [ClusterCandidate], constraint: SpreadLimits, replicas: Int32?
  ) throws(Failure) -> [ClusterCandidate] {
    guard candidates.count >= constraint.minGroups else {
      throw Failure(
        message: "the number of feasible clusters is less than spreadConstraint.MinGroups")
    }
    let count = max(0, min(candidates.count, constraint.maxGroups))
    guard let replicas else { return Array(candidates.prefix(count)) }

    var chosen = Array(candidates.prefix(count))
    var rest = Array(candidates.dropFirst(count))
    var total = chosen.reduce(Int64(0)) { $0 + $1.available }
    var last = count - 1
    // From the least preferred cluster on, swap in the roomiest one until the replicas fit.
    while total < Int64(replicas) && last >= 0 {
      if let roomiest = roomiest(in: rest, beyond: chosen[last].available) {
        total += rest[roomiest].available - chosen[last].available
        swap(&chosen[last], &rest[roomiest])
      }
      last -= 1
    }
    guard total >= Int64(replicas), !chosen.isEmpty else {
      throw Failure(message: "no enough resource when selecting \(count) clusters")
    }
    return chosen
  }

  /// The first of the clusters with most room, if it has more than `floor`.
  private static func roomiest(in candidates: [ClusterCandidate], beyond floor: Int64) -> Int? {
    var best: Int?
    var most = floor
    for (index, candidate) in candidates.enumerated() where candidate.available > most {
      best = index
      most = candidate.available
    }
    return best
  }

  // MARK: By region

  private static func selectByRegion(
    _ regions: [TopologyGroup], region: SpreadLimits, cluster: SpreadLimits?
  ) throws(Failure) -> [ClusterCandidate] {
    guard regions.count >= region.minGroups else {
      throw Failure(
        message: "the number of feasible region is less than spreadConstraint.MinGroups")
    }
    let cluster = cluster ?? SpreadLimits(minGroups: 0, maxGroups: 0)
    let chosenGroups = GroupSelection.select(
      regions.map { .init(name: $0.name, value: $0.members.count, weight: $0.score) },
      minimum: region.minGroups, maximum: region.maxGroups, target: cluster.minGroups)
    guard !chosenGroups.isEmpty else {
      throw Failure(
        message: "the number of clusters is less than the cluster spreadConstraint.MinGroups")
    }

    // The best cluster of each region first, then the best of all others.
    var chosen: [ClusterCandidate] = []
    var others: [ClusterCandidate] = []
    for group in chosenGroups {
      guard let members = regions.first(where: { $0.name == group.name })?.members else { continue }
      chosen += members.prefix(1)
      others += members.dropFirst()
    }
    let rest = min(chosen.count + others.count, cluster.maxGroups) - chosen.count
    if rest > 0 {
      sort(&others)
      chosen += others.prefix(rest)
    }
    return chosen
  }

  // MARK: Groups

  /// Gathers candidates by region, zone or provider and scores each group.
  ///
  /// A cluster stands in every one of its zones; one without the property stands in no group.
  ///
  /// - Returns: The groups, in the order in which the candidates first name them.
  public static func groups(
    by field: SpreadField, _ candidates: [ClusterCandidate], for binding: BindingState,
    among clusters: ClusterSnapshots
  ) -> [TopologyGroup] {
    var places: [String: Int] = [:]
    var groups: [TopologyGroup] = []
    func add(_ candidate: ClusterCandidate, to name: String) {
      let place: Int
      if let known = places[name] {
        place = known
      } else {
        place = groups.count
        places[name] = place
        groups.append(TopologyGroup(name: name, score: 0, available: 0, members: []))
      }
      groups[place].members.append(candidate)
      groups[place].available += candidate.available
    }
    for candidate in candidates {
      switch field {
      case .cluster:
        add(candidate, to: clusters[candidate.index].name)
      case .region:
        let region = clusters[candidate.index].region
        if !region.isEmpty { add(candidate, to: region) }
      case .provider:
        let provider = clusters[candidate.index].provider
        if !provider.isEmpty { add(candidate, to: provider) }
      case .zone:
        for zone in clusters[candidate.index].zones { add(candidate, to: zone) }
      }
    }
    let minimum = binding.placement.spreadConstraint(field)?.minGroups ?? 0
    for place in groups.indices {
      groups[place].score = groupScore(
        of: groups[place].members, for: binding, minimumGroups: minimum)
    }
    return groups
  }

  /// The score of a group: thousands say how much of its share of the replicas it can hold, the
  /// rest is the mean score of its clusters.
  static func groupScore(
    of members: [ClusterCandidate], for binding: BindingState, minimumGroups: Int
  ) -> Int64 {
    let unit: Int64 = 1000
    if binding.placement.isDuplicated {
      let fitting = members.filter { $0.available >= Int64(binding.replicas) }
      guard !fitting.isEmpty else { return 0 }
      let count = Int64(fitting.count)
      return count * unit + fitting.reduce(Int64(0)) { $0 + $1.score } / count
    }

    let share = GoArithmetic.int64(
      (Double(binding.replicas) / Double(minimumGroups)).rounded(.up))
    let clusterMinimum = binding.placement.spreadConstraint(.cluster)?.minGroups ?? 0
    let needed = max(clusterMinimum, minimumGroups)
    var available: Int64 = 0
    var score: Int64 = 0
    var count = 0
    for member in members {
      available += member.available
      score += member.score
      count += 1
      if count >= needed && available >= share { break }
    }
    if available < share { return available &* unit &+ score / Int64(members.count) }
    return share &* unit &+ score / Int64(count)
  }
}
