import KubeFed
import Testing

/// Ties, bounds and numbers that no sane user writes.
@Suite struct PlannerTests {
  private func plan(
    _ total: Int64, _ clusters: [String], _ preferences: [String: ClusterPreferences],
    rebalance: Bool = true, current: [String: Int64] = [:], capacity: [String: Int64] = [:]
  ) -> ReplicaPlanner.Plan {
    ReplicaPlanner(AllocationPreferences(rebalance: rebalance, clusters: preferences)).plan(
      total, clusters: clusters, current: current, capacity: capacity, key: "ns/app")
  }

  @Test func nobodyAndNothing() {
    #expect(plan(5, [], ["*": ClusterPreferences(weight: 1)]) == ReplicaPlanner.Plan())
    #expect(plan(5, ["a", "b"], [:]).plan == ["a": 0, "b": 0])
    #expect(plan(0, ["a"], ["*": ClusterPreferences(weight: 1)]).plan == ["a": 0])
    #expect(plan(5, ["a"], ["a": ClusterPreferences()]).plan == ["a": 0])
  }

  @Test func ownEntryBeatsTheStar() {
    let result = plan(
      10, ["a", "b"], ["a": ClusterPreferences(), "*": ClusterPreferences(weight: 1)])
    #expect(result.plan == ["a": 0, "b": 10])
  }

  @Test func tiesGoByHashNotByName() {
    // Nobody is first for every workload.
    var winners: Set<String> = []
    for index in 0..<40 {
      let planner = ReplicaPlanner(.equalShares)
      // The last characters of a key hardly reach the high bits of the hash.
      let key = "\(index &* 7919)-team/web"
      let result = planner.plan(1, clusters: ["a", "b", "c"], key: key)
      winners.formUnion(result.plan.filter { $0.value == 1 }.keys)
    }
    #expect(winners == ["a", "b", "c"])
  }

  @Test func whatRunsStaysUnlessRebalanced() {
    let equal = ["*": ClusterPreferences(weight: 1)]
    let kept = plan(9, ["a", "b", "c"], equal, rebalance: false, current: ["a": 7, "b": 2])
    #expect(kept.plan["a"] == 7)
    #expect(kept.plan.values.reduce(0, +) == 9)
    let moved = plan(9, ["a", "b", "c"], equal, rebalance: true, current: ["a": 7, "b": 2])
    #expect(moved.plan == ["a": 3, "b": 3, "c": 3])
  }

  @Test func overflowIsTrimmedToWhatFoundNoPlace() {
    let equal = ["*": ClusterPreferences(weight: 1)]
    let full = plan(10, ["a", "b"], equal, rebalance: false, capacity: ["a": 1, "b": 2])
    #expect(full.plan == ["a": 1, "b": 2])
    #expect(full.overflow.values.allSatisfy { $0 > 0 && $0 <= 7 })
    let roomy = plan(10, ["a", "b"], equal, rebalance: false, capacity: ["a": 1])
    #expect(roomy.plan == ["a": 1, "b": 9] && roomy.overflow.isEmpty)
  }

  @Test func aClusterOfferedTwiceIsPlannedOnce() {
    let result = plan(4, ["a", "a"], ["*": ClusterPreferences(weight: 1)])
    #expect(result.plan == ["a": 4])
  }

  @Test func hugeAndNegativeNumbersEndWithoutATrap() {
    let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, .max]
    for weight in extremes {
      for bound in extremes {
        for total in extremes {
          let preferences = [
            "a": ClusterPreferences(minReplicas: bound, maxReplicas: bound, weight: weight),
            "b": ClusterPreferences(minReplicas: total, weight: -5),
            "c": ClusterPreferences(weight: 7),
          ]
          let result = plan(
            total, ["a", "b", "c"], preferences, rebalance: false, current: ["a": bound],
            capacity: ["b": weight])
          #expect(result.plan.count == 3)
        }
      }
    }
  }
}

/// Preferences as federation v1 reads them.
@Suite struct AllocationAnnotationTests {
  @Test func absentOrUnreadableMeansEqualShares() {
    for text in [nil, "", "{", "[]", "7", #"{"rebalance": "yes"}"#, #"{"clusters": []}"#] {
      #expect(AllocationAnnotation.preferences(text) == .equalShares, "\(text ?? "absent")")
    }
    for number in ["1.5", "1e3", "\"1\"", "99999999999999999999"] {
      let text = #"{"clusters": {"a": {"weight": \#(number)}}}"#
      #expect(AllocationAnnotation.preferences(text) == .equalShares, "\(number)")
    }
  }

  @Test func presentButEmptyMeansNobody() {
    for text in ["{}", "null", #"{"clusters": {}}"#, #"{"clusters": null}"#] {
      #expect(AllocationAnnotation.preferences(text).clusters.isEmpty, "\(text)")
    }
  }

  @Test func keysInAnyCase() {
    let read = AllocationAnnotation.read(
      #"{"ReBalance": true, "Clusters": {"a": {"MINREPLICAS": 2, "maxreplicas": 3, "Weight": 4}, "b": null}}"#
    )
    #expect(
      read
        == AllocationPreferences(
          rebalance: true,
          clusters: [
            "a": ClusterPreferences(minReplicas: 2, maxReplicas: 3, weight: 4),
            "b": ClusterPreferences(),
          ]))
  }
}
