/// Turns a checked tree into steps.
///
/// Mirrors: `google/cel-go@v0.29.2 interpreter/planner.go`.
struct Planner {
  private struct Planned {
    var step: Int
    /// The attribute that the step reads, to which further fields are added.
    var attribute: Int?
    /// The constant that the step is.
    var constant: CELValue?
  }

  private var plan = Plan()
  private var scopes: [(name: String, slot: Int)] = []

  static func plan(
    _ root: Expression, in environment: CELEnvironment
  ) throws(SyntaxFault) -> Plan {
    var planner = Planner()
    planner.plan.variables = environment.variables.map(\.name)
    planner.plan.slotCount = environment.variables.count
    planner.plan.root = try planner.plan(root).step
    return planner.plan
  }

  private mutating func add(_ step: Plan.Step) -> Int {
    plan.steps.append(step)
    return plan.steps.count - 1
  }

  private mutating func planned(_ step: Plan.Step) -> Planned { Planned(step: add(step)) }

  private mutating func constant(_ value: CELValue) -> Planned {
    plan.constants.append(value)
    return Planned(step: add(.constant(plan.constants.count - 1)), constant: value)
  }

  private mutating func attribute(_ root: Plan.Attribute.Root) -> Int {
    plan.attributes.append(Plan.Attribute(root: root))
    return plan.attributes.count - 1
  }

  private mutating func variable(_ slot: Int) -> Planned {
    let index = attribute(.slot(slot))
    return Planned(step: add(.attribute(index)), attribute: index)
  }

  private mutating func newSlot() -> Int {
    plan.slotCount += 1
    return plan.slotCount - 1
  }

  private mutating func addQualifier(_ qualifier: Plan.Qualifier, to index: Int) {
    if case .conditional(_, let truthy, let falsy) = plan.attributes[index].root {
      addQualifier(qualifier, to: truthy)
      addQualifier(qualifier, to: falsy)
    } else {
      plan.attributes[index].qualifiers.append(qualifier)
    }
  }

  /// The attribute that a step reads, or one whose root is the step's value.
  private mutating func asAttribute(_ planned: Planned) -> Planned {
    if planned.attribute != nil { return planned }
    let index = attribute(.step(planned.step))
    return Planned(step: add(.attribute(index)), attribute: index)
  }

  // MARK: Nodes

  private mutating func plan(_ node: Expression) throws(SyntaxFault) -> Planned {
    switch node.reference {
    case .type(let type): return constant(.type(type))
    case .constant(let value): return constant(value)
    case .variable(let name):
      if let slot = plan.variables.firstIndex(of: name) { return variable(slot) }
    case .none, .overloads: break
    }
    switch node.kind {
    case .literal(let value): return constant(value)
    case .identifier(let name):
      guard let scope = scopes.last(where: { $0.name == name }) else {
        throw SyntaxFault(message: "undeclared reference to '\(name)'", offset: node.offset)
      }
      return variable(scope.slot)
    case .select(let operand, let field, let isTest):
      let planned = asAttribute(try plan(operand))
      guard let index = planned.attribute else { return planned }
      addQualifier(
        Plan.Qualifier(key: .constant(.string(field)), isTest: isTest), to: index)
      if isTest { return Planned(step: add(.test(index)), attribute: index) }
      return planned
    case .call(let function, let target, let arguments):
      return try planCall(node, function, (target.map { [$0] } ?? []) + arguments)
    case .list(let elements, let optional):
      var steps: [Int] = []
      for element in elements { steps.append(try plan(element).step) }
      plan.elements.append(
        Plan.Elements(
          steps: steps, optional: optional, hasOptionals: optional.contains(true)))
      return planned(.list(plan.elements.count - 1))
    case .map(let entries):
      var steps: [Int] = []
      for entry in entries {
        steps.append(try plan(entry.key).step)
        steps.append(try plan(entry.value).step)
      }
      let optional = entries.map(\.isOptional)
      plan.elements.append(
        Plan.Elements(steps: steps, optional: optional, hasOptionals: optional.contains(true)))
      return planned(.map(plan.elements.count - 1))
    case .message(let name, _):
      throw SyntaxFault(message: "unknown type: \(name)", offset: node.offset)
    case .comprehension(let loop): return try planFold(loop)
    }
  }

