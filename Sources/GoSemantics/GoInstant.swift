/// An instant as Go's `time.Time` holds it: exact to the nanosecond, over all years that RFC 3339
/// can write and far beyond.
///
/// Counts of nanoseconds in 64 bits end in the year 2262 and do not reach Go's zero time, the
/// first instant of year 1; sums with hostile durations leave that range, so decisions that
/// compare them need this type.
///
/// Mirrors: `go src/time/time.go` (Time.Add, Time.Sub, Time.Before).
public struct GoInstant: Sendable, Hashable, Comparable {
  /// Whole seconds since 1970, rounded down.
  public let seconds: Int64
  /// 0 to 999,999,999 nanoseconds behind the second.
  public let nanoseconds: Int32

  /// Go's zero time: 0001-01-01T00:00:00Z.
  public static let zero = GoInstant(seconds: -62_135_596_800)

  /// An instant; nanoseconds beyond a second carry over.
  public init(seconds: Int64, nanoseconds: Int64 = 0) {
    var carry = nanoseconds / 1_000_000_000
    var rest = nanoseconds % 1_000_000_000
    if rest < 0 {
      rest += 1_000_000_000
      carry -= 1
    }
    self.seconds = seconds &+ carry
    self.nanoseconds = Int32(truncatingIfNeeded: rest)
  }

  /// The instant so many nanoseconds after 1970.
  public init(nanosecondsSince1970 nanoseconds: Int64) {
    self.init(seconds: 0, nanoseconds: nanoseconds)
  }

  /// The instant that an RFC 3339 text names, with or without a fraction, with `Z` or an offset;
  /// nil if it names none.
  public init?(rfc3339 text: String) {
    guard let (seconds, fraction) = GoTime.instant(rfc3339: text) else { return nil }
    self.init(seconds: seconds, nanoseconds: fraction)
  }

  /// The instant so many nanoseconds later.
  public func adding(nanoseconds duration: Int64) -> GoInstant {
    GoInstant(
      seconds: seconds &+ duration / 1_000_000_000,
      nanoseconds: Int64(nanoseconds) + duration % 1_000_000_000)
  }

  /// The nanoseconds from `other` to this instant, at most what 64 bits hold in either direction.
  public func nanoseconds(since other: GoInstant) -> Int64 {
    let (difference, overflow) = seconds.subtractingReportingOverflow(other.seconds)
    let rest = Int64(nanoseconds) - Int64(other.nanoseconds)
    let (scaled, tooLarge) = difference.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, beyond) = scaled.addingReportingOverflow(rest)
    if overflow || tooLarge || beyond { return self < other ? .min : .max }
    return sum
  }

  /// Nanoseconds since 1970, at most what 64 bits hold in either direction.
  public var nanosecondsSince1970: Int64 {
    nanoseconds(since: GoInstant(seconds: 0))
  }

  /// RFC 3339 in UTC with whole seconds, as Kubernetes writes its times; the fraction is cut off.
  public var rfc3339: String { GoTime.rfc3339(seconds: seconds) }

  /// Whether one instant is before another.
  public static func < (left: GoInstant, right: GoInstant) -> Bool {
    left.seconds != right.seconds
      ? left.seconds < right.seconds : left.nanoseconds < right.nanoseconds
  }
}
