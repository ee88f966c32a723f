import Conformance
import Documents

/// The timelines that these controllers replay.
public enum KubeFedTimelineSuites {
  /// One suite per algorithm.
  public static let all: [TimelineSuite] = [
    TimelineSuite(algorithm: "timeline.cluster-health", seeds: [1, 2, 3, 4, 5], rules: rules) {
      vector, seed in
      try ClusterHealthTimeline.changes(of: vector, seed: seed)
    }
  ]

  /// A change matches within 0.3 s of its range.
  private static let rules = TimelineRules(narrowAllowance: 0.3)
}
