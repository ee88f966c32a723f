/// Instants as Kubernetes writes them.
public enum GoTime {
  /// The nanoseconds since 1970 of an RFC 3339 text such as `2026-01-01T00:00:00Z`, with or
  /// without a fraction, with `Z` or an offset.
  ///
  /// - Returns: `nil` if the text is no such instant, or lies outside what 64 bits hold.
  ///
  /// Mirrors: `go src/time/format_rfc3339.go`.
  public static func nanoseconds(rfc3339 text: String) -> Int64? {
    guard let (seconds, fraction) = instant(rfc3339: text) else { return nil }
    let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? nil : nanoseconds.addingReportingOverflow(fraction).partialValue
  }

  /// The seconds since 1970 and the nanoseconds behind them that an RFC 3339 text names.
  static func instant(rfc3339 text: String) -> (seconds: Int64, nanoseconds: Int64)? {
    var reader = Reader(bytes: Array(text.utf8))
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2), reader.take("T"),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2),
      reader.take(":"), let second = reader.number(2)
    else { return nil }
    guard (1...12).contains(month), hour < 24, minute < 60, second < 60,
      day >= 1, day <= daysInMonth(month, of: year)
    else { return nil }
    let fraction = reader.take(".") ? reader.fraction() : 0
    guard let fraction, let offset = reader.offset(), reader.isAtEnd else { return nil }

    let days = days(toYear: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
    return (seconds, fraction)
  }

  static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  static func daysInMonth(_ month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01, by the calendar that starts its years in March.
  static func days(toYear year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    var isAtEnd: Bool { place == bytes.count }

    mutating func take(_ expected: Character) -> Bool {
      guard place < bytes.count, bytes[place] == expected.asciiValue else { return false }
      place += 1
      return true
    }

    mutating func digit() -> Int64? {
      guard place < bytes.count, (48...57).contains(bytes[place]) else { return nil }
      place += 1
      return Int64(bytes[place - 1] - 48)
    }

    mutating func number(_ digits: Int) -> Int64? {
      var value: Int64 = 0
      for _ in 0..<digits {
        guard let next = digit() else { return nil }
        value = value * 10 + next
      }
      return value
    }

    /// Nanoseconds of the digits behind the point; more than nine are cut off.
    mutating func fraction() -> Int64? {
      guard var value = digit() else { return nil }
      var digits = 1
      while let next = digit() {
        if digits < 9 { value = value * 10 + next }
        digits += 1
      }
      for _ in 0..<max(0, 9 - digits) { value *= 10 }
      return value
    }

    /// Seconds east of Greenwich.
    mutating func offset() -> Int64? {
      if take("Z") { return 0 }
      let isEast = take("+")
      guard isEast || take("-"), let hours = number(2), take(":"), let minutes = number(2),
        hours < 24, minutes < 60
      else { return nil }
      return (hours * 3_600 + minutes * 60) * (isEast ? 1 : -1)
    }
  }
}
