/// Go's integer arithmetic where it differs from Swift's: nothing traps on overflow, and a
/// division truncates toward zero.
public enum GoArithmetic {
  /// Go's `int32(value)`: the low 32 bits, read as a signed number.
  @inlinable
  public static func int32(_ value: Int64) -> Int32 {
    Int32(truncatingIfNeeded: value)
  }

  /// The sum of 32-bit numbers with wrap-around.
  @inlinable
  public static func wrappingSum(_ values: some Sequence<Int32>) -> Int32 {
    values.reduce(0, &+)
  }

  /// Go's `a / b`: truncated toward zero; the most negative number divided by −1 is itself.
  ///
  /// - Returns: `nil` where Go would panic, on division by zero.
  @inlinable
  public static func quotient<Value: FixedWidthInteger & SignedInteger>(
    _ dividend: Value, _ divisor: Value
  ) -> Value? {
    divisor == 0 ? nil : dividend.dividedReportingOverflow(by: divisor).partialValue
  }

  /// Go's `a % b`: the sign follows the dividend.
  ///
  /// - Returns: `nil` where Go would panic, on division by zero.
  @inlinable
  public static func remainder<Value: FixedWidthInteger & SignedInteger>(
    _ dividend: Value, _ divisor: Value
  ) -> Value? {
    divisor == 0 ? nil : dividend.remainderReportingOverflow(dividingBy: divisor).partialValue
  }

  /// Go's `int64(value)` on amd64: truncated toward zero; NaN and everything out of range give
  /// the most negative number, as the processor's conversion instruction does.
  @inlinable
  public static func int64(_ value: Double) -> Int64 {
    // −2^63 is representable as a double, 2^63 is the first number beyond the range.
    value >= -0x1p63 && value < 0x1p63 ? Int64(value) : .min
  }

  /// Go's `int32(value)` of a floating-point number on amd64: truncated toward zero; NaN and
  /// everything out of range give the most negative number.
  @inlinable
  public static func int32(_ value: Double) -> Int32 {
    value > -0x1p31 - 1 && value < 0x1p31 ? Int32(value) : .min
  }
}
