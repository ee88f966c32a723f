/// How often comparisons of a version with itself (A/A) look like a difference, and the noise
/// threshold that follows.
///
/// Run such a comparison nightly: above the accepted rate the threshold of ``RegressionCheck`` must
/// rise until no more than that share of the history would have raised an alarm.
public struct FalseAlarms: Sendable, Equatable {
  /// How many comparisons of a version with itself.
  public let comparisons: Int
  /// How many of them were judged a regression or an improvement.
  public let alarms: Int
  /// The share of alarms with its exact interval.
  public let rate: Interval
  /// The accepted share of alarms.
  public let accepted: Double
  /// The threshold to use from now on: the old one while the rate is accepted, else the smallest
  /// that lets no more than the accepted share of the significant changes seen through.
  public let noiseThreshold: Double

  /// Judges a history of A/A comparisons, at least one, made with one threshold or several.
  ///
  /// - Parameter accepted: The share of alarms that is accepted, between 0 and 1.
  public init(
    _ checks: [RegressionCheck], accepted: Double = 0.01, confidence: Double = 0.95
  ) throws(SampleError) {
    guard !checks.isEmpty else { throw .tooFew(found: 0, needed: 1) }
    try require(probability: accepted, "accepted")
    try require(probability: confidence, "confidence")
    let alarming = checks.filter { $0.decision == .regressed || $0.decision == .improved }
    let threshold = checks.reduce(0) { max($0, $1.noiseThreshold) }
    let allowed = Int(accepted * Double(checks.count))
    comparisons = checks.count
    alarms = alarming.count
    rate =
      ProportionInterval(
        successes: alarming.count, trials: checks.count, confidence: confidence
      ).clopperPearson
    self.accepted = accepted
    let changes = alarming.map { abs($0.relativeMedianChange) }.sorted(by: >)
    // A change is an alarm when it exceeds the threshold: the first change no longer allowed.
    noiseThreshold = allowed < changes.count ? max(threshold, changes[allowed]) : threshold
  }
}
