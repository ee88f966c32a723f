/// An estimate between two limits.
public struct Interval: Sendable, Equatable {
  /// The point estimate.
  public var estimate: Double
  /// The lower limit; −infinite if the sample sets none.
  public var lower: Double
  /// The upper limit; infinite if the sample sets none.
  public var upper: Double

  /// An interval.
  public init(estimate: Double, lower: Double, upper: Double) {
    self.estimate = estimate
    self.lower = lower
    self.upper = upper
  }

  /// Half the distance between the limits.
  public var halfWidth: Double { (upper - lower) / 2 }

  /// The half-width over the magnitude of the estimate.
  public var relativeHalfWidth: Double { halfWidth / abs(estimate) }

  /// Whether a value lies between the limits, or on one.
  public func contains(_ value: Double) -> Bool {
    lower <= value && value <= upper
  }
}

/// The t-interval of a mean over independent replications.
///
/// One value gives an estimate without limits, none gives NaN. Equal values give an interval of
/// width zero (`Summary.isDegenerate` tells).
///
/// - Parameter confidence: Between 0 and 1, exclusive.
public func meanInterval(_ values: [Double], confidence: Double = 0.95) -> Interval {
  meanInterval(Summary(values), confidence: confidence)
}

/// The t-interval of a mean, from a summary of independent replications.
public func meanInterval(_ summary: Summary, confidence: Double = 0.95) -> Interval {
  guard summary.count > 1 else {
    return Interval(estimate: summary.mean, lower: -.infinity, upper: .infinity)
  }
  let quantile = StudentT.quantile(
    1 - (1 - confidence) / 2, degreesOfFreedom: Double(summary.count - 1))
  let halfWidth = quantile * summary.standardError
  return Interval(
    estimate: summary.mean, lower: summary.mean - halfWidth, upper: summary.mean + halfWidth)
}

/// The lower t-limit of a mean alone, at the full error probability: with that confidence the mean
/// is no smaller. For gates such as "mean attainment at least x"; −infinite for fewer than two values.
public func meanLowerLimit(_ summary: Summary, confidence: Double = 0.95) -> Double {
  guard summary.count > 1 else { return -.infinity }
  let quantile = StudentT.quantile(confidence, degreesOfFreedom: Double(summary.count - 1))
  return summary.mean - quantile * summary.standardError
}

/// The χ² interval of the variance of a normal sample of at least two values.
public func varianceInterval(_ summary: Summary, confidence: Double = 0.95) -> Interval {
  let alpha = 1 - confidence
  let freedom = Double(summary.count - 1)
  return Interval(
    estimate: summary.variance,
    lower: freedom * summary.variance
      / ChiSquare.quantile(1 - alpha / 2, degreesOfFreedom: freedom),
    upper: freedom * summary.variance / ChiSquare.quantile(alpha / 2, degreesOfFreedom: freedom))
}