  private mutating func planFold(
    _ loop: Expression.Comprehension
  ) throws(SyntaxFault) -> Planned {
    let initial = try plan(loop.initial).step
    let range = try plan(loop.range).step
    let accumulator = newSlot()
    let variable = newSlot()
    scopes.append((loop.accumulator, accumulator))
    scopes.append((loop.variable, variable))
    let condition = try plan(loop.condition)
    let step = try plan(loop.step).step
    scopes.removeLast()
    let result = try plan(loop.result).step
    scopes.removeLast()
    var isAlwaysTrue = false
    if case .bool(true)? = condition.constant { isAlwaysTrue = true }
    plan.folds.append(
      Plan.Fold(
        range: range, initial: initial, condition: isAlwaysTrue ? nil : condition.step,
        step: step, result: result, accumulator: accumulator, variable: variable))
    return planned(.fold(plan.folds.count - 1))
  }

  // MARK: Calls

  private mutating func planCall(
    _ node: Expression, _ function: String, _ arguments: [Expression]
  ) throws(SyntaxFault) -> Planned {
    if let append = try planAppend(function, arguments) { return append }
    var planned: [Planned] = []
    for argument in arguments { planned.append(try plan(argument)) }
    let steps = planned.map(\.step)
    switch (function, steps.count) {
    case (Operator.and, 2): return self.planned(.and(steps[0], steps[1]))
    case (Operator.or, 2): return self.planned(.or(steps[0], steps[1]))
    case (Operator.equal, 2): return self.planned(.equal(steps[0], steps[1]))
    case (Operator.notEqual, 2): return self.planned(.notEqual(steps[0], steps[1]))
    case (Operator.conditional, 3):
      let truthy = planned[1].attribute ?? attribute(.step(steps[1]))
      let falsy = planned[2].attribute ?? attribute(.step(steps[2]))
      let index = attribute(.conditional(condition: steps[0], truthy: truthy, falsy: falsy))
      return Planned(step: add(.conditional(index)), attribute: index)
    case (Operator.index, 2):
      return try planIndex(node, planned[0], planned[1], isOptional: false)
    case (Operator.optionalIndex, 2), (Operator.optionalSelect, 2):
      return try planIndex(node, planned[0], planned[1], isOptional: true)
    default: break
    }
    guard case .overloads(let declaration, let fitting) = node.reference else {
      throw SyntaxFault(message: "no such overload: \(function)", offset: node.offset)
    }
    let only = fitting.count == 1 ? declaration.overloads[fitting[0]] : nil
    let cost = only?.cost ?? .one
    if function == "or", only?.id == "optional_or_optional" {
      return self.planned(.optionalOr(steps[0], steps[1]))
    }
    if function == "orValue", only?.id == "optional_orValue_value" {
      return self.planned(.optionalOrValue(steps[0], steps[1]))
    }
    if declaration.isSingleton {
      return try planOperator(node, function, planned, cost)
    }
    return try planFunction(node, declaration, only, arguments, planned)
  }

  /// `accumulator + [element]`, so that collecting takes linear time.
  private mutating func planAppend(
    _ function: String, _ arguments: [Expression]
  ) throws(SyntaxFault) -> Planned? {
    guard function == Operator.add, arguments.count == 2,
      case .identifier(Macros.accumulator) = arguments[0].kind,
      case .list(let elements, _) = arguments[1].kind, elements.count == 1,
      let scope = scopes.last(where: { $0.name == Macros.accumulator })
    else { return nil }
    return planned(.append(slot: scope.slot, element: try plan(elements[0]).step))
  }

