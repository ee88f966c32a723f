/// A JSON reader over raw bytes (RFC 8259), with positions, limits and duplicate detection.
struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private let limits: DocumentLimits
  private var index = 0
  private var line: Int32
  /// Such that `index - lineStart` is the column in characters, from 0.
  private var lineStart = 0
  private var nodeCount = 0

  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, limits: DocumentLimits,
    firstLine: Int = 1
  ) {
    self.bytes = bytes
    self.file = file
    self.limits = limits
    self.line = Int32(clamping: firstLine)
  }

  /// Exactly one value.
  mutating func document() throws(DocumentError) -> Node {
    skipByteOrderMark()
    let node = try value(depth: 1)
    skipBlanks()
    if index < bytes.count { throw failure("unexpected text after the JSON value") }
    return node
  }

  /// Values one after the other until the end.
  mutating func documents() throws(DocumentError) -> [Node] {
    skipByteOrderMark()
    var nodes: [Node] = []
    skipBlanks()
    while index < bytes.count {
      nodes.append(try value(depth: 1))
      skipBlanks()
    }
    return nodes
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(DocumentError) -> Node {
    skipBlanks()
    nodeCount += 1
    if nodeCount > limits.maximumNodes {
      throw failure("holds more than \(limits.maximumNodes) values")
    }
    guard index < bytes.count else { throw failure("unexpected end of the text") }
    let position = self.position
    switch bytes[index] {
    case UInt8(ascii: "{"):
      if depth > limits.maximumDepth { throw tooDeep() }
      return Node(.object(try members(depth: depth)), position: position)
    case UInt8(ascii: "["):
      if depth > limits.maximumDepth { throw tooDeep() }
      return Node(.array(try elements(depth: depth)), position: position)
    case UInt8(ascii: "\""):
      return Node(.string(try string()), position: position)
    case UInt8(ascii: "t"):
      try word("true")
      return Node(.bool(true), position: position)
    case UInt8(ascii: "f"):
      try word("false")
      return Node(.bool(false), position: position)
    case UInt8(ascii: "n"):
      try word("null")
      return Node(.null, position: position)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return Node(try number(), position: position)
    default:
      throw failure("expected a JSON value")
    }
  }

  private mutating func elements(depth: Int) throws(DocumentError) -> [Node] {
    index += 1
    var nodes: [Node] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return nodes }
    while true {
      nodes.append(try value(depth: depth + 1))
      skipBlanks()
      if take(UInt8(ascii: ",")) { continue }
      if take(UInt8(ascii: "]")) { return nodes }
      throw failure(index < bytes.count ? "expected \",\" or \"]\"" : "unexpected end of the text")
    }
  }

  private mutating func members(depth: Int) throws(DocumentError) -> [Node.Member] {
    index += 1
    var members: [Node.Member] = []
    var names = NameSet()
    skipBlanks()
    if take(UInt8(ascii: "}")) { return members }
    while true {
      skipBlanks()
      guard index < bytes.count else { throw failure("unexpected end of the text") }
      guard bytes[index] == UInt8(ascii: "\"") else {
        throw failure("expected a member name in quotes")
      }
      let keyPosition = position
      let key = try string()
      if !names.insert(key, among: members) {
        throw DocumentError(
          file: file, position: keyPosition, problem: "duplicate key \"\(key)\"")
      }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else {
        throw failure(index < bytes.count ? "expected \":\"" : "unexpected end of the text")
      }
      let node = try value(depth: depth + 1)
      members.append(Node.Member(key: key, keyPosition: keyPosition, value: node))
      skipBlanks()
      if take(UInt8(ascii: ",")) { continue }
      if take(UInt8(ascii: "}")) { return members }
      throw failure(index < bytes.count ? "expected \",\" or \"}\"" : "unexpected end of the text")
    }
  }

  // MARK: Scalars

  private mutating func string() throws(DocumentError) -> String {
    index += 1
    let start = index
    var isPlain = true
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        let raw = UnsafeBufferPointer(rebasing: bytes[start..<index])
        index += 1
        if isPlain { return String(decoding: raw, as: UTF8.self) }
        if let text = String(validating: raw, as: UTF8.self) { return text }
        throw failure("the string is not valid UTF-8")
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      if byte < 0x20 { throw failure("control character in a string") }
      if byte >= 0x80 {
        isPlain = false
        if byte & 0xC0 == 0x80 { lineStart += 1 }
      }
      index += 1
    }
    throw failure("unexpected end of the text inside a string")
  }

  /// Goes on after the first backslash, now copying.
  private mutating func escapedString(from start: Int) throws(DocumentError) -> String {
    var text = Array(bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw failure("the string is not valid UTF-8")
        }
        return string
      case UInt8(ascii: "\\"):
        try appendEscape(to: &text)
      default:
        if byte < 0x20 { throw failure("control character in a string") }
        if byte & 0xC0 == 0x80 { lineStart += 1 }
        text.append(byte)
      }
    }
    throw failure("unexpected end of the text inside a string")
  }

  private mutating func appendEscape(to text: inout [UInt8]) throws(DocumentError) {
    guard index < bytes.count else { throw failure("unexpected end of the text inside a string") }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      var unit = try hexadecimalUnit()
      if unit & 0xFC00 == 0xD800, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
        bytes[index + 1] == UInt8(ascii: "u")
      {
        let mark = index
        index += 2
        let low = try hexadecimalUnit()
        if low & 0xFC00 == 0xDC00 {
          unit = 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF)
        } else {
          index = mark
        }
      }
      // A lone surrogate becomes the replacement character, as in Go.
      let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default:
      throw failure("unknown escape in a string")
    }
  }

  private mutating func hexadecimalUnit() throws(DocumentError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard index < bytes.count, let digit = hexadecimalDigit(bytes[index]) else {
        throw failure("expected four hexadecimal digits")
      }
      unit = unit << 4 | digit
      index += 1
    }
    return unit
  }

  private func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }

  private mutating func number() throws(DocumentError) -> Node.Content {
    let start = index
    let isNegative = take(UInt8(ascii: "-"))
    let firstDigit = index
    var magnitude: UInt64 = 0
    var fits = true
    while index < bytes.count, let digit = digit(bytes[index]) {
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(digit)
      if overflow || carry { fits = false }
      magnitude = sum
      index += 1
    }
    if index == firstDigit { throw failure("expected a digit") }
    if bytes[firstDigit] == UInt8(ascii: "0"), index > firstDigit + 1 {
      throw failure("a number must not begin with 0")
    }
    var isWhole = true
    if take(UInt8(ascii: ".")) {
      isWhole = false
      try digits()
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      index += 1
      if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
      try digits()
    }
    if isWhole, fits {
      if magnitude <= UInt64(Int64.max) {
        return .integer(isNegative ? -Int64(magnitude) : Int64(magnitude))
      }
      if isNegative, magnitude == UInt64(Int64.max) + 1 { return .integer(Int64.min) }
    }
    guard index - start <= 1024,
      let number = Double(
        String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)),
      number.isFinite
    else { throw failure("the number is out of range") }
    return .number(number)
  }

  private mutating func digits() throws(DocumentError) {
    let start = index
    while index < bytes.count, digit(bytes[index]) != nil { index += 1 }
    if index == start { throw failure("expected a digit") }
  }

  private func digit(_ byte: UInt8) -> UInt64? {
    byte >= 0x30 && byte <= 0x39 ? UInt64(byte - 0x30) : nil
  }

  private mutating func word(_ text: StaticString) throws(DocumentError) {
    for offset in 0..<text.utf8CodeUnitCount {
      guard index + offset < bytes.count, bytes[index + offset] == text.utf8Start[offset] else {
        throw failure("expected \(text)")
      }
    }
    index += text.utf8CodeUnitCount
  }

  // MARK: Moving

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0D: index += 1
      case 0x0A:
        index += 1
        line &+= 1
        lineStart = index
      default: return
      }
    }
  }

  private mutating func skipByteOrderMark() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      index = 3
      lineStart = 3
    }
  }

  private var position: Node.Position {
    Node.Position(line: line, column: Int32(clamping: index - lineStart + 1))
  }

  private func failure(_ problem: String) -> DocumentError {
    DocumentError(file: file, position: position, problem: problem)
  }

  private func tooDeep() -> DocumentError {
    failure("nests deeper than \(limits.maximumDepth) levels")
  }
}

/// Finds repeated names: by comparing while an object is small, in a set once it is large.
struct NameSet {
  private var names: Set<String> = []

  /// Whether `name` is new to an object with these members.
  mutating func insert(_ name: String, among members: [Node.Member]) -> Bool {
    if members.count < 12 { return !members.contains { $0.key == name } }
    if names.isEmpty { names = Set(members.map(\.key)) }
    return names.insert(name).inserted
  }
}
