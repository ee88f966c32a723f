/// How the arms of an experiment differ, replication by replication under the same random numbers.
public struct ComparisonResult: Sendable, Codable, Equatable {
  /// The arm against which the others are held.
  public var baseline: String
  /// The metrics that are compared, the one that decides first.
  public var metrics: [ComparedMetric]
  /// Which arm is best by the metric that decides; nil if no metric can decide.
  public var selection: ArmSelection?

  /// The arm to choose, as far as is known; nil if no metric can decide.
  public var recommended: String? { selection?.leader }
}

/// One metric in all arms; its estimates are those of `ArmResult.metrics`.
public struct ComparedMetric: Sendable, Codable, Equatable {
  /// The metric, by name and dimensions as in `MetricSummary`.
  public var name: String
  public var dimensions: [String: String]
  /// `ratio`, `seconds`, …
  public var unit: String
  /// One sentence for a reader.
  public var help: String
  /// Which values are welcome.
  public var better: Better
  /// One entry per arm, in the order of the experiment.
  public var arms: [ComparedArm]
}

/// One metric in one arm, beside the other arms.
public struct ComparedArm: Sendable, Codable, Equatable {
  /// The arm's name.
  public var name: String
  /// This arm minus the baseline; nil for the baseline, and where no replication defines both.
  public var difference: ArmDifference?
  /// This arm minus the best of the others; nil where nothing is better, or too little is known.
  public var toBest: DifferenceToBest?
}

/// An arm minus the baseline: the mean of the differences of equal replications.
public struct ArmDifference: Sendable, Codable, Equatable {
  /// The mean difference.
  public var estimate: Double
  /// The ends of the paired t-interval; nil with fewer than two pairs.
  public var lower: Double?
  public var upper: Double?
  /// The replications that define both.
  public var pairs: Int
  /// The two-sided p-value of "no difference"; nil with fewer than two pairs.
  public var pValue: Double?
  /// The same, adjusted by Holm's method over all arms and metrics of the comparison.
  public var adjustedPValue: Double?
  /// Whether arm and baseline differ beyond doubt, at the confidence of the experiment.
  public var isSignificant: Bool
  /// The correlation of the pairs; nil where one side never varies.
  public var correlation: Double?
  /// How much common random numbers paid: the variance that independent seeds would give the
  /// difference over the variance that it has; nil where the difference never varies.
  public var varianceRatio: Double?
  /// The true difference that so many pairs would have shown with a probability of 80 %; nil with
  /// fewer than two pairs.
  public var detectable: Double?
}

/// An arm minus the best of the others, all arms at one joint confidence (Hsu; Nelson and Matejcik).
public struct DifferenceToBest: Sendable, Codable, Equatable {
  /// The difference of the means.
  public var estimate: Double
  /// The ends of the interval, of which one is 0 unless 0 lies between them.
  public var lower: Double
  public var upper: Double
  /// Whether the arm may be the best of all.
  public var mayBeBest: Bool
  /// Whether no other arm may be.
  public var isBest: Bool
}

/// Which arm is best by one metric, and what it costs to be wrong.
public struct ArmSelection: Sendable, Codable, Equatable {
  /// The metric that decides, by name and dimensions as in `MetricSummary`.
  public var metric: String
  public var dimensions: [String: String]
  public var unit: String
  /// `larger` or `smaller`.
  public var better: Better
  /// The difference that does not matter, in the metric's unit.
  public var indifference: Double
  /// Whether that is what was asked for; else it is the default.
  public var isIndifferenceGiven: Bool
  /// The promised probability that the selected arm is within `indifference` of the best one.
  public var probability: Double
  /// The arm selected, or the one with the best mean so far.
  public var leader: String
  /// Whether the promise holds: Kim and Nelson's procedure has come to its end.
  public var isDecided: Bool
  /// After how many replications each arm was eliminated, in the order of the arms; nil if it was
  /// not.
  public var eliminatedAt: [Int?]
  /// About how many replications a decision takes at most; nil once there is one.
  public var replicationsNeeded: Int?
  /// The probability that another arm has the better mean, and how much is lost by that on average.
  public var regret: Regret

  /// What may be lost by choosing the leader, by resampling replications.
  public struct Regret: Sendable, Codable, Equatable {
    /// The share of resamples in which another arm is better.
    public var probability: Double
    /// By how much the best arm of a resample is better than the leader, on average.
    public var expected: Double
    /// How many resamples were drawn.
    public var resamples: Int
  }
}
