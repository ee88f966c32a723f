import Stochastic

/// How a replication begins.
public enum Start: Sendable {
  /// Empty, or with everything up; the warm-up is found by MSER-5 and deleted.
  case empty
  /// In a state drawn from the stationary law; nothing is deleted.
  case stationary
}

/// One number that a simulation must reproduce.
public struct CheckedQuantity: Sendable {
  /// What is measured.
  public var name: String
  /// Its exact value.
  public var exact: Double
  /// The largest half-width, relative to the exact value, with which a check still says something.
  public var precision: Double

  /// A quantity with the precision that is asked of its kind.
  public static func mean(_ name: String, _ exact: Double) -> CheckedQuantity {
    CheckedQuantity(name: name, exact: exact, precision: 0.02)
  }

  /// A quantity with the precision that is asked of its kind.
  public static func probability(_ name: String, _ exact: Double) -> CheckedQuantity {
    // Below 1e-4 nothing is demanded.
    CheckedQuantity(name: name, exact: exact, precision: exact < 1e-4 ? .infinity : 0.1)
  }
}

/// A model with closed-form answers.
public protocol ValidationModel: Sendable {
  /// What is checked. The first quantity is a time average; the warm-up is found on it.
  var quantities: [CheckedQuantity] { get }
  /// Runs one replication, and returns its accumulators at equally spaced instants, the first of
  /// them at time zero.
  func run(_ seed: StreamSeed, start: Start) -> [[Double]]
  /// The quantities over a window, from the growth of the accumulators.
  func estimate(_ growth: [Double]) -> [Double]
}
