import GoSemantics

/// Text for a terminal, built line by line; what manifests say can neither break a line nor hide
/// control sequences in it.
public struct ReportText: Sendable {
  /// Where lines are broken.
  public static let width = 100

  /// The lines so far.
  public private(set) var lines: [String] = []

  /// No lines.
  public init() {}

  /// All lines, each with its end.
  public var text: String { lines.map { $0 + "\n" }.joined() }

  /// Adds one line as it is.
  public mutating func add(_ line: String) {
    lines.append(Self.printable(line))
  }

  /// Adds an empty line.
  public mutating func gap() { lines.append("") }

  /// Adds a paragraph behind a label; it is broken at blanks and stays in its column.
  ///
  /// - Parameters:
  ///   - label: What stands to the left of the first line.
  ///   - indent: The column of the paragraph, behind the label.
  ///   - hanging: How much further lines after the first stand in.
  public mutating func paragraph(
    _ text: String, label: String = "", indent: Int, hanging: Int = 2
  ) {
    var line = label.isEmpty ? "" : "  " + label
    line = Self.padded(line, to: line.count >= indent && indent > 0 ? line.count + 1 : indent)
    var isEmpty = true
    for word in Self.printable(text).split(separator: " ") {
      if !isEmpty && line.count + 1 + word.count > Self.width {
        lines.append(line)
        line = String(repeating: " ", count: indent + hanging)
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    lines.append(line)
  }

  /// Adds a table, with a label left of its first line.
  public mutating func table(_ table: TextTable, label: String = "", indent: Int) {
    for (index, line) in table.lines().enumerated() {
      add(Self.padded(index == 0 && !label.isEmpty ? "  " + label : "", to: indent) + line)
    }
  }

  /// The text with characters that would act on a terminal written out.
  public static func printable(_ text: String) -> String {
    let isClean = text.unicodeScalars.allSatisfy { !acts($0) }
    if isClean { return text }
    var clean = ""
    for scalar in text.unicodeScalars {
      if acts(scalar) {
        clean += scalar == "\n" ? "\\n" : "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        clean.unicodeScalars.append(scalar)
      }
    }
    return clean
  }

  /// Controls, and marks that change the direction of writing or break lines.
  private static func acts(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      || (0x200B...0x200F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
      || (0x2066...0x2069).contains(scalar.value) || scalar.value == 0xFEFF
  }

  /// The text with blanks up to a width.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// `1 cluster`, `2 clusters`.
  public static func count(_ number: some BinaryInteger, _ noun: String) -> String {
    "\(number) \(number == 1 ? noun : noun + "s")"
  }

  /// The first of many names, and how many more there are.
  ///
  /// - Parameters:
  ///   - names: The names in their order.
  ///   - limit: How many to write; at least one more is never abbreviated to "1 more".
  public static func names(_ names: [String], limit: Int) -> String {
    guard names.count > limit + 1 else { return names.joined(separator: ", ") }
    return names.prefix(limit).joined(separator: ", ") + " and \(names.count - limit) more"
  }
}

/// Rows under a heading, each column as wide as it must be.
public struct TextTable: Sendable {
  /// A column.
  public struct Column: Sendable {
    /// Its heading.
    public var title: String
    /// Whether it stands to the right, as numbers do.
    public var isNumber: Bool

    /// A column of words.
    public static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
    /// A column of numbers.
    public static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
  }

  /// Cells are cut behind so many characters.
  static let cellLimit = 120

  /// The columns.
  public var columns: [Column]
  /// The rows; one that is too short ends in empty cells.
  public var rows: [[String]] = []
  /// A line below the rows, about those that are not shown.
  public var footnote: String?

  /// - Parameter columns: The columns.
  public init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Removes columns in which every cell is empty.
  public mutating func dropEmptyColumns() {
    let kept = columns.indices.filter { column in
      rows.contains { column < $0.count && !$0[column].isEmpty }
    }
    columns = kept.map { columns[$0] }
    rows = rows.map { row in kept.map { $0 < row.count ? row[$0] : "" } }
  }

  private static func cell(_ text: String) -> String {
    let isShort = text.utf8.count <= cellLimit
    return ReportText.printable(isShort ? text : String(text.prefix(cellLimit)) + "…")
  }

  /// The heading and the rows, without blanks at the ends of lines.
  public func lines() -> [String] {
    let all = ([columns.map(\.title)] + rows).map { row in
      columns.indices.map { $0 < row.count ? Self.cell(row[$0]) : "" }
    }
    var widths = columns.map { _ in 0 }
    for row in all {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    var lines = all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        if column > 0 { line += "  " }
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        line += columns[column].isNumber ? blanks + cell : cell + blanks
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    if let footnote { lines.append(footnote) }
    return lines
  }
}
