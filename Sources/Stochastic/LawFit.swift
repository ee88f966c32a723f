import CGSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A law fitted to positive observations by maximum likelihood.
///
/// Every fit is nil where the likelihood has no maximum: no observations, one that is not positive
/// and finite, or, for laws of two parameters, all of them equal. Give zeros a probability of their
/// own and fit the rest.
///
/// Compare fits by ``akaikeCriterion`` and look at a plot; with thousands of observations every
/// test of fit rejects every law.
public struct LawFit: Sendable, Equatable {
  /// The law at its likeliest parameters.
  public let law: Law
  /// How many parameters were free.
  public let parameterCount: Int
  /// The logarithm of the likelihood there.
  public let logLikelihood: Double

  /// Akaike's criterion 2k − 2 ln L; the smallest is best.
  public var akaikeCriterion: Double { 2 * Double(parameterCount) - 2 * logLikelihood }

  /// Every fit that exists, best first by Akaike's criterion; of equals, the simpler law first.
  ///
  /// The candidates are exponential, lognormal, Weibull, gamma and Pareto.
  public static func candidates(_ values: [Double]) -> [LawFit] {
    let fits = [exponential, lognormal, weibull, gamma, pareto].compactMap { $0(values) }
    return fits.enumerated().sorted {
      ($0.element.akaikeCriterion, $0.offset) < ($1.element.akaikeCriterion, $1.offset)
    }.map(\.element)
  }

  /// The exponential law of the sample's mean.
  public static func exponential(_ values: [Double]) -> LawFit? {
    PositiveSample(values).flatMap { exponential(Lifetimes(failures: $0)) }
  }

  /// The lognormal law of the mean and population deviation of the logarithms.
  public static func lognormal(_ values: [Double]) -> LawFit? {
    guard let sample = PositiveSample(values), sample.deviation > 0 else { return nil }
    let (n, sigma) = (sample.count, sample.deviation)
    let zeta = log(sample.maximum) + sample.logMean
    return LawFit(
      law: .lognormal(zeta: zeta, sigma: sigma), parameterCount: 2,
      logLikelihood: -n * (zeta + log(sigma) + (log(2 * Double.pi) + 1) / 2))
  }

  /// The Weibull law.
  public static func weibull(_ values: [Double]) -> LawFit? {
    PositiveSample(values).flatMap { weibull(Lifetimes(failures: $0)) }
  }

  /// The gamma law.
  public static func gamma(_ values: [Double]) -> LawFit? {
    guard let sample = PositiveSample(values), sample.deviation > 0 else { return nil }
    _ = GSLSource.errorHandlerOff
    // ln x̄ − mean ln x as a mean of δ − ln(1 + δ): nothing cancels where the values are close.
    let mean = sample.mean
    let gap = sample.average { -gsl_sf_log_1plusx_mx(($0 - mean) / mean) }
    guard gap > 0, gap.isFinite else { return nil }
    let shape = gammaShape(gap)
    let scale = mean / shape
    let n = sample.count
    return LawFit(
      law: .gamma(shape: shape, scale: scale), parameterCount: 2,
      logLikelihood: n
        * ((shape - 1) * (log(mean) - gap) - shape - shape * log(scale) - lgamma(shape)))
  }

  /// The Pareto law that begins at the smallest value.
  public static func pareto(_ values: [Double]) -> LawFit? {
    guard let sample = PositiveSample(values) else { return nil }
    let minimum = sample.minimum
    let excess = sample.average { logRatio($0, minimum) }
    guard excess > 0 else { return nil }
    let shape = 1 / excess
    return LawFit(
      law: .pareto(shape: shape, minimum: minimum), parameterCount: 2,
      logLikelihood: sample.count * (log(shape) - log(minimum) - (shape + 1) * excess))
  }

  /// A hyperexponential law of some phases, by expectation maximisation from groups of equal size.
  ///
  /// The likelihood has many local maxima; this is the one reached in at most 500 steps.
  public static func hyperexponential(_ values: [Double], phases: Int = 2) -> LawFit? {
    guard let sample = PositiveSample(values), phases >= 1, values.count >= 2 * phases else {
      return nil
    }
    let sorted = values.sorted()
    var weights = [Double](repeating: 1 / Double(phases), count: phases)
    var means = (0..<phases).map { phase in
      let group = sorted[(phase * sorted.count / phases)..<((phase + 1) * sorted.count / phases)]
      return group.reduce(0, +) / Double(group.count)
    }
    var logLikelihood = -Double.infinity
    for _ in 0..<500 {
      var shares = [Double](repeating: 0, count: phases)
      var sums = [Double](repeating: 0, count: phases)
      var total = 0.0
      for value in sorted {
        let densities = zip(weights, means).map { $0 / $1 * exp(-value / $1) }
        let density = densities.reduce(0, +)
        guard density > 0 else { return nil }
        total += log(density)
        for phase in 0..<phases {
          shares[phase] += densities[phase] / density
          sums[phase] += densities[phase] / density * value
        }
      }
      let gain = total - logLikelihood
      logLikelihood = total
      if gain <= 1e-12 * abs(total) { break }
      guard shares.allSatisfy({ $0 > 0 }) else { return nil }
      weights = shares.map { $0 / sample.count }
      means = zip(sums, shares).map { $0 / $1 }
    }
    let law = Law.hyperexponential(weights: weights, means: means)
    guard law.problem == nil else { return nil }
    return LawFit(law: law, parameterCount: 2 * phases - 1, logLikelihood: logLikelihood)
  }

