/// A number `unscaled × 10^-scale` of any precision, as Go's `inf.Dec`.
struct Decimal: Sendable {
  var unscaled: BigInteger
  var scale: Int

  static func + (left: Decimal, right: Decimal) -> Decimal {
    let scale = max(left.scale, right.scale)
    return Decimal(
      unscaled: left.rescaled(to: scale).unscaled + right.rescaled(to: scale).unscaled,
      scale: scale)
  }

  static func - (left: Decimal, right: Decimal) -> Decimal {
    let scale = max(left.scale, right.scale)
    return Decimal(
      unscaled: left.rescaled(to: scale).unscaled - right.rescaled(to: scale).unscaled,
      scale: scale)
  }

  static func compare(_ left: Decimal, _ right: Decimal) -> Int {
    let scale = max(left.scale, right.scale)
    return BigInteger.compare(
      left.rescaled(to: scale).unscaled, right.rescaled(to: scale).unscaled)
  }

  /// The value at exactly this scale, rounded away from zero, and whether that was exact.
  func rounded(to scale: Int) -> (value: Decimal, isExact: Bool) {
    if scale >= self.scale { return (rescaled(to: scale), true) }
    var result = Decimal(unscaled: unscaled, scale: scale)
    let isNegative = unscaled.isNegative
    let isExact = result.unscaled.divideByPowerOfTen(self.scale - scale)
    if !isExact {
      if result.unscaled.isZero {
        result.unscaled = BigInteger(isNegative ? -1 : 1)
      } else {
        result.unscaled.incrementMagnitude()
      }
    }
    return (result, isExact)
  }

  /// The same value with at least as many decimals.
  private func rescaled(to scale: Int) -> Decimal {
    var result = self
    result.unscaled.multiplyByPowerOfTen(scale - self.scale)
    result.scale = scale
    return result
  }
}
