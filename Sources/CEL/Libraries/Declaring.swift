// Short forms for declaring functions of libraries.

extension Overload {
  /// A method without arguments.
  static func method(
    _ id: String, _ target: CELType, _ result: CELType, cost: CallCost = .one,
    _ function: @escaping Implementation.Unary
  ) -> Overload {
    Overload(id, [target], result, isMember: true, cost: cost, .unary(function))
  }

  /// A method with one argument.
  static func method(
    _ id: String, _ target: CELType, _ argument: CELType, _ result: CELType,
    cost: CallCost = .one, _ function: @escaping Implementation.Binary
  ) -> Overload {
    Overload(id, [target, argument], result, isMember: true, cost: cost, .binary(function))
  }

  /// A function with one argument.
  static func function(
    _ id: String, _ argument: CELType, _ result: CELType, cost: CallCost = .one,
    _ function: @escaping Implementation.Unary
  ) -> Overload {
    Overload(id, [argument], result, cost: cost, .unary(function))
  }
}

extension CELValue {
  /// The text; an error for any other value.
  func text() throws(CELEvaluationError) -> String {
    guard case .string(let text) = self else { throw .noSuchOverload }
    return text
  }

  /// The integer; an error for any other value.
  func integer() throws(CELEvaluationError) -> Int64 {
    guard case .int(let value) = self else { throw .noSuchOverload }
    return value
  }

  /// The elements; an error for any other value.
  func elements() throws(CELEvaluationError) -> [CELValue] {
    guard case .list(let elements) = self else { throw .noSuchOverload }
    return elements
  }
}
