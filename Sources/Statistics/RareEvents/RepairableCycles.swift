#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The unavailability of a ``RepairableSystem`` from cycles between the times at which all are up,
/// with importance sampling and conditional expectations.
///
///     let cycles = RepairableCycles(system, credit: .nextState, failureProbability: 0.5)
///     cycles.estimate(cycles: 2_000, using: &stream).unavailability
///
/// **Balanced failure biasing** (Shahabuddin, Management Science 40, 1994): while some components are
/// up and some down the next change is a failure with a fixed probability, and every component is as
/// likely to be the one; likelihood ratios undo it. The relative error stays bounded however rarely
/// components fail. Once the system is down in a cycle, repairs take their natural course. Down
/// times come from biased cycles, lengths from as many others without bias, which vary least so
/// (Goyal et al., IEEE Transactions on Computers 41, 1992). As for all failure biasing, repairs must
/// be much faster than failures.
///
/// **Conditional Monte Carlo**: what is known of the model replaces what is drawn, see ``Credit``.
public struct RepairableCycles: Sendable, Equatable {
  /// What a cycle's down time and length are made of.
  public enum Credit: Sendable, Equatable, CaseIterable {
    /// Times as drawn.
    case drawnTimes
    /// The expected times of the states visited: their conditional expectation given the embedded
    /// chain, which never varies more (Hordijk, Iglehart and Schassberger 1976).
    case expectedTimes
    /// Besides, in place of down times those expected of the next state, in every state visited: the
    /// last failure needs not happen (filtered Monte Carlo, Glasserman 1993).
    case nextState
  }

  /// The system.
  public let system: RepairableSystem
  /// What down times and lengths are made of.
  public let credit: Credit
  /// The probability of a failure under biasing; nil for none.
  public let failureProbability: Double?
  /// After how many events a cycle counts as over.
  public let eventLimit: Int

  /// A way to draw cycles.
  ///
  /// - Parameter failureProbability: Between 0 and 1, ½ is usual; out of this range as if nil.
  public init(
    _ system: RepairableSystem, credit: Credit = .expectedTimes,
    failureProbability: Double? = nil, eventLimit: Int = 10_000_000
  ) {
    self.system = system
    self.credit = credit
    self.failureProbability = failureProbability.flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
    self.eventLimit = max(1, eventLimit)
  }

  /// An estimate from independent cycles, with a ratio t-interval.
  ///
  /// - Parameter cycles: At least 2, of each kind if biased.
  public func estimate(
    cycles: Int, confidence: Double = 0.95, using generator: inout some RandomNumberGenerator
  ) -> CycleEstimate {
    var (rareTimes, lengths): ([Double], [Double]) = ([], [])
    var (events, unfinished) = (0, 0)
    for _ in 0..<max(2, cycles) {
      let natural = cycle(failureProbability: nil, using: &generator)
      lengths.append(natural.length)
      events += natural.events
      unfinished += natural.isFinished ? 0 : 1
      guard let failureProbability else {
        rareTimes.append(natural.rareTime)
        continue
      }
      let biased = cycle(failureProbability: failureProbability, using: &generator)
      rareTimes.append(biased.rareTime)
      events += biased.events
      unfinished += biased.isFinished ? 0 : 1
    }
    return CycleEstimate(
      unavailability: ratioInterval(rareTimes, over: lengths, confidence: confidence),
      cycles: lengths.count, events: events, unfinishedCycles: unfinished)
  }

  private struct Cycle {
    var rareTime = 0.0
    var length = 0.0
    var events = 0
    var isFinished = false
  }

  private func cycle(
    failureProbability: Double?, using generator: inout some RandomNumberGenerator
  ) -> Cycle {
    var state = RepairableState(system)
    var result = Cycle()
    // How many times more likely the cycle so far is in truth; kept once the system was down.
    var weight = 1.0
    var wasDown = false
    repeat {
      let rate = state.exitRate
      switch credit {
      case .drawnTimes:
        // 1 − u lies in (0, 1], so its logarithm is finite.
        let span = -log(1 - generator.unitUniform()) / rate
        result.length += span
        if state.isSystemDown { result.rareTime += weight * span }
      case .expectedTimes:
        result.length += 1 / rate
        if state.isSystemDown { result.rareTime += weight / rate }
      case .nextState:
        result.length += 1 / rate
        result.rareTime += weight * state.expectedNextDownTime
      }
      let position = generator.unitUniform()
      if let failureProbability, !wasDown {
        weight *= state.changeBiased(failureProbability: failureProbability, at: position)
        wasDown = state.isSystemDown
      } else {
        state.change(at: position * rate)
      }
      result.events += 1
      result.isFinished = state.down.isEmpty
    } while !result.isFinished && result.events < eventLimit
    return result
  }
}
