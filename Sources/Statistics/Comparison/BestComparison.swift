/// Every arm against the best of the others, all at one joint confidence (Hsu 1984, MCB).
public struct BestComparison: Sendable, Equatable {
  /// What is known about one arm.
  public struct Result: Sendable, Equatable {
    /// The arm's name.
    public let name: String
    /// The arm's mean.
    public let mean: Double
    /// Its true mean minus the best true mean of the others. One limit is zero, or zero lies
    /// between the limits; the estimate is the difference of the sample means.
    public let difference: Interval
    /// Whether the arm may be the best of all.
    public let mayBeBest: Bool
    /// Whether no other arm may be.
    public let isBest: Bool
  }

  /// One result per arm, in the order given.
  public let arms: [Result]
  /// The index of the arm with the best sample mean; of equal ones the first.
  public let sampleBest: Int
  /// The constant that multiplies the standard error of a difference.
  public let critical: Double
  /// How far a true difference lies from its estimate at most; of several, the largest.
  public let halfWidth: Double

  /// Independent arms of equally many values and of equal variance, which is pooled.
  ///
  /// - Parameter largerIsBetter: False for costs, latencies, downtime.
  public static func hsu(
    _ arms: [Arm], confidence: Double = 0.95, largerIsBetter: Bool
  ) throws(SampleError) -> BestComparison {
    try arms.requireBalanced()
    try require(probability: confidence, "confidence")
    let n = arms[0].values.count
    let squares = ExactSum(arms.map { Summary($0.values).sumOfSquaredDeviations })
    let freedom = Double(arms.count) * Double(n - 1)
    return BestComparison(
      arms, critical: critical(arms, freedom, confidence),
      error: (squares.value / freedom * 2 / Double(n)).squareRoot(),
      largerIsBetter: largerIsBetter)
  }

  /// Arms under common random numbers: value j of every arm comes from replication j (Nelson and
  /// Matejcik 1995).
  ///
  /// Assumes that the variances of all differences are equal (sphericity); the effect of
  /// replications that all arms share cancels.
  public static func nelsonMatejcik(
    _ arms: [Arm], confidence: Double = 0.95, largerIsBetter: Bool
  ) throws(SampleError) -> BestComparison {
    try arms.requireBalanced()
    try require(probability: confidence, "confidence")
    let (k, n) = (arms.count, arms[0].values.count)
    let means = arms.map { Summary($0.values).mean }
    let rows = (0..<n).map { row in
      ExactSum(zip(arms, means).map { $0.values[row] - $1 }).value / Double(k)
    }
    var squares = ExactSum()
    for (arm, mean) in zip(arms, means) {
      let own = arm.values
      for (value, row) in zip(own, rows) {
        let rest = value - mean - row
        squares.addProduct(rest, rest)
      }
    }
    let freedom = Double(k - 1) * Double(n - 1)
    return BestComparison(
      arms, critical: critical(arms, freedom, confidence),
      error: (2 * squares.value / freedom / Double(n)).squareRoot(),
      largerIsBetter: largerIsBetter)
  }

  /// Arms under common random numbers, without assumptions about their variances: paired
  /// t-intervals, the error shared among all pairs of arms (Bonferroni).
  ///
  /// Wider than ``nelsonMatejcik(_:confidence:largerIsBetter:)``, but right where differences vary
  /// unequally.
  public static func paired(
    _ arms: [Arm], confidence: Double = 0.95, largerIsBetter: Bool
  ) throws(SampleError) -> BestComparison {
    try arms.requireBalanced()
    try require(probability: confidence, "confidence")
    let k = Double(arms.count)
    let freedom = Double(arms[0].values.count - 1)
    let t = StudentT.quantile(
      1 - (1 - confidence) / (k * (k - 1)), degreesOfFreedom: freedom)
    let margins = arms.map { arm in
      arms.map { other in
        t * Summary(zip(arm.values, other.values).map { $0 - $1 }).standardError
      }
    }
    return BestComparison(
      arms, critical: t, halfWidth: margins.joined().max() ?? 0, largerIsBetter: largerIsBetter
    ) { margins[$0][$1] }
  }

  private static func critical(
    _ arms: [Arm], _ freedom: Double, _ confidence: Double
  ) -> Double {
    Dunnett.quantile(confidence, comparisons: arms.count - 1, degreesOfFreedom: freedom)
  }

  private init(_ arms: [Arm], critical: Double, error: Double, largerIsBetter: Bool) {
    let halfWidth = critical * error
    self.init(arms, critical: critical, halfWidth: halfWidth, largerIsBetter: largerIsBetter) {
      _, _ in halfWidth
    }
  }

  private init(
    _ arms: [Arm], critical: Double, halfWidth: Double, largerIsBetter: Bool,
    margin: (Int, Int) -> Double
  ) {
    let sign: Double = largerIsBetter ? 1 : -1
    let means = arms.map { Summary($0.values).mean }
    sampleBest = indexOfBest(means, largerIsBetter: largerIsBetter)
    // As if larger were better: the best of the others is their largest. A limit against it is the
    // worst limit against any of them.
    let limits = means.indices.map { arm in
      let others = means.indices.filter { $0 != arm }.map { other in
        (estimate: sign * (means[arm] - means[other]), margin: margin(arm, other))
      }
      return (
        estimate: others.map(\.estimate).reduce(.infinity, min),
        lower: min(0, others.map { $0.estimate - $0.margin }.reduce(.infinity, min)),
        upper: others.map { $0.estimate + $0.margin }.reduce(.infinity, min)
      )
    }
    let mayBeBest = limits.map { $0.upper >= 0 }
    let candidates = mayBeBest.count { $0 }
    self.arms = means.indices.map { arm in
      let (estimate, lower, upper) = (
        limits[arm].estimate, limits[arm].lower, max(0, limits[arm].upper)
      )
      return Result(
        name: arms[arm].name, mean: means[arm],
        difference: largerIsBetter
          ? Interval(estimate: estimate, lower: lower, upper: upper)
          : Interval(estimate: 0 - estimate, lower: 0 - upper, upper: 0 - lower),
        mayBeBest: mayBeBest[arm], isBest: mayBeBest[arm] && candidates == 1)
    }
    self.critical = critical
    self.halfWidth = halfWidth
  }
}

/// The index of the largest or smallest value; of equal ones the first. 0 for none.
func indexOfBest(_ values: [Double], largerIsBetter: Bool) -> Int {
  var best = 0
  for index in values.indices
  where largerIsBetter ? values[index] > values[best] : values[index] < values[best] {
    best = index
  }
  return best
}
