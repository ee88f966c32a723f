import Statistics
import Testing

@Suite("Comparison of systems")
struct ComparisonTests {
  @Test("adjusted p-values keep their order and reject what they say")
  func adjustment() throws {
    let pValues = [0.01, 0.04, 0.03, 0.01, 0.9]
    for method in PValueAdjustment.allCases {
      let adjusted = try method.adjusted(pValues)
      let rejected = try method.rejected(pValues)
      for i in pValues.indices {
        #expect(adjusted[i] >= pValues[i] && adjusted[i] <= 1)
        #expect(rejected[i] == (adjusted[i] <= 0.05))
        for j in pValues.indices where pValues[i] <= pValues[j] {
          #expect(adjusted[i] <= adjusted[j])
        }
      }
      #expect(try method.adjusted([]).isEmpty)
      #expect(try method.rejected([]).isEmpty)
      #expect(throws: SampleError.self) { try method.adjusted([.nan]) }
      #expect(throws: SampleError.self) { try method.adjusted([1.1]) }
      #expect(throws: SampleError.self) { try method.rejected([0.5], alpha: 0) }
    }
    #expect(try PValueAdjustment.holm.adjusted(pValues) == [0.05, 0.09, 0.09, 0.05, 0.9])
  }

  @Test("Dunnett's constant for one comparison is Student's, for many it grows")
  func dunnett() {
    let one = Dunnett.quantile(0.95, comparisons: 1, degreesOfFreedom: 10)
    #expect(abs(one - 1.812_461_122_8) < 1e-9)
    var last = one
    for comparisons in [2, 5, 20, 100] {
      let next = Dunnett.quantile(0.95, comparisons: comparisons, degreesOfFreedom: 10)
      #expect(next > last)
      let p = Dunnett.cumulative(next, comparisons: comparisons, degreesOfFreedom: 10)
      #expect(abs(p - 0.95) < 1e-9)
      last = next
    }
    #expect(abs(Dunnett.quantile(0.2, comparisons: 2, degreesOfFreedom: 10)) < 1)
    #expect(Dunnett.quantile(.nan, comparisons: 2, degreesOfFreedom: 10).isNaN)
    #expect(Dunnett.quantile(0.9, comparisons: 0, degreesOfFreedom: 10).isNaN)
  }

  static let arms = [
    Arm("spread", [10, 11, 12, 11, 10, 12]), Arm("pack", [15, 16, 14, 15, 16, 14]),
    Arm("random", [10.5, 11.5, 12, 11, 10, 12.5]),
  ]

  typealias Method = @Sendable ([Arm], Double, Bool) throws -> BestComparison
  static let methods: [Method] = [
    { try BestComparison.hsu($0, confidence: $1, largerIsBetter: $2) },
    { try BestComparison.nelsonMatejcik($0, confidence: $1, largerIsBetter: $2) },
    { try BestComparison.paired($0, confidence: $1, largerIsBetter: $2) },
  ]

  @Test("the best arm is recognized in either direction, and mirrored data give mirrored limits")
  func best() throws {
    let mirrored = Self.arms.map { Arm($0.name, $0.values.map { -$0 }) }
    for compare in Self.methods {
      let larger = try compare(Self.arms, 0.95, true)
      #expect(larger.sampleBest == 1)
      #expect(larger.arms.map(\.isBest) == [false, true, false])
      #expect(larger.arms[1].difference.lower == 0 && larger.arms[1].difference.upper > 2)
      #expect(larger.arms[0].difference.upper == 0 && larger.arms[0].difference.lower < -3)
      let smaller = try compare(Self.arms, 0.95, false)
      #expect(smaller.arms.map(\.mayBeBest) == [true, false, true])
      #expect(smaller.arms.map(\.isBest) == [false, false, false])
      let reflected = try compare(mirrored, 0.95, true)
      for (a, b) in zip(smaller.arms, reflected.arms) {
        #expect(a.difference.lower == -b.difference.upper)
        #expect(a.difference.upper == -b.difference.lower)
        #expect(a.name == b.name)
      }
    }
  }

