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

  /// By how much of its width a window of random phases may have missed each end of the true range.
  ///
  /// Sixteen samples of one phase miss each end by 1/17 of the range on average. The instant at
  /// which a silent node is found is the sum of two phases, a lease of 10 s and a monitor of 5 s,
  /// whose ends are rarer: it is missed by about a fifth of the recorded width.
  private static let wideShare = 0.2

  /// A suite on the object-level member, compared as the recordings' README recommends: each change
  /// within 0.3 s of its range, and within `wideShare` of a wide one where phases are random.
  static func suite(_ algorithm: String, orderTolerance: Double = 0.25) -> TimelineSuite {
    TimelineSuite(
      algorithm: algorithm,
      rules: TimelineRules(
        narrowWidth: 0.25, narrowAllowance: 0.3,
        wideShare: { $0.input["phases"]?["random"]?.bool == true ? wideShare : nil },
        orderTolerance: orderTolerance,
        choice: { vector in TaintingChoice(vector).group })
    ) { vector, seed in try TimelineRun.changes(of: vector, seed: seed) }
  }
}
