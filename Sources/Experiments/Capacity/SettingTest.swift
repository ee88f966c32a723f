import Scenarios
import Statistics

/// What makes a setting good enough.
public enum CapacityCriterion: Sendable, Equatable {
  /// Every objective holds for the mean of its metric over all runs that there could be.
  case means
  /// All objectives hold together in at least this share of the runs.
  case share(of: Double)
}

/// What was decided of one setting.
public enum SettingVerdict: String, Sendable, Codable {
  /// All objectives hold.
  case holds
  /// At least one does not.
  case fails
  /// The replications allowed do not tell.
  case open
}

/// Decides of one setting, look by look, after how many replications its objectives hold or fail.
///
/// The error probability is shared among the looks: 1/(1·2) + 1/(2·3) + … = 1.
struct SettingTest: Sendable {
  let criterion: CapacityCriterion
  let objectives: [Objective]
  /// The probability with which the verdict may be wrong, either way.
  let error: Double
  let block: Int
  let maximumReplications: Int
  private(set) var replications = 0
  private(set) var verdict: SettingVerdict?
  private(set) var summaries: [Summary]
  private var looks = 0
  private var shares: CapacitySearch?

  init(
    _ criterion: CapacityCriterion, _ objectives: [Objective], error: Double, block: Int,
    maximumReplications: Int
  ) throws {
    self.criterion = criterion
    self.objectives = objectives
    self.error = error
    self.block = max(2, block)
    self.maximumReplications = max(self.block, maximumReplications)
    summaries = objectives.map { _ in Summary() }
    if case .share(let target) = criterion {
      // A search among one capacity is a test of it; it has two visits to share the error among.
      shares = try CapacitySearch(
        in: 1...1, target: target, confidence: 1 - 2 * error, block: self.block,
        maximumReplications: self.maximumReplications)
    }
  }

  /// The numbers of the replications to run next; nil once there is a verdict.
  var next: Range<Int>? {
    guard verdict == nil else { return nil }
    let count = min(max(block, replications / 2), maximumReplications - replications)
    return replications..<(replications + count)
  }

  /// Takes the values of all objectives' metrics in each of the replications asked for.
  mutating func add(_ rows: [[Double?]]) throws {
    guard verdict == nil else { return }
    for row in rows {
      for (index, value) in row.enumerated() {
        if let value, value.isFinite { summaries[index].add(value) }
      }
    }
    replications += rows.count
    looks += 1
    if shares != nil {
      let successes = rows.count { isMet($0) }
      try shares?.add(successes: successes)
      switch shares?.visits.first?.verdict {
      case .sufficient: verdict = .holds
      case .insufficient: verdict = .fails
      case .undecided: verdict = .open
      case .open, nil: break
      }
      return
    }
    let sides = objectives.indices.map(holds)
    if sides.contains(false) {
      verdict = .fails
    } else if sides.allSatisfy({ $0 == true }) {
      verdict = .holds
    } else if replications >= maximumReplications {
      verdict = .open
    }
  }

  /// What a run does not define (nothing failed) keeps its bound.
  private func isMet(_ row: [Double?]) -> Bool {
    zip(objectives, row).allSatisfy { objective, value in
      value.map { objective.comparison.holds($0, objective.bound.value) } ?? true
    }
  }

  /// The one-sided limits of a mean at this look, both at once.
  func interval(_ index: Int) -> Interval {
    let shared =
      error / Double(max(1, objectives.count)) / Double(max(1, looks) * (max(1, looks) + 1))
    return meanInterval(summaries[index], confidence: 1 - 2 * shared)
  }

  /// Whether an objective holds for the mean; nil where this is open.
  private func holds(_ index: Int) -> Bool? {
    let objective = objectives[index]
    if summaries[index].count == 0 { return true }
    guard summaries[index].count > 1 else { return nil }
    let interval = interval(index)
    let atLower = objective.comparison.holds(interval.lower, objective.bound.value)
    let atUpper = objective.comparison.holds(interval.upper, objective.bound.value)
    return atLower == atUpper ? atLower : nil
  }

  /// The share of runs in which all objectives held, with its exact interval; nil for means.
  var share: Interval? { shares?.visits.first?.share }
}
