import Statistics
import Testing

@Suite("Rare unavailability by other ways than splitting")
struct RareEventTests {
  static func system(_ group: RepairableGroup, required: Int) throws -> RepairableSystem {
    let component = RepairableSystem.Component(
      failureRate: group.failureRate, repairRate: group.repairRate)
    return try #require(
      RepairableSystem(
        components: [RepairableSystem.Component](repeating: component, count: group.components),
        required: Double(required), repairers: group.repairers))
  }

  static func cycles(
    of system: RepairableSystem, seed: UInt64
  ) -> (_ path: UInt64) -> RepairableRun<Sampler> {
    { path in
      RepairableRun(system, path: path) { Sampler($0 ^ (seed &* 0xd6e8_feb8_6659_fd93)) }
    }
  }

  /// 4.8e-7 and 1.5e-7.
  static let rare = [
    (RepairableGroup(components: 5, repairers: 1, failureRate: 1e-4, repairRate: 0.05), 3),
    (RepairableGroup(components: 8, repairers: 8, failureRate: 0.02, repairRate: 1), 4),
  ]

  @Test(
    "failure biasing and RESTART find the closed form, for less than splitting", arguments: rare)
  func closedForms(_ group: RepairableGroup, _ required: Int) throws {
    let exact = group.unavailability(required: required)
    let system = try Self.system(group, required: required)
    let start = Self.cycles(of: system, seed: 1)
    let levels = (1...(group.components - required)).map(Double.init)
    let splitting = ImportanceSplitting(levels: levels, effort: 600).estimate(starting: start)
    #expect(splitting.unavailability.contains(exact), "\(splitting)")
    let price = splitting.eventsNeeded(relativeHalfWidth: 0.1)

    var sampler = Sampler(2)
    for credit in RepairableCycles.Credit.allCases {
      let biased = RepairableCycles(system, credit: credit, failureProbability: 0.5)
        .estimate(cycles: 4_000, using: &sampler)
      #expect(wide(biased.unavailability).contains(exact), "\(credit) \(biased) \(exact)")
      #expect(biased.unavailability.relativeHalfWidth < 0.25, "\(credit) \(biased)")
      #expect(
        biased.eventsNeeded(relativeHalfWidth: 0.1) < price, "\(credit) \(biased) \(price)")
      #expect(biased.unfinishedCycles == 0 && biased.cycles == 4_000)
    }

    let plan = try #require(Restart(levels: levels, shares: splitting.levelShares, runs: 30))
    let restart = plan.estimate(starting: start)
    #expect(restart.unavailability.contains(exact), "\(restart) \(exact)")
    #expect(restart.unavailability.relativeHalfWidth < 0.4, "\(restart)")
    // The same price as splitting, up to the noise of both.
    #expect(restart.eventsNeeded(relativeHalfWidth: 0.1) < 3 * price, "\(restart) \(price)")
    #expect(restart.unfinishedRuns == 0)
    // As many trials as make about one of them reach the next level.
    for (entrances, trials) in zip(restart.entrancesPerTrial.dropFirst(), plan.trials) {
      #expect((0.4...2.5).contains(entrances * Double(trials)), "\(restart) \(plan)")
    }
  }

  static let group = RepairableGroup(components: 6, repairers: 2, failureRate: 0.05, repairRate: 1)
  static let exact = group.unavailability(required: 3)

  /// No bias over 40 seeds, and 95 % intervals that cover.
  private func expectUnbiased(_ intervals: [Interval]) {
    let mean = meanInterval(intervals.map(\.estimate), confidence: 0.999)
    #expect(mean.contains(Self.exact), "\(mean) \(Self.exact)")
    // 32 or fewer of 40 would happen once in 4000 times.
    let covered = intervals.count { $0.contains(Self.exact) }
    #expect(covered > 32, "\(covered)")
  }

  @Test(
    "cycles have no bias over 40 seeds", arguments: RepairableCycles.Credit.allCases,
    [Double?.none, 0.5])
  func cycleBias(_ credit: RepairableCycles.Credit, _ failureProbability: Double?) throws {
    let system = try Self.system(Self.group, required: 3)
    let cycles = RepairableCycles(system, credit: credit, failureProbability: failureProbability)
    let count = failureProbability == nil ? (credit == .nextState ? 400 : 1_000) : 200
    expectUnbiased(
      (1...40).map { seed in
        var sampler = Sampler(UInt64(seed))
        return cycles.estimate(cycles: count, using: &sampler).unavailability
      })
  }

  @Test("RESTART has no bias over 40 seeds, with good levels and with bad ones")
  func restartBias() throws {
    let system = try Self.system(Self.group, required: 3)
    for (levels, trials) in [([2.0, 3.0], [4, 5]), ([1, 3, 7], [3, 2, 2])] {
      let plan = try #require(Restart(levels: levels, trials: trials, runs: 25))
      expectUnbiased(
        (1...40).map { seed in
          plan.estimate(starting: Self.cycles(of: system, seed: UInt64(seed))).unavailability
        })
    }
  }

  @Test("plain cycles have the regenerative interval, and what is known narrows it")
  func conditional() throws {
    let group = RepairableGroup(components: 4, repairers: 1, failureRate: 0.05, repairRate: 1)
    let exact = group.unavailability(required: 2)
    let system = try Self.system(group, required: 2)
    let plain = CycleEstimate.plain(cycles: 8_000, starting: Self.cycles(of: system, seed: 3))
    #expect(plain.unavailability.contains(exact), "\(plain) \(exact)")
    var sampler = Sampler(4)
    let prices = RepairableCycles.Credit.allCases.map { credit in
      let estimate = RepairableCycles(system, credit: credit)
        .estimate(cycles: 8_000, using: &sampler)
      #expect(estimate.unavailability.contains(exact), "\(credit) \(estimate) \(exact)")
      return estimate.eventsNeeded(relativeHalfWidth: 0.1)
    }
    let price = plain.eventsNeeded(relativeHalfWidth: 0.1)
    #expect((0.5...2).contains(prices[0] / price), "\(prices) \(price)")
    #expect(prices[1] < prices[0] && prices[2] < prices[1] / 3, "\(prices)")
  }

  @Test("unequal components, against every state of the chain")
  func unequal() throws {
    let components = [
      RepairableSystem.Component(failureRate: 0.001, repairRate: 0.5, capacity: 3),
      RepairableSystem.Component(failureRate: 0.02, repairRate: 1, capacity: 2),
      RepairableSystem.Component(failureRate: 0.03, repairRate: 2, capacity: 1),
      RepairableSystem.Component(failureRate: 0.03, repairRate: 2, capacity: 1),
    ]
    let system = try #require(RepairableSystem(components: components, required: 3))
    var exact = 0.0
    for state in 0..<16 {
      let up = components.indices.filter { state & 1 << $0 != 0 }
      guard up.reduce(0, { $0 + components[$1].capacity }) < 3 else { continue }
      exact += components.indices.reduce(1) { product, index in
        let (a, b) = (components[index].failureRate, components[index].repairRate)
        return product * (up.contains(index) ? b : a) / (a + b)
      }
    }
    var sampler = Sampler(6)
    for credit in RepairableCycles.Credit.allCases {
      let estimate = RepairableCycles(system, credit: credit, failureProbability: 0.5)
        .estimate(cycles: 4_000, using: &sampler)
      #expect(wide(estimate.unavailability).contains(exact), "\(credit) \(estimate) \(exact)")
      #expect(estimate.unavailability.relativeHalfWidth < 0.2, "\(credit) \(estimate)")
    }
    let plan = try #require(Restart(levels: [2, 3], trials: [5, 5], runs: 60))
    let restart = plan.estimate(starting: Self.cycles(of: system, seed: 7))
    #expect(restart.unavailability.contains(exact), "\(restart) \(exact)")
  }

  @Test("one repairer takes failures in their order, with unequal repairs")
  func queue() throws {
    // Two components, one repairer: states none, a, b, ab, ba.
    let (a, b) = ((fail: 0.01, repair: 1.0), (fail: 0.03, repair: 0.4))
    let chain = MarkovChain.stationary(rates: [
      [0, a.fail, b.fail, 0, 0],
      [a.repair, 0, 0, b.fail, 0],
      [b.repair, 0, 0, 0, a.fail],
      [0, 0, a.repair, 0, 0],
      [0, b.repair, 0, 0, 0],
    ])
    let exact = chain[3] + chain[4]
    let system = try #require(
      RepairableSystem(
        components: [
          RepairableSystem.Component(failureRate: a.fail, repairRate: a.repair),
          RepairableSystem.Component(failureRate: b.fail, repairRate: b.repair),
        ], required: 1, repairers: 1))
    var sampler = Sampler(8)
    for credit in RepairableCycles.Credit.allCases {
      for failureProbability in [nil, 0.3] {
        let estimate = RepairableCycles(
          system, credit: credit, failureProbability: failureProbability
        ).estimate(cycles: 5_000, using: &sampler)
        #expect(wide(estimate.unavailability).contains(exact), "\(credit) \(estimate) \(exact)")
      }
    }
  }

  /// 1.7 times as wide: 99.9 % for one of many comparisons.
  private func wide(_ interval: Interval) -> Interval {
    Interval(
      estimate: interval.estimate,
      lower: interval.estimate - 1.7 * (interval.estimate - interval.lower),
      upper: interval.estimate + 1.7 * (interval.upper - interval.estimate))
  }

  @Test("repetitions of RESTART may run anywhere")
  func shards() throws {
    let start = Self.cycles(of: try Self.system(Self.group, required: 3), seed: 2)
    let plan = try #require(Restart(levels: [2, 3], trials: [4, 5], runs: 5))
    let whole = plan.estimate(repetitions: 4, starting: start)
    let parts = (0..<4).reversed().map { plan.repetition($0, starting: start) }
    #expect(plan.combine(parts.reversed()) == whole)
    #expect(parts[0] != parts[1])
  }

  @Test("what never happens or never ends has no upper limit and does no harm")
  func degenerate() throws {
    let component = RepairableSystem.Component(failureRate: 1, repairRate: 1)
    let safe = try #require(RepairableSystem(components: [component, component], required: 0))
    var sampler = Sampler(9)
    let none = Interval(estimate: 0, lower: 0, upper: .infinity)
    for credit in RepairableCycles.Credit.allCases {
      let never = RepairableCycles(safe, credit: credit, failureProbability: 0.5)
        .estimate(cycles: 10, using: &sampler)
      #expect(never.unavailability == none)
    }
    let start = Self.cycles(of: safe, seed: 1)
    #expect(CycleEstimate.plain(cycles: 0, starting: start).unavailability == none)
    let plan = try #require(Restart(levels: [1], trials: [2], runs: 3))
    #expect(plan.estimate(starting: start).unavailability == none)
    #expect(plan.combine([]).unavailability.upper == .infinity)

    let fleet = try #require(
      RepairableSystem(
        components: [RepairableSystem.Component](repeating: component, count: 60), required: 0))
    let endless = RepairableCycles(fleet, eventLimit: 500).estimate(cycles: 3, using: &sampler)
    #expect(endless.unfinishedCycles == 3 && endless.events == 1_500)
    let many = try #require(Restart(levels: [5, 6], trials: [9, 9], runs: 1, eventLimit: 500))
    let stopped = many.estimate(repetitions: 2, starting: Self.cycles(of: fleet, seed: 1))
    #expect(stopped.unfinishedRuns == 2 && stopped.events == 1_000)
    #expect(
      CycleEstimate.plain(
        cycles: 2, eventLimit: 7, starting: Self.cycles(of: fleet, seed: 1)
      ).unfinishedCycles == 2)

    #expect(Restart(levels: [1, 1], trials: [2, 2], runs: 1) == nil)
    #expect(Restart(levels: [1, .infinity], trials: [2, 2], runs: 1) == nil)
    #expect(Restart(levels: [1], trials: [], runs: 1) == nil)
    #expect(Restart(levels: [1], trials: [0], runs: 1) == nil)
    #expect(Restart(levels: [1, 2], trials: [.max, .max], runs: 1) == nil)
    #expect(Restart(levels: [1], shares: [1, 0], runs: 1) == nil)
    #expect(Restart(levels: [1], shares: [1, 0.25], runs: 1)?.trials == [4])
    #expect(RepairableCycles(safe, failureProbability: 1).failureProbability == nil)
    let single = try #require(RepairableSystem(components: [component], required: 1))
    let half = RepairableCycles(single, failureProbability: 0.5)
      .estimate(cycles: 5, using: &sampler)
    // Without times drawn nothing is random: half of the time.
    #expect(half.unavailability == Interval(estimate: 0.5, lower: 0.5, upper: 0.5))
  }
}
