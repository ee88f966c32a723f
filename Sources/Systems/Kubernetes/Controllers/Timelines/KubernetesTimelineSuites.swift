import Conformance

/// The timelines that the controllers of a member replay.
public enum KubernetesTimelineSuites {
  /// One suite per algorithm.
  public static let all: [TimelineSuite] = []

  /// A suite on the object-level member, compared as the recordings' README recommends: each change
  /// within 0.3 s of its range.
  static func suite(_ algorithm: String, orderTolerance: Double = 0.25) -> TimelineSuite {
    TimelineSuite(
      algorithm: algorithm,
      rules: TimelineRules(
        narrowWidth: .infinity, narrowAllowance: 0.3, orderTolerance: orderTolerance)
    ) { vector, seed in try TimelineRun.changes(of: vector, seed: seed) }
  }
}
