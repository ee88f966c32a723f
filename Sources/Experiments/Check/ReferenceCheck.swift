import Statistics

/// What changed between a stored result and a fresh one of the same scenario, or of a changed one.
///
/// Where the seeds agree, replications are compared pair by pair: they ran under the same random
/// numbers. The p-values of all lines are adjusted together (Holm), so that the probability of any
/// false alarm is at most one minus the confidence.
public struct ReferenceCheck: Sendable, Codable, Equatable {
  /// What became of a metric.
  public enum Verdict: String, Sendable, Codable, CaseIterable {
    case regression
    case improvement
    /// A significant change of a metric for which neither direction is better.
    case changed
    /// Significant, but no larger than what was said not to matter.
    case withinNoise
    case noChange
    /// Too few values on one side to say anything.
    case untested
    /// The reference has the line, the fresh result has not.
    case gone
    /// The fresh result has the line, the reference has not.
    case new
  }

  /// How the values of a line were compared.
  public enum Method: String, Sendable, Codable {
    /// Replication by replication.
    case paired
    /// As independent samples (Welch).
    case independent
  }

  /// One metric about something.
  public struct Line: Sendable, Codable, Equatable {
    /// The arm it belongs to.
    public var arm: String
    /// The dotted name.
    public var name: String
    /// What it is about; empty for the whole fleet.
    public var dimensions: [String: String]
    /// `ratio`, `seconds`, ….
    public var unit: String
    /// Which direction is welcome.
    public var better: Better
    /// The means of the values compared; nil where there are none.
    public var reference: Double?
    public var now: Double?
    /// How many values each side has; of pairs, their number.
    public var referenceCount: Int
    public var nowCount: Int
    /// How they were compared.
    public var method: Method
    /// Now minus the reference, with its interval at the confidence of a single comparison.
    public var difference: Double?
    public var lower: Double?
    public var upper: Double?
    /// The two-sided p-value of "no difference", alone and adjusted for all lines.
    public var pValue: Double?
    public var adjustedPValue: Double?
    /// The difference that would have been found with a probability of four in five, whatever the
    /// other lines say. Where all pairs agree: that of independent samples, which pairs only better.
    public var detectable: Double?
    /// The change up to which it does not matter, in the metric's unit.
    public var noise: Double
    /// What became of it.
    public var verdict: Verdict
    /// Whether all values are those of the reference.
    public var isIdentical: Bool
  }

  /// Where a result comes from.
  public struct Side: Sendable, Codable, Equatable {
    /// `metadata.name` of the scenario, and the digest of all its files.
    public var scenario: String
    public var digest: String
    /// What ran it, with which seed and how often.
    public var engineVersion: String
    public var seed: UInt64
    public var replications: Int
  }

  /// What a version of this layout is called.
  public var schemaVersion = 1
  /// The stored result, and the fresh one.
  public var reference: Side
  public var now: Side
  /// Whether both come from the same scenario, files included.
  public var isSameScenario: Bool
  /// One minus the probability of any false alarm.
  public var confidence: Double
  /// Whether every difference of a figure fails, improvements too.
  public var isExact: Bool
  /// One entry per arm, metric and dimension that has values by replication.
  public var lines: [Line] = []
  /// Objectives that the fresh result misses; nil if they do not count.
  public var missedObjectives: [String]?
  /// How many of the common replications behaved otherwise; nil if that does not count.
  public var changedFingerprints: Int?
  /// How many replications both sides have.
  public var commonReplications: Int
  /// Why the check fails; empty if it passes.
  public var failures: [String] = []
  /// What a reader should know; sentences.
  public var notes: [String] = []

  /// Whether the check passes.
  public var isPassed: Bool { failures.isEmpty }

