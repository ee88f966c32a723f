import GoSemantics

/// An exact amount of a resource, such as `1500m`, `2Gi` or `1e3`.
///
/// Values are never floating point: the finest unit is one billionth, and finer digits are
/// rounded away from zero. A parsed quantity remembers its format, and its text where that is
/// already canonical.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/api/resource/quantity.go`, vectors
/// `kubernetes/quantity.jsonl.gz`.
public struct Quantity: Sendable {
  /// Which kind of suffix a quantity is written with.
  public enum Format: String, Sendable {
    /// `n u m k M G T P E`.
    case decimalSI = "DecimalSI"
    /// `Ki Mi Gi Ti Pi Ei`.
    case binarySI = "BinarySI"
    /// `e3`.
    case decimalExponent = "DecimalExponent"
  }

  enum Amount: Sendable {
    /// `value × 10^scale`.
    case small(value: Int64, scale: Int32)
    case large(Decimal)
  }

  var amount: Amount
  /// The text as parsed, if that was canonical; arithmetic drops it.
  var originalText: String?
  /// How it is written.
  public internal(set) var format: Format

  /// Zero.
  public static let zero = Quantity(0)

  init(amount: Amount, format: Format, originalText: String? = nil) {
    self.amount = amount
    self.format = format
    self.originalText = originalText
  }

  /// A whole amount.
  public init(_ value: Int64, format: Format = .decimalSI) {
    self.init(amount: .small(value: value, scale: 0), format: format)
  }

  /// An amount in thousandths.
  public init(milli value: Int64, format: Format = .decimalSI) {
    self.init(amount: .small(value: value, scale: -3), format: format)
  }

  // MARK: Values

  /// The amount rounded away from zero to a whole number.
  ///
  /// Outside the range of 64 bits the result wraps or is zero, as upstream's does.
  public var value: Int64 { scaledValue(0) }

  /// The amount in thousandths, rounded away from zero; outside 64 bits as `value`.
  public var milliValue: Int64 { scaledValue(-3) }

  /// -1, 0 or 1.
  public var signum: Int {
    switch amount {
    case .small(let value, _): Int(value.signum())
    case .large(let decimal): decimal.unscaled.signum
    }
  }

  /// Whether the amount is zero.
  public var isZero: Bool { signum == 0 }

  /// The nearest floating-point number but for rounding; infinite beyond the range.
  public var approximateDouble: Double {
    let base: Double
    let exponent: Int
    switch amount {
    case .small(let value, let scale): (base, exponent) = (Double(value), Int(scale))
    case .large(let decimal): (base, exponent) = (decimal.unscaled.double, -decimal.scale)
    }
    return exponent == 0 ? base : base * PowersOfTen.power(exponent)
  }

  /// The amount in units of `10^scale`, rounded up.
  func scaledValue(_ scale: Int32) -> Int64 {
    switch amount {
    case .small(let value, let ownScale):
      if ownScale < scale { return Int64Scaling.down(value, by: scale - ownScale).value }
      return Int64Scaling.upOverflowing(value, by: ownScale - scale)
    case .large(let decimal):
      return Int64Scaling.value(
        of: decimal.unscaled, scale: decimal.scale, newScale: -Int(scale))
    }
  }

  var decimal: Decimal {
    switch amount {
    case .small(let value, let scale):
      Decimal(unscaled: BigInteger(value), scale: -Int(scale))
    case .large(let decimal): decimal
    }
  }

  /// `value × 10^scale`, if the amount is kept in 64 bits.
  public var small: (value: Int64, scale: Int32)? {
    if case .small(let value, let scale) = amount { return (value, scale) }
    return nil
  }

  /// The text as parsed, if that was canonical.
  public var parsedText: String? { originalText }

  // MARK: Arithmetic

  /// Adds; a zero takes the other's format.
  public static func += (left: inout Quantity, right: Quantity) {
    left.originalText = nil
    if case .small(let a, let aScale) = left.amount,
      case .small(let b, let bScale) = right.amount
    {
      if a == 0 { left.format = right.format }
      if let sum = Int64Scaling.sum(a, aScale, b, bScale) {
        left.amount = .small(value: sum.value, scale: sum.scale)
        return
      }
    } else if left.isZero {
      left.format = right.format
    }
    left.amount = .large(left.decimal + right.decimal)
  }

  /// Subtracts; a zero takes the other's format.
  public static func -= (left: inout Quantity, right: Quantity) {
    left.originalText = nil
    if left.isZero { left.format = right.format }
    if case .small(let a, let aScale) = left.amount,
      case .small(let b, let bScale) = right.amount,
      let difference = Int64Scaling.sum(a, aScale, 0 &- b, bScale)
    {
      left.amount = .small(value: difference.value, scale: difference.scale)
      return
    }
    left.amount = .large(left.decimal - right.decimal)
  }

  /// Multiplies by a whole number; the format stays.
  public static func *= (left: inout Quantity, factor: Int64) {
    left.originalText = nil
    if case .small(let value, let scale) = left.amount {
      let (product, overflows) = value.multipliedReportingOverflow(by: factor)
      if !overflows {
        left.amount = .small(value: product, scale: product == 0 ? 0 : scale)
        return
      }
    }
    if factor == 0 {
      left.amount = .small(value: 0, scale: 0)
      return
    }
    var product = left.decimal
    let magnitude = factor.magnitude
    let (high, low) = (
      UInt32(truncatingIfNeeded: magnitude >> 32), UInt32(truncatingIfNeeded: magnitude)
    )
    if high == 0 {
      product.unscaled.multiply(by: low)
    } else {
      var lower = product
      product.unscaled.multiply(by: high)
      product.unscaled.shiftLeft(32)
      if low > 0 {
        lower.unscaled.multiply(by: low)
        product = product + lower
      }
    }
    if factor < 0 { product.unscaled.negate() }
    left.amount = .large(product)
  }

  /// The sum.
  public static func + (left: Quantity, right: Quantity) -> Quantity {
    var sum = left
    sum += right
    return sum
  }

  /// The difference.
  public static func - (left: Quantity, right: Quantity) -> Quantity {
    var difference = left
    difference -= right
    return difference
  }

  /// -1, 0 or 1 as `left` is less than, equal to or greater than `right`, exactly.
  public static func compare(_ left: Quantity, _ right: Quantity) -> Int {
    if case .small(let a, let aScale) = left.amount,
      case .small(let b, let bScale) = right.amount, aScale == bScale
    {
      return a < b ? -1 : a > b ? 1 : 0
    }
    return Decimal.compare(left.decimal, right.decimal)
  }
}

extension Quantity: Comparable {
  /// Whether the amounts are equal, however they are written.
  public static func == (left: Quantity, right: Quantity) -> Bool { compare(left, right) == 0 }

  /// Whether the left amount is smaller.
  public static func < (left: Quantity, right: Quantity) -> Bool { compare(left, right) < 0 }
}

extension Quantity: Hashable {
  /// Equal amounts hash equally, however they are written.
  public func hash(into hasher: inout Hasher) {
    // Without factors of ten, every amount has one mantissa and one exponent.
    var (mantissa, exponent) = (decimal.unscaled, -decimal.scale)
    while !mantissa.isZero {
      var quotient = mantissa
      guard quotient.divide(by: 10) == 0 else { break }
      (mantissa, exponent) = (quotient, exponent + 1)
    }
    hasher.combine(mantissa.isZero ? 0 : exponent)
    hasher.combine(mantissa.text)
  }
}
