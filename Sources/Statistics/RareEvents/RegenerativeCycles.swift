#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An unavailability from independent cycles, each from one regeneration to the next.
public struct CycleEstimate: Sendable, Equatable {
  /// The share of time for which the rare event holds.
  public let unavailability: Interval
  /// How many cycles.
  public let cycles: Int
  /// How many events they took.
  public let events: Int
  /// How many cycles were stopped by the limit of events; if not zero, the estimate is doubtful.
  public let unfinishedCycles: Int

  /// About how many events an interval of another relative half-width would take: the measure by
  /// which methods are compared.
  public func eventsNeeded(relativeHalfWidth: Double) -> Double {
    let ratio = unavailability.relativeHalfWidth / relativeHalfWidth
    return Double(events) * ratio * ratio
  }

  /// Plain cycles of any run, one after the other, without any acceleration.
  ///
  /// - Parameters:
  ///   - cycles: At least 2.
  ///   - eventLimit: After how many events a cycle counts as over.
  ///   - starting: Makes the run of a path, at its start.
  public static func plain<Run: SplittableRun>(
    cycles: Int, confidence: Double = 0.95, eventLimit: Int = 10_000_000,
    starting: (_ path: UInt64) -> Run
  ) -> CycleEstimate {
    var (rareTimes, lengths): ([Double], [Double]) = ([], [])
    var (events, unfinished) = (0, 0)
    for ordinal in 0..<max(2, cycles) {
      var run = starting(SplittingPath.hash(-2, 0, ordinal))
      var own = 0
      while !run.isFinished {
        if own >= eventLimit {
          unfinished += 1
          break
        }
        run.advance()
        own += 1
      }
      events += own
      rareTimes.append(run.rareTime)
      lengths.append(run.elapsed)
    }
    return CycleEstimate(
      unavailability: ratioInterval(rareTimes, over: lengths, confidence: confidence),
      cycles: rareTimes.count, events: events, unfinishedCycles: unfinished)
  }
}

/// The interval of a ratio of means over independent pairs, none of them negative: the regenerative
/// method (Crane and Iglehart 1975).
///
/// With the down time D and the length C of cycles, E[D]/E[C] is the unavailability; its error is
/// that of the mean of the residuals D − Û·C, by Student's t. On the logarithm where that is wider
/// than 30 % of the estimate, so that the lower limit stays positive. Fewer than two pairs, or
/// numerators that are all zero, set no upper limit.
public func ratioInterval(
  _ numerators: [Double], over denominators: [Double], confidence: Double = 0.95
) -> Interval {
  let (top, bottom) = (Summary(numerators).mean, Summary(denominators).mean)
  let ratio = top / bottom
  guard numerators.count > 1, numerators.count == denominators.count, ratio > 0, ratio.isFinite
  else { return Interval(estimate: ratio, lower: 0, upper: .infinity) }
  let residuals = Summary(zip(numerators, denominators).map { $0 - ratio * $1 })
  let quantile = StudentT.quantile(
    0.5 + confidence / 2, degreesOfFreedom: Double(numerators.count - 1))
  let relative = quantile * residuals.standardError / bottom / ratio
  if relative <= 0.3 {
    return Interval(
      estimate: ratio, lower: ratio * (1 - relative), upper: ratio * (1 + relative))
  }
  return Interval(
    estimate: ratio, lower: ratio * exp(-relative), upper: ratio * exp(relative))
}
