/// What string and bytes literals stand for.
///
/// Mirrors: `google/cel-go@v0.29.2 parser/unescape.go`.
enum StringLiteral {
  /// The number of bytes of the escape sequence at `index`; nil if there is no such sequence.
  static func escapeLength(_ bytes: [UInt8], at index: Int) -> Int? {
    guard index + 1 < bytes.count else { return nil }
    func areHexadecimal(_ count: Int) -> Int? {
      guard index + 2 + count <= bytes.count,
        bytes[index + 2..<index + 2 + count].allSatisfy({ hexadecimal($0) != nil })
      else { return nil }
      return 2 + count
    }
    switch bytes[index + 1] {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): return areHexadecimal(2)
    case UInt8(ascii: "u"): return areHexadecimal(4)
    case UInt8(ascii: "U"): return areHexadecimal(8)
    case 48...51:
      guard index + 3 < bytes.count, (48...55).contains(bytes[index + 2]),
        (48...55).contains(bytes[index + 3])
      else { return nil }
      return 4
    default: return simpleEscape(bytes[index + 1]) == nil ? nil : 2
    }
  }

  private static func simpleEscape(_ byte: UInt8) -> UInt8? {
    switch Unicode.Scalar(byte) {
    case "a": 7
    case "b": 8
    case "f": 12
    case "n": 10
    case "r": 13
    case "t": 9
    case "v": 11
    case "\"", "'", "\\", "?", "`": byte
    default: nil
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 48...57: UInt32(byte - 48)
    case 97...102: UInt32(byte - 87)
    case 65...70: UInt32(byte - 55)
    default: nil
    }
  }

  /// The bytes that a literal stands for.
  ///
  /// - Parameters:
  ///   - literal: The literal with its quotes and the mark of raw text, without that of bytes.
  ///   - isBytes: Whether `\x` and octal escapes stand for bytes and not for characters.
  /// - Throws: The message if an escape stands for no character.
  static func contents(of literal: ArraySlice<UInt8>, isBytes: Bool) throws(StringFault) -> [UInt8]
  {
    var literal = literal
    let isRaw = literal.first.map { $0 | 0x20 == UInt8(ascii: "r") } ?? false
    if isRaw { literal = literal.dropFirst() }
    guard let mark = literal.first, literal.count >= 2 else { throw StringFault.form }
    let isLong = literal.count >= 6 && literal.prefix(3).allSatisfy { $0 == mark }
    let width = isLong ? 3 : 1
    let text = withoutCarriageReturns(literal.dropFirst(width).dropLast(width))
    guard !isRaw, text.contains(UInt8(ascii: "\\")) else { return text }

    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "\\") else {
        result.append(text[index])
        index += 1
        continue
      }
      guard let length = escapeLength(text, at: index) else { throw StringFault.form }
      let kind = text[index + 1]
      let digits = text[index + 2..<index + length]
      index += length
      if let byte = simpleEscape(kind) {
        result.append(byte)
        continue
      }
      var code: UInt32 = 0
      if (48...51).contains(kind) {
        code = UInt32(kind - 48)
        for digit in digits { code = code * 8 + UInt32(digit - 48) }
      } else {
        if isBytes, kind | 0x20 == UInt8(ascii: "u") { throw StringFault.form }
        for digit in digits { code = code << 4 | (hexadecimal(digit) ?? 0) }
      }
      if isBytes {
        result.append(UInt8(truncatingIfNeeded: code))
      } else {
        guard let scalar = Unicode.Scalar(code) else { throw StringFault.character }
        result.append(contentsOf: String(scalar).utf8)
      }
    }
    return result
  }

  private static func withoutCarriageReturns(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    guard bytes.contains(13) else { return Array(bytes) }
    var result: [UInt8] = []
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == 13 {
        result.append(10)
      } else if byte != 10 || previous != 13 {
        result.append(byte)
      }
      previous = byte
    }
    return result
  }
}

/// Why a literal stands for nothing.
enum StringFault: Error {
  case form
  case character

  var message: String {
    switch self {
    case .form: "unable to unescape string"
    case .character: "invalid unicode code point"
    }
  }
}
