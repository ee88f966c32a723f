/// When things arrive, as scenarios write it.
///
/// A process is a description; ``ArrivalGenerator`` draws its instants.
public struct ArrivalProcess: Sendable, Equatable, CustomStringConvertible {
  /// The kinds of process. Rates are per second.
  public indirect enum Kind: Sendable, Equatable {
    /// Poisson with a constant rate.
    case poisson(rate: Double)
    /// Poisson whose rate is base · profile, by thinning.
    case nonHomogeneous(base: Double, profile: RateProfile)
    /// Poisson whose rate is that of a Markov chain's state; the chain leaves state i at
    /// `switchRates[i]` for the next state in order, from the last for the first.
    case modulated(rates: [Double], switchRates: [Double], initialState: Int)
    /// Independent gaps of one distribution.
    case renewal(Distribution)
    /// Recorded instants in seconds, ascending.
    case trace([Double])
    /// Batches arrive by one process; each holds a drawn number of things.
    case batched(Kind, size: Distribution)
  }

  /// The process.
  public let kind: Kind
  let written: String?

  /// A process of the given kind.
  ///
  /// - Precondition: The parameters are valid; texts are checked on reading.
  public init(_ kind: Kind) {
    if let problem = kind.problem { preconditionFailure(problem) }
    self.init(kind: kind, written: nil)
  }

  init(kind: Kind, written: String?) {
    self.kind = kind
    self.written = written
  }

  /// The same process, however it was written.
  public static func == (a: Self, b: Self) -> Bool {
    a.kind == b.kind
  }

  /// The text form; reading it gives an equal process.
  public var description: String {
    written ?? kind.text
  }

  /// Poisson arrivals at a constant rate per second.
  public static func poisson(rate: Double) -> ArrivalProcess {
    ArrivalProcess(.poisson(rate: rate))
  }

  /// Arrivals with independent gaps.
  public static func renewal(_ gap: Distribution) -> ArrivalProcess {
    ArrivalProcess(.renewal(gap))
  }

  /// Arrivals at recorded instants.
  public static func trace(_ times: [Double]) -> ArrivalProcess {
    ArrivalProcess(.trace(times))
  }

  /// The long-run number of arrivals per second; nil for a trace, which ends.
  public var meanRate: Double? { kind.meanRate }
}

extension ArrivalProcess.Kind {
  var meanRate: Double? {
    switch self {
    case .poisson(let rate): return rate
    case .nonHomogeneous(let base, _): return base
    case .modulated(let rates, let switchRates, _):
      // The chain spends time in proportion to 1 / switch rate in every state.
      guard switchRates.allSatisfy({ $0 > 0 }) else { return nil }
      let dwell = switchRates.map { 1 / $0 }
      return zip(rates, dwell).reduce(0) { $0 + $1.0 * $1.1 } / dwell.reduce(0, +)
    case .renewal(let gap): return 1 / gap.mean
    case .trace: return nil
    case .batched(let batches, let size): return batches.meanRate.map { $0 * size.mean }
    }
  }

  var problem: String? {
    switch self {
    case .poisson(let rate):
      return rate > 0 && rate.isFinite ? nil : "the rate must be positive"
    case .nonHomogeneous(let base, let profile):
      guard base > 0, base.isFinite else { return "the rate must be positive" }
      guard case .sinusoid(let amplitude, let period, let phase) = profile else { return nil }
      guard (0...1).contains(amplitude) else { return "the amplitude must lie in 0 … 1" }
      return period > 0 && period.isFinite && phase.isFinite
        ? nil : "the period must be positive"
    case .modulated(let rates, let switchRates, let initialState):
      guard rates.count == switchRates.count, rates.count >= 2 else {
        return "there must be as many switching rates as rates, at least two"
      }
      guard rates.indices.contains(initialState) else { return "there is no such initial state" }
      guard (rates + switchRates).allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        return "rates must not be negative"
      }
      return rates.contains { $0 > 0 } ? nil : "all rates are 0"
    case .renewal(let gap):
      return gap.mean > 0 ? nil : "the mean gap must be positive"
    case .trace(let times):
      guard times.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        return "instants must not be negative"
      }
      return zip(times, times.dropFirst()).allSatisfy { $0 <= $1 } ? nil : "instants must ascend"
    case .batched(let batches, let size):
      return batches.problem ?? (size.mean > 0 ? nil : "the mean size must be positive")
    }
  }
}
