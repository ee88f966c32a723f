import Conformance
import Documents

/// The timelines that these controllers replay.
///
/// Application failover, workload rebalancer, CronFederatedHPA, FederatedHPA and descheduler have
/// recordings too; their controllers do not exist yet, and they join here with them.
public enum KarmadaTimelineSuites {
  /// One suite per algorithm.
  public static let all: [TimelineSuite] = [
    suite("timeline.clusterStatus"), suite("timeline.failover"), suite("timeline.schedulerQueue"),
  ]

  private static func suite(_ algorithm: String) -> TimelineSuite {
    TimelineSuite(algorithm: algorithm, rules: rules) { vector, seed in
      try TimelineRun.changes(of: vector, seed: seed)
    }
  }

  /// The periods that the recordings' README names: queue flush, monitor, status update, flush of
  /// the unschedulable set. A silent agent is found out by the renewals of its lease.
  private static let rules = TimelineRules(
    narrowAllowance: 0.25, loopPeriods: [1, 5, 10, 30],
    loopPeriod: { vector, object, field in
      isFromLease(vector, object, field) ? 10 : nil
    },
    isLastValueOnly: { _, field in
      field == "status.conditions[FullyApplied]" || field.hasSuffix(".health")
    })

  private static func isFromLease(
    _ vector: VectorCase, _ object: String, _ field: String
  ) -> Bool {
    guard field == "status.conditions[Ready]" || field.hasPrefix("spec.taints["),
      let members = vector.input["members"]?.array
    else { return false }
    return members.contains { member in
      object == "Cluster/\(member["name"]?.string ?? "")" && member["mode"]?.string == "pull"
    }
  }
}
