import Documents

/// Two timelines side by side, as text.
enum TimelineText {
  private static let columnWidth = 74
  private static let context = 6
  private static let maximumRows = 60

  /// Seconds with up to three decimals.
  static func seconds(_ value: Double) -> String {
    let thousandths = Int64(exactly: (value * 1000).rounded()) ?? 0
    let fraction = thousandths.magnitude % 1000
    let digits = String(fraction)
    return (thousandths < 0 ? "-" : "") + String(thousandths.magnitude / 1000) + "."
      + String(repeating: "0", count: 3 - digits.count) + digits + " s"
  }

  /// The rows around what differs: the recording left, ours right, `!` before each difference.
  static func sideBySide(_ comparison: TimelineComparison) -> String {
    var rows: [(seconds: Double, left: String, right: String, differs: Bool)] = []
    let wrong = comparison.differences
    for (index, entry) in comparison.recording.entries.enumerated() {
      let match = comparison.matchOfEntry[index].map { comparison.ours[$0] }
      guard entry.isCertain || match != nil else { continue }
      rows.append(
        (
          match?.seconds ?? entry.earliest, text(entry), match.map(text) ?? "–",
          wrong.contains { $0.recorded == entry }
        ))
    }
    for (index, change) in comparison.ours.enumerated()
    where comparison.matchOfOurs[index] == nil {
      rows.append((change.seconds, "–", text(change), wrong.contains { $0.ours == change }))
    }
    let ordered = rows.enumerated()
      .sorted { ($0.element.seconds, $0.offset) < ($1.element.seconds, $1.offset) }
      .map(\.element)
    var shown = Set<Int>()
    for (index, row) in ordered.enumerated() where row.differs {
      shown.formUnion(max(0, index - context)...min(ordered.count - 1, index + context))
    }
    var lines = ["  " + padded("recorded", columnWidth) + " │ ours"]
    var previous = -1
    for index in shown.sorted().prefix(maximumRows) {
      if index > previous + 1 { lines.append("  …") }
      let row = ordered[index]
      lines.append(
        (row.differs ? "! " : "  ") + padded(row.left, columnWidth) + " │ "
          + cut(row.right, columnWidth))
      previous = index
    }
    if previous < ordered.count - 1 { lines.append("  …") }
    return lines.joined(separator: "\n")
  }

  private static func text(_ entry: TimelineRecording.Entry) -> String {
    "[\(seconds(entry.earliest)), \(seconds(entry.latest))] \(entry.object) \(entry.field) = "
      + entry.value.json() + (entry.isCertain ? "" : " (sometimes)")
  }

  private static func text(_ change: TimelineChange) -> String {
    "\(seconds(change.seconds)) \(change.object) \(change.field) = \(change.value.json())"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    let cut = cut(text, width)
    return cut + String(repeating: " ", count: width - cut.count)
  }

  private static func cut(_ text: String, _ width: Int) -> String {
    text.count <= width ? text : text.prefix(width - 1) + "…"
  }
}
