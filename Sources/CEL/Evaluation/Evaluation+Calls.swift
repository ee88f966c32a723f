// Calls of functions.

extension Evaluation {
  mutating func call(_ index: Int) throws(Failure) -> CELValue {
    let call = plan.calls[index]
    if call.isDispatched { return try variadicCall(call) }
    let overload = call.overloads[0]
    switch overload.implementation {
    case .unary(let function):
      let argument: CELValue
      do { argument = try value(call.arguments[0]) } catch {
        if error.stopsEvaluation { throw error }
        try charge(call.cost.amount(nil, nil, nil))
        throw error
      }
      if call.needsGuard, !overload.arguments[0].mayHold(argument) {
        try charge(call.cost.amount(argument, nil, nil))
        throw Self.noOverload(call.name, [argument])
      }
      return try finish(call.cost, argument, nil) { () throws(Failure) in try function(argument) }
    case .binary(let function):
      let (first, second) = try pair(call.arguments[0], call.arguments[1], call.cost)
      if call.needsGuard,
        !overload.arguments[0].mayHold(first) || !overload.arguments[1].mayHold(second)
      {
        try charge(call.cost.amount(first, second, nil))
        throw Self.noOverload(call.name, [first, second])
      }
      return try finish(call.cost, first, second) { () throws(Failure) in
        try function(first, second)
      }
    case .scores:
      let (first, second) = try pair(call.arguments[0], call.arguments[1], call.cost)
      let source = scores
      return try finish(call.cost, first, second) { () throws(Failure) in
        try ClusterLibrary.scores(of: first, named: second, from: source)
      }
    case .variadic, .search, nil: return try variadicCall(call)
    }
  }

  /// A call that evaluates no further arguments after one without a value, and then costs nothing.
  private mutating func variadicCall(_ call: Plan.Call) throws(Failure) -> CELValue {
    var arguments: [CELValue] = []
    arguments.reserveCapacity(call.arguments.count)
    for argument in call.arguments { arguments.append(try value(argument)) }
    let first = arguments.first
    let second = arguments.count > 1 ? arguments[1] : nil
    let overload = call.overloads.first { $0.accepts(arguments) }
    if case .search? = overload?.implementation {
      return try search(call, arguments)
    }
    return try finish(call.cost, first, second) { () throws(Failure) in
      switch overload?.implementation {
      case .unary(let function): return try function(arguments[0])
      case .binary(let function): return try function(arguments[0], arguments[1])
      case .variadic(let function): return try function(arguments)
      case .search, .scores, nil: throw Self.noOverload(call.name, arguments)
      }
    }
  }

  /// `find` and `findAll`.
  private mutating func search(
    _ call: Plan.Call, _ arguments: [CELValue]
  ) throws(Failure) -> CELValue {
    try charge(call.cost.amount(arguments[0], arguments[1], nil))
    let text = try arguments[0].text()
    let expression = try pattern(call.pattern, arguments[1])
    let isFind = call.name == "find"
    let limit = isFind ? 1 : arguments.count > 2 ? try arguments[2].integer() : -1
    let found = expression.all(in: text, limit: Int(clamping: limit), fuel: &fuel)
    try requireFuel()
    try allocate(text.utf8.count)
    return isFind ? .string(found.first ?? "") : .list(found.map { .string($0) })
  }

  private func requireFuel() throws(Failure) {
    if fuel <= 0 {
      throw Failure(.resourcesExhausted("regular expressions take too many steps"))
    }
  }

  /// Runs a function and charges for it, whether it fails or not.
  private mutating func finish(
    _ callCost: CallCost, _ first: CELValue?, _ second: CELValue?,
    _ function: () throws(Failure) -> CELValue
  ) throws(Failure) -> CELValue {
    let result: CELValue
    do { result = try function() } catch {
      if error.stopsEvaluation { throw error }
      try charge(callCost.amount(first, second, nil))
      throw error
    }
    switch result {
    case .string(let text): try allocate(text.utf8.count)
    case .bytes(let bytes): try allocate(bytes.count)
    case .list(let elements): try allocate(elements.count * MemoryLayout<CELValue>.stride)
    default: break
    }
    try charge(callCost.amount(first, second, result))
    return result
  }

  private static func noOverload(_ name: String, _ arguments: [CELValue]) -> Failure {
    let types = arguments.map(\.typeName).joined(separator: ", ")
    return Failure(.noSuchOverloadOf("\(name)(\(types))"))
  }

  mutating func matches(
    _ text: Int, _ pattern: Int, _ place: Int
  ) throws(Failure) -> CELValue {
    let (subject, expression) = try pair(text, pattern, .matching)
    try charge(CallCost.matching.amount(subject, expression, nil))
    guard case .string(let subject) = subject else {
      throw Failure(.noSuchOverloadOf("matches"))
    }
    let program = try self.pattern(place, expression)
    let result = program.matches(subject, fuel: &fuel)
    try requireFuel()
    return .bool(result)
  }

  /// The constant pattern at a place, or else one that a value holds.
  private mutating func pattern(
    _ place: Int?, _ value: CELValue
  ) throws(Failure) -> RegularExpression {
    if let place, let constant = plan.patterns[place] { return constant }
    let pattern = try value.text()
    if let last = lastPattern, haveSameBytes(last.text, pattern) { return last.expression }
    do {
      let expression = try RegularExpression(pattern)
      lastPattern = (pattern, expression)
      fuel -= expression.effort
      return expression
    } catch {
      throw Failure(error.description)
    }
  }
}
