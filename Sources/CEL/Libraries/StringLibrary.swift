/// The functions on text of the extension `strings`.
///
/// Mirrors: `google/cel-go@v0.29.2 ext/strings.go`, at the newest version of the library.
enum StringLibrary {
  /// Results beyond this size are refused before they are made.
  static let maximumBytes = 4 << 20

  static func tooLarge() -> CELEvaluationError {
    CELEvaluationError(.resourcesExhausted("the expression makes too large values"))
  }

  static let functions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "charAt",
      [
        .method("string_char_at_int", .string, .int, .string, cost: .characterAt) {
          (text, index) throws(CELEvaluationError) in
          let scalars = Array(try text.text().unicodeScalars)
          let index = try index.integer()
          guard index >= 0, index <= scalars.count else { throw outOfRange(index) }
          return .string(index == scalars.count ? "" : String(scalars[Int(index)]))
        }
      ]),
    FunctionDeclaration("indexOf", search("string_index_of_string", IndexSearch.first)),
    FunctionDeclaration("lastIndexOf", search("string_last_index_of_string", IndexSearch.last)),
    FunctionDeclaration(
      "lowerAscii",
      [
        .method("string_lower_ascii", .string, .string, cost: .transforming) {
          (text) throws(CELEvaluationError) in
          .string(mapped(try text.text()) { (65...90).contains($0) ? $0 | 0x20 : $0 })
        }
      ]),
    FunctionDeclaration(
      "upperAscii",
      [
        .method("string_upper_ascii", .string, .string, cost: .transforming) {
          (text) throws(CELEvaluationError) in
          .string(mapped(try text.text()) { (97...122).contains($0) ? $0 & ~0x20 : $0 })
        }
      ]),
    FunctionDeclaration(
      "replace",
      [
        Overload(
          "string_replace_string_string", [.string, .string, .string], .string, isMember: true,
          cost: .replacing, .variadic(replaced)),
        Overload(
          "string_replace_string_string_int", [.string, .string, .string, .int], .string,
          isMember: true, cost: .replacing, .variadic(replaced)),
      ]),
    FunctionDeclaration(
      "split",
      [
        .method("string_split_string", .string, .string, .list(.string), cost: .splitting) {
          (text, separator) throws(CELEvaluationError) in
          try split(text, separator, limit: -1)
        },
        Overload(
          "string_split_string_int", [.string, .string, .int], .list(.string), isMember: true,
          cost: .splitting,
          .variadic { (arguments) throws(CELEvaluationError) in
            try split(arguments[0], arguments[1], limit: try arguments[2].integer())
          }),
      ]),
    FunctionDeclaration(
      "substring",
      [
        .method("string_substring_int", .string, .int, .string, cost: .transforming) {
          (text, start) throws(CELEvaluationError) in
          let scalars = Array(try text.text().unicodeScalars)
          let start = try start.integer()
          guard start >= 0, start <= scalars.count else { throw outOfRange(start) }
          return .string(string(scalars[Int(start)...]))
        },
        Overload(
          "string_substring_int_int", [.string, .int, .int], .string, isMember: true,
          cost: .transforming,
          .variadic { (arguments) throws(CELEvaluationError) in
            let scalars = Array(try arguments[0].text().unicodeScalars)
            let (start, end) = (try arguments[1].integer(), try arguments[2].integer())
            guard start <= end else {
              throw CELEvaluationError(
                "invalid substring range. start: \(start), end: \(end)")
            }
            guard start >= 0, start <= scalars.count else { throw outOfRange(start) }
            guard end >= 0, end <= scalars.count else { throw outOfRange(end) }
            return .string(string(scalars[Int(start)..<Int(end)]))
          }),
      ]),
    FunctionDeclaration(
      "trim",
      [
        .method("string_trim", .string, .string, cost: .transforming) {
          (text) throws(CELEvaluationError) in
          .string(trimmed(try text.text()))
        }
      ]),
    FunctionDeclaration(
      "reverse",
      [
        .method("string_reverse", .string, .string, cost: .transforming) {
          (text) throws(CELEvaluationError) in
          .string(string(Array(try text.text().unicodeScalars.reversed())[...]))
        }
      ]),
    FunctionDeclaration(
      "join",
      [
        .method("list_join", .list(.string), .string, cost: .joiningList) {
          (list) throws(CELEvaluationError) in
          .string(try joined(list, separator: ""))
        },
        .method("list_join_string", .list(.string), .string, .string, cost: .joiningList) {
          (list, separator) throws(CELEvaluationError) in
          .string(try joined(list, separator: try separator.text()))
        },
      ]),
    FunctionDeclaration(
      "strings.quote",
      [
        .function("strings_quote", .string, .string, cost: .traversal) {
          (text) throws(CELEvaluationError) in
          .string(quoted(try text.text()))
        }
      ]),
    FunctionDeclaration(
      "format",
      [
        .method("string_format", .string, .list(.dyn), .string, cost: .traversal) {
          (text, arguments) throws(CELEvaluationError) in
          .string(try TextFormat.format(try text.text(), try arguments.elements()))
        }
      ]),
  ]

  private static func outOfRange(_ index: Int64) -> CELEvaluationError {
    CELEvaluationError("index out of range: \(index)")
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func mapped(_ text: String, _ change: (UInt8) -> UInt8) -> String {
    String(decoding: text.utf8.map(change), as: UTF8.self)
  }

  private static func search(
    _ id: String,
    _ find: @escaping @Sendable (String, String, Int64?) throws(CELEvaluationError) -> Int64
  ) -> [Overload] {
    [
      .method(id, .string, .string, .int, cost: .searching) {
        (text, part) throws(CELEvaluationError) in
        .int(try find(try text.text(), try part.text(), nil))
      },
      Overload(
        id + "_int", [.string, .string, .int], .int, isMember: true, cost: .searching,
        .variadic { (arguments) throws(CELEvaluationError) in
          .int(
            try find(
              try arguments[0].text(), try arguments[1].text(), try arguments[2].integer()))
        }),
    ]
  }

  /// `strings.TrimSpace`.
  private static func trimmed(_ text: String) -> String {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return string(scalars[first...last])
  }

  private static let replaced: Implementation.Variadic = {
    (arguments) throws(CELEvaluationError) in
    let limit = arguments.count > 3 ? try arguments[3].integer() : -1
    var text = try arguments[0].text()
    var old = try arguments[1].text()
    let new = try arguments[2].text()
    if limit == 0 || haveSameBytes(old, new) { return arguments[0] }
    let places = text.withUTF8 { bytes in
      old.withUTF8 { part in
        part.isEmpty
          ? scalarStarts(bytes, limit: limit)
          : ByteSearch.all(part, in: bytes, limit: Int(clamping: limit))
      }
    }
    let size = text.utf8.count + places.count * new.utf8.count
    guard size <= maximumBytes else { throw tooLarge() }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(size)
    var from = 0
    for place in places {
      result += bytes[from..<place]
      result += new.utf8
      from = place + old.utf8.count
    }
    result += bytes[from...]
    return .string(String(decoding: result, as: UTF8.self))
  }

  /// Where an empty text stands: before every character and at the end.
  private static func scalarStarts(
    _ bytes: UnsafeBufferPointer<UInt8>, limit: Int64
  ) -> [Int] {
    var places: [Int] = []
    for place in bytes.indices where bytes[place] & 0xC0 != 0x80 {
      if limit >= 0, places.count >= limit { return places }
      places.append(place)
    }
    if limit < 0 || places.count < limit { places.append(bytes.count) }
    return places
  }

  /// `strings.SplitN`.
  private static func split(
    _ text: CELValue, _ separator: CELValue, limit: Int64
  ) throws(CELEvaluationError) -> CELValue {
    var text = try text.text()
    var separator = try separator.text()
    if limit == 0 { return .list([]) }
    if separator.isEmpty {
      var parts = text.unicodeScalars.map { String($0) }
      if limit > 0, parts.count > limit {
        let rest = parts[Int(limit - 1)...].joined()
        parts = Array(parts[..<Int(limit - 1)]) + [rest]
      }
      return .list(parts.map { .string($0) })
    }
    let places = text.withUTF8 { bytes in
      separator.withUTF8 { part in
        ByteSearch.all(part, in: bytes, limit: limit < 0 ? -1 : Int(clamping: limit - 1))
      }
    }
    let bytes = Array(text.utf8)
    var parts: [CELValue] = []
    var from = 0
    for place in places {
      parts.append(.string(String(decoding: bytes[from..<place], as: UTF8.self)))
      from = place + separator.utf8.count
    }
    parts.append(.string(String(decoding: bytes[from...], as: UTF8.self)))
    return .list(parts)
  }

  private static func joined(
    _ list: CELValue, separator: String
  ) throws(CELEvaluationError) -> String {
    var result = ""
    for (place, element) in try list.elements().enumerated() {
      if place > 0 { result += separator }
      guard case .string(let text) = element else {
        throw CELEvaluationError("join: invalid input: \(element.plainText)")
      }
      result += text
      if result.utf8.count > maximumBytes { throw tooLarge() }
    }
    return result
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{07}": result += "\\a"
      case "\u{08}": result += "\\b"
      case "\u{0C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0B}": result += "\\v"
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// The place of a part of a text, counted in characters.
enum IndexSearch {
  static func first(
    _ text: String, _ part: String, _ offset: Int64?
  ) throws(CELEvaluationError) -> Int64 {
    let offset = offset ?? 0
    guard offset >= 0 else { throw CELEvaluationError("index out of range: \(offset)") }
    let text = Array(text.unicodeScalars)
    let part = Array(part.unicodeScalars)
    if part.isEmpty { return min(offset, Int64(text.count)) }
    guard offset < text.count, part.count <= text.count else { return -1 }
    var start = Int(offset)
    while start <= text.count - part.count {
      if matches(text, part, at: start) { return Int64(start) }
      start += 1
    }
    return -1
  }

  static func last(
    _ text: String, _ part: String, _ offset: Int64?
  ) throws(CELEvaluationError) -> Int64 {
    let isShorter = text.utf8.count < part.utf8.count
    let text = Array(text.unicodeScalars)
    let part = Array(part.unicodeScalars)
    if offset == nil {
      if part.isEmpty { return Int64(text.count) }
      if isShorter { return -1 }
    }
    let offset = offset ?? Int64(text.count - 1)
    guard offset >= 0 else { throw CELEvaluationError("index out of range: \(offset)") }
    if part.isEmpty { return min(offset, Int64(text.count)) }
    guard offset < text.count else { return -1 }
    var start = min(Int(offset), text.count - part.count)
    while start >= 0 {
      if matches(text, part, at: start) { return Int64(start) }
      start -= 1
    }
    return -1
  }

  private static func matches(
    _ text: [Unicode.Scalar], _ part: [Unicode.Scalar], at start: Int
  ) -> Bool {
    for index in part.indices where text[start + index] != part[index] { return false }
    return true
  }
}
