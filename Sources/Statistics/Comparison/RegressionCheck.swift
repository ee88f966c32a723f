/// Whether a benchmark's measurements became worse, against a baseline measured on the same
/// machine.
///
/// For wall-clock time, throughput and memory. What a seed determines is compared exactly instead.
public struct RegressionCheck: Sendable, Equatable {
  /// What to do about it.
  public enum Decision: String, Sendable, Equatable {
    /// The difference is not significant.
    case noChange
    /// Significant, but no larger than noise.
    case withinNoise
    /// Significantly worse by more than noise.
    case regressed
    /// Significantly better by more than noise.
    case improved
  }

  /// The median of the candidate over that of the baseline, minus 1.
  public let relativeMedianChange: Double
  /// The two-sided p-value of "no difference", by ranks.
  public let pValue: Double
  /// The probability that a measurement of the candidate is larger than one of the baseline.
  public let probabilityOfLarger: Double
  /// The means' difference, candidate minus baseline, with the t-test for unequal variances.
  public let welch: DifferenceInterval
  /// The median distance from the median, of the baseline.
  public let baselineSpread: Double
  /// The median distance from the median, of the candidate.
  public let candidateSpread: Double
  /// The median of all ratios of a candidate's to a baseline's measurement.
  public let hodgesLehmannRatio: Double
  /// Outliers of the candidate; they are counted, never dropped.
  public let candidateFences: TukeyFences
  /// The relative change up to which a difference is noise.
  public let noiseThreshold: Double
  /// Whether smaller measurements are better.
  public let smallerIsBetter: Bool
  /// What to do about it were this the only benchmark.
  public let decision: Decision

  /// Compares at least two measurements each; twenty or more, interleaved, are advised.
  ///
  /// - Parameters:
  ///   - alpha: The probability of a false alarm before the threshold.
  ///   - noiseThreshold: The relative change up to which a difference is noise, not negative; see
  ///     ``noiseThreshold(history:)``.
  ///   - smallerIsBetter: False for throughput.
  public init(
    baseline: [Double], candidate: [Double], alpha: Double = 0.05, noiseThreshold: Double = 0.02,
    smallerIsBetter: Bool = true
  ) throws(SampleError) {
    try require(baseline, atLeast: 2)
    try require(candidate, atLeast: 2)
    try require(probability: alpha, "alpha")
    guard noiseThreshold >= 0 else {
      throw .outOfRange(parameter: "noiseThreshold", allowed: "not negative")
    }
    let ranks = try MannWhitneyTest(candidate, baseline)
    let (before, after) = (median(baseline), median(candidate))
    relativeMedianChange = (after - before) / before
    pValue = ranks.pValueOfSmallSamples
    probabilityOfLarger = ranks.probabilityOfLarger
    welch = DifferenceInterval.welch(candidate, baseline)
    baselineSpread = medianAbsoluteDeviation(baseline)
    candidateSpread = medianAbsoluteDeviation(candidate)
    hodgesLehmannRatio = median(candidate.flatMap { x in baseline.map { x / $0 } })
    candidateFences = TukeyFences(sorted: SortedSample(candidate))
    self.noiseThreshold = noiseThreshold
    self.smallerIsBetter = smallerIsBetter
    decision = Self.decide(
      isSignificant: pValue < alpha, change: relativeMedianChange, threshold: noiseThreshold,
      smallerIsBetter: smallerIsBetter)
  }

  /// What to do about several benchmarks so that the probability of any false alarm is at most
  /// `alpha` (Holm).
  public static func decisions(
    _ checks: [RegressionCheck], alpha: Double = 0.05
  ) throws(SampleError) -> [Decision] {
    let significant = try PValueAdjustment.holm.rejected(checks.map(\.pValue), alpha: alpha)
    return zip(checks, significant).map { check, isSignificant in
      decide(
        isSignificant: isSignificant, change: check.relativeMedianChange,
        threshold: check.noiseThreshold, smallerIsBetter: check.smallerIsBetter)
    }
  }

  /// The threshold that a benchmark's own noise asks for: three median distances from the median,
  /// relative to it, and 2 % at least.
  ///
  /// - Parameter history: Measurements of one unchanged version, at least two.
  public static func noiseThreshold(history: [Double]) throws(SampleError) -> Double {
    try require(history, atLeast: 2)
    let share = 3 * medianAbsoluteDeviation(history) / abs(median(history))
    return share > 0.02 ? share : 0.02
  }

  private static func decide(
    isSignificant: Bool, change: Double, threshold: Double, smallerIsBetter: Bool
  ) -> Decision {
    guard isSignificant else { return .noChange }
    guard abs(change) > threshold else { return .withinNoise }
    return (change > 0) == smallerIsBetter ? .regressed : .improved
  }
}

extension MannWhitneyTest {
  /// Exact if values do not tie and one sample has at most 8, else approximate.
  fileprivate var pValueOfSmallSamples: Double {
    if min(firstCount, secondCount) <= 8, let exact { return exact.twoSided }
    // All values equal: nothing differs.
    let p = asymptotic()
    return p.isNaN ? 1 : p
  }
}

/// Which values of a sample are outliers, by their distance from the quartiles (Tukey 1977).
public struct TukeyFences: Sendable, Equatable {
  /// A quarter of the values lies below (type 7).
  public let lowerQuartile: Double
  /// A quarter of the values lies above (type 7).
  public let upperQuartile: Double
  /// How many values lie more than 1.5 but not more than 3 interquartile ranges outside.
  public let mildOutliers: Int
  /// How many values lie more than 3 interquartile ranges outside.
  public let severeOutliers: Int

  /// Of at least one value.
  public init(_ values: [Double]) throws(SampleError) {
    try require(values, atLeast: 1)
    self.init(sorted: SortedSample(values))
  }

  init(sorted: SortedSample) {
    let (lower, upper) = (sorted.quantile(0.25), sorted.quantile(0.75))
    func outside(_ ranges: Double) -> Int {
      let reach = ranges * (upper - lower)
      return sorted.values.count { $0 < lower - reach || $0 > upper + reach }
    }
    lowerQuartile = lower
    upperQuartile = upper
    severeOutliers = outside(3)
    mildOutliers = outside(1.5) - severeOutliers
  }

  /// The lower and the upper fence at a number of interquartile ranges: 1.5 mild, 3 severe.
  public func fences(_ ranges: Double) -> (low: Double, high: Double) {
    let reach = ranges * (upperQuartile - lowerQuartile)
    return (lowerQuartile - reach, upperQuartile + reach)
  }
}
