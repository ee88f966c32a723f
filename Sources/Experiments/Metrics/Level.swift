/// A whole number that changes over time, with its exact integral since the end of the warm-up.
struct Level: Sendable {
  private(set) var value: Int64 = 0
  private(set) var maximum: Int64 = 0
  /// ∫ value dt in nanoseconds.
  private(set) var integral: Int128 = 0
  private var since: Int64
  private let start: Int64

  /// Starts at zero; nothing before `start` nanoseconds counts.
  init(from start: Int64) {
    self.start = start
    since = start
  }

  mutating func change(by delta: Int64, at now: Int64) {
    set(value + delta, at: now)
  }

  mutating func set(_ new: Int64, at now: Int64) {
    advance(to: now)
    value = new
    if now < start || (now == start && since == start && integral == 0) {
      maximum = new
    } else {
      maximum = max(maximum, new)
    }
  }

  mutating func advance(to now: Int64) {
    guard now > since else { return }
    integral += Int128(value) * Int128(now - since)
    since = now
  }

  /// The average since the end of the warm-up; nil before it.
  var average: Double? {
    since > start ? Double(integral) / Double(since - start) : nil
  }
}
