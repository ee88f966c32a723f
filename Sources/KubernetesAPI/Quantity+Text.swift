import Documents
import GoSemantics

/// Why a text is no quantity.
public struct QuantityError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public var description: String

  static let form = QuantityError(
    description:
      "is no quantity: it must be a number with an optional suffix such as m, k, Mi or e3")
  static let number = QuantityError(description: "is no quantity: its number cannot be read")
  static let suffix = QuantityError(
    description: "is no quantity: its suffix is none of n u m k M G T P E Ki Mi Gi Ti Pi Ei e<n>")
  static let size = QuantityError(description: "is no quantity: it is too large to compute with")
}

extension Quantity {
  /// More digits than anyone means; bounds the work on hostile input.
  private static let maximumLength = 4096
  private static let maximumExponent: Int32 = 100_000
  /// More digits than this do not surely fit in 64 bits.
  private static let smallDigits = 18
  private static let finestScale = -9

  /// Reads a quantity.
  ///
  /// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/api/resource/quantity.go` (ParseQuantity).
  public init(parsing text: String) throws(QuantityError) {
    if text.utf8.count > Self.maximumLength { throw .size }
    if text.isEmpty { throw .form }
    let parts = try Parts(text)
    let suffix = try Suffix(parts.suffix)

    var scale = 0
    var precision: Int
    var factor: Int64 = 1
    switch suffix.format {
    case .decimalSI, .decimalExponent:
      scale = suffix.exponent
      precision = Self.smallDigits - (parts.whole.count + parts.fraction.count)
    case .binarySI:
      if parts.fraction.isEmpty {
        factor = 1 << Int64(suffix.exponent)
        precision = 15 - parts.whole.count - Int(Float(suffix.exponent) * 3 / 10) - 1
      } else {
        precision = -1
      }
    }
    if precision >= 0, scale - parts.fraction.count >= Self.finestScale {
      scale -= parts.fraction.count
      let digits = parts.whole + parts.fraction
      guard let number = Int64(String(decoding: digits, as: UTF8.self)) else { throw .number }
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      if !overflow {
        let isCanonical =
          suffix.format == .binarySI
          ? suffix.exponent % 10 == 0 && number & 7 != 0
          : scale % 3 == 0 && !digits.ends(with: "000") && digits.first != UInt8(ascii: "0")
        self.init(
          amount: .small(value: parts.isNegative ? -product : product, scale: Int32(scale)),
          format: suffix.format, originalText: isCanonical || text == "0" ? text : nil)
        return
      }
    }
    try self.init(large: parts, suffix)
  }

  private init(large parts: Parts, _ suffix: Suffix) throws(QuantityError) {
    guard !parts.hasNoDigits, let digits = BigInteger(digits: parts.whole + parts.fraction) else {
      throw .number
    }
    var value = Decimal(unscaled: digits, scale: parts.fraction.count)
    if suffix.format == .binarySI {
      value.unscaled.shiftLeft(suffix.exponent)
    } else {
      value.scale -= suffix.exponent
    }
    if !value.unscaled.isZero { value = value.rounded(to: -Self.finestScale).value }
    var format = suffix.format
    if format == .binarySI {
      let most = Decimal(unscaled: BigInteger(Int64.max), scale: 0)
      if Decimal.compare(value, most) > 0 { value = most }
      let one = Decimal(unscaled: BigInteger(1), scale: 0)
      if Decimal.compare(value, one) < 0, !value.unscaled.isZero { format = .decimalSI }
    }
    if parts.isNegative { value.unscaled.negate() }
    self.init(amount: .large(value), format: format)
  }

  /// The text that the API server would return: as parsed if that was canonical.
  public var text: String { originalText ?? canonicalText }

  /// The canonical text: no fraction, and the largest suffix that allows that.
  ///
  /// Amounts beyond the largest suffix lose their suffix, as upstream's do.
  public var canonicalText: String {
    if isZero { return "0" }
    var format = self.format
    var whole: Quantity?
    if format == .binarySI {
      let limit = Quantity(1024)
      if self > Quantity(-1024), self < limit {
        format = .decimalSI
      } else if let exact = exactWhole {
        whole = exact
      } else {
        format = .decimalSI
      }
    }
    if format == .binarySI, let whole {
      let (mantissa, exponent) = whole.base1024
      return mantissa + Suffix.text(binary: exponent)
    }
    let (mantissa, exponent) = canonicalDecimal
    return mantissa + Suffix.text(decimal: exponent, format)
  }

  /// The amount without a fraction, if it has none.
  private var exactWhole: Quantity? {
    switch amount {
    case .small(let value, let scale):
      if scale >= 0 { return self }
      let whole = Int64Scaling.down(value, by: -scale)
      return whole.isExact ? Quantity(whole.value, format: format) : nil
    case .large(let decimal):
      let whole = decimal.rounded(to: 0)
      return whole.isExact ? Quantity(amount: .large(whole.value), format: format) : nil
    }
  }

