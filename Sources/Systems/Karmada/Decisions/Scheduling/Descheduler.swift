import Documents
import GoSemantics

/// Takes replicas that found no node away from their cluster, so that the scheduler places them
/// elsewhere.
///
/// Mirrors: `karmada@f8fdd02 pkg/descheduler/core`, `pkg/descheduler/descheduler.go`, vectors
/// `karmada/descheduler.jsonl.gz`.
public enum Descheduler {
  /// What stands for clusters whose ready replicas are not known.
  private static let unknownReplicas: Int32 = -1

  /// Whether the descheduler looks at a binding at all: Deployments that were placed by what is
  /// available.
  ///
  /// - Parameters:
  ///   - workload: What is placed.
  ///   - applied: The placement that the scheduler used last; `nil` if it never did.
  public static func considers(
    _ workload: WorkloadReference, applied: PlacementRules?
  ) -> Bool {
    guard workload.apiVersion == "apps/v1", workload.kind == "Deployment" else { return false }
    switch applied?.strategy {
    case .aggregated, .dynamicWeight: return true
    default: return false
    }
  }

  /// The clusters with fewer ready replicas than were assigned, in target order. Only these are
  /// asked for unschedulable replicas.
  ///
  /// - Parameters:
  ///   - targets: The binding's targets.
  ///   - ready: The ready replicas by cluster; a cluster that is missing has none for sure.
  public static func undesired(
    _ targets: [TargetCluster], ready: [String: Int32]
  ) -> [String] {
    targets.lazy.filter { (ready[$0.name] ?? unknownReplicas) < $0.replicas }.map(\.name)
  }

  /// The targets without the replicas that are unschedulable. Replicas that are ready stay.
  ///
  /// - Parameters:
  ///   - targets: The binding's targets.
  ///   - ready: as in ``undesired(_:ready:)``.
  ///   - unschedulable: What the estimators report for an undesired cluster, the least of their
  ///     answers; `nil` for none.
  /// - Returns: The targets, in order, and how many replicas were taken away.
  public static func deschedule(
    _ targets: [TargetCluster], ready: [String: Int32],
    unschedulable: (_ cluster: String) -> Int32?
  ) -> (targets: [TargetCluster], removed: Int32) {
    var result = targets
    var removed: Int32 = 0
    for (index, target) in targets.enumerated() {
      let running = ready[target.name] ?? unknownReplicas
      guard running < target.replicas, let waiting = unschedulable(target.name), waiting > 0,
        // The greatest number is upstream's sign for no answer.
        waiting < .max, target.replicas >= waiting
      else { continue }
      let rest = max(target.replicas - waiting, running)
      result[index].replicas = rest
      removed &+= target.replicas - rest
    }
    return (result, removed)
  }
}

extension ResourceBindingStatus {
  /// The ready replicas that each member reports, by cluster; clusters that report none are
  /// missing.
  public var readyReplicas: [String: Int32] {
    var ready: [String: Int32] = [:]
    for item in aggregatedStatus ?? [] {
      if let reported = item.status?["readyReplicas"]?.double {
        ready[item.clusterName] = GoArithmetic.int32(reported)
      }
    }
    return ready
  }
}
