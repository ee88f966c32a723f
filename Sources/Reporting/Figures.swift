import Foundation

/// Numbers as people read them: durations as `5m 12s`, ratios as `99.95 %`, grouped thousands.
///
/// Everything here is independent of the locale and the platform's number formatter, so that equal
/// inputs give equal bytes. A figure and its unit are joined by a no-break space.
enum Figures {
  /// What stands for a figure that no replication defines.
  static let undefined = "–"

  /// `value` with exactly `decimals` digits after the point, ties away from zero, thousands grouped.
  ///
  /// Values beyond 10¹⁵ in the last digit fall back to Swift's shortest form.
  static func fixed(_ value: Double, decimals: Int, grouped: Bool = true) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-∞" : "∞" }
    let scale = (0..<max(0, decimals)).reduce(1.0) { product, _ in product * 10 }
    let scaled = (abs(value) * scale).rounded(.toNearestOrAwayFromZero)
    guard scaled < 1e15 else { return "\(value)" }
    let digits = Int64(scaled)
    let whole = digits / Int64(scale)
    var text = grouped ? group(String(whole)) : String(whole)
    if decimals > 0 {
      let fraction = String(digits % Int64(scale))
      text += "." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }
    return value < 0 && digits != 0 ? "-" + text : text
  }

  /// A whole number with its thousands grouped: `1,234,567`.
  static func whole(_ value: Int) -> String {
    value < 0 ? "-" + group(String(value.magnitude)) : group(String(value))
  }

  /// A plain number: whole ones without a point, others with as many digits as they deserve.
  ///
  /// - Parameter halfWidth: Of the interval around it; the last digit shown is its second one.
  static func number(_ value: Double, halfWidth: Double? = nil) -> String {
    guard value.isFinite else { return fixed(value, decimals: 0) }
    if let halfWidth, halfWidth > 0, halfWidth.isFinite {
      return fixed(value, decimals: decimals(showing: halfWidth))
    }
    if value == value.rounded() { return fixed(value, decimals: 0) }
    let magnitude = abs(value)
    if magnitude >= 1000 { return fixed(value, decimals: 0) }
    if magnitude >= 100 { return fixed(value, decimals: 1) }
    if magnitude >= 1 { return fixed(value, decimals: 2) }
    return trimmingZeros(
      fixed(value, decimals: min(9, decimals(showing: magnitude) + 1)), keeping: 1)
  }

  /// A ratio as a percentage; close to one, with enough digits to tell it from one.
  ///
  /// - Parameter halfWidth: Of the interval around it, as a ratio.
  static func percent(_ ratio: Double, halfWidth: Double? = nil) -> String {
    guard ratio.isFinite else { return fixed(ratio, decimals: 0) }
    if ratio == 1 { return "100\u{A0}%" }
    if ratio == 0 { return "0\u{A0}%" }
    let distance = min(abs(1 - ratio), abs(ratio)) * 100
    var places = max(ratio > 0.9 && ratio < 1 ? 2 : 1, decimals(showing: distance))
    if let halfWidth, halfWidth > 0, halfWidth.isFinite {
      // Even a wide interval must not make a loss look like none.
      places = max(1, decimals(showing: halfWidth * 100), decimals(showing: distance) - 1)
    }
    places = min(places, 7)
    let text = fixed(ratio * 100, decimals: places)
    // A loss that the digits cannot show is still a loss.
    if ratio < 1, Double(text) == 100 {
      return ">" + fixed(100 - smallestStep(places), decimals: places) + "\u{A0}%"
    }
    if ratio > 0, Double(text) == 0 {
      return "<" + fixed(smallestStep(places), decimals: places) + "\u{A0}%"
    }
    return (halfWidth == nil ? trimmingZeros(text, keeping: ratio > 0.9 ? 2 : 1) : text) + "\u{A0}%"
  }

  /// A round ratio as a percentage with only the digits that it has: `95 %`, `99.999 %`.
  static func roundPercent(_ ratio: Double) -> String {
    var scaled = ratio * 100
    var decimals = 0
    while decimals < 7, abs(scaled - scaled.rounded()) > 1e-6 {
      scaled *= 10
      decimals += 1
    }
    return fixed(ratio * 100, decimals: decimals) + "\u{A0}%"
  }

  /// The number of leading nines of an availability, `3.3` for 99.95 %; nil where there is no such number.
  static func nines(_ ratio: Double) -> String? {
    guard ratio.isFinite, ratio >= 0.9, ratio < 1 else { return nil }
    return fixed(-log10(1 - ratio), decimals: 1)
  }

  /// A duration with its two largest units: `850 ms`, `41.2 s`, `5m 12s`, `2h 05m`, `3d 04h`.
  ///
  /// - Parameter halfWidth: Of the interval around it, in seconds; a narrow one earns a further unit:
  ///   `5m 12.3s`, `2h 05m 12s`.
  static func duration(_ seconds: Double, halfWidth: Double? = nil) -> String {
    guard seconds.isFinite else { return fixed(seconds, decimals: 0) }
    if seconds < 0 { return "-" + duration(-seconds, halfWidth: halfWidth) }
    if seconds == 0 { return "0\u{A0}s" }
    if seconds < 0.9995e-3 { return threeDigits(seconds * 1e6) + "\u{A0}µs" }
    if seconds < 0.9995 { return threeDigits(seconds * 1e3) + "\u{A0}ms" }
    if seconds < 59.95 { return threeDigits(seconds) + "\u{A0}s" }
    let width = halfWidth.flatMap { $0 > 0 ? $0 : nil } ?? .infinity
    if seconds < 3599.5, width < 1 {
      let tenths = Int64((seconds * 10).rounded(.toNearestOrAwayFromZero))
      return "\(tenths / 600)m\u{A0}\(two(tenths / 10 % 60)).\(tenths % 10)s"
    }
    if seconds < 3599.5 { return pair(seconds, 60, "m", "s") }
    if seconds < 86_370, width < 60 { return triple(seconds, "h", "m", "s") }
    if seconds < 86_370 { return pair(seconds / 60, 60, "h", "m") }
    if width < 3600 { return triple(seconds / 60, "d", "h", "m") }
    return pair(seconds / 3600, 24, "d", "h")
  }

  /// An instant on the clock of a run, to the second: `0:41:07`, `3d 04:00:00`.
  static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e12 else { return fixed(seconds, decimals: 0) }
    let total = Int64(seconds.rounded(.down))
    let (days, rest) = (total / 86_400, total % 86_400)
    let time =
      "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
    return days > 0 ? "\(days)d \(time)" : time
  }

  /// A value in the way of its unit.
  static func value(_ value: Double, unit: String, halfWidth: Double? = nil) -> String {
    switch unit {
    case "ratio": percent(value, halfWidth: halfWidth)
    case "seconds": duration(value, halfWidth: halfWidth)
    default: number(value, halfWidth: halfWidth)
    }
  }

  /// The digits after the point at which `width` shows two significant digits.
  static func decimals(showing width: Double) -> Int {
    guard width > 0, width.isFinite else { return 0 }
    return max(0, min(9, 1 - Int((log10(width) + 1e-9).rounded(.down))))
  }

  /// Three significant digits of a number below a thousand.
  private static func threeDigits(_ value: Double) -> String {
    fixed(value, decimals: value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
  }

  private static func smallestStep(_ decimals: Int) -> Double {
    (0..<decimals).reduce(1.0) { step, _ in step / 10 }
  }

  /// `value` counts the small unit, `size` of which make a large one.
  private static func pair(
    _ value: Double, _ size: Int64, _ large: String, _ small: String
  ) -> String {
    let total = Int64(min(value, 9e15).rounded(.toNearestOrAwayFromZero))
    return "\(group(String(total / size)))\(large)\u{A0}\(two(total % size))\(small)"
  }

  /// `value` counts the smallest unit: seconds under hours, or minutes under days.
  private static func triple(
    _ value: Double, _ large: String, _ middle: String, _ small: String
  ) -> String {
    let total = Int64(min(value, 9e15).rounded(.toNearestOrAwayFromZero))
    let size: Int64 = large == "d" ? 24 : 60
    return "\(group(String(total / (60 * size))))\(large)\u{A0}\(two(total / 60 % size))\(middle)"
      + "\u{A0}\(two(total % 60))\(small)"
  }

  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static func group(_ digits: String) -> String {
    guard digits.count > 3 else { return digits }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  private static func trimmingZeros(_ text: String, keeping decimals: Int) -> String {
    guard let point = text.firstIndex(of: ".") else { return text }
    var end = text.endIndex
    while text.distance(from: point, to: end) - 1 > decimals, text[text.index(before: end)] == "0" {
      end = text.index(before: end)
    }
    return String(text[..<end])
  }
}
