/// A sample in ascending order, for quantiles.
public struct SortedSample: Sendable, Equatable {
  /// The values in ascending order.
  public let values: [Double]

  /// Sorts a sample.
  ///
  /// - Precondition: At least one value, none of them NaN.
  public init(_ values: [Double]) {
    precondition(
      !values.isEmpty && !values.contains(where: \.isNaN), "a quantile needs values, not NaN")
    self.values = values.sorted()
  }

  /// How a quantile between two values is chosen (Hyndman and Fan's types).
  public enum Method: Sendable {
    /// The inverse of the empirical distribution function: always an observed value.
    case type1
    /// Linear with h = (n − 1)p + 1; the default.
    case type7
    /// Linear and approximately median-unbiased: h = (n + ⅓)p + ⅓.
    case type8
  }

  /// The `p`-quantile, with p between 0 and 1.
  public func quantile(_ p: Double, method: Method = .type7) -> Double {
    let n = Double(values.count)
    switch method {
    case .type1:
      let rank = Int((n * p).rounded(.up))
      return values[min(max(rank, 1), values.count) - 1]
    case .type7:
      return interpolated((n - 1) * p + 1)
    case .type8:
      return interpolated((n + 1.0 / 3) * p + 1.0 / 3)
    }
  }

  /// Between the neighbouring order statistics at a real rank counted from 1.
  private func interpolated(_ rank: Double) -> Double {
    let clamped = min(max(rank, 1), Double(values.count))
    let index = Int(clamped.rounded(.down)) - 1
    guard index + 1 < values.count else { return values[index] }
    let fraction = clamped - clamped.rounded(.down)
    return values[index] + fraction * (values[index + 1] - values[index])
  }

  /// The interval of the `p`-quantile between two order statistics of independent values.
  ///
  /// Never covers less than `confidence`, whatever the law of the values. A limit that no rank can
  /// give is infinite: an upper limit needs n ≥ ln(α/2)/ln(p) values.
  public func quantileInterval(_ p: Double, confidence: Double = 0.95) -> Interval {
    let n = values.count
    let error = (1 - confidence) / 2
    // Largest rank l with P(X ≤ l − 1) ≤ error, smallest rank u with P(X ≤ u − 1) ≥ 1 − error.
    let lower = firstRank { Binomial.cumulative($0 - 1, trials: n, probability: p) > error } - 1
    let upper = firstRank { Binomial.cumulative($0 - 1, trials: n, probability: p) >= 1 - error }
    return Interval(
      estimate: quantile(p), lower: lower >= 1 ? values[lower - 1] : -.infinity,
      upper: upper <= n ? values[upper - 1] : .infinity)
  }

  /// The first rank from 1 at which a condition, once true, stays true; n + 1 if it never is.
  private func firstRank(_ holds: (Int) -> Bool) -> Int {
    var low = 1
    var high = values.count + 1
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
