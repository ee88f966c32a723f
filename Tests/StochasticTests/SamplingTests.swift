import Foundation
import Stochastic
import Testing

@Suite("Samplers")
struct SamplingTests {
  static let laws: [String] = [
    "uniform(low: 2, high: 5)", "triangular(0, 1, 4)", "exponential(mean: 3)",
    "weibull(shape: 0.7, scale: 2)", "weibull(shape: 3, scale: 2)",
    "lognormal(zeta: 0.3, sigma: 0.5)", "normal(mean: -3, sd: 2)", "gamma(shape: 0.35, scale: 2)",
    "gamma(shape: 6.5, scale: 2)", "erlang(phases: 4, mean: 1)", "erlang(phases: 40, mean: 1)",
    "beta(a: 2, b: 3)", "beta(a: 0.5, b: 0.5, low: 1, high: 9)",
    "hyperexponential(mean: 1, cv2: 3)", "pareto(shape: 6, minimum: 1)",
    "bounded-pareto(shape: 1.5, low: 1, high: 100)", "bounded-pareto(shape: 1, low: 1, high: 9)",
    "zipf(exponent: 1.1, n: 1000)", "poisson(mean: 3)", "poisson(mean: 80)",
    "binomial(p: 0.1, trials: 9)", "geometric(p: 0.1)", "negative-binomial(p: 0.3, n: 2.5)",
    "discrete(1: 0.5, 5: 0.25, 7: 0.25)", "empirical(1, 3, 4, 10)",
    "mixture(0.7: exponential(mean: 1), 0.3: uniform(2, 3))",
    "shifted(by: 10, exponential(mean: 5))",
  ]

  /// At 27 laws and 3 seeds, 4.5 standard errors are exceeded by chance once in 900 choices of
  /// seeds; the seeds are fixed.
  @Test("mean, variance and lack of correlation of every law", arguments: laws)
  func moments(_ text: String) throws {
    let law = try Distribution(parsing: text)
    let (exactMean, exactVariance) = (law.mean, law.variance)
    for master in 1...3 {
      let values = draw(law, 20_000, StreamSeed(master: UInt64(master)))
      let n = Double(values.count)
      let mean = values.reduce(0, +) / n
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
      #expect(abs(mean - exactMean) < 4.5 * (variance / n).squareRoot())
      let fourth = values.reduce(0) { $0 + pow($1 - exactMean, 4) } / n
      let error = ((fourth - exactVariance * exactVariance) / n).squareRoot()
      #expect(abs(variance - exactVariance) < 4.5 * error)
      let covariance = zip(values, values.dropFirst()).reduce(0) {
        $0 + ($1.0 - exactMean) * ($1.1 - exactMean)
      }
      #expect(abs(covariance / n / exactVariance) < 4.5 / n.squareRoot())
    }
  }

  typealias Cumulative = @Sendable (Double) -> Double

  static let cumulatives: [(String, Cumulative)] = [
    ("uniform(low: 2, high: 5)", { ($0 - 2) / 3 }),
    ("triangular(0, 1, 4)", { $0 < 1 ? $0 * $0 / 4 : 1 - (4 - $0) * (4 - $0) / 12 }),
    ("exponential(mean: 3)", { 1 - exp(-$0 / 3) }),
    ("weibull(shape: 0.7, scale: 2)", { 1 - exp(-pow($0 / 2, 0.7)) }),
    ("lognormal(median: 2, sigma: 1.8)", { 0.5 * erfc(-log($0 / 2) / 1.8 / 2.0.squareRoot()) }),
    ("normal(mean: -3, sd: 2)", { 0.5 * erfc(-($0 + 3) / 2 / 2.0.squareRoot()) }),
    ("erlang(phases: 2, mean: 2)", { 1 - exp(-$0) * (1 + $0) }),
    ("gamma(shape: 2, scale: 1)", { 1 - exp(-$0) * (1 + $0) }),
    ("beta(a: 2, b: 1)", { $0 * $0 }),
    ("pareto(shape: 1.2, minimum: 1)", { 1 - pow($0, -1.2) }),
    (
      "bounded-pareto(shape: 1.5, low: 1, high: 100)",
      { (1 - pow($0, -1.5)) / (1 - pow(100, -1.5)) }
    ),
    (
      "hyperexponential(0.9: 1, 0.1: 60)", { 1 - 0.9 * exp(-$0) - 0.1 * exp(-$0 / 60) }
    ),
    ("empirical(1, 3, 4)", { $0 < 3 ? ($0 - 1) / 4 : 0.5 + ($0 - 3) / 2 }),
    ("shifted(by: 10, exponential(mean: 5))", { 1 - exp(-($0 - 10) / 5) }),
  ]

  /// Kolmogorov's distance; p = 1e-4 lies at 2.23/√n.
  @Test("distribution functions", arguments: cumulatives)
  func distance(_ text: String, _ cumulative: Cumulative) throws {
    let law = try Distribution(parsing: text)
    let n = 10_000
    for master in 1...3 {
      let values = draw(law, n, StreamSeed(master: UInt64(master), scenario: 5)).sorted()
      var largest = 0.0
      for (index, value) in values.enumerated() {
        let p = cumulative(value)
        largest = max(largest, p - Double(index) / Double(n), Double(index + 1) / Double(n) - p)
      }
      #expect(largest < 2.23 / Double(n).squareRoot())
    }
  }

