import CGSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Distribution {
  /// The next value drawn from `stream`, in seconds for durations.
  ///
  /// Where a fast inverse exists exactly one uniform is consumed, so that two arms of a comparison
  /// stay in step even if their parameters differ: constant (none), uniform, triangular,
  /// exponential, Weibull, lognormal, normal, Pareto, bounded Pareto, Zipf up to a million ranks,
  /// empirical, discrete. A mixture consumes one more than the component chosen; an Erlang of
  /// up to 32 phases one per phase; the others a random number.
  public func sample(using stream: inout RandomStream) -> Double {
    law.sample(using: &stream)
  }
}

extension Law {
  func sample(using stream: inout RandomStream) -> Double {
    switch self {
    case .constant(let value):
      return value
    case .uniform(let low, let high):
      return low + stream.uniform() * (high - low)
    case .triangular(let low, let mode, let high):
      let u = stream.uniform()
      let split = (mode - low) / (high - low)
      return u < split
        ? low + sqrt(u * (high - low) * (mode - low))
        : high - sqrt((1 - u) * (high - low) * (high - mode))
    case .exponential(let mean):
      return stream.exponential(mean: mean)
    case .weibull(let shape, let scale):
      return scale * pow(-log(stream.uniformPositive()), 1 / shape)
    case .lognormal(let zeta, let sigma):
      return exp(zeta + sigma * gsl_cdf_ugaussian_Pinv(stream.uniformPositive()))
    case .normal(let mean, let deviation):
      return mean + deviation * gsl_cdf_ugaussian_Pinv(stream.uniformPositive())
    case .gamma(let shape, let scale):
      return stream.gamma(shape: shape, scale: scale)
    case .erlang(let phases, let scale):
      guard phases <= 32 else { return stream.gamma(shape: Double(phases), scale: scale) }
      var sum = 0.0
      for _ in 0..<phases { sum += stream.exponential(mean: scale) }
      return sum
    case .hyperexponential(let weights, let means):
      return stream.exponential(mean: means[stream.index(weights: weights)])
    case .pareto(let shape, let minimum):
      return minimum * pow(stream.uniformPositive(), -1 / shape)
    case .boundedPareto(let shape, let low, let high):
      let u = stream.uniform()
      return low * pow(1 - u * (1 - pow(low / high, shape)), -1 / shape)
    case .beta(let a, let b, let low, let high):
      return low + (high - low) * stream.beta(a, b)
    case .zipf(let zipf):
      return zipf.sample(using: &stream)
    case .poisson(let mean):
      return Double(stream.poisson(mean: mean))
    case .binomial(let p, let trials):
      return Double(stream.binomial(p: p, trials: UInt32(trials)))
    case .geometric(let p):
      return Double(stream.geometric(p: p))
    case .negativeBinomial(let p, let n):
      return Double(stream.negativeBinomial(p: p, n: n))
    case .empirical(let empirical):
      return empirical.quantile(stream.uniform())
    case .discrete(let discrete):
      return discrete.values[discrete.table.sample(using: &stream)]
    case .mixture(let mixture):
      let index = stream.index(weights: mixture.probabilities)
      return mixture.components[index].distribution.sample(using: &stream)
    case .shifted(let offset, let distribution):
      return offset + distribution.sample(using: &stream)
    }
  }
}

extension RandomStream {
  /// An exponential of the given mean, from one uniform.
  public mutating func exponential(mean: Double) -> Double {
    -mean * log1p(-uniform())
  }

  /// The index of a probability, from one uniform; the probabilities add up to one.
  mutating func index(weights: [Double]) -> Int {
    let u = uniform()
    var cumulative = 0.0
    for index in 0..<(weights.count - 1) {
      cumulative += weights[index]
      if u < cumulative { return index }
    }
    return weights.count - 1
  }
}
