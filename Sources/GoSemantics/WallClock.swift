/// What calendar and clock on a wall show.
///
/// Mirrors: `go src/time/time.go` (Time.Date, Time.Clock, Time.Weekday).
public struct WallClock: Sendable, Hashable {
  /// The year.
  public var year: Int64
  /// 1 for January.
  public var month: Int64
  /// The day of the month, from 1.
  public var day: Int64
  /// 0 to 23.
  public var hour: Int64
  /// 0 to 59.
  public var minute: Int64
  /// 0 to 59.
  public var second: Int64

  /// A time of day, midnight unless said otherwise.
  public init(
    year: Int64, month: Int64, day: Int64, hour: Int64 = 0, minute: Int64 = 0, second: Int64 = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// The reading of a clock that runs on UTC.
  ///
  /// - Parameter seconds: Seconds since 1970.
  public init(seconds: Int64) {
    var days = seconds / 86_400
    var rest = seconds % 86_400
    if rest < 0 {
      rest += 86_400
      days -= 1
    }
    // The calendar whose years begin in March, so that a leap day is the last of its year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    self.init(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, hour: rest / 3_600,
      minute: rest / 60 % 60, second: rest % 60)
  }

  /// Seconds since 1970 at which a clock on UTC shows this; fields beyond their range carry over,
  /// as in Go.
  public var secondsInUTC: Int64 {
    let months = month - 1
    let carry = months >= 0 ? months / 12 : (months - 11) / 12
    let first = GoTime.days(toYear: year + carry, month: months - carry * 12 + 1, day: 1)
    return (first + day - 1) * 86_400 + hour * 3_600 + minute * 60 + second
  }

  /// 0 for Sunday.
  public var weekday: Int64 {
    let days = GoTime.days(toYear: year, month: month, day: day)
    // 1970 began on a Thursday.
    let rest = (days + 4) % 7
    return rest < 0 ? rest + 7 : rest
  }

  /// The day of the year, from 0.
  var dayOfYear: Int64 {
    GoTime.days(toYear: year, month: month, day: day)
      - GoTime.days(toYear: year, month: 1, day: 1)
  }
}

extension GoTime {
  /// RFC 3339 with whole seconds, in the clock of a place: `2026-03-29T03:00:00+02:00`.
  public static func rfc3339(seconds: Int64, in location: TimeLocation = .utc) -> String {
    let offset = location.offset(at: seconds)
    let wall = WallClock(seconds: seconds &+ offset)
    func padded(_ value: Int64, _ width: Int = 2) -> String {
      let digits = String(value.magnitude)
      return (value < 0 ? "-" : "")
        + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    let date = "\(padded(wall.year, 4))-\(padded(wall.month))-\(padded(wall.day))"
    let time = "\(padded(wall.hour)):\(padded(wall.minute)):\(padded(wall.second))"
    if offset == 0 { return "\(date)T\(time)Z" }
    let minutes = offset.magnitude / 60
    let zone = "\(padded(Int64(minutes / 60))):\(padded(Int64(minutes % 60)))"
    return "\(date)T\(time)\(offset < 0 ? "-" : "+")\(zone)"
  }
}
