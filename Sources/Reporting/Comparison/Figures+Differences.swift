import Foundation

extension Figures {
  /// A difference with its sign; of a ratio in percentage points.
  static func difference(_ value: Double, unit: String, halfWidth: Double? = nil) -> String {
    if value == 0 { return "0" }
    return (value < 0 ? "-" : "+") + distance(value, unit: unit, halfWidth: halfWidth)
  }

  /// The size of a difference; of a ratio in percentage points.
  static func distance(_ value: Double, unit: String, halfWidth: Double? = nil) -> String {
    let size = abs(value)
    switch unit {
    case "ratio":
      let width = halfWidth.flatMap { $0 > 0 ? $0 : nil } ?? size
      return fixed(size * 100, decimals: min(7, decimals(showing: width * 100))) + "\u{A0}pp"
    case "seconds": return duration(size, halfWidth: halfWidth)
    default: return number(size, halfWidth: halfWidth)
    }
  }

  /// A p-value, which nobody needs to more than three digits.
  static func probability(_ value: Double) -> String {
    if value < 0.001 { return "<0.001" }
    return value > 0.999 ? "1" : fixed(value, decimals: 3)
  }

  /// How many times, to two digits or so: `×37`, `×3.2`.
  static func times(_ factor: Double) -> String {
    guard factor.isFinite, factor < 1e6 else { return "×∞" }
    return "×" + fixed(factor, decimals: factor >= 9.95 ? 0 : factor >= 0.995 ? 1 : 2)
  }
}
