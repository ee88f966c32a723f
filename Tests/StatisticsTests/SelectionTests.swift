import Statistics
import Testing

@Suite("Selection of the best")
struct SelectionTests {
  /// Runs a procedure to its end; arm i's values have mean i.
  private func run(
    _ procedure: inout some SelectionProcedure, seed: UInt64, deviation: Double = 1
  ) throws -> [Int] {
    var samplers = procedure.needed.indices.map { Sampler(seed &+ UInt64($0) &* 1_000_003) }
    var counts = procedure.needed.map { _ in 0 }
    while procedure.outcome == .undecided {
      let needed = procedure.needed
      try #require(needed.contains { $0 > 0 })
      for (arm, count) in needed.enumerated() where count > 0 {
        counts[arm] += count
        try procedure.add(
          samplers[arm].normals(count, mean: Double(arm), deviation: deviation), arm: arm)
      }
    }
    #expect(procedure.needed.allSatisfy { $0 == 0 })
    return counts
  }

  @Test("every procedure selects a best arm that stands out")
  func clearWinner() throws {
    var two = try RinottSelection(arms: 4, indifference: 0.5, largerIsBetter: true)
    let counts = try run(&two, seed: 1)
    #expect(two.outcome == .selected(3))
    #expect(two.totalReplications == counts)
    var sequential = try KimNelsonSelection(arms: 4, indifference: 0.5, largerIsBetter: true)
    let fewer = try run(&sequential, seed: 1)
    #expect(sequential.outcome == .selected(3))
    #expect(fewer.reduce(0, +) < counts.reduce(0, +))
    #expect(sequential.eliminatedAt[3] == nil)
    var updated = try KimNelsonSelection(
      arms: 4, indifference: 0.5, varianceEstimate: .updated, largerIsBetter: false)
    _ = try run(&updated, seed: 1)
    #expect(updated.outcome == .selected(0))
    var budget = try BudgetSelection(
      arms: 4, budget: 200, initialReplications: 5, step: 7, largerIsBetter: true)
    #expect(try run(&budget, seed: 1).reduce(0, +) == 200)
    #expect(budget.outcome == .selected(3))
    // The arms that compete get most of the budget.
    #expect(budget.summaries[2].count > budget.summaries[0].count)
  }

  @Test("the outcome does not depend on how values are handed over")
  func batching() throws {
    var sampler = Sampler(11)
    let values = (0..<3).map { sampler.normals(400, mean: Double($0) * 0.2) }
    var all = try KimNelsonSelection(arms: 3, indifference: 0.3, largerIsBetter: true)
    for (arm, list) in values.enumerated() { try all.add(list, arm: arm) }
    var single = try KimNelsonSelection(arms: 3, indifference: 0.3, largerIsBetter: true)
    for replication in 0..<400 {
      for arm in [2, 0, 1] { try single.add([values[arm][replication]], arm: arm) }
    }
    #expect(all.outcome == single.outcome)
    #expect(all.eliminatedAt == single.eliminatedAt)
    #expect(all.replications == single.replications)
    #expect(all.means == single.means)
    #expect(all.outcome != .undecided)
  }

  @Test("equal arms: the first is selected, nobody is eliminated")
  func equalArms() throws {
    var selection = try KimNelsonSelection(
      arms: 3, indifference: 1, initialReplications: 2, largerIsBetter: false)
    for arm in 0..<3 { try selection.add([5, 5], arm: arm) }
    #expect(selection.outcome == .selected(0))
    #expect(selection.survivors == [0, 1, 2])
    var two = try RinottSelection(
      arms: 2, indifference: 1, initialReplications: 2, largerIsBetter: false)
    for arm in 0..<2 { try two.add([5, 5], arm: arm) }
    #expect(two.outcome == .selected(0))
    #expect(two.totalReplications == [2, 2])
  }

