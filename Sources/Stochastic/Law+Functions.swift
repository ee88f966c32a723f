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
    case .gamma(let shape, let scale):
      return scale * gammaQuantile(p, shape: shape)
    case .erlang(let phases, let scale):
      return scale * gammaQuantile(p, shape: Double(phases))
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
    case .hyperexponential, .beta, .mixture:
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

  /// By bisection between bounds found by doubling.
  private func searchedQuantile(_ p: Double) -> Double {
    if case .beta(_, _, let low, let high) = self { return bisected(p, low, high) }
    let (mean, variance) = moments
    let center = mean.isFinite ? mean : 0
    var step = variance.isFinite && variance > 0 ? sqrt(variance) : max(1, abs(center))
    var (low, high) = (center - step, center + step)
    for _ in 0..<1100 where cumulative(low) >= p && cumulative(low) > 0 {
      step *= 2
      low -= step
    }
    for _ in 0..<1100 where cumulative(high) < p && high.isFinite {
      step *= 2
      high += step
    }
    return bisected(p, low, high)
  }

  private func bisected(_ p: Double, _ start: Double, _ end: Double) -> Double {
    var (low, high) = (start, end)
    for _ in 0..<1200 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if cumulative(middle) >= p { high = middle } else { low = middle }
    }
    return high
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

/// The quantile of a gamma law of scale one.
///
/// GSL's inverse loses digits for small shapes and gives up for some; its distribution function
/// does not. Newton's method runs on the logarithms of the value and of the smaller tail, in which
/// the function is nearly linear, and every step that leaves the bracket becomes a bisection.
private func gammaQuantile(_ p: Double, shape: Double) -> Double {
  if p == 0 { return 0 }
  if p == 1 { return .infinity }
  let usesBelow = p <= 0.5
  let target = log(usesBelow ? p : 1 - p)
  // Below this even the leading term x^shape / Γ(shape + 1) gives the quantile.
  let leading = (log(p) + lgamma(shape + 1)) / shape
  if leading < -40 { return exp(leading) }
  var (low, high) = (leading - 1e-9, log(shape + 50 * (1 + sqrt(shape)) - min(0, 2 * target)))
  var t = min(max(log(shape), low), high)
  for _ in 0..<400 {
    let x = exp(t)
    let tail = usesBelow ? gsl_cdf_gamma_P(x, shape, 1) : gsl_cdf_gamma_Q(x, shape, 1)
    let error = log(tail) - target
    if usesBelow == (error < 0) { low = t } else { high = t }
    let slope = gsl_ran_gamma_pdf(x, shape, 1) * x / tail * (usesBelow ? 1 : -1)
    let step = error / slope
    if abs(step) <= 1e-15 * max(1, abs(t)) { return exp(t - step) }
    let next = t - step
    t = next > low && next < high ? next : (low + high) / 2
    if high - low < 1e-16 * max(1, abs(t)) { break }
  }
  return exp(t)
}
