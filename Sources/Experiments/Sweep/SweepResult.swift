/// What a sweep found out: the value that its reports render and that `sweep.json` holds.
public struct SweepResult: Sendable, Codable, Equatable {
  /// The version of this layout.
  public var schemaVersion: Int = 1
  /// The engine that ran.
  public var engineVersion: String
  /// `metadata.name` of the scenario.
  public var scenario: String
  /// Digest of the scenario without the changes, with every file it reads.
  public var digest: String
  /// The master seed, the same at every point.
  public var seed: UInt64
  /// The confidence of every interval.
  public var confidence: Double
  /// `grid`, `latin`, `morris` or `sobol`.
  public var design: String
  /// What was varied.
  public var variables: [SweptVariable]
  /// The points in the order of the design.
  public var points: [SweptPoint]
  /// Which variables matter, one entry per metric; empty without `morris` or `sobol`.
  public var sensitivity: [Sensitivity] = []
  /// What a reader should know about how to take the figures; sentences.
  public var notes: [String] = []
}

/// A field that was varied.
public struct SweptVariable: Sendable, Codable, Equatable {
  /// The field, as `--set` names it.
  public var path: String
  /// Its values or range, as written.
  public var values: String
}

/// One setting with what its replications say.
public struct SweptPoint: Sendable, Codable, Equatable {
  /// The value of each variable.
  public var settings: [String]
  /// How many replications ran.
  public var replications: Int
  /// The chosen metrics.
  public var metrics: [MetricSummary]
  /// The verdict on each objective of the scenario.
  public var objectives: [ObjectiveOutcome]
}

/// How much each variable matters for one metric.
public struct Sensitivity: Sendable, Codable, Equatable {
  /// The metric, by name, dimensions and unit as in `MetricSummary`.
  public var metric: String
  public var dimensions: [String: String]
  public var unit: String
  /// The variables, the most influential first.
  public var factors: [Factor]
  /// The share of the variance between points that is the replications' own noise; nil if unknown.
  public var noiseShare: Double?

  /// One variable.
  public struct Factor: Sendable, Codable, Equatable {
    /// The field that was varied.
    public var path: String
    /// What it is ranked by. Morris: μ*, the mean size of the change from one end of the range to the
    /// other. Sobol: the total index, the share of the variance in which it has any part.
    public var influence: Limits
    /// Morris: μ, the mean change with its sign. Sobol: the first-order index, what it causes alone.
    public var alone: Limits
    /// Morris: σ, how much the change depends on the other variables or on where in the range.
    public var spread: Double?
  }

  /// An estimate between the limits of its interval.
  public struct Limits: Sendable, Codable, Equatable {
    /// What is most probable.
    public var estimate: Double
    /// The lower limit; nil where none could be worked out.
    public var lower: Double?
    /// The upper limit; nil where none could be worked out.
    public var upper: Double?
  }
}

extension Sensitivity {
  /// A figure of the ranking in the shape in which reports show figures; `share` is the unit of
  /// Sobol's indices.
  public func summary(_ limits: Limits?, of design: String = "morris") -> MetricSummary {
    MetricSummary(
      name: metric, dimensions: dimensions, unit: design == "sobol" ? "share" : unit, help: "",
      estimate: limits?.estimate, lower: limits?.lower, upper: limits?.upper, minimum: nil,
      maximum: nil, count: 0, method: "bootstrap")
  }
}
