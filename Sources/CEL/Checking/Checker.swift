/// Finds the type of every node, which variable, type or overload it refers to, and the faults.
///
/// Mirrors: `google/cel-go@v0.29.2 checker/checker.go`, `checker/env.go`.
struct Checker {
  private let environment: CELEnvironment
  private var unification = TypeUnification()
  private var locals: [(name: String, type: CELType)] = []
  private var faults: [SyntaxFault] = []

  private init(_ environment: CELEnvironment) { self.environment = environment }

  /// Checks a tree in place.
  static func check(
    _ root: Expression, in environment: CELEnvironment
  ) -> [SyntaxFault] {
    var checker = Checker(environment)
    checker.check(root)
    if checker.unification.isExhausted {
      checker.faults.append(
        SyntaxFault(message: "the types of the expression are too large", offset: root.offset))
    }
    if checker.faults.isEmpty { checker.finish(root) }
    return checker.faults
  }

  private mutating func report(_ message: String, _ node: Expression) {
    if faults.count < 100 { faults.append(SyntaxFault(message: message, offset: node.offset)) }
  }

  private mutating func mismatch(_ node: Expression, _ expected: CELType, _ found: CELType) {
    report(
      "expected type '\(expected.messageText)' but found '\(found.messageText)'", node)
  }

  private mutating func undeclared(_ name: String, _ node: Expression) {
    report("undeclared reference to '\(name)' (in container '')", node)
  }

  // MARK: Nodes

  private mutating func check(_ node: Expression) {
    switch node.kind {
    case .literal(let value): node.type = value.type
    case .identifier(let name): checkIdentifier(node, name)
    case .select(let operand, let field, let isTest): checkSelect(node, operand, field, isTest)
    case .call(let function, let target, let arguments):
      checkCall(node, function, target, arguments)
    case .list(let elements, let optional): checkList(node, elements, optional)
    case .map(let entries): checkMap(node, entries)
    case .message(let name, let fields):
      for field in fields { check(field.value) }
      node.type = .error
      undeclared(name, node)
    case .comprehension(let loop): checkComprehension(node, loop)
    }
  }

  private func local(_ name: String) -> CELType? {
    locals.last { $0.name == name }?.type
  }

  /// What a name outside all comprehensions stands for.
  private mutating func resolveGlobal(_ name: String, _ node: Expression) -> Bool {
    if let type = environment.variableType(name) {
      node.type = type
      node.reference = .variable(name)
      return true
    }
    if let type = environment.types[name] {
      node.type = .type(type)
      node.reference = .type(type)
      return true
    }
    if let constant = environment.constants[name] {
      node.type = constant.type
      node.reference = .constant(constant)
      return true
    }
    return false
  }

  private mutating func checkIdentifier(_ node: Expression, _ name: String) {
    if let type = local(name) {
      node.type = type
      return
    }
    let global = name.hasPrefix(".") ? String(name.dropFirst()) : name
    if resolveGlobal(global, node) { return }
    node.type = .error
    undeclared(name, node)
  }

  private mutating func checkSelect(
    _ node: Expression, _ operand: Expression, _ field: String, _ isTest: Bool
  ) {
    if !isTest, let name = node.qualifiedName, let first = name.split(separator: ".").first,
      name.hasPrefix(".") || local(String(first)) == nil,
      resolveGlobal(name.hasPrefix(".") ? String(name.dropFirst()) : name, node)
    {
      return
    }
    let type = checkField(node, operand, field, isOptional: false)
    node.type = isTest ? .bool : unification.resolved(type)
  }

  private mutating func checkField(
    _ node: Expression, _ operand: Expression, _ field: String, isOptional: Bool
  ) -> CELType {
    check(operand)
    let type = unification.resolved(operand.type)
    let target = type.optionalElement ?? type
    var result = CELType.error
    switch target {
    case .map(_, let value): result = value
    case .object:
      report("undefined field '\(field)'", node)
    case .variable:
      _ = unification.isAssignable(.dyn, to: target)
      result = .dyn
    default:
      if !target.isDynOrError {
        report("type '\(target.messageText)' does not support field selection", node)
      }
      result = .dyn
    }
    return isOptional || type.optionalElement != nil ? .optional(result) : result
  }

  // MARK: Calls

  private mutating func checkCall(
    _ node: Expression, _ function: String, _ target: Expression?, _ arguments: [Expression]
  ) {
    if function == Operator.optionalSelect, target == nil, arguments.count == 2,
      case .literal(.string(let field)) = arguments[1].kind
    {
      let type = checkField(node, arguments[0], field, isOptional: true)
      node.type = unification.resolved(type)
      return
    }
    for argument in arguments { check(argument) }
    guard let target else {
      let name = function.hasPrefix(".") ? String(function.dropFirst()) : function
      guard let declaration = environment.functions[name] else {
        node.type = .error
        return undeclared(function, node)
      }
      node.kind = .call(function: name, target: nil, arguments: arguments)
      return resolve(node, declaration, nil, arguments)
    }
    if let prefix = target.qualifiedName {
      let name = (prefix.hasPrefix(".") ? String(prefix.dropFirst()) : prefix) + "." + function
      if let declaration = environment.functions[name] {
        node.kind = .call(function: name, target: nil, arguments: arguments)
        return resolve(node, declaration, nil, arguments)
      }
    }
    check(target)
    guard let declaration = environment.functions[function] else {
      node.type = .error
      return undeclared(function, node)
    }
    resolve(node, declaration, target, arguments)
  }

