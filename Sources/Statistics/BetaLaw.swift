import CGSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The beta distribution.
public enum Beta {
  /// P(X ≤ x) for x between 0 and 1.
  public static func cumulative(_ x: Double, _ a: Double, _ b: Double) -> Double {
    _ = GSLErrors.handlerOff
    return gsl_cdf_beta_P(x, a, b)
  }

  /// The value below which a beta variate lies with probability `p`.
  ///
  /// GSL's own inverse does not converge for the lopsided parameters of rare events, so its
  /// distribution function is inverted here, on whichever side of ½ the bulk does not lie.
  ///
  /// - Precondition: p between 0 and 1, positive parameters.
  public static func quantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
    quantileAndComplement(p, a, b).quantile
  }

  /// The quantile and what it lacks to one, the smaller of the two with all its digits.
  static func quantileAndComplement(
    _ p: Double, _ a: Double, _ b: Double
  ) -> (quantile: Double, complement: Double) {
    precondition(p >= 0 && p <= 1 && a > 0 && b > 0, "beta quantile out of range")
    _ = GSLErrors.handlerOff
    if p == 0 || p == 1 { return (p, 1 - p) }
    if a <= b {
      let x = small(lower: p, a, b)
      return (x, 1 - x)
    }
    let y = small(lower: nil, upper: p, b, a)
    return (1 - y, y)
  }

  /// The quantile of a law whose mean is at most ½, from the probability below or above it.
  private static func small(
    lower: Double?, upper: Double? = nil, _ a: Double, _ b: Double
  ) -> Double {
    // The smaller of the two probabilities carries the digits.
    let below = lower ?? (1 - (upper ?? 0))
    let above = upper ?? (1 - (lower ?? 0))
    let usesBelow = below <= above
    let target = log(usesBelow ? below : above)
    // Newton's method for log x, in which the logarithm of the tail is nearly linear; every step
    // that leaves the bracket is replaced by bisection.
    var (low, high) = (-1e4, 0.0)
    var t = log(a / (a + b))
    for _ in 0..<400 {
      let x = exp(t)
      let tail = usesBelow ? gsl_cdf_beta_P(x, a, b) : gsl_cdf_beta_Q(x, a, b)
      let error = log(tail) - target
      if usesBelow == (error < 0) { low = t } else { high = t }
      let slope = gsl_ran_beta_pdf(x, a, b) * x / tail * (usesBelow ? 1 : -1)
      let step = error / slope
      if abs(step) <= 1e-15 * max(1, abs(t)) { return exp(t - step) }
      let next = t - step
      t = next > low && next < high ? next : (low + high) / 2
    }
    return exp(t)
  }
}
