import Stochastic
import Testing

@Suite("Text form of distributions")
struct DistributionTextTests {
  @Test(
    "reading the printed form gives the same distribution",
    arguments: [
      "30s", "0", "1h30m", "constant(5m)", "uniform(low: 1s, high: 2s)",
      "triangular(0, 1, 4)", "exponential(mean: 90d)", "exponential(90d)",
      "exponential(rate: 3/h)", "exponential(afr: 1.5%)", "weibull(shape: 0.7, mean: 90d)",
      "weibull(shape: 0.48, scale: 816.6h)", "weibull(shape: 2, median: 5)",
      "lognormal(median: 5m, sigma: 1.2)", "lognormal(mean: 5m, cv2: 4)",
      "lognormal(median: 1.88h, p95: 21.8h)", "lognormal(zeta: 5.56, sigma: 2.39, unit: 1h)",
      "normal(mean: -3, sd: 2)", "gamma(shape: 0.35, scale: 5102.71h)", "gamma(2, mean: 3)",
      "erlang(phases: 4, mean: 1s)", "erlang(phases: 4, scale: 1s)",
      "beta(a: 2, b: 3)", "beta(a: 2, b: 3, low: 1s, high: 9s)",
      "hyperexponential(mean: 1s, cv2: 5)", "hyperexponential(0.9: 1s, 0.1: 60s)",
      "pareto(shape: 1.5, minimum: 1s)", "bounded-pareto(shape: 1.5, low: 1s, high: 1d)",
      "zipf(exponent: 1.1, n: 1000)", "poisson(mean: 3)", "geometric(p: 0.1)",
      "binomial(p: 0.1, trials: 9)", "bernoulli(0.25)", "negative-binomial(p: 0.1, n: 2.5)",
      "discrete(1s: 0.5, 5s: 0.5)", "discrete(1, 2, 3)", "empirical(1s, 3s, 4s)",
      "mixture(0.9: exponential(mean: 10s), 0.1: constant(5m))",
      "mixture( 90% :exponential( 10s ) , 10%: 5m)",
      "shifted(by: 10s, exponential(mean: 5s))",
    ])
  func roundTrip(_ text: String) throws {
    let law = try Distribution(parsing: text)
    #expect(try Distribution(parsing: law.description) == law)
    // Also without the memory of how it was written.
    let bare = Distribution(law.law, dimension: law.dimension)
    #expect(try Distribution(parsing: bare.description) == law, "\(bare)")
  }

  @Test("values are in seconds when units are used")
  func units() throws {
    #expect(try Distribution(parsing: "1h30m") == Distribution.constant(5_400))
    #expect(try Distribution(parsing: "exponential(2m)").mean == 120)
    #expect(try Distribution(parsing: "exponential(rate: 3/h)").mean == 1_200)
    #expect(try Distribution(parsing: "exponential(2)").dimension == .number)
    #expect(abs(try Distribution(parsing: "weibull(0.7, mean: 90d)").mean / 7_776_000 - 1) < 1e-12)
    #expect(
      abs(try Distribution(parsing: "exponential(afr: 8%)").mean / 86400 / 4380.46 - 1) < 1e-4)
    #expect("\(Distribution.exponential(mean: 7_776_000))" == "exponential(mean: 90d)")
    #expect("\(Distribution.constant(0.0015))" == "constant(1.5ms)")
  }

  @Test(
    "what is wrong is said, with its place and the nearest name",
    arguments: [
      ("", "a value is missing (character 1 of \"\")"),
      (
        "weibul(shape: 1, scale: 2s)",
        "unknown distribution \"weibul\" (character 1 of \"weibul(shape: 1, scale: 2s)\"); "
          + "did you mean \"weibull\"?"
      ),
      (
        "exponential(maen: 3s)",
        "exponential has no parameter \"maen\" (character 13 of \"exponential(maen: 3s)\"); "
          + "did you mean \"mean\"?"
      ),
      (
        "exponential(mean: -3s)",
        "mean must be positive, not -3 (character 1 of \"exponential(mean: -3s)\")"
      ),
      (
        "exponential(mean: nan)",
        "expected a number, not \"nan\" (character 19 of \"exponential(mean: nan)\")"
      ),
      (
        "uniform(1s, 5)",
        "durations and plain numbers are mixed; give every amount a unit of time or none "
          + "(character 13 of \"uniform(1s, 5)\")"
      ),
      ("constant(3 s)", "expected \",\" or \")\" (character 12 of \"constant(3 s)\")"),
      (
        "constant(3sec)",
        "\"sec\" is not a unit of time (ns, us, ms, s, m, h, d, w, y) "
          + "(character 11 of \"constant(3sec)\")"
      ),
      ("uniform(2s, 1s)", "low must not exceed high (character 1 of \"uniform(2s, 1s)\")"),
      (
        "lognormal(median: 5m)",
        "lognormal needs \"sigma\" or \"p95\" (character 1 of \"lognormal(median: 5m)\")"
      ),
      ("mixture(0: 3s)", "the weights add up to 0 (character 1 of \"mixture(0: 3s)\")"),
      (
        "exponential(3s",
        "the bracket opened here is never closed (character 12 of \"exponential(3s\")"
      ),
      ("exponential(1e999s)", "the number is too large (character 13 of \"exponential(1e999s)\")"),
      ("exponential", "the parameters of exponential are missing (character 1 of \"exponential\")"),
    ])
  func errors(_ text: String, _ message: String) {
    #expect {
      _ = try Distribution(parsing: text)
    } throws: {
      let said = "\($0)"
      if said != message { Issue.record("said \(said)") }
      return said == message
    }
  }

  @Test("deep, long and broken texts end in an error", .timeLimit(.minutes(1)))
  func hostile() {
    let deep = String(repeating: "shifted(1, ", count: 100_000)
    let long = "discrete(" + String(repeating: "1, ", count: 1_000_000) + "1)"
    for text in [deep, long, "((((", "mixture(1:", "\"", "[", "1e", "-", "1h-3m", "\u{0}"] {
      #expect(throws: DistributionError.self) { try Distribution(parsing: text) }
    }
  }

  @Test("files come from the caller")
  func observations() throws {
    let law = try Distribution(
      parsing: "empirical(file: \"a b.csv\", column: gap, unit: 1m)"
    ) { file, column in
      #expect(file == "a b.csv")
      #expect(column == "gap")
      return [3, 1, 2]
    }
    #expect(law.mean == 120)
    #expect(law.dimension == .time)
    #expect(law.description == "empirical(file: \"a b.csv\", column: gap, unit: 1m)")
    #expect(throws: DistributionError.self) {
      try Distribution(parsing: "empirical(file: x.csv)")
    }
  }
}
