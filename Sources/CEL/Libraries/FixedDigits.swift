/// Numbers with a given number of digits after the point, exactly rounded (to even on a tie), as
/// `%.3f` and `%.3e` of C and Go print them.
enum FixedDigits {
  /// The decimal digits of a number's magnitude without loss: d₁d₂…, and how many of them stand
  /// before the point (negative: that many zeros follow the point first).
  private static func exactDigits(_ value: Double) -> (digits: [UInt8], point: Int) {
    // value = significand × 2^exponent, with a whole significand.
    let exponent = value == 0 ? 0 : Int(value.exponent) - 52
    var digits = digitsOf(
      value == 0 ? 0 : UInt64((value.magnitude.significand * 4_503_599_627_370_496).rounded()))
    var point = digits.count
    if exponent > 0 {
      for _ in 0..<exponent { double(&digits) }
      point = digits.count
    } else {
      // Halving appends a digit: multiply by five and move the point.
      for _ in 0..<(-exponent) {
        let before = digits.count
        times5(&digits)
        point += digits.count - before - 1
      }
    }
    return (digits, point)
  }

  private static func digitsOf(_ value: UInt64) -> [UInt8] {
    String(value).utf8.map { $0 - 48 }
  }

  private static func multiply(_ digits: inout [UInt8], by factor: Int) {
    var carry = 0
    for index in digits.indices.reversed() {
      let product = Int(digits[index]) * factor + carry
      digits[index] = UInt8(product % 10)
      carry = product / 10
    }
    if carry > 0 { digits.insert(UInt8(carry), at: 0) }
  }

  private static func double(_ digits: inout [UInt8]) { multiply(&digits, by: 2) }

  private static func times5(_ digits: inout [UInt8]) { multiply(&digits, by: 5) }

  /// Keeps `count` digits, rounding half to even; true if that made the number one digit longer.
  private static func round(_ digits: inout [UInt8], keeping count: Int) -> Bool {
    guard count < digits.count else { return false }
    if count < 0 {
      digits = []
      return false
    }
    let rest = digits[count...]
    let isTie = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    let goesUp = isTie ? isOdd : (rest.first ?? 0) >= 5
    digits.removeSubrange(count...)
    guard goesUp else { return false }
    for index in digits.indices.reversed() {
      if digits[index] < 9 {
        digits[index] += 1
        return false
      }
      digits[index] = 0
    }
    digits.insert(1, at: 0)
    return true
  }

  private static func text(_ digits: some Sequence<UInt8>) -> String {
    String(decoding: digits.map { $0 + 48 }, as: UTF8.self)
  }

  /// `%.<precision>f`.
  static func fixed(_ value: Double, _ precision: Int) -> String {
    var (digits, point) = exactDigits(value)
    if round(&digits, keeping: point + precision) { point += 1 }
    let sign = value.sign == .minus ? "-" : ""
    var whole = Array(digits.prefix(max(0, point)))
    whole += [UInt8](repeating: 0, count: max(0, point - whole.count))
    if whole.isEmpty { whole = [0] }
    guard precision > 0 else { return sign + text(whole) }
    var fraction = [UInt8](repeating: 0, count: max(0, min(-point, precision)))
    fraction += digits.dropFirst(max(0, point))
    fraction += [UInt8](repeating: 0, count: max(0, precision - fraction.count))
    return sign + text(whole) + "." + text(fraction.prefix(precision))
  }

  /// `%.<precision>e`.
  static func scientific(_ value: Double, _ precision: Int) -> String {
    var (digits, point) = exactDigits(value)
    while digits.count > 1, digits[0] == 0 {
      digits.removeFirst()
      point -= 1
    }
    if round(&digits, keeping: precision + 1) {
      point += 1
      digits.removeLast()
    }
    digits += [UInt8](repeating: 0, count: max(0, precision + 1 - digits.count))
    let exponent = value == 0 ? 0 : point - 1
    var result = (value.sign == .minus ? "-" : "") + text(digits.prefix(1))
    if precision > 0 { result += "." + text(digits[1...precision]) }
    let magnitude = String(exponent.magnitude)
    return result + "e" + (exponent < 0 ? "-" : "+") + (magnitude.count < 2 ? "0" : "") + magnitude
  }
}
