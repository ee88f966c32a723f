import CGSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Law {
  /// P(X ≤ x).
  ///
  /// Parameters outside the law's domain give NaN, as does a NaN.
  public func cumulative(_ x: Double) -> Double {
    problem == nil && !x.isNaN ? tail(x, upper: false) : .nan
  }

  /// P(X > x), with all its digits in the upper tail where the law has a formula for it.
  public func survival(_ x: Double) -> Double {
    problem == nil && !x.isNaN ? tail(x, upper: true) : .nan
  }

  /// The smallest value whose cumulative probability is at least `p`; NaN unless 0 ≤ p ≤ 1.
  ///
  /// Complexity: Constant where a formula exists; otherwise some dozens of ``cumulative(_:)``.
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1, problem == nil else { return .nan }
    _ = GSLSource.errorHandlerOff
    switch self {
    case .constant(let value):
      return value
    case .uniform(let low, let high):
      return low + p * (high - low)
    case .triangular(let low, let mode, let high):
      return p < (mode - low) / (high - low)
        ? low + sqrt(p * (high - low) * (mode - low))
        : high - sqrt((1 - p) * (high - low) * (high - mode))
    case .exponential(let mean):
      return -mean * log1p(-p)
    case .weibull(let shape, let scale):
      return scale * pow(-log1p(-p), 1 / shape)
    case .lognormal(let zeta, let sigma):
      return exp(zeta + sigma * gsl_cdf_ugaussian_Pinv(p))
    case .normal(let mean, let deviation):
      return mean + deviation * gsl_cdf_ugaussian_Pinv(p)
    case .pareto(let shape, let minimum):
      return minimum * pow(1 - p, -1 / shape)
    case .boundedPareto(let shape, let low, let high):
      return low * pow(1 - p * (1 - pow(low / high, shape)), -1 / shape)
    case .empirical(let empirical):
      return empirical.quantile(p)
    case .shifted(let offset, let distribution):
      return offset + distribution.law.quantile(p)
    case .zipf, .poisson, .binomial, .geometric, .negativeBinomial:
      return countQuantile(p)
    case .discrete(let discrete):
      return discrete.values.filter { cumulative($0) >= p * (1 - 1e-15) }.min()
        ?? discrete.values.max() ?? .nan
    case .gamma, .erlang, .hyperexponential, .beta, .mixture:
      return searchedQuantile(p)
    }
  }

  /// P(X = k) of a law of counts; zero for every other law.
  public func mass(_ k: Int) -> Double {
    guard problem == nil, isCount, k >= 0, k <= Int(UInt32.max) else { return 0 }
    _ = GSLSource.errorHandlerOff
    switch self {
    case .zipf(let zipf):
      return (1...zipf.count).contains(k)
        ? pow(Double(k), -zipf.exponent) / zipf.weightedSum(power: 0) : 0
    case .poisson(let mean): return gsl_ran_poisson_pdf(UInt32(k), mean)
    case .binomial(let p, let trials):
      return k <= trials ? gsl_ran_binomial_pdf(UInt32(k), p, UInt32(trials)) : 0
    case .geometric(let p): return k > 0 ? gsl_ran_geometric_pdf(UInt32(k), p) : 0
    case .negativeBinomial(let p, let n): return gsl_ran_negative_binomial_pdf(UInt32(k), p, n)
    default: return 0
    }
  }

  /// One of the two tails of a law with valid parameters.
  private func tail(_ x: Double, upper: Bool) -> Double {
    _ = GSLSource.errorHandlerOff
    switch self {
    case .constant(let value):
      return (x >= value) != upper ? 1 : 0
    case .uniform(let low, let high):
      guard high > low else { return (x >= low) != upper ? 1 : 0 }
      return upper ? fraction(high - x, high - low) : fraction(x - low, high - low)
    case .triangular(let low, let mode, let high):
      let below = x < mode
      let (near, far) = below ? (low, mode) : (high, mode)
      let outside = fraction(abs(x - near), abs(far - near)) * fraction(abs(x - near), high - low)
      if x <= low || x >= high { return (x >= high) != upper ? 1 : 0 }
      return below != upper ? outside : 1 - outside
    case .exponential(let mean):
      return upper ? exp(-max(0, x) / mean) : -expm1(-max(0, x) / mean)
    case .weibull(let shape, let scale):
      let hazard = pow(max(0, x) / scale, shape)
      return upper ? exp(-hazard) : -expm1(-hazard)
    case .lognormal(let zeta, let sigma):
      guard x > 0 else { return upper ? 1 : 0 }
      return normalTail(log(x) - zeta, sigma, upper: upper)
    case .normal(let mean, let deviation):
      return normalTail(x - mean, deviation, upper: upper)
    case .gamma(let shape, let scale):
      return gammaTail(x / scale, shape: shape, upper: upper)
    case .erlang(let phases, let scale):
      return gammaTail(x / scale, shape: Double(phases), upper: upper)
    case .hyperexponential(let weights, let means):
      let total = weights.reduce(0, +)
      return zip(weights, means).reduce(0) {
        $0 + $1.0 / total * Law.exponential(mean: $1.1).tail(x, upper: upper)
      }
    case .pareto(let shape, let minimum):
      let survival = x > minimum ? pow(minimum / x, shape) : 1
      return upper ? survival : 1 - survival
    case .boundedPareto(let shape, let low, let high):
      guard x > low else { return upper ? 1 : 0 }
      guard x < high else { return upper ? 0 : 1 }
      let end = pow(low / high, shape)
      let survival = (pow(low / x, shape) - end) / (1 - end)
      return upper ? survival : 1 - survival
    case .beta(let a, let b, let low, let high):
      let z = fraction(x - low, high - low)
      return upper ? gsl_cdf_beta_Q(z, a, b) : gsl_cdf_beta_P(z, a, b)
    case .empirical(let empirical):
      let below = empirical.cumulative(x)
      return upper ? 1 - below : below
    case .discrete(let discrete):
      let total = discrete.weights.reduce(0, +)
      return zip(discrete.values, discrete.weights).reduce(0) {
        $0 + (($1.0 <= x) != upper ? $1.1 / total : 0)
      }
    case .mixture(let mixture):
      return zip(mixture.probabilities, mixture.components).reduce(0) {
        $0 + $1.0 * $1.1.distribution.law.tail(x, upper: upper)
      }
    case .shifted(let offset, let distribution):
      return distribution.law.tail(x - offset, upper: upper)
    case .zipf, .poisson, .binomial, .geometric, .negativeBinomial:
      return countTail(x, upper: upper)
    }
  }

  private func countTail(_ x: Double, upper: Bool) -> Double {
    guard x >= 0 else { return upper ? 1 : 0 }
    guard x < Double(UInt32.max) else { return upper ? 0 : 1 }
    let k = UInt32(x)
    switch self {
    case .zipf(let zipf):
      let below = zipf.partialSum(through: Int(k)) / zipf.weightedSum(power: 0)
      return upper ? max(0, 1 - below) : min(1, below)
    case .poisson(let mean):
      return upper ? gsl_cdf_poisson_Q(k, mean) : gsl_cdf_poisson_P(k, mean)
    case .binomial(let p, let trials):
      guard k < trials else { return upper ? 0 : 1 }
      return upper
        ? gsl_cdf_binomial_Q(k, p, UInt32(trials)) : gsl_cdf_binomial_P(k, p, UInt32(trials))
    case .geometric(let p):
      guard k > 0 else { return upper ? 1 : 0 }
      let survival = Double(k) * log1p(-p)
      return upper ? exp(survival) : -expm1(survival)
    case .negativeBinomial(let p, let n):
      return upper ? gsl_cdf_negative_binomial_Q(k, p, n) : gsl_cdf_negative_binomial_P(k, p, n)
    default:
      return .nan
    }
  }

  private func countQuantile(_ p: Double) -> Double {
    if p == 1 {
      switch self {
      case .zipf(let zipf): return Double(zipf.count)
      case .binomial(let success, let trials): return success > 0 ? Double(trials) : 0
      case .geometric(let success) where success == 1: return 1
      default: return .infinity
      }
    }
    var (low, high) = (-1.0, 1.0)
    while high < Double(UInt32.max), cumulative(high) < p { (low, high) = (high, high * 2) }
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if cumulative(middle) >= p { high = middle } else { low = middle }
    }
    if case .zipf = self { return max(1, high) }
    if case .geometric = self { return max(1, high) }
    return high
  }

  /// By bisection, down to neighbouring doubles, of whichever tail is smaller.
  private func searchedQuantile(_ p: Double) -> Double {
    var (low, high) = support
    if p == 0 || p == 1 { return p == 0 ? low : high }
    func isBelow(_ x: Double) -> Bool {
      p <= 0.5 ? tail(x, upper: false) < p : tail(x, upper: true) > 1 - p
    }
    if !low.isFinite {
      low = -1
      while low.isFinite, !isBelow(low) { low *= 2 }
    }
    if !high.isFinite {
      high = max(1, 2 * low)
      while high.isFinite, isBelow(high) { high *= 2 }
    }
    // Over the magnitudes first: quantiles of small shapes lie many of them below one.
    while low == 0, high > 1e-300, !isBelow(high * 0x1p-16) { high *= 0x1p-16 }
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return high }
      if isBelow(middle) { low = middle } else { high = middle }
    }
  }

  /// Two values, possibly infinite, between which all others lie.
  private var support: (low: Double, high: Double) {
    switch self {
    case .beta(_, _, let low, let high): (low, high)
    case .gamma, .erlang, .hyperexponential: (0, .infinity)
    default: (-.infinity, .infinity)
    }
  }
}

