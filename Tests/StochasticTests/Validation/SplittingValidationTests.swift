import Statistics
import Stochastic
import Testing

@Suite("Splitting reproduces the closed forms of rare unavailability")
struct SplittingValidationTests {
  private static let entity = StreamName.hash("splitting")
  private static let purpose = StreamPurpose("splitting")

  /// Cycles of a system whose random numbers follow from the path.
  static func cycles(
    of system: RepairableSystem, master: UInt64
  ) -> (_ path: UInt64) -> RepairableRun<RandomStream> {
    { path in
      RepairableRun(system, path: path) {
        RandomStream(StreamSeed(master: master, scenario: $0), entity: entity, purpose: purpose)
      }
    }
  }

  static func system(_ group: RepairableGroup, required: Int) throws -> RepairableSystem {
    let component = RepairableSystem.Component(
      failureRate: group.failureRate, repairRate: group.repairRate)
    return try #require(
      RepairableSystem(
        components: [RepairableSystem.Component](repeating: component, count: group.components),
        required: Double(required), repairers: group.repairers))
  }

  @Test("1e-7 within 10 % at a hundredth of the cost of plain replication")
  func acceptance() throws {
    // A crew of one for ten components, of which five must be up: 1.4e-7.
    let group = RepairableGroup(components: 10, repairers: 1, failureRate: 0.01, repairRate: 1)
    let estimate = try estimate(group, required: 5, effort: 1600, repetitions: 40)
    #expect(estimate.unavailability.relativeHalfWidth <= 0.1)
    #expect(estimate.unavailability.contains(group.unavailability(required: 5)), "\(estimate)")
    #expect(estimate.speedup >= 100, "\(estimate)")
    #expect(estimate.levelShares.allSatisfy { (0.03...0.3).contains($0) })
  }

  @Test(
    "independent repair, and components so good that a level is reached once in a hundred times",
    arguments: [
      // 1.5e-7 and 4.8e-7.
      (RepairableGroup(components: 8, repairers: 8, failureRate: 0.02, repairRate: 1), 4, 600),
      (RepairableGroup(components: 5, repairers: 1, failureRate: 1e-4, repairRate: 0.05), 3, 2000),
    ])
  func closedForms(_ group: RepairableGroup, _ required: Int, _ effort: Int) throws {
    let estimate = try estimate(group, required: required, effort: effort)
    #expect(
      estimate.unavailability.contains(group.unavailability(required: required)), "\(estimate)")
    #expect(estimate.unavailability.relativeHalfWidth <= 0.3)
    #expect(estimate.speedup >= 30, "\(estimate)")
    #expect(estimate.unfinishedRuns == 0)
  }

  private func estimate(
    _ group: RepairableGroup, required: Int, effort: Int, repetitions: Int = 20
  ) throws -> RareEventEstimate {
    let levels = (2...(group.components - required)).map(Double.init)
    return ImportanceSplitting(levels: levels, effort: effort).estimate(
      repetitions: repetitions,
      starting: Self.cycles(of: try Self.system(group, required: required), master: 1))
  }

  @Test("no bias over 40 seeds, and intervals that cover")
  func bias() throws {
    let group = RepairableGroup(components: 6, repairers: 2, failureRate: 0.05, repairRate: 1)
    let exact = group.unavailability(required: 3)
    let system = try Self.system(group, required: 3)
    let estimates = (1...40).map { master in
      ImportanceSplitting(levels: [2, 3], effort: 60).estimate(
        starting: Self.cycles(of: system, master: UInt64(master)))
    }
    let mean = meanInterval(estimates.map(\.unavailability.estimate), confidence: 0.999)
    #expect(mean.contains(exact), "\(mean) \(exact)")
    // 95 % intervals: 32 or fewer of 40 would happen once in 4000 times.
    #expect(estimates.count { $0.unavailability.contains(exact) } > 32)
  }

  @Test("the predicted cost of plain replication is what it costs")
  func crude() throws {
    let group = RepairableGroup(components: 4, repairers: 1, failureRate: 0.05, repairRate: 1)
    let system = try Self.system(group, required: 2)
    let start = Self.cycles(of: system, master: 3)
    let split = ImportanceSplitting(levels: [2], effort: 500).estimate(starting: start)
    // The same interval from whole cycles alone: levels and effort only say how many.
    var (down, length): ([Double], [Double]) = ([], [])
    var events = 0
    for path in 0..<20_000 {
      var run = start(UInt64(path) << 32)
      while !run.isFinished {
        run.advance()
        events += 1
      }
      down.append(run.rareTime)
      length.append(run.elapsed)
    }
    let ratio = Summary(down).mean / Summary(length).mean
    let residuals = Summary(zip(down, length).map { $0 - ratio * $1 })
    let precision = 1.96 * residuals.standardError / Summary(length).mean / ratio
    let scale = precision / split.unavailability.relativeHalfWidth
    let predicted = split.crudeEvents / (scale * scale)
    #expect(abs(predicted / Double(events) - 1) < 0.2, "\(predicted) \(events)")
    #expect(abs(ratio / group.unavailability(required: 2) - 1) < 2 * precision)
  }

  @Test("unequal components, against every state of the chain")
  func unequal() throws {
    let components = [
      RepairableSystem.Component(failureRate: 0.01, repairRate: 0.5, capacity: 3),
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
    let start = Self.cycles(of: system, master: 5)
    let levels = ImportanceSplitting.pilotLevels(runs: 300, starting: start)
    #expect(levels == levels.sorted() && !levels.isEmpty && levels.allSatisfy(\.isFinite))
    let estimate = ImportanceSplitting(levels: levels, effort: 1000).estimate(starting: start)
    #expect(estimate.unavailability.contains(exact), "\(exact) \(levels) \(estimate)")
    #expect(estimate.unavailability.relativeHalfWidth < 0.15)
  }

  @Test("repetitions may run anywhere")
  func shards() throws {
    let group = RepairableGroup(components: 4, repairers: 4, failureRate: 0.1, repairRate: 1)
    let start = Self.cycles(of: try Self.system(group, required: 1), master: 2)
    let splitting = ImportanceSplitting(levels: [2, 3], effort: 50)
    let whole = splitting.estimate(repetitions: 4, starting: start)
    let parts = (0..<4).reversed().map { splitting.repetition($0, starting: start) }
    #expect(ImportanceSplitting.combine(parts.reversed()) == whole)
    #expect(parts[0] != parts[1])
  }

  @Test("what never happens or never ends has no upper limit and does no harm")
  func degenerate() throws {
    let component = RepairableSystem.Component(failureRate: 1, repairRate: 1)
    let safe = try #require(RepairableSystem(components: [component, component], required: 0))
    let never = ImportanceSplitting(levels: [.nan, 1, 1, .infinity], effort: 10).estimate(
      starting: Self.cycles(of: safe, master: 1))
    #expect(never.unavailability == Interval(estimate: 0, lower: 0, upper: .infinity))
    #expect(never.crudeEvents.isNaN)
    let fleet = try #require(
      RepairableSystem(
        components: [RepairableSystem.Component](repeating: component, count: 60), required: 0))
    let endless = ImportanceSplitting(levels: [100], effort: 2, eventLimit: 500).estimate(
      repetitions: 0, starting: Self.cycles(of: fleet, master: 1))
    #expect(endless.unfinishedRuns > 0 && endless.repetitions == 2)
    #expect(RepairableSystem(components: [], required: 0) == nil)
    #expect(RepairableSystem(components: [component], required: 2) == nil)
    #expect(RepairableSystem(components: [component], required: 1, repairers: 0) == nil)
    #expect(ImportanceSplitting.combine([]).unavailability.upper == .infinity)
  }
}
