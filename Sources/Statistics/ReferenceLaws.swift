import CGSL

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
    return gsl_cdf_tdist_Pinv(p, degreesOfFreedom)
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

  /// The value below which a χ² variate lies with probability `p`.
  public static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    _ = GSLErrors.handlerOff
    return gsl_cdf_chisq_Pinv(p, degreesOfFreedom)
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
