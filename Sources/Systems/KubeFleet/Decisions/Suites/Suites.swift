import Conformance

/// The vector suites of this system, for the tests and `regatta verify`.
public enum KubeFleetSuites {
  /// One suite per algorithm.
  public static let all: [VectorSuite] = []
}
