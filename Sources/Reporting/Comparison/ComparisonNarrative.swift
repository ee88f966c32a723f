import Experiments

/// What a comparison says, in sentences: computed from the result, never written by hand.
struct ComparisonNarrative {
  /// One sentence: which arm to choose.
  var headline: String
  /// What is behind it, each under its topic.
  var sentences: [(topic: String, text: String)]
  /// What a reader must know before trusting the numbers.
  var caveats: [String]

  private let result: ExperimentResult
  private let comparison: ComparisonResult

  init(_ comparison: ComparisonResult, _ result: ExperimentResult) {
    self.comparison = comparison
    self.result = result
    headline = ""
    sentences = []
    caveats = result.arms.first.map { Narrative(result, arm: $0).caveats } ?? result.notes
    headline = makeHeadline()
    sentences = [("Which to choose", choice), ("What may be lost", loss)].compactMap {
      topic, text in text.map { (topic, $0) }
    }
    sentences += comparison.metrics.map { metric in
      (Self.title(metric), told(metric))
    }
    if let text = commonRandomNumbers { sentences.append(("Common random numbers", text)) }
    if let text = objectives { sentences.append(("Objectives", text)) }
  }

  /// `Availability: replicas`, with what it is about.
  static func title(_ metric: ComparedMetric) -> String {
    let name = MetricGroups.title(metric.group) + ": " + metric.shortName
    return metric.dimensions.isEmpty ? name : name + " (" + metric.subject + ")"
  }

  /// The metric as a clause names it: `availability.replicas`.
  private func name(_ metric: String, _ dimensions: [String: String]) -> String {
    dimensions.isEmpty
      ? metric
      : metric + "{"
        + dimensions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        .joined(separator: ",") + "}"
  }

  /// How one arm's estimate of a metric reads.
  func summary(_ metric: ComparedMetric, _ arm: Int) -> MetricSummary? {
    guard arm < result.arms.count else { return nil }
    return result.arms[arm].metrics.first {
      $0.name == metric.name && $0.dimensions == metric.dimensions
    }
  }

  private var confidence: String { Figures.roundPercent(result.confidence) }

  // MARK: The choice

  private func makeHeadline() -> String {
    guard let selection = comparison.selection else {
      return Narrative.counted(result.arms.count, "arm") + " beside each other; no metric decides"
        + " between them."
    }
    let metric = name(selection.metric, selection.dimensions)
    let promise = Figures.roundPercent(selection.probability)
    if selection.isDecided {
      return "\(selection.leader) is best by \(metric), with a probability of at least \(promise)"
        + " (differences up to \(indifference(selection)) do not count)."
    }
    return "\(selection.leader) leads by \(metric), but the replications do not settle it."
  }

  private func indifference(_ selection: ArmSelection) -> String {
    Figures.distance(selection.indifference, unit: selection.unit) + word(selection.unit)
  }

  private var choice: String? {
    guard let selection = comparison.selection else { return nil }
    var parts: [String] = []
    let deciding = comparison.metrics.first {
      $0.name == selection.metric && $0.dimensions == selection.dimensions
    }
    if let deciding {
      let estimates = deciding.arms.indices.compactMap { arm -> String? in
        guard let summary = summary(deciding, arm), summary.estimate != nil else { return nil }
        return "\(deciding.arms[arm].name) \(summary.estimateText)"
      }
      parts.append(
        "By \(name(selection.metric, selection.dimensions)), of which"
          + " \(selection.better) is better: "
          + Narrative.list(estimates, separator: ", ") + ".")
    }
    if selection.isDecided {
      let rounds = Set(selection.eliminatedAt.compactMap { $0 }).sorted()
      let out = rounds.map { round in
        let names = zip(result.arms, selection.eliminatedAt).filter { $1 == round }.map(\.0.name)
        return Narrative.list(names, separator: ", ") + " after "
          + Narrative.counted(round, "replication")
      }
      if !out.isEmpty { parts.append("Ruled out: " + Narrative.list(out, separator: "; ") + ".") }
      let rest = zip(result.arms, selection.eliminatedAt).filter {
        $1 == nil && $0.name != selection.leader
      }.map(\.0.name)
      if !rest.isEmpty {
        parts.append(
          "\(Narrative.list(rest, separator: ", ")) came so close that the difference does not"
            + " count.")
      }
    } else if let needed = selection.replicationsNeeded {
      parts.append(
        "At most about \(Figures.whole(needed)) replications settle it: --best"
          + " '\(name(selection.metric, selection.dimensions))' runs as many as it takes, up to"
          + " --max-replications; a larger --indifference needs fewer.")
    }
    if !selection.isIndifferenceGiven {
      parts.append(
        "Differences up to \(indifference(selection)) count as none, by default a twentieth of "
          + (selection.unit == "ratio" && selection.better == .larger
            ? "what \(comparison.baseline) lacks" : "the value of \(comparison.baseline)")
          + "; --indifference says what matters to you.")
    }
    return parts.joined(separator: " ")
  }

  private var loss: String? {
    guard let selection = comparison.selection, selection.regret.resamples > 0 else { return nil }
    let regret = selection.regret
    let leader = selection.leader
    guard regret.probability > 0 else {
      return
        "Nothing, as far as can be seen: in none of \(Figures.whole(regret.resamples)) resamples of"
        + " the replications is another arm better than \(leader)."
    }
    return "Another arm is better than \(leader) in \(Figures.percent(regret.probability)) of"
      + " \(Figures.whole(regret.resamples)) resamples of the replications; choosing \(leader) loses"
      + " \(Figures.distance(regret.expected, unit: selection.unit))\(word(selection.unit)) on average."
  }

