/// A step function of time, averaged over an interval.
public struct TimeWeighted: Sendable, Equatable {
  /// ∫ v dt.
  public let integral: Double
  /// The time average.
  public let average: Double
  /// The time average of the squared distance from ``average``.
  public let variance: Double
  /// The largest value that held for some time.
  public let maximum: Double
  /// The smallest value that held for some time.
  public let minimum: Double
  /// The share of the time during which the value was above zero.
  public let fractionPositive: Double

  /// Averages the function that takes `values[j]` from `times[j]` until the next time, the last
  /// one until `end`, over [warmUp, end].
  ///
  /// Returns nil if the interval is empty, or if the function begins at its end or later.
  ///
  /// - Precondition: As many times as values; times do not descend.
  public init?(times: [Double], values: [Double], end: Double, warmUp: Double = 0) {
    precondition(times.count == values.count, "every value has its time")
    guard end > warmUp, let first = times.first, first < end else { return nil }
    var (length, integral, positive) = (ExactSum(), ExactSum(), ExactSum())
    var pieces: [(value: Double, length: Double)] = []
    for (index, value) in values.enumerated() {
      let start = max(times[index], warmUp)
      let stop = min(index + 1 < times.count ? times[index + 1] : end, end)
      guard stop > start else { continue }
      let span = stop - start
      pieces.append((value, span))
      length.add(span)
      integral.addProduct(value, span)
      if value > 0 { positive.add(span) }
    }
    let total = length.value
    let average = integral.value / total
    var squares = ExactSum()
    for piece in pieces {
      let distance = piece.value - average
      squares.addProduct(distance * distance, piece.length)
    }
    self.integral = integral.value
    self.average = average
    variance = squares.value / total
    maximum = pieces.reduce(-.infinity) { max($0, $1.value) }
    minimum = pieces.reduce(.infinity) { min($0, $1.value) }
    fractionPositive = positive.value / total
  }
}

/// The time average of a whole level (a queue's length, ready replicas), exact in integers.
///
/// Integrals of integer levels over integer nanoseconds never round, so the result does not depend
/// on how often the level was recorded, and integrals of parts add up exactly.
public struct TimeWeightedAverage: Sendable, Equatable {
  /// The level that holds now.
  public private(set) var level: Int64
  /// The instant up to which the integral reaches, in nanoseconds.
  public private(set) var now: Int64
  /// The instant at which the integral begins, in nanoseconds.
  public private(set) var start: Int64
  /// ∫ level dt in nanoseconds.
  public private(set) var integral: Int128
  /// ∫ level² dt in nanoseconds.
  public private(set) var squareIntegral: Int128

  /// Begins at an instant with a level.
  public init(level: Int64 = 0, from start: Int64 = 0) {
    self.level = level
    self.start = start
    now = start
    integral = 0
    squareIntegral = 0
  }

  /// Sets the level that holds from an instant on.
  ///
  /// - Precondition: Instants do not descend.
  public mutating func record(_ level: Int64, at instant: Int64) {
    advance(to: instant)
    self.level = level
  }

  /// Changes the level by a difference from an instant on.
  ///
  /// - Precondition: Instants do not descend.
  public mutating func change(by difference: Int64, at instant: Int64) {
    record(level + difference, at: instant)
  }

  /// Lets the present level hold until an instant.
  public mutating func advance(to instant: Int64) {
    precondition(instant >= now, "levels are recorded in the order of time")
    let span = Int128(instant) - Int128(now)
    integral += Int128(level) * span
    squareIntegral += Int128(level) * Int128(level) * span
    now = instant
  }

  /// Forgets what was before an instant, such as the end of the warm-up.
  public mutating func restart(at instant: Int64) {
    advance(to: instant)
    start = instant
    integral = 0
    squareIntegral = 0
  }

  /// How long the integral is, in nanoseconds.
  public var span: Int64 { now - start }

  /// The time average up to now; NaN if no time has passed.
  public var average: Double {
    span > 0 ? Double(integral) / Double(span) : .nan
  }

  /// The time variance up to now; NaN if no time has passed.
  public var variance: Double {
    guard span > 0 else { return .nan }
    let mean = average
    return max(0, Double(squareIntegral) / Double(span) - mean * mean)
  }
}
