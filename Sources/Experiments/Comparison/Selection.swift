import Scenarios
import Statistics

extension Comparison {
  /// Kim and Nelson's selection of the best arm, fed with the replications that all arms still in
  /// the race define: a pure function of their values in the order of their numbers.
  struct Selection: Sendable {
    let metric: MetricSeries
    let largerIsBetter: Bool
    let indifference: Double
    let isIndifferenceGiven: Bool
    let probability: Double
    /// Where the metric is among those of each arm's plan.
    private let indices: [Int]
    private let most: Int
    private var procedure: KimNelsonSelection
    /// The values of the first stage, from which variances are estimated.
    private let first: [[Double]]
    /// Replications that have been looked at.
    private var looked = 0
    private(set) var eliminatedAt: [Int?]

    /// Begins with the replications that all arms have.
    ///
    /// Nil if no metric can decide, or fewer than two replications define it in all arms.
    init?(_ comparison: Comparison, _ results: [[ReplicationResult]]) {
      guard let metric = comparison.deciding(results) else { return nil }
      let plans = comparison.arms.map(\.plan)
      indices = plans.compactMap { $0.index(of: metric) }
      guard indices.count == plans.count,
        plans[0].metrics[indices[0]].family.better != .neither
      else { return nil }
      let series = plans[0].metrics[indices[0]]
      self.metric = series
      largerIsBetter = series.family.better == .larger
      let run = plans[0].run
      most = max(
        run.replications,
        comparison.question.maxReplications
          ?? (comparison.question.best == nil ? run.replications : run.maxReplications))
      var first = indices.map { _ in [Double]() }
      for replication in results[0].indices {
        guard let row = Self.row(replication, results, indices, of: Array(plans.indices)) else {
          continue
        }
        for (arm, value) in row { first[arm].append(value) }
      }
      self.first = first
      guard first[0].count > 1 else { return nil }
      let baseline = Summary(first[0]).mean
      let given = comparison.question.indifference
      isIndifferenceGiven = given != nil
      indifference =
        given.map { Self.indifference($0, of: baseline, series.family.unit) }
        ?? Self.indifference(first, largerIsBetter, series.family.unit)
      // Beyond 1 − 1/arms a guess would keep the promise.
      let alpha = min(1 - run.confidence, 0.9 * (1 - 1 / Double(plans.count)))
      probability = 1 - alpha
      guard
        let procedure = try? KimNelsonSelection(
          arms: plans.count, alpha: alpha, indifference: indifference,
          initialReplications: first[0].count, largerIsBetter: largerIsBetter)
      else { return nil }
      self.procedure = procedure
      eliminatedAt = plans.map { _ in nil }
      look(at: results)
    }

    /// The difference that does not matter unless something else is said: a twentieth of the
    /// baseline's value; of a ratio that should be large, a twentieth of what it lacks. Where that
    /// is nothing, a twentieth of the largest such value of any arm.
    private static func indifference(
      _ arms: [[Double]], _ largerIsBetter: Bool, _ unit: String
    ) -> Double {
      let sizes = arms.map { values in
        let mean = Summary(values).mean
        return (unit == "ratio" && largerIsBetter ? max(0, 1 - mean) : abs(mean)) / 20
      }
      if let own = sizes.first, own > 0 { return own }
      let largest = sizes.max() ?? 0
      return largest > 0 ? largest : 1e-9
    }

    private static func indifference(
      _ given: Objective.Bound, of baseline: Double, _ unit: String
    ) -> Double {
      let value = given.value
      if case .percent = given, unit != "ratio" {
        return max(abs(baseline) * value, .leastNormalMagnitude)
      }
      return value
    }

    /// The values of a replication; nil unless it is defined in all of `arms`.
    private static func row(
      _ replication: Int, _ results: [[ReplicationResult]], _ indices: [Int], of arms: [Int]
    ) -> [(arm: Int, value: Double)]? {
      var row: [(arm: Int, value: Double)] = []
      for arm in arms {
        guard replication < results[arm].count,
          let value = results[arm][replication].values[indices[arm]], value.isFinite
        else { return nil }
        row.append((arm, value))
      }
      return row
    }

