import Conformance

/// The timelines that the controllers of a member replay.
public enum KubernetesTimelineSuites {
  /// One suite per algorithm.
  public static let all: [TimelineSuite] = []
}
