import GoSemantics
import KubernetesAPI

/// What the planner learns from a list of pods.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/util/podanalyzer/pod_helper.go`.
public struct PodAnalysis: Sendable, Equatable {
  /// For how long a pod must be unschedulable before it counts as such: 60 s.
  public static let unschedulableThresholdNanoseconds: Int64 = 60_000_000_000

  /// All pods.
  public var total: Int64 = 0
  /// Conditions `Ready` of running pods, whatever their status says.
  public var runningAndReady: Int64 = 0
  /// Unschedulable for longer than the threshold.
  public var unschedulable: Int64 = 0
  /// Unschedulable, for however long.
  public var unschedulableNow: Int64 = 0

  /// No pods.
  public init() {}

  /// Looks at every condition of every pod.
  ///
  /// - Parameter now: Nanoseconds since 1970.
  public init(_ pods: [Pod], now: Int64) {
    for pod in pods {
      total += 1
      for condition in pod.status.conditions {
        if pod.status.phase == "Running" {
          if condition.type == "Ready" { runningAndReady += 1 }
        } else if condition.type == "PodScheduled", condition.status == "False",
          condition.reason == "Unschedulable"
        {
          unschedulableNow += 1
          // A condition that never changed is older than any threshold.
          let since = condition.lastTransitionTime.flatMap(GoTime.nanoseconds(rfc3339:)) ?? .min
          let (age, overflow) = now.subtractingReportingOverflow(since)
          if overflow || age > Self.unschedulableThresholdNanoseconds { unschedulable += 1 }
        }
      }
    }
  }

  /// Whether the answer changes by itself when some pod has waited long enough.
  public var needsRecheck: Bool { unschedulableNow != unschedulable }
}

/// What a reconcile ends with.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/util/constants.go`.
public enum ReconciliationStatus: String, Sendable, Equatable {
  /// Done.
  case allOK = "AllOK"
  /// Once more after the retry delay, without back-off.
  case needsRecheck = "NeedsRecheck"
  /// Once more with back-off.
  case error = "Error"
  /// Once more after the delay for clusters that became available.
  case notSynced = "NotSynced"
}
