import Foundation

/// Maps values to a share of a chart's width, and names the ticks.
struct Scale {
  /// A tick: where, and what it is called.
  struct Tick: Equatable {
    var value: Double
    var position: Double
    var label: String
  }

  /// The ticks in order of position.
  var ticks: [Tick]
  private var transform: @Sendable (Double) -> Double
  private var low: Double
  private var high: Double

  /// Where a value lies, 0 at the left end and 1 at the right end; clipped to these.
  func position(_ value: Double) -> Double {
    let transformed = transform(value)
    guard high > low, !transformed.isNaN else { return 0.5 }
    return min(1, max(0, (transformed - low) / (high - low)))
  }

  private init(
    low: Double, high: Double, values: [Double], label: (Double) -> String,
    transform: @escaping @Sendable (Double) -> Double
  ) {
    self.transform = transform
    self.low = low
    self.high = high
    ticks = []
    for value in values {
      let place = transform(value)
      guard place >= low - 1e-9 * (high - low), place <= high + 1e-9 * (high - low) else {
        continue
      }
      let tick = Tick(value: value, position: position(value), label: label(value))
      // Labels must not touch in the narrowest plots; a character takes about a 25th of those.
      let room = 0.02 + 0.04 * Double(max(tick.label.count, ticks.last?.label.count ?? 0))
      if let last = ticks.last, tick.position - last.position < room { continue }
      ticks.append(tick)
    }
  }

  /// The scale that suits values of a unit.
  static func fitting(_ values: [Double], unit: String, group: String) -> Scale {
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let most = finite.max() else {
      return Scale(low: 0, high: 1, values: [], label: { _ in "" }, transform: { $0 })
    }
    switch unit {
    case "ratio" where group == "availability": return availability(finite)
    case "ratio": return percentages(least, most)
    case "seconds" where least > 0 && most / least > 60: return logarithmicDurations(least, most)
    case "seconds": return durations(min(0, least), most)
    default: return numbers(least, most)
    }
  }

  /// Differences in a unit, zero among them; of ratios in percentage points.
  static func differences(_ values: [Double], unit: String) -> Scale {
    let finite = values.filter(\.isFinite) + [0]
    let (least, most) = (finite.min() ?? 0, finite.max() ?? 0)
    let margin = most > least ? (most - least) * 0.06 : 0.5
    let (low, high) = (least - margin, most + margin)
    let wish = (high - low) / 4
    let minutes: [Double] = [
      60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000,
    ]
    let step =
      unit == "seconds" && wish > 50
      ? minutes.first { $0 >= wish } ?? roundStep(wish) : roundStep(wish)
    return Scale(
      low: low, high: high, values: multiples(of: step, from: low, to: high),
      label: { value in
        if value == 0 { return "0" }
        let sign = value < 0 ? "-" : "+"
        switch unit {
        case "ratio":
          let decimals = max(0, min(7, Int((-log10(step * 100)).rounded(.up))))
          return sign + Figures.fixed(abs(value) * 100, decimals: decimals)
        case "seconds": return sign + shortDuration(abs(value))
        default: return sign + Figures.number(abs(value), halfWidth: step >= 1 ? nil : step * 10)
        }
      }, transform: { $0 })
  }

  /// Plain numbers, with round ticks.
  static func numbers(_ least: Double, _ most: Double) -> Scale {
    let (low, high) = widened(least, most)
    let step = roundStep((high - low) / 5)
    return Scale(
      low: low, high: high, values: multiples(of: step, from: low, to: high),
      label: { Figures.number($0, halfWidth: step >= 1 ? nil : step * 10) }, transform: { $0 })
  }

