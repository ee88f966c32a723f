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

  /// Go's `math.Log` on amd64, bit by bit: other libraries may round the last digit differently.
  ///
  /// There the processor's own routine is used, not the portable one. They differ for numbers below
  /// the normal range, which it takes for others, and for √½ times a power of two.
  ///
  /// Mirrors: `go src/math/log_amd64.s` (archLog), whose method and constants are those of FreeBSD's
  /// `e_log.c`.
  public static func log(_ value: Double) -> Double {
    guard value > 0, value.isFinite else {
      return value == 0 ? -.infinity : value < 0 ? .nan : value
    }
    // value = fraction · 2^exponent with √½ < fraction ≤ √2
    let bits = value.bitPattern
    var fraction = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FE0_0000_0000_0000)
    var exponent = Double(Int64(bits >> 52) - 0x3FE)
    if fraction <= 0x1.6a09e667f3bcdp-1 {
      fraction *= 2
      exponent -= 1
    }
    let f = fraction - 1
    let s = f / (2 + f)
    let s2 = s * s
    let s4 = s2 * s2
    let odd =
      s2
      * (6.666666666666735130e-01 + s4
        * (2.857142874366239149e-01 + s4
          * (1.818357216161805012e-01 + s4 * 1.479819860511658591e-01)))
    let even =
      s4
      * (3.999999999940941908e-01 + s4 * (2.222219843214978396e-01 + s4 * 1.531383769920937332e-01))
    let halfSquare = 0.5 * f * f
    let high = exponent * 6.93147180369123816490e-01
    let low = exponent * 1.90821492927058770002e-10
    return high - ((halfSquare - (s * (halfSquare + (odd + even)) + low)) - f)
  }
}
