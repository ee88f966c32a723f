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
      difference: pairwiseMean(first) - pairwiseMean(second), error: (a + b).squareRoot(),
      degreesOfFreedom: freedom,
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

/// The mean by pairwise summation in blocks of eight.
///
/// Not the exact mean: where both means are large the last digits of their difference are rounding,
/// and this is the rounding of the reference that recorded the vectors (NumPy's).
func pairwiseMean(_ values: [Double]) -> Double {
  pairwiseSum(values[...]) / Double(values.count)
}

private func pairwiseSum(_ values: ArraySlice<Double>) -> Double {
  if values.count > 128 {
    let half = values.count / 2 - values.count / 2 % 8
    return pairwiseSum(values.prefix(half)) + pairwiseSum(values.dropFirst(half))
  }
  guard values.count >= 8 else { return values.reduce(0, +) }
  let (start, whole) = (values.startIndex, values.count - values.count % 8)
  var r = Array(values.prefix(8))
  for index in stride(from: 8, to: whole, by: 1) { r[index % 8] += values[start + index] }
  let sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]))
  return values.dropFirst(whole).reduce(sum, +)
}
