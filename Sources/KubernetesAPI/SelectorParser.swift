extension Selector {
  /// Reads the selector syntax of `kubectl -l`: `app=web,tier in (a,b),!canary,cores>4`.
  ///
  /// An empty text matches everything.
  ///
  /// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/labels/selector.go` (Parse).
  public init(parsing text: String) throws(SelectorError) {
    var parser = SelectorParser(text)
    self.init(try parser.requirements())
  }
}

/// A recursive-descent reader; some words are operators only where one may stand.
private struct SelectorParser {
  private enum Token: Equatable {
    case end
    case word
    case comma, open, close
    case not, equals, doubleEquals, notEquals, greater, less
    case isIn, notIn
    case bad
  }

  private var tokens: [(token: Token, text: String)]
  private var index = 0

  init(_ text: String) {
    tokens = Self.scan(Array(text.utf8))
  }

  // MARK: Scanning

  private static let symbols: [String: Token] = [
    ")": .close, ",": .comma, "!": .not, "==": .doubleEquals, "=": .equals, ">": .greater,
    "<": .less, "!=": .notEquals, "(": .open,
  ]

  private static func scan(_ bytes: [UInt8]) -> [(token: Token, text: String)] {
    let special = Array("=!(),><".utf8)
    let blanks = Array(" \t\r\n".utf8)
    var tokens: [(token: Token, text: String)] = []
    var index = 0
    while true {
      while index < bytes.count, blanks.contains(bytes[index]) { index += 1 }
      guard index < bytes.count, bytes[index] != 0 else {
        tokens.append((.end, ""))
        return tokens
      }
      let start = index
      if special.contains(bytes[index]) {
        // The longest symbol that begins here.
        var best: (token: Token, end: Int)?
        var end = index
        while end < bytes.count, special.contains(bytes[end]) {
          end += 1
          let text = String(decoding: bytes[start..<end], as: UTF8.self)
          if let token = symbols[text] {
            best = (token, end)
          } else if best != nil {
            break
          }
        }
        guard let best else {
          tokens.append((.bad, String(decoding: bytes[start..<end], as: UTF8.self)))
          return tokens + [(.end, "")]
        }
        index = best.end
        tokens.append((best.token, String(decoding: bytes[start..<index], as: UTF8.self)))
      } else {
        while index < bytes.count, bytes[index] != 0, !special.contains(bytes[index]),
          !blanks.contains(bytes[index])
        {
          index += 1
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        tokens.append((text == "in" ? .isIn : text == "notin" ? .notIn : .word, text))
      }
    }
  }

  // MARK: Reading

  /// The next token where a key or value may stand: `in` and `notin` are ordinary words there.
  private var next: Token {
    let token = tokens[min(index, tokens.count - 1)].token
    return token == .isIn || token == .notIn ? .word : token
  }

  private mutating func take() -> (token: Token, text: String) {
    let token = next
    let text = tokens[min(index, tokens.count - 1)].text
    index += 1
    return (token, text)
  }

  mutating func requirements() throws(SelectorError) -> [SelectorRequirement] {
    var found: [SelectorRequirement] = []
    while next != .end {
      guard next == .word || next == .not else { throw unexpected(take(), "a key or !") }
      found.append(try requirement())
      let separator = take()
      if separator.token == .end { break }
      guard separator.token == .comma else { throw unexpected(separator, "a comma or the end") }
      guard next == .word || next == .not else {
        throw unexpected(take(), "a key after the comma")
      }
    }
    return found
  }

  private mutating func requirement() throws(SelectorError) -> SelectorRequirement {
    var name = take()
    let isNegated = name.token == .not
    if isNegated { name = take() }
    guard name.token == .word else { throw unexpected(name, "a key") }
    if isNegated {
      return try SelectorRequirement(key: name.text, operator: .doesNotExist, values: [])
    }
    if next == .end || next == .comma {
      return try SelectorRequirement(key: name.text, operator: .exists, values: [])
    }
    guard LabelSyntax.isKey(name.text) else {
      throw SelectorError("invalid label key \"\(name.text)\"")
    }
    let sign = tokens[min(index, tokens.count - 1)]
    index += 1
    switch sign.token {
    case .isIn: return try set(name.text, .isIn)
    case .notIn: return try set(name.text, .notIn)
    case .equals: return try exact(name.text, .equals)
    case .doubleEquals: return try exact(name.text, .doubleEquals)
    case .notEquals: return try exact(name.text, .notEquals)
    case .greater: return try exact(name.text, .greaterThan)
    case .less: return try exact(name.text, .lessThan)
    default: throw unexpected(sign, "in, notin, =, ==, !=, > or <")
    }
  }

  private mutating func exact(
    _ key: String, _ sign: SelectorRequirement.Operator
  ) throws(SelectorError) -> SelectorRequirement {
    if next == .end || next == .comma {
      return try SelectorRequirement(key: key, operator: sign, values: [""])
    }
    let value = take()
    guard value.token == .word else { throw unexpected(value, "a value") }
    return try SelectorRequirement(key: key, operator: sign, values: [value.text])
  }

  private mutating func set(
    _ key: String, _ sign: SelectorRequirement.Operator
  ) throws(SelectorError) -> SelectorRequirement {
    let opening = take()
    guard opening.token == .open else { throw unexpected(opening, "(") }
    let values: Set<String>
    switch next {
    case .word, .comma:
      values = try list()
      let closing = take()
      guard closing.token == .close else { throw unexpected(closing, ")") }
    case .close:
      _ = take()
      values = [""]
    default:
      throw unexpected(take(), "a value, a comma or )")
    }
    return try SelectorRequirement(key: key, operator: sign, values: values.sorted())
  }

  /// Words and commas up to the closing parenthesis; nothing between commas is the empty value.
  private mutating func list() throws(SelectorError) -> Set<String> {
    var values: Set<String> = []
    while true {
      let token = take()
      switch token.token {
      case .word:
        values.insert(token.text)
        if next == .close { return values }
        guard next == .comma else { throw unexpected(take(), "a comma or )") }
      case .comma:
        if values.isEmpty { values.insert("") }
        if next == .close {
          values.insert("")
          return values
        }
        if next == .comma {
          _ = take()
          values.insert("")
        }
      default:
        throw unexpected(token, "a value or a comma")
      }
    }
  }

  private func unexpected(_ found: (token: Token, text: String), _ wanted: String) -> SelectorError
  {
    SelectorError("found \"\(found.text)\", expected \(wanted)")
  }
}
