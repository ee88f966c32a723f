/// Open Cluster Management's `parseJSON`.
///
/// Mirrors: `open-cluster-management.io/sdk-go@v1.3.1 pkg/cel/library/json.go`.
enum JSONLibrary {
  static let functions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "parseJSON",
      [
        .method("parse_json_string", .string, .dyn, cost: .json) {
          (text) throws(CELEvaluationError) in
          var reader = JSONReader(try text.text())
          return try reader.document()
        }
      ])
  ]
}

/// Reads JSON as Go's `encoding/json` does into untyped data: all numbers are `double`, the last of
/// members with the same name counts, and lone surrogates become U+FFFD.
struct JSONReader {
  private let bytes: [UInt8]
  private var place = 0
  /// Upstream allows 10,000; values that deep are not worth the stack.
  private static let maximumDepth = 1000

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func document() throws(CELEvaluationError) -> CELValue {
    let value = try value(depth: 0)
    skipBlanks()
    if place < bytes.count { throw failure() }
    return value
  }

  private func failure() -> CELEvaluationError {
    guard place < bytes.count else {
      return CELEvaluationError("failed to parse json: unexpected end of JSON input")
    }
    return CELEvaluationError("failed to parse json: invalid character at offset \(place)")
  }

  private mutating func skipBlanks() {
    while place < bytes.count, [9, 10, 13, 32].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard place < bytes.count, UInt32(bytes[place]) == character.value else { return false }
    place += 1
    return true
  }

  private mutating func word(
    _ word: StaticString, _ value: CELValue
  ) throws(CELEvaluationError) -> CELValue {
    for byte in word.description.utf8 {
      guard place < bytes.count, bytes[place] == byte else { throw failure() }
      place += 1
    }
    return value
  }

  private mutating func value(depth: Int) throws(CELEvaluationError) -> CELValue {
    skipBlanks()
    guard place < bytes.count else { throw failure() }
    if depth > Self.maximumDepth {
      throw CELEvaluationError("failed to parse json: exceeded max depth")
    }
    switch Unicode.Scalar(bytes[place]) {
    case "{": return try object(depth: depth)
    case "[": return try array(depth: depth)
    case "\"": return .string(try string())
    case "t": return try word("true", .bool(true))
    case "f": return try word("false", .bool(false))
    case "n": return try word("null", .null)
    default: return .double(try number())
    }
  }

  private mutating func array(depth: Int) throws(CELEvaluationError) -> CELValue {
    place += 1
    var elements: [CELValue] = []
    skipBlanks()
    if take("]") { return .list(elements) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipBlanks()
      if take("]") { return .list(elements) }
      if !take(",") { throw failure() }
    }
  }

  private mutating func object(depth: Int) throws(CELEvaluationError) -> CELValue {
    place += 1
    var members: [(String, CELValue)] = []
    skipBlanks()
    if take("}") { return .map(CELMap(strings: members)) }
    while true {
      skipBlanks()
      guard place < bytes.count, bytes[place] == 34 else { throw failure() }
      let key = try string()
      skipBlanks()
      if !take(":") { throw failure() }
      members.append((key, try value(depth: depth + 1)))
      skipBlanks()
      if take("}") { return .map(CELMap(strings: members)) }
      if !take(",") { throw failure() }
    }
  }

  private mutating func number() throws(CELEvaluationError) -> Double {
    let start = place
    _ = take("-")
    func isDigit(_ index: Int) -> Bool {
      index < bytes.count && (48...57).contains(bytes[index])
    }
    guard isDigit(place) else { throw failure() }
    if bytes[place] == 48 { place += 1 } else { while isDigit(place) { place += 1 } }
    if place < bytes.count, bytes[place] == 46 {
      place += 1
      guard isDigit(place) else { throw failure() }
      while isDigit(place) { place += 1 }
    }
    if place < bytes.count, bytes[place] | 0x20 == 101 {
      place += 1
      if place < bytes.count, bytes[place] == 43 || bytes[place] == 45 { place += 1 }
      guard isDigit(place) else { throw failure() }
      while isDigit(place) { place += 1 }
    }
    guard let value = Double(String(decoding: bytes[start..<place], as: UTF8.self)),
      value.isFinite
    else {
      throw CELEvaluationError("failed to parse json: number out of range")
    }
    return value
  }

  private mutating func string() throws(CELEvaluationError) -> String {
    place += 1
    var result: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      switch byte {
      case 34:
        place += 1
        return String(decoding: result, as: UTF8.self)
      case 92:
        place += 1
        try escape(into: &result)
      case 0..<32: throw failure()
      default:
        result.append(byte)
        place += 1
      }
    }
    throw failure()
  }

  private mutating func escape(into result: inout [UInt8]) throws(CELEvaluationError) {
    guard place < bytes.count else { throw failure() }
    let kind = bytes[place]
    switch Unicode.Scalar(kind) {
    case "\"", "\\", "/": result.append(kind)
    case "b": result.append(8)
    case "f": result.append(12)
    case "n": result.append(10)
    case "r": result.append(13)
    case "t": result.append(9)
    case "u":
      guard var code = unit(at: place + 1) else { throw failure() }
      place += 5
      if (0xD800..<0xDC00).contains(code), place + 1 < bytes.count, bytes[place] == 92,
        bytes[place + 1] == UInt8(ascii: "u"), let low = unit(at: place + 2),
        (0xDC00..<0xE000).contains(low)
      {
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        place += 6
      }
      result.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
      return
    default: throw failure()
    }
    place += 1
  }

  private func unit(at start: Int) -> UInt32? {
    guard start + 4 <= bytes.count else { return nil }
    var code: UInt32 = 0
    for byte in bytes[start..<start + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      code = code << 4 | UInt32(digit)
    }
    return code
  }
}