    /// Which arms need how many more replications; nil when none does.
    ///
    /// Several at a time, so that threads have work: always the same number, however many there are.
    func next(after results: [[ReplicationResult]]) -> [(plan: Int, count: Int)]? {
      guard !isDecided, looked < most else { return nil }
      let count = min(most - looked, max(10, looked / 10))
      return procedure.survivors.map { ($0, count) }
    }

    /// Goes on with what has been run.
    mutating func look(at results: [[ReplicationResult]]) {
      while !isDecided {
        let survivors = procedure.survivors
        guard survivors.allSatisfy({ looked < results[$0].count }) else { return }
        let row = Self.row(looked, results, indices, of: survivors)
        looked += 1
        for (arm, value) in row ?? [] { try? procedure.add([value], arm: arm) }
        for arm in survivors where procedure.eliminatedAt[arm] != nil { eliminatedAt[arm] = looked }
      }
    }

    var isDecided: Bool { procedure.outcome != .undecided }

    /// How many replications of an arm count.
    func used(_ arm: Int) -> Int { eliminatedAt[arm] ?? looked }

    /// The arm selected; until then, the one with the best mean among those in the race.
    var leader: Int {
      if case .selected(let arm) = procedure.outcome { return arm }
      let means = procedure.means
      let sign: Double = largerIsBetter ? 1 : -1
      return procedure.survivors.reduce(procedure.survivors.first ?? 0) {
        sign * means[$1] > sign * means[$0] ? $1 : $0
      }
    }

    /// After how many replications the procedure ends at the latest; nil once it has.
    var replicationsNeeded: Int? {
      guard !isDecided,
        let constants = try? KimNelsonSelection.constants(
          arms: first.count, initialReplications: procedure.initialReplications,
          alpha: procedure.alpha)
      else { return nil }
      var longest = 0.0
      for arm in procedure.survivors {
        for other in procedure.survivors where other < arm {
          let variance = Summary(zip(first[arm], first[other]).map { $0 - $1 }).variance
          longest = max(longest, constants.squaredH * variance / (indifference * indifference))
        }
      }
      return longest < 1e9 ? Int(longest.rounded(.up)) + 1 : nil
    }
  }

  /// The metric that decides: the one asked for, the first objective's, or the first that is
  /// compared; nil if neither more nor less of any is better.
  func deciding(_ results: [[ReplicationResult]]) -> MetricReference? {
    if let best = question.best { return best }
    return compared(results).first { metric in
      arms[0].plan.index(of: metric).map {
        arms[0].plan.metrics[$0].family.better != .neither
      } ?? false
    }
  }

  /// The metrics that are compared: those asked for, else those of the objectives, else the usual
  /// ones; only what is measured in all arms.
  func compared(_ results: [[ReplicationResult]]) -> [MetricReference] {
    let plan = arms[0].plan
    var candidates = question.metrics
    if candidates.isEmpty {
      candidates = plan.scenario.spec.objectives.map {
        MetricReference(name: $0.metric, dimensions: $0.dimensions)
      }.filter { objective in arms.allSatisfy { $0.plan.index(of: objective) != nil } }
    }
    if candidates.isEmpty {
      candidates = Self.usual.filter { metric in
        arms.indices.contains { arm in
          guard let index = arms[arm].plan.index(of: metric) else { return false }
          return results[arm].contains { $0.values[index] != nil }
        } && arms.allSatisfy { $0.plan.index(of: metric) != nil }
      }
    }
    if let best = question.best { candidates.insert(best, at: 0) }
    var seen: Set<MetricReference> = []
    return candidates.map {
      MetricReference(name: MetricCatalog.canonicalName($0.name), dimensions: $0.dimensions)
    }.filter { seen.insert($0).inserted }
  }

  private static let usual = [
    "availability.replicas", "failover.recover.p50", "failover.recover.p99",
  ].map { MetricReference(name: $0) }
}