  /// Compares.
  ///
  /// - Parameter isSameScenario: Whether both come from the same scenario, whatever the number of
  ///   replications.
  public init(
    reference: ExperimentResult, now: ExperimentResult, isSameScenario: Bool, rules: CheckRules
  ) {
    self.reference = Side(reference)
    self.now = Side(now)
    self.isSameScenario = isSameScenario
    confidence = rules.confidence
    isExact = rules.isExact
    commonReplications = min(self.reference.replications, self.now.replications)
    let isPaired = reference.seed == now.seed
    let arms = Self.matched(reference.arms, now.arms)
    for (before, after) in arms {
      lines += Self.lines(before, after, isPaired: isPaired, rules)
    }
    judge()
    if rules.objectives {
      missedObjectives = now.arms.flatMap { arm in
        arm.objectives.filter { !$0.met }.map {
          now.arms.count > 1 ? "\(arm.name): \($0.objective)" : $0.objective
        }
      }
    }
    if rules.fingerprints, isPaired {
      changedFingerprints = arms.reduce(0) { sum, arm in
        sum + zip(arm.0?.fingerprints ?? [], arm.1?.fingerprints ?? []).count { $0 != $1 }
      }
    }
    fail()
    annotate()
  }

  /// Arms of the same name; single arms belong together whatever they are called.
  private static func matched(
    _ reference: [ArmResult], _ now: [ArmResult]
  ) -> [(ArmResult?, ArmResult?)] {
    if reference.count == 1, now.count == 1 { return [(reference[0], now[0])] }
    return now.map { arm in (reference.first { $0.name == arm.name }, arm) }
      + reference.filter { arm in !now.contains { $0.name == arm.name } }.map { ($0, nil) }
  }
}

extension ReferenceCheck.Side {
  init(_ result: ExperimentResult) {
    self.init(
      scenario: result.scenario, digest: result.digest, engineVersion: result.engineVersion,
      seed: result.seed, replications: result.arms.first?.replications ?? 0)
  }
}

// MARK: Verdicts

extension ReferenceCheck {
  /// Differences so small that another machine's mathematical library explains them.
  private static let tolerance = 1e-9

  private static func agree(_ first: Double, _ second: Double) -> Bool {
    abs(first - second) <= tolerance * max(abs(first), abs(second))
  }

  private static func lines(
    _ before: ArmResult?, _ after: ArmResult?, isPaired: Bool, _ rules: CheckRules
  ) -> [Line] {
    func key(_ metric: MetricSummary) -> String {
      metric.name + MetricSeries.text(metric.dimensions)
    }
    var places: [String: Int] = [:]
    for (index, metric) in (before?.metrics ?? []).enumerated() { places[key(metric)] = index }
    var lines: [Line] = []
    for (index, metric) in (after?.metrics ?? []).enumerated() where rules.judges(metric) {
      let place = places.removeValue(forKey: key(metric))
      guard metric.isByReplication else { continue }
      lines.append(
        Line(
          metric, arm: after?.name ?? "", before: place.flatMap { before?.column($0) },
          now: after?.column(index), isPaired: isPaired, rules))
    }
    for (index, metric) in (before?.metrics ?? []).enumerated() where rules.judges(metric) {
      guard metric.isByReplication, places[key(metric)] == index else { continue }
      lines.append(
        Line(
          metric, arm: before?.name ?? "", before: before?.column(index), now: nil,
          isPaired: isPaired, rules))
    }
    return lines
  }

  /// Adjusts the p-values, and says what became of each line.
  ///
  /// Lines whose values all agree cannot be rejected whatever chance does, and so do not count among
  /// the tests (Tarone 1990).
  private mutating func judge() {
    let tested = lines.indices.filter { lines[$0].pValue != nil && !lines[$0].isIdentical }
    let pValues = tested.compactMap { lines[$0].pValue }
    let adjusted = (try? PValueAdjustment.holm.adjusted(pValues)) ?? pValues.map { _ in 1 }
    for (index, adjustedPValue) in zip(tested, adjusted) {
      lines[index].adjustedPValue = adjustedPValue
      lines[index].verdict = lines[index].verdict(
        isSignificant: adjustedPValue <= 1 - confidence)
    }
    // Found at the first step of Holm's method: the share of one test in the error of all.
    let share = (1 - confidence) / 2 / Double(max(1, pValues.count))
    for index in lines.indices {
      guard let error = lines[index].detectable else { continue }
      let freedom = lines[index].degreesOfFreedom
      lines[index].detectable =
        error
        * (StudentT.quantile(1 - share, degreesOfFreedom: freedom)
          + StudentT.quantile(0.8, degreesOfFreedom: freedom))
    }
  }

