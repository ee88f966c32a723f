#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The quantile of a positive law from its distribution function.
///
/// GSL's own inverses do not converge everywhere; its distribution functions can be trusted.
struct TailInversion {
  /// Whether the probability below the quantile is sought, rather than the one above: whichever is
  /// smaller carries the digits.
  private let usesLower: Bool
  private let target: Double

  /// For the value below (or above) which a variate lies with probability `p`, 0 < p < 1.
  init(p: Double, below: Bool = true) {
    usesLower = below == (p <= 0.5)
    target = log(min(p, 1 - p))
  }

  /// Newton's method for log x, in which the logarithm of a tail is nearly linear; every step that
  /// leaves the bracket is replaced by bisection.
  ///
  /// - Parameter logBounds: The logarithms of two values between which the solution lies.
  func solution(
    start: Double, logBounds: (low: Double, high: Double), lower: (Double) -> Double,
    upper: (Double) -> Double, density: (Double) -> Double
  ) -> Double {
    var (low, high) = logBounds
    var t = min(max(log(start), low), high)
    for _ in 0..<400 {
      let x = exp(t)
      let tail = usesLower ? lower(x) : upper(x)
      let error = log(tail) - target
      if usesLower == (error < 0) { low = t } else { high = t }
      let slope = density(x) * x / tail * (usesLower ? 1 : -1)
      let step = error / slope
      if abs(step) <= 1e-15 * max(1, abs(t)) { return exp(t - step) }
      let next = t - step
      let middle = (low + high) / 2
      if middle <= low || middle >= high { break }
      t = next > low && next < high ? next : middle
    }
    return exp(t)
  }
}