  private mutating func planIndex(
    _ node: Expression, _ operand: Planned, _ key: Planned, isOptional: Bool
  ) throws(SyntaxFault) -> Planned {
    let planned = asAttribute(operand)
    guard let index = planned.attribute else { return planned }
    if let constant = key.constant {
      guard constant.isQualifier else {
        throw SyntaxFault(
          message: "invalid qualifier type: \(constant.typeName)", offset: node.offset)
      }
      addQualifier(
        Plan.Qualifier(key: .constant(constant), isOptional: isOptional), to: index)
    } else {
      let attribute = key.attribute ?? attribute(.step(key.step))
      addQualifier(
        Plan.Qualifier(key: .attribute(attribute), isOptional: isOptional), to: index)
    }
    return planned
  }

  private mutating func planOperator(
    _ node: Expression, _ function: String, _ arguments: [Planned], _ cost: CallCost
  ) throws(SyntaxFault) -> Planned {
    let steps = arguments.map(\.step)
    switch (function, steps.count) {
    case (Operator.not, 1): return planned(.not(steps[0]))
    case (Operator.notStrictlyFalse, 1): return planned(.notStrictlyFalse(steps[0]))
    case (Operator.negate, 1): return planned(.negate(steps[0]))
    case ("size", 1): return planned(.size(steps[0]))
    case ("type", 1): return planned(.typeOf(steps[0]))
    case ("dyn", 1): return planned(.identity(steps[0]))
    case (Operator.add, 2): return planned(.arithmetic(.add, steps[0], steps[1], cost))
    case ("_-_", 2): return planned(.arithmetic(.subtract, steps[0], steps[1], cost))
    case ("_*_", 2): return planned(.arithmetic(.multiply, steps[0], steps[1], cost))
    case ("_/_", 2): return planned(.arithmetic(.divide, steps[0], steps[1], cost))
    case ("_%_", 2): return planned(.arithmetic(.remainder, steps[0], steps[1], cost))
    case ("_<_", 2): return planned(.ordering(.less, steps[0], steps[1], cost))
    case ("_<=_", 2): return planned(.ordering(.lessOrEqual, steps[0], steps[1], cost))
    case ("_>=_", 2): return planned(.ordering(.greaterOrEqual, steps[0], steps[1], cost))
    case ("_>_", 2): return planned(.ordering(.greater, steps[0], steps[1], cost))
    case (Operator.in, 2): return planned(.membership(steps[0], steps[1], cost))
    case ("matches", 2):
      plan.patterns.append(pattern(arguments[1]))
      return planned(.matches(steps[0], steps[1], pattern: plan.patterns.count - 1))
    default:
      throw SyntaxFault(message: "no such overload: \(function)", offset: node.offset)
    }
  }

  /// A constant pattern is compiled once; a faulty one is an error only when it is used.
  private func pattern(_ argument: Planned) -> RegularExpression? {
    guard case .string(let text)? = argument.constant else { return nil }
    return try? RegularExpression(text)
  }

  private mutating func planFunction(
    _ node: Expression, _ declaration: FunctionDeclaration, _ only: Overload?,
    _ arguments: [Expression], _ planned: [Planned]
  ) throws(SyntaxFault) -> Planned {
    var pattern: Int?
    if declaration.name == "find" || declaration.name == "findAll",
      case .string(let text)? = planned[1].constant
    {
      do {
        plan.patterns.append(try RegularExpression(text))
      } catch {
        throw SyntaxFault(message: error.description, offset: node.offset)
      }
      pattern = plan.patterns.count - 1
    }
    let candidates = declaration.overloads.filter {
      $0.arguments.count == planned.count && $0.implementation != nil
    }
    // A function with one overload has no dispatch by values upstream.
    let single = only ?? (declaration.overloads.count == 1 ? declaration.overloads[0] : nil)
    let isKnown = zip(single?.arguments ?? [], arguments).allSatisfy { $0 == $1.type }
    plan.calls.append(
      Plan.Call(
        name: declaration.name, arguments: planned.map(\.step),
        overloads: single.map { [$0] } ?? candidates, isDispatched: single == nil,
        needsGuard: !isKnown, cost: only?.cost ?? .one, pattern: pattern))
    return self.planned(.call(plan.calls.count - 1))
  }
}

extension CELValue {
  /// Whether the value can be a key in `a[key]`.
  var isQualifier: Bool {
    switch self {
    case .string, .int, .uint, .bool, .double: true
    default: false
    }
  }
}
