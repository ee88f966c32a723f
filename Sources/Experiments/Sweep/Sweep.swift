import Dispatch
import Documents
import Scenarios
import Statistics
import Stochastic
import Synchronization

/// Loads a scenario with changes.
public typealias ScenarioSource = @Sendable ([Override]) throws -> LoadedScenario

/// One scenario at many settings, each with the same random numbers.
public struct Sweep: Sendable {
  /// The scenario without changes.
  public let base: Plan
  /// What is varied.
  public let variations: [Variation]
  /// How the settings were chosen.
  public let design: SweepDesign
  private let settings: SweepSettings
  private let chosen: [ChosenMetric]
  private let source: ScenarioSource

  /// Lays a sweep out, and checks every value of every variable once.
  ///
  /// - Parameters:
  ///   - variations: What is varied; empty: the scenario's `sweep`.
  ///   - metrics: What is told of every point, such as `p99(failover.recover)`; empty: what the
  ///     objectives judge, or availability.
  /// - Throws: `ScenarioError` or `SweepProblem` with what is wrong.
  public init(
    _ variations: [Variation], design: SweepDesign, metrics: [String] = [], catalog: Catalog,
    source: @escaping ScenarioSource
  ) throws {
    base = try Plan(try source([]), catalog: catalog)
    self.variations = try Variation.resolved(variations, in: base)
    self.design = design
    self.source = source
    settings = try SweepSettings(design, self.variations, seed: base.run.seed)
    chosen = try ChosenMetric.resolve(metrics, in: base)
    try checkEveryValue()
  }

  /// The settings, without those that come again.
  private var distinct: [[String]] {
    var seen: Set<[String]> = []
    return settings.rows.filter { seen.insert($0).inserted }
  }

  private func plan(_ row: [String]) throws -> Plan {
    let overrides = try zip(variations, row).map { try $0.override($1) }
    return try Plan(try source(overrides), catalog: base.catalog)
  }

  private func checkEveryValue() throws {
    guard let first = settings.rows.first else { return }
    for column in variations.indices {
      var seen: Set<String> = []
      for row in settings.rows where seen.insert(row[column]).inserted {
        // Ranges are checked at some of their values.
        if variations[column].count == nil, seen.count > 8 { break }
        var point = first
        point[column] = row[column]
        let plan = try plan(point)
        for metric in chosen { _ = try metric.index(in: plan) }
      }
    }
  }

  /// Runs every point.
  ///
  /// The result does not depend on `threads`, nor on which replications come out of a store.
  ///
  /// - Parameters:
  ///   - threads: How many replications run at the same time.
  ///   - store: Keeps finished replications of a point; nil keeps none.
  ///   - progress: Is told after every replication.
  public func run(
    threads: Int, store: @Sendable (Plan) -> (any ReplicationStore)? = { _ in nil },
    progress: @escaping @Sendable (Experiment.Progress) -> Void = { _ in }
  ) throws -> SweepResult {
    let rows = distinct
    let meter = SweepMeter(
      points: rows.count, replications: base.run.replications, progress: progress)
    let results = Mutex([Result<PointRun, any Error>?](repeating: nil, count: rows.count))
    let cursor = Mutex(0)
    let width = max(1, min(threads, rows.count))
    DispatchQueue.concurrentPerform(iterations: width) { _ in
      while let index = cursor.withLock({ next -> Int? in
        guard next < rows.count else { return nil }
        defer { next += 1 }
        return next
      }) {
        let result = Result {
          let plan = try plan(rows[index])
          let result = try Experiment(plan).run(
            threads: max(1, threads / width), store: store(plan)
          ) { meter.show($0, of: index) }
          return try point(rows[index], result, plan)
        }
        results.withLock { $0[index] = result }
        meter.finish(index)
        if case .failure = result { cursor.withLock { $0 = rows.count } }
      }
    }
    let points = try results.withLock { results in
      for case .failure(let error)? in results { throw error }
      return try results.compactMap { try $0?.get() }
    }
    return summarise(Dictionary(uniqueKeysWithValues: zip(rows, points)))
  }

  private func point(
    _ row: [String], _ result: ExperimentResult, _ plan: Plan
  ) throws -> PointRun {
    let arm = result.arms[0]
    let indices = try chosen.map { try $0.index(in: plan) }
    return PointRun(
      point: SweptPoint(
        settings: row, replications: arm.replications, metrics: indices.map { arm.metrics[$0] },
        objectives: arm.objectives),
      values: indices.map { index in arm.values.map { $0[index] } })
  }

