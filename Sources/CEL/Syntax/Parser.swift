/// Reads an expression into a syntax tree in which macros are expanded.
///
/// Nesting is limited as upstream limits it: no rule of the grammar is open more than 250 times
/// at once, and no branch of the tree holds more than 250 nodes of the kinds that upstream counts.
///
/// Mirrors: `google/cel-go@v0.29.2 parser/parser.go`, `parser/gen/CEL.g4`.
struct Parser {
  /// A node and how many counted nodes the longest branch below it holds.
  struct Parsed {
    var node: Expression
    var height: Int
  }

  static let maximumDepth = 250
  static let maximumCharacters = 100_000

  let bytes: [UInt8]
  let tokens: [Token]
  let macros: Macros
  var place = 0
  var expressionDepth = 0
  var relationDepth = 0
  var calculationDepth = 0
  var memberDepth = 0

  /// The tree of a text.
  static func parse(_ text: String, macros: Macros) throws(SyntaxFault) -> Expression {
    let bytes = Array(text.utf8)
    if bytes.count > maximumCharacters, text.unicodeScalars.count > maximumCharacters {
      throw SyntaxFault(
        message: "expression code point size exceeds limit: size: \(text.unicodeScalars.count), "
          + "limit \(maximumCharacters)", offset: 0)
    }
    var parser = Parser(bytes: bytes, tokens: try Lexer.tokens(of: bytes), macros: macros)
    let result = try parser.expression()
    if parser.token.kind != .end { throw parser.unexpected("expecting <EOF>") }
    if result.height > maximumDepth {
      throw SyntaxFault(message: "max recursion depth exceeded", offset: 0)
    }
    return result.node
  }

  // MARK: Words

  var token: Token { tokens[place] }

  func peek(_ count: Int = 1) -> TokenKind {
    place + count < tokens.count ? tokens[place + count].kind : .end
  }

  @discardableResult
  mutating func advance() -> Token {
    let token = tokens[place]
    if token.kind != .end { place += 1 }
    return token
  }

  mutating func take(_ kind: TokenKind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  mutating func expect(_ kind: TokenKind, _ text: String) throws(SyntaxFault) -> Token {
    guard token.kind == kind else { throw unexpected("expecting \(text)") }
    return advance()
  }

  func text(_ token: Token) -> String {
    String(decoding: bytes[token.start..<token.end], as: UTF8.self)
  }

  func unexpected(_ expectation: String) -> SyntaxFault {
    let found = token.kind == .end ? "<EOF>" : text(token)
    return SyntaxFault(
      message: "Syntax error: mismatched input '\(found.prefix(40))' \(expectation)",
      offset: token.start)
  }

  func tooDeep() -> SyntaxFault {
    SyntaxFault(
      message: "expression recursion limit exceeded: \(Self.maximumDepth)", offset: token.start)
  }

  // MARK: Operators

  mutating func expression() throws(SyntaxFault) -> Parsed {
    expressionDepth += 1
    defer { expressionDepth -= 1 }
    if expressionDepth > Self.maximumDepth { throw tooDeep() }
    let condition = try disjunction()
    guard token.kind == .question else { return condition }
    let mark = advance()
    let truthy = try disjunction()
    _ = try expect(.colon, "':'")
    let falsy = try expression()
    return Parsed(
      node: Expression(
        .call(
          function: Operator.conditional, target: nil,
          arguments: [condition.node, truthy.node, falsy.node]), at: mark.start),
      height: max(condition.height, truthy.height, falsy.height) + 1)
  }

  private mutating func disjunction() throws(SyntaxFault) -> Parsed {
    var terms = [try conjunction()]
    var marks: [Int] = []
    while token.kind == .or {
      marks.append(advance().start)
      terms.append(try conjunction())
    }
    return balanced(Operator.or, terms, marks)
  }

  private mutating func conjunction() throws(SyntaxFault) -> Parsed {
    var terms = [try relation()]
    var marks: [Int] = []
    while token.kind == .and {
      marks.append(advance().start)
      terms.append(try relation())
    }
    return balanced(Operator.and, terms, marks)
  }

  /// Chains of `&&` and `||` become trees of logarithmic height.
  private func balanced(_ function: String, _ terms: [Parsed], _ marks: [Int]) -> Parsed {
    func tree(_ low: Int, _ high: Int) -> Expression {
      let middle = (low + high + 1) / 2
      let left = middle == low ? terms[middle].node : tree(low, middle - 1)
      let right = middle == high ? terms[middle + 1].node : tree(middle + 1, high)
      return Expression(
        .call(function: function, target: nil, arguments: [left, right]), at: marks[middle])
    }
    if terms.count == 1 { return terms[0] }
    return Parsed(
      node: tree(0, marks.count - 1), height: terms.reduce(0) { max($0, $1.height) })
  }

  private mutating func relation() throws(SyntaxFault) -> Parsed {
    let outer = relationDepth
    defer { relationDepth = outer }
    relationDepth += 1
    if relationDepth > Self.maximumDepth { throw tooDeep() }
    var left = try calculation(precedence: 0)
    while (TokenKind.equal.rawValue...TokenKind.greater.rawValue).contains(token.kind.rawValue),
      let function = Operator.binary(token.kind)
    {
      relationDepth += 1
      if relationDepth + 1 > Self.maximumDepth { throw tooDeep() }
      let mark = advance()
      relationDepth += 1
      let right = try calculation(precedence: 0)
      relationDepth -= 1
      left = binary(function, left, right, mark)
    }
    return left
  }

  private func binary(
    _ function: String, _ left: Parsed, _ right: Parsed, _ mark: Token
  ) -> Parsed {
    Parsed(
      node: Expression(
        .call(function: function, target: nil, arguments: [left.node, right.node]),
        at: mark.start),
      height: max(left.height, right.height) + 1)
  }

  private static func precedence(_ kind: TokenKind) -> Int {
    switch kind {
    case .star, .slash, .percent: 2
    case .plus, .minus: 1
    default: 0
    }
  }

  /// Sums and products whose operators bind stronger than `precedence`.
  private mutating func calculation(precedence: Int) throws(SyntaxFault) -> Parsed {
    let outer = calculationDepth
    defer { calculationDepth = outer }
    calculationDepth += 1
    if calculationDepth > Self.maximumDepth { throw tooDeep() }
    var left = try unary()
    while Self.precedence(token.kind) > precedence, let function = Operator.binary(token.kind) {
      calculationDepth += 1
      if calculationDepth > Self.maximumDepth { throw tooDeep() }
      let strength = Self.precedence(token.kind)
      let mark = advance()
      let right = try calculation(precedence: strength)
      left = binary(function, left, right, mark)
    }
    return left
  }

  private mutating func unary() throws(SyntaxFault) -> Parsed {
    let mark = token
    switch token.kind {
    case .not:
      var count = 0
      while take(.not) { count += 1 }
      return prefixed(Operator.not, count, mark, try member())
    case .minus:
      // One minus before a number is the number's sign.
      if peek() == .integer || peek() == .double { return try member() }
      var count = 0
      while take(.minus) { count += 1 }
      return prefixed(Operator.negate, count, mark, try member())
    default: return try member()
    }
  }

  private func prefixed(
    _ function: String, _ count: Int, _ mark: Token, _ operand: Parsed
  ) -> Parsed {
    if count % 2 == 0 { return operand }
    return Parsed(
      node: Expression(
        .call(function: function, target: nil, arguments: [operand.node]), at: mark.start),
      height: operand.height)
  }
}
