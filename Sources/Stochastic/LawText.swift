import Documents

/// What is wrong with the text of a distribution, a rate or an arrival process.
public struct DistributionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The whole text.
  public var text: String
  /// Where in the text, counted in characters from 1.
  public var column: Int
  /// What is wrong.
  public var problem: String
  /// The nearest valid name, where a name was wrong.
  public var suggestion: String?

  /// What happened, where, and what was probably meant.
  public var description: String {
    let question = suggestion.map { "; did you mean \"\($0)\"?" } ?? ""
    let shown = text.count > 120 ? text.prefix(117) + "..." : text[...]
    return "\(problem) (character \(column) of \"\(shown)\")\(question)"
  }
}

/// A number with an optional unit, as `90d`, `1h30m`, `0.7`, `5%` or `3/s`.
struct Quantity: Sendable, Equatable {
  enum Dimension: Sendable, Equatable {
    case number
    case time
    case rate
  }
  /// In seconds, per second, or plain.
  var value: Double
  var dimension: Dimension
  /// As written.
  var text: String
}

/// The tree of a text such as `mixture(0.9: exponential(mean: 10s), 0.1: 5m)`.
struct LawExpression: Sendable {
  indirect enum Content: Sendable {
    case quantity(Quantity)
    case word(String)
    case string(String)
    case list([LawExpression])
    case call(name: String, arguments: [Argument])
  }
  struct Argument: Sendable {
    var label: LawExpression?
    var value: LawExpression
  }
  var content: Content
  var column: Int

  /// The text in normal form; reading it again gives the same tree.
  var text: String {
    switch content {
    case .quantity(let quantity): quantity.text
    case .word(let word): word
    case .string(let string): "\"" + string + "\""
    case .list(let elements): "[" + elements.map(\.text).joined(separator: ", ") + "]"
    case .call(let name, let arguments):
      name + "("
        + arguments.map { argument in
          (argument.label.map { $0.text + ": " } ?? "") + argument.value.text
        }.joined(separator: ", ") + ")"
    }
  }
}

/// Reads the text form of distributions and arrival processes into a tree.
///
/// Bounded: at most 1 MiB of text and 32 levels.
struct LawReader {
  private let text: String
  private let characters: [Character]
  private var position = 0
  private var depth = 0

  static func read(_ text: String) throws(DistributionError) -> LawExpression {
    var reader = LawReader(text)
    let expression = try reader.expression()
    reader.skipSpace()
    if let extra = reader.peek {
      throw reader.error("unexpected \"\(extra)\" after the end", at: reader.position)
    }
    return expression
  }

  private init(_ text: String) {
    self.text = text
    characters = text.utf8.count <= 1 << 20 ? Array(text) : []
  }

  private var peek: Character? {
    position < characters.count ? characters[position] : nil
  }

  private func error(_ problem: String, at index: Int) -> DistributionError {
    DistributionError(text: text, column: index + 1, problem: problem)
  }

  private mutating func skipSpace() {
    while let character = peek, character.isWhitespace { position += 1 }
  }

  private mutating func accept(_ character: Character) -> Bool {
    skipSpace()
    guard peek == character else { return false }
    position += 1
    return true
  }

  private mutating func expression() throws(DistributionError) -> LawExpression {
    skipSpace()
    let start = position
    guard let first = peek else {
      throw error(
        text.utf8.count > 1 << 20 ? "the text is longer than 1 MiB" : "a value is missing",
        at: start)
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= 32 else { throw error("nested deeper than 32 levels", at: start) }
    let content: LawExpression.Content
    if first.isLetter {
      content = try wordOrCall()
    } else if first == "\"" || first == "'" {
      content = .string(try quoted(by: first))
    } else if first == "[" {
      position += 1
      content = .list(
        try sequence(until: "]") { reader throws(DistributionError) in
          try reader.expression()
        })
    } else if first.isNumber || first == "." || first == "-" || first == "+" {
      content = .quantity(try quantity())
    } else {
      throw error("unexpected \"\(first)\"", at: start)
    }
    return LawExpression(content: content, column: start + 1)
  }

  private mutating func wordOrCall() throws(DistributionError) -> LawExpression.Content {
    let start = position
    while let character = peek,
      character.isLetter || character.isNumber || "-_./".contains(character)
    {
      position += 1
    }
    let word = String(characters[start..<position])
    guard accept("(") else { return .word(word) }
    let arguments = try sequence(until: ")") {
      reader throws(DistributionError) -> LawExpression.Argument in
      let value = try reader.expression()
      guard reader.accept(":") else { return .init(label: nil, value: value) }
      return .init(label: value, value: try reader.expression())
    }
    return .call(name: word, arguments: arguments)
  }

  private mutating func sequence<Element>(
    until close: Character,
    _ element: (inout LawReader) throws(DistributionError) -> Element
  ) throws(DistributionError) -> [Element] {
    let start = position
    var elements: [Element] = []
    if accept(close) { return elements }
    while true {
      elements.append(try element(&self))
      if accept(close) { return elements }
      guard accept(",") else {
        skipSpace()
        throw peek == nil
          ? error("the bracket opened here is never closed", at: start - 1)
          : error("expected \",\" or \"\(close)\"", at: position)
      }
    }
  }

  private mutating func quoted(by quote: Character) throws(DistributionError) -> String {
    let start = position
    position += 1
    while let character = peek {
      position += 1
      if character == quote { return String(characters[(start + 1)..<(position - 1)]) }
    }
    throw error("the quotation mark opened here is never closed", at: start)
  }

  private mutating func quantity() throws(DistributionError) -> Quantity {
    let start = position
    var value = try number()
    var dimension = Quantity.Dimension.number
    if peek == "%" {
      position += 1
      value /= 100
    } else if peek == "/" {
      position += 1
      value /= try timeUnit().seconds
      dimension = .rate
    } else if let character = peek, character.isLetter {
      dimension = .time
      value *= try timeUnit().seconds
      // Compound durations, `1h30m`.
      while let character = peek, character.isNumber {
        value += try number() * timeUnit().seconds
      }
    }
    guard value.isFinite else { throw error("the number is too large", at: start) }
    return Quantity(
      value: value, dimension: dimension, text: String(characters[start..<position]))
  }

  private mutating func number() throws(DistributionError) -> Double {
    let start = position
    if let sign = peek, sign == "-" || sign == "+" { position += 1 }
    while let character = peek, character.isNumber || character == "." { position += 1 }
    if let exponent = peek, exponent == "e" || exponent == "E" {
      var end = position + 1
      if end < characters.count, characters[end] == "-" || characters[end] == "+" { end += 1 }
      if end < characters.count, characters[end].isNumber {
        position = end
        while let character = peek, character.isNumber { position += 1 }
      }
    }
    guard let value = Double(String(characters[start..<position])) else {
      throw error("\"\(String(characters[start..<position]))\" is not a number", at: start)
    }
    return value
  }

  private mutating func timeUnit() throws(DistributionError) -> TimeUnit {
    let start = position
    while let character = peek, character.isLetter { position += 1 }
    let name = String(characters[start..<position])
    guard let unit = TimeUnit(name: name) else {
      var failure = error(
        "\"\(name)\" is not a unit of time (\(TimeUnit.names.joined(separator: ", ")))", at: start)
      failure.suggestion = nearestName(to: name, among: TimeUnit.names)
      throw failure
    }
    return unit
  }
}
