/// A piece of HTML. Whatever text is interpolated into one is escaped, so that a name from a user's
/// file can never become markup; only another `Markup` enters as it is.
struct Markup: ExpressibleByStringInterpolation, Sendable {
  /// The finished HTML.
  var html: String

  /// Markup written by us, word for word.
  init(stringLiteral value: String) { html = value }

  /// Markup with values in it.
  init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }

  /// Trusted text such as the style sheet, taken as it is.
  init(trusted html: String) { self.html = html }

  /// Text, escaped.
  init(text: String) { html = Self.escape(text) }

  struct StringInterpolation: StringInterpolationProtocol {
    var html = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    mutating func appendLiteral(_ literal: String) { html += literal }
    mutating func appendInterpolation(_ text: String) { html += Markup.escape(text) }
    mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
    mutating func appendInterpolation(_ markup: Markup?) { html += markup?.html ?? "" }
    mutating func appendInterpolation(_ parts: [Markup]) {
      for part in parts { html += part.html }
    }
    mutating func appendInterpolation(_ number: Int) { html += String(number) }
    /// A coordinate: at most three decimals.
    mutating func appendInterpolation(_ number: Double) { html += Markup.coordinate(number) }
  }

  static func += (left: inout Markup, right: Markup) { left.html += right.html }

  /// `text` for element content and for attributes in double or single quotes. Control characters,
  /// which HTML forbids, and overrides of the writing direction, which could make a name read as
  /// another, become U+FFFD.
  static func escape(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out.append(contentsOf: "&amp;".unicodeScalars)
      case "<": out.append(contentsOf: "&lt;".unicodeScalars)
      case ">": out.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
      case "'": out.append(contentsOf: "&#39;".unicodeScalars)
      case "\t", "\n": out.append(scalar)
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": out.append("\u{FFFD}")
      case _ where scalar.properties.generalCategory == .control: out.append("\u{FFFD}")
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  /// A coordinate with at most three decimals and no trailing zeros.
  static func coordinate(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e12 else { return "0" }
    let thousandths = Int64((number * 1000).rounded())
    let (whole, rest) = (thousandths.magnitude / 1000, thousandths.magnitude % 1000)
    var text = (thousandths < 0 ? "-" : "") + String(whole)
    if rest > 0 {
      var digits = String(rest + 1000).dropFirst()
      while digits.last == "0" { digits.removeLast() }
      text += "." + digits
    }
    return text
  }
}

/// Values for a `<script type="application/json">`.
enum EmbeddedJSON {
  /// A JSON string in which nothing can end the script element or start a comment.
  static func string(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "<", ">", "&", "\u{2028}", "\u{2029}": out += escaped(scalar)
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": out += "\u{FFFD}"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: out += escaped(scalar)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// An array of numbers.
  static func array(_ numbers: [Double]) -> String {
    "[" + numbers.map(Markup.coordinate).joined(separator: ",") + "]"
  }

  /// An array of whole numbers.
  static func array(_ numbers: [Int]) -> String {
    "[" + numbers.map(String.init).joined(separator: ",") + "]"
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
