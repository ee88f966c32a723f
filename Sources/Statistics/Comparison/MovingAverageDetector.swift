#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Notices a drift by an exponentially weighted moving average (Roberts 1959, EWMA), which also says
/// where the series is now.
///
/// Feed it one value per version, in order, as ``DriftDetector``. With a weight of 0.2 and a limit of
/// three deviations of the average a shift by one deviation of the values is noticed after about 10
/// values and a false alarm comes after about 550 (Lucas and Saccucci 1990). A smaller weight notices
/// smaller shifts, later.
public struct MovingAverageDetector: Sendable, Equatable {
  /// What the values should be.
  public let reference: Double
  /// Their standard deviation while nothing drifts.
  public let deviation: Double
  /// The weight of the newest value, above 0 and at most 1.
  public let weight: Double
  /// How many deviations of the average itself are let pass.
  public let limit: Double
  /// The distance of the average from the reference, in deviations of a value.
  public private(set) var distance = 0.0
  /// How many values have been seen.
  public private(set) var count = 0

  /// A detector around a known reference.
  ///
  /// - Parameters:
  ///   - deviation: Positive.
  ///   - weight: Above 0, at most 1.
  ///   - limit: In deviations of the average, positive.
  public init(
    reference: Double, deviation: Double, weight: Double = 0.2, limit: Double = 3
  ) throws(SampleError) {
    try require([reference], atLeast: 1)
    try require(positive: deviation, "deviation")
    try require(positive: limit, "limit")
    guard weight > 0, weight <= 1 else {
      throw .outOfRange(parameter: "weight", allowed: "above 0 and at most 1")
    }
    self.reference = reference
    self.deviation = deviation
    self.weight = weight
    self.limit = limit
  }

  /// A detector around the median of a history without drift; outliers in it hardly matter.
  ///
  /// - Parameter history: At least two values, more than half of them not all equal.
  public init(
    history: [Double], weight: Double = 0.2, limit: Double = 3
  ) throws(SampleError) {
    try require(history, atLeast: 2)
    // A normal law's deviation is 1.4826 times its median distance from the median.
    try self.init(
      reference: median(history), deviation: 1.4826 * medianAbsoluteDeviation(history),
      weight: weight, limit: limit)
  }

  /// The moving average; the reference before the first value.
  public var average: Double { reference + distance * deviation }

  /// How far from the reference the average may lie now, in deviations of a value. The first
  /// averages vary less than the later ones.
  public var currentLimit: Double {
    let remembered = pow(1 - weight, 2 * Double(count))
    return limit * (weight / (2 - weight) * (1 - remembered)).squareRoot()
  }

  /// Adds the next value.
  @discardableResult
  public mutating func add(_ value: Double) throws(SampleError) -> DriftDetector.Drift {
    guard value.isFinite else { throw .notFinite(index: count) }
    count += 1
    // Within a double's range, so that an outlier beyond it is not remembered for ever.
    let largest = Double.greatestFiniteMagnitude
    let next = min(max((value - reference) / deviation, -largest), largest)
    distance = weight * next + (1 - weight) * distance
    return drift
  }

  /// Where the series has drifted to.
  public var drift: DriftDetector.Drift {
    guard abs(distance) > currentLimit else { return .none }
    return distance > 0 ? .upward : .downward
  }
}
