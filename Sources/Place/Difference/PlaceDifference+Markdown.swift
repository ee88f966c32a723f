extension PlaceDifference {
  /// Comments of a pull request may not be longer than 65536 characters.
  private static let characterLimit = 60_000

  /// The difference as a comment on a pull request.
  public func markdown(_ options: PlaceOptions = PlaceOptions()) -> String {
    var text = "### Placement (\(system))\n\n\(Self.escaped(summary))\n"
    for (index, change) in changes.enumerated() {
      let section = section(change, limit: options.showsAll ? .max - 1 : 20)
      if !options.showsAll && text.utf8.count + section.utf8.count > Self.characterLimit {
        text += "\n… and \(ReportText.count(changes.count - index, "more workload")).\n"
        break
      }
      text += section
    }
    return text
  }

  private func section(_ change: Change, limit: Int) -> String {
    var lines = [
      "", "<details open><summary><b>\(Self.escaped(Self.title(change)))</b></summary>", "",
    ]
    if let claim = Self.arrow(change.claim, none: "no policy") {
      lines.append("- claim: \(Self.escaped(claim))")
    }
    if let problem = Self.arrow(change.problem, none: "none") {
      lines.append("- problem: \(Self.escaped(problem))")
    }
    if let moves = Self.moves(change) { lines.append("- replicas: \(moves)") }
    for rejection in change.nowFailing {
      lines.append(
        "- \(ReportText.count(rejection.clusters.count, "cluster")) newly turned down,"
          + " \(Self.escaped(rejection.reason)):"
          + " \(Self.escaped(ReportText.names(rejection.clusters, limit: limit)))")
    }
    if !change.nowPassing.isEmpty {
      lines.append(
        "- \(ReportText.count(change.nowPassing.count, "cluster")) newly passing:"
          + " \(Self.escaped(ReportText.names(change.nowPassing, limit: limit)))")
    }
    if !change.shares.isEmpty {
      let table = Self.table(change, limit: limit)
      lines.append("")
      lines.append("| " + table.columns.map(\.title).joined(separator: " | ") + " |")
      lines.append("|" + table.columns.map { $0.isNumber ? "---:|" : "---|" }.joined())
      lines += table.rows.map { "| " + $0.map(Self.escaped).joined(separator: " | ") + " |" }
      if let footnote = table.footnote { lines += ["", footnote] }
    }
    for object in change.objects.prefix(limit) {
      // A fence longer than any run of backticks in the text cannot be closed by it.
      let fence = String(repeating: "`", count: 3 + Self.longestRun(of: "`", in: object.diff))
      lines += ["", "On \(Self.escaped(object.cluster)):", "", fence + "diff"]
      lines += object.diff.map(ReportText.printable) + [fence]
    }
    lines += ["", "</details>", ""]
    return lines.joined(separator: "\n")
  }

  /// Text that Markdown and HTML leave as it is.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in ReportText.printable(text) {
      switch character {
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "|", "`", "*", "_", "[", "]", "\\", "#", "@", "~":
        escaped += "&#\(character.unicodeScalars.first?.value ?? 0);"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  private static func longestRun(of character: Character, in lines: [String]) -> Int {
    var longest = 0
    for line in lines {
      var run = 0
      for next in line {
        run = next == character ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    return longest
  }
}
