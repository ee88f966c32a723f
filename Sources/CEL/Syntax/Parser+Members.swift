// Members, calls and literals.

extension Parser {
  private static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in",
    "let", "loop", "package", "namespace", "null", "return", "true", "var", "void", "while",
  ]

  mutating func member() throws(SyntaxFault) -> Parsed {
    let outer = memberDepth
    defer { memberDepth = outer }
    memberDepth += 1
    if memberDepth > Self.maximumDepth { throw tooDeep() }
    var operand = try primary()
    while token.kind == .dot || token.kind == .leftBracket {
      memberDepth += 1
      if memberDepth > Self.maximumDepth { throw tooDeep() }
      operand =
        token.kind == .dot ? try selectionOrCall(of: operand) : try indexing(of: operand)
    }
    return operand
  }

  private mutating func selectionOrCall(of operand: Parsed) throws(SyntaxFault) -> Parsed {
    let dot = advance()
    let mark = token
    let isOptional = take(.question)
    if isOptional, !macros.hasOptionals {
      throw SyntaxFault(message: "unsupported syntax '.?'", offset: mark.start)
    }
    let name = token
    guard name.kind == .identifier || name.kind == .escapedIdentifier else {
      throw unexpected("expecting IDENTIFIER")
    }
    advance()
    if name.kind == .identifier, !isOptional, token.kind == .leftParenthesis {
      let open = advance()
      let (arguments, height) = try expressions(until: .rightParenthesis, "')'")
      return Parsed(
        node: try call(text(name), target: operand.node, arguments, at: open.start),
        height: max(height, operand.height) + 1)
    }
    var field = text(name)
    if name.kind == .escapedIdentifier { field = String(field.dropFirst().dropLast()) }
    let node: Expression
    if isOptional {
      let literal = Expression(.literal(.string(field)), at: name.start)
      node = Expression(
        .call(
          function: Operator.optionalSelect, target: nil, arguments: [operand.node, literal]),
        at: dot.start)
    } else {
      node = Expression(.select(operand.node, field: field, isTest: false), at: dot.start)
    }
    return Parsed(node: node, height: operand.height + 1)
  }

  private mutating func indexing(of operand: Parsed) throws(SyntaxFault) -> Parsed {
    let open = advance()
    let isOptional = take(.question)
    if isOptional, !macros.hasOptionals {
      throw SyntaxFault(message: "unsupported syntax '[?'", offset: open.start)
    }
    let index = try expression()
    _ = try expect(.rightBracket, "']'")
    return Parsed(
      node: Expression(
        .call(
          function: isOptional ? Operator.optionalIndex : Operator.index, target: nil,
          arguments: [operand.node, index.node]), at: open.start),
      height: max(operand.height, index.height) + 1)
  }

  /// A call, or what a macro of that name makes of it.
  private func call(
    _ function: String, target: Expression?, _ arguments: [Expression], at offset: Int
  ) throws(SyntaxFault) -> Expression {
    if let expanded = try macros.expand(function, target: target, arguments, at: offset) {
      return expanded
    }
    return Expression(.call(function: function, target: target, arguments: arguments), at: offset)
  }

  private mutating func expressions(
    until end: TokenKind, _ text: String
  ) throws(SyntaxFault) -> ([Expression], height: Int) {
    var nodes: [Expression] = []
    var height = 0
    if take(end) { return (nodes, 0) }
    repeat {
      let next = try expression()
      nodes.append(next.node)
      height = max(height, next.height)
    } while take(.comma)
    _ = try expect(end, text)
    return (nodes, height)
  }

  private mutating func primary() throws(SyntaxFault) -> Parsed {
    let start = token
    switch start.kind {
    case .leftParenthesis:
      advance()
      let inner = try expression()
      _ = try expect(.rightParenthesis, "')'")
      return inner
    case .leftBracket: return try list()
    case .leftBrace: return try map()
    case .dot, .identifier: return try name()
    default:
      return Parsed(node: try literal(), height: 0)
    }
  }

  private mutating func name() throws(SyntaxFault) -> Parsed {
    let start = token
    if let message = try message() { return message }
    let hasDot = take(.dot)
    let identifier = try expect(.identifier, "IDENTIFIER")
    let name = text(identifier)
    if Self.reserved.contains(name) {
      throw SyntaxFault(message: "reserved identifier: \(name)", offset: start.start)
    }
    let full = hasDot ? "." + name : name
    guard token.kind == .leftParenthesis else {
      return Parsed(node: Expression(.identifier(full), at: identifier.start), height: 0)
    }
    let open = advance()
    let (arguments, height) = try expressions(until: .rightParenthesis, "')'")
    return Parsed(
      node: try call(full, target: nil, arguments, at: open.start), height: height)
  }

  /// `a.b.C{field: value}`, if that stands here.
  private mutating func message() throws(SyntaxFault) -> Parsed? {
    var end = place
    if tokens[end].kind == .dot { end += 1 }
    let first = end
    while end + 2 < tokens.count, tokens[end].kind == .identifier, tokens[end + 1].kind == .dot,
      tokens[end + 2].kind == .identifier
    { end += 2 }
    guard end + 1 < tokens.count, tokens[end].kind == .identifier,
      tokens[end + 1].kind == .leftBrace
    else { return nil }
    var name = first > place ? "." : ""
    for index in first...end { name += text(tokens[index]) }
    place = end + 1
    let open = advance()
    var fields: [Expression.Field] = []
    var height = 0
    while token.kind != .rightBrace {
      let isOptional = take(.question)
      let field = token
      guard field.kind == .identifier || field.kind == .escapedIdentifier else {
        throw unexpected("expecting IDENTIFIER")
      }
      advance()
      let colon = try expect(.colon, "':'")
      let value = try expression()
      var label = text(field)
      if field.kind == .escapedIdentifier { label = String(label.dropFirst().dropLast()) }
      fields.append(
        Expression.Field(
          name: label, value: value.node, isOptional: isOptional, offset: colon.start))
      height = max(height, value.height)
      if !take(.comma) { break }
    }
    _ = try expect(.rightBrace, "'}'")
    return Parsed(node: Expression(.message(name, fields), at: open.start), height: height)
  }

  private mutating func list() throws(SyntaxFault) -> Parsed {
    let open = advance()
    var elements: [Expression] = []
    var optional: [Bool] = []
    var height = 0
    if take(.comma) {
      _ = try expect(.rightBracket, "']'")
      return Parsed(node: Expression(.list([], optional: []), at: open.start), height: 0)
    }
    while token.kind != .rightBracket {
      optional.append(try optionalMark())
      let element = try expression()
      elements.append(element.node)
      height = max(height, element.height)
      if !take(.comma) { break }
    }
    _ = try expect(.rightBracket, "']'")
    return Parsed(
      node: Expression(.list(elements, optional: optional), at: open.start), height: height)
  }

  private mutating func map() throws(SyntaxFault) -> Parsed {
    let open = advance()
    var entries: [Expression.Entry] = []
    var height = 0
    if take(.comma) {
      _ = try expect(.rightBrace, "'}'")
      return Parsed(node: Expression(.map([]), at: open.start), height: 0)
    }
    while token.kind != .rightBrace {
      let isOptional = try optionalMark()
      let key = try expression()
      _ = try expect(.colon, "':'")
      let value = try expression()
      entries.append(
        Expression.Entry(key: key.node, value: value.node, isOptional: isOptional))
      height = max(height, key.height, value.height)
      if !take(.comma) { break }
    }
    _ = try expect(.rightBrace, "'}'")
    return Parsed(node: Expression(.map(entries), at: open.start), height: height)
  }

  private mutating func optionalMark() throws(SyntaxFault) -> Bool {
    let mark = token
    guard take(.question) else { return false }
    if !macros.hasOptionals {
      throw SyntaxFault(message: "unsupported syntax '?'", offset: mark.start)
    }
    return true
  }

  private mutating func literal() throws(SyntaxFault) -> Expression {
    let start = token
    let isNegative = take(.minus)
    let token = advance()
    func fault(_ message: String) -> SyntaxFault {
      SyntaxFault(message: message, offset: start.start)
    }
    let value: CELValue
    switch token.kind {
    case .integer:
      var digits = text(token)
      let isHexadecimal = digits.hasPrefix("0x")
      if isHexadecimal { digits = String(digits.dropFirst(2)) }
      guard let number = Int64((isNegative ? "-" : "") + digits, radix: isHexadecimal ? 16 : 10)
      else { throw fault("invalid int literal") }
      value = .int(number)
    case .double:
      guard let number = Double(text(token)), number.isFinite else {
        throw fault("invalid double literal")
      }
      value = .double(isNegative ? -number : number)
    case .unsigned where !isNegative:
      var digits = String(text(token).dropLast())
      let isHexadecimal = digits.hasPrefix("0x")
      if isHexadecimal { digits = String(digits.dropFirst(2)) }
      guard let number = UInt64(digits, radix: isHexadecimal ? 16 : 10) else {
        throw fault("invalid uint literal")
      }
      value = .uint(number)
    case .string where !isNegative:
      do {
        let contents = try StringLiteral.contents(
          of: bytes[token.start..<token.end], isBytes: false)
        value = .string(String(decoding: contents, as: UTF8.self))
      } catch { throw fault(error.message) }
    case .bytes where !isNegative:
      do {
        value = .bytes(
          try StringLiteral.contents(of: bytes[token.start + 1..<token.end], isBytes: true))
      } catch { throw fault(error.message) }
    case .true where !isNegative: value = .bool(true)
    case .false where !isNegative: value = .bool(false)
    case .null where !isNegative: value = .null
    default:
      if token.kind != .end { place -= 1 }
      throw unexpected(
        "expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, "
          + "NUM_UINT, STRING, BYTES, IDENTIFIER}")
    }
    return Expression(.literal(value), at: start.start)
  }
}
