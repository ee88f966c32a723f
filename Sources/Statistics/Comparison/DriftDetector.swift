/// Notices small steps that add up, each too small for a ``RegressionCheck``: cumulative sums of the
/// distances from a reference (Page 1954, two-sided CUSUM).
///
/// Feed it one value per version, such as the median of a benchmark, in order. With the usual
/// allowance of ½ and limit of 5 a shift by one deviation is noticed after about 10 values and a
/// false alarm comes after about 470.
public struct DriftDetector: Sendable, Equatable {
  /// Where a series has drifted to.
  public enum Drift: Sendable, Equatable {
    /// Nowhere.
    case none
    /// Above the reference.
    case upward
    /// Below the reference.
    case downward
  }

  /// What the values should be.
  public let reference: Double
  /// Their standard deviation while nothing drifts.
  public let deviation: Double
  /// How many deviations from the reference are let pass.
  public let allowance: Double
  /// The sum, in deviations, at which a drift is reported.
  public let limit: Double
  /// The sum of distances above the reference, less allowances, in deviations; not negative.
  public private(set) var upwardSum = 0.0
  /// The sum of distances below the reference, less allowances, in deviations; not negative.
  public private(set) var downwardSum = 0.0
  /// How many values have been seen.
  public private(set) var count = 0

  /// A detector around a known reference.
  ///
  /// - Parameters:
  ///   - deviation: Positive.
  ///   - allowance: In deviations, not negative: half of the shift that matters.
  ///   - limit: In deviations, positive.
  public init(
    reference: Double, deviation: Double, allowance: Double = 0.5, limit: Double = 5
  ) throws(SampleError) {
    try require([reference], atLeast: 1)
    try require(positive: deviation, "deviation")
    try require(positive: limit, "limit")
    guard allowance >= 0, allowance.isFinite else {
      throw .outOfRange(parameter: "allowance", allowed: "finite, not negative")
    }
    self.reference = reference
    self.deviation = deviation
    self.allowance = allowance
    self.limit = limit
  }

  /// A detector around the median of a history without drift; outliers in it hardly matter.
  ///
  /// - Parameter history: At least two values, more than half of them not all equal.
  public init(
    history: [Double], allowance: Double = 0.5, limit: Double = 5
  ) throws(SampleError) {
    try require(history, atLeast: 2)
    // A normal law's deviation is 1.4826 times its median distance from the median.
    try self.init(
      reference: median(history), deviation: 1.4826 * medianAbsoluteDeviation(history),
      allowance: allowance, limit: limit)
  }

  /// Adds the next value.
  @discardableResult
  public mutating func add(_ value: Double) throws(SampleError) -> Drift {
    guard value.isFinite else { throw .notFinite(index: count) }
    count += 1
    let distance = (value - reference) / deviation
    upwardSum = max(0, upwardSum + distance - allowance)
    downwardSum = max(0, downwardSum - distance - allowance)
    return drift
  }

  /// Where the series has drifted to; the larger sum decides.
  public var drift: Drift {
    guard max(upwardSum, downwardSum) > limit else { return .none }
    return upwardSum >= downwardSum ? .upward : .downward
  }
}
