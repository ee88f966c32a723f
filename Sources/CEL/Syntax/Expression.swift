/// A node of the syntax tree, to which checking adds its type and what it refers to.
final class Expression {
  indirect enum Kind {
    case literal(CELValue)
    case identifier(String)
    case select(Expression, field: String, isTest: Bool)
    case call(function: String, target: Expression?, arguments: [Expression])
    case list([Expression], optional: [Bool])
    case map([Entry])
    case message(String, [Field])
    case comprehension(Comprehension)
  }

  struct Entry {
    var key: Expression
    var value: Expression
    var isOptional: Bool
  }

  struct Field {
    var name: String
    var value: Expression
    var isOptional: Bool
    var offset: Int
  }

  struct Comprehension {
    var range: Expression
    var variable: String
    var accumulator: String
    var initial: Expression
    var condition: Expression
    var step: Expression
    var result: Expression
  }

  /// What checking found that a node refers to.
  enum Reference {
    case none
    case variable(String)
    case type(CELType)
    case constant(CELValue)
    /// The overloads of the called function that fit, by their place among its overloads.
    case overloads(FunctionDeclaration, [Int])
  }

  var kind: Kind
  /// Where the node stands in the text, in bytes.
  let offset: Int
  var type: CELType = .dyn
  var reference: Reference = .none

  init(_ kind: Kind, at offset: Int) {
    self.kind = kind
    self.offset = offset
  }

  /// `a.b.c` as a name, if the node is nothing else.
  var qualifiedName: String? {
    var fields: [String] = []
    var node = self
    while true {
      switch node.kind {
      case .identifier(let name):
        fields.append(name)
        return fields.reversed().joined(separator: ".")
      case .select(let operand, let field, isTest: false):
        fields.append(field)
        node = operand
      default: return nil
      }
    }
  }

  /// Another node like this one, with copies of all below it; nil if those are more than
  /// `budget`, which is used up by their number.
  func copy(_ budget: inout Int) -> Expression? {
    budget -= 1
    guard budget >= 0 else { return nil }
    func copies(_ nodes: [Expression]) -> [Expression] {
      nodes.compactMap { $0.copy(&budget) }
    }
    let kind: Kind
    switch self.kind {
    case .literal, .identifier: kind = self.kind
    case .select(let operand, let field, let isTest):
      guard let operand = operand.copy(&budget) else { return nil }
      kind = .select(operand, field: field, isTest: isTest)
    case .call(let function, let target, let arguments):
      kind = .call(
        function: function, target: target.flatMap { $0.copy(&budget) },
        arguments: copies(arguments))
    case .list(let elements, let optional): kind = .list(copies(elements), optional: optional)
    case .map(let entries):
      kind = .map(
        entries.compactMap { entry in
          guard let key = entry.key.copy(&budget), let value = entry.value.copy(&budget) else {
            return nil
          }
          return Entry(key: key, value: value, isOptional: entry.isOptional)
        })
    case .message(let name, let fields):
      kind = .message(
        name,
        fields.compactMap { field in
          guard let value = field.value.copy(&budget) else { return nil }
          return Field(
            name: field.name, value: value, isOptional: field.isOptional, offset: field.offset)
        })
    case .comprehension(let loop):
      let parts = copies([loop.range, loop.initial, loop.condition, loop.step, loop.result])
      guard parts.count == 5 else { return nil }
      kind = .comprehension(
        Comprehension(
          range: parts[0], variable: loop.variable, accumulator: loop.accumulator,
          initial: parts[1], condition: parts[2], step: parts[3], result: parts[4]))
    }
    return budget >= 0 ? Expression(kind, at: offset) : nil
  }
}

/// The names that operators have as functions.
enum Operator {
  static let conditional = "_?_:_"
  static let and = "_&&_"
  static let or = "_||_"
  static let not = "!_"
  static let negate = "-_"
  static let index = "_[_]"
  static let optionalIndex = "_[?_]"
  static let optionalSelect = "_?._"
  static let notStrictlyFalse = "@not_strictly_false"
  static let equal = "_==_"
  static let notEqual = "_!=_"
  static let add = "_+_"
  static let `in` = "@in"

  /// The name of a binary operator.
  static func binary(_ kind: TokenKind) -> String? {
    switch kind {
    case .equal: equal
    case .notEqual: notEqual
    case .in: self.in
    case .less: "_<_"
    case .lessOrEqual: "_<=_"
    case .greaterOrEqual: "_>=_"
    case .greater: "_>_"
    case .plus: add
    case .minus: "_-_"
    case .star: "_*_"
    case .slash: "_/_"
    case .percent: "_%_"
    default: nil
    }
  }
}
