/// How often something very rare holds, from far fewer events than it takes to see it happen.
///
/// Fixed-effort splitting (L'Ecuyer, Demers and Tuffin, TOMACS 2007): runs that reach a level of
/// importance are continued many times from there, so each level must only be reached from the one
/// before. The product of the shares that do is the probability of the rare event, without bias
/// whatever the levels are; shares of 0.1 … 0.3 cost least.
///
///     let splitting = ImportanceSplitting(levels: [2, 3, 4], effort: 2_000)
///     let estimate = splitting.estimate { path in RepairableRun(system, path: path) { … } }
///     estimate.unavailability   // time with the rare event over all time
///
/// A run is one cycle from "all is well" to the next (exact if the future then does not depend on
/// the past) or one stretch of fixed length. Repetitions are independent and may run anywhere;
/// ``combine(_:confidence:)`` takes them in their order.
public struct ImportanceSplitting: Sendable, Equatable {
  /// The importances at which runs are split, ascending; the rare event itself comes after them.
  public let levels: [Double]
  /// How many runs start at each level.
  public let effort: Int
  /// After how many events a run counts as over, so that a model that never ends does no harm.
  public let eventLimit: Int

  /// A plan; levels are sorted, repeated and infinite ones dropped.
  public init(levels: [Double], effort: Int, eventLimit: Int = 10_000_000) {
    var ascending: [Double] = []
    for level in levels.filter(\.isFinite).sorted() where ascending.last != level {
      ascending.append(level)
    }
    self.levels = ascending
    self.effort = max(1, effort)
    self.eventLimit = max(1, eventLimit)
  }

  /// How many runs measure the length of a run and the time for which the rare event holds, which
  /// vary far less than the shares.
  private var measuringEffort: Int { max(min(effort, 20), effort / 5) }

  /// One estimate from independent repetitions, run one after the other.
  ///
  /// - Parameters:
  ///   - repetitions: At least 2; 20 or more for the interval to be trusted.
  ///   - starting: Makes the run of a path, at its start.
  public func estimate<Run: SplittableRun>(
    repetitions: Int = 20, confidence: Double = 0.95, starting: (_ path: UInt64) -> Run
  ) -> RareEventEstimate {
    Self.combine(
      (0..<max(2, repetitions)).map { repetition($0, starting: starting) },
      confidence: confidence)
  }

  /// One repetition; `index` tells its random draws from those of the others.
  public func repetition<Run: SplittableRun>(
    _ index: Int, starting: (_ path: UInt64) -> Run
  ) -> SplittingRepetition {
    var result = SplittingRepetition()
    // Whole runs, for the mean length.
    for ordinal in 0..<measuringEffort {
      var run = starting(SplittingPath.hash(index, -1, ordinal))
      result.wholeRuns += 1
      result.wholeRunEvents += finish(&run, &result)
      result.length += run.elapsed / Double(measuringEffort)
    }
    result.events = result.wholeRunEvents
    var entrances: [Run] = []
    for (stage, level) in (levels + [.infinity]).enumerated() {
      var reached: [Run] = []
      for ordinal in 0..<effort {
        let path = SplittingPath.hash(index, stage, ordinal)
        // In turn: entrances are alike, and taking each equally often varies least.
        var run =
          stage == 0 ? starting(path) : entrances[ordinal % entrances.count].branched(path)
        if go(&run, to: level, &result) { reached.append(run) }
      }
      result.levelShares.append(Double(reached.count) / Double(effort))
      entrances = reached
      if entrances.isEmpty { break }
    }
    result.probability =
      result.levelShares.count > levels.count ? result.levelShares.reduce(1, *) : 0
    guard result.probability > 0 else { return result }
    // How long the rare event holds in runs that reach it.
    for ordinal in 0..<measuringEffort {
      let path = SplittingPath.hash(index, levels.count + 1, ordinal)
      var run = entrances[ordinal % entrances.count].branched(path)
      result.events += finish(&run, &result)
      let share = result.probability / Double(measuringEffort)
      result.rareTime += share * run.rareTime
      result.squaredRareTime += share * run.rareTime * run.rareTime
    }
    return result
  }

  /// The estimate from repetitions, in the order of their indices.
  ///
  /// The interval is that of a ratio of means (Student's t), on the logarithm where it is wider than
  /// 30 % of the estimate. With fewer than two repetitions, or without a single rare event, it has
  /// no upper limit.
  public static func combine(
    _ repetitions: [SplittingRepetition], confidence: Double = 0.95
  ) -> RareEventEstimate {
    let lengths = repetitions.map(\.length)
    let events = repetitions.reduce(0) { $0 + $1.events }
    let unavailability = ratioInterval(
      repetitions.map(\.rareTime), over: lengths, confidence: confidence)
    let probability = ratioInterval(
      repetitions.map(\.probability), over: lengths.map { _ in 1 }, confidence: confidence)
    let depth = repetitions.map(\.levelShares.count).max() ?? 0
    let shares = (0..<depth).map { stage in
      let reached = repetitions.filter { stage < $0.levelShares.count }
      return Summary(reached.map { $0.levelShares[stage] }).mean
    }
    // A run without splitting sees D, whose variance is E[D²] as nearly all are zero.
    let square = Summary(repetitions.map(\.squaredRareTime)).mean
    let mean = Summary(repetitions.map(\.rareTime)).mean
    let z = StandardNormal.quantile(0.5 + confidence / 2)
    let precision = unavailability.relativeHalfWidth
    let runs = z * z / (precision * precision) * square / (mean * mean)
    let effort = repetitions.reduce(0) { $0 + $1.wholeRuns }
    let perRun = Double(repetitions.reduce(0) { $0 + $1.wholeRunEvents }) / Double(max(1, effort))
    return RareEventEstimate(
      unavailability: unavailability, probability: probability, levelShares: shares,
      repetitions: repetitions.count, events: events, crudeEvents: runs * perRun,
      unfinishedRuns: repetitions.reduce(0) { $0 + $1.unfinishedRuns })
  }

