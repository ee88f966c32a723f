import Experiments

/// The reports of a search for the smallest sufficient setting.
public enum CapacityReports {
  /// The files of its directory: `plan.json`, `plan.csv` and `plan.html`.
  public static func files(_ result: CapacityResult) -> [(name: String, contents: String)] {
    [
      ("plan.csv", csv(result)), ("plan.html", CapacityPage(result: result).html),
      ("plan.json", JSONReport.text(of: result)),
    ]
  }

  /// For a terminal.
  public static func text(_ result: CapacityResult) -> String {
    var lines = [
      TextReport.plain(result.scenario), TextReport.plain(answer(result)), meaning(result), "",
    ]
    var table = TextTable(labels: result.variables.count)
    let first = result.settings.first
    let isPriced = first?.cost != nil
    table.rows = [
      result.variables.map(\.path) + (isPriced ? ["cost"] : [])
        + (result.share == nil ? [] : ["runs that meet all", ""])
        + (first?.objectives ?? []).flatMap { [$0.objective, ""] } + ["n", "verdict"]
    ]
    for (index, setting) in result.settings.enumerated() {
      let cost = (setting.simulatedCost ?? setting.cost).map { [Figures.number($0)] } ?? []
      let share = shareSummary(setting).map { [$0.estimateText, $0.intervalText] } ?? []
      table.rows.append(
        setting.settings + cost + share
          + setting.metrics.flatMap { [$0.estimateText, $0.intervalText] }
          + [Figures.whole(setting.replications), verdict(setting, index == result.found)])
    }
    lines += table.lines
    for note in result.notes { lines += ["", "Note: " + TextReport.plain(note)] }
    return SweepReports.spaced(lines)
  }

  /// The answer in a sentence.
  static func answer(_ result: CapacityResult) -> String {
    let word = result.variables.count == 1 ? "smallest" : "cheapest"
    guard let found = result.found, result.settings.indices.contains(found) else {
      return "None of the \(Narrative.counted(result.candidates, "setting")) is good enough."
    }
    let setting = result.settings[found]
    let values = zip(result.variables, setting.settings).map { "\($0.path)=\($1)" }
    let cost =
      (setting.simulatedCost ?? setting.cost).map { ", at a cost of \(Figures.number($0))" } ?? ""
    return "The \(word) setting that is good enough: \(values.joined(separator: ", "))\(cost)."
  }

  /// What good enough means.
  static func meaning(_ result: CapacityResult) -> String {
    let confidence = Figures.roundPercent(result.confidence)
    let what =
      result.share.map {
        "at least \(Figures.roundPercent($0)) of the runs meet all objectives"
      } ?? "the mean of every objective's metric keeps its bound"
    return "Good enough: \(what). With \(confidence) confidence no verdict below is wrong;"
      + " intervals are those that decided."
  }

  static func verdict(_ setting: PlannedSetting, _ isAnswer: Bool) -> String {
    isAnswer ? "holds: the answer" : setting.verdict.rawValue
  }

  /// The share of runs as other figures are shown; nil for means.
  static func shareSummary(_ setting: PlannedSetting) -> MetricSummary? {
    setting.shareSummary
  }

  private static func csv(_ result: CapacityResult) -> String {
    let metrics = result.settings.first?.metrics ?? []
    var text = ReplicationsCSV.line(
      result.variables.map(\.path)
        + ["cost", "replications", "verdict", "share", "share:lower", "share:upper"]
        + metrics.flatMap { metric in
          ["", ":lower", ":upper"].map { metric.qualifiedName + $0 }
        })
    func field(_ value: Double?) -> String {
      value.flatMap { $0.isFinite ? ReplicationsCSV.number($0) : nil } ?? ""
    }
    for setting in result.settings {
      let share = [setting.share?.estimate, setting.share?.lower, setting.share?.upper]
      let figures = setting.metrics.flatMap { [$0.estimate, $0.lower, $0.upper] }
      text += ReplicationsCSV.line(
        setting.settings
          + [
            field(setting.simulatedCost ?? setting.cost), "\(setting.replications)",
            setting.verdict.rawValue,
          ] + (share + figures).map(field))
    }
    return text
  }
}
