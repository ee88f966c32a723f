import Documents
import Scenarios
import Statistics

/// One metric that has to be known exactly before an experiment stops.
struct PrecisionGoal: Sendable {
  let target: PrecisionTarget
  /// The metric's place among those of the plan.
  let index: Int
  let rule: StoppingRule

  /// Resolves a target.
  ///
  /// - Throws: `ScenarioError` for a metric that is not measured.
  init(
    _ target: PrecisionTarget, among metrics: [MetricSeries], run: RunSection,
    _ loaded: LoadedScenario, at path: String
  ) throws {
    self.target = target
    let name = MetricCatalog.canonicalName(target.metric)
    let named = metrics.filter { $0.family.name == name }
    guard let unit = named.first?.family.unit else {
      throw ScenarioError([
        loaded.problem(
          path, "no metric is called \"\(target.metric)\"",
          suggestion: nearestName(to: target.metric, among: MetricCatalog.names))
      ])
    }
    guard
      let index = metrics.firstIndex(where: {
        $0.family.name == name && $0.dimensions == target.dimensions
      })
    else {
      let wanted = MetricSeries.text(target.dimensions)
      throw ScenarioError([
        loaded.problem(
          path,
          wanted.isEmpty ? "\(name) needs a dimension" : "\(name) is not measured for \(wanted)",
          suggestion: nearestName(to: wanted, among: named.map { MetricSeries.text($0.dimensions) })
        )
      ])
    }
    self.index = index
    let precision: StoppingRule.Precision
    switch target.halfWidth {
    case .percent(let share) where unit != "ratio": precision = .relative(share / 100)
    case .duration where unit != "seconds":
      throw ScenarioError([loaded.problem(path, "\(name) is measured in \(unit), not in time")])
    default: precision = .absolute(target.halfWidth.value)
    }
    rule = try StoppingRule(
      precision, confidence: run.confidence, initialReplications: max(2, run.replications),
      maximumReplications: max(run.maxReplications, max(2, run.replications)))
  }
}

/// Decides after how many replications an experiment ends: a pure function of their values in the
/// order of their numbers, whichever is finished first.
struct StoppingPoint: Sendable {
  private let goals: [PrecisionGoal]
  private var summaries: [Summary]
  private let least: Int
  private let most: Int
  /// Replications that have been looked at.
  private(set) var looked = 0
  /// After how many it ends, once that is known.
  private(set) var end: Int?

  init(_ plan: Plan) {
    goals = plan.precision
    summaries = goals.map { _ in Summary() }
    least = plan.run.replications
    most = goals.isEmpty ? least : max(least, plan.run.maxReplications)
    if goals.isEmpty { end = least }
  }

  /// The number beyond which no replication is needed as far as is known.
  var bound: Int { end ?? most }

  /// Looks at the next replication.
  mutating func look(at result: ReplicationResult) {
    guard end == nil else { return }
    looked += 1
    for (index, goal) in goals.enumerated() {
      // A value that a run does not define tells nothing.
      if let value = result.values[goal.index], value.isFinite { summaries[index].add(value) }
    }
    let isMet = zip(goals, summaries).allSatisfy { $0.rule.isMet(by: $1) }
    if looked >= least, isMet || looked == most { end = looked }
  }

  /// About how many replications it will take, for those who wait.
  var expected: Int {
    if let end { return end }
    let estimates = zip(goals, summaries).map { goal, summary -> Double in
      guard summary.count > 1 else { return Double(least) }
      let interval = meanInterval(summary, confidence: goal.rule.confidence)
      let width: Double
      switch goal.rule.precision {
      case .absolute: width = interval.halfWidth / goal.rule.threshold
      case .relative:
        width = interval.estimate == 0 ? 1 : interval.relativeHalfWidth / goal.rule.threshold
      }
      return Double(summary.count) * width * width
    }
    let largest = min(Double(most), estimates.max() ?? 0)
    return max(least, looked + 1, Int(largest.rounded(.up)))
  }
}

extension Experiment {
  /// What became of the goals.
  func outcomes(_ results: [ReplicationResult]) -> [PrecisionOutcome] {
    plan.precision.map { goal in
      var summary = Summary()
      for result in results {
        if let value = result.values[goal.index], value.isFinite { summary.add(value) }
      }
      let interval = meanInterval(summary, confidence: goal.rule.confidence)
      return PrecisionOutcome(
        target: goal.target.description, metric: plan.metrics[goal.index].family.name,
        dimensions: goal.target.dimensions,
        halfWidth: summary.count > 1 ? interval.halfWidth : nil,
        isReached: goal.rule.isMet(by: summary), replications: results.count)
    }
  }
}
