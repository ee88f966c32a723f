extension Law {
  /// Whether the values are counts, which have no unit.
  var isCount: Bool {
    switch self {
    case .zipf, .poisson, .binomial, .geometric, .negativeBinomial: true
    default: false
    }
  }

  /// Why the parameters define no law, or nil if they do.
  public var problem: String? {
    switch self {
    case .constant(let value):
      return finite(value, "value")
    case .uniform(let low, let high):
      return finite(low, "low") ?? finite(high, "high")
        ?? (low <= high ? nil : "low must not exceed high")
    case .triangular(let low, let mode, let high):
      return finite(low, "low") ?? finite(mode, "mode") ?? finite(high, "high")
        ?? (low <= mode && mode <= high && low < high ? nil : "low, mode, high must ascend")
    case .exponential(let mean):
      return positive(mean, "mean")
    case .weibull(let shape, let scale):
      return positive(shape, "shape") ?? positive(scale, "scale")
    case .lognormal(let zeta, let sigma):
      return finite(zeta, "zeta") ?? notNegative(sigma, "sigma")
    case .normal(let mean, let deviation):
      return finite(mean, "mean") ?? notNegative(deviation, "sd")
    case .gamma(let shape, let scale):
      return positive(shape, "shape") ?? positive(scale, "scale")
    case .erlang(let phases, let scale):
      return phases >= 1 ? positive(scale, "scale") : "phases must be at least 1"
    case .hyperexponential(let weights, let means):
      return weightProblem(weights)
        ?? means.lazy.compactMap { positive($0, "mean") }.first
        ?? (weights.count == means.count ? nil : "there must be as many weights as means")
    case .pareto(let shape, let minimum):
      return positive(shape, "shape") ?? positive(minimum, "minimum")
    case .boundedPareto(let shape, let low, let high):
      return positive(shape, "shape") ?? positive(low, "low") ?? finite(high, "high")
        ?? (low < high ? nil : "low must be below high")
    case .beta(let a, let b, let low, let high):
      return positive(a, "a") ?? positive(b, "b") ?? finite(low, "low") ?? finite(high, "high")
        ?? (low < high ? nil : "low must be below high")
    case .zipf:
      return nil
    case .poisson(let mean):
      return positive(mean, "mean") ?? (mean <= 1e9 ? nil : "mean must be at most 1e9")
    case .binomial(let p, let trials):
      return probability(p)
        ?? ((0...1_000_000_000).contains(trials) ? nil : "trials must lie in 0 … 1e9")
    case .geometric(let p):
      return probability(p) ?? positive(p, "p")
    case .negativeBinomial(let p, let n):
      return probability(p) ?? positive(p, "p") ?? positive(n, "n")
    case .empirical(let empirical):
      return empirical.sorted.lazy.compactMap { finite($0, "value") }.first
    case .discrete(let discrete):
      return discrete.values.lazy.compactMap { finite($0, "value") }.first
    case .mixture:
      return nil
    case .shifted(let offset, _):
      return finite(offset, "by")
    }
  }
}

private func finite(_ value: Double, _ name: String) -> String? {
  value.isFinite ? nil : "\(name) must be finite, not \(value)"
}

private func positive(_ value: Double, _ name: String) -> String? {
  value > 0 && value.isFinite
    ? nil : "\(name) must be positive, not \(TimeUnit.plainText(value))"
}

private func notNegative(_ value: Double, _ name: String) -> String? {
  value >= 0 && value.isFinite
    ? nil : "\(name) must not be negative, not \(TimeUnit.plainText(value))"
}

private func probability(_ value: Double) -> String? {
  value >= 0 && value <= 1 ? nil : "p must lie in 0 … 1, not \(TimeUnit.plainText(value))"
}

/// Why weights define no choice, or nil if they do.
func weightProblem(_ weights: [Double]) -> String? {
  guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
    return "weights must not be negative"
  }
  return weights.reduce(0, +) > 0 ? nil : "the weights add up to 0"
}