  /// Whether a line makes the check fail.
  public func fails(_ line: Line) -> Bool {
    line.verdict == .regression || isExact && !line.isIdentical
  }

  private mutating func fail() {
    func add(_ verdict: Verdict, _ one: String, _ many: String) {
      let count = lines.count { $0.verdict == verdict }
      if count > 0 { failures.append(count == 1 ? "1 \(one)" : "\(count) \(many)") }
    }
    add(.regression, "regression", "regressions")
    if isExact {
      add(.improvement, "improvement", "improvements")
      let others = lines.count {
        fails($0) && $0.verdict != .regression && $0.verdict != .improvement
      }
      if others > 0 { failures.append(others == 1 ? "1 other change" : "\(others) other changes") }
    }
    if let missed = missedObjectives, !missed.isEmpty {
      failures.append(
        missed.count == 1 ? "1 missed objective" : "\(missed.count) missed objectives")
    }
    if let changed = changedFingerprints, changed > 0 {
      failures.append(
        "\(changed) of \(commonReplications) fingerprints changed")
    }
  }

  private mutating func annotate() {
    if reference.scenario != now.scenario {
      notes.append(
        "The reference is of the scenario \(reference.scenario), this is \(now.scenario).")
    }
    if !isSameScenario {
      notes.append(
        "The scenario is not the one of the reference (digest \(reference.digest.prefix(12)) then,"
          + " \(now.digest.prefix(12)) now): differences show what was changed in it.")
    }
    if reference.engineVersion != now.engineVersion {
      notes.append(
        "The reference was made by Regatta \(reference.engineVersion), this by"
          + " \(now.engineVersion).")
    }
    if reference.seed != now.seed {
      notes.append(
        "The seeds differ (\(reference.seed) then, \(now.seed) now), so replications were compared"
          + " as independent samples; with the reference's seed smaller changes can be found.")
    } else if reference.replications != now.replications {
      notes.append(
        "The reference has \(reference.replications) replications, this \(now.replications); the"
          + " \(commonReplications) that both have were compared.")
    }
    let untested = lines.count { $0.verdict == .untested && !$0.isIdentical }
    if untested > 0, commonReplications < 2 {
      notes.append("One replication proves nothing: run more to tell a change from chance.")
    }
    for line in lines where line.verdict == .untested && line.referenceCount != line.nowCount {
      notes.append(
        "\(line.name)\(MetricSeries.text(line.dimensions)) was defined in \(line.referenceCount)"
          + " replications of the reference, in \(line.nowCount) now.")
    }
  }

  /// What came of it, in a few words.
  public var summary: String {
    if !failures.isEmpty { return failures.joined(separator: ", ") }
    let improved = lines.count { $0.verdict == .improvement }
    let changed = lines.count { $0.verdict == .changed }
    var parts: [String] = []
    if improved > 0 { parts.append(improved == 1 ? "1 improvement" : "\(improved) improvements") }
    if changed > 0 { parts.append("\(changed) changed") }
    return parts.isEmpty ? "no change" : parts.joined(separator: ", ")
  }
}

