import FleetModel

/// Which values of a metric are welcome.
public enum Better: String, Sendable, Codable {
  case larger, smaller
  /// It tells what happened, not how well: more moves may mean a faster recovery.
  case neither
}

/// One metric: its name, its meaning, what it is reported for, and how a run answers it.
public struct MetricFamily: Sendable {
  /// The dotted name.
  public var name: String
  /// `ratio`, `seconds`, `replicas`, …
  public var unit: String
  /// Which way a change is an improvement.
  public var better: Better
  /// One sentence for a reader.
  public var help: String
  /// One map per line: empty for the whole fleet, `region` to its name, ….
  var dimensions: @Sendable (MetricContext) -> [[String: String]]
  /// The value of one line in one run; nil when the run does not define it.
  var value: @Sendable (Recorder, [String: String]) -> Double?
  /// Whether the samples of all runs are also pooled, with this quantile.
  var pooledQuantile: Double?

  init(
    _ name: String, unit: String, better: Better, _ help: String,
    dimensions: @escaping @Sendable (MetricContext) -> [[String: String]] = { _ in [[:]] },
    pooledQuantile: Double? = nil,
    value: @escaping @Sendable (Recorder, [String: String]) -> Double?
  ) {
    self.name = name
    self.unit = unit
    self.better = better
    self.help = help
    self.dimensions = dimensions
    self.value = value
    self.pooledQuantile = pooledQuantile
  }
}

/// What decides which lines a metric has.
public struct MetricContext: Sendable {
  var topology: Topology
  var tenants: [Tenant]
  var services: [Service]
  var failures: [FailurePlan]
  var arrivals: [ArrivalPlan] = []
  var hasCosts = false

  /// The whole fleet, and each region.
  var regions: [[String: String]] {
    [[:]] + topology.regions.map { ["region": $0.name] }
  }
  /// Each tenant that owns a service.
  var owners: [[String: String]] {
    let used = Set(services.map(\.tenant))
    return tenants.enumerated().filter { used.contains(TenantID($0.offset)) }.map {
      ["tenant": $0.element.name]
    }
  }
  /// Each service, as long as they can be read by a person.
  var serviceLines: [[String: String]] {
    services.count > 40 ? [] : services.map { ["service": $0.name] }
  }
}

/// One line of a report: a metric about something.
public struct MetricSeries: Sendable {
  /// The metric.
  public var family: MetricFamily
  /// What the line is about.
  public var dimensions: [String: String]

  /// The dimensions as an objective writes them: `{region=eu-west}`.
  static func text(_ dimensions: [String: String]) -> String {
    if dimensions.isEmpty { return "" }
    let pairs = dimensions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "{" + pairs.joined(separator: ",") + "}"
  }
}

/// All metrics, in the order of reports.
public enum MetricCatalog {
  /// Every metric; a further one is one file and one word here.
  public static let families: [MetricFamily] =
    AvailabilityMeter.families + OutageMeter.families + FailoverMeter.families
    + PodMeter.families + JobMeter.families + TrafficMeter.families + UtilisationMeter.families
    + NodeMeter.families + CostMeter.families
    + ControlPlaneMeter.families + ActivityMeter.families

  /// Which values of a metric are welcome; `neither` for a name that no catalogue knows.
  public static func better(_ name: String) -> Better {
    families.first { $0.name == name }?.better ?? .neither
  }

  /// Short names that objectives may use.
  static let aliases = ["availability": "availability.replicas"]

  /// Every name that an objective may use, sorted.
  static var names: [String] {
    // order-free: sorted.
    (families.map(\.name) + aliases.keys).sorted()
  }

  /// The full name of a metric.
  public static func canonicalName(_ name: String) -> String {
    aliases[name] ?? name
  }
}