  /// A mantissa and the exponent, a multiple of three, of the largest unit.
  private var canonicalDecimal: (mantissa: String, exponent: Int) {
    var (mantissa, exponent) = (decimal.unscaled, -decimal.scale)
    while !mantissa.isZero {
      var quotient = mantissa
      guard quotient.divide(by: 10) == 0 else { break }
      (mantissa, exponent) = (quotient, exponent + 1)
    }
    while exponent % 3 != 0 {
      mantissa.multiply(by: 10)
      exponent -= 1
    }
    return (mantissa.text, exponent)
  }

  private var base1024: (mantissa: String, exponent: Int) {
    var mantissa = decimal.rounded(to: 0).value.unscaled
    var exponent = 0
    while !mantissa.isZero {
      var quotient = mantissa
      guard quotient.divide(by: 1024) == 0 else { break }
      (mantissa, exponent) = (quotient, exponent + 1)
    }
    return (mantissa.text, exponent)
  }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount
      && suffix(text.utf8CodeUnitCount).elementsEqual(
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

extension Quantity {
  /// A quantity's text cut into its parts.
  private struct Parts {
    var isNegative = false
    /// Digits before the dot without leading zeros; `0` if there are none.
    var whole: ArraySlice<UInt8>
    /// Digits behind the dot.
    var fraction: ArraySlice<UInt8> = []
    var suffix: Substring = ""
    /// Whether no digit was written at all.
    var hasNoDigits = false

    init(_ text: String) throws(QuantityError) {
      let bytes = Array(text.utf8)
      var index = 0
      func skip(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = index
        while index < bytes.count, condition(bytes[index]) { index += 1 }
        return bytes[start..<index]
      }
      let isDigit = { (byte: UInt8) in byte >= 0x30 && byte <= 0x39 }
      if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") {
        isNegative = bytes[0] == UInt8(ascii: "-")
        index = 1
      }
      let zeros = skip { $0 == 0x30 }
      whole = skip(while: isDigit)
      hasNoDigits = zeros.isEmpty && whole.isEmpty
      if whole.isEmpty { whole = [UInt8(ascii: "0")] }
      if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
        index += 1
        fraction = skip(while: isDigit)
        if !fraction.isEmpty { hasNoDigits = false }
      }
      let start = index
      let letters = Array("eEinumkKMGTP".utf8)
      _ = skip { letters.contains($0) }
      if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+")
      {
        index += 1
      }
      _ = skip(while: isDigit)
      if index < bytes.count { throw .form }
      suffix = Substring(decoding: bytes[start...], as: UTF8.self)
    }
  }

  /// What a suffix means.
  private struct Suffix {
    var exponent: Int
    var format: Format

    private static let decimal: [Substring: Int] = [
      "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
    ]
    private static let binary: [Substring: Int] = [
      "Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60,
    ]
    private static let decimalNames = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
    private static let binaryNames = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]

    init(_ text: Substring) throws(QuantityError) {
      if let exponent = Self.decimal[text] {
        (self.exponent, format) = (exponent, .decimalSI)
      } else if let exponent = Self.binary[text] {
        (self.exponent, format) = (exponent, .binarySI)
      } else {
        guard text.first == "e" || text.first == "E", text.count > 1,
          let written = Int64(text.dropFirst())
        else { throw .suffix }
        // Upstream keeps 32 bits of the exponent.
        let exponent = Int32(truncatingIfNeeded: written)
        guard exponent.magnitude <= maximumExponent else { throw .size }
        (self.exponent, format) = (Int(exponent), .decimalExponent)
      }
    }

    static func text(decimal exponent: Int, _ format: Format) -> String {
      if format == .decimalExponent { return exponent == 0 ? "" : "e\(exponent)" }
      let index = exponent / 3 + 3
      return decimalNames.indices.contains(index) ? decimalNames[index] : ""
    }

    static func text(binary exponent: Int) -> String {
      binaryNames.indices.contains(exponent) ? binaryNames[exponent] : ""
    }
  }
}

extension Quantity: CustomStringConvertible {
  /// The text that the API server would return.
  public var description: String { text }
}

extension Quantity: ZeroValued {
  /// Zero.
  public static var zeroValue: Quantity { .zero }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let node = try container.decode(Node.self)
    let text: String
    switch node.content {
    case .string(let string): text = Self.trimmed(string)
    case .integer(let value): text = String(value)
    case .number(let value): text = GoNumber.json(value)
    default:
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "must be a quantity, not \(node.kindDescription)"))
    }
    do {
      try self.init(parsing: text)
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "\"\(text.prefix(64))\" \(error)"))
    }
  }

  private static func trimmed(_ text: String) -> String {
    let isBlank = { (character: Character) in character.isWhitespace }
    let start = text.drop(while: isBlank)
    guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(start[...last])
  }
}

/// Amounts by resource name: `cpu`, `memory`, `ephemeral-storage`, `pods`, `nvidia.com/gpu` …
public typealias ResourceList = [String: Quantity]
