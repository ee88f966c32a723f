import GoSemantics

/// When a cluster may be upgraded: `AKSManagedAutoUpgradeSchedule` for Kubernetes,
/// `AKSManagedNodeOSAutoUpgradeSchedule` for node images.
///
/// Mirrors: documentation only, Azure Kubernetes Service, planned maintenance.
public struct MaintenanceWindow: Sendable, Equatable {
  /// On which days (documented).
  public enum Schedule: Sendable, Equatable {
    /// Every so many days, counted from the start date.
    case daily(intervalDays: Int)
    /// Every so many weeks on a day, 0 for Sunday.
    case weekly(intervalWeeks: Int, weekday: Int)
    /// Every so many months on a day of the month; months without it have none.
    case monthly(intervalMonths: Int, day: Int)
    /// Every so many months on the first, second, third, fourth or, with −1, last such weekday.
    case relativeMonthly(intervalMonths: Int, weekIndex: Int, weekday: Int)
  }

  /// On which days.
  public var schedule: Schedule
  /// Seconds after midnight.
  public var startSecond: Int64
  /// 4 to 24 hours (documented).
  public var durationSeconds: Int64
  /// Seconds east of Greenwich.
  public var utcOffsetSeconds: Int64
  /// The first day, counted from 1970-01-01; intervals are counted from it (assumed).
  public var startDay: Int64
  /// Days, counted from 1970-01-01, on which no window begins.
  public var excludedDays: [ClosedRange<Int64>]

  /// A window.
  public init(
    _ schedule: Schedule, startSecond: Int64 = 0, durationSeconds: Int64 = 4 * 3600,
    utcOffsetSeconds: Int64 = 0, startDay: Int64 = 0, excludedDays: [ClosedRange<Int64>] = []
  ) {
    self.schedule = schedule
    self.startSecond = startSecond
    self.durationSeconds = durationSeconds
    self.utcOffsetSeconds = utcOffsetSeconds
    self.startDay = startDay
    self.excludedDays = excludedDays
  }

  private static let day: Int64 = 86400

  /// Whether the window is open at a time in seconds since 1970.
  public func isOpen(at second: Int64) -> Bool {
    let today = floored(second &+ utcOffsetSeconds, by: Self.day)
    // A window may begin on the day before and last beyond midnight.
    return [today - 1, today].contains { day in
      let start = start(of: day)
      return begins(on: day) && start <= second && second < start &+ durationSeconds
    }
  }

  /// When the window opens next, at or after a time in seconds since 1970.
  ///
  /// - Returns: Nil if that does not happen within two years.
  public func nextOpening(after second: Int64) -> Int64? {
    let today = floored(second &+ utcOffsetSeconds, by: Self.day)
    for day in today...(today + 731) where begins(on: day) {
      let start = start(of: day)
      if start >= second { return start }
    }
    return nil
  }

  private func start(of day: Int64) -> Int64 {
    day &* Self.day &+ startSecond &- utcOffsetSeconds
  }

  private func begins(on day: Int64) -> Bool {
    guard day >= startDay, !excludedDays.contains(where: { $0.contains(day) }) else {
      return false
    }
    let wall = WallClock(seconds: day &* Self.day)
    switch schedule {
    case .daily(let interval): return (day - startDay) % Int64(max(1, interval)) == 0
    case .weekly(let interval, let weekday):
      guard wall.weekday == Int64(weekday) else { return false }
      let week = floored(day &+ 4, by: 7) - floored(startDay &+ 4, by: 7)
      return week % Int64(max(1, interval)) == 0
    case .monthly(let interval, let number):
      return wall.day == Int64(number) && isTurn(wall, interval)
    case .relativeMonthly(let interval, let index, let weekday):
      guard wall.weekday == Int64(weekday), isTurn(wall, interval) else { return false }
      if index < 0 { return WallClock(seconds: (day + 7) * Self.day).month != wall.month }
      return (wall.day - 1) / 7 + 1 == Int64(index)
    }
  }

  private func isTurn(_ wall: WallClock, _ interval: Int) -> Bool {
    let first = WallClock(seconds: startDay &* Self.day)
    let months = (wall.year - first.year) * 12 + wall.month - first.month
    return months % Int64(max(1, interval)) == 0
  }

  private func floored(_ value: Int64, by divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }
}