  private func summarise(_ runs: [[String]: PointRun]) -> SweepResult {
    let ordered = settings.rows.compactMap { runs[$0] }
    var notes: [String] = []
    if runs.count < ordered.count {
      notes.append(
        "\(ordered.count) points have \(runs.count) different settings; each ran once.")
    }
    var sensitivity: [Sensitivity] = []
    if settings.morris != nil || settings.sobol != nil {
      for index in chosen.indices {
        if let found = self.sensitivity(of: index, ordered) {
          sensitivity.append(found)
          if let share = found.noiseShare, share > 0.1 {
            notes.append(
              "About \(Int((share * 100).rounded())) % of the variance of \(found.metric) between"
                + " points is the replications' own noise: more of them make the ranking clearer.")
          }
        } else {
          notes.append(
            "\(chosen[index].name) is not defined at every point, so nothing is ranked by it.")
        }
      }
    }
    // A list of equal points is of no use to a reader, the design needs them.
    let isDesigned = settings.morris != nil || settings.sobol != nil
    let shown = isDesigned ? distinct.compactMap { runs[$0] } : ordered
    return SweepResult(
      engineVersion: Experiment.engineVersion, scenario: base.scenario.metadata.name,
      digest: base.loaded.digest, seed: base.run.seed, confidence: base.run.confidence,
      design: design.name,
      variables: variations.map { SweptVariable(path: $0.path, values: $0.text) },
      points: shown.map(\.point), sensitivity: sensitivity, notes: notes)
  }

  // MARK: Sensitivity

  private func sensitivity(of index: Int, _ runs: [PointRun]) -> Sensitivity? {
    let outputs = runs.compactMap { $0.point.metrics[index].estimate }.filter(\.isFinite)
    guard outputs.count == runs.count, let first = runs.first else { return nil }
    var stream = RandomStream(
      StreamSeed(master: base.run.seed), entity: "sweep", purpose: "bootstrap")
    let confidence = base.run.confidence
    // Far from zero, as availabilities are, the estimate of S would be lost in noise.
    let mean = Summary(outputs).mean
    var factors: [Sensitivity.Factor] = []
    if let design = settings.morris {
      guard let found = morrisFactors(design, outputs, confidence, using: &stream) else {
        return nil
      }
      factors = found
    } else if let design = settings.sobol,
      let sobol = SobolOutputs(of: design, values: outputs.map { $0 - mean })
    {
      let intervals = sobol.intervals(confidence: confidence, resamples: 499, using: &stream)
      factors = variations.indices.map { variable in
        Sensitivity.Factor(
          path: variations[variable].path, influence: .init(intervals.total[variable]),
          alone: .init(intervals.firstOrder[variable]))
      }
    }
    let order = factors.indices.sorted {
      (-factors[$0].influence.estimate, $0) < (-factors[$1].influence.estimate, $1)
    }
    let noise = SobolIndices.intrinsicNoiseShare(
      of: runs.map { $0.values[index].compactMap { $0 } })
    let metric = first.point.metrics[index]
    return Sensitivity(
      metric: metric.name, dimensions: metric.dimensions, unit: metric.unit,
      factors: order.map { factors[$0] }, noiseShare: noise.isFinite ? noise : nil)
  }

  private func morrisFactors(
    _ design: MorrisDesign, _ outputs: [Double], _ confidence: Double,
    using stream: inout RandomStream
  ) -> [Sensitivity.Factor]? {
    let length = variations.count + 1
    let values = design.trajectories.indices.map {
      Array(outputs[($0 * length)..<(($0 + 1) * length)])
    }
    guard let effects = ElementaryEffects(of: design, outputs: values) else { return nil }
    var drawn: [ElementaryEffects] = []
    if values.count > 2 {
      drawn = (0..<499).compactMap { _ in
        let rows = values.indices.map { _ in stream.index(below: values.count) }
        return ElementaryEffects(
          trajectories: rows.map { design.trajectories[$0] }, outputs: rows.map { values[$0] },
          step: design.step)
      }
    }
    func limits(_ estimate: Double, _ values: [Double]) -> Sensitivity.Limits {
      guard !values.isEmpty else { return .init(estimate: estimate) }
      let sample = SortedSample(values)
      let tail = (1 - confidence) / 2
      return .init(
        estimate: estimate, lower: sample.quantile(tail), upper: sample.quantile(1 - tail))
    }
    return variations.indices.map { variable in
      let spread = effects.standardDeviation[variable]
      return Sensitivity.Factor(
        path: variations[variable].path,
        influence: limits(
          effects.meanAbsolute[variable], drawn.map { $0.meanAbsolute[variable] }),
        alone: limits(effects.mean[variable], drawn.map { $0.mean[variable] }),
        spread: spread.isFinite ? spread : nil)
    }
  }
}

