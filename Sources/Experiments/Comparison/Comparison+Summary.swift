import Scenarios
import Statistics
import Stochastic

extension Comparison {
  /// What the replications of all arms say; a pure function of them, in their order.
  func summarise(
    _ results: [[ReplicationResult]], _ selection: Selection?
  ) -> ExperimentResult {
    let singles = zip(arms, results).map { arm, results in
      Experiment(arm.plan).summarise(results)
    }
    var result = singles[0]
    result.scenario = scenarioName
    result.digest = digest
    result.arms = zip(arms, singles).map { arm, single in
      var summary = single.arms[0]
      summary.name = arm.name
      summary.fleet = single.fleet == result.fleet ? nil : single.fleet
      return summary
    }
    result.notes = notes(singles)
    let metrics = compared(results).compactMap { metric in
      arms[0].plan.index(of: metric).map { arms[0].plan.metrics[$0] }
    }
    var comparison = ComparisonResult(
      baseline: arms[0].name,
      metrics: metrics.map { ArmsBesideEachOther($0, result.arms, result.confidence).metric },
      selection: nil)
    comparison.adjust(confidence: result.confidence)
    if let selection {
      comparison.selection = ArmSelection(
        metric: selection.metric.family.name, dimensions: selection.metric.dimensions,
        unit: selection.metric.family.unit, better: selection.metric.family.better,
        indifference: selection.indifference, isIndifferenceGiven: selection.isIndifferenceGiven,
        probability: selection.probability, leader: arms[selection.leader].name,
        isDecided: selection.isDecided, eliminatedAt: selection.eliminatedAt,
        replicationsNeeded: selection.replicationsNeeded,
        regret: ArmsBesideEachOther(selection.metric, result.arms, result.confidence)
          .regret(
            of: selection.leader, seed: result.seed))
    }
    result.comparison = comparison
    return result
  }

  /// The scenario's name, or those of several.
  private var scenarioName: String {
    var names: [String] = []
    for arm in arms where !names.contains(arm.plan.scenario.metadata.name) {
      names.append(arm.plan.scenario.metadata.name)
    }
    return names.joined(separator: " | ")
  }

  /// Of all arms together.
  private var digest: String {
    var digest = Digest()
    for arm in arms {
      digest.add(part: Array(arm.name.utf8))
      digest.add(part: Array(arm.plan.loaded.digest.utf8))
    }
    return digest.hexadecimal()
  }

  /// The notes of all arms, each once.
  private func notes(_ singles: [ExperimentResult]) -> [String] {
    var notes = singles[0].notes
    if arms.contains(where: { !$0.plan.run.precision.isEmpty }) {
      notes.append(
        "run.precision does not count when arms are compared: they have equal replications.")
    }
    for (arm, single) in zip(arms, singles).dropFirst() {
      for note in single.notes where !singles[0].notes.contains(note) {
        notes.append("Arm \(arm.name): \(note)")
      }
    }
    return notes
  }
}

extension ComparisonResult {
  /// Adjusts the p-values over everything that is shown.
  mutating func adjust(confidence: Double) {
    var places: [(metric: Int, arm: Int)] = []
    var pValues: [Double] = []
    for (metric, compared) in metrics.enumerated() {
      for (arm, entry) in compared.arms.enumerated() {
        guard let pValue = entry.difference?.pValue else { continue }
        places.append((metric, arm))
        pValues.append(pValue)
      }
    }
    guard let adjusted = try? PValueAdjustment.holm.adjusted(pValues) else { return }
    for (place, value) in zip(places, adjusted) {
      guard var difference = metrics[place.metric].arms[place.arm].difference else { continue }
      difference.adjustedPValue = value
      difference.isSignificant = value <= 1 - confidence
      if let width = difference.detectable {
        // Found at the first step of Holm's method: the share of one test in the error of all.
        difference.detectable =
          width
          * (StudentT.quantile(
            1 - (1 - confidence) / 2 / Double(pValues.count),
            degreesOfFreedom: Double(difference.pairs - 1))
            + StudentT.quantile(0.8, degreesOfFreedom: Double(difference.pairs - 1)))
      }
      metrics[place.metric].arms[place.arm].difference = difference
    }
  }
}

/// One metric of all arms, replication by replication.
struct ArmsBesideEachOther {
  private let series: MetricSeries
  private let names: [String]
  /// By arm and replication.
  private let values: [[Double?]]
  private let confidence: Double

  init(_ series: MetricSeries, _ arms: [ArmResult], _ confidence: Double) {
    self.init(
      series, names: arms.map(\.name),
      values: arms.map { arm in
        let index = arm.metrics.firstIndex {
          $0.name == series.family.name && $0.dimensions == series.dimensions
        }
        return arm.values.map { row in index.flatMap { row[$0] } }
      }, confidence)
  }

  init(_ series: MetricSeries, names: [String], values: [[Double?]], _ confidence: Double) {
    self.series = series
    self.names = names
    self.values = values.map { $0.map { $0.flatMap { $0.isFinite ? $0 : nil } } }
    self.confidence = confidence
  }

