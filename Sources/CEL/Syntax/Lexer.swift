/// The kinds of words of the language.
enum TokenKind: UInt8 {
  case identifier, escapedIdentifier, integer, unsigned, double, string, bytes
  case equal, notEqual, `in`, less, lessOrEqual, greaterOrEqual, greater, and, or
  case leftBracket, rightBracket, leftBrace, rightBrace, leftParenthesis, rightParenthesis
  case dot, comma, minus, not, question, colon, plus, star, slash, percent
  case `true`, `false`, null, end
}

/// One word: its kind and its bytes in the text.
struct Token {
  var kind: TokenKind
  var start: Int
  var end: Int
}

/// Cuts a text into words, the longest first.
///
/// Mirrors: `google/cel-go@v0.29.2 parser/gen/CEL.g4`.
struct Lexer {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// All words, the last being `end`.
  static func tokens(of bytes: [UInt8]) throws(SyntaxFault) -> [Token] {
    var lexer = Lexer(bytes)
    var tokens: [Token] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private func byte(_ offset: Int = 0) -> UInt8 {
    place + offset < bytes.count ? bytes[place + offset] : 0
  }

  private mutating func skipBlanks() {
    while place < bytes.count {
      switch bytes[place] {
      case 9, 10, 12, 13, 32: place += 1
      case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
        while place < bytes.count, bytes[place] != 10 { place += 1 }
      default: return
      }
    }
  }

  private mutating func next() throws(SyntaxFault) -> Token {
    skipBlanks()
    let start = place
    guard place < bytes.count else { return Token(kind: .end, start: start, end: start) }
    let first = bytes[place]
    if Self.isLetter(first) {
      if let end = stringEnd() {
        place = end
        let isBytes = first | 0x20 == UInt8(ascii: "b")
        return Token(kind: isBytes ? .bytes : .string, start: start, end: end)
      }
      while place < bytes.count, Self.isLetter(bytes[place]) || Self.isDigit(bytes[place]) {
        place += 1
      }
      return Token(kind: word(start..<place), start: start, end: place)
    }
    if Self.isDigit(first) || (first == UInt8(ascii: ".") && Self.isDigit(byte(1))) {
      return number()
    }
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      guard let end = stringEnd() else { throw unrecognized(start) }
      place = end
      return Token(kind: .string, start: start, end: end)
    }
    if first == UInt8(ascii: "`") { return try escapedIdentifier() }
    guard let (kind, length) = symbol(first) else { throw unrecognized(start) }
    place += length
    return Token(kind: kind, start: start, end: place)
  }

  private func unrecognized(_ start: Int) -> SyntaxFault {
    let rest = String(decoding: bytes[start...].prefix(20), as: UTF8.self)
    return SyntaxFault(
      message: "Syntax error: token recognition error at: '\(rest)'", offset: start)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (97...102).contains(byte | 0x20)
  }

  private func word(_ range: Range<Int>) -> TokenKind {
    switch bytes[range].count {
    case 2 where bytes[range].elementsEqual("in".utf8): .in
    case 4 where bytes[range].elementsEqual("true".utf8): .true
    case 4 where bytes[range].elementsEqual("null".utf8): .null
    case 5 where bytes[range].elementsEqual("false".utf8): .false
    default: .identifier
    }
  }

  private func symbol(_ first: UInt8) -> (TokenKind, Int)? {
    let second = byte(1)
    switch Unicode.Scalar(first) {
    case "=": return second == UInt8(ascii: "=") ? (.equal, 2) : nil
    case "!": return second == UInt8(ascii: "=") ? (.notEqual, 2) : (.not, 1)
    case "<": return second == UInt8(ascii: "=") ? (.lessOrEqual, 2) : (.less, 1)
    case ">": return second == UInt8(ascii: "=") ? (.greaterOrEqual, 2) : (.greater, 1)
    case "&": return second == UInt8(ascii: "&") ? (.and, 2) : nil
    case "|": return second == UInt8(ascii: "|") ? (.or, 2) : nil
    case "[": return (.leftBracket, 1)
    case "]": return (.rightBracket, 1)
    case "{": return (.leftBrace, 1)
    case "}": return (.rightBrace, 1)
    case "(": return (.leftParenthesis, 1)
    case ")": return (.rightParenthesis, 1)
    case ".": return (.dot, 1)
    case ",": return (.comma, 1)
    case "-": return (.minus, 1)
    case "?": return (.question, 1)
    case ":": return (.colon, 1)
    case "+": return (.plus, 1)
    case "*": return (.star, 1)
    case "/": return (.slash, 1)
    case "%": return (.percent, 1)
    default: return nil
    }
  }

