import CGSL

/// Turned off once, before first use: GSL's own handler aborts the process.
enum GSLErrors {
  static let handlerOff: Void = {
    _ = gsl_set_error_handler_off()
  }()
}

/// Student's t distribution.
public enum StudentT {
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
  /// The value below which a χ² variate lies with probability `p`.
  public static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    _ = GSLErrors.handlerOff
    return gsl_cdf_chisq_Pinv(p, degreesOfFreedom)
  }
}

/// The standard normal distribution.
public enum StandardNormal {
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
}
