import EventKernel

/// Durations as scenarios write them: `90s`, `1h30m`, `30d`.
enum DurationText {
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("y", 31_557_600_000_000_000), ("w", 604_800_000_000_000), ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
    ("us", 1_000), ("ns", 1),
  ]

  /// Reads a duration; nil if it is none, negative, or longer than virtual time can hold.
  ///
  /// A year has 365.25 days, as everywhere in Regatta.
  static func parse(_ text: String) -> VirtualDuration? {
    var rest = text.trimmed()[...]
    guard !rest.isEmpty else { return nil }
    if rest == "0" { return .nanoseconds(0) }
    var total: Double = 0
    var exact: Int64? = 0
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      rest.removeFirst(digits.count)
      let unit = rest.prefix { ("a"..."z").contains($0) }
      rest.removeFirst(unit.count)
      guard let number = Double(digits), number.isFinite,
        let scale = units.first(where: { $0.name == unit })?.nanoseconds
      else { return nil }
      total += number * Double(scale)
      if let whole = Int64(digits), let sum = exact {
        let (product, overflow) = whole.multipliedReportingOverflow(by: scale)
        let (next, carried) = sum.addingReportingOverflow(product)
        exact = overflow || carried ? nil : next
      } else {
        exact = nil
      }
    }
    let nanoseconds = exact ?? (total < 4e18 ? Int64(total.rounded()) : Int64.max)
    guard nanoseconds <= VirtualTime.latest.nanoseconds else { return nil }
    return .nanoseconds(nanoseconds)
  }

  /// The shortest exact text, such as `1h30m`.
  static func format(_ duration: VirtualDuration) -> String {
    var rest = duration.nanoseconds
    if rest == 0 { return "0s" }
    var text = ""
    // Years and weeks are left out: `365d6h` says more than `1y`.
    for unit in units.dropFirst(2) where rest >= unit.nanoseconds {
      text += "\(rest / unit.nanoseconds)\(unit.name)"
      rest %= unit.nanoseconds
    }
    return text
  }
}
