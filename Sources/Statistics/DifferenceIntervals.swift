/// The difference of two means with its t-test.
public struct DifferenceInterval: Sendable, Equatable {
  /// First mean minus second, between its limits.
  public var interval: Interval
  /// The t statistic of "no difference".
  public var statistic: Double
  /// The degrees of freedom, not always whole.
  public var degreesOfFreedom: Double
  /// The two-sided p-value of "no difference".
  public var pValue: Double

  /// Two systems under common random numbers: value i of both comes from replication i.
  ///
  /// - Precondition: Equally many values, at least two.
  public static func paired(
    _ first: [Double], _ second: [Double], confidence: Double = 0.95
  ) -> DifferenceInterval {
    precondition(first.count == second.count && first.count > 1, "pairs need partners")
    let differences = Summary(zip(first, second).map { $0 - $1 })
    return DifferenceInterval(
      difference: differences.mean, error: differences.standardError,
      degreesOfFreedom: Double(first.count - 1), confidence: confidence)
  }

  /// Two independent systems whose variances may differ (Welch).
  ///
  /// - Precondition: At least two values each.
  public static func welch(
    _ first: [Double], _ second: [Double], confidence: Double = 0.95
  ) -> DifferenceInterval {
    precondition(first.count > 1 && second.count > 1, "a variance needs two values")
    let (x, y) = (Summary(first), Summary(second))
    let a = x.variance / Double(x.count)
    let b = y.variance / Double(y.count)
    let freedom =
      (a + b) * (a + b) / (a * a / Double(x.count - 1) + b * b / Double(y.count - 1))
    return DifferenceInterval(
      difference: x.mean - y.mean, error: (a + b).squareRoot(), degreesOfFreedom: freedom,
      confidence: confidence)
  }

  private init(
    difference: Double, error: Double, degreesOfFreedom: Double, confidence: Double
  ) {
    let quantile = StudentT.quantile(
      1 - (1 - confidence) / 2, degreesOfFreedom: degreesOfFreedom)
    interval = Interval(
      estimate: difference, lower: difference - quantile * error,
      upper: difference + quantile * error)
    statistic = difference / error
    self.degreesOfFreedom = degreesOfFreedom
    pValue = StudentT.twoSided(statistic, degreesOfFreedom: degreesOfFreedom)
  }
}
