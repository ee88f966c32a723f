#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Distribution {
  /// The expected value; infinite where it does not exist.
  public var mean: Double { law.moments.mean }

  /// The variance; infinite where it does not exist.
  public var variance: Double { law.moments.variance }

  /// Variance over squared mean: 0 for a constant, 1 for an exponential.
  public var squaredCoefficientOfVariation: Double {
    let moments = law.moments
    return moments.variance / (moments.mean * moments.mean)
  }
}

extension Law {
  var moments: (mean: Double, variance: Double) {
    switch self {
    case .constant(let value):
      return (value, 0)
    case .uniform(let low, let high):
      return ((low + high) / 2, (high - low) * (high - low) / 12)
    case .triangular(let a, let c, let b):
      return ((a + b + c) / 3, (a * a + b * b + c * c - a * b - a * c - b * c) / 18)
    case .exponential(let mean):
      return (mean, mean * mean)
    case .weibull(let shape, let scale):
      let first = tgamma(1 + 1 / shape)
      return (scale * first, scale * scale * (tgamma(1 + 2 / shape) - first * first))
    case .lognormal(let zeta, let sigma):
      let mean = exp(zeta + sigma * sigma / 2)
      return (mean, mean * mean * expm1(sigma * sigma))
    case .normal(let mean, let deviation):
      return (mean, deviation * deviation)
    case .gamma(let shape, let scale):
      return (shape * scale, shape * scale * scale)
    case .erlang(let phases, let scale):
      return (Double(phases) * scale, Double(phases) * scale * scale)
    case .hyperexponential(let weights, let means):
      return combine(zip(weights, means).map { ($0, ($1, $1 * $1)) })
    case .pareto(let shape, let minimum):
      guard shape > 1 else { return (.infinity, .infinity) }
      let mean = shape * minimum / (shape - 1)
      guard shape > 2 else { return (mean, .infinity) }
      return (mean, mean * mean / (shape * (shape - 2)))
    case .boundedPareto(let shape, let low, let high):
      let mean = boundedParetoMoment(1, shape, low, high)
      return (mean, boundedParetoMoment(2, shape, low, high) - mean * mean)
    case .beta(let a, let b, let low, let high):
      let width = high - low
      return (low + width * a / (a + b), width * width * a * b / ((a + b) * (a + b) * (a + b + 1)))
    case .zipf(let zipf):
      let total = zipf.weightedSum(power: 0)
      let mean = zipf.weightedSum(power: 1) / total
      return (mean, zipf.weightedSum(power: 2) / total - mean * mean)
    case .poisson(let mean):
      return (mean, mean)
    case .binomial(let p, let trials):
      return (Double(trials) * p, Double(trials) * p * (1 - p))
    case .geometric(let p):
      return (1 / p, (1 - p) / (p * p))
    case .negativeBinomial(let p, let n):
      return (n * (1 - p) / p, n * (1 - p) / (p * p))
    case .empirical(let empirical):
      return empirical.moments
    case .discrete(let discrete):
      let total = discrete.weights.reduce(0, +)
      return combine(zip(discrete.weights, discrete.values).map { ($0 / total, ($1, 0)) })
    case .mixture(let mixture):
      return combine(
        zip(mixture.probabilities, mixture.components).map { ($0, $1.distribution.law.moments) })
    case .shifted(let offset, let distribution):
      return (offset + distribution.mean, distribution.variance)
    }
  }
}

/// The moments of a mixture: the mean of the variances plus the variance of the means.
private func combine(
  _ parts: [(weight: Double, moments: (mean: Double, variance: Double))]
) -> (mean: Double, variance: Double) {
  let used = parts.filter { $0.weight > 0 }
  let mean = used.reduce(0) { $0 + $1.weight * $1.moments.mean }
  guard mean.isFinite else { return (mean, .infinity) }
  let variance = used.reduce(0) { sum, part in
    let distance = part.moments.mean - mean
    return sum + part.weight * (part.moments.variance + distance * distance)
  }
  return (mean, variance)
}

private func boundedParetoMoment(
  _ order: Double, _ shape: Double, _ low: Double, _ high: Double
) -> Double {
  let scale = shape / (1 - pow(low / high, shape))
  let gap = order - shape
  // At order = shape the quotient becomes a logarithm.
  let integral =
    abs(gap) < 1e-9
    ? log(high / low) * pow(low, order)
    : pow(low, shape) * (pow(high, gap) - pow(low, gap)) / gap
  return scale * integral
}

extension EmpiricalLaw {
  /// Of the interpolated law: every gap between neighbours is a uniform piece.
  var moments: (mean: Double, variance: Double) {
    guard sorted.count > 1 else { return (sorted[0], 0) }
    let pieces = Double(sorted.count - 1)
    var mean = 0.0
    for index in 1..<sorted.count { mean += (sorted[index - 1] + sorted[index]) / 2 / pieces }
    var variance = 0.0
    for index in 1..<sorted.count {
      let (a, b) = (sorted[index - 1] - mean, sorted[index] - mean)
      variance += (a * a + a * b + b * b) / 3 / pieces
    }
    return (mean, variance)
  }
}
