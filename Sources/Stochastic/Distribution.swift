#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A probability distribution, as scenarios write it.
///
///     let law = try Distribution(parsing: "weibull(shape: 0.7, mean: 90d)")
///     let seconds = law.sample(using: &stream)
///
/// Durations are in seconds (``Dimension/time``), everything else is a plain number. The text form
/// is listed in ``init(parsing:observations:)``.
public struct Distribution: Sendable, Equatable, CustomStringConvertible {
  /// What the values of a distribution measure.
  public enum Dimension: String, Sendable {
    /// Plain numbers.
    case number
    /// Seconds; the text used units of time.
    case time
  }

  /// The law and its parameters.
  public let law: Law
  /// What the values measure.
  public let dimension: Dimension
  /// The text it was read from, in normal form.
  let written: String?

  /// A distribution of plain numbers, or of seconds.
  ///
  /// - Precondition: The parameters lie where the law is defined; texts are checked on reading.
  public init(_ law: Law, dimension: Dimension = .time) {
    if let problem = law.problem { preconditionFailure(problem) }
    self.init(law: law, dimension: law.isCount ? .number : dimension, written: nil)
  }

  init(law: Law, dimension: Dimension, written: String?) {
    self.law = law
    self.dimension = dimension
    self.written = written
  }

  /// The same law on the same dimension, however it was written.
  public static func == (a: Self, b: Self) -> Bool {
    a.law == b.law && a.dimension == b.dimension
  }

  /// The text form; reading it gives an equal distribution.
  public var description: String {
    written ?? law.text(dimension)
  }

  /// Whether the values can serve as durations: seconds, or always zero.
  public var isDuration: Bool {
    dimension == .time || law == .constant(0)
  }

  /// Always the same value.
  public static func constant(_ value: Double) -> Distribution {
    Distribution(.constant(value))
  }

  /// Exponential with the given mean.
  public static func exponential(mean: Double) -> Distribution {
    Distribution(.exponential(mean: mean))
  }

  /// Weibull with the given shape and mean.
  public static func weibull(shape: Double, mean: Double) -> Distribution {
    Distribution(.weibull(shape: shape, scale: mean / tgamma(1 + 1 / shape)))
  }

  /// Lognormal with the given median; `sigma` is the standard deviation of the logarithm.
  public static func lognormal(median: Double, sigma: Double) -> Distribution {
    Distribution(.lognormal(zeta: log(median), sigma: sigma))
  }

  /// Uniform on [low, high).
  public static func uniform(low: Double, high: Double) -> Distribution {
    Distribution(.uniform(low: low, high: high))
  }
}
