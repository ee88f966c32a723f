/// `+ - * / %` and negation, with upstream's checks for overflow.
enum Arithmetic {
  static let intOverflow = CELEvaluationError("integer overflow")
  static let uintOverflow = CELEvaluationError("unsigned integer overflow")

  static func multiply(_ left: CELValue, _ right: CELValue) throws(CELEvaluationError) -> CELValue {
    switch (left, right) {
    case (.int(let a), .int(let b)): .int(try checked(a.multipliedReportingOverflow(by: b)))
    case (.uint(let a), .uint(let b)): .uint(try checked(a.multipliedReportingOverflow(by: b)))
    case (.double(let a), .double(let b)): .double(a * b)
    case (.int, _), (.uint, _), (.double, _): throw .noSuchOverload
    default: throw CELEvaluationError(.noSuchOverloadOf("_*_"))
    }
  }

  static func divide(_ left: CELValue, _ right: CELValue) throws(CELEvaluationError) -> CELValue {
    switch (left, right) {
    case (.int(let a), .int(let b)):
      guard b != 0 else { throw CELEvaluationError("division by zero") }
      return .int(try checked(a.dividedReportingOverflow(by: b)))
    case (.uint(let a), .uint(let b)):
      guard b != 0 else { throw CELEvaluationError("division by zero") }
      return .uint(a / b)
    case (.double(let a), .double(let b)): return .double(a / b)
    case (.int, _), (.uint, _), (.double, _): throw .noSuchOverload
    default: throw CELEvaluationError(.noSuchOverloadOf("_/_"))
    }
  }

  static func remainder(
    _ left: CELValue, _ right: CELValue
  ) throws(CELEvaluationError) -> CELValue {
    switch (left, right) {
    case (.int(let a), .int(let b)):
      guard b != 0 else { throw CELEvaluationError("modulus by zero") }
      return .int(try checked(a.remainderReportingOverflow(dividingBy: b)))
    case (.uint(let a), .uint(let b)):
      guard b != 0 else { throw CELEvaluationError("modulus by zero") }
      return .uint(a % b)
    case (.int, _), (.uint, _): throw .noSuchOverload
    default: throw CELEvaluationError(.noSuchOverloadOf("_%_"))
    }
  }

  static func subtract(_ left: CELValue, _ right: CELValue) throws(CELEvaluationError) -> CELValue {
    switch (left, right) {
    case (.int(let a), .int(let b)): .int(try checked(a.subtractingReportingOverflow(b)))
    case (.uint(let a), .uint(let b)): .uint(try checked(a.subtractingReportingOverflow(b)))
    case (.double(let a), .double(let b)): .double(a - b)
    case (.duration(let a), .duration(let b)):
      .duration(try checked(a.subtractingReportingOverflow(b)))
    case (.timestamp(let a), .timestamp(let b)): .duration(try a.nanoseconds(since: b))
    case (.timestamp(let a), .duration(let b)):
      .timestamp(try a.adding(nanoseconds: try negated(b)))
    case (.int, _), (.uint, _), (.double, _), (.duration, _), (.timestamp, _): throw .noSuchOverload
    default: throw CELEvaluationError(.noSuchOverloadOf("_-_"))
    }
  }

  /// `+` of everything but lists, text and bytes, which the evaluator joins.
  static func add(_ left: CELValue, _ right: CELValue) throws(CELEvaluationError) -> CELValue {
    switch (left, right) {
    case (.int(let a), .int(let b)): .int(try checked(a.addingReportingOverflow(b)))
    case (.uint(let a), .uint(let b)): .uint(try checked(a.addingReportingOverflow(b)))
    case (.double(let a), .double(let b)): .double(a + b)
    case (.duration(let a), .duration(let b)): .duration(try checked(a.addingReportingOverflow(b)))
    case (.timestamp(let a), .duration(let b)), (.duration(let b), .timestamp(let a)):
      .timestamp(try a.adding(nanoseconds: b))
    case (.null, _), (.bool, _), (.map, _), (.type, _), (.optional, _), (.opaque, _):
      throw CELEvaluationError(.noSuchOverloadOf("_+_"))
    default: throw .noSuchOverload
    }
  }

  static func negate(_ value: CELValue) throws(CELEvaluationError) -> CELValue {
    switch value {
    case .int(let value): .int(try negated(value))
    case .double(let value): .double(-value)
    case .duration(let value): .duration(try negated(value))
    default: throw CELEvaluationError(.noSuchOverloadOf("-_"))
    }
  }

  private static func negated(_ value: Int64) throws(CELEvaluationError) -> Int64 {
    try checked(Int64(0).subtractingReportingOverflow(value))
  }

  private static func checked(
    _ result: (partialValue: Int64, overflow: Bool)
  ) throws(CELEvaluationError) -> Int64 {
    guard !result.overflow else { throw intOverflow }
    return result.partialValue
  }

  private static func checked(
    _ result: (partialValue: UInt64, overflow: Bool)
  ) throws(CELEvaluationError) -> UInt64 {
    guard !result.overflow else { throw uintOverflow }
    return result.partialValue
  }
}
