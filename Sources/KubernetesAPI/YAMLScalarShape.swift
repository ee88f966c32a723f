import GoSemantics

/// What a text holds that decides how YAML can write it.
///
/// Mirrors: `go.yaml.in/yaml@v2.4.4 emitterc.go` (yaml_emitter_analyze_scalar), `encode.go`
/// (isBase60Float), `resolve.go` (parseTimestamp).
struct YAMLScalarShape {
  enum Style { case plain, singleQuoted, doubleQuoted, literal }

  /// Whether it holds a line break of any kind.
  private(set) var isMultiline = false
  private(set) var allowsPlain = true
  private(set) var allowsSingleQuotes = true
  private(set) var allowsBlock = true
  /// Whether a plain word like it could be read as a date or a base-60 number.
  let looksLikeTime: Bool

  init(_ text: String) {
    looksLikeTime = Self.isBaseSixty(text) || Self.isTimestamp(text)
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.first, let last = scalars.last else {
      allowsBlock = false
      return
    }
    let isMarker = text.utf8.starts(with: "---".utf8) || text.utf8.starts(with: "...".utf8)
    var hasIndicators = isMarker
    var hasSpecials = false
    var breakThenSpace = false
    var spaceThenBreak = false
    var afterBlank = true
    var afterSpace = false
    var afterBreak = false
    for (index, scalar) in scalars.enumerated() {
      let beforeBlank = index + 1 >= scalars.count || Self.isBlank(scalars[index + 1])
      switch scalar {
      case ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`":
        if index == 0 { hasIndicators = true }
      case "#": if index == 0 || afterBlank { hasIndicators = true }
      case "?": if index == 0 && beforeBlank { hasIndicators = true }
      case ":": if beforeBlank { hasIndicators = true }
      case "-": if index == 0 && beforeBlank { hasIndicators = true }
      default: break
      }
      if !Self.isPrintable(scalar) { hasSpecials = true }
      if scalar == " " {
        if afterBreak { breakThenSpace = true }
        afterSpace = true
        afterBreak = false
      } else if Self.isBreak(scalar) {
        isMultiline = true
        if afterSpace { spaceThenBreak = true }
        afterSpace = false
        afterBreak = true
      } else {
        afterSpace = false
        afterBreak = false
      }
      afterBlank = Self.isBlank(scalar) || Self.isBreak(scalar) || scalar.value == 0
    }
    let isOpen = first == " " || last == " " || Self.isBreak(first) || Self.isBreak(last)
    if isOpen || hasIndicators || isMultiline { allowsPlain = false }
    if last == " " { allowsBlock = false }
    if breakThenSpace {
      allowsPlain = false
      allowsSingleQuotes = false
    }
    if spaceThenBreak || hasSpecials {
      allowsPlain = false
      allowsSingleQuotes = false
      allowsBlock = false
    }
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t"
  }

  /// Line feed, carriage return and the three Unicode line ends.
  static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// What may stand unescaped: tabs may not, line feeds may.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x20...0x7E: true
    case 0xA0...0xD7FF: true
    case 0xE000...0xFFFD: scalar.value != 0xFEFF
    default: false
    }
  }

  /// A character as it stands between double quotes; nil if it stands for itself.
  static func escape(_ scalar: Unicode.Scalar) -> String? {
    let mustEscape =
      !isPrintable(scalar) || isBreak(scalar) || scalar == "\"" || scalar == "\\"
    guard mustEscape else { return nil }
    switch scalar.value {
    case 0x00: return "\\0"
    case 0x07: return "\\a"
    case 0x08: return "\\b"
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0B: return "\\v"
    case 0x0C: return "\\f"
    case 0x0D: return "\\r"
    case 0x1B: return "\\e"
    case 0x22: return "\\\""
    case 0x5C: return "\\\\"
    case 0x85: return "\\N"
    case 0xA0: return "\\_"
    case 0x2028: return "\\L"
    case 0x2029: return "\\P"
    case ...0xFF: return "\\x" + hexadecimal(scalar.value, 2)
    case ...0xFFFF: return "\\u" + hexadecimal(scalar.value, 4)
    default: return "\\U" + hexadecimal(scalar.value, 8)
    }
  }

  private static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  // MARK: Words that look like times

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
  private static func isBaseSixty(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    guard let first = rest.popFirst(), isDigit(first) else { return false }
    rest = rest.drop { isDigit($0) || $0 == UInt8(ascii: "_") }
    var parts = 0
    while rest.first == UInt8(ascii: ":") {
      rest.removeFirst()
      let digits = rest.prefix { isDigit($0) }
      guard digits.count == 1 || (digits.count == 2 && digits.first.map { $0 <= 0x35 } == true)
      else { return false }
      rest = rest.dropFirst(digits.count)
      parts += 1
    }
    guard parts > 0 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst().drop { isDigit($0) || $0 == UInt8(ascii: "_") }
    }
    return rest.isEmpty
  }

  /// `2006-1-2`, also with a time behind `T` and a zone, or behind a blank without one.
  private static func isTimestamp(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    func take(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest.removeFirst()
      return true
    }
    func number(_ atMost: Int) -> Int? {
      let digits = rest.prefix(atMost).prefix { isDigit($0) }
      guard !digits.isEmpty else { return nil }
      rest = rest.dropFirst(digits.count)
      return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
    guard rest.prefix(while: { isDigit($0) }).count == 4, let year = number(4),
      take(UInt8(ascii: "-")), let month = number(2), (1...12).contains(month),
      take(UInt8(ascii: "-")), let day = number(2), day >= 1
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= days[month - 1] else { return false }
    if rest.isEmpty { return true }
    let hasZone = rest.first.map { $0 | 0x20 } == UInt8(ascii: "t")
    guard hasZone || rest.first == UInt8(ascii: " ") else { return false }
    rest.removeFirst()
    guard let hour = number(2), hour < 24, take(UInt8(ascii: ":")), let minute = number(2),
      minute < 60, take(UInt8(ascii: ":")), let second = number(2), second < 60
    else { return false }
    if let point = rest.first, point == UInt8(ascii: ".") || point == UInt8(ascii: ",") {
      let fraction = rest.dropFirst().prefix { isDigit($0) }
      guard !fraction.isEmpty else { return false }
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard hasZone else { return rest.isEmpty }
    if rest.elementsEqual("Z".utf8) { return true }
    let zone = Array(rest)
    return zone.count == 6 && (zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"))
      && isDigit(zone[1]) && isDigit(zone[2]) && zone[3] == UInt8(ascii: ":") && isDigit(zone[4])
      && isDigit(zone[5])
  }
}
