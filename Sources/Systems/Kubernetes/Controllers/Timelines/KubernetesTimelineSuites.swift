import Conformance
import Documents
import Kubernetes

/// The timelines that the controllers of a member replay.
public enum KubernetesTimelineSuites {
  /// One suite per algorithm.
  public static let all: [TimelineSuite] = [
    suite("timeline.node-lifecycle"), suite("timeline.failover-chain"),
    suite("timeline.drain-pdb"), suite("timeline.deployment"), suite("timeline.hpa"),
    suite("timeline.job"), suite("timeline.cronjob"),
    suite("timeline.scheduler-queue"), clusterAutoscaler,
  ]

  /// The cluster autoscaler: to the millisecond where the recording was the same in all runs;
  /// otherwise what came in every run must come, and more may.
  private static let clusterAutoscaler = TimelineSuite(
    algorithm: "timeline.cluster-autoscaler",
    rules: TimelineRules(
      narrowWidth: .infinity, narrowAllowance: 0.001,
      isSubset: { !($0.expected["orderStable"]?.bool ?? false) })
  ) { vector, seed in try AutoscalerTimelineRun.replay(vector, seed: seed).changes }

  /// A suite on the object-level member, compared as the recordings' README recommends: each change
  /// within 0.3 s of its range; where phases are random, a wide range by one monitor period more,
  /// because 16 runs do not reach its ends.
  static func suite(_ algorithm: String, orderTolerance: Double = 0.25) -> TimelineSuite {
    TimelineSuite(
      algorithm: algorithm,
      rules: TimelineRules(
        narrowWidth: 0.25, narrowAllowance: 0.3,
        loopPeriod: { vector, _, _ in
          vector.input["phases"]?["random"]?.bool == true ? Timing.nodeMonitorPeriod : nil
        },
        orderTolerance: orderTolerance,
        choice: { vector, object, field in TaintingChoice.group(vector, object, field) })
    ) { vector, seed in try TimelineRun.changes(of: vector, seed: seed) }
  }
}
