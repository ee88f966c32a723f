#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How a rate varies in time, as factors on its average.
public enum RateProfile: Sendable, Equatable {
  /// 1 + amplitude · sin(2πt/period + phase); the period in seconds, the phase in radians.
  case sinusoid(amplitude: Double, period: Double, phase: Double)
  /// Equally spaced factors over a period, interpolated linearly and repeated.
  case table(FactorTable)

  /// The factor at a time in seconds.
  public func factor(at time: Double) -> Double {
    switch self {
    case .sinusoid(let amplitude, let period, let phase):
      return 1 + amplitude * sin(2 * Double.pi * time / period + phase)
    case .table(let table):
      return table.factor(at: time)
    }
  }

  /// ∫ of the factor from 0 to `time`, so that base · integral is the expected number of arrivals.
  public func integral(to time: Double) -> Double {
    switch self {
    case .sinusoid(let amplitude, let period, let phase):
      let turn = 2 * Double.pi
      return time + amplitude * period / turn * (cos(phase) - cos(turn * time / period + phase))
    case .table(let table):
      return table.integral(to: time)
    }
  }
}

/// Factors of a rate at equally spaced instants of a repeating period, with mean 1.
public struct FactorTable: Sendable, Equatable {
  /// The factors, normalised to mean 1; factor i holds at offset + i · step.
  public let factors: [Double]
  /// The time between two factors, in seconds.
  public let step: Double
  /// The local time, in seconds since the period's start, at simulation time zero.
  public let offset: Double
  /// ∫ of the factor over the first i steps.
  private let cumulative: [Double]

  /// A table over `period` seconds; the factors are divided by their mean.
  ///
  /// - Precondition: At least one factor, none negative, not all zero; the period is positive.
  public init(factors: [Double], period: Double, offset: Double = 0) {
    let mean = factors.reduce(0, +) / Double(factors.count)
    precondition(
      period > 0 && mean > 0 && factors.allSatisfy { $0 >= 0 },
      "a rate profile has factors of positive mean over a positive period")
    self.factors = factors.map { $0 / mean }
    self.step = period / Double(factors.count)
    self.offset = offset
    var sum = 0.0
    var cumulative = [0.0]
    for index in factors.indices {
      sum += (self.factors[index] + self.factors[(index + 1) % factors.count]) / 2 * step
      cumulative.append(sum)
    }
    self.cumulative = cumulative
  }

  /// The factor at a time in seconds.
  public func factor(at time: Double) -> Double {
    let (index, fraction) = place(of: time)
    let next = factors[(index + 1) % factors.count]
    return factors[index] + fraction * (next - factors[index])
  }

  func integral(to time: Double) -> Double {
    primitive(time + offset) - primitive(offset)
  }

  /// The largest factor within the step that holds `time`, and when that step ends.
  func bound(at time: Double) -> (factor: Double, end: Double) {
    let (index, _) = place(of: time)
    let factor = max(factors[index], factors[(index + 1) % factors.count])
    var end = (((time + offset) / step).rounded(.down) + 1) * step - offset
    // Rounding can put the end at the very instant; the step then has no length left.
    if end <= time { end += step }
    return (factor, end)
  }

  private func place(of time: Double) -> (index: Int, fraction: Double) {
    let position = (time + offset) / step
    let whole = position.rounded(.down)
    let count = Double(factors.count)
    let index = Int(whole - (whole / count).rounded(.down) * count)
    return (min(index, factors.count - 1), position - whole)
  }

  private func primitive(_ local: Double) -> Double {
    let position = local / step
    let whole = position.rounded(.down)
    let count = Double(factors.count)
    let periods = (whole / count).rounded(.down)
    let index = min(Int(whole - periods * count), factors.count - 1)
    let fraction = position - whole
    let next = factors[(index + 1) % factors.count]
    let inside = factors[index] * fraction + (next - factors[index]) * fraction * fraction / 2
    return periods * cumulative[factors.count] + cumulative[index] + inside * step
  }
}

extension FactorTable {
  private static let businessDay = [
    0.55, 0.48, 0.44, 0.42, 0.43, 0.50, 0.65, 0.85, 1.08, 1.28, 1.40, 1.45, 1.42, 1.42, 1.45, 1.44,
    1.40, 1.32, 1.25, 1.20, 1.12, 0.98, 0.80, 0.67,
  ]

  /// The names of the built-in profiles.
  public static let names = ["business-day", "business-week", "consumer-day", "nightly-batch"]

  /// A built-in profile; every factor is an assumption (mark A) of the data sheet's section 8.
  ///
  /// Times count from midnight, in weeks from Monday's.
  ///
  /// - Parameter offset: The local time at simulation time zero, in seconds.
  public static func named(_ name: String, offset: Double = 0) -> FactorTable? {
    let day = 86_400.0
    switch name {
    case "business-day":
      return FactorTable(factors: businessDay, period: day, offset: offset)
    case "business-week":
      let week = (0..<7).flatMap { weekday in
        businessDay.map { $0 * (weekday < 5 ? 1.12 : 0.7) }
      }
      return FactorTable(factors: week, period: 7 * day, offset: offset)
    case "consumer-day":
      // Peak at 21 h, ±45 %.
      let factors = (0..<24).map { 1 + 0.45 * cos(2 * Double.pi * Double($0 - 21) / 24) }
      return FactorTable(factors: factors, period: day, offset: offset)
    case "nightly-batch":
      let factors = (0..<24).map { (1...5).contains($0) ? 2.0 : 1.0 }
      return FactorTable(factors: factors, period: day, offset: offset)
    default:
      return nil
    }
  }
}