extension EmpiricalLaw {
  /// The inverse of ``quantile(_:)``, at ties the largest.
  func cumulative(_ x: Double) -> Double {
    guard let first = sorted.first, let last = sorted.last, x >= first else { return 0 }
    guard x < last else { return 1 }
    // The last observation not above x, by bisection.
    var (low, high) = (0, sorted.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if sorted[middle] <= x { low = middle } else { high = middle }
    }
    let share = (x - sorted[low]) / (sorted[high] - sorted[low])
    return (Double(low) + share) / Double(sorted.count - 1)
  }
}

private func fraction(_ part: Double, _ whole: Double) -> Double {
  min(1, max(0, part / whole))
}

private func normalTail(_ distance: Double, _ deviation: Double, upper: Bool) -> Double {
  guard deviation > 0 else { return (distance >= 0) != upper ? 1 : 0 }
  let z = distance / deviation
  return upper ? gsl_cdf_ugaussian_Q(z) : gsl_cdf_ugaussian_P(z)
}

private func gammaTail(_ x: Double, shape: Double, upper: Bool) -> Double {
  let x = max(0, x)
  if x == .infinity { return upper ? 0 : 1 }
  return upper ? gsl_cdf_gamma_Q(x, shape, 1) : gsl_cdf_gamma_P(x, shape, 1)
}
