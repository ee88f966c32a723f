import CGSL

/// GSL's samplers by GSL's names, each consuming words of a stream as GSL does.
///
/// They prove that a stream works as GSL's generator. `Distribution` is what models draw from: it
/// prefers inversion, so for some laws (normal, lognormal, Erlang) it consumes other words.
public enum GSLSampler: Sendable {
  /// `gsl_rng_uniform`.
  case uniform
  /// `gsl_rng_uniform_pos`.
  case uniformPositive
  /// `gsl_rng_uniform_int`.
  case uniformInteger(below: UInt)
  /// `gsl_ran_exponential`.
  case exponential(mean: Double)
  /// `gsl_ran_weibull`.
  case weibull(scale: Double, shape: Double)
  /// `gsl_ran_lognormal`.
  case lognormal(zeta: Double, sigma: Double)
  /// `gsl_ran_gamma`.
  case gamma(shape: Double, scale: Double)
  /// `gsl_ran_pareto`.
  case pareto(shape: Double, minimum: Double)
  /// `gsl_ran_gaussian`: polar Box–Muller.
  case gaussian(sigma: Double)
  /// `gsl_ran_gaussian_ziggurat`.
  case gaussianZiggurat(sigma: Double)
  /// `gsl_ran_poisson`.
  case poisson(mean: Double)
  /// `gsl_ran_binomial`.
  case binomial(p: Double, trials: UInt32)
  /// `gsl_ran_bernoulli`.
  case bernoulli(p: Double)
  /// `gsl_ran_geometric`.
  case geometric(p: Double)
  /// `gsl_ran_negative_binomial`.
  case negativeBinomial(p: Double, n: Double)
  /// `gsl_ran_beta`.
  case beta(a: Double, b: Double)
  /// `gsl_ran_erlang`.
  case erlang(scale: Double, n: Double)
  /// `gsl_ran_chisq`.
  case chiSquare(degreesOfFreedom: Double)
  /// `gsl_rng_uniform`, then `gsl_ran_exponential` of the phase chosen.
  case hyperexponential(p1: Double, mean1: Double, mean2: Double)

  /// The next value; counts and indices are whole numbers.
  public func sample(using stream: inout RandomStream) -> Double {
    GSLSource.with(&stream) { generator in
      switch self {
      case .uniform: gsl_rng_uniform(generator)
      case .uniformPositive: gsl_rng_uniform_pos(generator)
      case .uniformInteger(let bound): Double(gsl_rng_uniform_int(generator, bound))
      case .exponential(let mean): gsl_ran_exponential(generator, mean)
      case .weibull(let scale, let shape): gsl_ran_weibull(generator, scale, shape)
      case .lognormal(let zeta, let sigma): gsl_ran_lognormal(generator, zeta, sigma)
      case .gamma(let shape, let scale): gsl_ran_gamma(generator, shape, scale)
      case .pareto(let shape, let minimum): gsl_ran_pareto(generator, shape, minimum)
      case .gaussian(let sigma): gsl_ran_gaussian(generator, sigma)
      case .gaussianZiggurat(let sigma): gsl_ran_gaussian_ziggurat(generator, sigma)
      case .poisson(let mean): Double(gsl_ran_poisson(generator, mean))
      case .binomial(let p, let trials): Double(gsl_ran_binomial(generator, p, trials))
      case .bernoulli(let p): Double(gsl_ran_bernoulli(generator, p))
      case .geometric(let p): Double(gsl_ran_geometric(generator, p))
      case .negativeBinomial(let p, let n): Double(gsl_ran_negative_binomial(generator, p, n))
      case .beta(let a, let b): gsl_ran_beta(generator, a, b)
      case .erlang(let scale, let n): gsl_ran_erlang(generator, scale, n)
      case .chiSquare(let freedom): gsl_ran_chisq(generator, freedom)
      case .hyperexponential(let p1, let mean1, let mean2):
        gsl_ran_exponential(generator, gsl_rng_uniform(generator) < p1 ? mean1 : mean2)
      }
    }
  }

  /// `gsl_ran_discrete` over Walker's table of the weights.
  public static func discrete(
    weights: [Double], draws: Int, using stream: inout RandomStream
  ) -> [Int] {
    let table = AliasTable(weights: weights)
    return (0..<draws).map { _ in table.sample(using: &stream) }
  }

  /// `gsl_ran_shuffle` of 0 ..< count.
  public static func shuffle(count: Int, using stream: inout RandomStream) -> [Int] {
    var values = Array(0..<count)
    values.withUnsafeMutableBytes { bytes in
      GSLSource.with(&stream) {
        gsl_ran_shuffle($0, bytes.baseAddress, count, MemoryLayout<Int>.stride)
      }
    }
    return values
  }
}
