/// A sum of doubles without any rounding until it is read.
///
/// A fixed-point number that spans every finite double (Neal 2015): adding is exact, hence
/// associative and commutative, so the sum does not depend on the order of the values or on how
/// they were split among accumulators. Reading rounds once, to the nearest double, ties to even.
/// Infinities and NaN follow the rules of ordinary addition.
public struct ExactSum: Sendable {
  /// Digit i weighs 2^(32 i − 1088); between additions digits may exceed 32 bits.
  private var digits: [Int64]
  private var additionsSinceCarry = 0
  private var positiveInfinities = false
  private var negativeInfinities = false
  private var notANumber = false

  private static let digitCount = 70
  private static let lowestExponent = -1088
  private static let digitMask: Int64 = 0xffff_ffff

  /// The empty sum, zero.
  public init() {
    digits = [Int64](repeating: 0, count: Self.digitCount)
  }

  /// The sum of some values.
  public init(_ values: some Sequence<Double>) {
    self.init()
    for value in values { add(value) }
  }

  /// Adds one value.
  public mutating func add(_ value: Double) {
    guard value.isFinite else {
      if value.isNaN {
        notANumber = true
      } else if value > 0 {
        positiveInfinities = true
      } else {
        negativeInfinities = true
      }
      return
    }
    guard value != 0 else { return }
    let rawExponent = Int(value.exponentBitPattern)
    let significand =
      rawExponent == 0
      ? value.significandBitPattern : value.significandBitPattern | (1 << 52)
    // value = significand · 2^(exponent − 1075), a subnormal's exponent being 1.
    let position = max(rawExponent, 1) - 1075 - Self.lowestExponent
    let index = position >> 5
    let shift = position & 31
    let low = Int64((significand << shift) & 0xffff_ffff)
    let middle = Int64((significand >> (32 - shift)) & 0xffff_ffff)
    let high = Int64(significand >> (64 - shift))
    if value.sign == .plus {
      digits[index] += low
      digits[index + 1] += middle
      digits[index + 2] += high
    } else {
      digits[index] -= low
      digits[index + 1] -= middle
      digits[index + 2] -= high
    }
    additionsSinceCarry += 1
    if additionsSinceCarry == 1 << 29 { carry() }
  }

  /// Adds the product of two values exactly, as long as neither it nor its last bit leaves the
  /// range of doubles.
  public mutating func addProduct(_ a: Double, _ b: Double) {
    let product = a * b
    add(product)
    if product.isFinite { add((-product).addingProduct(a, b)) }
  }

  /// Adds another sum.
  public mutating func merge(_ other: ExactSum) {
    carry()
    var addend = other
    addend.carry()
    for index in digits.indices { digits[index] += addend.digits[index] }
    carry()
    positiveInfinities = positiveInfinities || other.positiveInfinities
    negativeInfinities = negativeInfinities || other.negativeInfinities
    notANumber = notANumber || other.notANumber
  }

  /// The sum, rounded once.
  public var value: Double {
    if notANumber || (positiveInfinities && negativeInfinities) { return .nan }
    if positiveInfinities { return .infinity }
    if negativeInfinities { return -.infinity }
    var copy = self
    copy.carry()
    let isNegative = copy.digits[Self.digitCount - 1] < 0
    if isNegative {
      for index in copy.digits.indices { copy.digits[index].negate() }
      copy.carry()
    }
    let magnitude = copy.roundedMagnitude
    return isNegative ? -magnitude : magnitude
  }

  /// Doubles that add up to the sum exactly, the largest first; empty for zero.
  ///
  /// Infinite or undefined sums give that one value.
  public var components: [Double] {
    var rest = self
    var result: [Double] = []
    while true {
      let part = rest.value
      if part == 0 { return result }
      result.append(part)
      guard part.isFinite else { return result }
      rest.add(-part)
    }
  }

  /// Brings all digits but the last into 0 ..< 2^32, the one form of every number.
  private mutating func carry() {
    var carried: Int64 = 0
    for index in 0..<(Self.digitCount - 1) {
      let sum = digits[index] + carried
      digits[index] = sum & Self.digitMask
      carried = sum >> 32
    }
    digits[Self.digitCount - 1] += carried
    additionsSinceCarry = 0
  }

  /// Of a carried sum that is not negative.
  private var roundedMagnitude: Double {
    guard let top = digits.lastIndex(where: { $0 != 0 }) else { return 0 }
    func digit(_ index: Int) -> UInt64 { index >= 0 ? UInt64(digits[index]) : 0 }
    // The leading digit has between 1 and 32 bits: two digits more hold 53 bits and the next one.
    let upper = UInt128(digit(top)) << 64
    let window = upper | UInt128(digit(top - 1)) << 32 | UInt128(digit(top - 2))
    let hasMore = top >= 3 && digits[..<(top - 2)].contains { $0 != 0 }
    let windowExponent = 32 * (top - 2) + Self.lowestExponent
    let bits = 128 - window.leadingZeroBitCount
    // Keep 53 bits, fewer where the result is subnormal.
    let dropped = max(bits - 53, -1074 - windowExponent)
    guard dropped > 0 else {
      return Double(sign: .plus, exponent: windowExponent, significand: Double(UInt64(window)))
    }
    guard dropped <= bits else { return 0 }
    var kept = UInt64(window >> UInt128(dropped))
    let half = UInt128(1) << UInt128(dropped - 1)
    let remainder = window & ((half << 1) - 1)
    if remainder > half || (remainder == half && (hasMore || kept & 1 == 1)) { kept += 1 }
    return Double(
      sign: .plus, exponent: windowExponent + dropped, significand: Double(kept))
  }
}

extension ExactSum: Equatable {
  /// Whether two sums are exactly the same number.
  public static func == (a: ExactSum, b: ExactSum) -> Bool {
    var (first, second) = (a, b)
    first.carry()
    second.carry()
    return first.digits == second.digits
      && first.positiveInfinities == second.positiveInfinities
      && first.negativeInfinities == second.negativeInfinities
      && first.notANumber == second.notANumber
  }
}
