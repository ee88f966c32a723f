import Experiments

/// The reports of a sweep.
public enum SweepReports {
  /// The files of its directory: `sweep.json`, `sweep.csv` and `sweep.html`.
  public static func files(_ result: SweepResult) -> [(name: String, contents: String)] {
    [
      ("sweep.csv", csv(result)), ("sweep.html", SweepPage(result: result).html),
      ("sweep.json", JSONReport.text(of: result)),
    ]
  }

  /// For a terminal.
  public static func text(_ result: SweepResult) -> String {
    let size = Narrative.counted(result.points.count, "setting")
    var lines = [
      TextReport.plain(result.scenario),
      "\(size) of \(Narrative.counted(result.variables.count, "variable")) (\(result.design)),"
        + " seed \(result.seed), every setting with the same random numbers.",
    ]
    for sensitivity in result.sensitivity {
      lines += [
        "", "What matters for " + TextReport.plain(sensitivity.summary(nil).qualifiedName),
      ]
      lines += ranking(sensitivity, result)
    }
    if result.sensitivity.isEmpty {
      lines += [""] + points(result)
    } else {
      lines += ["", "Every setting with its figures stands in sweep.csv."]
    }
    for note in result.notes { lines += ["", "Note: " + note] }
    return spaced(lines)
  }

  static func spaced(_ lines: [String]) -> String {
    String((lines.joined(separator: "\n") + "\n").map { $0 == "\u{A0}" ? " " : $0 })
  }

  private static func points(_ result: SweepResult) -> [String] {
    var table = TextTable(labels: result.variables.count)
    let judges = result.points.contains { !$0.objectives.isEmpty }
    let metrics = result.points.first?.metrics ?? []
    table.rows = [
      result.variables.map(\.path)
        + metrics.flatMap { [$0.qualifiedName, ""] } + (judges ? ["objectives"] : []) + ["n"]
    ]
    for point in result.points {
      table.rows.append(
        point.settings + point.metrics.flatMap { [$0.estimateText, $0.intervalText] }
          + (judges ? [verdict(point.objectives)] : []) + [Figures.whole(point.replications)])
    }
    return table.lines
  }

  /// All objectives in a word.
  static func verdict(_ objectives: [ObjectiveOutcome]) -> String {
    if objectives.allSatisfy({ $0.met && $0.certain || $0.estimate == nil }) { return "met" }
    if objectives.contains(where: { !$0.met && $0.certain }) { return "missed" }
    return objectives.allSatisfy(\.met) ? "probably met" : "probably missed"
  }

  private static func ranking(_ sensitivity: Sensitivity, _ result: SweepResult) -> [String] {
    var table = TextTable()
    let isMorris = result.design == "morris"
    let confidence = Figures.roundPercent(result.confidence)
    table.rows = [
      ["", isMorris ? "size of change (μ*)" : "share, with others (T)", "\(confidence) interval"]
        + (isMorris
          ? ["change (μ)", "spread (σ)"] : ["share alone (S)", "\(confidence) interval"])
    ]
    for factor in sensitivity.factors {
      let influence = sensitivity.summary(factor.influence, of: result.design)
      let alone = sensitivity.summary(factor.alone, of: result.design)
      let spread = factor.spread.map { Figures.value($0, unit: sensitivity.unit) } ?? ""
      table.rows.append(
        [factor.path, influence.estimateText, influence.intervalText]
          + (isMorris
            ? [alone.estimateText, spread] : [alone.estimateText, alone.intervalText]))
    }
    return table.lines
  }

  /// One row per setting; intervals in columns of their own.
  private static func csv(_ result: SweepResult) -> String {
    let metrics = result.points.first?.metrics ?? []
    var text = ReplicationsCSV.line(
      result.variables.map(\.path) + ["replications"]
        + metrics.flatMap { metric in
          ["", ":lower", ":upper"].map { metric.qualifiedName + $0 }
        } + ["objectives"])
    for point in result.points {
      let figures = point.metrics.flatMap { [$0.estimate, $0.lower, $0.upper] }
      text += ReplicationsCSV.line(
        point.settings + ["\(point.replications)"]
          + figures.map { $0.flatMap { $0.isFinite ? ReplicationsCSV.number($0) : nil } ?? "" }
          + [point.objectives.isEmpty ? "" : verdict(point.objectives)])
    }
    return text
  }
}
