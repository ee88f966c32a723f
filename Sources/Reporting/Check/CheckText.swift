import Experiments

/// A check for a terminal: the verdict, notes, and a table of all figures.
struct CheckText {
  private let check: ReferenceCheck

  init(_ check: ReferenceCheck) {
    self.check = check
  }

  func render() -> String {
    var lines = [check.headline, check.comparisonSentence]
    lines += check.notes.map { "Note: " + $0 }
    lines += (check.missedObjectives ?? []).map { "Missed: " + $0 }
    lines.append("")
    lines += table()
    let text = lines.map(TextReport.plain).joined(separator: "\n") + "\n"
    return String(text.map { $0 == "\u{A0}" ? " " : $0 })
  }

  private func table() -> [String] {
    let rows =
      [["", "reference", "now", "difference", "", "detectable", "verdict"]]
      + check.sortedLines.map { line in
        [
          line.label(among: check.armCount), line.referenceText, line.nowText,
          line.differenceText, line.shareText, line.detectableText, line.verdictText,
        ]
      }
    let last = rows[0].count - 1
    let widths = (0...last).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = row[0] + String(repeating: " ", count: widths[0] - row[0].count)
      for column in 1..<last where widths[column] > 0 {
        line += "  " + String(repeating: " ", count: widths[column] - row[column].count)
        line += row[column]
      }
      line += "  " + row[last]
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