  /// Everything but the adjustment of p-values.
  var metric: ComparedMetric {
    let best = toBest
    return ComparedMetric(
      name: series.family.name, dimensions: series.dimensions, unit: series.family.unit,
      help: series.family.help, better: series.family.better,
      arms: names.indices.map { arm in
        ComparedArm(
          name: names[arm], difference: arm == 0 ? nil : difference(arm), toBest: best?[arm])
      })
  }

  /// The values of the replications that define both arms.
  private func pairs(_ first: Int, _ second: Int) -> (first: [Double], second: [Double]) {
    var result: (first: [Double], second: [Double]) = ([], [])
    for case (let a?, let b?) in zip(values[first], values[second]) {
      result.first.append(a)
      result.second.append(b)
    }
    return result
  }

  /// An arm minus the baseline; `detectable` is still the standard error.
  private func difference(_ arm: Int) -> ArmDifference? {
    let (own, other) = pairs(arm, 0)
    guard !own.isEmpty else { return nil }
    let differences = Summary(zip(own, other).map { $0 - $1 })
    var result = ArmDifference(
      estimate: differences.mean, pairs: own.count, isSignificant: false)
    guard own.count > 1 else { return result }
    let paired = DifferenceInterval.paired(own, other, confidence: confidence)
    result.lower = paired.interval.lower
    result.upper = paired.interval.upper
    // Differences that never vary: none at all, or one beyond doubt.
    result.pValue =
      differences.isDegenerate
      ? (differences.mean == 0 ? 1 : 0) : min(1, max(0, paired.pValue))
    result.detectable = differences.standardError
    let (a, b) = (Summary(own), Summary(other))
    let independent = a.variance + b.variance
    if !differences.isDegenerate, differences.variance > 0 {
      result.varianceRatio = independent / differences.variance
    }
    let product = a.standardDeviation * b.standardDeviation
    if product > 0 {
      result.correlation = min(1, max(-1, (independent - differences.variance) / 2 / product))
    }
    return result
  }

  /// Every arm against the best of the others, over the replications that define all.
  private var toBest: [DifferenceToBest]? {
    guard series.family.better != .neither else { return nil }
    var rows = names.map { _ in [Double]() }
    for replication in 0..<(values.map(\.count).min() ?? 0) {
      let row = values.compactMap { $0[replication] }
      guard row.count == names.count else { continue }
      for (arm, value) in row.enumerated() { rows[arm].append(value) }
    }
    guard
      let comparison = try? BestComparison.nelsonMatejcik(
        zip(names, rows).map { Statistics.Arm($0, $1) }, confidence: confidence,
        largerIsBetter: series.family.better == .larger)
    else { return nil }
    return comparison.arms.map {
      DifferenceToBest(
        estimate: $0.difference.estimate, lower: $0.difference.lower, upper: $0.difference.upper,
        mayBeBest: $0.mayBeBest, isBest: $0.isBest)
    }
  }

  /// What may be lost by choosing an arm, by resampling replications: an arm that was run less is
  /// held against the chosen one in the replications that it has.
  func regret(of chosen: Int, seed: UInt64) -> ArmSelection.Regret {
    let count = values[chosen].count
    let sign: Double = series.family.better == .larger ? 1 : -1
    // How much better the other arm is, by replication.
    let gains = names.indices.filter { $0 != chosen }.map { arm in
      (0..<count).map { replication -> Double? in
        guard replication < values[arm].count, let own = values[chosen][replication],
          let other = values[arm][replication]
        else { return nil }
        return sign * (other - own)
      }
    }
    let means = gains.map { Summary($0.compactMap { $0 }).mean }
    // About a second of work at most.
    let resamples = min(9_999, max(199, 20_000_000 / max(1, count * gains.count)))
    var stream = RandomStream(
      StreamSeed(master: seed), entity: "comparison", purpose: .bootstrap)
    var (losses, total) = (0, ExactSum())
    guard count > 0 else {
      return ArmSelection.Regret(probability: 0, expected: 0, resamples: 0)
    }
    var times = Array(repeating: 0, count: count)
    for _ in 0..<resamples {
      for index in times.indices { times[index] = 0 }
      for _ in 0..<count { times[stream.index(below: count)] += 1 }
      var regret = 0.0
      for (gain, mean) in zip(gains, means) {
        var (sum, number) = (0.0, 0)
        for (replication, value) in gain.enumerated() where times[replication] > 0 {
          guard let value else { continue }
          sum += Double(times[replication]) * value
          number += times[replication]
        }
        let better = number > 0 ? sum / Double(number) : mean
        if better > regret { regret = better }
      }
      if regret > 0 { losses += 1 }
      total.add(regret)
    }
    return ArmSelection.Regret(
      probability: Double(losses) / Double(resamples),
      expected: total.value / Double(resamples), resamples: resamples)
  }
}
