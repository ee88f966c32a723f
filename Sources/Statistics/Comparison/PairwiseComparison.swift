/// Every arm against every other at one joint confidence: Tukey's honestly significant differences,
/// in Kramer's form (1956) where the arms have unequally many values.
///
/// For independent arms of equal variance, which is pooled.
public struct PairwiseComparison: Sendable, Equatable {
  /// The arms' names, in the order given.
  public let names: [String]
  /// The arms' means.
  public let means: [Double]
  /// The pooled variance within the arms.
  public let variance: Double
  /// The degrees of freedom of the pooled variance.
  public let degreesOfFreedom: Double
  /// The studentized range that is exceeded with probability 1 − confidence.
  public let critical: Double
  private let counts: [Int]

  /// Compares at least two arms of at least two values each.
  public init(_ arms: [Arm], confidence: Double = 0.95) throws(SampleError) {
    try arms.requireComparable()
    try require(probability: confidence, "confidence")
    let summaries = arms.map { Summary($0.values) }
    let squares = ExactSum(summaries.map(\.sumOfSquaredDeviations))
    names = arms.map(\.name)
    means = summaries.map(\.mean)
    counts = summaries.map(\.count)
    degreesOfFreedom = Double(counts.reduce(0, +) - arms.count)
    variance = squares.value / degreesOfFreedom
    critical = StudentizedRange.quantile(
      confidence, groups: arms.count, degreesOfFreedom: degreesOfFreedom)
  }

  /// The mean of one arm minus that of another, between its limits.
  public func difference(_ first: Int, _ second: Int) -> Interval {
    let difference = means[first] - means[second]
    let margin = critical * error(first, second)
    return Interval(
      estimate: difference, lower: difference - margin, upper: difference + margin)
  }

  /// The probability that the largest of all differences is so large by chance; 1 for equal means.
  public func pValue(_ first: Int, _ second: Int) -> Double {
    let difference = abs(means[first] - means[second])
    guard difference > 0 else { return 1 }
    let range = difference / error(first, second)
    guard range.isFinite else { return 0 }
    return max(
      0,
      1
        - StudentizedRange.cumulative(
          range, groups: means.count, degreesOfFreedom: degreesOfFreedom))
  }

  /// The standard error of a difference over √2, the unit of the studentized range.
  private func error(_ first: Int, _ second: Int) -> Double {
    (variance / 2 * (1 / Double(counts[first]) + 1 / Double(counts[second]))).squareRoot()
  }
}
