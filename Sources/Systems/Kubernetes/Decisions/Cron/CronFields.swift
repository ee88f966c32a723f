/// Five sets of numbers that minute, hour, day, month and weekday must be in.
///
/// Mirrors: `robfig/cron@v3.0.1 parser.go` (getField, getRange), `spec.go` (dayMatches).
struct CronFields: Sendable, Hashable {
  /// Set when a field holds `*` or `?` with steps of one.
  private static let star: UInt64 = 1 << 63

  /// What numbers and names a field takes.
  private struct Bounds {
    var lowest: UInt64
    var highest: UInt64
    var names: [String] = []
  }

  let minutes: UInt64
  let hours: UInt64
  private let days: UInt64
  let months: UInt64
  private let weekdays: UInt64

  init(_ words: [String]) throws(CronSchedule.ParseError) {
    guard words.count == 5 else {
      throw CronSchedule.ParseError(
        description: "a schedule has five fields, not \(words.count)")
    }
    minutes = try Self.field(words[0], Bounds(lowest: 0, highest: 59))
    hours = try Self.field(words[1], Bounds(lowest: 0, highest: 23))
    days = try Self.field(words[2], Bounds(lowest: 1, highest: 31))
    months = try Self.field(
      words[3],
      Bounds(
        lowest: 1, highest: 12,
        names: [
          "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ]))
    weekdays = try Self.field(
      words[4],
      Bounds(
        lowest: 0, highest: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]))
  }

  /// Whether a date is right: by both of its fields if one of them is open, else by either.
  func matchesDay(_ day: Int64, weekday: Int64) -> Bool {
    let byDate = days >> UInt64(day) & 1 == 1
    let byWeekday = weekdays >> UInt64(weekday) & 1 == 1
    return (days | weekdays) & Self.star != 0 ? byDate && byWeekday : byDate || byWeekday
  }

  private static func field(
    _ text: String, _ bounds: Bounds
  ) throws(CronSchedule.ParseError) -> UInt64 {
    var bits: UInt64 = 0
    for range in text.utf8.split(separator: UInt8(ascii: ",")) {
      bits |= try self.range(Substring(range), bounds)
    }
    return bits
  }

  private static func range(
    _ text: Substring, _ bounds: Bounds
  ) throws(CronSchedule.ParseError) -> UInt64 {
    let halves = parts(text, "/")
    let ends = parts(halves[0], "-")
    var extra: UInt64 = 0
    var low = bounds.lowest
    var high = bounds.highest
    if ends[0] == "*" || ends[0] == "?" {
      // Whatever follows behind a hyphen is not looked at.
      extra = star
    } else {
      low = try number(ends[0], bounds)
      switch ends.count {
      case 1: high = low
      case 2: high = try number(ends[1], bounds)
      default: throw CronSchedule.ParseError(description: "too many hyphens in \"\(text)\"")
      }
    }

    var step: UInt64 = 1
    switch halves.count {
    case 1: break
    case 2:
      step = try number(halves[1], Bounds(lowest: 0, highest: 0))
      if ends.count == 1 { high = bounds.highest }
      if step > 1 { extra = 0 }
    default: throw CronSchedule.ParseError(description: "too many slashes in \"\(text)\"")
    }

    guard low >= bounds.lowest, high <= bounds.highest else {
      throw CronSchedule.ParseError(
        description: "\"\(text)\" is not within \(bounds.lowest) and \(bounds.highest)")
    }
    guard low <= high else {
      throw CronSchedule.ParseError(description: "\"\(text)\" begins beyond its end")
    }
    guard step > 0 else {
      throw CronSchedule.ParseError(description: "\"\(text)\" has steps of zero")
    }
    var bits = extra
    var value = low
    while value <= high {
      bits |= 1 << value
      value &+= step
    }
    return bits
  }

  private static func number(
    _ text: Substring, _ bounds: Bounds
  ) throws(CronSchedule.ParseError) -> UInt64 {
    if let index = bounds.names.firstIndex(of: text.lowercased()) {
      return UInt64(index) + bounds.lowest
    }
    guard let value = Int64(text) else {
      throw CronSchedule.ParseError(description: "\"\(text)\" is no number")
    }
    guard value >= 0 else {
      throw CronSchedule.ParseError(description: "\"\(text)\" is negative")
    }
    return UInt64(value)
  }

  private static func parts(_ text: Substring, _ separator: Unicode.Scalar) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
      .map { Substring($0) }
  }
}
