import GoSemantics

extension CronSchedule {
  /// The first time after an instant, in seconds since 1970.
  ///
  /// Times that the clock jumps over are left out, and those that it shows twice are due twice,
  /// because hours are added to the instant while the clock's hour is compared.
  ///
  /// - Parameters:
  ///   - seconds: Seconds since 1970; a fraction would not matter.
  ///   - location: The place of the start time, which counts if the schedule names none.
  /// - Returns: `nil` if there is no such time within five years.
  ///
  /// Mirrors: `robfig/cron@v3.0.1 spec.go` (SpecSchedule.Next), `constantdelay.go`.
  public func next(after seconds: Int64, in location: TimeLocation = .utc) -> Int64? {
    switch form {
    case .every(let delay):
      let (next, overflow) = seconds.addingReportingOverflow(delay)
      return overflow ? nil : next
    case .fields(let fields):
      // A field without numbers, such as `,`, is accepted and never matches.
      guard fields.minutes != 0, fields.hours != 0, fields.months != 0,
        // So that nothing below overflows: some billions of years.
        seconds.magnitude < 1 << 57
      else { return nil }
      var search = Search(fields: fields, location: self.location ?? location, now: seconds + 1)
      return search.run()
    }
  }

  /// Goes from field to field; a field that turns over starts again with the month.
  private struct Search {
    /// Beyond what five years need, so that no odd zone makes it endless.
    private static let maximumSteps = 100_000

    let fields: CronFields
    let location: TimeLocation
    var now: Int64
    /// Whether the fields below the first that moved are at their lowest.
    var isReset = false
    var steps = 0

    init(fields: CronFields, location: TimeLocation, now: Int64) {
      self.fields = fields
      self.location = location
      self.now = now
    }

    var wall: WallClock { location.wallClock(at: now) }

    mutating func run() -> Int64? {
      let lastYear = wall.year + 5
      while wall.year <= lastYear, steps < Self.maximumSteps {
        if findMonth(), findDay(), findHour(), findMinute() { return now }
      }
      return nil
    }

    /// On the first move of all, the fields below are set back to their lowest.
    private mutating func reset(_ change: (inout WallClock) -> Void) {
      steps += 1
      if isReset { return }
      isReset = true
      var wall = self.wall
      wall.second = 0
      change(&wall)
      now = location.seconds(of: wall)
    }

    /// - Returns: False if the year turned.
    private mutating func findMonth() -> Bool {
      while fields.months >> UInt64(wall.month) & 1 == 0 {
        reset { ($0.day, $0.hour, $0.minute) = (1, 0, 0) }
        now = location.adding(months: 1, to: now)
        if wall.month == 1 { return false }
      }
      return true
    }

    private mutating func findDay() -> Bool {
      while true {
        let wall = self.wall
        if fields.matchesDay(wall.day, weekday: wall.weekday) { return true }
        guard steps < Self.maximumSteps else { return false }
        reset { ($0.hour, $0.minute) = (0, 0) }
        now = location.adding(days: 1, to: now)
        // Where the clock jumps over midnight, the day begins at another hour.
        let hour = self.wall.hour
        if hour != 0 { now += (hour > 12 ? 24 - hour : -hour) * 3_600 }
        if self.wall.day == 1 { return false }
      }
    }

    private mutating func findHour() -> Bool {
      while fields.hours >> UInt64(wall.hour) & 1 == 0 {
        reset { $0.minute = 0 }
        now += 3_600
        if wall.hour == 0 { return false }
      }
      return true
    }

    private mutating func findMinute() -> Bool {
      while fields.minutes >> UInt64(wall.minute) & 1 == 0 {
        steps += 1
        if !isReset {
          isReset = true
          now -= floorRemainder(now)
        }
        now += 60
        if wall.minute == 0 { return false }
      }
      // Second 0 is all that a standard schedule knows.
      while wall.second != 0 {
        steps += 1
        isReset = true
        now += 1
        if wall.second == 0 { return false }
      }
      return true
    }

    private func floorRemainder(_ value: Int64) -> Int64 {
      let rest = value % 60
      return rest < 0 ? rest + 60 : rest
    }
  }
}
