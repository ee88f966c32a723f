import Documents
import GoSemantics

/// Writes values as YAML, byte for byte as Kubernetes' tools do: block style, members sorted,
/// list items not indented below their key, long plain texts folded behind column 80.
///
/// Mirrors: `sigs.k8s.io/yaml@v1.6.0 yaml.go` (JSONToYAML), `go.yaml.in/yaml@v2.4.4 encode.go`,
/// `emitterc.go`, `sorter.go`.
public enum YAMLText {
  /// The text of one document, ending with a line break.
  public static func text(of node: Node) -> String {
    var emitter = YAMLEmitter()
    emitter.emitRoot(node)
    return String(decoding: emitter.bytes, as: UTF8.self)
  }
}

/// The state of the emitter: where it is in the line, and what it has just written.
struct YAMLEmitter {
  private(set) var bytes: [UInt8] = []
  private var column = 0
  /// Whether the last character was a blank that separates.
  private var isAfterBlank = true
  /// Whether the line holds nothing but indentation and list dashes so far.
  private var isIndentation = true
  private let width = 80

  // MARK: Structure

  mutating func emitRoot(_ node: Node) {
    emit(node, indent: -1)
    writeIndent(-1)
  }

  private mutating func emit(
    _ node: Node, indent: Int, inMapping: Bool = false, asKey: Bool = false
  ) {
    switch node.content {
    case .array(let elements) where elements.isEmpty: writeIndicator("[", after: true); close("]")
    case .object(let members) where members.isEmpty: writeIndicator("{", after: true); close("}")
    case .array(let elements):
      let isFlush = inMapping && !isIndentation
      let inner = indent < 0 ? 0 : isFlush ? indent : indent + 2
      for element in elements {
        writeIndent(inner)
        writeIndicator("-", keepsIndentation: true)
        emit(element, indent: inner)
      }
    case .object(let members):
      let inner = indent < 0 ? 0 : indent + 2
      var members = members
      unstableSort(&members) { Self.keyLess($0.key, $1.key) }
      for member in members { emit(member, indent: inner) }
    case .null: writePlain("null", asKey: asKey, indent: indent)
    case .bool(let value): writePlain(value ? "true" : "false", asKey: asKey, indent: indent)
    case .integer(let value): writePlain(String(value), asKey: asKey, indent: indent)
    case .number(let value): writePlain(Self.text(value), asKey: asKey, indent: indent)
    case .string(let value): emit(text: value, indent: indent, asKey: asKey)
    }
  }

  private mutating func close(_ bracket: StaticString) {
    writeIndicator(bracket, needsBlank: false)
  }

  private mutating func emit(_ member: Node.Member, indent: Int) {
    writeIndent(indent)
    let scalar = YAMLScalarShape(member.key)
    if !scalar.isMultiline && member.key.utf8.count <= 128 {
      emit(text: member.key, indent: indent, asKey: true)
      writeIndicator(":", needsBlank: false)
    } else {
      writeIndicator("?", keepsIndentation: true)
      emit(text: member.key, indent: indent, asKey: false)
      writeIndent(indent)
      writeIndicator(":", keepsIndentation: true)
    }
    emit(member.value, indent: indent, inMapping: true)
  }

  private static func text(_ value: Double) -> String {
    // JSON stands between: whole numbers are written plainly there and read as integers.
    if value == value.rounded(), value.magnitude < 1.8446744073709552e19 {
      return GoNumber.json(value)
    }
    return GoNumber.text(value)
  }

  // MARK: Texts

  private mutating func emit(text: String, indent: Int, asKey: Bool) {
    let shape = YAMLScalarShape(text)
    var style: YAMLScalarShape.Style =
      if text.utf8.contains(UInt8(ascii: "\n")) {
        .literal
      } else if YAMLScalar.isText(text) && !shape.looksLikeTime {
        .plain
      } else {
        .doubleQuoted
      }
    if asKey && shape.isMultiline { style = .doubleQuoted }
    if style == .plain && !shape.allowsPlain { style = .singleQuoted }
    if style == .singleQuoted && !shape.allowsSingleQuotes { style = .doubleQuoted }
    if style == .literal && (!shape.allowsBlock || asKey) { style = .doubleQuoted }
    // A scalar's continuation lines are indented one step more.
    let inner = indent < 0 ? 2 : indent + 2
    let scalars = Array(text.unicodeScalars)
    switch style {
    case .plain: writePlain(text, asKey: asKey, indent: indent)
    case .singleQuoted: writeSingleQuoted(scalars, folds: !asKey, inner)
    case .doubleQuoted: writeDoubleQuoted(scalars, folds: !asKey, inner)
    case .literal: writeLiteral(scalars, inner)
    }
  }

  private mutating func writePlain(_ text: String, asKey: Bool, indent: Int) {
    if !isAfterBlank { write(" ") }
    let inner = indent < 0 ? 2 : indent + 2
    let scalars = Array(text.unicodeScalars)
    var wasBlank = false
    for (index, scalar) in scalars.enumerated() {
      if scalar == " " {
        let next = index + 1 < scalars.count ? scalars[index + 1] : nil
        if !asKey && !wasBlank && column > width && next != " " {
          writeIndent(inner)
        } else {
          write(scalar)
        }
        wasBlank = true
      } else {
        write(scalar)
        isIndentation = false
        wasBlank = false
      }
    }
    isAfterBlank = false
    isIndentation = false
  }

