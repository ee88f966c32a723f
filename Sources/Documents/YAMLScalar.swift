/// What a plain (unquoted) YAML word means.
///
/// The rules are those of `kubectl`'s reader (`sigs.k8s.io/yaml`): YAML 1.1 Booleans such as
/// `yes` and `off`, octal numbers such as `0755`, underscores in numbers, no base-60 numbers,
/// and dates stay text.
public enum YAMLScalar {
  /// Whether a plain word is read as text, not as a number, a Boolean or null.
  public static func isText(_ word: String) -> Bool {
    if case .string = resolve(word) { return true }
    return false
  }

  /// A word's value, or nil if it is a number that is not finite.
  static func resolve(_ text: String) -> Node.Content? {
    guard let first = text.utf8.first else { return .null }
    switch first {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      switch text {
      case "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF": return nil
      default: return number(text) ?? .string(text)
      }
    case UInt8(ascii: "."):
      switch text {
      case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF": return nil
      default: return decimal(text) ?? .string(text)
      }
    default:
      return word(text) ?? .string(text)
    }
  }

  private static func word(_ text: String) -> Node.Content? {
    switch text {
    case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool(true)
    case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool(false)
    case "~", "null", "Null", "NULL": .null
    default: nil
    }
  }

  private static func number(_ text: String) -> Node.Content? {
    // Dates, ranges and host names begin like numbers too; this is the quick way out.
    guard text.utf8.count <= 512 else { return nil }
    let plain = text.utf8.contains(UInt8(ascii: "_")) ? text.filter { $0 != "_" } : text
    return integer(plain) ?? decimal(plain)
  }

  /// Go's `strconv.ParseInt(text, 0, 64)`, then `ParseUint`.
  private static func integer(_ text: String) -> Node.Content? {
    var digits = Substring(text)
    let isNegative = digits.first == "-"
    if isNegative || digits.first == "+" { digits = digits.dropFirst() }
    var radix = 10
    if digits.first == "0", digits.utf8.count > 1 {
      switch digits.dropFirst().first {
      case "x", "X": (radix, digits) = (16, digits.dropFirst(2))
      case "o", "O": (radix, digits) = (8, digits.dropFirst(2))
      case "b", "B": (radix, digits) = (2, digits.dropFirst(2))
      default: (radix, digits) = (8, digits.dropFirst())
      }
    }
    guard let first = digits.first, first != "+", first != "-",
      let magnitude = UInt64(digits, radix: radix)
    else { return nil }
    if isNegative {
      guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
      return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
    }
    if let value = Int64(exactly: magnitude) { return .integer(value) }
    return .number(Double(magnitude))
  }

  /// Digits with an optional fraction and exponent, as `strconv.ParseFloat` reads them.
  private static func decimal(_ text: String) -> Node.Content? {
    var rest = Substring(text).utf8
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
      rest = rest.dropFirst()
    }
    var digitCount = 0
    func skipDigits() {
      while let byte = rest.first, byte >= 0x30, byte <= 0x39 {
        rest = rest.dropFirst()
        digitCount += 1
      }
    }
    skipDigits()
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      skipDigits()
    }
    guard digitCount > 0 else { return nil }
    if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
        rest = rest.dropFirst()
      }
      digitCount = 0
      skipDigits()
      guard digitCount > 0 else { return nil }
    }
    guard rest.isEmpty, text.utf8.count <= 512, let value = Double(text), value.isFinite else {
      return nil
    }
    return .number(value)
  }
}
