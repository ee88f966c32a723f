/// The units of time that texts use. A month has no unit; a year has 365.25 days.
enum TimeUnit: Int, CaseIterable, Sendable {
  case nanosecond, microsecond, millisecond, second, minute, hour, day, week, year

  static let names = ["ns", "us", "ms", "s", "m", "h", "d", "w", "y"]

  init?(name: String) {
    switch name {
    case "µs", "μs": self = .microsecond
    case "min": self = .minute
    default:
      guard let index = Self.names.firstIndex(of: name) else { return nil }
      self.init(rawValue: index)
    }
  }

  var name: String { Self.names[rawValue] }

  var seconds: Double {
    switch self {
    case .nanosecond: 1e-9
    case .microsecond: 1e-6
    case .millisecond: 1e-3
    case .second: 1
    case .minute: 60
    case .hour: 3_600
    case .day: 86_400
    case .week: 604_800
    case .year: 31_557_600
    }
  }

  /// The shortest text that reads back as exactly this many seconds; the larger unit among equals.
  static func text(seconds: Double) -> String {
    if seconds == 0 { return "0s" }
    var best: String?
    for unit in allCases.reversed() {
      let amount = seconds / unit.seconds
      guard amount * unit.seconds == seconds, amount.isFinite else { continue }
      let text = plainText(amount) + unit.name
      if best.map({ text.count < $0.count }) ?? true { best = text }
    }
    return best ?? plainText(seconds) + "s"
  }

  /// The shortest text that reads back as exactly this number.
  static func plainText(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }
}
