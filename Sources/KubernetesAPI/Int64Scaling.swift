import GoSemantics

/// Powers of ten on 64-bit integers with upstream's rounding and overflow.
enum Int64Scaling {
  /// `value × 10^exponent`, or nil on overflow.
  static func up(_ value: Int64, by exponent: Int32) -> Int64? {
    if value == 0 { return 0 }
    var result = value
    for _ in 0..<exponent {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow || result == Int64.min { return nil }
      result = product
    }
    return result
  }

  /// `value × 10^exponent` with upstream's overflow: it wraps for the exponents that upstream
  /// multiplies by in one step, and is 0 for all others.
  static func upOverflowing(_ value: Int64, by exponent: Int32) -> Int64 {
    if let result = up(value, by: exponent) { return result }
    switch exponent {
    case 1, 2, 3, 6, 9:
      if value == Int64.min { return 0 }
      return (0..<exponent).reduce(value) { product, _ in product &* 10 }
    default: return 0
    }
  }

  /// `value / 10^exponent` rounded away from zero, and whether that was exact.
  static func down(_ value: Int64, by exponent: Int32) -> (value: Int64, isExact: Bool) {
    var result = value
    var isExact = true
    for _ in 0..<exponent {
      if result % 10 != 0 { isExact = false }
      result /= 10
      if result == 0 { break }
    }
    if isExact { return (result, true) }
    return (value > 0 ? result + 1 : result - 1, false)
  }

  /// The exact sum at the finer of two scales, or nil on overflow.
  static func sum(
    _ a: Int64, _ aScale: Int32, _ b: Int64, _ bScale: Int32
  ) -> (value: Int64, scale: Int32)? {
    if b == 0 { return (a, aScale) }
    if a == 0 { return (b, bScale) }
    let scale = min(aScale, bScale)
    guard let left = up(a, by: aScale - scale), let right = up(b, by: bScale - scale) else {
      return nil
    }
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? nil : (sum, scale)
  }

  /// A large number's value at a new scale, rounded up, wrapping outside 64 bits.
  ///
  /// The odd results for negative and huge numbers are upstream's.
  ///
  /// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/api/resource/scale_int.go`.
  static func value(of unscaled: BigInteger, scale: Int, newScale: Int) -> Int64 {
    let difference = scale - newScale
    let low = unscaled.truncatedInt64
    if difference == 0 { return low }
    if difference < 0 {
      return low &* GoArithmetic.int64(PowersOfTen.power(-difference))
    }
    if difference < 19, BigInteger.compare(unscaled, BigInteger(Int64.max)) < 0 {
      let divisor = GoArithmetic.int64(PowersOfTen.power(difference))
      let quotient = low / divisor
      return low % divisor != 0 ? quotient + 1 : quotient
    }
    // Euclidean division: the remainder is never negative.
    var quotient = unscaled
    let isExact = quotient.divideByPowerOfTen(difference)
    if isExact { return quotient.truncatedInt64 }
    if unscaled.isNegative {
      if quotient.isZero { return 0 }
      return quotient.truncatedInt64
    }
    return quotient.truncatedInt64 &+ 1
  }
}

/// Powers of ten as Go's `math.Pow10` computes them from its tables.
enum PowersOfTen {
  private static let ones: [Double] = [
    1e00, 1e01, 1e02, 1e03, 1e04, 1e05, 1e06, 1e07, 1e08, 1e09, 1e10, 1e11, 1e12, 1e13, 1e14,
    1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29,
    1e30, 1e31,
  ]
  private static let positive: [Double] = [
    1e00, 1e32, 1e64, 1e96, 1e128, 1e160, 1e192, 1e224, 1e256, 1e288,
  ]
  private static let negative: [Double] = [
    1e-00, 1e-32, 1e-64, 1e-96, 1e-128, 1e-160, 1e-192, 1e-224, 1e-256, 1e-288,
    Double(bitPattern: 2024),  // 1e-320, which is subnormal
  ]

  static func power(_ exponent: Int) -> Double {
    if exponent >= 0, exponent <= 308 { return positive[exponent / 32] * ones[exponent % 32] }
    if exponent >= -323, exponent <= 0 { return negative[-exponent / 32] / ones[-exponent % 32] }
    return exponent > 0 ? .infinity : 0
  }
}