  /// Levels that a share of the runs reach from each other, found by trial.
  ///
  /// Adaptive multilevel splitting with a fixed number of runs: each level is the importance that
  /// the given share of the runs from the previous one reached at most. For importances of few
  /// values every value becomes a level. The levels only steer the effort, so a rough pilot does.
  ///
  /// - Parameters:
  ///   - runs: Runs per level.
  ///   - share: The share that should reach the next level; e⁻² costs least.
  ///   - limit: The largest number of levels.
  public static func pilotLevels<Run: SplittableRun>(
    runs: Int = 500, share: Double = 0.14, limit: Int = 100, eventLimit: Int = 1_000_000,
    starting: (_ path: UInt64) -> Run
  ) -> [Double] {
    let plan = ImportanceSplitting(levels: [], effort: runs, eventLimit: eventLimit)
    var levels: [Double] = []
    var entrances: [Run] = []
    var ignored = SplittingRepetition()
    for stage in 0..<max(0, limit) {
      func run(_ ordinal: Int) -> Run {
        let path = SplittingPath.hash(-1, stage, ordinal)
        return stage == 0 ? starting(path) : entrances[ordinal % entrances.count].branched(path)
      }
      let floor = levels.last ?? (0..<plan.effort).map { run($0).importance }.max() ?? 0
      var peaks = (0..<plan.effort).map { ordinal in
        var current = run(ordinal)
        return plan.peak(&current)
      }
      peaks.sort(by: >)
      let rank = min(peaks.count - 1, max(0, Int(share * Double(peaks.count))))
      var level = peaks[rank]
      if level <= floor {
        guard let next = peaks.last(where: { $0 > floor }) else { break }
        level = next
      }
      guard level.isFinite else { break }
      // The same paths lead to the same runs, now stopped at the level.
      let reached = (0..<plan.effort).compactMap { ordinal -> Run? in
        var current = run(ordinal)
        return plan.go(&current, to: level, &ignored) ? current : nil
      }
      if reached.isEmpty { break }
      entrances = reached
      levels.append(level)
    }
    return levels
  }

  /// Goes on until a level is reached; false if the run is over before.
  private func go<Run: SplittableRun>(
    _ run: inout Run, to level: Double, _ result: inout SplittingRepetition
  ) -> Bool {
    var events = 0
    defer { result.events += events }
    while !(run.importance >= level) {
      if run.isFinished { return false }
      if events == eventLimit {
        result.unfinishedRuns += 1
        return false
      }
      run.advance()
      events += 1
    }
    return true
  }

  /// Goes on until the run is over; returns the number of events.
  private func finish<Run: SplittableRun>(
    _ run: inout Run, _ result: inout SplittingRepetition
  ) -> Int {
    var events = 0
    while !run.isFinished {
      if events == eventLimit {
        result.unfinishedRuns += 1
        break
      }
      run.advance()
      events += 1
    }
    return events
  }

  /// The largest importance until the run is over.
  private func peak<Run: SplittableRun>(_ run: inout Run) -> Double {
    var peak = run.importance
    var events = 0
    while !run.isFinished, peak < .infinity, events < eventLimit {
      run.advance()
      peak = max(peak, run.importance)
      events += 1
    }
    return peak
  }
}

/// What one repetition of splitting found; repetitions are independent.
public struct SplittingRepetition: Sendable, Equatable {
  /// The share of the runs at each level that reached the next; shorter if none did.
  public internal(set) var levelShares: [Double] = []
  /// The probability that a run meets the rare event.
  public internal(set) var probability = 0.0
  /// The expected time per run for which the rare event holds.
  public internal(set) var rareTime = 0.0
  /// The expected square of that time.
  public internal(set) var squaredRareTime = 0.0
  /// The mean length of a run.
  public internal(set) var length = 0.0
  /// How many events it took.
  public internal(set) var events = 0
  /// How many runs were stopped by the limit of events, which makes the estimate too small.
  public internal(set) var unfinishedRuns = 0
  var wholeRuns = 0
  var wholeRunEvents = 0
}

/// How often a rare event holds.
public struct RareEventEstimate: Sendable, Equatable {
  /// The share of time for which it holds.
  public let unavailability: Interval
  /// The probability that a run meets it at all.
  public let probability: Interval
  /// The mean share of the runs at each level that reached the next; 0.1 … 0.3 is cheapest, and a
  /// share near zero asks for a level in between or for more effort.
  public let levelShares: [Double]
  /// How many independent repetitions.
  public let repetitions: Int
  /// How many events they took.
  public let events: Int
  /// About how many events replications without splitting would have taken for an interval of the
  /// same width; NaN if the rare event was not met.
  public let crudeEvents: Double
  /// How many runs were stopped by the limit of events; if not zero, the estimate is too small.
  public let unfinishedRuns: Int

  /// About how many events an interval of another relative half-width would take.
  public func eventsNeeded(relativeHalfWidth: Double) -> Double {
    let ratio = unavailability.relativeHalfWidth / relativeHalfWidth
    return Double(events) * ratio * ratio
  }

  /// How many times cheaper splitting was.
  public var speedup: Double { crudeEvents / Double(max(1, events)) }
}
