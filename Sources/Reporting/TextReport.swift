import Experiments

/// The report for a terminal: a headline, what it means, and tables of figures with intervals.
public struct TextReport: Renderer {
  /// `--format text`.
  public let format = "text"
  /// Only printed, never a file of the results directory.
  public let fileName: String? = nil

  /// Columns to wrap at; at least 60.
  public var width: Int
  /// Whether to mark headings and verdicts with ANSI colours.
  public var colour: Bool

  /// Creates the renderer.
  public init(width: Int = 96, colour: Bool = false) {
    self.width = max(60, width)
    self.colour = colour
  }

  /// The whole report.
  public func render(_ result: ExperimentResult) -> String {
    var lines = [bold(Self.plain(result.scenario)), fleetLine(result)]
    for arm in result.comparison == nil ? result.arms : [] {
      if result.arms.count > 1 {
        lines += ["", bold("Arm " + Self.plain(arm.name)), ""]
      } else {
        lines.append("")
      }
      lines += story(result, arm)
      for (group, metrics) in arm.metricGroups {
        lines += ["", bold(Self.plain(MetricGroups.title(group)))] + table(metrics, result)
      }
    }
    if let comparison = result.comparison { lines += self.lines(of: comparison, result) }
    lines += ["", provenance(result)]
    // Figures hold their units with no-break spaces, which have done their work once lines are broken.
    return String((lines.joined(separator: "\n") + "\n").map { $0 == "\u{A0}" ? " " : $0 })
  }

  private func fleetLine(_ result: ExperimentResult) -> String {
    let fleet = result.fleet
    let parts = [
      Narrative.counted(fleet.regions.count, "region"),
      Narrative.counted(fleet.clusters, "cluster"),
      Narrative.counted(fleet.nodes, "node"), Narrative.counted(fleet.services, "service"),
      Narrative.counted(fleet.replicas, "replica"),
    ]
    return wrap(
      "\(Narrative.controlPlanes(result)) over "
        + Narrative.list(parts, separator: ", ")
        + ", simulated for \(Figures.duration(result.horizonSeconds)), "
        + Narrative.counted(result.arms.first?.replications ?? 0, "replication") + "."
    ).joined(separator: "\n")
  }

  private func story(_ result: ExperimentResult, _ arm: ArmResult) -> [String] {
    let narrative = Narrative(result, arm: arm)
    var lines = wrap(narrative.headline).map(bold)
    if !narrative.sentences.isEmpty {
      lines += [""] + wrap(narrative.sentences.map(\.text).joined(separator: " "))
    }
    if !arm.objectives.isEmpty {
      lines += ["", bold("Objectives")]
      lines += arm.objectives.map { objective in
        "  " + verdict(Verdict(objective)) + "  " + Self.plain(objective.objective)
      }
    }
    for caveat in narrative.caveats {
      lines += [""] + wrap("Note: " + caveat)
    }
    return lines
  }

  private func table(_ metrics: [MetricSummary], _ result: ExperimentResult) -> [String] {
    let nines = metrics.contains { $0.group == "availability" && $0.unit == "ratio" }
    let confidence = Figures.roundPercent(result.confidence)
    var rows: [[String]] = [["", "estimate", "\(confidence) interval", nines ? "nines" : "", "n"]]
    var previous = ""
    for metric in metrics {
      let figures = [
        metric.estimateText
          + (metric.unitWord.isEmpty || metric.estimate == nil ? "" : " " + metric.unitWord),
        metric.intervalText,
        nines ? metric.estimate.flatMap(Figures.nines) ?? "" : "",
        Figures.whole(metric.count),
      ]
      let label: String
      if metric.dimensions.isEmpty {
        label = metric.shortName
      } else {
        if metric.name != previous,
          !metrics.contains(where: { $0.name == metric.name && $0.dimensions.isEmpty })
        {
          rows.append([metric.shortName, "", "", "", ""])
        }
        label = "  " + metric.subject
      }
      previous = metric.name
      rows.append([label] + figures)
    }
    return align(rows)
  }

  /// Labels to the left, figures to the right; a label too long for its column is shortened.
  private func align(_ cells: [[String]]) -> [String] {
    let rows = cells.map { $0.map(Self.plain) }
    var widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    let figures = widths[1...].reduce(0) { $0 + ($1 > 0 ? $1 + 3 : 0) }
    widths[0] = max(16, min(widths[0], width - 2 - figures))
    return rows.map { row in
      let label = row[0].count > widths[0] ? row[0].prefix(widths[0] - 1) + "…" : row[0][...]
      var line = "  " + label + String(repeating: " ", count: widths[0] - label.count)
      for column in 1..<5 where widths[column] > 0 {
        line +=
          "   " + String(repeating: " ", count: widths[column] - row[column].count) + row[column]
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private func provenance(_ result: ExperimentResult) -> String {
    wrap(Provenance.line(result)).joined(separator: "\n")
  }

  private func verdict(_ verdict: Verdict) -> String {
    let word = verdict == .missed ? "MISSED" : verdict.rawValue
    let padded = word + String(repeating: " ", count: 16 - word.count)
    switch verdict {
    case .met, .unjudged: return paint(padded, 32)
    case .missed: return paint(padded, 31)
    case .probablyMet, .probablyMissed: return paint(padded, 33)
    }
  }

  func wrap(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in Self.plain(text).split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + [line]
  }

  func bold(_ text: String) -> String { paint(text, 1) }

  func paint(_ text: String, _ code: Int) -> String {
    colour && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// Names come from files: what would steer a terminal becomes a visible replacement.
  static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          scalar.properties.generalCategory == .control
            || scalar.properties.generalCategory == .format
            ? "\u{FFFD}" : scalar
        }))
  }
}

/// The line that reproduces a result.
enum Provenance {
  static func line(_ result: ExperimentResult) -> String {
    let replications = result.arms.map { Figures.whole($0.replications) }
    let count =
      Set(replications).count == 1 ? replications[0] : replications.joined(separator: "/")
    return
      "Regatta \(result.engineVersion), scenario \(result.scenario) (digest \(result.digest)), "
      + "seed \(result.seed), \(count) replications, fidelity \(result.fidelity)."
  }
}