  private mutating func resolve(
    _ node: Expression, _ declaration: FunctionDeclaration, _ target: Expression?,
    _ arguments: [Expression]
  ) {
    let actual = (target.map { [$0] } ?? []) + arguments
    if declaration.name == Operator.and || declaration.name == Operator.or {
      var hasFault = false
      for argument in actual where !unification.isAssignable(argument.type, to: .bool) {
        mismatch(argument, .bool, argument.type)
        hasFault = true
      }
      node.type = hasFault ? .error : .bool
      node.reference = .overloads(declaration, [0])
      return
    }
    let types = actual.map(\.type)
    var result: CELType?
    var fitting: [Int] = []
    for (place, overload) in declaration.overloads.enumerated()
    where !overload.isDisabled && overload.isMember == (target != nil)
      && overload.arguments.count == types.count
    {
      var variables: [String: CELType] = [:]
      let formal = overload.arguments.map { instance($0, &variables) }
      guard unification.areAssignable(types, to: formal) else { continue }
      fitting.append(place)
      let type = unification.resolved(instance(overload.result, &variables))
      if let known = result {
        if !known.isDyn, !unification.areExactly(type, known) { result = .dyn }
      } else {
        result = type
      }
    }
    guard let result else {
      node.type = .error
      return noOverload(node, declaration.name, types, isMember: target != nil)
    }
    node.type = result
    node.reference = .overloads(declaration, fitting)
  }

  /// A declared type with fresh variables for its parameters.
  private mutating func instance(
    _ type: CELType, _ variables: inout [String: CELType]
  ) -> CELType {
    switch type {
    case .parameter(let name):
      if let known = variables[name] { return known }
      let variable = unification.newVariable()
      variables[name] = variable
      return variable
    case .list(let element): return .list(instance(element, &variables))
    case .map(let key, let value):
      return .map(instance(key, &variables), instance(value, &variables))
    case .type(let inner?): return .type(instance(inner, &variables))
    case .opaque(let name, let parameters):
      var changed: [CELType] = []
      for parameter in parameters { changed.append(instance(parameter, &variables)) }
      return .opaque(name, changed)
    default: return type
    }
  }

  private mutating func noOverload(
    _ node: Expression, _ name: String, _ types: [CELType], isMember: Bool
  ) {
    var texts: [String] = []
    for type in types { texts.append(unification.resolved(type, isFinal: true).messageText) }
    var signature = ""
    if isMember { signature = texts.removeFirst() + "." }
    signature += "(" + texts.joined(separator: ", ") + ")"
    report("found no matching overload for '\(name)' applied to '\(signature)'", node)
  }

  // MARK: Lists, maps, comprehensions

  private mutating func join(_ previous: CELType?, _ current: CELType) -> CELType {
    guard let previous else { return current }
    if unification.isAssignable(previous, to: current) {
      return unification.mostGeneral(previous, current)
    }
    return .dyn
  }

  /// The type inside of what is marked with `?`.
  private mutating func unwrapped(_ node: Expression) -> CELType {
    if let element = node.type.optionalElement { return element }
    if !node.type.isDyn { mismatch(node, .optional(node.type), node.type) }
    return node.type
  }

  private mutating func checkList(_ node: Expression, _ elements: [Expression], _ optional: [Bool])
  {
    var type: CELType?
    for (place, element) in elements.enumerated() {
      check(element)
      let elementType = optional[place] ? unwrapped(element) : element.type
      type = join(type, elementType)
    }
    node.type = .list(type ?? unification.newVariable())
  }

  private mutating func checkMap(_ node: Expression, _ entries: [Expression.Entry]) {
    var key: CELType?
    var value: CELType?
    for entry in entries {
      check(entry.key)
      key = join(key, entry.key.type)
      check(entry.value)
      let type = entry.isOptional ? unwrapped(entry.value) : entry.value.type
      value = join(value, type)
    }
    node.type = .map(key ?? unification.newVariable(), value ?? unification.newVariable())
  }

  private mutating func checkComprehension(
    _ node: Expression, _ loop: Expression.Comprehension
  ) {
    check(loop.range)
    check(loop.initial)
    let range = unification.resolved(loop.range.type)
    let accumulator = loop.initial.type
    let outer = locals.count
    locals.append((loop.accumulator, accumulator))
    let variable: CELType
    switch range {
    case .list(let element): variable = element
    case .map(let key, _): variable = key
    case .dyn, .error, .variable:
      _ = unification.isAssignable(.dyn, to: range)
      variable = .dyn
    default:
      report(
        "expression of type '\(range.messageText)' cannot be range of a comprehension "
          + "(must be list, map, or dynamic)", loop.range)
      variable = .error
    }
    locals.append((loop.variable, variable))
    check(loop.condition)
    require(loop.condition, .bool)
    check(loop.step)
    require(loop.step, accumulator)
    locals.removeLast()
    check(loop.result)
    locals.removeSubrange(outer...)
    node.type = unification.resolved(loop.result.type)
  }

  private mutating func require(_ node: Expression, _ type: CELType) {
    if !unification.isAssignable(type, to: node.type) { mismatch(node, type, node.type) }
  }

  // MARK: The end

  /// Puts the found types in.
  private mutating func finish(_ node: Expression) {
    node.type = unification.resolved(node.type, isFinal: true)
    for child in node.children { finish(child) }
  }
}

extension Expression {
  /// The nodes directly below.
  var children: [Expression] {
    switch kind {
    case .literal, .identifier: []
    case .select(let operand, _, _): [operand]
    case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
    case .list(let elements, _): elements
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .message(_, let fields): fields.map(\.value)
    case .comprehension(let loop):
      [loop.range, loop.initial, loop.condition, loop.step, loop.result]
    }
  }
}
