import Dispatch
import Documents
import EventKernel
import FleetModel
import Scenarios
import Statistics
import Synchronization

/// Searches the smallest, or cheapest, setting at which all objectives of a scenario hold.
///
/// Along one variable it bisects: more is taken to help, which is looked at above the answer. Among
/// the combinations of several variables it tries every one from the cheapest up. Replication r has
/// the same random numbers at every setting. With the given confidence no verdict is wrong: the error
/// probability is shared among all settings that may be tried and among the looks at each.
public struct CapacityPlanner: Sendable {
  /// The scenario without changes.
  public let base: Plan
  /// What is varied.
  public let variations: [Variation]
  private let criterion: CapacityCriterion
  private let maximumReplications: Int
  private let source: ScenarioSource
  /// The settings, the smallest or cheapest first.
  private let candidates: [Candidate]
  private let chosen: [ChosenMetric]
  private let places: [Int]

  private struct Candidate: Sendable {
    var row: [String]
    var cost: Double?
  }

  /// A look at one setting.
  public struct Look: Sendable {
    /// The setting: `path=value`, with commas between several.
    public var setting: String
    /// Its replications so far.
    public var replications: Int
    /// What is decided; nil if more replications are wanted.
    public var verdict: SettingVerdict?
    /// How many settings have been decided, this one included.
    public var decided: Int
    /// How many there can be at most until the search ends.
    public var most: Int
  }

  /// Is told after every look.
  public typealias Progress = @Sendable (Look) -> Void

  /// Lays a search out.
  ///
  /// - Parameters:
  ///   - variations: What is varied; the values of one alone from the smallest to the largest.
  ///   - maximumReplications: How many may run at one setting.
  /// - Throws: `ScenarioError` or `SweepProblem` with what is wrong.
  public init(
    _ variations: [Variation], criterion: CapacityCriterion = .means,
    maximumReplications: Int? = nil, catalog: Catalog, source: @escaping ScenarioSource
  ) throws {
    base = try Plan(try source([]), catalog: catalog)
    self.variations = try Variation.resolved(variations, in: base)
    self.criterion = criterion
    self.maximumReplications = maximumReplications ?? base.run.maxReplications
    self.source = source
    if base.scenario.spec.objectives.isEmpty {
      throw SweepProblem("the scenario has no objectives: there is nothing to plan for")
    }
    let rows = try SweepSettings(.grid, self.variations, seed: base.run.seed).rows
    var chosen: [ChosenMetric] = []
    var places: [Int] = []
    for objective in base.scenario.spec.objectives {
      let metric = try ChosenMetric.resolve(
        [objective.metric + MetricSeries.text(objective.dimensions)], in: base)
      places.append(chosen.count)
      chosen += metric
    }
    self.chosen = chosen
    self.places = places
    let isPriced = base.prices != nil
    if self.variations.count > 1, !isPriced {
      throw SweepProblem(
        "with several variables the cheapest setting is searched: give spec.costs in the scenario,"
          + " such as {nodeHour: 0.35}")
    }
    var candidates: [Candidate] = []
    for (index, row) in rows.enumerated() {
      // Along one variable a wrong value shows when it is tried; but the ends are looked at before.
      let isEnd = index == 0 || index == rows.count - 1
      guard isPriced || isEnd else {
        candidates.append(Candidate(row: row))
        continue
      }
      let plan = try Self.plan(row, self.variations, source, catalog)
      candidates.append(Candidate(row: row, cost: plan.initialCost))
    }
    if self.variations.count > 1 {
      let order = candidates.indices.sorted {
        (candidates[$0].cost ?? 0, $0) < (candidates[$1].cost ?? 0, $1)
      }
      candidates = order.map { candidates[$0] }
    }
    self.candidates = candidates
  }

  private static func plan(
    _ row: [String], _ variations: [Variation], _ source: ScenarioSource, _ catalog: Catalog
  ) throws -> Plan {
    let overrides = try zip(variations, row).map { try $0.override($1) }
    return try Plan(try source(overrides), catalog: catalog)
  }