extension ReferenceCheck.Line {
  fileprivate init(
    _ metric: MetricSummary, arm: String, before: [Double?]?, now after: [Double?]?,
    isPaired: Bool, _ rules: CheckRules
  ) {
    var first = Self.finite(before)
    var second = Self.finite(after)
    var isDefinedAlike = true
    if isPaired {
      // The replications that both ran, and of them those that define both.
      let common = min(first.count, second.count)
      (first, second) = (Array(first.prefix(common)), Array(second.prefix(common)))
      isDefinedAlike = zip(first, second).allSatisfy { ($0 == nil) == ($1 == nil) }
      let pairs = zip(first, second).filter { $0 != nil && $1 != nil }
      if !pairs.isEmpty { (first, second) = (pairs.map(\.0), pairs.map(\.1)) }
    }
    let (x, y) = (second.compactMap(\.self), first.compactMap(\.self))
    let mean = y.isEmpty ? nil : Summary(y).mean
    self.init(
      arm: arm, name: metric.name, dimensions: metric.dimensions, unit: metric.unit,
      better: MetricCatalog.better(metric.name), reference: mean,
      now: x.isEmpty ? nil : Summary(x).mean, referenceCount: y.count, nowCount: x.count,
      method: isPaired ? .paired : .independent,
      noise: rules.noise(of: metric, reference: mean ?? 0),
      verdict: before == nil ? .new : after == nil ? .gone : .untested, isIdentical: false)
    guard before != nil, after != nil else { return }
    if x.isEmpty, y.isEmpty {
      // Undefined on both sides: nothing failed, say.
      (verdict, isIdentical) = (.noChange, true)
      return
    }
    if x.count == y.count, isDefinedAlike {
      isIdentical = zip(x, y).allSatisfy { ReferenceCheck.agree($0, $1) }
    }
    if !x.isEmpty, !y.isEmpty { difference = isIdentical ? 0 : Summary(x).mean - Summary(y).mean }
    guard x.count > 1, y.count > 1 else {
      if isIdentical { verdict = .noChange }
      return
    }
    compare(x, y, rules.confidence)
  }

  private static func finite(_ values: [Double?]?) -> [Double?] {
    (values ?? []).map { $0.flatMap { $0.isFinite ? $0 : nil } }
  }

  /// `detectable` becomes the standard error, until the number of tests is known.
  private mutating func compare(_ now: [Double], _ before: [Double], _ confidence: Double) {
    let (x, y) = (Summary(now), Summary(before))
    let independent = (x.variance / Double(x.count) + y.variance / Double(y.count)).squareRoot()
    detectable = independent
    if isIdentical {
      (lower, upper, pValue, adjustedPValue) = (0, 0, 1, 1)
      verdict = .noChange
      return
    }
    let test: DifferenceInterval
    let isDegenerate: Bool
    if method == .paired {
      test = .paired(now, before, confidence: confidence)
      let differences = Summary(zip(now, before).map { $0 - $1 })
      isDegenerate = differences.isDegenerate
      detectable = differences.standardError
    } else {
      test = .welch(now, before, confidence: confidence)
      isDegenerate = x.isDegenerate && y.isDegenerate
    }
    difference = test.interval.estimate
    // Differences that never vary: none at all, or one beyond doubt.
    if isDegenerate {
      (lower, upper) = (difference, difference)
      pValue = difference == 0 ? 1 : 0
    } else {
      (lower, upper) = (test.interval.lower, test.interval.upper)
      pValue = test.pValue.isNaN ? 1 : min(1, max(0, test.pValue))
    }
  }

  /// Of the standard error in `detectable`.
  fileprivate var degreesOfFreedom: Double {
    method == .paired && !isIdentical
      ? Double(max(1, nowCount - 1)) : Double(max(1, referenceCount + nowCount - 2))
  }

  fileprivate func verdict(isSignificant: Bool) -> ReferenceCheck.Verdict {
    guard isSignificant, let difference, difference != 0 else { return .noChange }
    guard abs(difference) > noise else { return .withinNoise }
    switch better {
    case .larger: return difference > 0 ? .improvement : .regression
    case .smaller: return difference < 0 ? .improvement : .regression
    case .neither: return .changed
    }
  }
}

extension MetricSummary {
  /// Whether there is one value per replication, unlike for pooled samples.
  fileprivate var isByReplication: Bool { method == "t over replications" }
}

extension ArmResult {
  /// One metric's value in each replication.
  fileprivate func column(_ index: Int) -> [Double?] {
    values.map { index < $0.count ? $0[index] : nil }
  }
}
