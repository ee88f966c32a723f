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
    PreferenceOrder.sort(&candidates)
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
    if binding.placement.spreadConstraints.isEmpty || binding.placement.ignoresSpreadConstraints {
      return candidates
    }
    if let region = binding.placement.spreadConstraint(.region) {
      return try selectByRegion(candidates, limits: region, for: binding, among: clusters)
    }
    if let constraint = binding.placement.spreadConstraint(.cluster) {
      return try selectByCluster(
        candidates, constraint: constraint,
        replicas: binding.placement.isDuplicated ? nil : binding.replicasToFit)
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
    var total = candidates[..<count].reduce(Int64(0)) { $0 + $1.available }
    guard let replicas, total < Int64(replicas) || count == 0 else {
      return count == candidates.count ? candidates : Array(candidates[..<count])
    }
    // From the least preferred cluster on, swap in the roomiest one until the replicas fit.
    var swapped = candidates
    var last = count - 1
    while total < Int64(replicas) && last >= 0 {
      let floor = swapped[last].available
      if let roomiest = roomiest(in: swapped[count...], beyond: floor) {
        total += swapped[roomiest].available - floor
        swapped.swapAt(last, roomiest)
      }
      last -= 1
    }
    guard total >= Int64(replicas), count > 0 else {
      throw Failure(message: "no enough resource when selecting \(count) clusters")
    }
    return Array(swapped[..<count])
  }

  /// The first of the clusters with most room, if it has more than `floor`.
  private static func roomiest(
    in candidates: ArraySlice<ClusterCandidate>, beyond floor: Int64
  ) -> Int? {
    var best: Int?
    var most = floor
    for index in candidates.indices where candidates[index].available > most {
      best = index
      most = candidates[index].available
    }
    return best
  }

  // MARK: By region

  private static func selectByRegion(
    _ candidates: [ClusterCandidate], limits: SpreadLimits, for binding: BindingState,
    among clusters: ClusterSnapshots
  ) throws(Failure) -> [ClusterCandidate] {
    let regions = regions(candidates, for: binding, minimumGroups: limits.minGroups, clusters)
    guard regions.count >= limits.minGroups else {
      throw Failure(
        message: "the number of feasible region is less than spreadConstraint.MinGroups")
    }
    let cluster =
      binding.placement.spreadConstraint(.cluster) ?? SpreadLimits(minGroups: 0, maxGroups: 0)
    let chosenRegions = GroupSelection.select(
      regions, minimum: limits.minGroups, maximum: limits.maxGroups, target: cluster.minGroups)
    guard !chosenRegions.isEmpty else {
      throw Failure(
        message: "the number of clusters is less than the cluster spreadConstraint.MinGroups")
    }
    return best(
      of: candidates, in: chosenRegions, atMost: cluster.maxGroups,
      regionNumbers: clusters.regionNumbers, regionCount: clusters.regions.count)
  }

  /// The regions of the candidates, for choosing among them.
  private static func regions(
    _ candidates: [ClusterCandidate], for binding: BindingState, minimumGroups: Int,
    _ clusters: ClusterSnapshots
  ) -> [GroupSelection.RankedGroup] {
    let scoring = GroupScoring(for: binding, minimumGroups: minimumGroups)
    let count = clusters.regions.count
    return withUnsafeTemporaryAllocation(of: GroupScoring.Tally.self, capacity: count) { tallies in
      tallies.initialize(repeating: GroupScoring.Tally())
      var found = 0
      for candidate in candidates {
        let region = Int(clusters.regionNumbers[candidate.index])
        if region < 0 { continue }
        if tallies[region].members == 0 { found += 1 }
        tallies[region].add(candidate, by: scoring)
      }
      var regions: [GroupSelection.RankedGroup] = []
      regions.reserveCapacity(found)
      for region in 0..<count where tallies[region].members > 0 {
        regions.append(
          GroupSelection.RankedGroup(
            rank: Int32(region), value: tallies[region].members,
            weight: tallies[region].result(by: scoring)))
      }
      return regions
    }
  }

  /// The best cluster of each region first, then the best of all others.
  private static func best(
    of candidates: [ClusterCandidate], in chosen: [GroupSelection.RankedGroup], atMost limit: Int,
    regionNumbers: [Int32], regionCount: Int
  ) -> [ClusterCandidate] {
    let available = chosen.reduce(0) { $0 + $1.value }
    let count = max(chosen.count, min(available, limit))
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: regionCount) { firstPlaces in
      // Where the best cluster of a region goes; −1 once it is there, −2 for regions not chosen.
      firstPlaces.initialize(repeating: -2)
      for (place, region) in chosen.enumerated() { firstPlaces[Int(region.rank)] = Int32(place) }
      return [ClusterCandidate](unsafeUninitializedCapacity: count) { best, initialized in
        var missing = chosen.count
        var next = chosen.count
        for candidate in candidates where missing > 0 || next < count {
          let region = Int(regionNumbers[candidate.index])
          if region < 0 { continue }
          let place = Int(firstPlaces[region])
          if place >= 0 {
            (best.baseAddress! + place).initialize(to: candidate)
            firstPlaces[region] = -1
            missing -= 1
          } else if place == -1, next < count {
            (best.baseAddress! + next).initialize(to: candidate)
            next += 1
          }
        }
        // The regions were counted over these very candidates.
        precondition(missing == 0 && next == count, "a chosen region lacks clusters")
        initialized = count
      }
    }
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
    let scoring = GroupScoring(
      for: binding, minimumGroups: binding.placement.spreadConstraint(field)?.minGroups ?? 0)
    var places: [String: Int] = [:]
    var groups: [TopologyGroup] = []
    var tallies: [GroupScoring.Tally] = []
    for candidate in candidates {
      let cluster = clusters[candidate.index]
      let names =
        switch field {
        case .cluster: [cluster.name]
        case .region: [cluster.region]
        case .provider: [cluster.provider]
        case .zone: cluster.zones
        }
      for name in names where field == .zone || !name.isEmpty {
        let place = places[name] ?? groups.count
        if place == groups.count {
          places[name] = place
          groups.append(TopologyGroup(name: name, score: 0, available: 0, members: []))
          tallies.append(GroupScoring.Tally())
        }
        groups[place].members.append(candidate)
        groups[place].available += candidate.available
        tallies[place].add(candidate, by: scoring)
      }
    }
    for place in groups.indices { groups[place].score = tallies[place].result(by: scoring) }
    return groups
  }
}
