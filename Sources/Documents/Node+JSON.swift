extension Node {
  /// This value as JSON text, the same bytes for equal values.
  ///
  /// Whole numbers are written without a fraction, other numbers in the shortest form that
  /// reads back exactly. Numbers that are not finite (they cannot be read, only computed) are
  /// written as strings.
  ///
  /// - Parameters:
  ///   - pretty: Whether to break and indent lines (two spaces); otherwise no blanks at all.
  ///   - sortedKeys: Whether members are written in the order of their names' UTF-8 bytes
  ///     instead of the order in which the object holds them.
  ///   - escapesHTML: Whether `<`, `>`, `&` and the Unicode line ends are escaped, as Go does.
  public func json(
    pretty: Bool = false, sortedKeys: Bool = true, escapesHTML: Bool = false
  ) -> String {
    var writer = JSONWriter(pretty: pretty, sortedKeys: sortedKeys, escapesHTML: escapesHTML)
    writer.write(self, depth: 0)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// Appends JSON text to a growing buffer.
private struct JSONWriter {
  let pretty: Bool
  let sortedKeys: Bool
  let escapesHTML: Bool
  var bytes: [UInt8] = []

  mutating func write(_ node: Node, depth: Int) {
    switch node.content {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(String(value))
    case .number(let value): append(number: value)
    case .string(let value): append(quoted: value)
    case .array(let elements):
      list(elements, open: "[", close: "]", depth: depth) { writer, element in
        writer.write(element, depth: depth + 1)
      }
    case .object(let members):
      let ordered =
        sortedKeys
        ? members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } : members
      list(ordered, open: "{", close: "}", depth: depth) { writer, member in
        writer.append(quoted: member.key)
        writer.append(writer.pretty ? ": " : ":")
        writer.write(member.value, depth: depth + 1)
      }
    }
  }

  private mutating func list<Element>(
    _ elements: [Element], open: String, close: String, depth: Int,
    each: (inout JSONWriter, Element) -> Void
  ) {
    append(open)
    for (index, element) in elements.enumerated() {
      if index > 0 { append(",") }
      if pretty { newLine(depth + 1) }
      each(&self, element)
    }
    if pretty, !elements.isEmpty { newLine(depth) }
    append(close)
  }

  private mutating func newLine(_ depth: Int) {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func append(number value: Double) {
    if let whole = Int64(exactly: value), value.magnitude < 1e15 {
      append(String(whole))
    } else if value.isFinite {
      append(value.description)
    } else {
      append(quoted: value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
    }
  }

  private mutating func append(quoted text: String) {
    let hexadecimal = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    let start = bytes.count
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<") where escapesHTML: append("\\u003c")
      case UInt8(ascii: ">") where escapesHTML: append("\\u003e")
      case UInt8(ascii: "&") where escapesHTML: append("\\u0026")
      case 0xA8 where escapesHTML && isLineEnd(from: start),
        0xA9 where escapesHTML && isLineEnd(from: start):
        bytes.removeLast(2)
        append(byte == 0xA8 ? "\\u2028" : "\\u2029")
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20:
        append("\\u00")
        bytes.append(hexadecimal[Int(byte >> 4)])
        bytes.append(hexadecimal[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether the last two bytes begin U+2028 or U+2029.
  private func isLineEnd(from start: Int) -> Bool {
    bytes.count >= start + 2 && bytes[bytes.count - 2] == 0xE2 && bytes[bytes.count - 1] == 0x80
  }
}
