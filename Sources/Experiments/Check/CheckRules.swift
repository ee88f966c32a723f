import Documents
import Scenarios

/// What counts as a regression.
public struct CheckRules: Sendable, Equatable {
  /// A change that does not matter for one metric, such as `failover.recover.p99=2%`.
  public struct Threshold: Sendable, Equatable {
    /// The dotted name.
    public var metric: String
    /// The line meant; empty for all lines of the metric.
    public var dimensions: [String: String]
    /// How much. A percentage of a ratio is a difference, of anything else a share of the
    /// reference.
    public var change: Objective.Bound

    /// Reads a threshold.
    ///
    /// - Throws: `DocumentError` with `option` as its place.
    public init(parsing text: String, option: String = "--threshold") throws(DocumentError) {
      let place = option + " " + text
      // The last one: dimensions have their own.
      guard let sign = text.lastIndex(of: "="), sign > text.startIndex,
        !text[sign...].contains("}")
      else {
        throw DocumentError(file: place, problem: "write for example failover.recover.p99=2%")
      }
      let objective: Objective
      do throws(ObjectiveError) {
        objective = try Objective(
          parsing: text[..<sign] + " <= " + text[text.index(after: sign)...])
      } catch {
        throw DocumentError(file: place, problem: error.problem)
      }
      guard objective.bound.value >= 0 else {
        throw DocumentError(file: place, problem: "must not be negative")
      }
      metric = MetricCatalog.canonicalName(objective.metric)
      dimensions = objective.dimensions
      change = objective.bound
    }
  }

  /// The share of the reference's value up to which a change does not matter; of a ratio, the share
  /// of it or of what it lacks to one, whichever is less.
  public var noise = 0.0
  /// The same for single metrics; a later one wins over an earlier one.
  public var thresholds: [Threshold] = []
  /// One minus the probability of any false alarm.
  public var confidence = 0.95
  /// Names of the metrics to judge; none: all.
  public var metrics: [String] = []
  /// Whether a missed objective fails.
  public var objectives = false
  /// Whether a changed behaviour fails.
  public var fingerprints = false
  /// Whether every difference of a figure fails, improvements too.
  public var isExact = false

  /// Only regressions fail.
  public init() {}

  /// Refuses names that no metric has.
  ///
  /// - Throws: `DocumentError` with the option as its place.
  public func validate(among metrics: [MetricSeries]) throws(DocumentError) {
    for name in self.metrics {
      try Self.find(name, [:], among: metrics, place: "--metric " + name)
    }
    for threshold in thresholds {
      let named = threshold.metric + MetricSeries.text(threshold.dimensions)
      let unit = try Self.find(
        threshold.metric, threshold.dimensions, among: metrics, place: "--threshold " + named)
      if case .duration = threshold.change, unit != "seconds" {
        throw DocumentError(
          file: "--threshold " + named,
          problem: "\(threshold.metric) is measured in \(unit), not in time")
      }
    }
  }

  @discardableResult
  private static func find(
    _ name: String, _ dimensions: [String: String], among metrics: [MetricSeries], place: String
  ) throws(DocumentError) -> String {
    let named = metrics.filter { $0.family.name == MetricCatalog.canonicalName(name) }
    guard let unit = named.first?.family.unit else {
      throw DocumentError(
        file: place, problem: "no metric of the scenario is called \"\(name)\"",
        suggestion: nearestName(to: name, among: metrics.map(\.family.name)))
    }
    if !dimensions.isEmpty, !named.contains(where: { $0.dimensions == dimensions }) {
      let wanted = MetricSeries.text(dimensions)
      throw DocumentError(
        file: place, problem: "\(name) is not measured for \(wanted)",
        suggestion: nearestName(to: wanted, among: named.map { MetricSeries.text($0.dimensions) }))
    }
    return unit
  }

  func judges(_ metric: MetricSummary) -> Bool {
    metrics.isEmpty || metrics.contains { MetricCatalog.canonicalName($0) == metric.name }
  }

  /// The largest change of a metric that does not matter, in its own unit.
  func noise(of metric: MetricSummary, reference: Double) -> Double {
    let isRatio = metric.unit == "ratio"
    let threshold = thresholds.last {
      $0.metric == metric.name && ($0.dimensions.isEmpty || $0.dimensions == metric.dimensions)
    }
    switch threshold?.change {
    case .percent(let share) where isRatio: return share / 100
    case .percent(let share): return abs(reference) * share / 100
    case .number(let value), .duration(let value): return value
    case nil:
      let base = isRatio ? min(abs(reference), abs(1 - reference)) : abs(reference)
      return noise * base
    }
  }
}