  /// Searches to the end.
  ///
  /// The result does not depend on `threads`, nor on which replications come out of a store.
  public func run(
    threads: Int, store: (Plan) -> (any ReplicationStore)? = { _ in nil },
    progress: Progress = { _ in }
  ) throws -> CapacityResult {
    var tried: [Int: PlannedSetting] = [:]
    let isSearch = variations.count == 1
    let visits = isSearch ? Self.mostVisits(candidates.count) : candidates.count
    let error = (1 - base.run.confidence) / Double(visits)
    func verdict(_ index: Int) throws -> SettingVerdict {
      if let known = tried[index] { return known.verdict }
      let decided = tried.count
      let setting = try visit(index, error: error, threads: threads, store: store) { look in
        var look = look
        (look.decided, look.most) = (decided + (look.verdict == nil ? 0 : 1), visits)
        progress(look)
      }
      tried[index] = setting
      return setting.verdict
    }
    var found: Int?
    var isMonotone: Bool?
    var notes: [String] = []
    if isSearch {
      found = try Self.bisect(candidates.count) { try verdict($0) == .holds }
      if let answer = found {
        let above = Self.checks(above: answer, of: candidates.count)
        let failing = try above.first { try verdict($0) == .fails }
        isMonotone = above.isEmpty ? nil : failing == nil
        if let failing {
          notes.append(
            "More does not always help: \(label(answer)) is sufficient, but \(label(failing)) is not."
              + " The answer is the end of one stretch of sufficient settings; look at the curve"
              + " with regatta sweep.")
        }
      }
    } else {
      var cheapest: Double?
      for index in candidates.indices where try verdict(index) == .holds {
        guard base.topology.scales else {
          found = index
          break
        }
        // What autoscalers make of it is known only now.
        let cost = tried[index]?.simulatedCost ?? .infinity
        if cost < cheapest ?? .infinity { (found, cheapest) = (index, cost) }
      }
    }
    return summarise(tried, found, isMonotone, notes)
  }

  /// The first place at which `isSufficient` holds, if it holds from there on; nil if it does not
  /// even at the last.
  static func bisect(_ count: Int, _ isSufficient: (Int) throws -> Bool) rethrows -> Int? {
    guard count > 0, try isSufficient(count - 1) else { return nil }
    var (below, above) = (-1, count - 1)
    while above - below > 1 {
      let middle = below + (above - below) / 2
      if try isSufficient(middle) { above = middle } else { below = middle }
    }
    return above
  }

  /// Places above an answer at which it is looked whether more still helps: the next, and the middle
  /// of the rest.
  static func checks(above answer: Int, of count: Int) -> [Int] {
    let next = answer + 1
    guard next < count else { return [] }
    let middle = next + (count - 1 - next) / 2
    return middle > next ? [next, middle] : [next]
  }

  /// How many settings bisection and the looks above may visit.
  static func mostVisits(_ count: Int) -> Int {
    min(count, 3 + Int.bitWidth - count.leadingZeroBitCount)
  }

  private func label(_ index: Int) -> String {
    zip(variations, candidates[index].row).map { "\($0.path)=\($1)" }.joined(separator: ", ")
  }

  // MARK: One setting

  private func visit(
    _ index: Int, error: Double, threads: Int,
    store: (Plan) -> (any ReplicationStore)?, progress: Progress
  ) throws -> PlannedSetting {
    let plan = try Self.plan(candidates[index].row, variations, source, base.catalog)
    let objectives = plan.scenario.spec.objectives
    let indices = try places.map { try chosen[$0].index(in: plan) }
    let costIndex = plan.metrics.firstIndex { $0.family.name == "cost.total" }
    var test = try SettingTest(
      criterion, objectives, error: error, block: plan.run.replications,
      maximumReplications: maximumReplications)
    var costs = Summary()
    let keeper = store(plan)
    while let range = test.next {
      let results = try Experiment.replications(range, of: plan, threads: threads, store: keeper)
      for result in results {
        if let cost = costIndex.flatMap({ result.values[$0] }) { costs.add(cost) }
      }
      try test.add(results.map { result in indices.map { result.values[$0] } })
      progress(
        Look(
          setting: label(index), replications: test.replications, verdict: test.verdict,
          decided: 0, most: 0))
    }
    return setting(index, test, indices.map { plan.metrics[$0] }, costs)
  }