  private mutating func writeSingleQuoted(
    _ scalars: [Unicode.Scalar], folds: Bool, _ indent: Int
  ) {
    writeIndicator("'")
    var wasBlank = false
    for (index, scalar) in scalars.enumerated() {
      if scalar == " " {
        if folds, !wasBlank, column > width, index > 0, index < scalars.count - 1,
          scalars[index + 1] != " "
        {
          writeIndent(indent)
        } else {
          write(scalar)
        }
        wasBlank = true
      } else {
        if scalar == "'" { write(scalar) }
        write(scalar)
        isIndentation = false
        wasBlank = false
      }
    }
    writeIndicator("'", needsBlank: false)
    isAfterBlank = false
    isIndentation = false
  }

  private mutating func writeDoubleQuoted(
    _ scalars: [Unicode.Scalar], folds: Bool, _ indent: Int
  ) {
    writeIndicator("\"")
    var wasBlank = false
    for (index, scalar) in scalars.enumerated() {
      if let escape = YAMLScalarShape.escape(scalar) {
        for part in escape.unicodeScalars { write(part) }
        wasBlank = false
      } else if scalar == " " {
        if folds, !wasBlank, column > width, index > 0, index < scalars.count - 1 {
          writeIndent(indent)
          if scalars[index + 1] == " " { write("\\" as Unicode.Scalar) }
        } else {
          write(scalar)
        }
        wasBlank = true
      } else {
        write(scalar)
        wasBlank = false
      }
    }
    writeIndicator("\"", needsBlank: false)
    isAfterBlank = false
    isIndentation = false
  }

  private mutating func writeLiteral(_ scalars: [Unicode.Scalar], _ indent: Int) {
    writeIndicator("|")
    if let first = scalars.first, first == " " || YAMLScalarShape.isBreak(first) {
      writeIndicator("2", needsBlank: false)
    }
    if let last = scalars.last, !YAMLScalarShape.isBreak(last) {
      writeIndicator("-", needsBlank: false)
    } else if scalars.count == 1 || scalars.dropLast().last.map(YAMLScalarShape.isBreak) == true {
      writeIndicator("+", needsBlank: false)
    }
    writeBreak()
    isIndentation = true
    isAfterBlank = true
    var isLineStart = true
    for scalar in scalars {
      if YAMLScalarShape.isBreak(scalar) {
        if scalar == "\n" {
          writeBreak()
        } else {
          write(scalar)
          column = 0
        }
        isIndentation = true
        isLineStart = true
      } else {
        if isLineStart { writeIndent(indent) }
        write(scalar)
        isIndentation = false
        isLineStart = false
      }
    }
  }

  // MARK: Characters

  private mutating func writeIndicator(
    _ indicator: StaticString, needsBlank: Bool = true, after isBlank: Bool = false,
    keepsIndentation: Bool = false
  ) {
    if needsBlank && !isAfterBlank { write(" ") }
    write(word: indicator)
    isAfterBlank = isBlank
    isIndentation = isIndentation && keepsIndentation
  }

  private mutating func writeIndent(_ indent: Int) {
    let indent = max(indent, 0)
    if !isIndentation || column > indent || (column == indent && !isAfterBlank) { writeBreak() }
    while column < indent { write(" ") }
    isAfterBlank = true
    isIndentation = true
  }

  private mutating func writeBreak() {
    bytes.append(UInt8(ascii: "\n"))
    column = 0
  }

  private mutating func write(word text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    column += text.utf8CodeUnitCount
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    column += 1
  }

  // MARK: Order of keys

  /// Letters after other characters, and runs of digits by their number.
  static func keyLess(_ left: String, _ right: String) -> Bool {
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      let leftIsLetter = left[index].properties.isLetter
      let rightIsLetter = right[index].properties.isLetter
      if leftIsLetter && rightIsLetter { return left[index] < right[index] }
      if leftIsLetter || rightIsLetter { return rightIsLetter }
      let isWithinNumber = startsInNumber(left, index)
      let usesLead = (left[index] == "0" || right[index] == "0") && isWithinNumber
      let (leftEnd, leftNumber) = number(left, index, lead: usesLead ? 1 : 0)
      let (rightEnd, rightNumber) = number(right, index, lead: usesLead ? 1 : 0)
      if leftNumber != rightNumber { return leftNumber < rightNumber }
      if leftEnd != rightEnd { return leftEnd < rightEnd }
      return left[index] < right[index]
    }
    return left.count < right.count
  }

  private static func startsInNumber(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
    var index = index - 1
    while index >= 0, text[index].isDigit {
      if text[index] != "0" { return true }
      index -= 1
    }
    return false
  }

  private static func number(
    _ text: [Unicode.Scalar], _ start: Int, lead: Int64
  ) -> (end: Int, value: Int64) {
    var value = lead
    var end = start
    while end < text.count, text[end].isDigit {
      value = value &* 10 &+ (Int64(text[end].value) &- 0x30)
      end += 1
    }
    return (end, value)
  }
}

extension Unicode.Scalar {
  /// Go's `unicode.IsDigit`.
  fileprivate var isDigit: Bool { properties.generalCategory == .decimalNumber }
}

extension Unicode.Scalar.Properties {
  /// Go's `unicode.IsLetter`.
  fileprivate var isLetter: Bool {
    switch generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
