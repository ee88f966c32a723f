/// Intervals of a probability, from successes among independent trials.
///
/// Not for time-based availability, which is no binomial: use replications.
public struct ProportionInterval: Sendable, Equatable {
  /// How many trials succeeded.
  public let successes: Int
  /// How many trials there were.
  public let trials: Int
  /// The confidence of every interval, between 0 and 1.
  public let confidence: Double

  /// The intervals of `successes` among `trials`.
  ///
  /// - Precondition: At least one trial, no more successes than trials, none negative.
  public init(successes: Int, trials: Int, confidence: Double = 0.95) {
    precondition(
      trials > 0 && (0...trials).contains(successes), "successes lie between 0 and the trials")
    self.successes = successes
    self.trials = trials
    self.confidence = confidence
  }

  private var k: Double { Double(successes) }
  private var n: Double { Double(trials) }
  private var proportion: Double { k / n }
  private var alpha: Double { 1 - confidence }
  private var z: Double { StandardNormal.quantile(0.5 + confidence / 2) }

  private func interval(_ lower: Double, _ upper: Double) -> Interval {
    Interval(estimate: proportion, lower: lower, upper: upper)
  }

  /// Exact: never covers less than promised. For claims of availability and gates.
  public var clopperPearson: Interval {
    interval(exactLower(alpha / 2), exactUpper(alpha / 2))
  }

  /// The exact lower limit alone, at the full error probability.
  public var oneSidedLower: Double { exactLower(alpha) }

  /// The exact upper limit alone; without success about −ln(alpha)/n.
  public var oneSidedUpper: Double { exactUpper(alpha) }

  /// Wilson's score interval, the default of reports.
  public var wilson: Interval {
    let z = z
    let denominator = 1 + z * z / n
    let center = (proportion + z * z / (2 * n)) / denominator
    let spread =
      z / denominator
      * (proportion * (1 - proportion) / n + z * z / (4 * n * n)).squareRoot()
    return interval(
      successes == 0 ? 0 : center - spread, successes == trials ? 1 : center + spread)
  }

  /// Wilson's interval with continuity correction.
  public var wilsonContinuity: Interval {
    let z = z
    let denominator = 2 * (n + z * z)
    let center = (2 * k + z * z) / denominator
    func distance(_ sign: Double) -> Double {
      (z
        * (z * z - 1 / n + 4 * n * proportion * (1 - proportion)
        + sign * (4 * proportion - 2)).squareRoot() + 1) / denominator
    }
    return interval(
      successes == 0 ? 0 : center - distance(1), successes == trials ? 1 : center + distance(-1))
  }

  /// Agresti and Coull's, clipped to [0, 1].
  public var agrestiCoull: Interval {
    let z = z
    let adjusted = n + z * z
    let center = (k + z * z / 2) / adjusted
    let spread = z * (center * (1 - center) / adjusted).squareRoot()
    return interval(max(0, center - spread), min(1, center + spread))
  }

  /// Jeffreys's, from the posterior under the prior Beta(½, ½).
  public var jeffreys: Interval {
    interval(
      Beta.quantile(alpha / 2, k + 0.5, n - k + 0.5),
      Beta.quantile(1 - alpha / 2, k + 0.5, n - k + 0.5))
  }

  private func exactLower(_ error: Double) -> Double {
    successes == 0 ? 0 : Beta.quantile(error, k, n - k + 1)
  }

  private func exactUpper(_ error: Double) -> Double {
    successes == trials ? 1 : Beta.quantile(1 - error, k + 1, n - k)
  }
}
