#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The largest of several equally correlated t variates with one common estimate of variance
/// (Dunnett 1955): what many arms against one do by chance.
public enum Dunnett {
  /// P(every Tᵢ ≤ d).
  ///
  /// - Parameters:
  ///   - comparisons: How many variates; none is certainly below.
  ///   - degreesOfFreedom: Of the estimated variance; infinite if it is known.
  ///   - correlation: Of any two variates, at least 0 and below 1: ½ for equal sample sizes.
  public static func cumulative(
    _ d: Double, comparisons: Int, degreesOfFreedom: Double, correlation: Double = 0.5
  ) -> Double {
    guard comparisons > 0 else { return 1 }
    guard degreesOfFreedom > 0, correlation >= 0, correlation < 1, !d.isNaN else { return .nan }
    if d.isInfinite { return d > 0 ? 1 : 0 }
    return cumulative(
      d, Double(comparisons),
      EstimatedDeviation.nodes(degreesOfFreedom: degreesOfFreedom, refinement: 2), correlation)
  }

  /// Given what the estimated deviation may be: the variates share one normal variate, the rest of
  /// each is its own.
  private static func cumulative(
    _ d: Double, _ comparisons: Double, _ estimates: [(deviation: Double, weight: Double)],
    _ correlation: Double
  ) -> Double {
    let (common, own) = (correlation.squareRoot(), (1 - correlation).squareRoot())
    return estimates.reduce(0) { sum, estimate in
      var inner = 0.0
      for (z, weight) in normalNodes {
        let bound = (d * estimate.deviation + common * z) / own
        inner += weight * pow(StandardNormal.cumulative(bound), comparisons)
      }
      return sum + estimate.weight * inner
    }
  }

  private static let normalNodes = GaussLegendre.nodes(from: -8.5, to: 8.5, panels: 4).map {
    (
      point: $0.point,
      weight: $0.weight * exp(-$0.point * $0.point / 2) / (2 * Double.pi).squareRoot()
    )
  }

  /// The d that all variates stay below with probability `p`; NaN if there is none.
  public static func quantile(
    _ p: Double, comparisons: Int, degreesOfFreedom: Double, correlation: Double = 0.5
  ) -> Double {
    guard p > 0, p < 1, comparisons > 0, degreesOfFreedom > 0, correlation >= 0, correlation < 1
    else { return p == 1 ? .infinity : .nan }
    if comparisons == 1 { return StudentT.quantile(p, degreesOfFreedom: degreesOfFreedom) }
    // The largest variate is below zero with at most the probability that one is.
    let low = p >= 0.5 ? 0 : StudentT.quantile(p, degreesOfFreedom: degreesOfFreedom)
    let estimates = EstimatedDeviation.nodes(degreesOfFreedom: degreesOfFreedom, refinement: 2)
    return increasingRoot(from: low, near: max(low, 0) + 3, tolerance: 1e-11) {
      cumulative($0, Double(comparisons), estimates, correlation) - p
    }
  }
}
