/// What `has`, `all`, `exists` and their like are rewritten to.
///
/// Mirrors: `google/cel-go@v0.29.2 parser/macro.go`, `cel/library.go` (optMap, optFlatMap).
struct Macros {
  /// Whether the syntax and the macros of optional values are allowed.
  let hasOptionals: Bool
  private let budget = CopyBudget()

  init(hasOptionals: Bool) { self.hasOptionals = hasOptionals }

  /// The name of the hidden variable that comprehensions collect in; no source text can name it.
  static let accumulator = "@result"

  /// The expansion of a call; nil if no macro has this name and number of arguments.
  func expand(
    _ function: String, target: Expression?, _ arguments: [Expression], at offset: Int
  ) throws(SyntaxFault) -> Expression? {
    guard let target else {
      guard function == "has", arguments.count == 1 else { return nil }
      guard case .select(let operand, let field, _) = arguments[0].kind else {
        throw SyntaxFault(
          message: "invalid argument to has() macro", offset: arguments[0].offset)
      }
      return Expression(.select(operand, field: field, isTest: true), at: offset)
    }
    let builder = Builder(offset: offset)
    switch (function, arguments.count) {
    case ("all", 2), ("exists", 2), ("exists_one", 2), ("existsOne", 2):
      let variable = try variable(arguments[0], "argument must be a simple name")
      return builder.quantifier(function, target, variable, arguments[1])
    case ("map", 2):
      let variable = try variable(arguments[0], "argument is not an identifier")
      return builder.collecting(target, variable, filter: nil, arguments[1])
    case ("map", 3):
      let variable = try variable(arguments[0], "argument is not an identifier")
      return builder.collecting(target, variable, filter: arguments[1], arguments[2])
    case ("filter", 2):
      let variable = try variable(arguments[0], "argument is not an identifier")
      return builder.collecting(target, variable, filter: arguments[1], arguments[0])
    case ("optMap", 2), ("optFlatMap", 2):
      guard hasOptionals else { return nil }
      guard case .identifier(let variable) = arguments[0].kind else {
        throw SyntaxFault(
          message: "\(function)() variable name must be a simple identifier",
          offset: arguments[0].offset)
      }
      guard let copy = target.copy(&budget.remaining) else {
        throw SyntaxFault(message: "macros expand to too large an expression", offset: offset)
      }
      return builder.optional(
        target, copy, variable, arguments[1], isFlat: function == "optFlatMap")
    default: return nil
    }
  }

  private func variable(
    _ argument: Expression, _ message: String
  ) throws(SyntaxFault) -> String {
    guard case .identifier(let name) = argument.kind else {
      throw SyntaxFault(message: message, offset: argument.offset)
    }
    if name == Self.accumulator || name == "__result__" {
      throw SyntaxFault(
        message: "iteration variable overwrites accumulator variable", offset: argument.offset)
    }
    return name
  }
}

/// How many nodes macros may still copy: chains of `optMap` double the tree at every link.
private final class CopyBudget {
  var remaining = 200_000
}

private struct Builder {
  let offset: Int

  func node(_ kind: Expression.Kind) -> Expression { Expression(kind, at: offset) }

  func call(_ function: String, _ arguments: Expression...) -> Expression {
    node(.call(function: function, target: nil, arguments: arguments))
  }

  func accumulator() -> Expression { node(.identifier(Macros.accumulator)) }

  func comprehension(
    _ range: Expression, _ variable: String, initial: Expression, condition: Expression,
    step: Expression, result: Expression
  ) -> Expression {
    node(
      .comprehension(
        Expression.Comprehension(
          range: range, variable: variable, accumulator: Macros.accumulator, initial: initial,
          condition: condition, step: step, result: result)))
  }

  func quantifier(
    _ function: String, _ range: Expression, _ variable: String, _ predicate: Expression
  ) -> Expression {
    switch function {
    case "all":
      return comprehension(
        range, variable, initial: node(.literal(.bool(true))),
        condition: call(Operator.notStrictlyFalse, accumulator()),
        step: call(Operator.and, accumulator(), predicate), result: accumulator())
    case "exists":
      return comprehension(
        range, variable, initial: node(.literal(.bool(false))),
        condition: call(Operator.notStrictlyFalse, call(Operator.not, accumulator())),
        step: call(Operator.or, accumulator(), predicate), result: accumulator())
    default:
      let one = node(.literal(.int(1)))
      return comprehension(
        range, variable, initial: node(.literal(.int(0))), condition: node(.literal(.bool(true))),
        step: call(
          Operator.conditional, predicate, call(Operator.add, accumulator(), one), accumulator()),
        result: call(Operator.equal, accumulator(), node(.literal(.int(1)))))
    }
  }

  func collecting(
    _ range: Expression, _ variable: String, filter: Expression?, _ element: Expression
  ) -> Expression {
    var step = call(
      Operator.add, accumulator(), node(.list([element], optional: [false])))
    if let filter { step = call(Operator.conditional, filter, step, accumulator()) }
    return comprehension(
      range, variable, initial: node(.list([], optional: [])),
      condition: node(.literal(.bool(true))), step: step, result: accumulator())
  }

  func optional(
    _ target: Expression, _ copy: Expression, _ variable: String, _ body: Expression,
    isFlat: Bool
  ) -> Expression {
    func method(_ function: String, _ target: Expression) -> Expression {
      node(.call(function: function, target: target, arguments: []))
    }
    // A loop that never runs: its accumulator is the variable.
    let inner = node(
      .comprehension(
        Expression.Comprehension(
          range: node(.list([], optional: [])), variable: "#unused", accumulator: variable,
          initial: method("value", copy), condition: node(.literal(.bool(false))),
          step: node(.identifier(variable)), result: body)))
    return call(
      Operator.conditional, method("hasValue", target),
      isFlat ? inner : call("optional.of", inner), call("optional.none"))
  }
}
