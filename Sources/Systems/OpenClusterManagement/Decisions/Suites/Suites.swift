import Conformance

/// The vector suites of this system, for the tests and `regatta verify`.
public enum OpenClusterManagementSuites {
  /// One suite per algorithm.
  public static let all: [VectorSuite] = []
}
