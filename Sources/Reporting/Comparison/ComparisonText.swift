import Experiments

extension TextReport {
  /// The comparison for a terminal: the verdict, then one table per metric.
  func lines(of comparison: ComparisonResult, _ result: ExperimentResult) -> [String] {
    let narrative = ComparisonNarrative(comparison, result)
    var lines = [""] + wrap(narrative.headline).map(bold)
    for sentence in narrative.sentences {
      lines += [""] + wrap("\(sentence.topic): \(sentence.text)")
    }
    for caveat in narrative.caveats { lines += [""] + wrap("Note: " + caveat) }
    for metric in comparison.metrics {
      lines += ["", bold(Self.plain(ComparisonNarrative.title(metric)) + direction(metric))]
      lines += columns(rows(metric, narrative, result))
    }
    return lines
  }

  private func direction(_ metric: ComparedMetric) -> String {
    metric.better == .neither ? "" : ", \(metric.better) is better"
  }

  private func rows(
    _ metric: ComparedMetric, _ narrative: ComparisonNarrative, _ result: ExperimentResult
  ) -> [[String]] {
    let confidence = Figures.roundPercent(result.confidence)
    let baseline = result.comparison?.baseline ?? ""
    var rows = [
      [
        "arm", "estimate", confidence, "minus \(baseline)", confidence, "p", "CRN", "", "runs",
      ]
    ]
    for (index, arm) in metric.arms.enumerated() {
      let summary = narrative.summary(metric, index)
      var row = [
        arm.name, summary?.estimateText ?? Figures.undefined, summary?.intervalText ?? "",
      ]
      if let difference = arm.difference {
        let half = difference.halfWidth
        row += [
          Figures.difference(difference.estimate, unit: metric.unit, halfWidth: half),
          half.map { "± " + Figures.distance($0, unit: metric.unit, halfWidth: $0) } ?? "",
          difference.adjustedPValue.map(Figures.probability) ?? "",
          difference.varianceRatio.map(Figures.times) ?? "",
        ]
      } else {
        row += [index == 0 ? "" : Figures.undefined, "", "", ""]
      }
      rows.append(row + [arm.toBest?.word ?? "", Figures.whole(summary?.count ?? 0)])
    }
    return rows
  }

  /// The first column to the left, all others to the right.
  private func columns(_ cells: [[String]]) -> [String] {
    let rows = cells.map { $0.map(Self.plain) }
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      var line = "  " + row[0] + String(repeating: " ", count: widths[0] - row[0].count)
      for column in row.indices.dropFirst() where widths[column] > 0 {
        line += "  " + String(repeating: " ", count: widths[column] - row[column].count)
        line += row[column]
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
