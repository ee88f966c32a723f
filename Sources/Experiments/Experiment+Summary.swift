import EventKernel
import FleetModel
import Scenarios
import Statistics

extension Experiment {
  /// What the replications say together; a pure function of their results, in their order.
  func summarise(_ results: [ReplicationResult]) -> ExperimentResult {
    let run = plan.run
    var metrics: [MetricSummary] = []
    var columns: [Int?] = []
    for (index, series) in plan.metrics.enumerated() {
      metrics.append(summary(series, results.map { $0.values[index] }))
      columns.append(index)
    }
    let samples = pooled(results)
    for series in plan.metrics {
      guard let quantile = series.family.pooledQuantile, series.dimensions.isEmpty,
        let summary = pooledSummary(series, quantile, samples)
      else { continue }
      metrics.append(summary)
      columns.append(nil)
    }
    let violations = results.flatMap(\.violations)
    let arm = ArmResult(
      name: "baseline", replications: results.count, metrics: metrics,
      fingerprints: results.map(\.fingerprint),
      values: results.map { result in columns.map { $0.flatMap { result.values[$0] } } },
      timeline: results.first?.timeline, samples: samples.mapValues { Run.thinned($0) },
      objectives: plan.scenario.spec.objectives.map { verdict($0, metrics) },
      precision: plan.precision.isEmpty ? nil : outcomes(results),
      settling: SettlingCurve.all(of: results, horizon: run.horizon.inSeconds))
    return ExperimentResult(
      engineVersion: Self.engineVersion, scenario: plan.scenario.metadata.name,
      summary: plan.scenario.metadata.description, digest: plan.loaded.digest, seed: run.seed,
      horizonSeconds: run.horizon.inSeconds, warmupSeconds: run.warmup.inSeconds,
      fidelity: run.fidelity.rawValue, confidence: run.confidence, fleet: plan.fleetSummary,
      arms: [arm],
      notes: notes(results, arm) + plan.notes
        + Set(violations).sorted().prefix(5).map { "Violated: \($0)." })
  }

  private func summary(_ series: MetricSeries, _ values: [Double?]) -> MetricSummary {
    let defined = values.compactMap { $0 }
    let interval = meanInterval(defined, confidence: plan.run.confidence)
    let hasInterval = defined.count > 1
    return MetricSummary(
      name: series.family.name, dimensions: series.dimensions, unit: series.family.unit,
      help: series.family.help, estimate: defined.isEmpty ? nil : interval.estimate,
      lower: hasInterval ? clipped(interval.lower, series.family.unit) : nil,
      upper: hasInterval ? clipped(interval.upper, series.family.unit) : nil,
      minimum: defined.min(), maximum: defined.max(), count: defined.count,
      method: "t over replications")
  }

  /// No ratio leaves 0 to 1, and nothing that is measured here is negative.
  private func clipped(_ bound: Double, _ unit: String) -> Double {
    unit == "ratio" ? min(1, max(0, bound)) : max(0, bound)
  }

  // MARK: Pooled samples

  private func pooled(_ results: [ReplicationResult]) -> [String: [Double]] {
    var samples: [String: [Double]] = [:]
    for result in results {
      // order-free: every key has its own list.
      for (name, values) in result.samples { samples[name, default: []] += values }
    }
    return samples.mapValues { $0.sorted() }
  }

  private func pooledSummary(
    _ series: MetricSeries, _ quantile: Double, _ samples: [String: [Double]]
  ) -> MetricSummary? {
    let family = series.family
    guard let dot = family.name.lastIndex(of: "."),
      let values = samples[String(family.name[..<dot])], values.count > 1
    else { return nil }
    let interval = SortedSample(values).quantileInterval(quantile, confidence: plan.run.confidence)
    return MetricSummary(
      name: family.name, dimensions: ["over": "all samples"], unit: family.unit,
      help: family.help + " Here over the samples of all runs together, taken as independent.",
      estimate: interval.estimate, lower: interval.lower.isFinite ? interval.lower : nil,
      upper: interval.upper.isFinite ? interval.upper : nil, minimum: values.first,
      maximum: values.last, count: values.count, method: "order statistics, pooled")
  }

  // MARK: Objectives

  private func verdict(_ objective: Objective, _ metrics: [MetricSummary]) -> ObjectiveOutcome {
    let name = MetricCatalog.canonicalName(objective.metric)
    let metric = metrics.first { $0.name == name && $0.dimensions == objective.dimensions }
    let bound = objective.bound.value
    func holds(_ value: Double?) -> Bool {
      value.map { objective.comparison.holds($0, bound) } ?? true
    }
    let isCertain =
      metric?.lower != nil && holds(metric?.lower) == holds(metric?.estimate)
      && holds(metric?.upper) == holds(metric?.estimate)
    return ObjectiveOutcome(
      objective: objective.description, metric: name, dimensions: objective.dimensions,
      comparison: objective.comparison.rawValue, bound: bound, estimate: metric?.estimate,
      lower: metric?.lower, upper: metric?.upper, met: holds(metric?.estimate), certain: isCertain)
  }
}

extension Plan {
  /// What is simulated, for the head of a report.
  public var fleetSummary: FleetSummary {
    FleetSummary(
      regions: topology.regions.enumerated().map { index, region in
        let clusters = topology.clusters.filter { $0.region == RegionID(index) }
        return FleetSummary.Region(
          name: region.name, jurisdiction: region.jurisdiction, zones: region.zones.count,
          clusters: clusters.count, nodes: clusters.reduce(0) { $0 + topology.initialCount(of: $1) }
        )
      },
      clusters: topology.clusters.count, nodes: topology.pools.reduce(0) { $0 + $1.initialCount },
      services: services.count,
      replicas: services.reduce(0) { $0 + Int($1.replicas) },
      controlPlane: scenario.spec.controlPlane.kind,
      reaction: reaction.isEmpty ? nil : reaction)
  }
}
