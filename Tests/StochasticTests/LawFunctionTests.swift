import Stochastic
import Testing

@Suite("Functions of laws")
struct LawFunctionTests {
  static let laws: [Law] = [
    .constant(3), .uniform(low: -1, high: 2), .triangular(low: 0, mode: 1, high: 4),
    .exponential(mean: 2), .weibull(shape: 0.5, scale: 10), .lognormal(zeta: 1, sigma: 2),
    .normal(mean: -3, deviation: 0.1), .gamma(shape: 0.01, scale: 5), .gamma(shape: 1e5, scale: 1),
    .erlang(phases: 3, scale: 2), .hyperexponential(weights: [0.9, 0.1], means: [1, 100]),
    .pareto(shape: 1.5, minimum: 2), .boundedPareto(shape: 1, low: 1, high: 1e6),
    .beta(a: 2, b: 0.5, low: -1, high: 3), .zipf(ZipfLaw(exponent: 1.1, count: 1000)),
    .poisson(mean: 4.5), .binomial(p: 0.3, trials: 20), .geometric(p: 0.2),
    .negativeBinomial(p: 0.3, n: 2.5), .empirical(EmpiricalLaw([1, 2, 2, 5, 9])),
    .discrete(DiscreteLaw(values: [3, 1, 2], weights: [1, 2, 1])),
    .mixture(
      MixtureLaw([
        .init(weight: 1, distribution: .exponential(mean: 1)),
        .init(weight: 3, distribution: .uniform(low: 10, high: 20)),
      ])),
    .shifted(by: 5, .exponential(mean: 1)),
  ]

  @Test("the quantile is the smallest value that reaches its probability", arguments: laws)
  func quantiles(_ law: Law) {
    for p in [1e-6, 0.01, 0.3, 0.5, 0.77, 0.99, 1 - 1e-6] {
      let x = law.quantile(p)
      #expect(law.cumulative(x) >= p * (1 - 1e-9), "at \(p): \(x)")
      let below = x - max(abs(x) * 1e-6, 1e-300)
      #expect(law.cumulative(below) <= p * (1 + 1e-9), "below \(p): \(x)")
    }
  }

  @Test("the two tails add up, never fall and stay within 0 … 1", arguments: laws)
  func tails(_ law: Law) {
    var last = 0.0
    for x in [-.infinity, -1e9, -3, -1, 0, 0.5, 1, 2, 2.5, 3, 9, 11, 50, 1e5, 1e12, .infinity] {
      let (below, above) = (law.cumulative(x), law.survival(x))
      #expect(abs(below + above - 1) < 1e-9, "at \(x)")
      #expect((0...1).contains(below) && (0...1).contains(above) && below >= last - 1e-12)
      last = below
    }
    #expect(law.cumulative(.nan).isNaN && law.quantile(1.5).isNaN && law.quantile(.nan).isNaN)
  }

  @Test("draws follow the distribution function", arguments: laws)
  func draws(_ law: Law) {
    var stream = RandomStream(StreamSeed(master: 7), entity: "law", purpose: "test")
    let distribution = Distribution(law)
    let x = law.quantile(0.7)
    let below = (0..<20_000).count { _ in distribution.sample(using: &stream) <= x }
    // Five standard errors.
    let p = law.cumulative(x)
    let error = 5 * (p * (1 - p) / 20_000).squareRoot() + 1e-9
    #expect(abs(Double(below) / 20_000 - p) <= error)
  }

  @Test("masses add up to the distribution function")
  func masses() {
    for law in Self.laws {
      guard law.mass(3) > 0 else { continue }
      let sum = (0...30).reduce(0) { $0 + law.mass($1) }
      #expect(abs(sum - law.cumulative(30)) < 1e-12, "\(law)")
    }
  }

  @Test("laws without valid parameters have no functions")
  func invalid() {
    let law = Law.weibull(shape: -1, scale: .nan)
    #expect(law.problem != nil)
    #expect(law.cumulative(1).isNaN && law.survival(1).isNaN && law.quantile(0.5).isNaN)
    #expect(law.mass(1) == 0)
  }
}
