import Statistics
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Fit of laws whose parameters were fitted")
struct FittedFitTests {
  private static func exponential(_ mean: Double, _ sampler: inout Sampler) -> Double {
    -mean * log(1 - sampler.uniform())
  }

  private func fit(
    _ values: [Double], samples: Int, _ sampler: inout Sampler
  ) -> FittedGoodnessOfFit<Double>? {
    FittedGoodnessOfFit(
      values, samples: samples,
      fit: { sample in
        let mean = sample.reduce(0, +) / Double(sample.count)
        return mean > 0 ? mean : nil
      },
      cumulative: { mean, x in 1 - exp(-x / mean) }, draw: Self.exponential, using: &sampler)
  }

  @Test("simulated p-values are uniform under the law, those of a fixed law are far too large")
  func uniform() throws {
    var sampler = Sampler(1)
    var (simulated, fixed) = (0, 0)
    var mean = 0.0
    for _ in 0..<60 {
      let values = (0..<30).map { _ in Self.exponential(7, &sampler) }
      let result = try #require(fit(values, samples: 39, &sampler))
      simulated += result.kolmogorovSmirnovPValue <= 0.2 ? 1 : 0
      fixed += result.distances.kolmogorovSmirnovPValue <= 0.2 ? 1 : 0
      mean += result.andersonDarlingPValue / 60
    }
    // 12 expected, deviation 3.1.
    #expect((3...22).contains(simulated), "\(simulated)")
    #expect(fixed < simulated)
    // (m + 2)/(2 (m + 1)) expected, deviation 0.037.
    #expect(abs(mean - 0.51) < 0.13, "\(mean)")
  }

  @Test("another law is rejected by every distance")
  func rejected() throws {
    var sampler = Sampler(2)
    let values = (0..<80).map { _ in 5 + sampler.normal() }
    let result = try #require(fit(values, samples: 99, &sampler))
    #expect(result.kolmogorovSmirnovPValue == 0.01 && result.sampleCount == 99)
    #expect(result.andersonDarlingPValue == 0.01 && result.cramerVonMisesPValue == 0.01)
    #expect(result.failedFits == 0)
  }

  @Test("what cannot be fitted has no p-value")
  func edges() {
    var sampler = Sampler(3)
    #expect(fit([], samples: 9, &sampler) == nil)
    #expect(fit([-1, -2], samples: 9, &sampler) == nil)
    #expect(fit([1, 2], samples: 0, &sampler) == nil)
    #expect(fit([1, 2], samples: -1, &sampler) == nil)
  }

  @Test("χ² in equally probable classes")
  func chiSquare() throws {
    // Four classes of five expected each: 8, 2, 5, 5 seen.
    let u =
      Array(repeating: 0.1, count: 8) + [0.3, 0.4] + Array(repeating: 0.6, count: 5)
      + Array(repeating: 1, count: 5)
    let test = try #require(ChiSquareTest(probabilities: u, classes: 4))
    #expect(abs(test.statistic - 18.0 / 5) < 1e-12 && test.degreesOfFreedom == 3)
    #expect(test.pValue == ChiSquare.survival(18.0 / 5, degreesOfFreedom: 3))
    #expect(ChiSquareTest(probabilities: u, classes: 5) == nil)
    #expect(ChiSquareTest(probabilities: u, classes: 4, fittedParameters: 3) == nil)
    #expect(ChiSquareTest(probabilities: Array(repeating: 2, count: 20), classes: 4) == nil)
    #expect(ChiSquareTest(probabilities: []) == nil)
    #expect(ChiSquareTest.advisedClasses(1_000) == 32 && ChiSquareTest.advisedClasses(20) == 4)
    var sampler = Sampler(4)
    let uniforms = (0..<2_000).map { _ in sampler.uniform() }
    #expect(try #require(ChiSquareTest(probabilities: uniforms)).pValue > 0.001)
    #expect(try #require(ChiSquareTest(probabilities: uniforms.map { $0 * $0 })).pValue < 1e-9)
  }

  @Test("χ² of whole numbers pools what is rare")
  func counts() throws {
    // 100 values; the tail of 0.04 beyond the last class and the mass 0.06 are pooled.
    let test = try #require(
      ChiSquareTest(counts: [55, 35, 8, 2], masses: [0.5, 0.4, 0.02, 0.04]))
    // Classes: 50, 40, and 2 + 4 + 4 = 10 expected.
    #expect(test.degreesOfFreedom == 2)
    #expect(abs(test.statistic - (0.5 + 25.0 / 40 + 0)) < 1e-9)
    #expect(ChiSquareTest(counts: [3], masses: [1]) == nil)
    #expect(ChiSquareTest(counts: [30, -1], masses: [0.5, 0.5]) == nil)
    #expect(ChiSquareTest(counts: [30], masses: [0.5, 0.5]) == nil)
  }

  @Test("the simplex finds what formulas say")
  func likelihood() throws {
    var sampler = Sampler(5)
    let values = (0..<400).map { _ in exp(1 + 0.5 * sampler.normal()) }
    let logs = Summary(values.map { log($0) })
    let deviation = (logs.sumOfSquaredDeviations / 400).squareRoot()
    // Lognormal with the median and the deviation of logarithms as parameters.
    let fit = try #require(
      MaximumLikelihood(values, start: [1, 1]) { x, parameters in
        let z = (log(x) - log(parameters[0])) / parameters[1]
        return -log(x * parameters[1]) - 0.5 * log(2 * Double.pi) - z * z / 2
      })
    #expect(fit.hasConverged)
    #expect(abs(log(fit.parameters[0]) - logs.mean) < 1e-6)
    #expect(abs(fit.parameters[1] / deviation - 1) < 1e-6)
    #expect(fit.akaikeCriterion == 4 - 2 * fit.logLikelihood)
    let one = try #require(
      MaximumLikelihood([1, 2, 6], start: [0.1]) { x, rate in log(rate[0]) - rate[0] * x })
    #expect(abs(one.parameters[0] - 1.0 / 3) < 1e-7)
    #expect(abs(one.logLikelihood - 3 * (log(1.0 / 3) - 1)) < 1e-9)
  }

  @Test("a likelihood that is impossible at its start has no maximum; too few steps are said")
  func likelihoodEdges() throws {
    #expect(MaximumLikelihood([1], start: [1]) { _, _ in -.infinity } == nil)
    #expect(MaximumLikelihood([1], start: [1]) { _, _ in .nan } == nil)
    #expect(MaximumLikelihood([], start: [1]) { _, _ in 0 } == nil)
    #expect(MaximumLikelihood([1], start: []) { _, _ in 0 } == nil)
    #expect(MaximumLikelihood([1], start: [-1]) { _, _ in 0 } == nil)
    let short = try #require(
      MaximumLikelihood([1, 2], start: [50], steps: 3) { x, rate in log(rate[0]) - rate[0] * x })
    #expect(!short.hasConverged)
    // Uniform below an end: impossible beside the maximum at the largest value.
    let end = try #require(
      MaximumLikelihood([1, 2, 4], start: [9]) { x, end in x <= end[0] ? -log(end[0]) : -.infinity }
    )
    #expect(abs(end.parameters[0] - 4) < 1e-6)
  }
}