  /// Durations from `least`, with ticks at round minutes and hours.
  static func durations(_ least: Double, _ most: Double) -> Scale {
    let (low, high) = widened(least, most)
    let steps: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
      172_800, 432_000, 864_000, 2_592_000,
    ]
    let wish = (high - low) / 5
    let step = wish < 1 ? roundStep(wish) : steps.first { $0 >= wish } ?? roundStep(wish)
    return Scale(
      low: low, high: high, values: multiples(of: step, from: low, to: high),
      label: { shortDuration($0) }, transform: { $0 })
  }

  /// Shares between 0 and 100 %.
  static func percentages(_ least: Double, _ most: Double) -> Scale {
    let (low, high) = (min(0, least), max(1, most))
    let step = roundStep((high - low) / 5)
    return Scale(
      low: low, high: high, values: multiples(of: step, from: low, to: high),
      label: { Figures.fixed($0 * 100, decimals: 0) + "%" }, transform: { $0 })
  }

  /// Availabilities: by nines when they differ by more than a nine, else linear. Exactly one, which
  /// has no end of nines, stands at the right end.
  static func availability(_ values: [Double]) -> Scale {
    let imperfect = values.filter { $0 < 1 }
    let nines = imperfect.map { -log10(1 - $0) }
    guard let fewest = nines.min(), let most = nines.max() else {
      return linearPercentages(0.99, 1)
    }
    guard most - fewest > 1 else {
      return linearPercentages(imperfect.min() ?? 0, values.max() ?? 1)
    }
    let perfect = imperfect.count < values.count
    let low = max(0, fewest - 0.15)
    let end = min(most, 9) + 0.15
    let high = perfect ? end + 0.5 : end
    var marks: [Double] = []
    for power in 0...9 {
      let unit = (0..<power).reduce(1.0) { size, _ in size / 10 }
      marks.append(1 - unit)
      if end - low < 2.2 { marks.append(1 - unit / 2) }
    }
    return Scale(
      low: low, high: high, values: marks.filter { -log10(1 - $0) <= end } + (perfect ? [1] : []),
      label: { Figures.roundPercent($0).filter { $0 != "\u{A0}" } },
      transform: { $0 >= 1 ? high : $0 <= 0 ? 0 : -log10(1 - $0) })
  }

  private static func linearPercentages(_ least: Double, _ most: Double) -> Scale {
    let margin = max((most - least) * 0.05, 1e-9)
    let (low, high) = (least - margin, min(1, most + margin))
    let step = roundStep((high - low) / 4)
    let decimals = max(0, Int((-log10(step * 100)).rounded(.up)))
    return Scale(
      low: low, high: high, values: multiples(of: step, from: low, to: high),
      label: { Figures.fixed($0 * 100, decimals: decimals) + "%" }, transform: { $0 })
  }

  private static func logarithmicDurations(_ least: Double, _ most: Double) -> Scale {
    let marks: [Double] = [
      0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 36_000, 86_400, 864_000, 8_640_000,
    ]
    return Scale(
      low: log10(least) - 0.05, high: log10(most) + 0.05, values: marks,
      label: { shortDuration($0) }, transform: { $0 > 0 ? log10($0) : -300 })
  }

  /// A duration of a round tick: `10s`, `5m`, `1h 30m`.
  static func shortDuration(_ seconds: Double) -> String {
    if seconds == 0 { return "0" }
    if seconds < 1 { return trimmed(seconds * 1000) + "ms" }
    if seconds < 60 { return trimmed(seconds) + "s" }
    let total = Int64(seconds.rounded())
    let parts = [
      (total / 86_400, "d"), (total / 3600 % 24, "h"), (total / 60 % 60, "m"), (total % 60, "s"),
    ].filter { $0.0 > 0 }
    return parts.prefix(2).map { "\($0.0)\($0.1)" }.joined(separator: " ")
  }

  private static func trimmed(_ value: Double) -> String { Markup.coordinate(value) }

  /// Ends with a little air, never equal.
  private static func widened(_ least: Double, _ most: Double) -> (Double, Double) {
    guard most > least else {
      let margin = max(abs(least) * 0.1, 0.5)
      return (least >= 0 ? max(0, least - margin) : least - margin, most + margin)
    }
    let margin = (most - least) * 0.04
    return (least >= 0 ? max(0, least - margin) : least - margin, most + margin)
  }

  /// The next of 1, 2, 5, 10, … at or above `wish`.
  private static func roundStep(_ wish: Double) -> Double {
    guard wish > 0, wish.isFinite else { return 1 }
    let power = pow(10, log10(wish).rounded(.down))
    for factor in [1.0, 2, 5] where factor * power >= wish * 0.999 { return factor * power }
    return 10 * power
  }

  private static func multiples(of step: Double, from low: Double, to high: Double) -> [Double] {
    guard step > 0, high > low, (high - low) / step < 50 else { return [] }
    let first = Int64((low / step - 1e-9).rounded(.up))
    let last = Int64((high / step + 1e-9).rounded(.down))
    return first <= last ? (first...last).map { Double($0) * step } : []
  }
}
