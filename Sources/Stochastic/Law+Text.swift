extension Law {
  /// The text form of a law in its normal parameters; reading it gives an equal law.
  func text(_ dimension: Distribution.Dimension) -> String {
    func amount(_ value: Double) -> String {
      dimension == .time ? TimeUnit.text(seconds: value) : plain(value)
    }
    func plain(_ value: Double) -> String { TimeUnit.plainText(value) }
    switch self {
    case .constant(let value):
      return "constant(\(amount(value)))"
    case .uniform(let low, let high):
      return "uniform(low: \(amount(low)), high: \(amount(high)))"
    case .triangular(let low, let mode, let high):
      return "triangular(low: \(amount(low)), mode: \(amount(mode)), high: \(amount(high)))"
    case .exponential(let mean):
      return "exponential(mean: \(amount(mean)))"
    case .weibull(let shape, let scale):
      return "weibull(shape: \(plain(shape)), scale: \(amount(scale)))"
    case .lognormal(let zeta, let sigma):
      let unit = dimension == .time ? ", unit: 1s" : ""
      return "lognormal(zeta: \(plain(zeta)), sigma: \(plain(sigma))\(unit))"
    case .normal(let mean, let deviation):
      return "normal(mean: \(amount(mean)), sd: \(amount(deviation)))"
    case .gamma(let shape, let scale):
      return "gamma(shape: \(plain(shape)), scale: \(amount(scale)))"
    case .erlang(let phases, let scale):
      return "erlang(phases: \(phases), scale: \(amount(scale)))"
    case .hyperexponential(let weights, let means):
      let parts = zip(weights, means).map { "\(plain($0)): \(amount($1))" }
      return "hyperexponential(\(parts.joined(separator: ", ")))"
    case .pareto(let shape, let minimum):
      return "pareto(shape: \(plain(shape)), minimum: \(amount(minimum)))"
    case .boundedPareto(let shape, let low, let high):
      return "bounded-pareto(shape: \(plain(shape)), low: \(amount(low)), high: \(amount(high)))"
    case .beta(let a, let b, let low, let high):
      return "beta(a: \(plain(a)), b: \(plain(b)), low: \(amount(low)), high: \(amount(high)))"
    case .zipf(let zipf):
      return "zipf(exponent: \(plain(zipf.exponent)), n: \(zipf.count))"
    case .poisson(let mean):
      return "poisson(mean: \(plain(mean)))"
    case .binomial(let p, let trials):
      return "binomial(p: \(plain(p)), trials: \(trials))"
    case .geometric(let p):
      return "geometric(p: \(plain(p)))"
    case .negativeBinomial(let p, let n):
      return "negative-binomial(p: \(plain(p)), n: \(plain(n)))"
    case .empirical(let empirical):
      return "empirical(\(empirical.sorted.map(amount).joined(separator: ", ")))"
    case .discrete(let discrete):
      let parts = zip(discrete.values, discrete.weights).map { "\(amount($0)): \(plain($1))" }
      return "discrete(\(parts.joined(separator: ", ")))"
    case .mixture(let mixture):
      let parts = mixture.components.map { "\(plain($0.weight)): \($0.distribution)" }
      return "mixture(\(parts.joined(separator: ", ")))"
    case .shifted(let offset, let distribution):
      return "shifted(by: \(amount(offset)), \(distribution))"
    }
  }
}
