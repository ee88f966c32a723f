/// What a function does with its arguments.
enum Implementation: Sendable {
  typealias Unary = @Sendable (CELValue) throws(CELEvaluationError) -> CELValue
  typealias Binary = @Sendable (CELValue, CELValue) throws(CELEvaluationError) -> CELValue
  typealias Variadic = @Sendable ([CELValue]) throws(CELEvaluationError) -> CELValue

  case unary(Unary)
  case binary(Binary)
  case variadic(Variadic)
  /// The function searches a text with a regular expression.
  case search
  /// The function looks up the scores of a cluster.
  case scores
}

/// One way to call a function.
struct Overload: Sendable {
  let id: String
  /// Whether it is called as `target.function(…)`.
  let isMember: Bool
  /// The types of the target, if any, and the arguments.
  let arguments: [CELType]
  let result: CELType
  let cost: CallCost
  /// Nil if the overload only serves checking: the function's own implementation is called.
  let implementation: Implementation?
  /// Whether checking ignores it, as upstream ignores comparisons of different number types.
  var isDisabled = false

  init(
    _ id: String, _ arguments: [CELType], _ result: CELType, isMember: Bool = false,
    cost: CallCost = .one, _ implementation: Implementation? = nil
  ) {
    self.id = id
    self.isMember = isMember
    self.arguments = arguments
    self.result = result
    self.cost = cost
    self.implementation = implementation
  }

  /// Whether the types of values allow this call; of lists and maps only the first entry counts.
  func accepts(_ values: [CELValue]) -> Bool {
    guard values.count == arguments.count else { return false }
    for index in values.indices where !arguments[index].mayHold(values[index]) { return false }
    return true
  }
}

/// A function and all ways to call it.
struct FunctionDeclaration: Sendable {
  let name: String
  var overloads: [Overload]

  init(_ name: String, _ overloads: [Overload]) {
    self.name = name
    self.overloads = overloads
  }

  /// Whether the function has one implementation for all its overloads.
  var isSingleton: Bool { overloads.allSatisfy { $0.implementation == nil } }
}

extension CELType {
  /// Whether a value can be taken for one of this type when it is passed to a function.
  func mayHold(_ value: CELValue) -> Bool {
    switch self {
    case .dyn, .parameter, .variable: return true
    case .list(let element):
      guard case .list(let elements) = value else { return false }
      return elements.first.map(element.mayHold) ?? true
    case .map(let key, let element):
      guard case .map(let map) = value else { return false }
      guard let firstKey = map.keys.first, let firstValue = map.values.first else { return true }
      return key.mayHold(firstKey) && element.mayHold(firstValue)
    case .bool: if case .bool = value { return true }
    case .int: if case .int = value { return true }
    case .uint: if case .uint = value { return true }
    case .double: if case .double = value { return true }
    case .string: if case .string = value { return true }
    case .bytes: if case .bytes = value { return true }
    case .timestamp: if case .timestamp = value { return true }
    case .duration: if case .duration = value { return true }
    case .null: if case .null = value { return true }
    case .type: if case .type = value { return true }
    case .opaque(let name, _), .object(let name):
      switch value {
      case .optional: return name == "optional_type"
      case .opaque(let opaque): return opaque.type.runtimeName == name
      default: return false
      }
    case .error: return false
    }
    return false
  }
}