  private func setting(
    _ index: Int, _ test: SettingTest, _ series: [MetricSeries], _ costs: Summary
  ) -> PlannedSetting {
    var metrics: [MetricSummary] = []
    var outcomes: [ObjectiveOutcome] = []
    for (place, objective) in test.objectives.enumerated() {
      let (family, summary) = (series[place].family, test.summaries[place])
      let interval = test.interval(place)
      let isKnown = summary.count > 1
      let floor: (Double) -> Double = {
        family.unit == "ratio" ? min(1, max(0, $0)) : max(0, $0)
      }
      let metric = MetricSummary(
        name: family.name, dimensions: series[place].dimensions, unit: family.unit,
        help: family.help, estimate: summary.count > 0 ? interval.estimate : nil,
        lower: isKnown ? floor(interval.lower) : nil, upper: isKnown ? floor(interval.upper) : nil,
        minimum: summary.count > 0 ? summary.minimum : nil,
        maximum: summary.count > 0 ? summary.maximum : nil, count: summary.count,
        method: "t over replications, sequential")
      metrics.append(metric)
      func holds(_ value: Double?) -> Bool {
        value.map { objective.comparison.holds($0, objective.bound.value) } ?? true
      }
      let met = holds(metric.estimate)
      outcomes.append(
        ObjectiveOutcome(
          objective: objective.description, metric: metric.name, dimensions: metric.dimensions,
          comparison: objective.comparison.rawValue, bound: objective.bound.value,
          estimate: metric.estimate, lower: metric.lower, upper: metric.upper, met: met,
          certain: isKnown && holds(metric.lower) == met && holds(metric.upper) == met))
    }
    return PlannedSetting(
      settings: candidates[index].row, place: index, replications: test.replications,
      verdict: test.verdict ?? .open, cost: candidates[index].cost,
      simulatedCost: costs.count > 0 ? costs.mean : nil, metrics: metrics, objectives: outcomes,
      share: test.share.map {
        Sensitivity.Limits(estimate: $0.estimate, lower: $0.lower, upper: $0.upper)
      })
  }

  // MARK: Summary

  private func summarise(
    _ tried: [Int: PlannedSetting], _ found: Int?, _ isMonotone: Bool?, _ notes: [String]
  ) -> CapacityResult {
    let order = tried.keys.sorted()
    let settings = order.compactMap { tried[$0] }
    var notes = notes
    let open = settings.filter { $0.verdict == .open }
    if !open.isEmpty {
      notes.append(
        "Open after \(maximumReplications) replications, and taken as not sufficient: "
          + open.prefix(5).map { label($0.place) }.joined(separator: "; ")
          + (open.count > 5 ? "; …" : "") + ". Allow more with --max-replications.")
    }
    if case .means = criterion, let found, let answer = tried[found],
      answer.metrics.contains(where: { $0.minimum != nil && $0.minimum == $0.maximum })
    {
      notes.append(
        "All \(answer.replications) replications of the answer agree in a metric: what happens in"
          + " fewer than about one of \(max(1, answer.replications / 3)) runs has not been seen.")
    }
    var share: Double?
    if case .share(let target) = criterion { share = target }
    return CapacityResult(
      engineVersion: Experiment.engineVersion, scenario: base.scenario.metadata.name,
      digest: base.loaded.digest, seed: base.run.seed, confidence: base.run.confidence,
      criterion: share == nil ? "means" : "share", share: share,
      variables: variations.map { SweptVariable(path: $0.path, values: $0.text) },
      candidates: candidates.count, settings: settings,
      found: found.flatMap { order.firstIndex(of: $0) }, isMonotone: isMonotone, notes: notes)
  }
}

extension Plan {
  /// What the nodes that are there at first cost from the end of the warm-up to the horizon.
  var initialCost: Double? {
    prices.map {
      $0.initialRate(topology) * (run.horizon.inSeconds - run.warmup.inSeconds) / 3600
    }
  }
}

extension Experiment {
  /// Some replications of a plan, in the order of their numbers.
  ///
  /// - Throws: The error of the first one (by number) that failed.
  static func replications(
    _ range: Range<Int>, of plan: Plan, threads: Int, store: (any ReplicationStore)?
  ) throws -> [ReplicationResult] {
    let results = Mutex(
      [Result<ReplicationResult, any Error>?](repeating: nil, count: range.count))
    let cursor = Mutex(range.lowerBound)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, range.count))) { _ in
      while let number = cursor.withLock({ next -> Int? in
        guard next < range.upperBound else { return nil }
        defer { next += 1 }
        return next
      }) {
        let result = Result {
          if let known = store?.load(number) { return known }
          let result = try Run(plan, replication: number).execute()
          try store?.save(result)
          return result
        }
        results.withLock { $0[number - range.lowerBound] = result }
        if case .failure = result { cursor.withLock { $0 = range.upperBound } }
      }
    }
    return try results.withLock { results in
      for case .failure(let error)? in results { throw error }
      return try results.compactMap { try $0?.get() }
    }
  }
}
