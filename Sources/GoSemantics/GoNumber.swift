/// The text of floating-point numbers as Go prints them: the shortest digits that read back as
/// the same number.
///
/// Mirrors: `go src/strconv/ftoa.go`, `src/encoding/json/encode.go`.
public enum GoNumber {
  /// `%v` and `%g` of `fmt`, also `strconv.FormatFloat(value, 'g', -1, 64)`: exponent form
  /// below 1e−4 and from 1e6 on, so `1e-05`, `0.0001`, `123456`, `1e+06`.
  public static func text(_ value: Double) -> String {
    value.isFinite ? Digits(value.description).generalText() : special(value)
  }

  /// `%v` of a 32-bit number.
  public static func text(_ value: Float) -> String {
    value.isFinite ? Digits(value.description).generalText() : special(Double(value))
  }

  /// The number as Go's JSON encoder writes it: plain below 1e21 and from 1e−6 on, otherwise
  /// with an exponent without leading zeros (`1e-7`).
  ///
  /// - Precondition: The number is finite; JSON has no others.
  public static func json(_ value: Double) -> String {
    precondition(value.isFinite, "JSON cannot hold a number that is not finite")
    let digits = Digits(value.description)
    let magnitude = value.magnitude
    if magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21) {
      return digits.exponentText(minimumExponentDigits: 1)
    }
    return digits.plainText()
  }

  private static func special(_ value: Double) -> String {
    value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf"
  }

  /// A decimal number 0.d₁d₂d₃… × 10^pointPosition, taken apart from Swift's shortest text.
  private struct Digits {
    var isNegative = false
    var digits: [UInt8] = []
    var pointPosition = 0
    var isZero: Bool { digits.isEmpty }

    init(_ text: String) {
      var seenPoint = false
      var exponent = 0
      var exponentSign = 1
      var inExponent = false
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "-"):
          if inExponent { exponentSign = -1 } else { isNegative = true }
        case UInt8(ascii: "."):
          seenPoint = true
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
          inExponent = true
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
          if inExponent {
            exponent = exponent * 10 + Int(byte - 48)
          } else if digits.isEmpty && byte == 48 {
            if seenPoint { pointPosition -= 1 }
          } else {
            digits.append(byte)
            if !seenPoint { pointPosition += 1 }
          }
        default:
          break
        }
      }
      pointPosition += exponent * exponentSign
      while digits.last == 48 { digits.removeLast() }
      if digits.isEmpty { pointPosition = 0 }
    }

    func generalText() -> String {
      let exponent = pointPosition - 1
      return !isZero && (exponent < -4 || exponent >= 6)
        ? exponentText(minimumExponentDigits: 2) : plainText()
    }

    func plainText() -> String {
      var bytes: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
      if pointPosition <= 0 {
        bytes.append(48)
      } else {
        for index in 0..<pointPosition {
          bytes.append(index < digits.count ? digits[index] : 48)
        }
      }
      if digits.count > pointPosition {
        bytes.append(UInt8(ascii: "."))
        for index in pointPosition..<digits.count {
          bytes.append(index < 0 ? 48 : digits[index])
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }

    func exponentText(minimumExponentDigits: Int) -> String {
      var bytes: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
      bytes.append(digits.first ?? 48)
      if digits.count > 1 {
        bytes.append(UInt8(ascii: "."))
        bytes += digits.dropFirst()
      }
      let exponent = pointPosition - 1
      let magnitude = String(exponent.magnitude)
      let padding = String(
        repeating: "0", count: max(0, minimumExponentDigits - magnitude.utf8.count))
      return String(decoding: bytes, as: UTF8.self) + (exponent < 0 ? "e-" : "e+") + padding
        + magnitude
    }
  }
}
