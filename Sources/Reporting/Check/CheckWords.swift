import Experiments

/// How a line of a check is read in every report.
extension ReferenceCheck.Line {
  /// `availability.replicas{region=eu-west}`, with the arm in front where there are several.
  func label(among arms: Int) -> String {
    let pairs = dimensions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let line = pairs.isEmpty ? name : name + "{" + pairs.joined(separator: ",") + "}"
    return arms > 1 ? arm + ": " + line : line
  }

  /// The reference's mean; a dash when undefined.
  var referenceText: String { text(reference) }

  /// The fresh mean; a dash when undefined.
  var nowText: String { text(now) }

  /// The difference with its sign and interval.
  var differenceText: String {
    guard let difference else { return "" }
    if isIdentical { return "none" }
    let sign = difference > 0 ? "+" : difference < 0 ? "-" : ""
    var text = sign + Figures.value(abs(difference), unit: unit, halfWidth: halfWidth)
    if let halfWidth, halfWidth > 0 {
      text += " ±\u{A0}" + Figures.value(halfWidth, unit: unit, halfWidth: halfWidth)
    }
    return text
  }

  /// The difference relative to the reference; empty where there is none.
  var shareText: String {
    guard let difference, let reference, reference != 0, !isIdentical else { return "" }
    let percent = difference / abs(reference) * 100
    guard percent.isFinite, abs(percent) < 10_000 else { return "" }
    let size = abs(percent)
    let decimals = size < 0.1 ? 4 : size < 10 ? 2 : size < 100 ? 1 : 0
    return (percent > 0 ? "+" : "-") + Figures.fixed(size, decimals: decimals) + "\u{A0}%"
  }

  /// What could have been detected; empty where nothing was tested.
  var detectableText: String {
    guard let detectable, detectable.isFinite else { return "" }
    return detectable == 0 ? "any" : Figures.value(detectable, unit: unit)
  }

  /// The verdict in words.
  var verdictText: String {
    verdict == .noChange && isIdentical ? "identical" : verdict.words
  }

  private var halfWidth: Double? {
    guard let lower, let upper else { return nil }
    return (upper - lower) / 2
  }

  private func text(_ value: Double?) -> String {
    guard let value else { return Figures.undefined }
    return Figures.value(value, unit: unit, halfWidth: halfWidth.flatMap { $0 > 0 ? $0 : nil })
  }
}

extension ReferenceCheck.Verdict {
  /// As a reader sees it.
  var words: String {
    switch self {
    case .withinNoise: "within noise"
    case .noChange: "no change"
    case .untested: "not tested"
    default: rawValue
    }
  }
}

extension ReferenceCheck {
  /// How many arms have lines.
  var armCount: Int { Set(lines.map(\.arm)).count }

  /// The lines, regressions first, what did not change last.
  var sortedLines: [Line] {
    let order: [Verdict] = [.regression, .improvement, .changed, .gone, .new, .untested]
    return order.flatMap { verdict in lines.filter { $0.verdict == verdict } }
      + lines.filter { !order.contains($0.verdict) }
  }

  /// What was compared, in one sentence.
  var comparisonSentence: String {
    let pairs = reference.seed == now.seed
    let count =
      pairs
      ? "\(Figures.whole(commonReplications)) pairs of replications under the same random numbers"
      : "\(Figures.whole(reference.replications)) and \(Figures.whole(now.replications))"
        + " replications as independent samples"
    return "\(Figures.whole(lines.count)) figures over \(count); the probability of any false alarm"
      + " is at most \(Figures.roundPercent(1 - confidence)) (Holm)."
  }

  /// `PASSED` or `FAILED`, and why.
  var headline: String {
    "\(now.scenario): " + (isPassed ? "passed, \(summary)" : "FAILED, \(summary)")
  }
}

/// Reports of a check.
public enum CheckReports {
  /// For a terminal.
  public static func text(_ check: ReferenceCheck) -> String { CheckText(check).render() }
  /// Everything, for programs.
  public static func json(_ check: ReferenceCheck) -> String { CheckJSON(check).render() }
  /// For a comment on a change.
  public static func markdown(_ check: ReferenceCheck) -> String { CheckMarkdown(check).render() }
  /// For the test tab of a CI system: one case per figure.
  public static func junit(_ check: ReferenceCheck) -> String { CheckJUnit(check).render() }
}
