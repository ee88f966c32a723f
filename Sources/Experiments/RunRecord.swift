/// One experiment that was run, as a history keeps it.
public struct RunRecord: Sendable, Codable, Equatable {
  /// When it was complete, as ISO 8601 writes it in UTC.
  public var time: String
  /// The command as it was given.
  public var command: String
  /// `metadata.name` of the scenario.
  public var scenario: String
  /// Digest of the scenario with every file it reads.
  public var digest: String
  /// The master seed.
  public var seed: UInt64
  /// The engine that ran.
  public var engineVersion: String
  /// The confidence of the intervals.
  public var confidence: Double
  /// What came of it, in a few words: `2 of 2 objectives met`, `1 regression`.
  public var verdict: String
  /// What was found out, arm by arm.
  public var arms: [Arm]

  /// One arm of the experiment.
  public struct Arm: Sendable, Codable, Equatable {
    /// Its name.
    public var name: String
    /// How many replications ran.
    public var replications: Int
    /// Its metrics, in the order of reports.
    public var metrics: [Metric]
    /// The objectives, in the scenario's order.
    public var objectives: [Objective]

    /// Puts an arm together.
    public init(name: String, replications: Int, metrics: [Metric], objectives: [Objective]) {
      self.name = name
      self.replications = replications
      self.metrics = metrics
      self.objectives = objectives
    }
  }

  /// One metric with its interval.
  public struct Metric: Sendable, Codable, Equatable {
    /// The dotted name.
    public var name: String
    /// What it is about: `{region=eu-west}`; empty for the whole fleet.
    public var dimensions: String
    /// `ratio`, `seconds`, ….
    public var unit: String
    /// The estimate with its interval; nil where undefined.
    public var estimate: Double?
    public var lower: Double?
    public var upper: Double?
    /// How many replications define it.
    public var count: Int
    /// The verdict of a check; nil where nothing was checked.
    public var verdict: String?

    /// Puts a metric together.
    public init(
      name: String, dimensions: String, unit: String, estimate: Double?, lower: Double?,
      upper: Double?, count: Int, verdict: String?
    ) {
      self.name = name
      self.dimensions = dimensions
      self.unit = unit
      self.estimate = estimate
      self.lower = lower
      self.upper = upper
      self.count = count
      self.verdict = verdict
    }

    /// `availability.replicas{region=eu-west}`
    public var qualifiedName: String { name + dimensions }

    /// The figures as those of a result.
    public var summary: MetricSummary {
      MetricSummary(
        name: name, dimensions: [:], unit: unit, help: "", estimate: estimate, lower: lower,
        upper: upper, minimum: nil, maximum: nil, count: count, method: "")
    }
  }

  /// The verdict on an objective.
  public struct Objective: Sendable, Codable, Equatable {
    /// As the scenario writes it.
    public var objective: String
    /// Whether the estimate keeps it.
    public var met: Bool
    /// Whether the whole interval says the same.
    public var certain: Bool

    /// Puts a verdict together.
    public init(objective: String, met: Bool, certain: Bool) {
      self.objective = objective
      self.met = met
      self.certain = certain
    }
  }

  /// Puts a record together.
  public init(
    time: String, command: String, scenario: String, digest: String, seed: UInt64,
    engineVersion: String, confidence: Double, verdict: String, arms: [Arm]
  ) {
    self.time = time
    self.command = command
    self.scenario = scenario
    self.digest = digest
    self.seed = seed
    self.engineVersion = engineVersion
    self.confidence = confidence
    self.verdict = verdict
    self.arms = arms
  }

  /// What a history keeps of a result.
  ///
  /// - Parameter check: The check that the result was run for, if any.
  public init(
    _ result: ExperimentResult, time: String, command: String, check: ReferenceCheck? = nil
  ) {
    self.init(
      time: time, command: command, scenario: result.scenario, digest: result.digest,
      seed: result.seed, engineVersion: result.engineVersion, confidence: result.confidence,
      verdict: check?.summary ?? Self.objectivesInWords(result),
      arms: result.arms.map { arm in
        Arm(
          name: arm.name, replications: arm.replications,
          metrics: arm.metrics.map { metric in
            let line = check?.lines.first {
              $0.arm == arm.name && $0.name == metric.name && $0.dimensions == metric.dimensions
            }
            return Metric(
              name: metric.name, dimensions: MetricSeries.text(metric.dimensions),
              unit: metric.unit, estimate: metric.estimate, lower: metric.lower,
              upper: metric.upper, count: metric.count, verdict: line?.verdict.rawValue)
          },
          objectives: arm.objectives.map {
            Objective(objective: $0.objective, met: $0.met, certain: $0.certain)
          })
      })
  }

  private static func objectivesInWords(_ result: ExperimentResult) -> String {
    let all = result.arms.flatMap(\.objectives)
    if all.isEmpty { return "no objectives" }
    return "\(all.count { $0.met }) of \(all.count) objectives met"
  }
}