extension Sensitivity.Limits {
  fileprivate init(_ interval: Interval) {
    self.init(
      estimate: interval.estimate, lower: interval.lower.isFinite ? interval.lower : nil,
      upper: interval.upper.isFinite ? interval.upper : nil)
  }
}

/// One point with the value of every chosen metric in every replication.
private struct PointRun: Sendable {
  var point: SweptPoint
  var values: [[Double?]]
}

extension Variation {
  /// What is varied, knowing what each field takes.
  static func resolved(_ given: [Variation], in plan: Plan) throws -> [Variation] {
    let all = given.isEmpty ? (plan.scenario.spec.sweep ?? []).map(\.variation) : given
    if all.isEmpty {
      throw SweepProblem(
        "nothing is varied: give --vary path=values, or spec.sweep in the scenario")
    }
    for (index, variation) in all.enumerated()
    where all[..<index].contains(where: { $0.path == variation.path }) {
      throw SweepProblem("\(variation.path) is varied twice")
    }
    return all.map { $0.resolved(in: plan.scenario) }
  }
}

/// A metric that a report of several plans tells.
struct ChosenMetric: Sendable {
  /// As it was asked for.
  let name: String
  private let family: String
  private let dimensions: [String: String]

  /// - Throws: `ScenarioError` for a metric that is not measured.
  static func resolve(_ names: [String], in plan: Plan) throws -> [ChosenMetric] {
    var chosen: [ChosenMetric] = []
    if names.isEmpty {
      for objective in plan.scenario.spec.objectives {
        chosen.append(
          ChosenMetric(
            name: objective.metric + MetricSeries.text(objective.dimensions),
            family: MetricCatalog.canonicalName(objective.metric),
            dimensions: objective.dimensions))
      }
      if chosen.isEmpty {
        let name = "availability.replicas"
        chosen.append(ChosenMetric(name: name, family: name, dimensions: [:]))
      }
    }
    for name in names {
      do throws(ObjectiveError) {
        let (metric, dimensions) = try Objective.metric(name)
        chosen.append(
          ChosenMetric(
            name: name, family: MetricCatalog.canonicalName(metric), dimensions: dimensions))
      } catch {
        throw ScenarioError([
          DocumentError(file: "--metric \(name)", problem: error.problem)
        ])
      }
    }
    var seen: Set<String> = []
    chosen = chosen.filter { seen.insert($0.family + MetricSeries.text($0.dimensions)).inserted }
    for metric in chosen { _ = try metric.index(in: plan) }
    return chosen
  }

  /// Its place among the metrics of a plan.
  func index(in plan: Plan) throws -> Int {
    if let index = plan.metrics.firstIndex(where: {
      $0.family.name == family && $0.dimensions == dimensions
    }) {
      return index
    }
    let named = plan.metrics.filter { $0.family.name == family }
    let wanted = MetricSeries.text(dimensions)
    throw ScenarioError([
      DocumentError(
        file: "--metric \(name)",
        problem: named.isEmpty
          ? "this metric is not measured"
          : wanted.isEmpty
            ? "\(family) needs a dimension" : "\(family) is not measured for \(wanted)",
        suggestion: named.isEmpty
          ? nearestName(to: family, among: plan.metrics.map(\.family.name))
          : nearestName(to: wanted, among: named.map { MetricSeries.text($0.dimensions) }))
    ])
  }
}

/// Adds up how far the points of a sweep are.
private final class SweepMeter: Sendable {
  private struct State {
    var points: [Experiment.Progress]
  }
  private let state: Mutex<State>
  private let progress: @Sendable (Experiment.Progress) -> Void

  init(
    points: Int, replications: Int,
    progress: @escaping @Sendable (Experiment.Progress) -> Void
  ) {
    let none = Experiment.Progress(finished: 0, resumed: 0, total: replications)
    state = Mutex(State(points: Array(repeating: none, count: points)))
    self.progress = progress
  }

  func show(_ point: Experiment.Progress, of index: Int) {
    state.withLock { state in
      state.points[index] = point
      progress(Self.sum(state.points))
    }
  }

  /// A point whose replications all came from a store has said nothing.
  func finish(_ index: Int) {
    state.withLock { state in
      guard state.points[index].finished == 0 else { return }
      state.points[index].finished = state.points[index].total
      state.points[index].resumed = state.points[index].total
    }
  }

  private static func sum(_ points: [Experiment.Progress]) -> Experiment.Progress {
    points.reduce(into: Experiment.Progress(finished: 0, resumed: 0, total: 0)) { sum, point in
      sum.finished += point.finished
      sum.resumed += point.resumed
      sum.total += point.total
    }
  }
}
