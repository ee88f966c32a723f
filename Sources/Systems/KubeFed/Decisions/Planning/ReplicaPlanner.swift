import GoSemantics

/// Shares replicas among clusters by minimum, maximum and weight.
///
/// Clusters are served by falling weight, ties by a hash of cluster and workload, so that the
/// alphabet favours nobody (workloads whose names differ only in the end share their favourites).
/// First come the minimums; then, unless rebalancing is allowed, what runs already; then rounds in
/// which everybody who is not full gets a share by weight, rounded up. All numbers wrap around at
/// 64 bits as Go's do.
///
/// - Complexity: O(*c*² log *r*) in clusters and replicas.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/util/planner/planner.go` and, the same but for where
/// the total comes from, `federation@804bb9f pkg/federation-controller/util/planner/planner.go`;
/// vectors `kubefed/planner.jsonl.gz`, `kubefed/planner_v1.jsonl.gz`.
public struct ReplicaPlanner: Sendable {
  /// Shares of replicas.
  public struct Plan: Sendable, Equatable {
    /// Replicas by cluster.
    public var plan: [String: Int64] = [:]
    /// Replicas that would be welcome beyond a cluster's estimated capacity.
    public var overflow: [String: Int64] = [:]

    /// Nothing anywhere.
    public init() {}
  }

  /// After so many rounds the planner gives up. Sensible input needs one round per cluster and a
  /// few dozen more; with negative weights upstream can run for ever.
  static func roundLimit(_ clusters: Int) -> Int { 1_000 + 4 * clusters }

  /// Who gets how much.
  public var preferences: AllocationPreferences

  /// A planner.
  public init(_ preferences: AllocationPreferences) {
    self.preferences = preferences
  }

  private struct Party {
    /// Where plan, current replicas and capacity of its cluster are kept; a cluster that is
    /// offered twice has two parties and one slot.
    var slot: Int
    var hash: UInt32
    var preferences: ClusterPreferences
  }

  /// Plans.
  ///
  /// - Parameters:
  ///   - total: The replicas to share.
  ///   - clusters: The clusters on offer.
  ///   - current: Replicas that run; no entry means no information.
  ///   - capacity: Replicas that a cluster can hold; no entry means no limit.
  ///   - key: `namespace/name` of the workload.
  public func plan(
    _ total: Int64, clusters: [String], current: [String: Int64] = [:],
    capacity: [String: Int64] = [:], key: String
  ) -> Plan {
    var slots: [String: Int] = [:]
    var names: [String] = []
    var parties: [Party] = []
    let fallback = preferences.clusters["*"]
    for cluster in clusters {
      let slot = slots[cluster] ?? names.count
      if slot == names.count {
        slots[cluster] = slot
        names.append(cluster)
      }
      if let own = preferences.clusters[cluster] ?? fallback {
        let hash = FNV.fnv1_32(key, from: FNV.fnv1_32(cluster))
        parties.append(Party(slot: slot, hash: hash, preferences: own))
      }
    }
    unstableSort(&parties) { left, right in
      left.preferences.weight != right.preferences.weight
        ? left.preferences.weight > right.preferences.weight : left.hash < right.hash
    }

    var state = Rounds(
      remaining: total, planned: Array(repeating: 0, count: names.count),
      current: names.map { current[$0] }, capacity: names.map { capacity[$0] })
    state.assignMinimums(parties)
    if !preferences.rebalance { state.keepRunning(parties) }
    state.shareByWeight(parties)

    var result = Plan()
    for (slot, name) in names.enumerated() {
      result.plan[name] = state.planned[slot]
      guard var extra = state.overflow[slot] else { continue }
      if !preferences.rebalance {
        extra = min(extra, state.remaining)
        if extra <= 0 { continue }
      }
      result.overflow[name] = extra
    }
    return result
  }

  /// The numbers that the three steps hand on, by slot.
  private struct Rounds {
    var remaining: Int64
    var planned: [Int64]
    let current: [Int64?]
    let capacity: [Int64?]
    var preallocated: [Int64]
    var overflow: [Int64?]

    init(remaining: Int64, planned: [Int64], current: [Int64?], capacity: [Int64?]) {
      self.remaining = remaining
      self.planned = planned
      self.current = current
      self.capacity = capacity
      preallocated = Array(repeating: 0, count: planned.count)
      overflow = Array(repeating: nil, count: planned.count)
    }

    mutating func assignMinimums(_ parties: [Party]) {
      for party in parties {
        var minimum = min(party.preferences.minReplicas, remaining)
        if let limit = capacity[party.slot] { minimum = min(minimum, limit) }
        remaining &-= minimum
        planned[party.slot] = minimum
      }
    }

    mutating func keepRunning(_ parties: [Party]) {
      for party in parties {
        let slot = party.slot
        guard let running = current[slot], running > planned[slot] else { continue }
        var target = running
        if let limit = party.preferences.maxReplicas { target = min(limit, target) }
        if let limit = capacity[slot] { target = min(limit, target) }
        let extra = max(0, min(target &- planned[slot], remaining))
        remaining &-= extra
        preallocated[slot] = extra
        planned[slot] &+= extra
      }
    }

    mutating func shareByWeight(_ everybody: [Party]) {
      var parties = everybody
      var isModified = true
      var round = 0
      while isModified, remaining > 0, round < ReplicaPlanner.roundLimit(everybody.count) {
        round += 1
        isModified = false
        let weights = parties.reduce(Int64(0)) { $0 &+ $1.preferences.weight }
        guard weights > 0 else { return }
        let shared = remaining
        parties.removeAll { party in
          let (isFull, gained) = share(shared, of: weights, to: party)
          isModified = isModified || gained
          return isFull
        }
      }
    }

    /// One party's share of a round: whether it is full now, and whether anything changed.
    private mutating func share(
      _ shared: Int64, of weights: Int64, to party: Party
    ) -> (isFull: Bool, gained: Bool) {
      let slot = party.slot
      let start = planned[slot]
      var extra = (shared &* party.preferences.weight &+ weights &- 1) / weights
      extra = min(extra, remaining)
      let used = min(extra, preallocated[slot])
      preallocated[slot] &-= used
      extra &-= used

      var total = start &+ extra
      var isFull = false
      if let limit = party.preferences.maxReplicas, total > limit {
        total = limit
        isFull = true
      }
      if let limit = capacity[slot], total > limit {
        overflow[slot] = total &- limit
        total = limit
        isFull = true
      }
      remaining &-= total &- start
      planned[slot] = total
      return (isFull, used > 0 || total > start)
    }
  }
}
