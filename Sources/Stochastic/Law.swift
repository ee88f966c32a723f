/// A probability law with its parameters in normal form.
///
/// Every case names the literature's parameters; texts accept further forms (a mean for a scale, a
/// median for a location), which are converted on reading.
public enum Law: Sendable, Equatable {
  /// Always the same value.
  case constant(Double)
  /// Uniform on [low, high).
  case uniform(low: Double, high: Double)
  /// Triangular on [low, high] with its peak at `mode`.
  case triangular(low: Double, mode: Double, high: Double)
  /// Exponential.
  case exponential(mean: Double)
  /// Weibull: P(X > x) = exp(−(x/scale)^shape).
  case weibull(shape: Double, scale: Double)
  /// Lognormal: ln X is normal with mean `zeta` and standard deviation `sigma`.
  case lognormal(zeta: Double, sigma: Double)
  /// Normal.
  case normal(mean: Double, deviation: Double)
  /// Gamma with mean shape · scale.
  case gamma(shape: Double, scale: Double)
  /// The sum of `phases` exponentials of mean `scale` each.
  case erlang(phases: Int, scale: Double)
  /// An exponential whose mean is itself drawn: with probability `weights[i]` it is `means[i]`.
  case hyperexponential(weights: [Double], means: [Double])
  /// Pareto: P(X > x) = (minimum/x)^shape for x above `minimum`.
  case pareto(shape: Double, minimum: Double)
  /// Pareto conditioned on lying below `high`.
  case boundedPareto(shape: Double, low: Double, high: Double)
  /// Beta, stretched from [0, 1] to [low, high].
  case beta(a: Double, b: Double, low: Double, high: Double)
  /// Zipf: P(k) is proportional to k^−exponent for k = 1 … count.
  case zipf(ZipfLaw)
  /// Poisson counts.
  case poisson(mean: Double)
  /// Successes among `trials`.
  case binomial(p: Double, trials: Int)
  /// The trial at which the first success comes, counted from 1.
  case geometric(p: Double)
  /// Failures before the `n`-th success; `n` need not be an integer.
  case negativeBinomial(p: Double, n: Double)
  /// Interpolated between observed values.
  case empirical(EmpiricalLaw)
  /// One of some values, each with its weight.
  case discrete(DiscreteLaw)
  /// One of some distributions, each with its weight.
  case mixture(MixtureLaw)
  /// Another law moved by an offset.
  indirect case shifted(by: Double, Distribution)
}

/// Some values, each with its weight.
public struct DiscreteLaw: Sendable, Equatable {
  /// The values.
  public let values: [Double]
  /// Their weights, which need not add up to one.
  public let weights: [Double]
  let table: AliasTable

  /// The law of the given values and weights.
  ///
  /// - Precondition: As many weights as values, none negative, not all zero.
  public init(values: [Double], weights: [Double]) {
    precondition(values.count == weights.count, "every value has one weight")
    self.values = values
    self.weights = weights
    table = AliasTable(weights: weights)
  }

  /// Equal values and equal weights.
  public static func == (a: Self, b: Self) -> Bool {
    a.values == b.values && a.weights == b.weights
  }
}

/// Observed values, sorted; draws interpolate linearly between neighbours.
public struct EmpiricalLaw: Sendable, Equatable {
  /// The values in ascending order.
  public let sorted: [Double]

  /// The law of the given observations, of which there must be at least one.
  public init(_ values: [Double]) {
    precondition(!values.isEmpty, "an empirical law needs at least one value")
    sorted = values.sorted()
  }

  /// The quantile at `u` in [0, 1], between neighbouring observations.
  public func quantile(_ u: Double) -> Double {
    let position = u * Double(sorted.count - 1)
    let index = min(Int(position), sorted.count - 1)
    guard index + 1 < sorted.count else { return sorted[index] }
    return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
  }
}

/// Some distributions, each with its weight.
public struct MixtureLaw: Sendable, Equatable {
  /// One distribution of a mixture.
  public struct Component: Sendable, Equatable {
    /// Its weight; weights need not add up to one.
    public var weight: Double
    /// The distribution drawn from when the component is chosen.
    public var distribution: Distribution

    /// A component of a mixture.
    public init(weight: Double, distribution: Distribution) {
      self.weight = weight
      self.distribution = distribution
    }
  }

  /// The components in order.
  public let components: [Component]
  /// The probability of each component.
  public let probabilities: [Double]

  /// The mixture of the given components.
  ///
  /// - Precondition: No weight is negative, and not all are zero.
  public init(_ components: [Component]) {
    let total = components.reduce(0) { $0 + $1.weight }
    precondition(
      total > 0 && components.allSatisfy { $0.weight >= 0 },
      "weights are not negative and not all zero")
    self.components = components
    probabilities = components.map { $0.weight / total }
  }
}