  // MARK: Metric by metric

  /// Which arm wins, which loses, and which cannot be told from the baseline.
  private func told(_ metric: ComparedMetric) -> String {
    var clear: [String] = []
    var open: [(name: String, detectable: Double)] = []
    var same: [String] = []
    var undefined: [String] = []
    for arm in metric.arms where arm.name != comparison.baseline {
      guard let difference = arm.difference else {
        undefined.append(arm.name)
        continue
      }
      switch Standing(difference, metric) {
      case .same: same.append(arm.name)
      case .open: open.append((arm.name, difference.detectable ?? 0))
      case let standing:
        let size = Figures.distance(
          difference.estimate, unit: metric.unit, halfWidth: difference.halfWidth)
        var text = "\(arm.name) is \(standing.rawValue) by \(size)\(word(metric.unit))"
        if let lower = difference.lower, let upper = difference.upper, lower < upper {
          let ends = [lower, upper].sorted { abs($0) < abs($1) }.map {
            Figures.distance($0, unit: metric.unit, halfWidth: difference.halfWidth)
          }
          text += " (\(ends[0]) to \(ends[1]))"
        }
        clear.append(text)
      }
    }
    var sentences: [String] = []
    if !clear.isEmpty {
      sentences.append(
        "Against \(comparison.baseline), " + Narrative.list(clear, separator: ", ") + ".")
    }
    if !open.isEmpty {
      let sizes = open.map {
        Figures.distance($0.detectable, unit: metric.unit) + word(metric.unit)
      }
      sentences.append(
        "Not distinguishable from \(comparison.baseline): "
          + Narrative.list(
            zip(open, sizes).map { arm, size in
              arm.detectable > 0 ? "\(arm.name) (\(size) would have shown)" : arm.name
            }, separator: ", ") + ".")
    }
    if !same.isEmpty {
      sentences.append(
        "The same as \(comparison.baseline) in every replication: "
          + Narrative.list(same, separator: ", ") + ".")
    }
    if !undefined.isEmpty {
      sentences.append(
        "No replication defines it for \(comparison.baseline) and for "
          + Narrative.list(undefined, separator: ", ") + ".")
    }
    return sentences.joined(separator: " ")
  }

  private func word(_ unit: String) -> String {
    unit == "ratio" || unit == "seconds" ? "" : " " + unit
  }

  /// What equal random numbers were worth.
  private var commonRandomNumbers: String? {
    let ratios = comparison.metrics.flatMap { $0.arms.compactMap { $0.difference?.varianceRatio } }
      .filter { $0.isFinite && $0 > 0 }
    guard let least = ratios.min(), let most = ratios.max() else { return nil }
    let range =
      Figures.times(least) == Figures.times(most)
      ? Figures.times(least) : "\(Figures.times(least)) to \(Figures.times(most))"
    guard least < 0.95 || most > 1.05 else {
      return
        "Equal random numbers made no difference here: what the arms do depends on other chances."
    }
    var text =
      "Equal random numbers divided the variance of differences by \(range.filter { $0 != "×" }):"
      + " independent seeds would have needed as many times the replications."
    let isHarmful = comparison.metrics.contains { metric in
      metric.arms.contains { arm in
        arm.difference.flatMap { difference in
          difference.correlation.map { $0 < -2 / Double(difference.pairs).squareRoot() }
        } ?? false
      }
    }
    if isHarmful {
      text += " Below 1 they did harm: there the arms react to the same chance in opposite ways."
    }
    return text
  }

  private var objectives: String? {
    let missing = result.arms.filter { $0.objectives.contains { !$0.met } }
    guard result.arms.contains(where: { !$0.objectives.isEmpty }) else { return nil }
    guard !missing.isEmpty else { return "Every arm keeps the objectives." }
    return "Missed: "
      + Narrative.list(
        missing.map { arm in
          "\(arm.name) misses "
            + arm.objectives.filter { !$0.met }.map(\.objective).joined(separator: ", ")
        }, separator: "; ") + "."
  }
}

/// How an arm stands to the baseline by one metric.
enum Standing: String {
  case better, worse, higher, lower
  /// No difference that the replications could tell from none.
  case open = "not distinguishable"
  /// No difference in any replication.
  case same

  init(_ difference: ArmDifference, _ metric: ComparedMetric) {
    if difference.estimate == 0, difference.lower == 0, difference.upper == 0 {
      self = .same
    } else if !difference.isSignificant {
      self = .open
    } else if metric.better != .neither {
      self = (difference.estimate > 0) == (metric.better == .larger) ? .better : .worse
    } else {
      self = difference.estimate > 0 ? .higher : .lower
    }
  }
}

extension ComparedMetric: NamedMetric {}

extension ArmDifference {
  /// Half the interval; nil when there is none.
  var halfWidth: Double? {
    guard let lower, let upper, upper > lower else { return nil }
    return (upper - lower) / 2
  }
}

extension DifferenceToBest {
  /// `best`, `may be best` or `not best`.
  var word: String { isBest ? "best" : mayBeBest ? "may be best" : "not best" }
}
