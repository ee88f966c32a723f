/// How often something very rare holds, by splitting inside one run: RESTART (Villén-Altamirano and
/// Villén-Altamirano 1991, repetitive simulation trials after reaching thresholds).
///
/// When a run rises to a level it is continued by several trials instead of one; all but one of them
/// end when they fall below that level again. Between two levels every trial counts one over the
/// product of the numbers of trials so far, so that nothing is biased, whatever the levels. Unlike
/// ``ImportanceSplitting`` each run goes on to its own end: it needs no list of states where a level
/// was entered, and measures any average over time.
///
/// With cycles from one regeneration to the next as runs, one after the other, it is the steady
/// state; with runs of fixed length it is the average over that length.
public struct Restart: Sendable, Equatable {
  /// The importances at which runs are split, ascending; the rare event itself comes after them.
  public let levels: [Double]
  /// How many trials go on from every level, the one that arrived among them. One over the
  /// probability of reaching the next level costs least; with more, trials multiply.
  public let trials: [Int]
  /// How many runs make a repetition.
  public let runs: Int
  /// After how many events of a run and all its trials these count as over.
  public let eventLimit: Int

  /// A plan; nil unless the levels are finite and ascending, each with at least one trial, and the
  /// product of all trials is at most 2^52.
  public init?(levels: [Double], trials: [Int], runs: Int, eventLimit: Int = 10_000_000) {
    guard levels.count == trials.count, levels.allSatisfy(\.isFinite),
      zip(levels, levels.dropFirst()).allSatisfy({ $0 < $1 }), trials.allSatisfy({ $0 > 0 }),
      trials.reduce(1, { $0 * Double($1) }) <= 0x1p52
    else { return nil }
    self.levels = levels
    self.trials = trials
    self.runs = max(1, runs)
    self.eventLimit = max(1, eventLimit)
  }

  /// A plan with as many trials as fit the shares of a pilot; nil as above, or if a share is zero.
  ///
  /// - Parameter shares: The share of the runs that reach each level from the one before, and at
  ///   last the rare event, as in ``RareEventEstimate/levelShares``.
  public init?(levels: [Double], shares: [Double], runs: Int, eventLimit: Int = 10_000_000) {
    guard shares.count == levels.count + 1, shares.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
      return nil
    }
    self.init(
      levels: levels, trials: shares.dropFirst().map { saturatingCount(1 / $0, .toNearestOrEven) },
      runs: runs, eventLimit: eventLimit)
  }

  /// One estimate from independent repetitions, run one after the other.
  ///
  /// - Parameters:
  ///   - repetitions: At least 2; 20 or more for the interval to be trusted.
  ///   - starting: Makes the run of a path, at its start.
  public func estimate<Run: SplittableRun>(
    repetitions: Int = 20, confidence: Double = 0.95, starting: (_ path: UInt64) -> Run
  ) -> RestartEstimate {
    combine(
      (0..<max(2, repetitions)).map { repetition($0, starting: starting) }, confidence: confidence)
  }

  /// One repetition; `index` tells its random draws from those of the others.
  public func repetition<Run: SplittableRun>(
    _ index: Int, starting: (_ path: UInt64) -> Run
  ) -> RestartRepetition {
    var result = RestartRepetition(entrances: [Int](repeating: 0, count: levels.count))
    for ordinal in 0..<runs {
      follow(
        starting(SplittingPath.hash(index, ordinal, 0, -3)), &result,
        path: { SplittingPath.hash(index, ordinal, $0, -3) })
    }
    result.rareTime /= Double(runs)
    result.length /= Double(runs)
    return result
  }

  /// The estimate from repetitions of this plan, in the order of their indices.
  public func combine(
    _ repetitions: [RestartRepetition], confidence: Double = 0.95
  ) -> RestartEstimate {
    var started = Double(repetitions.count * runs)
    let shares = levels.indices.map { level in
      let entrances = repetitions.reduce(0.0) { $0 + Double($1.entrances[level]) }
      defer { started = entrances * Double(trials[level]) }
      return entrances / started
    }
    return RestartEstimate(
      unavailability: ratioInterval(
        repetitions.map(\.rareTime), over: repetitions.map(\.length), confidence: confidence),
      entrancesPerTrial: shares, repetitions: repetitions.count,
      events: repetitions.reduce(0) { $0 + $1.events },
      unfinishedRuns: repetitions.reduce(0) { $0 + $1.unfinishedRuns })
  }

  /// A run and the level below which it ends.
  private struct Trial<Run> {
    var run: Run
    /// The level it was split off at, counted from 1; 0 for the run itself.
    let birth: Int
    /// The level up to which it has been split.
    var level: Int
  }

  private func follow<Run: SplittableRun>(
    _ run: Run, _ result: inout RestartRepetition, path: (_ branch: Int) -> UInt64
  ) {
    var weights = [1.0]
    for count in trials { weights.append(weights[weights.count - 1] / Double(count)) }
    var pending = [Trial(run: run, birth: 0, level: 0)]
    var (branches, events) = (0, 0)
    while var trial = pending.popLast() {
      while true {
        let importance = trial.run.importance
        let reached = levels.firstIndex { !(importance >= $0) } ?? levels.count
        if reached < trial.birth { break }
        while trial.level < reached {
          trial.level += 1
          result.entrances[trial.level - 1] += 1
          for _ in 1..<trials[trial.level - 1] {
            branches += 1
            pending.append(
              Trial(
                run: trial.run.branched(path(branches)), birth: trial.level, level: trial.level))
          }
        }
        trial.level = reached
        if trial.run.isFinished { break }
        guard events < eventLimit else {
          // What is left is dropped too: too few trials, not too much time.
          result.unfinishedRuns += 1
          pending.removeAll()
          break
        }
        let before = trial.run.rareTime
        trial.run.advance()
        events += 1
        result.rareTime += (trial.run.rareTime - before) * weights[trial.level]
      }
      if trial.birth == 0 { result.length += trial.run.elapsed }
    }
    result.events += events
  }
}

/// What one repetition of RESTART found; repetitions are independent.
public struct RestartRepetition: Sendable, Equatable {
  /// How many trials rose to each level.
  public internal(set) var entrances: [Int]
  /// The expected time per run for which the rare event holds.
  public internal(set) var rareTime = 0.0
  /// The mean length of a run.
  public internal(set) var length = 0.0
  /// How many events it took, those of all trials.
  public internal(set) var events = 0
  /// How many runs were stopped by the limit of events, which makes the estimate too small.
  public internal(set) var unfinishedRuns = 0
}

/// How often a rare event holds, by RESTART.
public struct RestartEstimate: Sendable, Equatable {
  /// The share of time for which it holds.
  public let unavailability: Interval
  /// How often each level was entered, per run for the first and per trial from the level before for
  /// the others; times the number of trials about 1 is cheapest.
  public let entrancesPerTrial: [Double]
  /// How many independent repetitions.
  public let repetitions: Int
  /// How many events they took.
  public let events: Int
  /// How many runs were stopped by the limit of events; if not zero, the estimate is too small.
  public let unfinishedRuns: Int

  /// About how many events an interval of another relative half-width would take.
  public func eventsNeeded(relativeHalfWidth: Double) -> Double {
    let ratio = unavailability.relativeHalfWidth / relativeHalfWidth
    return Double(events) * ratio * ratio
  }
}