  @Test("Zipf beyond a million ranks, by rejection", arguments: [0.8, 1.0, 1.5])
  func zipf(_ exponent: Double) {
    let law = ZipfLaw(exponent: exponent, count: 2_000_000)
    let values = draw(Distribution(.zipf(law)), 40_000, StreamSeed(master: 9))
    var total = 0.0
    for k in 1...2_000_000 { total += pow(Double(k), -exponent) }
    // Chi-square over ranks 1 … 9 and the rest.
    var chi = 0.0
    var restObserved = values.count
    var rest = Double(values.count)
    for k in 1...9 {
      let expected = Double(values.count) * pow(Double(k), -exponent) / total
      let observed = values.count { $0 == Double(k) }
      chi += pow(Double(observed) - expected, 2) / expected
      restObserved -= observed
      rest -= expected
    }
    chi += pow(Double(restObserved) - rest, 2) / rest
    // The 1e-4 point of chi-square with 9 degrees of freedom.
    #expect(chi < 33.72)
    #expect(values.allSatisfy { $0 >= 1 && $0 <= 2_000_000 })
  }

  @Test("inversion agrees with GSL where GSL inverts")
  func inversion() throws {
    let laws: [(Law, GSLSampler)] = [
      (.exponential(mean: 3), .exponential(mean: 3)),
      (.weibull(shape: 0.7, scale: 2), .weibull(scale: 2, shape: 0.7)),
      (.pareto(shape: 1.5, minimum: 2), .pareto(shape: 1.5, minimum: 2)),
      (
        .hyperexponential(weights: [0.3, 0.7], means: [1, 5]),
        .hyperexponential(p1: 0.3, mean1: 1, mean2: 5)
      ),
    ]
    for (law, sampler) in laws {
      let distribution = Distribution(law)
      var ours = RandomStream(StreamSeed(master: 1), entity: "a", purpose: "b")
      var theirs = ours
      for _ in 0..<1000 {
        let value = distribution.sample(using: &ours)
        #expect(abs(value / sampler.sample(using: &theirs) - 1) < 1e-13)
      }
      #expect(ours.next() == theirs.next())
    }
  }

  @Test(
    "laws drawn by inversion consume one word each",
    arguments: [
      "uniform(1, 2)", "triangular(0, 1, 4)", "exponential(3)", "weibull(0.7, scale: 2)",
      "lognormal(median: 2, sigma: 1)", "normal(0, 1)", "pareto(1, 1)",
      "bounded-pareto(1, 1, 2)", "empirical(1, 2)", "discrete(1: 1, 2: 3)", "zipf(1, 10)",
      "bernoulli(0.5)",
    ])
  func consumption(_ text: String) throws {
    let law = try Distribution(parsing: text)
    var stream = RandomStream(StreamSeed(master: 1), entity: "a", purpose: "b")
    var reference = stream
    for _ in 0..<100 {
      _ = law.sample(using: &stream)
      _ = reference.next()
    }
    #expect(stream.next() == reference.next())
  }

  @Test("streams of neighbouring names are uncorrelated")
  func crossCorrelation() {
    let n = 10_000
    let streams = (0..<20).map { index in
      var stream = RandomStream(
        StreamSeed(master: 3), entity: "node-\(index)", purpose: .failure)
      return (0..<n).map { _ in stream.uniform() - 0.5 }
    }
    for (first, second) in zip(streams, streams.dropFirst()) {
      let covariance = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
      #expect(abs(covariance * 12) < 4.5 / Double(n).squareRoot())
    }
  }

  @Test("raw words: bits, runs and bytes")
  func words() {
    var stream = RandomStream(StreamSeed(master: 4), entity: "x", purpose: "y")
    let words = (0..<20_000).map { _ in stream.next() }
    let bits = Double(words.count * 64)
    let ones = words.reduce(0) { $0 + $1.nonzeroBitCount }
    #expect(abs(Double(ones) - bits / 2) < 4.5 * (bits / 4).squareRoot())
    // Changes between neighbouring bits of a word.
    let changes = words.reduce(0) { $0 + (($1 ^ ($1 >> 1)) & (UInt64.max >> 1)).nonzeroBitCount }
    let pairs = Double(words.count * 63)
    #expect(abs(Double(changes) - pairs / 2) < 4.5 * (pairs / 4).squareRoot())
    var counts = [Int](repeating: 0, count: 256)
    for word in words {
      for byte in 0..<8 { counts[Int(truncatingIfNeeded: word >> UInt64(8 * byte)) & 255] += 1 }
    }
    let expected = Double(words.count * 8) / 256
    let chi = counts.reduce(0) { $0 + pow(Double($1) - expected, 2) / expected }
    // Mean 255, standard deviation 22.6.
    #expect(abs(chi - 255) < 4.5 * 22.6)
  }

  private func draw(_ law: Distribution, _ count: Int, _ seed: StreamSeed) -> [Double] {
    var stream = RandomStream(seed, entity: "law", purpose: "\(law)")
    return (0..<count).map { _ in law.sample(using: &stream) }
  }
}
