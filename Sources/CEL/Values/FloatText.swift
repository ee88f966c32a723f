import GoSemantics

/// Text of floating-point numbers, both ways, as Go's package `strconv`.
enum FloatText {
  /// `strconv.ParseFloat`; nil for texts that are no number and for numbers out of range.
  static func parse(_ text: String) -> Double? {
    var bytes = Array(text.utf8)
    var isNegative = false
    if let sign = bytes.first, sign == 43 || sign == 45 {
      isNegative = sign == 45
      bytes.removeFirst()
    }
    let word = String(decoding: bytes, as: UTF8.self).lowercased()
    switch word {
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    // Go takes no sign before `nan`.
    case "nan": return text.utf8.count == 3 ? .nan : nil
    default: break
    }
    guard let plain = withoutUnderscores(bytes), isNumber(plain),
      let value = Double(String(decoding: plain, as: UTF8.self)), value.isFinite
    else { return nil }
    return isNegative ? -value : value
  }

  /// Underscores may stand between digits.
  private static func withoutUnderscores(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.contains(95) else { return bytes }
    let isHexadecimal = bytes.count > 1 && bytes[0] == 48 && bytes[1] | 0x20 == 120
    func isDigit(_ index: Int) -> Bool {
      guard bytes.indices.contains(index) else { return false }
      return (48...57).contains(bytes[index])
        || (isHexadecimal && (97...102).contains(bytes[index] | 0x20))
    }
    for index in bytes.indices where bytes[index] == 95 {
      let followsPrefix = isHexadecimal && index == 2
      guard isDigit(index - 1) || followsPrefix, isDigit(index + 1) else { return nil }
    }
    return bytes.filter { $0 != 95 }
  }

  private static func isNumber(_ bytes: [UInt8]) -> Bool {
    var index = 0
    let isHexadecimal = bytes.count > 2 && bytes[0] == 48 && bytes[1] | 0x20 == 120
    if isHexadecimal { index = 2 }
    func isDigit(_ byte: UInt8) -> Bool {
      (48...57).contains(byte) || (isHexadecimal && (97...102).contains(byte | 0x20))
    }
    var digits = 0
    while index < bytes.count, isDigit(bytes[index]) {
      index += 1
      digits += 1
    }
    if index < bytes.count, bytes[index] == 46 {
      index += 1
      while index < bytes.count, isDigit(bytes[index]) {
        index += 1
        digits += 1
      }
    }
    guard digits > 0 else { return false }
    let mark: UInt8 = isHexadecimal ? 112 : 101
    if index < bytes.count, bytes[index] | 0x20 == mark {
      index += 1
      if index < bytes.count, bytes[index] == 43 || bytes[index] == 45 { index += 1 }
      let first = index
      while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
      if index == first { return false }
    } else if isHexadecimal {
      return false
    }
    return index == bytes.count
  }

  /// `strconv.FormatFloat(value, 'f', -1, 64)`: the shortest digits, never an exponent.
  static func plain(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    var mantissa = Array(value.magnitude.description.utf8)
    var exponent = 0
    if let mark = mantissa.firstIndex(of: 101) {
      exponent = Int(String(decoding: mantissa[(mark + 1)...], as: UTF8.self)) ?? 0
      mantissa.removeSubrange(mark...)
    }
    var point = mantissa.firstIndex(of: 46) ?? mantissa.count
    mantissa.removeAll { $0 == 46 }
    while mantissa.count > point, mantissa.last == 48 { mantissa.removeLast() }
    point += exponent
    var text = value.sign == .minus ? "-" : ""
    if point <= 0 {
      let digits = String(decoding: mantissa, as: UTF8.self)
      if mantissa.allSatisfy({ $0 == 48 }) { return text + "0" }
      return text + "0." + String(repeating: "0", count: -point) + digits
    }
    if mantissa.count <= point {
      text += String(decoding: mantissa, as: UTF8.self)
      return text + String(repeating: "0", count: point - mantissa.count)
    }
    text += String(decoding: mantissa[..<point], as: UTF8.self) + "."
    return text + String(decoding: mantissa[point...], as: UTF8.self)
  }

  /// A duration in seconds, as `time.Duration.Seconds` and `plain` give it.
  static func seconds(_ nanoseconds: Int64) -> String {
    plain(Double(nanoseconds / 1_000_000_000) + Double(nanoseconds % 1_000_000_000) / 1e9)
  }
}
