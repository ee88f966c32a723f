import GoSemantics

/// The order of values, as `<` sees it.
enum Ordering {
  /// -1, 0 or 1.
  static func compare(
    _ left: CELValue, _ right: CELValue
  ) throws(CELEvaluationError) -> Int {
    switch (left, right) {
    case (.int(let a), .int(let b)): return a < b ? -1 : a > b ? 1 : 0
    case (.string(let a), .string(let b)):
      return haveSameBytes(a, b) ? 0 : bytewiseLess(a, b) ? -1 : 1
    case (.bool(let a), .bool(let b)): return a == b ? 0 : a ? 1 : -1
    case (.int, .uint), (.int, .double), (.uint, .int), (.uint, .uint), (.uint, .double),
      (.double, .int), (.double, .uint), (.double, .double):
      guard let order = ofNumbers(left, right) else {
        throw CELEvaluationError("NaN values cannot be ordered")
      }
      return order
    case (.bytes(let a), .bytes(let b)):
      return a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
    case (.duration(let a), .duration(let b)): return a < b ? -1 : a > b ? 1 : 0
    case (.timestamp(let a), .timestamp(let b)):
      if a.seconds != b.seconds { return a.seconds < b.seconds ? -1 : 1 }
      return a.nanoseconds < b.nanoseconds ? -1 : a.nanoseconds > b.nanoseconds ? 1 : 0
    case (.double(let a), _) where a.isNaN:
      throw CELEvaluationError("NaN values cannot be ordered")
    default: throw .noSuchOverload
    }
  }

  /// The order of two numbers of whatever type; nil if one is not a number.
  static func ofNumbers(_ left: CELValue, _ right: CELValue) -> Int? {
    switch (left, right) {
    case (.int(let a), .int(let b)): a < b ? -1 : a > b ? 1 : 0
    case (.uint(let a), .uint(let b)): a < b ? -1 : a > b ? 1 : 0
    case (.double(let a), .double(let b)): ofDoubles(a, b)
    case (.int(let a), .uint(let b)): a < 0 ? -1 : ofUnsigned(UInt64(a), b)
    case (.uint(let a), .int(let b)): b < 0 ? 1 : ofUnsigned(a, UInt64(b))
    case (.double(let a), .int(let b)): ofDouble(a, b)
    case (.int(let a), .double(let b)): ofDouble(b, a).map { -$0 }
    case (.double(let a), .uint(let b)): ofDouble(a, b)
    case (.uint(let a), .double(let b)): ofDouble(b, a).map { -$0 }
    default: nil
    }
  }

  private static func ofUnsigned(_ a: UInt64, _ b: UInt64) -> Int { a < b ? -1 : a > b ? 1 : 0 }

  private static func ofDoubles(_ a: Double, _ b: Double) -> Int? {
    a < b ? -1 : a > b ? 1 : a == b ? 0 : nil
  }

  private static func ofDouble(_ a: Double, _ b: Int64) -> Int? {
    if a < -9_223_372_036_854_775_808 { return -1 }
    if a > 9_223_372_036_854_775_808 { return 1 }
    return ofDoubles(a, Double(b))
  }

  private static func ofDouble(_ a: Double, _ b: UInt64) -> Int? {
    if a < 0 { return -1 }
    if a > 18_446_744_073_709_551_616 { return 1 }
    return ofDoubles(a, Double(b))
  }
}

/// Conversions of numbers that lose nothing.
enum Lossless {
  static func int64(_ value: Double) -> Int64? {
    guard value > -9_223_372_036_854_775_808, value < 9_223_372_036_854_775_808 else { return nil }
    return Int64(exactly: value)
  }

  static func uint64(_ value: Double) -> UInt64? {
    guard value >= 0, value < 18_446_744_073_709_551_616 else { return nil }
    return UInt64(exactly: value)
  }
}
