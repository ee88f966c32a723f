import GoSemantics
import Karmada
import Testing

/// Ties, empty inputs and the shortcuts of the division.
@Suite struct DivisionTests {
  private func seats(_ votes: [Int64], _ count: Int32, larger: Bool = false) -> [Int32] {
    var parties = votes.map { WeightDispensing.Party(votes: $0) }
    WeightDispensing.allocate(
      count, to: &parties, order: larger ? .largerFirst : .smallerFirst)
    return parties.map(\.seats)
  }

  /// Webster's method as it is defined: one seat after the other.
  private func naive(_ votes: [Int64], _ initial: [Int32], _ count: Int32) -> [Int32] {
    var seats = initial
    for _ in 0..<count {
      var best = 0
      for index in votes.indices.dropFirst() {
        let own = Double(votes[index]) / Double(2 * seats[index] + 1)
        let other = Double(votes[best]) / Double(2 * seats[best] + 1)
        if own > other || (own == other && seats[index] < seats[best]) { best = index }
      }
      seats[best] += 1
    }
    return seats
  }

  @Test func tiesGoByName() {
    #expect(seats([1, 1, 1], 1) == [1, 0, 0])
    #expect(seats([1, 1, 1], 1, larger: true) == [0, 0, 1])
    #expect(seats([1, 1, 1], 4) == [2, 1, 1])
  }

  @Test func nothingToGiveOrNobodyToGiveTo() {
    #expect(seats([], 5) == [])
    #expect(seats([3, 1], 0) == [0, 0])
    let unchanged = WeightDispensing.dispense(
      3, weights: [.init(name: "a", weight: 0)], initial: [], order: .smallerFirst)
    #expect(unchanged.result == [] && unchanged.remaining == 3)
    let done = WeightDispensing.dispense(
      0, weights: [.init(name: "b", weight: 1)], initial: [TargetCluster(name: "a", replicas: 2)],
      order: .smallerFirst)
    #expect(done.result == [TargetCluster(name: "a", replicas: 2)])
  }

  /// Many seats are given out in one step; the result is the same as one by one.
  @Test func manySeatsAtOnceAreTheSame() {
    var state: UInt64 = 99
    func next(_ bound: UInt64) -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state % bound
    }
    for _ in 0..<200 {
      let count = Int(1 + next(8))
      let bound: UInt64 = [3, 40, 100_000][Int(next(3))]
      let votes = (0..<count).map { _ in Int64(next(bound)) }
      guard votes.contains(where: { $0 > 0 }) else { continue }
      let initial = (0..<count).map { _ in Int32(next(30)) }
      let replicas = Int32(next(600))
      var parties = zip(votes, initial).map { WeightDispensing.Party(votes: $0, seats: $1) }
      WeightDispensing.allocate(replicas, to: &parties, order: .smallerFirst)
      #expect(parties.map(\.seats) == naive(votes, initial, replicas))
    }
  }

  @Test func uidDecidesTheDirection() {
    #expect(WeightDispensing.NameOrder(uid: "") == .smallerFirst)
    // FNV-1a of "a" ends in an even digit.
    #expect(WeightDispensing.NameOrder(uid: "a") == .smallerFirst)
    #expect(WeightDispensing.NameOrder(uid: "b") == .largerFirst)
  }

  // MARK: Assignment

  private let clusters = ClusterSnapshots(["a", "b", "c"].map { ClusterSnapshot(name: $0) })

  private func binding(
    _ strategy: DivisionStrategy, replicas: Int32, clusters: [TargetCluster] = []
  ) -> BindingState {
    BindingState(
      workload: WorkloadReference(apiVersion: "apps/v1", kind: "Deployment"),
      placement: PlacementRules(strategy: strategy), replicas: replicas, clusters: clusters)
  }

  private func candidates(_ room: [Int32]) -> [ClusterCandidate] {
    room.enumerated().map {
      ClusterCandidate(index: $0, allocatable: $1, available: Int64($1))
    }
  }

  @Test func withoutCandidatesNothingIsAssigned() {
    #expect(throws: ReplicaDivision.Failure.other("no clusters available to schedule")) {
      try ReplicaDivision.assign(to: [], for: binding(.aggregated, replicas: 1), among: clusters)
    }
  }

  @Test func whatRunsNoPodsGoesEverywhere() throws {
    let targets = try ReplicaDivision.assign(
      to: candidates([0, 0, 0]), for: binding(.aggregated, replicas: 0), among: clusters)
    #expect(targets == ["a", "b", "c"].map { TargetCluster(name: $0) })
  }

  @Test func sumsWrap() {
    let message =
      "failed to scale up: Clusters available replicas -2 are not enough to schedule."
    #expect(throws: ReplicaDivision.Failure.unschedulable(message)) {
      try ReplicaDivision.assign(
        to: candidates([.max, .max]), for: binding(.dynamicWeight, replicas: 1), among: clusters)
    }
  }

  @Test func equalSumKeepsTheOldDivision() throws {
    let old = [TargetCluster(name: "c", replicas: 3), TargetCluster(name: "a", replicas: 1)]
    let targets = try ReplicaDivision.assign(
      to: candidates([9, 9, 9]), for: binding(.aggregated, replicas: 4, clusters: old),
      among: clusters)
    #expect(targets == old)
  }

  @Test func aggregatedPrefersWhereItRuns() throws {
    let old = [TargetCluster(name: "c", replicas: 1)]
    let targets = try ReplicaDivision.assign(
      to: candidates([9, 9, 5]), for: binding(.aggregated, replicas: 4, clusters: old),
      among: clusters)
    #expect(targets == [TargetCluster(name: "c", replicas: 4)])
  }

  @Test func refusedStrategyIsNamed() {
    let strategy = DivisionStrategy.unsupported(type: "Divided", preference: "")
    #expect(throws: ReplicaDivision.Failure.self) {
      try ReplicaDivision.assign(
        to: candidates([1]), for: binding(strategy, replicas: 1), among: clusters)
    }
  }
}
