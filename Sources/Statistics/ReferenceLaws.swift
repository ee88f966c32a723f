import CGSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Turned off once, before first use: GSL's own handler aborts the process.
enum GSLErrors {
  static let handlerOff: Void = {
    _ = gsl_set_error_handler_off()
  }()
}

/// Student's t distribution.
public enum StudentT {
  /// P(T ≤ t).
  public static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    _ = GSLErrors.handlerOff
    return gsl_cdf_tdist_P(t, degreesOfFreedom)
  }

  /// P(T > t), with all its digits in the upper tail.
  public static func survival(_ t: Double, degreesOfFreedom: Double) -> Double {
    _ = GSLErrors.handlerOff
    return gsl_cdf_tdist_Q(t, degreesOfFreedom)
  }

  /// The value below which a t variate lies with probability `p`.
  public static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    _ = GSLErrors.handlerOff
    let rough = gsl_cdf_tdist_Pinv(p, degreesOfFreedom)
    // GSL loses digits far out; one step of Newton's method for the smaller tail restores them.
    let density = gsl_ran_tdist_pdf(rough, degreesOfFreedom)
    let error =
      p < 0.5
      ? p - gsl_cdf_tdist_P(rough, degreesOfFreedom)
      : gsl_cdf_tdist_Q(rough, degreesOfFreedom) - (1 - p)
    let step = error / density
    return abs(step) <= 1e-4 * abs(rough) ? rough + step : rough
  }

  /// The probability that a t variate lies further from zero than `t`.
  public static func twoSided(_ t: Double, degreesOfFreedom: Double) -> Double {
    _ = GSLErrors.handlerOff
    return 2 * gsl_cdf_tdist_Q(abs(t), degreesOfFreedom)
  }
}

/// The χ² distribution.
public enum ChiSquare {
  /// P(X ≤ x).
  public static func cumulative(_ x: Double, degreesOfFreedom: Double) -> Double {
    _ = GSLErrors.handlerOff
    return gsl_cdf_chisq_P(x, degreesOfFreedom)
  }

  /// P(X > x), with all its digits in the upper tail.
  public static func survival(_ x: Double, degreesOfFreedom: Double) -> Double {
    _ = GSLErrors.handlerOff
    return gsl_cdf_chisq_Q(x, degreesOfFreedom)
  }

  /// The value below which a χ² variate lies with probability `p`; NaN unless 0 ≤ p ≤ 1.
  public static func quantile(_ p: Double, degreesOfFreedom nu: Double) -> Double {
    guard p >= 0, p <= 1, nu > 0 else { return .nan }
    _ = GSLErrors.handlerOff
    if p == 0 || p == 1 { return p == 0 ? 0 : .infinity }
    // The leading term (x/2)^(ν/2) / Γ(ν/2 + 1) exceeds P(X ≤ x), hence is solved by less. Far
    // down it is all there is.
    let leading = log(2.0) + 2 / nu * (log(p) + lgamma(nu / 2 + 1))
    if leading < -40 { return exp(leading) }
    // P(X > ν + 2√(νt) + 2t) is at most e^-t (Laurent and Massart 2000).
    let tail = max(-log(1 - p), 1)
    let above = log(nu + 2 * (nu * tail).squareRoot() + 2 * tail)
    return TailInversion(p: p).solution(
      start: nu, logBounds: (leading - 1e-9, above + 1e-9),
      lower: { gsl_cdf_chisq_P($0, nu) }, upper: { gsl_cdf_chisq_Q($0, nu) },
      density: { gsl_ran_chisq_pdf($0, nu) })
  }
}

/// Fisher's F distribution: the ratio of two χ² variates, each over its degrees of freedom.
public enum FisherF {
  /// P(F ≤ x).
  public static func cumulative(_ x: Double, numerator: Double, denominator: Double) -> Double {
    _ = GSLErrors.handlerOff
    return gsl_cdf_fdist_P(x, numerator, denominator)
  }

  /// P(F > x), with all its digits in the upper tail.
  public static func survival(_ x: Double, numerator: Double, denominator: Double) -> Double {
    _ = GSLErrors.handlerOff
    return gsl_cdf_fdist_Q(x, numerator, denominator)
  }

  /// The value below which an F variate lies with probability `p`.
  ///
  /// - Precondition: p between 0 and 1, positive degrees of freedom.
  public static func quantile(_ p: Double, numerator: Double, denominator: Double) -> Double {
    let (x, complement) = Beta.quantileAndComplement(p, numerator / 2, denominator / 2)
    return denominator / numerator * x / complement
  }
}

/// The standard normal distribution.
public enum StandardNormal {
  /// P(Z ≤ z).
  public static func cumulative(_ z: Double) -> Double {
    gsl_cdf_ugaussian_P(z)
  }

  /// P(Z > z), with all its digits in the upper tail.
  public static func survival(_ z: Double) -> Double {
    gsl_cdf_ugaussian_Q(z)
  }

  /// The value below which a normal variate lies with probability `p`.
  public static func quantile(_ p: Double) -> Double {
    _ = GSLErrors.handlerOff
    return gsl_cdf_ugaussian_Pinv(p)
  }
}

/// The binomial distribution.
public enum Binomial {
  /// P(X ≤ k) for `trials` trials; 0 for negative k.
  public static func cumulative(_ k: Int, trials: Int, probability: Double) -> Double {
    _ = GSLErrors.handlerOff
    if k < 0 { return 0 }
    if k >= trials { return 1 }
    return gsl_cdf_binomial_P(UInt32(k), probability, UInt32(trials))
  }

  /// P(X > k) for `trials` trials, with all its digits in the upper tail.
  public static func survival(_ k: Int, trials: Int, probability: Double) -> Double {
    _ = GSLErrors.handlerOff
    if k < 0 { return 1 }
    if k >= trials { return 0 }
    return gsl_cdf_binomial_Q(UInt32(k), probability, UInt32(trials))
  }

  /// P(X = k) for `trials` trials.
  public static func mass(_ k: Int, trials: Int, probability: Double) -> Double {
    _ = GSLErrors.handlerOff
    if k < 0 || k > trials { return 0 }
    return gsl_ran_binomial_pdf(UInt32(k), probability, UInt32(trials))
  }
}
