import Statistics
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Tails, and quantiles of dependent values")
struct TailTests {
  private func pareto(_ count: Int, index: Double, _ sampler: inout Sampler) -> [Double] {
    (0..<count).map { _ in pow(1 - sampler.uniform(), -1 / index) }
  }

  @Test("Hill's estimate is that of Pareto's law, and flags what has no variance")
  func hill() throws {
    var sampler = Sampler(1)
    let heavy = try HeavyTail(pareto(20_000, index: 1.5, &sampler))
    #expect(heavy.count == 1_000)
    #expect(abs(heavy.index - 1.5) < 4 * heavy.standardError)
    #expect(abs(heavy.standardError - 1.5 / 1_000.0.squareRoot()) < 0.01)
    #expect(heavy.isHeavy)
    let light = try HeavyTail(pareto(20_000, index: 3, &sampler))
    #expect(abs(light.index - 3) < 4 * light.standardError && !light.isHeavy)
    let exponential = try HeavyTail((0..<20_000).map { _ in -log(1 - sampler.uniform()) })
    #expect(!exponential.isHeavy)
    // By hand: the four largest of 20 over the fifth.
    let powers = (0..<20).map { exp(Double($0)) }
    #expect(abs(try HeavyTail(powers, share: 0.2).index - 4.0 / (1 + 2 + 3 + 4)) < 1e-12)
  }

  @Test("samples without a tail are refused, equal values have none")
  func hillEdges() throws {
    #expect(try HeavyTail(Array(repeating: 3, count: 20)).index == .infinity)
    #expect(throws: SampleError.tooFew(found: 19, needed: 20)) {
      try HeavyTail(Array(repeating: 3, count: 19))
    }
    #expect(throws: SampleError.self) { try HeavyTail(Array(repeating: 0, count: 20)) }
    #expect(throws: SampleError.self) { try HeavyTail((0..<20).map { -Double($0) }) }
    #expect(throws: SampleError.self) { try HeavyTail(Array(repeating: .nan, count: 20)) }
    #expect(throws: SampleError.self) { try HeavyTail((1...20).map(Double.init), share: 1) }
  }

  @Test("a trimmed mean leaves out both ends; its interval is Yuen's")
  func trimmed() throws {
    let values = [100.0, 1, 2, 3, 4, 5, 6, 7, 8, -50]
    let trimmed = try TrimmedMean(values, share: 0.1)
    #expect(trimmed.trimmedCount == 1 && trimmed.interval.estimate == 4.5)
    // Winsorized: 1, 1, 2, …, 8, 8 with squared deviations of 66.5, over 8 · 7.
    let error = (66.5 / 56).squareRoot()
    let half = StudentT.quantile(0.975, degreesOfFreedom: 7) * error
    #expect(abs(trimmed.interval.halfWidth - half) < 1e-12)
    let untouched = try TrimmedMean(values, share: 0)
    #expect(untouched.interval.estimate == Summary(values).mean)
    #expect(abs(untouched.interval.upper - meanInterval(values).upper) < 1e-9)
    #expect(try TrimmedMean([1, 2, 9], share: 0.4).interval.upper == .infinity)
    #expect(throws: SampleError.self) { try TrimmedMean([1, 2], share: 0.5) }
    #expect(throws: SampleError.self) { try TrimmedMean([]) }
    #expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9]) == 1)
    #expect(medianAbsoluteDeviation([]).isNaN)
  }

  @Test("a one-sided limit of a mean is lower at more confidence")
  func lowerLimit() {
    let summary = Summary([1, 2, 3, 4, 5])
    let limit = meanLowerLimit(summary)
    #expect(abs(limit - (3 - 2.131_846_786 * 0.5.squareRoot())) < 1e-8)
    #expect(meanLowerLimit(summary, confidence: 0.975) == meanInterval(summary).lower)
    #expect(meanLowerLimit(Summary([1])) == -.infinity)
  }

  @Test("sectioned intervals cover the quantile of a dependent run where independent ones do not")
  func sectioning() throws {
    var sampler = Sampler(2)
    // The stationary law is normal with variance 1/(1 − 0.9²).
    let exact = StandardNormal.quantile(0.9) / (1 - 0.81).squareRoot()
    var (covered, naive) = (0, 0)
    for _ in 0..<60 {
      var level = 0.0
      let run = (0..<3_000).map { _ in
        level = 0.9 * level + sampler.normal()
        return level
      }
      covered += try SortedSample.sectionedInterval(0.9, run: run).contains(exact) ? 1 : 0
      naive += SortedSample(run).quantileInterval(0.9).contains(exact) ? 1 : 0
    }
    // 95 %: fewer than 51 of 60 would happen once in 700 times.
    #expect(covered >= 51, "\(covered)")
    #expect(naive < 45, "\(naive)")
  }

  @Test("sections are centred at the quantile of all values")
  func sections() throws {
    let interval = try SortedSample.sectionedInterval(0.5, sections: [[1, 2, 3], [4, 5, 9]])
    #expect(interval.estimate == 3.5)
    // Distances 1.5 from both medians: S² = 4.5.
    let half = StudentT.quantile(0.975, degreesOfFreedom: 1) * (4.5 / 2).squareRoot()
    #expect(abs(interval.halfWidth - half) < 1e-9)
    let cut = try SortedSample.sectionedInterval(0.5, run: [1, 2, 3, 4, 5, 9, 70], sections: 2)
    #expect(cut == interval)
    #expect(throws: SampleError.self) {
      try SortedSample.sectionedInterval(0.5, sections: [[1, 2]])
    }
    #expect(throws: SampleError.self) {
      try SortedSample.sectionedInterval(0.5, sections: [[1], []])
    }
    #expect(throws: SampleError.self) { try SortedSample.sectionedInterval(0.5, run: [1]) }
    #expect(throws: SampleError.self) {
      try SortedSample.sectionedInterval(0, sections: [[1], [2]])
    }
    #expect(try SortedSample.valuesForUpperLimit(0.99) == 299)
  }
}
