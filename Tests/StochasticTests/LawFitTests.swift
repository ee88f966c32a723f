import Stochastic
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Fits of laws")
struct LawFitTests {
  static let fits: [@Sendable ([Double]) -> LawFit?] = [
    { LawFit.exponential($0) }, { LawFit.lognormal($0) }, { LawFit.weibull($0) },
    { LawFit.gamma($0) }, { LawFit.pareto($0) }, { LawFit.hyperexponential($0) },
  ]

  @Test("samples without a likeliest law have no fit")
  func undefined() {
    for fit in Self.fits {
      for sample in [[], [0, 1], [-1, 2], [.nan, 1], [.infinity, 1]] as [[Double]] {
        #expect(fit(sample) == nil)
      }
    }
    // Equal values leave only the mean.
    #expect(LawFit.candidates([2, 2, 2]).map(\.law) == [.exponential(mean: 2)])
    #expect(LawFit.candidates([]).isEmpty)
    #expect(Lifetimes(times: [1, 2], observed: [false, false]) == nil)
    #expect(Lifetimes(times: [1, 2], observed: [true]) == nil)
  }

  @Test("extreme samples are fitted or refused, never trapped")
  func extremes() {
    for sample in [
      [1e-300, 1e300], [1, 1 + 1e-15], [Double.leastNonzeroMagnitude, 1], [1e308, 1.7e308],
      [1e-20, 1, 1, 1],
    ] as [[Double]] {
      for fit in Self.fits {
        if let found = fit(sample) { #expect(found.law.problem == nil, "\(sample) \(found)") }
      }
    }
  }

  @Test("the unit of the values scales the law and nothing else")
  func units() throws {
    let values = [0.3, 1.2, 5, 2.2, 0.7, 9, 3.3]
    for fit in Self.fits.dropLast() {
      let (seconds, hours) = (
        try #require(fit(values.map { $0 * 3600 })), try #require(fit(values))
      )
      for p in [0.1, 0.5, 0.9] {
        let ratio = seconds.law.quantile(p) / hours.law.quantile(p)
        #expect(abs(ratio / 3600 - 1) < 1e-10)
      }
    }
  }

  @Test("no parameters near the fit are likelier")
  func maximum() throws {
    let values = [0.3, 1.2, 5, 2.2, 0.7, 9, 3.3]
    let fit = try #require(LawFit.weibull(values))
    guard case .weibull(let shape, let scale) = fit.law else { return }
    // The density by a difference of the distribution function.
    func logLikelihood(_ shape: Double, _ scale: Double) -> Double {
      let law = Law.weibull(shape: shape, scale: scale)
      return values.reduce(0) {
        $0 + log2((law.cumulative($1 + 1e-5) - law.cumulative($1 - 1e-5)) / 2e-5)
      }
    }
    let best = logLikelihood(shape, scale)
    for (a, b) in [(1.05, 1), (0.95, 1), (1, 1.05), (1, 0.95)] {
      #expect(logLikelihood(shape * a, scale * b) < best)
    }
    #expect(abs(best / log2(2.718281828459045) - fit.logLikelihood) < 1e-6)
  }

  @Test("without censoring both Weibull fits are one")
  func uncensored() throws {
    let values = [0.3, 1.2, 5, 2.2]
    let lifetimes = try #require(
      Lifetimes(times: values, observed: [true, true, true, true]))
    #expect(LawFit.weibull(lifetimes) == LawFit.weibull(values))
    #expect(LawFit.exponential(lifetimes) == LawFit.exponential(values))
  }

  @Test("a mixture of two exponentials is found again")
  func hyperexponential() throws {
    var stream = RandomStream(StreamSeed(master: 3), entity: "fit", purpose: "test")
    let law = Distribution(.hyperexponential(weights: [0.8, 0.2], means: [1, 50]))
    let fit = try #require(
      LawFit.hyperexponential((0..<5000).map { _ in law.sample(using: &stream) }))
    guard case .hyperexponential(let weights, let means) = fit.law else { return }
    #expect(abs(weights[0] - 0.8) < 0.03 && abs(means[0] - 1) < 0.1 && abs(means[1] / 50 - 1) < 0.1)
    #expect(fit.parameterCount == 3)
  }

}
