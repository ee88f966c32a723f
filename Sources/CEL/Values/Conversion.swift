import GoSemantics

/// Conversions between types: `int(…)`, `string(…)` and their like.
///
/// Mirrors: `google/cel-go@v0.29.2 common/types` (ConvertToType).
enum Conversion {
  private typealias Failure = CELEvaluationError

  private static func failure(_ value: CELValue, _ name: String) -> CELEvaluationError {
    CELEvaluationError("type conversion error from '\(value.typeName)' to '\(name)'")
  }

  static func toBool(_ value: CELValue) throws(CELEvaluationError) -> CELValue {
    switch value {
    case .bool: return value
    case .string("1"), .string("t"), .string("T"), .string("TRUE"), .string("true"),
      .string("True"):
      return .bool(true)
    case .string("0"), .string("f"), .string("F"), .string("FALSE"), .string("false"),
      .string("False"):
      return .bool(false)
    default: throw failure(value, "bool")
    }
  }

  static func toBytes(_ value: CELValue) throws(CELEvaluationError) -> CELValue {
    switch value {
    case .bytes: return value
    case .string(let text): return .bytes(Array(text.utf8))
    default: throw failure(value, "bytes")
    }
  }

  static func toDouble(_ value: CELValue) throws(CELEvaluationError) -> CELValue {
    switch value {
    case .double: return value
    case .int(let number): return .double(Double(number))
    case .uint(let number): return .double(Double(number))
    case .string(let text):
      if let number = FloatText.parse(text) { return .double(number) }
    default: break
    }
    throw failure(value, "double")
  }

  static func toDuration(_ value: CELValue) throws(CELEvaluationError) -> CELValue {
    switch value {
    case .duration: return value
    case .string(let text):
      if let length = try? GoDuration.parse(text) { return .duration(length) }
    default: break
    }
    throw failure(value, "google.protobuf.Duration")
  }

  static func toInt(_ value: CELValue) throws(CELEvaluationError) -> CELValue {
    switch value {
    case .int: return value
    case .uint(let number):
      guard let whole = Int64(exactly: number) else { throw Arithmetic.intOverflow }
      return .int(whole)
    case .double(let number):
      guard number > -9_223_372_036_854_775_808, number < 9_223_372_036_854_775_808 else {
        throw Arithmetic.intOverflow
      }
      return .int(Int64(number))
    case .duration(let length): return .int(length)
    case .timestamp(let time): return .int(time.seconds)
    case .string(let text):
      if let number = Int64(text) { return .int(number) }
    default: break
    }
    throw failure(value, "int")
  }

  static func toUInt(_ value: CELValue) throws(CELEvaluationError) -> CELValue {
    switch value {
    case .uint: return value
    case .int(let number):
      guard let whole = UInt64(exactly: number) else { throw Arithmetic.uintOverflow }
      return .uint(whole)
    case .double(let number):
      guard number >= 0, number < 18_446_744_073_709_551_616 else {
        throw Arithmetic.uintOverflow
      }
      return .uint(UInt64(number))
    case .string(let text):
      // Swift takes a plus sign, Go does not.
      if let number = UInt64(text), !text.hasPrefix("+"), !text.hasPrefix("-") {
        return .uint(number)
      }
    default: break
    }
    throw failure(value, "uint")
  }

  static func toTimestamp(_ value: CELValue) throws(CELEvaluationError) -> CELValue {
    switch value {
    case .timestamp: return value
    case .int(let seconds): return .timestamp(try CELTimestamp.checked(seconds: seconds))
    case .string(let text):
      if let time = CELTimestamp.parse(text) {
        guard CELTimestamp.range.contains(time.seconds) else { throw CELTimestamp.overflow }
        return .timestamp(time)
      }
    default: break
    }
    throw failure(value, "google.protobuf.Timestamp")
  }

  static func toString(_ value: CELValue) throws(CELEvaluationError) -> CELValue {
    switch value {
    case .string: return value
    case .bool(let bool): return .string(bool ? "true" : "false")
    case .int(let number): return .string(String(number))
    case .uint(let number): return .string(String(number))
    case .double(let number): return .string(GoNumber.text(number))
    case .duration(let length): return .string(FloatText.seconds(length) + "s")
    case .timestamp(let time): return .string(time.text)
    case .null: return .string("null")
    case .type(let type): return .string(type.runtimeName)
    case .bytes(let bytes):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw CELEvaluationError("invalid UTF-8 in bytes, cannot convert to string")
      }
      return .string(text)
    case .opaque(.ip(let address)): return .string(address.text)
    case .opaque(.cidr(let prefix)): return .string(prefix.text)
    default: throw failure(value, "string")
    }
  }
}