  @Test("values and parameters out of range are refused and change nothing")
  func refused() throws {
    var selection = try KimNelsonSelection(arms: 2, indifference: 1, largerIsBetter: true)
    #expect(throws: SampleError.self) { try selection.add([.nan], arm: 0) }
    #expect(throws: SampleError.self) { try selection.add([1], arm: 2) }
    #expect(throws: SampleError.self) { try selection.add([1], arm: -1) }
    #expect(selection.needed == [10, 10])
    #expect(throws: SampleError.self) {
      try KimNelsonSelection(arms: 1, indifference: 1, largerIsBetter: true)
    }
    #expect(throws: SampleError.self) {
      try KimNelsonSelection(arms: 2, indifference: 0, largerIsBetter: true)
    }
    #expect(throws: SampleError.self) {
      try KimNelsonSelection(arms: 2, alpha: 0.5, indifference: 1, largerIsBetter: true)
    }
    #expect(throws: SampleError.self) {
      try RinottSelection(arms: 2, probability: 0.5, indifference: 1, largerIsBetter: true)
    }
    #expect(throws: SampleError.self) {
      try RinottSelection(
        arms: 2, indifference: 1, initialReplications: 1, largerIsBetter: true)
    }
    #expect(throws: SampleError.self) {
      try BudgetSelection(arms: 3, budget: 29, largerIsBetter: true)
    }
    #expect(throws: SampleError.self) {
      try KimNelsonSelection(arms: .max, indifference: 1, largerIsBetter: true)
    }
    #expect(throws: SampleError.self) {
      try RinottSelection(arms: .max, indifference: 1, largerIsBetter: true)
    }
    #expect(throws: SampleError.self) {
      try BudgetSelection(arms: .max, budget: .max, largerIsBetter: true)
    }
  }

  @Test("a second stage beyond all counts saturates")
  func hugeStage() {
    let total = RinottSelection.totalReplications(
      variance: 1e300, constant: 3, indifference: 1e-9, initialReplications: 10)
    #expect(total == .max)
    let none = RinottSelection.totalReplications(
      variance: .nan, constant: 3, indifference: 1, initialReplications: 10)
    #expect(none == 10)
  }

  @Test("a budget is spent to the last replication, with ties and without variance")
  func allocation() throws {
    let tied = try BudgetAllocation(
      means: [1, 1, 1], standardDeviations: [1, 1, 1], budget: 100, largerIsBetter: true)
    #expect(tied.best == 0)
    #expect(tied.replications.reduce(0, +) == 100)
    let constant = try BudgetAllocation(
      means: [1, 2], standardDeviations: [0, 0], budget: 7, largerIsBetter: true)
    #expect(constant.replications == [4, 3])
    #expect(constant.probabilityOfCorrectSelection == 1)
    let wide = try BudgetAllocation(
      means: [1e300, -1e300, 1e-300], standardDeviations: [1e200, 1e-200, 1], budget: 10,
      largerIsBetter: true)
    #expect(wide.replications.reduce(0, +) == 10)
    let nothing = try BudgetAllocation(
      means: [1, 2], standardDeviations: [1, 1], budget: 0, largerIsBetter: false)
    #expect(nothing.replications == [0, 0])
    for (means, deviations, budget) in [
      ([1.0], [1.0], 5), ([1, 2], [1], 5), ([1, .nan], [1, 1], 5), ([1, 2], [1, -1], 5),
      ([1, 2], [1, 1], -1), ([1, 2], [1, .infinity], 1), ([1, 2], [1, 1], Int.max),
    ] {
      #expect(throws: SampleError.self) {
        try BudgetAllocation(
          means: means, standardDeviations: deviations, budget: budget, largerIsBetter: true)
      }
    }
  }

  /// Searches where a replication succeeds at and above a threshold that it draws.
  private func search(_ search: inout CapacitySearch, thresholds: [Int]) throws {
    while let request = search.request {
      let block = thresholds[request.firstReplication...].prefix(request.replications)
      try #require(block.count == request.replications)
      try search.add(successes: block.count { $0 <= request.capacity })
    }
  }

  @Test("the smallest sufficient capacity is bracketed by one that is not")
  func capacity() throws {
    var sampler = Sampler(12)
    let thresholds = (0..<2_000).map { _ in Int(100 * sampler.uniform()) + 1 }
    var search = try CapacitySearch(in: 1...100_000, target: 0.9)
    try self.search(&search, thresholds: thresholds)
    guard case .found(let capacity) = search.outcome else {
      Issue.record("no capacity found")
      return
    }
    // 90 succeeds with probability 0.9; what is too near to tell counts as insufficient.
    #expect((90...95).contains(capacity))
    let verdicts = Dictionary(uniqueKeysWithValues: search.visits.map { ($0.capacity, $0.verdict) })
    #expect(verdicts[capacity] == .sufficient)
    #expect(verdicts[capacity - 1] == .insufficient || verdicts[capacity - 1] == .undecided)
    // Far from the answer a few blocks decide.
    #expect(search.visits[0].replications == 20)
  }

  @Test("a search ends at either end of its range")
  func capacityEnds() throws {
    var low = try CapacitySearch(in: 5...80, target: 0.9)
    try search(&low, thresholds: Array(repeating: 1, count: 2_000))
    #expect(low.outcome == .found(5) && low.visits.count == 1)
    var high = try CapacitySearch(in: 5...80, target: 0.9)
    try search(&high, thresholds: Array(repeating: 81, count: 2_000))
    #expect(high.outcome == .notFound)
    #expect(high.visits.map(\.capacity) == [5, 10, 20, 40, 80])
    var single = try CapacitySearch(in: 7...7, target: 0.5, maximumReplications: 1)
    try single.add(successes: 1)
    #expect(single.outcome == .notFound && single.visits[0].verdict == .undecided)
    #expect(throws: SampleError.self) { try CapacitySearch(in: 0...7, target: 0.5) }
    #expect(throws: SampleError.self) { try CapacitySearch(in: 1...7, target: 1) }
    var open = try CapacitySearch(in: 1...7, target: 0.5)
    #expect(throws: SampleError.self) { try open.add(successes: 21) }
    #expect(open.request?.replications == 20)
  }

  @Test("a sharp threshold is found wherever it lies", arguments: [1, 2, 3, 17, 64, 65, 100])
  func sharpThreshold(_ threshold: Int) throws {
    var search = try CapacitySearch(in: 1...100, target: 0.95)
    #expect(try search.run { capacity, _ in capacity >= threshold } == threshold)
    #expect(search.visits.allSatisfy { $0.verdict != .undecided })
    #expect(Set(search.visits.map(\.capacity)).count == search.visits.count)
    #expect(search.visits.count <= 14)
  }

  @Test("where the share of successes is known, no search of 40 errs")
  func knownThreshold() throws {
    var sampler = Sampler(5)
    for _ in 0..<40 {
      // The share is 1 − 2^−n: 0.5, 0.75, …; 4 has 0.9375 and 5, with 0.969, is the first above.
      let uniforms = (0..<20_000).map { _ in sampler.uniform() }
      var search = try CapacitySearch(
        in: 1...40, target: 0.95, indifference: 0.005, maximumReplications: 20_000)
      let capacity = try search.run { capacity, replication in
        uniforms[replication] >= Double(sign: .plus, exponent: -capacity, significand: 1)
      }
      #expect(capacity == 5)
      #expect(search.visits.reduce(0) { $0 + $1.replications } < 20_000)
    }
  }
}
