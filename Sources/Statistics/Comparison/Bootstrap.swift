/// What a statistic would be of other samples of the same law, by resampling this one with
/// replacement (Efron 1979): intervals of statistics without a formula for their variance.
public struct Bootstrap: Sendable, Equatable {
  /// The statistic of the sample.
  public let estimate: Double
  /// The statistic of every resample, ascending.
  public let replicates: [Double]
  /// Between the quantiles of the replicates.
  public let percentile: Interval
  /// The bias of the median of the replicates, in standard deviations; infinite if all of them lie
  /// on one side of the estimate.
  public let bias: Double
  /// How fast the standard error changes with the statistic, by the jackknife; 0 if the statistic
  /// never changes.
  public let acceleration: Double
  /// Which quantiles of the replicates the corrected interval takes; NaN if the bias is infinite.
  public let correctedLevels: [Double]
  /// The interval corrected for bias and acceleration (BCa, Efron 1987); NaN if the bias is
  /// infinite.
  public let corrected: Interval

  /// Resamples by given indices, a list for every resample.
  ///
  /// - Parameters:
  ///   - values: At least two values.
  ///   - resamples: For every resample the indices of its values, as many as there are values.
  ///   - statistic: Of a sample; the mean by default.
  public init(
    _ values: [Double], resamples: [[Int]], confidence: Double = 0.95,
    statistic: ([Double]) -> Double = Bootstrap.mean
  ) throws(SampleError) {
    try require(values, atLeast: 2)
    for indices in resamples {
      guard indices.count == values.count else {
        throw .unequalCounts(values.count, indices.count)
      }
      guard indices.allSatisfy(values.indices.contains) else {
        throw .outOfRange(parameter: "a resample's index", allowed: "that of a value")
      }
    }
    try self.init(
      values, replicates: resamples.map { statistic($0.map { values[$0] }) },
      confidence: confidence, statistic: statistic)
  }

  /// Draws resamples.
  ///
  /// - Parameters:
  ///   - count: How many resamples; their indices are drawn one after another.
  ///   - generator: Where they are drawn from, such as a stream for the purpose `bootstrap`.
  public init(
    _ values: [Double], count: Int = 9_999, confidence: Double = 0.95,
    statistic: ([Double]) -> Double = Bootstrap.mean,
    using generator: inout some RandomNumberGenerator
  ) throws(SampleError) {
    try require(values, atLeast: 2)
    guard count > 0 else { throw .tooFew(found: count, needed: 1) }
    var replicates: [Double] = []
    for _ in 0..<count {
      replicates.append(
        statistic(values.map { _ in values[generator.index(below: values.count)] }))
    }
    try self.init(
      values, replicates: replicates, confidence: confidence, statistic: statistic)
  }

  private init(
    _ values: [Double], replicates: [Double], confidence: Double,
    statistic: ([Double]) -> Double
  ) throws(SampleError) {
    try require(probability: confidence, "confidence")
    try require(replicates, atLeast: 1)
    let sample = SortedSample(replicates)
    let estimate = statistic(values)
    let tail = (1 - confidence) / 2
    let below = Double(replicates.count { $0 < estimate }) / Double(replicates.count)
    let bias = StandardNormal.quantile(below)
    let jackknife = values.indices.map { left in
      statistic(Array(values[..<left] + values[(left + 1)...]))
    }
    let center = ExactSum(jackknife).value / Double(values.count)
    var (squares, cubes) = (0.0, 0.0)
    for value in jackknife {
      let distance = center - value
      squares += distance * distance
      cubes += distance * distance * distance
    }
    let acceleration = squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    func level(_ p: Double) -> Double {
      let z = bias + StandardNormal.quantile(p)
      let corrected = bias + z / (1 - acceleration * z)
      return corrected.isNaN ? .nan : StandardNormal.cumulative(corrected)
    }
    func quantile(_ p: Double) -> Double { p.isNaN ? .nan : sample.quantile(p) }
    let levels = [level(tail), level(1 - tail)]
    self.estimate = estimate
    self.replicates = sample.values
    percentile = Interval(
      estimate: estimate, lower: quantile(tail), upper: quantile(1 - tail))
    self.bias = bias
    self.acceleration = acceleration
    correctedLevels = levels
    corrected = Interval(
      estimate: estimate, lower: quantile(levels[0]), upper: quantile(levels[1]))
  }

  /// The mean, summed pairwise.
  ///
  /// Not exactly: a resample that is a permutation of the sample may lie beside the estimate by
  /// rounding, as it does in the reference.
  public static func mean(_ values: [Double]) -> Double { pairwiseMean(values) }
}
