#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How heavy the upper tail of a sample is (Hill 1975): with P(X > x) ~ x^−α the mean exists for
/// α > 1 and the variance for α > 2.
///
/// Where ``isHeavy``, intervals by Student's t claim too much: report the median and a
/// ``TrimmedMean`` beside the mean, and run more replications. A light tail has a large index.
public struct HeavyTail: Sendable, Equatable {
  /// Below this index the variance may be infinite; a little above 2, as the estimate errs.
  public static let criticalIndex = 2.1

  /// How many of the largest values were used.
  public let count: Int
  /// The largest value not used, above which the tail begins.
  public let threshold: Double
  /// The estimate of α; infinite if the values of the tail are all equal.
  public let index: Double

  /// Looks at the largest values of a sample.
  ///
  /// - Parameter share: Of the values that are used, rounded up; between 0 and 1.
  /// - Throws: Unless there are at least 20 values and those of the tail are positive.
  public init(_ values: [Double], share: Double = 0.05) throws(SampleError) {
    try require(values, atLeast: 20)
    try require(probability: share, "share")
    let sorted = values.sorted()
    let count = min(max(1, Int((share * Double(values.count)).rounded(.up))), values.count - 1)
    let threshold = sorted[values.count - count - 1]
    guard threshold > 0 else {
      throw .outOfRange(parameter: "the largest values", allowed: "positive")
    }
    var logs = ExactSum()
    for value in sorted.suffix(count) { logs.add(log(value) - log(threshold)) }
    self.count = count
    self.threshold = threshold
    index = logs.value > 0 ? Double(count) / logs.value : .infinity
  }

  /// The standard deviation of the estimate for independent values, α/√k.
  public var standardError: Double { index / Double(count).squareRoot() }

  /// Whether the variance may be infinite.
  public var isHeavy: Bool { index < Self.criticalIndex }
}

/// The mean without the extreme values of either side, with its interval (Tukey and McLaughlin 1963,
/// Yuen 1974).
public struct TrimmedMean: Sendable, Equatable {
  /// The share of the values left out on either side.
  public let share: Double
  /// How many values were left out on either side.
  public let trimmedCount: Int
  /// The mean of the others, with a t-interval from the variance of the winsorized sample.
  public let interval: Interval

  /// Trims a sample.
  ///
  /// - Parameter share: Of the values to leave out on either side, rounded down to whole values;
  ///   not negative, less than one half.
  public init(
    _ values: [Double], share: Double = 0.05, confidence: Double = 0.95
  ) throws(SampleError) {
    try require(values, atLeast: 1)
    try require(probability: confidence, "confidence")
    guard share >= 0, share < 0.5 else {
      throw .outOfRange(parameter: "share", allowed: "at least 0 and below 0.5")
    }
    let sorted = values.sorted()
    let trimmed = Int(share * Double(values.count))
    let kept = sorted[trimmed..<(values.count - trimmed)]
    let mean = ExactSum(kept).value / Double(kept.count)
    self.share = share
    trimmedCount = trimmed
    guard kept.count > 1, let low = kept.first, let high = kept.last else {
      interval = Interval(estimate: mean, lower: -.infinity, upper: .infinity)
      return
    }
    let winsorized = Summary(sorted.map { min(max($0, low), high) })
    let error =
      (winsorized.sumOfSquaredDeviations / Double(kept.count) / Double(kept.count - 1)).squareRoot()
    let halfWidth =
      error * StudentT.quantile(0.5 + confidence / 2, degreesOfFreedom: Double(kept.count - 1))
    interval = Interval(estimate: mean, lower: mean - halfWidth, upper: mean + halfWidth)
  }
}

/// The median distance from the median: the spread of a sample, whatever its outliers.
///
/// A normal law's standard deviation is 1.4826 times as much. NaN for no values.
public func medianAbsoluteDeviation(_ values: [Double]) -> Double {
  let center = median(values)
  return median(values.map { abs($0 - center) })
}
