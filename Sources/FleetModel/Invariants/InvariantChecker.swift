/// Looks for one kind of violation in a fleet, on demand; it changes nothing.
public protocol InvariantChecker: Sendable {
  /// The name under which violations are reported.
  var name: String { get }
  /// Reports every violation found now through ``Fleet/report(violationOf:_:)``.
  func check(_ fleet: Fleet)
}

/// All checkers of the fleet.
public enum InvariantCheckers {
  /// In the order in which they are run.
  public static let all: [any InvariantChecker] = [
    ReplicaConservation(), CapacityNeverExceeded(), SingleOwner(), Jurisdiction(),
  ]
}
