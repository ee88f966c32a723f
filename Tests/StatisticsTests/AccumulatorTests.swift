import Statistics
import Testing

@Suite("Exact accumulators")
struct AccumulatorTests {
  @Test(
    "sums are rounded once",
    arguments: [
      ([1e100, 1, -1e100], 1.0),
      ([1, 1e-300, -1], 1e-300),
      ([0.1, 0.2, 0.3, -0.6], 2.7755575615628914e-17),
      ([1, 0x1p-53], 1),
      ([1, 0x1p-53, 0x1p-1074], 1 + 0x1p-52),
      ([1 + 0x1p-52, 0x1p-53], 1 + 0x1p-51),
      ([.greatestFiniteMagnitude, .greatestFiniteMagnitude], .infinity),
      (
        [.greatestFiniteMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude],
        .greatestFiniteMagnitude
      ),
      ([.leastNonzeroMagnitude, .leastNonzeroMagnitude], 2 * .leastNonzeroMagnitude),
      ([-3, 1], -2), ([], 0), ([-0.0], 0), ([.infinity, 1], .infinity),
    ] as [([Double], Double)])
  func sums(_ values: [Double], _ expected: Double) {
    #expect(ExactSum(values).value == expected)
    #expect(ExactSum(values.map { -$0 }).value == -expected)
  }

  @Test("opposite infinities and NaN have no sum")
  func undefined() {
    #expect(ExactSum([.infinity, -.infinity]).value.isNaN)
    #expect(ExactSum([.nan, 1]).value.isNaN)
  }

  @Test("components add up to the sum, largest first")
  func components() {
    let sum = ExactSum([1e30, 1, 1e-30, -1e15])
    #expect(ExactSum(sum.components) == sum)
    #expect(sum.components.first == sum.value)
    #expect(ExactSum().components.isEmpty)
  }

  @Test("a summary does not depend on how the sample is split")
  func merging() {
    var state: UInt64 = 1
    let values = (0..<999).map { index -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) * 0x1p-53 - 0.5) * [1, 1e12, 1e-12][index % 3]
    }
    let whole = Summary(values)
    for parts in [2, 3, 7, 100] {
      var merged = Summary()
      // Every part-th value, and the parts in descending order.
      for part in stride(from: parts - 1, through: 0, by: -1) {
        merged.merge(Summary(stride(from: part, to: values.count, by: parts).map { values[$0] }))
      }
      #expect(merged == whole)
      #expect(merged.variance == whole.variance)
    }
    #expect(Summary([1e9 + 1, 1e9 + 2, 1e9 + 3]).variance == 1)
  }

  @Test("the t-interval of one value has no limits, of none no estimate")
  func smallSamples() {
    #expect(meanInterval([3]) == Interval(estimate: 3, lower: -.infinity, upper: .infinity))
    #expect(meanInterval([]).estimate.isNaN)
    #expect(meanInterval([2, 2, 2]) == Interval(estimate: 2, lower: 2, upper: 2))
    // t(0.975, 1) = 12.7062…
    #expect(abs(meanInterval([0, 2]).upper - (1 + 12.706204736432095)) < 1e-8)
  }

  @Test("levels are averaged over time, exactly")
  func levels() {
    var level = TimeWeightedAverage(level: 3, from: 100)
    level.change(by: -1, at: 200)
    level.record(7, at: 200)
    level.advance(to: 300)
    #expect(level.integral == 1_000)
    #expect(level.average == 5)
    #expect(level.variance == 4)
    level.restart(at: 400)
    #expect(level.average.isNaN)
    level.advance(to: 9_000_000_000_000_000_000)
    #expect(level.average == 7)
  }

  @Test("proportion intervals at the edges")
  func proportions() {
    let none = ProportionInterval(successes: 0, trials: 299, confidence: 0.95)
    #expect(none.clopperPearson.lower == 0)
    // About 3/n when nothing was seen.
    #expect(abs(none.oneSidedUpper - 0.009969) < 1e-6)
    let all = ProportionInterval(successes: 299, trials: 299, confidence: 0.95)
    #expect(all.clopperPearson.upper == 1)
    #expect(abs(all.clopperPearson.lower - (1 - none.clopperPearson.upper)) < 1e-14)
  }

  @Test("299 values are needed for an upper limit of the 99 % quantile at 90 % two-sided")
  func quantileLimits() {
    let enough = SortedSample((0..<299).map(Double.init)).quantileInterval(0.99, confidence: 0.9)
    #expect(enough.upper == 298)
    let few = SortedSample((0..<298).map(Double.init)).quantileInterval(0.99, confidence: 0.9)
    #expect(few.upper == .infinity)
  }

  @Test("stationary chains match the exact failover model")
  func closedFormChain() {
    // Two states, rates 1 and 3: π = (¾, ¼).
    let pair = MarkovChain.stationary(rates: [[0, 1], [3, 0]])
    #expect(abs(pair[0] - 0.75) < 1e-15)
    let exact = RegionFailover.exactPair(
      meanTimeToFailure: 2190, meanTimeToRepair: 12, failover: 0.5)
    #expect(abs(exact.failingOver / 0.0004334964459 - 1) < 1e-9)
    #expect(abs(exact.bothDown / 2.969804513e-05 - 1) < 1e-9)
    let other = RegionFailover.exactPair(
      meanTimeToFailure: 8760, meanTimeToRepair: 4, failover: 1.0 / 12)
    #expect(abs((other.failingOver + other.bothDown) / 1.882872198e-05 - 1) < 1e-9)
  }
}
