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
    let x = small(p, below: true, a, b)
    if a <= b, x <= 0.5 { return (x, 1 - x) }
    let y = small(p, below: false, b, a)
    return y <= x ? (1 - y, y) : (x, 1 - x)
  }

  /// The value below or above which a beta variate lies with probability `p`.
  private static func small(_ p: Double, below: Bool, _ a: Double, _ b: Double) -> Double {
    TailInversion(p: p, below: below).solution(
      start: a / (a + b), logBounds: (-1e4, 0),
      lower: { gsl_cdf_beta_P($0, a, b) }, upper: { gsl_cdf_beta_Q($0, a, b) },
      density: { gsl_ran_beta_pdf($0, a, b) })
  }
}
