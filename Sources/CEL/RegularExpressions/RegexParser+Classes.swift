// Escapes and classes of characters.

extension RegexParser {
  mutating func escape() throws(RegexError) {
    let start = place
    guard let kind = peek(1) else {
      throw failure("trailing backslash at end of expression", 0..<0)
    }
    switch kind {
    case "A":
      place += 2
      append(.assertion(.textStart))
    case "z":
      place += 2
      append(.assertion(.textEnd))
    case "b":
      place += 2
      append(.assertion(.wordBoundary))
    case "B":
      place += 2
      append(.assertion(.noWordBoundary))
    case "C": throw failure("invalid escape sequence", start..<start + 2)
    case "Q":
      place += 2
      while let scalar = next {
        if scalar == "\\", peek(1) == "E" {
          place += 2
          return
        }
        place += 1
        append(literal(scalar))
      }
    default:
      if let set = try namedSet() {
        append(.characters(set))
      } else {
        append(literal(try escapedScalar()))
      }
    }
  }

  /// `\d`, `\pL` and their like; nil, and nothing read, if another escape stands here.
  private mutating func namedSet() throws(RegexError) -> CharacterSet? {
    guard next == "\\", let kind = peek(1) else { return nil }
    let perl: CharacterSet
    switch kind {
    case "d", "D": perl = .digits
    case "s", "S": perl = .spaces
    case "w", "W": perl = .words
    case "p", "P": return try unicodeSet()
    default: return nil
    }
    place += 2
    let isInverted = kind == "D" || kind == "S" || kind == "W"
    let folded = flags.ignoresCase && kind != "s" && kind != "S" ? perl.foldingCase(&effort) : perl
    return isInverted ? folded.inverted : folded
  }

  private mutating func unicodeSet() throws(RegexError) -> CharacterSet {
    let start = place
    var isInverted = peek(1) == "P"
    place += 2
    guard let first = next else {
      throw failure("invalid character class range", start..<place)
    }
    var name = String.UnicodeScalarView()
    if first == "{" {
      place += 1
      while let scalar = next, scalar != "}" {
        name.append(scalar)
        place += 1
      }
      guard next == "}" else { throw failure("invalid character class range", start..<place) }
    } else {
      name.append(first)
    }
    place += 1
    if name.first == "^" {
      isInverted.toggle()
      name.removeFirst()
    }
    guard let set = CharacterSet.unicode(String(name)) else {
      throw failure("invalid character class range", start..<place)
    }
    let folded = flags.ignoresCase ? set.foldingCase(&effort) : set
    return isInverted ? folded.inverted : folded
  }

  private static func digit(_ scalar: Unicode.Scalar?, radix: UInt32) -> UInt32? {
    guard let value = scalar?.value else { return nil }
    let digit: UInt32
    switch value {
    case 48...57: digit = value - 48
    case 65...70: digit = value - 55
    case 97...102: digit = value - 87
    default: return nil
    }
    return digit < radix ? digit : nil
  }

  private mutating func escapedScalar() throws(RegexError) -> Unicode.Scalar {
    let start = place
    guard let kind = peek(1) else {
      throw failure("trailing backslash at end of expression", 0..<0)
    }
    place += 2
    var code: UInt32
    switch kind {
    case "a": return "\u{07}"
    case "f": return "\u{0C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{0B}"
    case "0"..."7":
      // One digit that is not zero would be a back reference.
      if kind != "0", Self.digit(next, radix: 8) == nil {
        throw failure("invalid escape sequence", start..<place)
      }
      code = kind.value - 48
      for _ in 0..<2 {
        guard let digit = Self.digit(next, radix: 8) else { break }
        code = code * 8 + digit
        place += 1
      }
    case "x":
      code = 0
      if next == "{" {
        place += 1
        var count = 0
        while let digit = Self.digit(next, radix: 16) {
          code = min(code << 4 | digit, 0x110000)
          place += 1
          count += 1
        }
        guard next == "}", count > 0, code <= CharacterSet.last else {
          throw failure("invalid escape sequence", start..<min(place + 1, scalars.count))
        }
        place += 1
      } else {
        guard let first = Self.digit(next, radix: 16), let second = Self.digit(peek(1), radix: 16)
        else { throw failure("invalid escape sequence", start..<place) }
        code = first << 4 | second
        place += 2
      }
    default:
      guard kind.isASCII, kind == "_" || !CharacterSet.words.contains(kind.value) else {
        throw failure("invalid escape sequence", start..<place)
      }
      return kind
    }
    // A surrogate can be written, but no text holds one.
    return Unicode.Scalar(code) ?? "\u{FFFD}"
  }

  mutating func characterClass() throws(RegexError) -> CharacterSet {
    let start = place
    place += 1
    var isInverted = false
    if next == "^" {
      isInverted = true
      place += 1
    }
    var spans: [CharacterSet.Span] = []
    var plain: [CharacterSet.Span] = []
    var isFirst = true
    while next != "]" || isFirst {
      guard let scalar = next else { throw failure("missing closing ]", start..<scalars.count) }
      isFirst = false
      if scalar == "[", peek(1) == ":", let set = try posixSet() {
        spans += set.spans
        continue
      }
      if let set = try namedSet() {
        spans += set.spans
        continue
      }
      let rangeStart = place
      let low = try classScalar(start)
      var high = low
      if next == "-", let after = peek(1), after != "]" {
        place += 1
        high = try classScalar(start)
        if high < low {
          throw failure("invalid character class range", rangeStart..<place)
        }
      }
      plain.append(low.value...high.value)
    }
    place += 1
    let literal = CharacterSet(plain)
    let folded = flags.ignoresCase ? literal.foldingCase(&effort) : literal
    let set = CharacterSet(spans + folded.spans)
    return isInverted ? set.inverted : set
  }

  private mutating func classScalar(_ start: Int) throws(RegexError) -> Unicode.Scalar {
    guard let scalar = next else { throw failure("missing closing ]", start..<scalars.count) }
    if scalar == "\\" { return try escapedScalar() }
    place += 1
    return scalar
  }

  private mutating func posixSet() throws(RegexError) -> CharacterSet? {
    var end = place + 2
    while end + 1 < scalars.count, !(scalars[end] == ":" && scalars[end + 1] == "]") { end += 1 }
    guard end + 1 < scalars.count else { return nil }
    var name = String.UnicodeScalarView()
    name.append(contentsOf: scalars[place + 2..<end])
    let isInverted = name.first == "^"
    if isInverted { name.removeFirst() }
    guard let set = CharacterSet.posix(String(name)) else {
      throw failure("invalid character class range", place..<end + 2)
    }
    place = end + 2
    let folded = flags.ignoresCase ? set.foldingCase(&effort) : set
    return isInverted ? folded.inverted : folded
  }
}
