import CGSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The law of Cramér and von Mises's W² under the hypothesis (Csörgő and Faraway 1996).
public enum CramerVonMisesLaw {
  /// P(W² ≥ w) of a sample, nil for fewer than two values.
  ///
  /// The limit law and its first correction in 1/n, each series summed until a term falls below
  /// 1e-7, as the implementations in R and SciPy do. Too coarse for less than about ten values near
  /// the ends of the range, which are 1/(12n) and n/3.
  public static func survival(_ w: Double, sampleSize: Int) -> Double? {
    guard sampleSize > 1, !w.isNaN else { return nil }
    let n = Double(sampleSize)
    if w <= 1 / (12 * n) { return 1 }
    if w >= n / 3 { return 0 }
    let limit = series { limitTerm($0, w) }
    let correction = series { correctionTerm($0, w) }
    return max(0, 1 - (limit * (1 + 1 / (12 * n)) + correction / n))
  }

  private static func series(_ term: (Double) -> Double) -> Double {
    _ = GSLErrors.handlerOff
    var sum = 0.0
    for k in 0..<1000 {
      let next = term(Double(k))
      sum += next
      if !(abs(next) >= 1e-7) { break }
    }
    return sum
  }

  private static func limitTerm(_ k: Double, _ x: Double) -> Double {
    let y = 4 * k + 1
    let q = y * y / (16 * x)
    let scale = exp(lgamma(k + 0.5) - lgamma(k + 1)) / (pow(Double.pi, 1.5) * x.squareRoot())
    return scale * y.squareRoot() * bessel(0.25, q)
  }

  private static func correctionTerm(_ k: Double, _ x: Double) -> Double {
    let m = 2 * k + 1
    let root = 2 * x.squareRoot()
    let (below, at, above) = ((4 * k + 1) / root, (4 * k + 3) / root, (4 * k + 5) / root)
    let (first, second) = (tgamma(k + 0.5), tgamma(k + 1.5))
    let (scale2, scale3) = (pow(x, 0.75), pow(x, 1.25))
    let sum =
      m * first * secondOrder(at) / (9 * scale2) + first * thirdOrder(below) / (72 * scale3)
      + (m + 2) * second * thirdOrder(above) / (6 * scale3)
      + 7 * m * first * (secondOrder(below) + secondOrder(above)) / (144 * scale2)
    return -sum / (Double.pi * tgamma(k + 1))
  }

  /// Parabolic cylinder functions by Bessel's K.
  private static func secondOrder(_ y: Double) -> Double {
    let z = y * y / 4
    return pow(y / 2, 1.5) * (bessel(0.25, z) + bessel(0.75, z)) / Double.pi.squareRoot()
  }

  private static func thirdOrder(_ y: Double) -> Double {
    let z = y * y / 4
    return pow(y / 2, 2.5) * (2 * bessel(0.25, z) + 3 * bessel(0.75, z) - bessel(1.25, z))
      / Double.pi.squareRoot()
  }

  /// e^−z K_ν(z), which for large z is e^−2z of the function that GSL scales.
  private static func bessel(_ order: Double, _ z: Double) -> Double {
    exp(-2 * z) * gsl_sf_bessel_Knu_scaled(order, z)
  }
}
