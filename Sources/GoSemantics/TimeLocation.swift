/// The clock of a place: how far it is ahead of UTC at each instant.
///
/// Mirrors: `go src/time/zoneinfo.go` (Location), `src/time/time.go` (Date, AddDate).
public struct TimeLocation: Sendable, Hashable {
  /// One offset from UTC that the place has used.
  struct Zone: Sendable, Hashable {
    /// Seconds ahead of UTC.
    var offset: Int64
    var isDaylightSaving: Bool
  }

  /// From an instant on, a zone counts.
  struct Transition: Sendable, Hashable {
    var seconds: Int64
    var zone: Int
  }

  /// An offset and the span around the instant that was asked for in which it holds.
  struct Span {
    var offset: Int64
    var start: Int64
    var end: Int64
  }

  /// The place's name, such as `Europe/Berlin`.
  public let name: String
  /// Never empty.
  private let zones: [Zone]
  private let transitions: [Transition]
  /// What holds after the last transition.
  private let rule: DaylightSavingRule?
  private let firstZone: Int

  /// Greenwich without summer time.
  public static let utc = TimeLocation(
    name: "UTC", zones: [Zone(offset: 0, isDaylightSaving: false)], transitions: [], rule: nil)

  /// - Precondition: There is a zone, and every transition names one.
  init(
    name: String, zones: [Zone], transitions: [Transition], rule: DaylightSavingRule?
  ) {
    precondition(!zones.isEmpty, "a place has an offset")
    self.name = name
    self.zones = zones
    self.transitions = transitions
    self.rule = rule
    firstZone = Self.firstZone(zones, transitions)
  }

  /// The zone before the first transition: one that no transition leads to, else the last one
  /// without summer time before it.
  private static func firstZone(_ zones: [Zone], _ transitions: [Transition]) -> Int {
    guard transitions.contains(where: { $0.zone == 0 }) else { return 0 }
    if let first = transitions.first?.zone, zones[first].isDaylightSaving,
      let standard = zones[..<first].lastIndex(where: { !$0.isDaylightSaving })
    {
      return standard
    }
    return zones.firstIndex { !$0.isDaylightSaving } ?? 0
  }

  /// Seconds ahead of UTC at an instant.
  public func offset(at seconds: Int64) -> Int64 { span(at: seconds).offset }

  func span(at seconds: Int64) -> Span {
    guard let first = transitions.first else {
      return Span(offset: zones[0].offset, start: .min, end: .max)
    }
    guard seconds >= first.seconds else {
      return Span(offset: zones[firstZone].offset, start: .min, end: first.seconds)
    }
    var low = 0
    var high = transitions.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if seconds < transitions[middle].seconds { high = middle } else { low = middle }
    }
    let start = transitions[low].seconds
    if high == transitions.count, let rule { return rule.span(at: seconds, since: start) }
    return Span(
      offset: zones[transitions[low].zone].offset, start: start,
      end: high < transitions.count ? transitions[high].seconds : .max)
  }

  /// What the place's clock shows.
  public func wallClock(at seconds: Int64) -> WallClock {
    WallClock(seconds: seconds &+ offset(at: seconds))
  }

  /// When the place's clock shows a time.
  ///
  /// A time that the clock jumps over, or shows twice, is taken with the offset that is found by
  /// reading it as UTC first, as Go does; fields beyond their range carry over.
  public func seconds(of wall: WallClock) -> Int64 {
    let unadjusted = wall.secondsInUTC
    let span = span(at: unadjusted)
    if span.offset == 0 { return unadjusted }
    let guess = unadjusted &- span.offset
    let isInside = guess >= span.start && guess < span.end
    return isInside ? guess : unadjusted &- offset(at: guess)
  }

  /// The same time of day on another date.
  public func adding(months: Int64 = 0, days: Int64 = 0, to seconds: Int64) -> Int64 {
    var wall = wallClock(at: seconds)
    wall.month += months
    wall.day += days
    return self.seconds(of: wall)
  }
}
