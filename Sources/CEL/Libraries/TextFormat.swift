/// `"…%s…".format([…])`.
///
/// Mirrors: `google/cel-go@v0.29.2 ext/formatting_v2.go`.
enum TextFormat {
  private static let maximumPrecision = 100

  enum Clause {
    case string, decimal, binary, octal
    case fixed(Int), scientific(Int)
    case hexadecimal(isUpper: Bool)
  }

  /// A piece of a format: text, or what an argument is put in for.
  enum Piece {
    case text([UInt8])
    case clause(Clause)
  }

  /// Takes a format apart.
  ///
  /// - Parameter accept: Called for every clause, in order, with the argument's number, before the
  ///   clause is read, and with the clause afterwards.
  static func pieces(
    of format: String, argumentCount: Int,
    accept: (Int, Clause) throws(CELEvaluationError) -> Void
  ) throws(CELEvaluationError) -> [Piece] {
    let bytes = Array(format.utf8)
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    var place = 0
    var argument = 0
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "%") else {
        literal.append(bytes[place])
        place += 1
        continue
      }
      if place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "%") {
        literal.append(bytes[place])
        place += 2
        continue
      }
      guard place + 1 < bytes.count else {
        if argument >= argumentCount {
          throw CELEvaluationError("index \(argument) out of range")
        }
        throw CELEvaluationError("unexpected end of string")
      }
      guard argument < argumentCount else {
        throw CELEvaluationError("index \(argument) out of range")
      }
      place += 1
      let clause = try clause(bytes, &place)
      try accept(argument, clause)
      pieces.append(.text(literal))
      literal = []
      pieces.append(.clause(clause))
      argument += 1
    }
    pieces.append(.text(literal))
    return pieces
  }

  private static func clause(
    _ bytes: [UInt8], _ place: inout Int
  ) throws(CELEvaluationError) -> Clause {
    func failure(_ text: String) -> CELEvaluationError {
      CELEvaluationError("could not parse formatting clause: " + text)
    }
    var precision = 6
    if bytes[place] == UInt8(ascii: ".") {
      place += 1
      let start = place
      while place < bytes.count, (48...57).contains(bytes[place]) { place += 1 }
      guard place < bytes.count else {
        throw failure(
          "error while parsing precision: could not find end of precision specifier")
      }
      guard let number = Int(String(decoding: bytes[start..<place], as: UTF8.self)) else {
        throw failure("error while parsing precision: error while converting precision to integer")
      }
      guard number <= maximumPrecision else {
        throw failure(
          "error while parsing precision: precision \(number) exceeds maximum allowed precision "
            + "\(maximumPrecision)")
      }
      precision = number
    }
    let letter = Unicode.Scalar(bytes[place])
    place += 1
    switch letter {
    case "s": return .string
    case "d": return .decimal
    case "f": return .fixed(precision)
    case "e": return .scientific(precision)
    case "b": return .binary
    case "x": return .hexadecimal(isUpper: false)
    case "X": return .hexadecimal(isUpper: true)
    case "o": return .octal
    default: throw failure("unrecognized formatting clause \"\(letter)\"")
    }
  }

  static func format(
    _ format: String, _ arguments: [CELValue]
  ) throws(CELEvaluationError) -> String {
    let pieces = try pieces(of: format, argumentCount: arguments.count) {
      (_, _) throws(CELEvaluationError) in
    }
    var result: [UInt8] = []
    var argument = 0
    for piece in pieces {
      switch piece {
      case .text(let bytes): result += bytes
      case .clause(let clause):
        try write(arguments[argument], as: clause, to: &result)
        argument += 1
      }
      if result.count > StringLibrary.maximumBytes { throw StringLibrary.tooLarge() }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What a clause does not accept.
  static func refusal(_ clause: Clause, _ type: String) -> CELEvaluationError {
    let text =
      switch clause {
      case .string:
        "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, "
          + "types, durations, and timestamps"
      case .decimal: "decimal clause can only be used on ints, uints, and doubles"
      case .fixed: "fixed-point clause can only be used on ints, uints, and doubles"
      case .scientific: "scientific clause can only be used on ints, uints, and doubles"
      case .binary: "only ints, uints, and bools can be formatted as binary"
      case .octal: "octal clause can only be used on ints and uints"
      case .hexadecimal: "only ints, uints, bytes, and strings can be formatted as hex"
      }
    return CELEvaluationError("error during formatting: \(text), was given \(type)")
  }

  private static func write(
    _ value: CELValue, as clause: Clause, to result: inout [UInt8]
  ) throws(CELEvaluationError) {
    switch (clause, value) {
    case (.string, _): try write(value, to: &result)
    case (.decimal, .int(let number)): result += String(number).utf8
    case (.decimal, .uint(let number)): result += String(number).utf8
    case (.decimal, .double(let number)): result += decimal(number).utf8
    case (.fixed(let precision), _), (.scientific(let precision), _):
      let number: Double
      switch value {
      case .int(let whole): number = Double(whole)
      case .uint(let whole): number = Double(whole)
      case .double(let double): number = double
      default: throw refusal(clause, value.typeName)
      }
      guard number.isFinite else {
        result += decimal(number).utf8
        return
      }
      if case .fixed = clause {
        result += FixedDigits.fixed(number, precision).utf8
      } else {
        result += FixedDigits.scientific(number, precision).utf8
      }
    case (.binary, .bool(let bool)): result.append(bool ? 49 : 48)
    case (.binary, .int(let number)): result += String(number, radix: 2).utf8
    case (.binary, .uint(let number)): result += String(number, radix: 2).utf8
    case (.octal, .int(let number)): result += String(number, radix: 8).utf8
    case (.octal, .uint(let number)): result += String(number, radix: 8).utf8
    case (.hexadecimal(let isUpper), .int(let number)):
      result += String(number, radix: 16, uppercase: isUpper).utf8
    case (.hexadecimal(let isUpper), .uint(let number)):
      result += String(number, radix: 16, uppercase: isUpper).utf8
    case (.hexadecimal(let isUpper), .string(let text)):
      hexadecimal(Array(text.utf8), isUpper, &result)
    case (.hexadecimal(let isUpper), .bytes(let bytes)): hexadecimal(bytes, isUpper, &result)
    default: throw refusal(clause, value.typeName)
    }
  }

  private static func hexadecimal(_ bytes: [UInt8], _ isUpper: Bool, _ result: inout [UInt8]) {
    let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    for byte in bytes {
      result.append(digits[Int(byte >> 4)])
      result.append(digits[Int(byte & 15)])
    }
  }

  private static func decimal(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return FloatText.plain(number)
  }

  /// `%s`.
  private static func write(
    _ value: CELValue, to result: inout [UInt8]
  ) throws(CELEvaluationError) {
    if result.count > StringLibrary.maximumBytes { throw StringLibrary.tooLarge() }
    switch value {
    case .null: result += "null".utf8
    case .bool(let bool): result += (bool ? "true" : "false").utf8
    case .int(let number): result += String(number).utf8
    case .uint(let number): result += String(number).utf8
    case .double(let number): result += decimal(number).utf8
    case .string(let text): result += text.utf8
    case .bytes(let bytes): result += bytes
    case .duration(let length): result += (FloatText.seconds(length) + "s").utf8
    case .timestamp(var time):
      time.offset = 0
      result += time.text.utf8
    case .type(let type): result += type.runtimeName.utf8
    case .list(let elements):
      result.append(UInt8(ascii: "["))
      for (place, element) in elements.enumerated() {
        if place > 0 { result += ", ".utf8 }
        try write(element, to: &result)
      }
      result.append(UInt8(ascii: "]"))
    case .map(let map):
      var entries: [(key: [UInt8], value: [UInt8])] = []
      var total = result.count
      for place in 0..<map.count {
        var key: [UInt8] = []
        var value: [UInt8] = []
        try write(map.keys[place], to: &key)
        try write(map.values[place], to: &value)
        total += key.count + value.count
        if total > StringLibrary.maximumBytes { throw StringLibrary.tooLarge() }
        entries.append((key, value))
      }
      entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
      result.append(UInt8(ascii: "{"))
      for (place, entry) in entries.enumerated() {
        if place > 0 { result += ", ".utf8 }
        result += entry.key + ": ".utf8 + entry.value
      }
      result.append(UInt8(ascii: "}"))
    case .optional, .opaque: throw refusal(.string, value.typeName)
    }
  }
}