  private mutating func number() -> Token {
    let start = place
    if byte() == 48, byte(1) == UInt8(ascii: "x"), Self.isHexadecimal(byte(2)) {
      place += 2
      while Self.isHexadecimal(byte()) { place += 1 }
      return Token(kind: takeUnsignedMark() ? .unsigned : .integer, start: start, end: place)
    }
    var kind = TokenKind.integer
    while Self.isDigit(byte()) { place += 1 }
    if byte() == UInt8(ascii: "."), Self.isDigit(byte(1)) {
      kind = .double
      place += 1
      while Self.isDigit(byte()) { place += 1 }
    }
    if byte() | 0x20 == UInt8(ascii: "e") {
      let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
      if Self.isDigit(byte(1 + sign)) {
        kind = .double
        place += 1 + sign
        while Self.isDigit(byte()) { place += 1 }
      }
    }
    if kind == .integer, takeUnsignedMark() { kind = .unsigned }
    return Token(kind: kind, start: start, end: place)
  }

  private mutating func takeUnsignedMark() -> Bool {
    guard byte() | 0x20 == UInt8(ascii: "u") else { return false }
    place += 1
    return true
  }

  private mutating func escapedIdentifier() throws(SyntaxFault) -> Token {
    let start = place
    var end = place + 1
    while end < bytes.count,
      Self.isLetter(bytes[end]) || Self.isDigit(bytes[end])
        || [45, 46, 47, 32].contains(bytes[end])
    { end += 1 }
    guard end > start + 1, end < bytes.count, bytes[end] == UInt8(ascii: "`") else {
      throw unrecognized(start)
    }
    place = end + 1
    return Token(kind: .escapedIdentifier, start: start, end: place)
  }

  // MARK: Strings

  /// Where the string literal ends that begins here, with its prefix; nil if there is none.
  private func stringEnd() -> Int? {
    var quote = place
    if quote < bytes.count, bytes[quote] | 0x20 == UInt8(ascii: "b") { quote += 1 }
    var isRaw = false
    if quote < bytes.count, bytes[quote] | 0x20 == UInt8(ascii: "r") {
      isRaw = true
      quote += 1
    }
    guard quote < bytes.count, bytes[quote] == 34 || bytes[quote] == 39 else { return nil }
    let mark = bytes[quote]
    if quote + 2 < bytes.count, bytes[quote + 1] == mark, bytes[quote + 2] == mark,
      let end = longStringEnd(from: quote + 3, mark: mark, isRaw: isRaw)
    {
      return end
    }
    var index = quote + 1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == mark { return index + 1 }
      if byte == 10 || byte == 13 { return nil }
      if byte == UInt8(ascii: "\\"), !isRaw {
        guard let length = StringLiteral.escapeLength(bytes, at: index) else { return nil }
        index += length
      } else {
        index += 1
      }
    }
    return nil
  }

  private func longStringEnd(from start: Int, mark: UInt8, isRaw: Bool) -> Int? {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == mark, index + 2 < bytes.count, bytes[index + 1] == mark, bytes[index + 2] == mark {
        return index + 3
      }
      if byte == UInt8(ascii: "\\"), !isRaw {
        guard let length = StringLiteral.escapeLength(bytes, at: index) else { return nil }
        index += length
      } else {
        index += 1
      }
    }
    return nil
  }
}