  /// The exponential law of lifetimes of which some had not ended.
  public static func exponential(_ lifetimes: Lifetimes) -> LawFit? {
    let mean = lifetimes.times.mean * lifetimes.times.count / lifetimes.failures.count
    guard mean.isFinite, mean > 0 else { return nil }
    return LawFit(
      law: .exponential(mean: mean), parameterCount: 1,
      logLikelihood: -lifetimes.failures.count * (log(mean) + 1))
  }

  /// The Weibull law of lifetimes of which some had not ended.
  public static func weibull(_ lifetimes: Lifetimes) -> LawFit? {
    let (all, failures) = (lifetimes.times, lifetimes.failures)
    let maximum = all.maximum
    let logs = all.values.map { logRatio($0, maximum) }
    let observed = failures.average { logRatio($0, maximum) }
    // The score rises from −∞ to −observed, hence has one root unless every failure is at the end.
    guard observed < 0 else { return nil }
    func moments(_ shape: Double) -> (sum: Double, score: Double, slope: Double) {
      var (sum, first, second) = (0.0, 0.0, 0.0)
      for y in logs {
        let power = exp(shape * y)
        sum += power
        first += power * y
        second += power * y * y
      }
      let mean = first / sum
      return (
        sum, mean - 1 / shape - observed,
        max(0, second / sum - mean * mean) + 1 / (shape * shape)
      )
    }
    var (low, high) = (0.0, Double.infinity)
    var shape = 1.2 / max(failures.deviation, -observed / 1e3)
    for _ in 0..<200 {
      let (_, score, slope) = moments(shape)
      if score < 0 { low = shape } else { high = shape }
      let next = shape - score / slope
      if abs(next - shape) <= 1e-15 * shape { break }
      if next > low, next < high {
        shape = next
      } else {
        shape = high.isFinite ? (low + high) / 2 : 2 * shape
      }
    }
    let d = failures.count
    let logScale = log(moments(shape).sum / d) / shape
    let law = Law.weibull(shape: shape, scale: maximum * exp(logScale))
    guard law.problem == nil else { return nil }
    return LawFit(
      law: law, parameterCount: 2,
      logLikelihood: d
        * (log(shape) - log(maximum) - shape * logScale + (shape - 1) * observed - 1))
  }

  /// The shape a with ln a − ψ(a) = `gap`, by Newton's method for 1/a.
  private static func gammaShape(_ gap: Double) -> Double {
    var shape = (3 - gap + ((gap - 3) * (gap - 3) + 24 * gap).squareRoot()) / (12 * gap)
    for _ in 0..<50 {
      let error: Double
      if shape > 50 {
        // ln a − ψ(a) by its asymptotic series, in which nothing cancels.
        let square = 1 / (shape * shape)
        error =
          1 / (2 * shape) + square * (1 / 12.0 - square * (1 / 120.0 - square / 252)) - gap
      } else {
        error = log(shape) - gsl_sf_psi(shape) - gap
      }
      let slope = shape * shape * (1 / shape - gsl_sf_psi_1(shape))
      let next = 1 / (1 / shape + error / slope)
      guard next > 0, next.isFinite else { break }
      let change = abs(next - shape)
      shape = next
      if change <= 1e-15 * shape { break }
    }
    return shape
  }
}

/// Lifetimes of which some had not ended when observation did (right-censored).
public struct Lifetimes: Sendable, Equatable {
  let times: PositiveSample
  let failures: PositiveSample

  /// Lifetimes, each with whether its end was observed.
  ///
  /// Nil unless as many flags as times, all times positive and finite, at least one end observed.
  public init?(times: [Double], observed: [Bool]) {
    let ends = zip(times, observed).filter(\.1).map(\.0)
    guard times.count == observed.count, let all = PositiveSample(times),
      let failures = PositiveSample(ends)
    else { return nil }
    self.times = all
    self.failures = failures
  }

  init(failures: PositiveSample) {
    times = failures
    self.failures = failures
  }
}

/// Values of which all are positive and finite, at least one.
struct PositiveSample: Sendable, Equatable {
  let values: [Double]
  let minimum: Double
  let maximum: Double

  init?(_ values: [Double]) {
    guard let minimum = values.min(), let maximum = values.max(),
      values.allSatisfy({ $0 > 0 && $0.isFinite })
    else { return nil }
    self.values = values
    self.minimum = minimum
    self.maximum = maximum
  }

  var count: Double { Double(values.count) }

  /// The mean; the divisions come first so that no sum overflows.
  var mean: Double { maximum * average { $0 / maximum } }

  /// The mean logarithm of the values over their maximum.
  var logMean: Double { average { logRatio($0, maximum) } }

  /// The population deviation of the logarithms.
  var deviation: Double {
    let mean = logMean
    return average {
      let distance = logRatio($0, maximum) - mean
      return distance * distance
    }.squareRoot()
  }

  /// The mean of a function, the rounding of the sum carried along (Neumaier).
  func average(_ value: (Double) -> Double) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for element in values {
      let term = value(element)
      let next = sum + term
      lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
      sum = next
    }
    return (sum + lost) / count
  }
}

/// ln(a/b) of positive numbers, with all digits where they are close and where they are not.
private func logRatio(_ a: Double, _ b: Double) -> Double {
  a > b / 2 && a < 2 * b ? log1p((a - b) / b) : log(a) - log(b)
}
