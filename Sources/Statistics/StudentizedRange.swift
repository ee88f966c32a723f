import CGSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The studentized range: the range of k standard normal variates over an independent estimate of
/// their standard deviation (Tukey's q).
public enum StudentizedRange {
  /// P(Q ≤ q).
  ///
  /// - Parameters:
  ///   - groups: How many variates, at least two.
  ///   - degreesOfFreedom: Of the estimated standard deviation; infinite if it is known.
  public static func cumulative(_ q: Double, groups: Int, degreesOfFreedom: Double) -> Double {
    guard q > 0, groups >= 2, degreesOfFreedom > 0 else { return q.isNaN ? .nan : 0 }
    // So many are taken for infinitely many, as SciPy's tables do (R's from 25 000 on).
    let freedom = degreesOfFreedom < 100_000 ? degreesOfFreedom : .infinity
    return EstimatedDeviation.expectation(degreesOfFreedom: freedom) {
      rangeCumulative(q * $0, groups: groups)
    }
  }

  /// The value below which the studentized range lies with probability `p`; NaN if there is none.
  public static func quantile(_ p: Double, groups: Int, degreesOfFreedom: Double) -> Double {
    guard p >= 0, p < 1, groups >= 2, degreesOfFreedom > 0 else { return p == 1 ? .infinity : .nan }
    if p == 0 { return 0 }
    return increasingRoot(from: 0, near: 4, tolerance: 1e-10) {
      cumulative($0, groups: groups, degreesOfFreedom: degreesOfFreedom) - p
    }
  }

  /// P(range ≤ w) of standard normal variates: one is the smallest, the others at most w above it.
  private static func rangeCumulative(_ w: Double, groups: Int) -> Double {
    guard w > 0 else { return 0 }
    let others = Double(groups - 1)
    let integral = GaussLegendre.integral(from: -8.5, to: 8.5, panels: 8) { z in
      exp(-z * z / 2) * pow(StandardNormal.cumulative(z + w) - StandardNormal.cumulative(z), others)
    }
    return min(1, Double(groups) * integral / (2 * Double.pi).squareRoot())
  }
}

/// The law of an estimated standard deviation over the true one: √(χ²/ν).
enum EstimatedDeviation {
  /// The expected value of a function of the estimate; the function lies between 0 and 1.
  static func expectation(degreesOfFreedom nu: Double, _ value: (Double) -> Double) -> Double {
    nodes(degreesOfFreedom: nu).reduce(0) { $0 + $1.weight * value($1.deviation) }
  }

  /// Values of the estimate with their weights: the law as far as smooth functions see it.
  ///
  /// - Parameter refinement: How many times closer than usual the values lie.
  static func nodes(
    degreesOfFreedom nu: Double, refinement: Int = 1
  ) -> [(deviation: Double, weight: Double)] {
    // Beyond this the estimate is the truth to the last digit that anyone reads.
    guard nu < 1e7 else { return [(1, 1)] }
    // Over ln s: few degrees of freedom leave weight at estimates of every magnitude. Beyond the
    // ends lies e^-tail: below by the leading term of the distribution function or, for many
    // degrees of freedom, as above by the bound of Laurent and Massart (2000).
    let tail = 32.0
    let leading = log(2.0) + 2 / nu * (lgamma(nu / 2 + 1) - tail)
    let below = nu - 2 * (nu * tail).squareRoot()
    let low = (max(leading, below > 0 ? log(below) : leading) - log(nu)) / 2
    let high = log(1 + 2 * (tail / nu).squareRoot() + 2 * tail / nu) / 2
    let scale = log(2.0) + nu / 2 * log(nu / 2) - lgamma(nu / 2)
    let panels = max(3, Int(((high - low) / 1.5).rounded(.up))) * refinement
    return GaussLegendre.nodes(from: low, to: high, panels: panels).map { t, weight in
      let s = exp(t)
      return (s, weight * exp(scale + nu * t - nu * s * s / 2))
    }
  }
}

/// Integrals of smooth functions by Gauss and Legendre's rule with 20 points per panel.
enum GaussLegendre {
  private static let rule: [(point: Double, weight: Double)] = {
    guard let table = gsl_integration_glfixed_table_alloc(20) else { return [] }
    defer { gsl_integration_glfixed_table_free(table) }
    return (0..<20).map { index in
      var (point, weight) = (0.0, 0.0)
      gsl_integration_glfixed_point(-1, 1, index, &point, &weight, table)
      return (point, weight)
    }
  }()

  static func integral(
    from low: Double, to high: Double, panels: Int, _ value: (Double) -> Double
  ) -> Double {
    let half = (high - low) / Double(panels) / 2
    var sum = 0.0
    for panel in 0..<panels {
      let center = low + half * Double(2 * panel + 1)
      for (point, weight) in rule { sum += weight * value(center + half * point) }
    }
    return half * sum
  }

  /// The points at which a function is evaluated, and what its values weigh.
  static func nodes(
    from low: Double, to high: Double, panels: Int
  ) -> [(point: Double, weight: Double)] {
    let half = (high - low) / Double(panels) / 2
    return (0..<panels).flatMap { panel in
      let center = low + half * Double(2 * panel + 1)
      return rule.map { (center + half * $0.point, half * $0.weight) }
    }
  }
}

/// Where an increasing function crosses zero, by regula falsi with halving (Illinois).
///
/// - Parameters:
///   - low: Where the function is negative.
///   - guess: A first upper bound, doubled until the function is positive there.
/// - Returns: NaN if no bound is found.
func increasingRoot(
  from low: Double, near guess: Double, tolerance: Double, _ value: (Double) -> Double
) -> Double {
  var (a, b) = (low, guess)
  var (atA, atB) = (value(a), value(b))
  for _ in 0..<200 where !(atB >= 0) {
    (a, atA) = (b, atB)
    b *= 2
    atB = value(b)
  }
  guard atB >= 0, atA <= 0 else { return .nan }
  for _ in 0..<200 {
    if atB == 0 { return b }
    let c = b - atB * (b - a) / (atB - atA)
    let atC = value(c)
    if atC == 0 || abs(c - b) <= tolerance * abs(c) { return c }
    if (atC < 0) == (atB < 0) { atA /= 2 } else { (a, atA) = (b, atB) }
    (b, atB) = (c, atC)
  }
  return b
}
