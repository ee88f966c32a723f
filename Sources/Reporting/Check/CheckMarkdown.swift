import Experiments

/// A check as a comment on a change: what changed in a table, the rest folded away.
struct CheckMarkdown {
  private let check: ReferenceCheck

  init(_ check: ReferenceCheck) {
    self.check = check
  }

  func render() -> String {
    var parts = ["### " + Self.escaped(check.headline), Self.escaped(check.comparisonSentence)]
    let points =
      check.notes + (check.missedObjectives ?? []).map { "Missed objective: " + $0 }
    if !points.isEmpty {
      parts.append(points.map { "- " + Self.escaped($0) }.joined(separator: "\n"))
    }
    let quiet: [ReferenceCheck.Verdict] = [.noChange, .withinNoise]
    let loud = check.sortedLines.filter { !quiet.contains($0.verdict) }
    let rest = check.sortedLines.filter { quiet.contains($0.verdict) }
    if !loud.isEmpty { parts.append(table(loud)) }
    if !rest.isEmpty {
      parts.append(
        "<details><summary>\(Figures.whole(rest.count)) figures without change</summary>\n\n"
          + table(rest) + "\n\n</details>")
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func table(_ lines: [ReferenceCheck.Line]) -> String {
    let head = [
      "| Figure | Reference | Now | Difference | Detectable | Verdict |",
      "|---|--:|--:|--:|--:|---|",
    ]
    let rows = lines.map { line in
      let isLoud = line.verdict == .regression
      let verdict = isLoud ? "**\(line.verdictText)**" : line.verdictText
      let difference = [line.differenceText, line.shareText].filter { !$0.isEmpty }
      let cells =
        [
          line.label(among: check.armCount), line.referenceText, line.nowText,
          difference.joined(separator: ", "), line.detectableText,
        ].map(Self.escaped) + [verdict]
      return "| " + cells.joined(separator: " | ") + " |"
    }
    return (head + rows).joined(separator: "\n")
  }

  /// Names come from files: nothing in them may mean something to Markdown or HTML.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in TextReport.plain(text) {
      switch character {
      case "\\", "|", "*", "_", "`", "[", "]", "#", "~", "!": result += "\\" + String(character)
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      default: result.append(character)
      }
    }
    return result
  }
}
