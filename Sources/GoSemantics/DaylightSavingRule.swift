/// When clocks change in every year to come, as the last line of a zone file states it:
/// `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Mirrors: `go src/time/zoneinfo.go` (tzset and what it calls).
struct DaylightSavingRule: Sendable, Hashable {
  /// The day of a change.
  enum Day: Sendable, Hashable {
    /// 1 to 365; 29 February is never counted.
    case julian(Int64)
    /// 0 to 365.
    case dayOfYear(Int64)
    /// The week-th weekday of a month; the fifth is the last.
    case weekday(month: Int64, week: Int64, day: Int64)
  }

  /// One of the two changes of a year.
  struct Change: Sendable, Hashable {
    var day: Day
    /// Seconds after midnight of the clock that ends.
    var time: Int64
  }

  private var standard: Int64
  private var summer: Int64
  private var changes: (start: Change, end: Change)?

  static func == (left: Self, right: Self) -> Bool {
    left.standard == right.standard && left.summer == right.summer
      && left.changes?.start == right.changes?.start && left.changes?.end == right.changes?.end
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(standard)
    hasher.combine(summer)
    hasher.combine(changes?.start)
    hasher.combine(changes?.end)
  }

  /// - Returns: `nil` if the text is no such rule.
  init?(_ text: some Sequence<UInt8>) {
    var reader = Reader(bytes: Array(text))
    guard reader.name(), let standard = reader.offset() else { return nil }
    self.standard = -standard
    summer = 0
    // Go stops reading here; a rule without summer time has no changes.
    if reader.isAtEnd || reader.next == UInt8(ascii: ",") { return }
    guard reader.name() else { return nil }
    if reader.isAtEnd || reader.next == UInt8(ascii: ",") {
      summer = self.standard + 3_600
    } else {
      guard let offset = reader.offset() else { return nil }
      summer = -offset
    }
    if reader.isAtEnd { reader = Reader(bytes: Array(",M3.2.0,M11.1.0".utf8)) }
    guard reader.take(",") || reader.take(";"), let start = reader.change(), reader.take(","),
      let end = reader.change(), reader.isAtEnd
    else { return nil }
    changes = (start, end)
  }

  /// The offset at an instant. Far from a change, the span is the year's part only; whoever asks
  /// looks no further than hours.
  func span(at seconds: Int64, since last: Int64) -> TimeLocation.Span {
    guard let changes else {
      return TimeLocation.Span(offset: standard, start: last, end: .max)
    }
    let wall = WallClock(seconds: seconds)
    let inYear = wall.dayOfYear * 86_400 + seconds % 86_400
    let yearStart = seconds &- inYear
    var start = Self.seconds(of: changes.start, year: wall.year, offset: standard)
    var end = Self.seconds(of: changes.end, year: wall.year, offset: summer)
    var (outside, inside) = (standard, summer)
    if end < start {
      // South of the equator, summer spans the turn of the year.
      swap(&start, &end)
      swap(&outside, &inside)
    }
    if inYear < start {
      return TimeLocation.Span(offset: outside, start: yearStart, end: yearStart &+ start)
    }
    if inYear >= end {
      return TimeLocation.Span(
        offset: outside, start: yearStart &+ end, end: yearStart &+ 365 * 86_400)
    }
    return TimeLocation.Span(offset: inside, start: yearStart &+ start, end: yearStart &+ end)
  }

  /// Seconds from the start of the year in UTC to a change.
  private static func seconds(of change: Change, year: Int64, offset: Int64) -> Int64 {
    let days: Int64
    switch change.day {
    case .julian(let day):
      days = day - 1 + (GoTime.isLeap(year) && day >= 60 ? 1 : 0)
    case .dayOfYear(let day):
      days = day
    case .weekday(let month, let week, let day):
      let first = WallClock(year: year, month: month, day: 1)
      var date = day - first.weekday
      if date < 0 { date += 7 }
      let length = GoTime.daysInMonth(month, of: year)
      for _ in 1..<week where date + 7 < length { date += 7 }
      days = first.dayOfYear + date
    }
    return days * 86_400 + change.time - offset
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    var isAtEnd: Bool { place == bytes.count }
    var next: UInt8? { isAtEnd ? nil : bytes[place] }

    mutating func take(_ expected: Character) -> Bool {
      guard next == expected.asciiValue else { return false }
      place += 1
      return true
    }

    /// Skips a zone's name: three characters or more, or anything in `<…>`.
    mutating func name() -> Bool {
      let start = place
      if take("<") {
        guard let close = bytes[place...].firstIndex(of: UInt8(ascii: ">")) else { return false }
        place = close + 1
        return true
      }
      while let byte = next, !(48...57).contains(byte), !",-+".utf8.contains(byte) { place += 1 }
      return place - start >= 3
    }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64? {
      guard let first = next, (48...57).contains(first) else { return nil }
      var value: Int64 = 0
      while let byte = next, (48...57).contains(byte) {
        value = value * 10 + Int64(byte - 48)
        place += 1
        guard value <= range.upperBound else { return nil }
      }
      return range.contains(value) ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]`
    mutating func offset() -> Int64? {
      let isNegative = take("-")
      if !isNegative { _ = take("+") }
      guard var seconds = number(0...24 * 7).map({ $0 * 3_600 }) else { return nil }
      if take(":") {
        guard let minutes = number(0...59) else { return nil }
        seconds += minutes * 60
        if take(":") {
          guard let rest = number(0...59) else { return nil }
          seconds += rest
        }
      }
      return isNegative ? -seconds : seconds
    }

    mutating func change() -> Change? {
      let day: Day
      if take("J") {
        guard let number = number(1...365) else { return nil }
        day = .julian(number)
      } else if take("M") {
        guard let month = number(1...12), take("."), let week = number(1...5), take("."),
          let weekday = number(0...6)
        else { return nil }
        day = .weekday(month: month, week: week, day: weekday)
      } else {
        guard let number = number(0...365) else { return nil }
        day = .dayOfYear(number)
      }
      guard take("/") else { return Change(day: day, time: 2 * 3_600) }
      guard let time = offset() else { return nil }
      return Change(day: day, time: time)
    }
  }
}