  @Test("common random numbers narrow the comparison with the best")
  func commonNumbers() throws {
    var sampler = Sampler(3)
    let shared = sampler.normals(20, deviation: 10)
    let arms = (0..<3).map { arm in
      Arm("\(arm)", shared.map { $0 + Double(arm) + 0.2 * sampler.normal() })
    }
    let independent = try BestComparison.hsu(arms, largerIsBetter: true)
    let common = try BestComparison.nelsonMatejcik(arms, largerIsBetter: true)
    #expect(common.halfWidth < independent.halfWidth / 10)
    #expect(common.arms[2].isBest && !independent.arms[2].isBest)
  }

  @Test("arms without variance, without values or of unequal counts")
  func bestEdges() throws {
    let equal = [Arm("a", [1, 1]), Arm("b", [1, 1])]
    for compare in Self.methods {
      let result = try compare(equal, 0.95, true)
      #expect(result.arms.allSatisfy { $0.mayBeBest && !$0.isBest })
      #expect(result.halfWidth == 0)
      let apart = try compare([Arm("a", [1, 1]), Arm("b", [2, 2])], 0.95, true)
      #expect(apart.arms.map(\.isBest) == [false, true])
      #expect(throws: SampleError.self) { try compare([], 0.95, true) }
      #expect(throws: SampleError.self) { try compare([equal[0]], 0.95, true) }
      #expect(throws: SampleError.self) {
        try compare([equal[0], Arm("c", [1, 2, 3])], 0.95, true)
      }
      #expect(throws: SampleError.self) { try compare([equal[0], Arm("c", [1])], 0.95, true) }
      #expect(throws: SampleError.self) {
        try compare([equal[0], Arm("c", [1, .nan])], 0.95, true)
      }
      #expect(throws: SampleError.self) { try compare(equal, 1, true) }
    }
  }

  @Test("Tukey's differences are antisymmetric, and equal arms do not differ")
  func tukey() throws {
    let result = try PairwiseComparison(Self.arms)
    #expect(result.pValue(0, 1) < 0.001 && result.pValue(0, 2) > 0.5)
    #expect(result.difference(0, 1).upper == -result.difference(1, 0).lower)
    #expect(result.pValue(0, 0) == 1)
    let equal = try PairwiseComparison([Arm("a", [1, 1]), Arm("b", [1, 1]), Arm("c", [2, 2])])
    #expect(equal.pValue(0, 1) == 1)
    #expect(equal.pValue(0, 2) == 0)
    #expect(throws: SampleError.self) { try PairwiseComparison([Arm("a", [1, 2])]) }
    #expect(throws: SampleError.self) {
      try PairwiseComparison([Arm("a", [1, 2]), Arm("b", [1, .infinity])])
    }
  }

  @Test("tests of two samples refuse what is empty or no number")
  func refused() {
    var sampler = Sampler(4)
    for (first, second) in [
      ([], [1]), ([1], []), ([1, .nan], [1, 2]), ([1, 2], [.infinity, 1]),
    ]
      as [([Double], [Double])]
    {
      #expect(throws: SampleError.self) { try MannWhitneyTest(first, second) }
      #expect(throws: SampleError.self) { try KolmogorovSmirnovTest(first, second) }
      #expect(throws: SampleError.self) { try SignedRankTest(first, second) }
      #expect(throws: SampleError.self) { try hodgesLehmannShift(first, second) }
      #expect(throws: SampleError.self) {
        try PermutationTest(meanDifference: first, second, using: &sampler)
      }
      #expect(throws: SampleError.self) {
        try RegressionCheck(baseline: first, candidate: second)
      }
    }
    #expect(throws: SampleError.unequalCounts(2, 1)) { try SignedRankTest([1, 2], [1]) }
  }

  @Test("one value each, and samples of equal values")
  func smallest() throws {
    var sampler = Sampler(5)
    let pair = try MannWhitneyTest([2], [1])
    #expect(pair.exact?.twoSided == 1 && pair.exact?.less == 1 && pair.exact?.greater == 0.5)
    #expect(pair.probabilityOfLarger == 1 && pair.cliffsDelta == 1)
    let tied = try MannWhitneyTest([1, 1], [1, 1, 1])
    #expect(tied.exact == nil && tied.pValue == 1 && tied.cliffsDelta == 0)
    #expect(tied.asymptotic(continuity: false).isNaN)
    let distance = try KolmogorovSmirnovTest([2], [1])
    #expect(distance.distance == 1 && distance.exact == 1)
    #expect(try KolmogorovSmirnovTest([1, 1], [1]).pValue == 1)
    let deals = try PermutationTest(meanDifference: [2], [1], using: &sampler)
    #expect(deals.isExact && deals.deals == 2 && deals.pValue == 1)
    #expect(try PermutationTest(meanDifference: [1, 1], [1, 1], using: &sampler).pValue == 1)
    let none = try SignedRankTest([1, 2], [1, 2])
    #expect(none.count == 0 && none.pValue == 1 && none.exact == 1)
  }

  @Test("exact null distributions are distributions")
  func distributions() throws {
    // P(U ≥ u) and P(U ≤ u) overlap in P(U = u) alone; summed over all orders that gives 1.
    let values = (0..<7).map(Double.init)
    var total = 0.0
    var seen = Set<Double>()
    for mask in 0..<128 where mask.nonzeroBitCount == 3 {
      let test = try MannWhitneyTest(
        values.filter { mask >> Int($0) & 1 == 1 }, values.filter { mask >> Int($0) & 1 == 0 })
      guard let exact = test.exact, seen.insert(test.statistic).inserted else { continue }
      total += exact.less + exact.greater - 1
    }
    #expect(seen.count == 13)
    #expect(abs(total - 1) < 1e-12)
  }

  @Test("random deals approach the exact p-value and depend on the generator alone")
  func randomDeals() throws {
    var sampler = Sampler(6)
    let (first, second) = (sampler.normals(30, mean: 0.7), sampler.normals(25))
    var (a, b) = (Sampler(7), Sampler(7))
    let test = try PermutationTest(meanDifference: first, second, randomDeals: 999, using: &a)
    #expect(!test.isExact && test.deals == 999)
    #expect(
      test == (try PermutationTest(meanDifference: first, second, randomDeals: 999, using: &b)))
    let welch = DifferenceInterval.welch(first, second)
    #expect(abs(test.pValue - welch.pValue) < 0.03)
  }

  @Test("bootstrap of a skewed sample: the corrected interval reaches further to the right")
  func bootstrap() throws {
    var sampler = Sampler(8)
    let values = sampler.normals(30).map { $0 * $0 * $0 * $0 }
    let result = try Bootstrap(values, count: 2_000, using: &sampler)
    #expect(result.replicates.count == 2_000)
    #expect(result.percentile.contains(result.estimate))
    #expect(result.acceleration > 0)
    #expect(result.corrected.upper > result.percentile.upper)
    let median = try Bootstrap(
      values, count: 200, statistic: { SortedSample($0).quantile(0.5) }, using: &sampler)
    #expect(median.estimate < result.estimate)
  }

  @Test("bootstrap of equal values has no corrected interval; bad resamples are refused")
  func bootstrapEdges() throws {
    let equal = try Bootstrap([3, 3, 3], resamples: [[0, 1, 2], [0, 0, 0]])
    #expect(equal.percentile == Interval(estimate: 3, lower: 3, upper: 3))
    #expect(equal.acceleration == 0 && equal.bias == -.infinity)
    #expect(throws: SampleError.self) { try Bootstrap([3, 3], resamples: []) }
    #expect(throws: SampleError.self) { try Bootstrap([3, 3], resamples: [[0]]) }
    #expect(throws: SampleError.self) { try Bootstrap([3, 3], resamples: [[0, 2]]) }
    #expect(throws: SampleError.self) { try Bootstrap([3, 3], resamples: [[0, -1]]) }
    #expect(throws: SampleError.self) { try Bootstrap([3], resamples: [[0]]) }
    #expect(throws: SampleError.self) { try Bootstrap([3, .nan], resamples: [[0, 1]]) }
    #expect(throws: SampleError.self) {
      try Bootstrap([3, 4], resamples: [[0, 1]], statistic: { _ in .nan })
    }
    var sampler = Sampler(9)
    #expect(throws: SampleError.self) { try Bootstrap([3, 4], count: 0, using: &sampler) }
  }

  @Test("a slower benchmark regressed, a faster one improved, by the direction of better")
  func regression() throws {
    var sampler = Sampler(10)
    let before = sampler.normals(20, mean: 100)
    let after = sampler.normals(20, mean: 110)
    #expect(try RegressionCheck(baseline: before, candidate: after).decision == .regressed)
    #expect(try RegressionCheck(baseline: after, candidate: before).decision == .improved)
    #expect(
      try RegressionCheck(baseline: before, candidate: after, smallerIsBetter: false).decision
        == .improved)
    #expect(
      try RegressionCheck(baseline: before, candidate: after, noiseThreshold: 0.2).decision
        == .withinNoise)
    #expect(try RegressionCheck(baseline: before, candidate: before).decision == .noChange)
  }

  @Test("several benchmarks share the probability of a false alarm")
  func familyOfBenchmarks() throws {
    // p = 0.0286 alone; beside others it is not significant.
    let weak = try RegressionCheck(baseline: [1, 2, 3, 4], candidate: [5, 6, 7, 8])
    let none = try RegressionCheck(baseline: [1, 2, 3, 4], candidate: [1.5, 2.5, 3.5, 0])
    #expect(weak.decision == .regressed)
    #expect(try RegressionCheck.decisions([weak]) == [.regressed])
    #expect(try RegressionCheck.decisions([weak, none]) == [.noChange, .noChange])
    #expect(try RegressionCheck.decisions([]).isEmpty)
  }

  @Test("constant benchmarks and a baseline of zero do not trap")
  func regressionEdges() throws {
    let equal = try RegressionCheck(baseline: [5, 5], candidate: [5, 5])
    #expect(equal.decision == .noChange && equal.pValue == 1)
    #expect(equal.candidateFences.mildOutliers == 0)
    let zero = try RegressionCheck(
      baseline: Array(repeating: 0, count: 20), candidate: Array(repeating: 1, count: 20))
    #expect(zero.relativeMedianChange == .infinity && zero.decision == .regressed)
    #expect(try RegressionCheck.noiseThreshold(history: [1, 1, 1]) == 0.02)
    #expect(try RegressionCheck.noiseThreshold(history: [0, 0, 0]) == 0.02)
    #expect(abs(try RegressionCheck.noiseThreshold(history: [90, 100, 110]) - 0.3) < 1e-12)
    #expect(throws: SampleError.self) { try TukeyFences([]) }
  }

  @Test("small steps add up to a drift, noise does not")
  func drift() throws {
    var sampler = Sampler(13)
    let history = sampler.normals(40, mean: 100)
    var steady = try DriftDetector(history: history)
    for value in sampler.normals(60, mean: 100) { #expect(try steady.add(value) == .none) }
    var creeping = try DriftDetector(history: history)
    for (step, noise) in sampler.normals(60).enumerated() {
      try creeping.add(100 - 0.05 * Double(step) + noise)
    }
    #expect(creeping.drift == .downward && creeping.count == 60)
    #expect(throws: SampleError.self) { try DriftDetector(history: [1, 1, 1]) }
    #expect(throws: SampleError.self) { try DriftDetector(history: [1]) }
    #expect(throws: SampleError.notFinite(index: 60)) { try creeping.add(.nan) }
    var infinite = try DriftDetector(reference: -1e308, deviation: 1e-300)
    #expect(try infinite.add(1e308) == .upward)
    #expect(try infinite.add(-1e308) == .upward)
  }
}
