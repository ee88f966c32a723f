/// A span of virtual time in whole nanoseconds; may be negative.
///
/// Products and sums saturate at `infinite`, which no finite run ever spans.
public struct VirtualDuration: Hashable, Sendable {
  /// The length in nanoseconds.
  public var nanoseconds: Int64

  /// A span of `nanoseconds`.
  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// The empty span.
  @inlinable
  public static var zero: VirtualDuration { VirtualDuration(nanoseconds: 0) }

  /// Longer than every run: an instant this much later is `VirtualTime.never`.
  @inlinable
  public static var infinite: VirtualDuration { VirtualDuration(nanoseconds: .max) }

  /// The length in seconds, rounded to a `Double`.
  @inlinable
  public var inSeconds: Double { Double(nanoseconds) / 1e9 }

  /// A span of whole nanoseconds.
  @inlinable
  public static func nanoseconds<Count: BinaryInteger>(_ count: Count) -> VirtualDuration {
    whole(count, of: 1)
  }

  /// A span of whole microseconds.
  @inlinable
  public static func microseconds<Count: BinaryInteger>(_ count: Count) -> VirtualDuration {
    whole(count, of: 1_000)
  }

  /// A span of whole milliseconds.
  @inlinable
  public static func milliseconds<Count: BinaryInteger>(_ count: Count) -> VirtualDuration {
    whole(count, of: 1_000_000)
  }

  /// A span of whole seconds.
  @inlinable
  public static func seconds<Count: BinaryInteger>(_ count: Count) -> VirtualDuration {
    whole(count, of: 1_000_000_000)
  }

  /// A span of whole minutes.
  @inlinable
  public static func minutes<Count: BinaryInteger>(_ count: Count) -> VirtualDuration {
    whole(count, of: 60_000_000_000)
  }

  /// A span of whole hours.
  @inlinable
  public static func hours<Count: BinaryInteger>(_ count: Count) -> VirtualDuration {
    whole(count, of: 3_600_000_000_000)
  }

  /// A span of whole days of 24 hours.
  @inlinable
  public static func days<Count: BinaryInteger>(_ count: Count) -> VirtualDuration {
    whole(count, of: 86_400_000_000_000)
  }

  /// A span of `seconds`, to the nearest nanosecond, ties to even; beyond the range, `infinite`.
  ///
  /// - Precondition: `seconds` is a number.
  public static func seconds(_ seconds: Double) -> VirtualDuration {
    precondition(!seconds.isNaN, "a span of time is a number")
    let nanoseconds = (seconds * 1e9).rounded(.toNearestOrEven)
    if nanoseconds >= 9.223372036854775e18 { return .infinite }
    if nanoseconds <= -9.223372036854775e18 { return VirtualDuration(nanoseconds: .min) }
    return VirtualDuration(nanoseconds: Int64(nanoseconds))
  }

  @inlinable
  static func whole<Count: BinaryInteger>(
    _ count: Count, of unit: Int64
  ) -> VirtualDuration {
    VirtualDuration(nanoseconds: Int64(clamping: count)) * unit
  }

  /// The span `count` times.
  @inlinable
  public static func * (duration: VirtualDuration, count: Int64) -> VirtualDuration {
    let (product, overflow) = duration.nanoseconds.multipliedReportingOverflow(by: count)
    if !overflow { return VirtualDuration(nanoseconds: product) }
    return (duration.nanoseconds < 0) == (count < 0)
      ? .infinite : VirtualDuration(nanoseconds: .min)
  }

  /// The span `count` times.
  @inlinable
  public static func * (count: Int64, duration: VirtualDuration) -> VirtualDuration {
    duration * count
  }

  /// The span scaled by `factor`, to the nearest nanosecond.
  ///
  /// A sum in floating point: use it where upstream does, not where whole multiples are meant.
  public func scaled(by factor: Double) -> VirtualDuration {
    let product = (Double(nanoseconds) * factor).rounded(.toNearestOrEven)
    precondition(!product.isNaN, "a span of time is a number")
    if product >= 9.223372036854775e18 { return .infinite }
    if product <= -9.223372036854775e18 { return VirtualDuration(nanoseconds: .min) }
    return VirtualDuration(nanoseconds: Int64(product))
  }

  /// Both spans together.
  @inlinable
  public static func + (left: VirtualDuration, right: VirtualDuration) -> VirtualDuration {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return VirtualDuration(nanoseconds: overflow ? (right.nanoseconds < 0 ? .min : .max) : sum)
  }

  /// What `left` is longer than `right`.
  @inlinable
  public static func - (left: VirtualDuration, right: VirtualDuration) -> VirtualDuration {
    let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
    return VirtualDuration(
      nanoseconds: overflow ? (right.nanoseconds < 0 ? .max : .min) : difference)
  }

  /// The span the other way round.
  public static prefix func - (duration: VirtualDuration) -> VirtualDuration {
    .zero - duration
  }

  /// Lengthens the span.
  @inlinable
  public static func += (left: inout VirtualDuration, right: VirtualDuration) {
    left = left + right
  }

  /// Shortens the span.
  @inlinable
  public static func -= (left: inout VirtualDuration, right: VirtualDuration) {
    left = left - right
  }
}

extension VirtualDuration: Comparable {
  /// Whether `left` is shorter than `right`.
  @inlinable
  public static func < (left: VirtualDuration, right: VirtualDuration) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

extension VirtualDuration: CustomStringConvertible {
  /// Exact seconds without trailing zeros, for instance `1.5s`; or `infinite`.
  public var description: String {
    if self == .infinite { return "infinite" }
    let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    var text = (nanoseconds < 0 ? "-" : "") + String(seconds)
    if rest != 0 {
      var digits = String(rest)
      digits = String(repeating: "0", count: 9 - digits.count) + digits
      while digits.last == "0" { digits.removeLast() }
      text += "." + digits
    }
    return text + "s"
  }
}
