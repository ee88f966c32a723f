/// An instant of virtual time: whole nanoseconds since the start of the run.
///
/// Sums saturate at `never`, so that "after an infinite delay" is simply never.
public struct VirtualTime: Hashable, Sendable {
  /// Nanoseconds since the start.
  public var nanoseconds: Int64

  /// The instant `nanoseconds` after the start.
  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// The instant `seconds` after the start, to the nearest nanosecond; beyond the range, `never`.
  public init(seconds: Double) {
    self.nanoseconds = VirtualDuration.seconds(seconds).nanoseconds
  }

  /// The start of the run.
  @inlinable
  public static var zero: VirtualTime { VirtualTime(nanoseconds: 0) }

  /// The instant that does not come. An event scheduled there never happens.
  @inlinable
  public static var never: VirtualTime { VirtualTime(nanoseconds: .max) }

  /// The last instant at which an event can happen: 2⁶² − 1 ns, about 146 years after the start.
  ///
  /// Any later instant is treated as `never`: the queue's key holds the priority beside the time.
  @inlinable
  public static var latest: VirtualTime { VirtualTime(nanoseconds: (1 << 62) - 1) }

  /// The same instant in seconds, rounded to a `Double`.
  @inlinable
  public var inSeconds: Double { Double(nanoseconds) / 1e9 }

  /// The time from the start to this instant.
  @inlinable
  public var sinceStart: VirtualDuration { VirtualDuration(nanoseconds: nanoseconds) }

  /// The instant `duration` later; saturates at `never`, and `never` stays `never`.
  @inlinable
  public static func + (time: VirtualTime, duration: VirtualDuration) -> VirtualTime {
    if time.nanoseconds == .max { return time }
    let (sum, overflow) = time.nanoseconds.addingReportingOverflow(duration.nanoseconds)
    return VirtualTime(nanoseconds: overflow ? (duration.nanoseconds < 0 ? .min : .max) : sum)
  }

  /// The instant `duration` earlier; `never` stays `never`.
  @inlinable
  public static func - (time: VirtualTime, duration: VirtualDuration) -> VirtualTime {
    if time.nanoseconds == .max { return time }
    let (difference, overflow) = time.nanoseconds.subtractingReportingOverflow(duration.nanoseconds)
    return VirtualTime(
      nanoseconds: overflow ? (duration.nanoseconds < 0 ? .max : .min) : difference)
  }

  /// The time from `earlier` to `later`; negative if they are the other way round.
  @inlinable
  public static func - (later: VirtualTime, earlier: VirtualTime) -> VirtualDuration {
    if later.nanoseconds == .max { return .infinite }
    let (difference, overflow) = later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    return overflow
      ? (later > earlier ? .infinite : VirtualDuration(nanoseconds: .min))
      : VirtualDuration(nanoseconds: difference)
  }

  /// Moves the instant `duration` later.
  @inlinable
  public static func += (time: inout VirtualTime, duration: VirtualDuration) {
    time = time + duration
  }
}

extension VirtualTime: Comparable {
  /// Whether `left` comes before `right`.
  @inlinable
  public static func < (left: VirtualTime, right: VirtualTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

extension VirtualTime: CustomStringConvertible {
  /// Seconds with nine decimals, or `never`.
  public var description: String {
    self == .never ? "never" : VirtualDuration(nanoseconds: nanoseconds).description
  }
}
