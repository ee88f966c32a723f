/// How a timeline is compared with a recording, as the README beside the vectors states.
///
/// A recorded window `[earliest, latest]` comes from a finite number of runs with random
/// phases. A change agrees if it comes inside the window widened at both ends by the window's
/// allowance:
///
/// | window | allowance |
/// |---|---|
/// | at most `narrowWidth` wide | `narrowAllowance` |
/// | wider, where `wideShare` says so | that share of its width, at least `narrowAllowance` |
/// | wider otherwise | one period of the loop involved: what `loopPeriod` says of the object and field, otherwise the smallest of `loopPeriods` that is not shorter than the window |
///
/// Without `loopPeriods` every window gets the narrow allowance.
public struct TimelineRules: Sendable {
  /// Windows up to this width are those of a fixed instant, in seconds.
  public var narrowWidth: Double
  /// The allowance of a fixed instant, in seconds.
  public var narrowAllowance: Double
  /// The periods of the loops that can set the phase of a change, in seconds, ascending.
  public var loopPeriods: [Double]
  /// The period of the loop that sets the phase of this field's changes, in seconds, if the
  /// case's settings or the field tell; nil leaves it to `loopPeriods`.
  public var loopPeriod: @Sendable (VectorCase, _ object: String, _ field: String) -> Double?
  /// How much of a wide window's width its ends may have been missed by; nil leaves it to the
  /// periods.
  public var wideShare: @Sendable (VectorCase) -> Double?
  /// Changes that are recorded at one instant are ordered only beyond this difference, in
  /// seconds.
  public var orderTolerance: Double
  /// Changes of one field that follow each other within this time race; only the last value
  /// counts. In seconds.
  public var raceSpan: Double
  /// The same for fields of which only the last value counts.
  public var lastValueSpan: Double
  /// Whether only the last value of a field's burst counts.
  public var isLastValueOnly: @Sendable (_ object: String, _ field: String) -> Bool
  /// The objects among which the recorded system chooses arbitrarily, by a name for them all; nil
  /// where an object is only itself. A recorded change that is uncertain, or came at widely
  /// different instants, may then be ours of another object of the same name. It is asked once per
  /// case for how to name objects.
  public var choice: @Sendable (VectorCase) -> (_ object: String, _ field: String) -> String?
  /// Whether the recording of a case is only a part of what may come, so that changes that were
  /// never recorded are fine.
  public var isSubset: @Sendable (VectorCase) -> Bool

  /// Creates rules.
  public init(
    narrowWidth: Double = 0.25, narrowAllowance: Double, loopPeriods: [Double] = [],
    loopPeriod: @escaping @Sendable (VectorCase, String, String) -> Double? = { _, _, _ in nil },
    wideShare: @escaping @Sendable (VectorCase) -> Double? = { _ in nil },
    orderTolerance: Double = 0.0015, raceSpan: Double = 0.0015, lastValueSpan: Double = 0.5,
    isLastValueOnly: @escaping @Sendable (String, String) -> Bool = { _, _ in false },
    choice: @escaping @Sendable (VectorCase) -> (String, String) -> String? = { _ in { _, _ in nil }
    },
    isSubset: @escaping @Sendable (VectorCase) -> Bool = { _ in false }
  ) {
    self.narrowWidth = narrowWidth
    self.narrowAllowance = narrowAllowance
    self.loopPeriods = loopPeriods
    self.loopPeriod = loopPeriod
    self.wideShare = wideShare
    self.orderTolerance = orderTolerance
    self.raceSpan = raceSpan
    self.lastValueSpan = lastValueSpan
    self.isLastValueOnly = isLastValueOnly
    self.choice = choice
    self.isSubset = isSubset
  }
}
