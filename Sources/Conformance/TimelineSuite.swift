import Documents

/// One change of state at one instant.
public struct TimelineChange: Sendable, Equatable {
  /// The instant, in seconds from the start of the observation.
  public var seconds: Double
  /// What changed: `Kind/name` or `Kind/namespace/name`.
  public var object: String
  /// Which of its fields.
  public var field: String
  /// The field's new value; null when the field or object is gone.
  public var value: Node

  /// Creates a change.
  public init(seconds: Double, object: String, field: String, value: Node) {
    self.seconds = seconds
    self.object = object
    self.field = field
    self.value = value
  }
}

/// How to replay the timelines of one algorithm.
public struct TimelineSuite: Sendable {
  /// The vectors' `algorithm`, such as `timeline.failover`.
  public let algorithm: String
  /// The seeds of the runs; each must come out right.
  public let seeds: [UInt64]
  /// How much later or earlier than recorded a change may come.
  public let rules: TimelineRules
  /// Replays a case and returns every change in the order in which it came.
  public let run: @Sendable (VectorCase, _ seed: UInt64) throws -> [TimelineChange]

  /// Creates a suite.
  public init(
    algorithm: String, seeds: [UInt64] = [1, 2, 3], rules: TimelineRules,
    run: @escaping @Sendable (VectorCase, _ seed: UInt64) throws -> [TimelineChange]
  ) {
    self.algorithm = algorithm
    self.seeds = seeds
    self.rules = rules
    self.run = run
  }
}
