/// Columns of text: the first ones to the left, the rest to the right, as wide as they must be.
struct TextTable {
  /// How many columns stand to the left.
  var labels = 1
  var rows: [[String]] = []

  /// One line per row, indented by two.
  var lines: [String] {
    let plain = rows.map { $0.map { TextReport.plain($0).map { $0 == "\u{A0}" ? " " : $0 } } }
    let columns = plain.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      plain.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return plain.map { row in
      var line = " "
      for (column, cell) in row.enumerated() where widths[column] > 0 {
        let room = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? " " : "   ") + (column < labels ? cell + room : room + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
