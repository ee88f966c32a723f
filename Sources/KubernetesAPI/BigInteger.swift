/// A whole number of any size: just the arithmetic that exact quantities need.
struct BigInteger: Sendable, Equatable {
  private(set) var isNegative: Bool
  /// Base 2^32, least significant first, without leading zeros; empty for zero.
  private var limbs: [UInt32]

  static let zero = BigInteger(0)

  init(_ value: Int64) {
    isNegative = value < 0
    let magnitude = value.magnitude
    limbs = [UInt32(truncatingIfNeeded: magnitude), UInt32(truncatingIfNeeded: magnitude >> 32)]
    trim()
  }

  /// A number from decimal digits; nil if there is anything else.
  init?(digits: some Sequence<UInt8>) {
    isNegative = false
    limbs = []
    for byte in digits {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      multiply(by: 10, adding: UInt32(byte - 0x30))
    }
  }

  var isZero: Bool { limbs.isEmpty }
  var signum: Int { isZero ? 0 : isNegative ? -1 : 1 }

  /// The low 64 bits in two's complement, as Go's `big.Int.Int64` truncates.
  var truncatedInt64: Int64 {
    var magnitude: UInt64 = limbs.isEmpty ? 0 : UInt64(limbs[0])
    if limbs.count > 1 { magnitude |= UInt64(limbs[1]) << 32 }
    return Int64(bitPattern: isNegative ? 0 &- magnitude : magnitude)
  }

  // MARK: Arithmetic

  mutating func negate() {
    if !isZero { isNegative.toggle() }
  }

  static func + (left: BigInteger, right: BigInteger) -> BigInteger {
    if left.isNegative == right.isNegative {
      var sum = left
      sum.addMagnitude(right)
      return sum
    }
    switch compareMagnitudes(left, right) {
    case 0: return .zero
    case 1:
      var difference = left
      difference.subtractSmallerMagnitude(right)
      return difference
    default:
      var difference = right
      difference.subtractSmallerMagnitude(left)
      return difference
    }
  }

  static func - (left: BigInteger, right: BigInteger) -> BigInteger {
    var negated = right
    negated.negate()
    return left + negated
  }

  /// The magnitude times `factor` plus `addend`, with the sign kept.
  mutating func multiply(by factor: UInt32, adding addend: UInt32 = 0) {
    var carry = UInt64(addend)
    for index in limbs.indices {
      carry += UInt64(limbs[index]) * UInt64(factor)
      limbs[index] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry > 0 { limbs.append(UInt32(carry)) }
  }

  mutating func multiplyByPowerOfTen(_ exponent: Int) {
    guard !isZero else { return }
    var left = exponent
    while left >= 9 {
      multiply(by: 1_000_000_000)
      left -= 9
    }
    for _ in 0..<max(0, left) { multiply(by: 10) }
  }

  mutating func shiftLeft(_ bits: Int) {
    for _ in 0..<(bits / 16) { multiply(by: 1 << 16) }
    multiply(by: 1 << UInt32(bits % 16))
  }

  /// Divides the magnitude, truncating; returns the remainder of the magnitude.
  @discardableResult
  mutating func divide(by divisor: UInt32) -> UInt32 {
    var remainder: UInt64 = 0
    for index in limbs.indices.reversed() {
      remainder = remainder << 32 | UInt64(limbs[index])
      limbs[index] = UInt32(remainder / UInt64(divisor))
      remainder %= UInt64(divisor)
    }
    trim()
    return UInt32(remainder)
  }

  /// Divides the magnitude by a power of ten, truncating; returns whether that was exact.
  mutating func divideByPowerOfTen(_ exponent: Int) -> Bool {
    var isExact = true
    var left = exponent
    while left >= 9, !isZero {
      if divide(by: 1_000_000_000) != 0 { isExact = false }
      left -= 9
    }
    while left > 0, !isZero {
      if divide(by: 10) != 0 { isExact = false }
      left -= 1
    }
    return isExact
  }

  /// The magnitude plus one, with the sign kept; `-0` does not exist, so zero becomes 1.
  mutating func incrementMagnitude() {
    addMagnitude(BigInteger(1))
  }

  // MARK: Comparing and writing

  static func compare(_ left: BigInteger, _ right: BigInteger) -> Int {
    if left.signum != right.signum { return left.signum < right.signum ? -1 : 1 }
    let magnitudes = compareMagnitudes(left, right)
    return left.isNegative ? -magnitudes : magnitudes
  }

  /// Decimal digits with a sign if negative.
  var text: String {
    if isZero { return "0" }
    var rest = self
    var digits: [UInt8] = []
    while !rest.isZero {
      var group = rest.divide(by: 1_000_000_000)
      for _ in 0..<9 where !rest.isZero || group > 0 {
        digits.append(UInt8(0x30 + group % 10))
        group /= 10
      }
    }
    if isNegative { digits.append(UInt8(ascii: "-")) }
    return String(decoding: digits.reversed(), as: UTF8.self)
  }

  /// The nearest double, ties to even.
  var double: Double {
    guard let top = limbs.last else { return 0 }
    let bits = limbs.count * 32 - top.leadingZeroBitCount
    if bits > 1024 { return isNegative ? -.infinity : .infinity }
    // 64 leading bits, the last of which also says whether anything follows.
    var head: UInt64 = 0
    let shift = max(0, bits - 64)
    for bit in stride(from: bits - 1, through: shift, by: -1) {
      head = head << 1 | UInt64(limbs[bit / 32] >> UInt32(bit % 32) & 1)
    }
    if shift > 0, lowBitsAreSet(below: shift) { head |= 1 }
    let value = Double(sign: .plus, exponent: shift, significand: Double(head))
    return isNegative ? -value : value
  }

  private func lowBitsAreSet(below bit: Int) -> Bool {
    for index in 0..<(bit / 32) where limbs[index] != 0 { return true }
    let rest = bit % 32
    return rest > 0 && limbs[bit / 32] & (1 << UInt32(rest) - 1) != 0
  }

  private static func compareMagnitudes(_ left: BigInteger, _ right: BigInteger) -> Int {
    if left.limbs.count != right.limbs.count {
      return left.limbs.count < right.limbs.count ? -1 : 1
    }
    for index in left.limbs.indices.reversed() where left.limbs[index] != right.limbs[index] {
      return left.limbs[index] < right.limbs[index] ? -1 : 1
    }
    return 0
  }

  private mutating func addMagnitude(_ other: BigInteger) {
    var carry: UInt64 = 0
    for index in 0..<max(limbs.count, other.limbs.count) {
      if index == limbs.count { limbs.append(0) }
      carry += UInt64(limbs[index]) + (index < other.limbs.count ? UInt64(other.limbs[index]) : 0)
      limbs[index] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry > 0 { limbs.append(UInt32(carry)) }
  }

  private mutating func subtractSmallerMagnitude(_ other: BigInteger) {
    var borrow: Int64 = 0
    for index in limbs.indices {
      borrow += Int64(limbs[index]) - (index < other.limbs.count ? Int64(other.limbs[index]) : 0)
      limbs[index] = UInt32(truncatingIfNeeded: borrow)
      borrow >>= 32
    }
    trim()
  }

  private mutating func trim() {
    while limbs.last == 0 { limbs.removeLast() }
    if limbs.isEmpty { isNegative = false }
  }
}
