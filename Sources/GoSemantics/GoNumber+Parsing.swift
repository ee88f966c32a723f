extension GoNumber {
  /// Why a text is no number.
  public struct ParseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Go's words: `strconv.ParseFloat: parsing "x": invalid syntax`.
    public var description: String
  }

  /// `strconv.ParseFloat(text, 64)`: decimal and hexadecimal floating-point numbers, underscores
  /// between digits of a number with a base prefix, `inf`, `infinity` and `nan` in any case.
  ///
  /// Mirrors: `go src/strconv/atof.go` (ParseFloat, readFloat), `src/strconv/atoi.go`
  /// (underscoreOK).
  public static func parse(_ text: String) throws(ParseError) -> Double {
    if let special = special(text) { return special }
    guard let plain = plainNumber(text), let value = Double(plain) else {
      throw ParseError(
        description: "strconv.ParseFloat: parsing \(quoted(text)): invalid syntax")
    }
    if value.isInfinite {
      throw ParseError(
        description: "strconv.ParseFloat: parsing \(quoted(text)): value out of range")
    }
    return value
  }

  private static func special(_ text: String) -> Double? {
    let lowercase = text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    switch String(decoding: lowercase, as: UTF8.self) {
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    case "nan": return .nan
    default: return nil
    }
  }

  /// The number without its underscores if Go would read it, in a form that Swift reads alike.
  private static func plainNumber(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    var place = 0
    var plain: [UInt8] = []
    func at(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }
    if let sign = at(place), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      if sign == UInt8(ascii: "-") { plain.append(sign) }
      place += 1
    }
    let isHexadecimal = at(place) == UInt8(ascii: "0") && at(place + 1).map { $0 | 0x20 } == 0x78
    if isHexadecimal {
      plain += [UInt8(ascii: "0"), UInt8(ascii: "x")]
      place += 2
    }
    var hasUnderscore = false
    var hasPoint = false
    var digits = 0
    while let byte = at(place) {
      if byte == UInt8(ascii: "_") {
        hasUnderscore = true
      } else if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
        // Swift wants a digit before the point.
        if digits == 0 { plain.append(UInt8(ascii: "0")) }
        plain.append(byte)
      } else if isDigit(byte) || (isHexadecimal && isHexadecimalLetter(byte)) {
        digits += 1
        plain.append(byte)
      } else {
        break
      }
      place += 1
    }
    if digits == 0 { return nil }
    if plain.last == UInt8(ascii: ".") { plain.append(UInt8(ascii: "0")) }
    let exponentMark: UInt8 = isHexadecimal ? 0x70 : 0x65
    if let mark = at(place), mark | 0x20 == exponentMark {
      plain.append(exponentMark)
      place += 1
      if let sign = at(place), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        plain.append(sign)
        place += 1
      }
      guard let first = at(place), isDigit(first) else { return nil }
      while let byte = at(place), isDigit(byte) || byte == UInt8(ascii: "_") {
        if byte == UInt8(ascii: "_") { hasUnderscore = true } else { plain.append(byte) }
        place += 1
      }
    } else if isHexadecimal {
      return nil  // Go demands the exponent of a hexadecimal mantissa.
    }
    guard place == bytes.count, !hasUnderscore || areUnderscoresAllowed(bytes) else { return nil }
    return String(decoding: plain, as: UTF8.self)
  }

  /// Underscores may stand between digits, or between a base prefix and a digit.
  private static func areUnderscoresAllowed(_ bytes: [UInt8]) -> Bool {
    var place = 0
    var last: UInt8 = UInt8(ascii: "^")
    if let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { place = 1 }
    var isHexadecimal = false
    if place + 1 < bytes.count, bytes[place] == UInt8(ascii: "0") {
      let base = bytes[place + 1] | 0x20
      if base == 0x62 || base == 0x6F || base == 0x78 {
        place += 2
        last = UInt8(ascii: "0")
        isHexadecimal = base == 0x78
      }
    }
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if isDigit(byte) || (isHexadecimal && isHexadecimalLetter(byte)) {
        last = UInt8(ascii: "0")
      } else if byte == UInt8(ascii: "_") {
        if last != UInt8(ascii: "0") { return false }
        last = byte
      } else {
        if last == UInt8(ascii: "_") { return false }
        last = UInt8(ascii: "!")
      }
    }
    return last != UInt8(ascii: "_")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isHexadecimalLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66
  }

  /// `strconv.Quote` for printable text: backslashes and quotes are escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in text.unicodeScalars {
      if character == "\"" || character == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
  }
}
