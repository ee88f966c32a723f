/// The mean of one long run, from non-overlapping batches of dependent values.
///
/// Values that do not fill the last batch are left out. Between 20 and 30 batches are usual; with
/// fewer the interval is needlessly wide, with more the batch means depend on one another
/// (Schmeiser 1982). ``independenceStatistic`` tells.
public struct BatchMeans: Sendable, Equatable {
  /// How many values make a batch.
  public let batchSize: Int
  /// The mean of every batch.
  public let means: [Double]
  /// The mean of all batches with its t-interval.
  public let interval: Interval
  /// The variance of the batch means, divisor k − 1.
  public let variance: Double
  /// The autocorrelation of neighbouring batch means, divisor k; NaN if all are equal.
  public let lagOneCorrelation: Double
  /// Σ(Zᵢ₊₁ − Zᵢ)² / Σ(Zᵢ − Z̄)² (von Neumann 1941), about 2 for independent batch means; NaN if
  /// all are equal.
  public let vonNeumannRatio: Double
  /// How far the ratio lies below 2, in standard deviations: approximately standard normal for
  /// independent batch means, large and positive if they depend. Nil for two batches.
  public var independenceStatistic: Double? {
    let k = Double(means.count)
    return means.count > 2
      ? ((k * k - 1) / (k - 2)).squareRoot() * (1 - vonNeumannRatio / 2) : nil
  }

  /// Batches a run of at least two whole batches.
  public init(
    _ values: [Double], batchSize: Int, confidence: Double = 0.95
  ) throws(SampleError) {
    guard batchSize > 0 else {
      throw .outOfRange(parameter: "batchSize", allowed: "positive")
    }
    try require(probability: confidence, "confidence")
    try require(values, atLeast: 0)
    let count = values.count / batchSize
    guard count > 1 else { throw .tooFew(found: count, needed: 2) }
    means = (0..<count).map { batch in
      let start = batch * batchSize
      return ExactSum(values[start..<(start + batchSize)]).value / Double(batchSize)
    }
    self.batchSize = batchSize
    let summary = Summary(means)
    interval = meanInterval(summary, confidence: confidence)
    variance = summary.variance
    var (products, steps) = (ExactSum(), ExactSum())
    for (mean, next) in zip(means, means.dropFirst()) {
      products.addProduct(mean - summary.mean, next - summary.mean)
      steps.addProduct(next - mean, next - mean)
    }
    lagOneCorrelation = products.value / summary.sumOfSquaredDeviations
    vonNeumannRatio = steps.value / summary.sumOfSquaredDeviations
  }

  /// Doubles the batches until their means look independent at the 5 % level (LABATCH, Fishman and
  /// Yarberry 1997), or until doubling would leave fewer than `minimumBatches`.
  ///
  /// - Returns: The batches and whether their means passed; if not, the run is too short.
  public static func independent(
    _ values: [Double], startingAt batchSize: Int = 1, minimumBatches: Int = 20,
    confidence: Double = 0.95
  ) throws(SampleError) -> (batches: BatchMeans, passed: Bool) {
    // The upper 5 % point of the standard normal law.
    let critical = 1.645
    var batches = try BatchMeans(values, batchSize: batchSize, confidence: confidence)
    while let statistic = batches.independenceStatistic, statistic > critical {
      let doubled = batches.batchSize * 2
      guard values.count / doubled >= max(minimumBatches, 2) else { return (batches, false) }
      batches = try BatchMeans(values, batchSize: doubled, confidence: confidence)
    }
    return (batches, true)
  }
}

/// The mean of one long run, from all batches of neighbouring values (Meketon and Schmeiser 1984).
///
/// Uses every value and two thirds of the variance of ``BatchMeans``.
public struct OverlappingBatchMeans: Sendable, Equatable {
  /// The mean of all values with its t-interval.
  public let interval: Interval
  /// The variance of the mean times the number of values, however the values depend.
  public let longRunVariance: Double
  /// The degrees of freedom of the interval, 1.5 (n/b − 1); not always whole.
  public let degreesOfFreedom: Double

  /// Batches a run of more values than one batch.
  public init(
    _ values: [Double], batchSize: Int, confidence: Double = 0.95
  ) throws(SampleError) {
    guard batchSize > 0 else {
      throw .outOfRange(parameter: "batchSize", allowed: "positive")
    }
    try require(probability: confidence, "confidence")
    try require(values, atLeast: min(batchSize, .max - 1) + 1)
    let count = values.count
    let (n, b) = (Double(count), Double(batchSize))
    let mean = ExactSum(values).value / n
    var batch = ExactSum(values.prefix(batchSize))
    var squares = ExactSum()
    for end in batchSize...count {
      let distance = batch.value / b - mean
      squares.addProduct(distance, distance)
      guard end < count else { break }
      batch.add(values[end])
      batch.add(-values[end - batchSize])
    }
    longRunVariance = n * b / ((n - b + 1) * (n - b)) * squares.value
    degreesOfFreedom = 1.5 * (n / b - 1)
    let quantile = StudentT.quantile(
      1 - (1 - confidence) / 2, degreesOfFreedom: degreesOfFreedom)
    let halfWidth = quantile * (longRunVariance / n).squareRoot()
    interval = Interval(estimate: mean, lower: mean - halfWidth, upper: mean + halfWidth)
  }
}
