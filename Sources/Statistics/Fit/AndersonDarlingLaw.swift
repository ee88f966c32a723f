#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The law of Anderson and Darling's A² under the hypothesis (Marsaglia and Marsaglia 2004).
public enum AndersonDarlingLaw {
  /// P(A² ≥ a) of a sample: their approximation of the limit law and its correction for n values,
  /// together within about 1e-6.
  public static func survival(_ a: Double, sampleSize: Int) -> Double {
    guard sampleSize > 0, !a.isNaN else { return .nan }
    guard a > 0 else { return 1 }
    let limit = limitCumulative(a)
    return min(1, max(0, 1 - (limit + correction(limit, Double(sampleSize)))))
  }

  private static func limitCumulative(_ z: Double) -> Double {
    if z < 2 {
      let series = polynomial(
        [2.00012, 0.247105, -0.0649821, 0.0347962, -0.011672, 0.00168691], z)
      return exp(-1.2337141 / z) / z.squareRoot() * series
    }
    return exp(
      -exp(polynomial([1.0776, -2.30695, 0.43424, -0.082433, 0.008056, -0.0003146], z)))
  }

  private static func correction(_ x: Double, _ n: Double) -> Double {
    if x > 0.8 {
      return polynomial([-130.2137, 745.2337, -1705.091, 1950.646, -1116.360, 255.7844], x) / n
    }
    let split = 0.01265 + 0.1757 / n
    if x < split {
      let t = x / split
      let shape = t.squareRoot() * (1 - t) * (49 * t - 102)
      return shape * (0.0037 / (n * n) + 0.00078 / n + 0.00006) / n
    }
    let t = (x - split) / (0.8 - split)
    let shape = polynomial([-0.00022633, 6.54034, -14.6538, 14.458, -8.259, 1.91864], t)
    return shape * (0.04213 + 0.01365 / n) / n
  }

  /// By Horner's rule, the constant first.
  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }
}
