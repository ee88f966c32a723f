import Statistics
import Testing

@testable import Experiments

/// One metric of several arms, from values that are known.
@Suite struct ArmsBesideEachOtherTests {
  private static func series(_ better: Better) -> MetricSeries {
    MetricSeries(
      family: MetricFamily(
        "test.metric", unit: "seconds", better: better, "A metric.",
        value: { _, _ in nil }),
      dimensions: [:])
  }

  private static func metric(
    _ values: [[Double?]], better: Better = .smaller
  ) -> ComparedMetric {
    ArmsBesideEachOther(
      series(better), names: values.indices.map { "arm-\($0)" },
      values: values, 0.95
    ).metric
  }

  @Test func `differences are paired, and equal chances pay`() throws {
    // A common effect of ±100 that independent seeds would not share.
    let chance = (0..<20).map { Double(($0 * 7) % 20) * 10 }
    let small = (0..<20).map { Double(($0 * 3) % 5) / 10 }
    let metric = Self.metric([chance, zip(chance, small).map { $0 + 5 + $1 }])
    let difference = try #require(metric.arms[1].difference)
    #expect(metric.arms[0].difference == nil)
    #expect(abs(difference.estimate - 5.2) < 1e-9)
    #expect(difference.pairs == 20)
    #expect(try #require(difference.varianceRatio) > 1000)
    #expect(try #require(difference.correlation) > 0.999)
    let (lower, upper) = (try #require(difference.lower), try #require(difference.upper))
    #expect(lower > 5 && upper < 5.4)
    // The interval of one arm alone is far wider.
    #expect(meanInterval(chance).halfWidth > 20)
    #expect(metric.arms[0].toBest?.isBest == true)
    #expect(metric.arms[1].toBest?.mayBeBest == false)
  }

  @Test func `arms that never differ are the same, whatever their variance`() throws {
    let values: [Double?] = [3, 1, 4, 1, 5]
    let metric = Self.metric([values, values])
    let difference = try #require(metric.arms[1].difference)
    #expect(difference.estimate == 0)
    #expect(difference.lower == 0 && difference.upper == 0)
    #expect(difference.pValue == 1)
    #expect(difference.varianceRatio == nil)
    #expect(difference.correlation == 1)
  }

  @Test func `only replications that define both count`() throws {
    let metric = Self.metric([[1, nil, 3, 4, .nan], [2, 9, nil, 5, 7, 8]])
    let difference = try #require(metric.arms[1].difference)
    #expect(difference.pairs == 2)
    #expect(difference.estimate == 1)
    // A difference that never varies is beyond doubt.
    #expect(difference.pValue == 0)
    let none = Self.metric([[1, nil], [nil, 2]])
    #expect(none.arms[1].difference == nil)
    #expect(none.arms[1].toBest == nil)
    let one = try #require(Self.metric([[1], [2]]).arms[1].difference)
    #expect(one.estimate == 1 && one.lower == nil && one.pValue == nil)
  }

  @Test func `nothing is best where neither more nor less is better`() {
    let metric = Self.metric([[1, 2, 3], [2, 3, 5]], better: .neither)
    #expect(metric.arms.allSatisfy { $0.toBest == nil })
    #expect(metric.arms[1].difference != nil)
  }

  @Test func `p-values are adjusted over all arms and metrics`() throws {
    let base: [Double?] = [10, 12, 11, 13, 9, 10]
    let near: [Double?] = [10.4, 11.8, 11.6, 12.9, 9.6, 10.1]
    let far: [Double?] = [12.1, 14.0, 13.2, 15.1, 11.0, 12.0]
    var comparison = ComparisonResult(
      baseline: "arm-0", metrics: [Self.metric([base, near, far]), Self.metric([base, far])])
    let raw = comparison.metrics.flatMap { $0.arms.compactMap { $0.difference?.pValue } }
    comparison.adjust(confidence: 0.95)
    let differences = comparison.metrics.flatMap { $0.arms.compactMap(\.difference) }
    let adjusted = differences.compactMap(\.adjustedPValue)
    #expect(adjusted == (try PValueAdjustment.holm.adjusted(raw)))
    #expect(adjusted.count == 3)
    #expect(differences.map(\.isSignificant) == [false, true, true])
    // The largest stays, the smallest is multiplied by their number.
    #expect(adjusted[0] == raw[0])
    #expect(abs(adjusted[1] - 3 * raw[1]) < 1e-15)
    // What would have shown is more than the half-width, and falls with the noise.
    for difference in differences {
      let half = try #require(difference.upper) - difference.estimate
      #expect(try #require(difference.detectable) > half)
    }
  }

  @Test func `regret is nothing for a sure choice and grows with doubt`() {
    func regret(_ values: [[Double?]], of chosen: Int, seed: UInt64 = 1) -> ArmSelection.Regret {
      ArmsBesideEachOther(
        Self.series(.smaller), names: values.indices.map { "\($0)" }, values: values,
        0.95
      ).regret(of: chosen, seed: seed)
    }
    let better: [Double?] = [1, 2, 3, 4, 5, 6]
    let worse: [Double?] = [11, 12, 13, 14, 15, 16]
    #expect(regret([worse, better], of: 1).probability == 0)
    #expect(regret([worse, better], of: 1).expected == 0)
    let wrong = regret([worse, better], of: 0)
    #expect(wrong.probability == 1)
    #expect(abs(wrong.expected - 10) < 1e-9)
    let mixed: [Double?] = [2, 1, 4, 3, 6, 5.5]
    let doubt = regret([better, mixed], of: 0)
    #expect(doubt.probability > 0.1 && doubt.probability < 0.5)
    #expect(doubt.expected > 0 && doubt.expected < 1)
    #expect(doubt == regret([better, mixed], of: 0))
    #expect(doubt != regret([better, mixed], of: 0, seed: 2))
    // An arm that was run less is held against what it has.
    #expect(regret([worse + worse, better], of: 0).probability > 0.9)
    #expect(regret([[], []], of: 0).resamples == 0)
  }
}
