/// Everything an experiment found out: the value that reports render and that `result.json` holds.
///
/// Nothing in it depends on the wall clock, the machine or the number of threads.
public struct ExperimentResult: Sendable, Codable, Equatable {
  /// The version of this layout; a reader refuses what it does not know.
  public var schemaVersion: Int = 1
  /// The engine that ran.
  public var engineVersion: String
  /// `metadata.name` of the scenario.
  public var scenario: String
  /// The scenario's own description, for the head of a report.
  public var summary: String
  /// Digest of the canonical scenario with every file it reads.
  public var digest: String
  /// The master seed.
  public var seed: UInt64
  public var horizonSeconds: Double
  public var warmupSeconds: Double
  /// `nodes` or `capacity`.
  public var fidelity: String
  /// The confidence of every interval, such as 0.95.
  public var confidence: Double
  public var fleet: FleetSummary
  /// One entry per arm; a scenario without arms has one, called `baseline`.
  public var arms: [ArmResult]
  /// What a reader should know about how to take the figures; sentences.
  public var notes: [String] = []
  /// How the arms differ; nil for an experiment that compares nothing.
  public var comparison: ComparisonResult?
}

/// What was simulated, for the head of a report.
public struct FleetSummary: Sendable, Codable, Equatable {
  /// One region of the fleet.
  public struct Region: Sendable, Codable, Equatable {
    /// Its name.
    public var name: String
    /// The law that holds there; empty when not said.
    public var jurisdiction: String
    /// How many zones it has.
    public var zones: Int
    /// How many clusters stand in it.
    public var clusters: Int
    /// How many nodes they have.
    public var nodes: Int
  }
  /// The regions in the scenario's order.
  public var regions: [Region]
  /// Clusters of all regions.
  public var clusters: Int
  /// Nodes of all clusters.
  public var nodes: Int
  /// Workload templates.
  public var services: Int
  /// Replicas wanted at the start.
  public var replicas: Int
  /// The control plane's kind, such as `Karmada`.
  public var controlPlane: String
  /// How it reacts when a cluster fails, step by step, with its constants; nil where nobody says.
  public var reaction: [String]?
}

/// The result of one arm.
public struct ArmResult: Sendable, Codable, Equatable {
  /// The arm's name in the scenario.
  public var name: String
  /// How many replications ran.
  public var replications: Int
  /// One line per metric and dimension, in catalogue order.
  public var metrics: [MetricSummary]
  /// The digest of the ordered event trace of each replication, as 16 hexadecimal digits.
  public var fingerprints: [String]
  /// One value per replication (outer) and metric (inner, the order of `metrics`); nil = undefined.
  public var values: [[Double?]]
  /// What happened in the first replication, for the timeline of the report.
  public var timeline: Timeline?
  /// Pooled samples of duration metrics by metric name, sorted, for distribution charts.
  public var samples: [String: [Double]]
  /// The verdict on each objective of the scenario, in its order.
  public var objectives: [ObjectiveOutcome] = []
  /// What became of each entry of `run.precision`; nil without any.
  public var precision: [PrecisionOutcome]?
  /// How the replications come to rest; only of a steady-state study.
  public var settling: [SettlingCurve]?
  /// What was simulated in this arm, if it is not what the result says of all.
  public var fleet: FleetSummary?
}

/// Whether a metric is known as exactly as was asked.
public struct PrecisionOutcome: Sendable, Codable, Equatable {
  /// The target as the scenario writes it.
  public var target: String
  /// The metric, by name and dimensions as in `MetricSummary`.
  public var metric: String
  public var dimensions: [String: String]
  /// The half-width reached, in the metric's unit; nil with fewer than two defined replications.
  public var halfWidth: Double?
  /// Whether that is enough.
  public var isReached: Bool
  /// After how many replications.
  public var replications: Int
}

/// The verdict on one objective, such as `availability >= 99.95%`.
public struct ObjectiveOutcome: Sendable, Codable, Equatable {
  /// The objective as the scenario writes it.
  public var objective: String
  /// The metric that decides, by name and dimensions as in `MetricSummary`.
  public var metric: String
  public var dimensions: [String: String]
  /// `>=`, `<=`, `>` or `<`.
  public var comparison: String
  /// The bound in the metric's own unit.
  public var bound: Double
  /// The estimate with its interval; nil when no replication defines the metric.
  public var estimate: Double?
  public var lower: Double?
  public var upper: Double?
  /// Whether the estimate keeps the bound; an undefined metric (nothing failed) keeps it.
  public var met: Bool
  /// Whether the whole interval is on the same side of the bound as the estimate.
  public var certain: Bool
}

/// One metric, summarised over replications.
public struct MetricSummary: Sendable, Codable, Equatable {
  /// The dotted name, such as `failover.recover.p99`.
  public var name: String
  /// What the figure is about, such as `["region": "eu-west"]`; empty for the whole fleet.
  public var dimensions: [String: String]
  /// `ratio`, `seconds`, `replicas`, `requests`, …
  public var unit: String
  /// One sentence for a reader.
  public var help: String
  /// The mean over replications; nil when no replication defines it.
  public var estimate: Double?
  /// The ends of the confidence interval; nil with fewer than two defined replications.
  public var lower: Double?
  public var upper: Double?
  public var minimum: Double?
  public var maximum: Double?
  /// How many replications define it.
  public var count: Int
  /// How the interval was made: `t over replications`, `order statistics`, …
  public var method: String
}

/// One replication as it unfolded.
public struct Timeline: Sendable, Codable, Equatable {
  /// One series per region, sampled whenever something changed (thinned to a few thousand points).
  public struct Series: Sendable, Codable, Equatable {
    /// The region's name.
    public var region: String
    /// Pods that really serve.
    public var serving: [Int32]
    /// Pods without a node.
    public var pending: [Int32]
    /// Pods on nodes that are down and not given up yet.
    public var unreachable: [Int32]
  }
  /// One marked instant.
  public struct Event: Sendable, Codable, Equatable {
    /// Seconds since the start of the run.
    public var seconds: Double
    /// `failure`, `repair`, `detected`, `readmitted`, `evicted`, `placed`, `unschedulable`.
    public var kind: String
    /// One short sentence.
    public var text: String
    /// The region it concerns, or empty.
    public var region: String
  }
  /// Instants in seconds, ascending, shared by all series.
  public var seconds: [Double]
  public var series: [Series]
  /// Replicas wanted at each instant, whole fleet.
  public var wanted: [Int32]
  public var events: [Event]
}
