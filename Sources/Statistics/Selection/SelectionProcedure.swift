/// Where a selection of the best arm stands.
public enum SelectionOutcome: Sendable, Equatable {
  /// Replications are missing.
  case undecided
  /// The arm of that index is selected.
  case selected(Int)
}

/// A procedure that selects the best of several arms and says which replications it needs.
///
/// The caller runs what is asked for, on as many threads as it likes, and hands the values over in
/// the order of the replications' indices within each arm. How they are grouped, or which arm comes
/// first, does not change the outcome; values beyond what is asked for wait.
///
///     while procedure.outcome == .undecided {
///       for (arm, count) in procedure.needed.enumerated() where count > 0 {
///         try procedure.add(replicate(arm, count), arm: arm)
///       }
///     }
public protocol SelectionProcedure: Sendable {
  /// How many more replications each arm needs now; all 0 once an arm is selected.
  var needed: [Int] { get }
  /// Whether an arm is selected.
  var outcome: SelectionOutcome { get }
  /// Hands over the next replications of an arm.
  ///
  /// - Throws: If the arm does not exist or a value is not finite; nothing has changed then.
  mutating func add(_ values: [Double], arm: Int) throws(SampleError)
}

/// Throws unless an index is that of an arm and its values are finite.
func require(_ values: [Double], arm: Int, of arms: Int) throws(SampleError) {
  guard (0..<arms).contains(arm) else {
    throw .outOfRange(parameter: "arm", allowed: "the index of one of \(arms) arms")
  }
  try require(values, atLeast: 0)
}
