/// What a search for the smallest sufficient setting found out: the value that its reports render and
/// that `plan.json` holds.
public struct CapacityResult: Sendable, Codable, Equatable {
  /// The version of this layout.
  public var schemaVersion: Int = 1
  /// The engine that ran.
  public var engineVersion: String
  /// `metadata.name` of the scenario.
  public var scenario: String
  /// Digest of the scenario without the changes, with every file it reads.
  public var digest: String
  /// The master seed, the same at every setting.
  public var seed: UInt64
  /// The confidence of the answer: of all verdicts together.
  public var confidence: Double
  /// `means`, or `share` of runs.
  public var criterion: String
  /// The share of runs that must meet all objectives; nil for means.
  public var share: Double?
  /// What was varied.
  public var variables: [SweptVariable]
  /// How many settings there are.
  public var candidates: Int
  /// The settings that were tried, the smallest or cheapest first.
  public var settings: [PlannedSetting]
  /// The answer's place among `settings`; nil if none is sufficient.
  public var found: Int?
  /// Whether a setting above an answer failed although more was expected to help; nil: not looked at.
  public var isMonotone: Bool?
  /// What a reader should know about how to take the answer; sentences.
  public var notes: [String] = []
}

/// One setting that was tried.
public struct PlannedSetting: Sendable, Codable, Equatable {
  /// The value of each variable.
  public var settings: [String]
  /// Its place among all settings, the smallest or cheapest first.
  public var place: Int
  /// How many replications ran.
  public var replications: Int
  /// What was decided.
  public var verdict: SettingVerdict
  /// Price of its nodes over a run, from the scenario alone; nil without `costs`.
  public var cost: Double?
  /// `cost.total` as simulated, which differs where pools scale; nil without `costs`.
  public var simulatedCost: Double?
  /// The metric of each objective with the interval that decided.
  public var metrics: [MetricSummary]
  /// Each objective with that interval.
  public var objectives: [ObjectiveOutcome]
  /// The share of runs that met all objectives, with its exact interval; nil for means.
  public var share: Sensitivity.Limits?
}

extension PlannedSetting {
  /// The share of runs in the shape in which reports show figures; nil for means.
  public var shareSummary: MetricSummary? {
    share.map {
      MetricSummary(
        name: "share", dimensions: [:], unit: "ratio", help: "Runs that met all objectives.",
        estimate: $0.estimate, lower: $0.lower, upper: $0.upper, minimum: nil, maximum: nil,
        count: replications, method: "Clopper and Pearson, sequential")
    }
  }
}
