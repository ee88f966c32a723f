/// How long a job waits before it replaces failed pods. Times are nanoseconds of one clock.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/job/backoff_utils.go`, `job_controller.go`.
public struct JobBackoff: Sendable, Equatable {
  /// The delay after the first failure: DefaultJobPodFailureBackOff.
  public static let first: Int64 = 10_000_000_000
  /// The longest delay: MaxJobPodFailureBackOff.
  public static let longest: Int64 = 600_000_000_000

  /// Failures since the last pod that succeeded.
  public private(set) var failures: Int32 = 0
  /// When the last of them was.
  public private(set) var lastFailure: Int64?

  /// No failures.
  public init() {}

  /// Counts pods that finished since the last pass, given by when they did.
  public mutating func note(succeeded: [Int64], failed: [Int64]) {
    if let lastSuccess = succeeded.max() {
      let later = failed.filter { $0 > lastSuccess }
      failures = Int32(clamping: later.count)
      lastFailure = later.max()
    } else if let last = failed.max() {
      failures &+= Int32(clamping: failed.count)
      lastFailure = last
    }
  }

  /// How much longer to wait.
  public func remaining(at now: Int64) -> Int64 {
    Self.remaining(failures: failures, since: lastFailure ?? now, at: now)
  }

  /// How much longer to wait after some failures: 10 s, doubled with each, at most 10 minutes.
  public static func remaining(failures: Int32, since last: Int64, at now: Int64) -> Int64 {
    if failures <= 0 { return 0 }
    var delay = first
    for _ in 1..<max(failures, 1) {
      delay *= 2
      if delay >= longest {
        delay = longest
        break
      }
    }
    return max(0, delay &- (now &- last))
  }
}
