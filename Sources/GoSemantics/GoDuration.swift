/// The text of Go's `time.Duration`, both ways. A duration is a count of nanoseconds.
///
/// Mirrors: `go src/time/time.go` Duration.String, `src/time/format.go` ParseDuration.
public enum GoDuration {
  /// Why a text is not a duration.
  public struct ParseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What stands wrong in the text, in Go's words after `time: `.
    public var description: String

    /// - Parameter description: What stands wrong in the text.
    public init(description: String) { self.description = description }
  }

  private static let units: [(name: String, nanoseconds: UInt64)] = [
    ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
    ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  /// The number of nanoseconds that a text such as `1h15m`, `-1.5s` or `300ms` stands for.
  ///
  /// - Throws: ``ParseError`` on an empty text, a missing or unknown unit, or a value that does
  ///   not fit into 64 bits.
  public static func parse(_ text: String) throws(ParseError) -> Int64 {
    let quoted = "\"\(text)\""
    let invalid = ParseError(description: "invalid duration \(quoted)")
    var rest = Substring(text)
    var isNegative = false
    if let sign = rest.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest.removeFirst()
    }
    if rest == "0" { return 0 }
    guard !rest.isEmpty else { throw invalid }

    // The magnitude may reach 2^63, which only the negative side can hold.
    let limit = UInt64(1) << 63
    var total: UInt64 = 0
    while !rest.isEmpty {
      let whole = rest.prefix(while: isDigit)
      rest = rest.dropFirst(whole.count)
      var fraction: Substring = ""
      if rest.first == "." {
        rest.removeFirst()
        fraction = rest.prefix(while: isDigit)
        rest = rest.dropFirst(fraction.count)
      }
      guard !whole.isEmpty || !fraction.isEmpty else { throw invalid }
      var value: UInt64 = 0
      for digit in whole.utf8 {
        let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { throw invalid }
        value = shifted + UInt64(digit - 48)
        guard value <= limit else { throw invalid }
      }

      let name = rest.prefix { $0 != "." && !isDigit($0) }
      rest = rest.dropFirst(name.count)
      guard !name.isEmpty else {
        throw ParseError(description: "missing unit in duration \(quoted)")
      }
      guard let unit = units.first(where: { $0.name == name }) else {
        throw ParseError(description: "unknown unit \"\(name)\" in duration \(quoted)")
      }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: unit.nanoseconds)
      guard !overflow, scaled <= limit else { throw invalid }
      total += scaled + nanoseconds(ofFraction: fraction, unit: unit.nanoseconds)
      guard total <= limit else { throw invalid }
    }
    if isNegative { return Int64(truncatingIfNeeded: 0 &- total) }
    guard total < limit else { throw invalid }
    return Int64(total)
  }

  /// Digits beyond what 64 bits hold are dropped, and the product is a floating-point one, as
  /// upstream's.
  private static func nanoseconds(ofFraction digits: Substring, unit: UInt64) -> UInt64 {
    var value: UInt64 = 0
    var scale = 1.0
    for digit in digits.utf8 {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow, shifted <= UInt64(1) << 63 - 10 else { break }
      value = shifted + UInt64(digit - 48)
      scale *= 10
    }
    return value == 0 ? 0 : UInt64(Double(value) * (Double(unit) / scale))
  }

  private static func isDigit(_ character: Character) -> Bool {
    character >= "0" && character <= "9"
  }

  /// The shortest exact text: `0s`, `1.5ms`, `2m30s`, `72h3m0.5s`.
  public static func format(nanoseconds: Int64) -> String {
    let magnitude = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    switch magnitude {
    case 0: return "0s"
    case ..<1_000: return "\(sign)\(magnitude)ns"
    case ..<1_000_000: return sign + decimal(magnitude, digits: 3) + "µs"
    case ..<1_000_000_000: return sign + decimal(magnitude, digits: 6) + "ms"
    default: break
    }
    let minutes = magnitude / 60_000_000_000
    let seconds = decimal(magnitude % 60_000_000_000, digits: 9) + "s"
    if minutes == 0 { return sign + seconds }
    if minutes < 60 { return "\(sign)\(minutes)m\(seconds)" }
    return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
  }

  /// A fixed-point number without trailing zeros of the fraction.
  private static func decimal(_ value: UInt64, digits: Int) -> String {
    var scale: UInt64 = 1
    for _ in 0..<digits { scale *= 10 }
    let fraction = value % scale
    guard fraction != 0 else { return "\(value / scale)" }
    var text = String(fraction)
    text = String(repeating: "0", count: digits - text.count) + text
    while text.last == "0" { text.removeLast() }
    return "\(value / scale).\(text)"
  }
}
