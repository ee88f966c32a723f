import GoSemantics
import KubernetesAPI

/// A workload as it stands in one member.
public struct MemberWorkload: Sendable, Equatable {
  /// `spec.replicas`; 0 if absent.
  public var replicas: Int64
  /// `status.readyReplicas`; 0 if absent.
  public var readyReplicas: Int64

  /// A workload.
  public init(replicas: Int64, readyReplicas: Int64) {
    self.replicas = replicas
    self.readyReplicas = readyReplicas
  }
}

/// How many replicas run where, and how many could.
///
/// Only where fewer or more replicas are ready than are asked for are pods looked at, and only
/// pods that have been unschedulable for long limit a cluster.
///
/// Mirrors: `kubefed@d6f10d2 pkg/schedulingtypes/replicascheduler.go` (clustersReplicaState).
public struct ReplicaState: Sendable, Equatable {
  /// Replicas that run and are ready, by cluster that has the workload.
  public var current: [String: Int64] = [:]
  /// Estimated capacity, by cluster that has long unschedulable pods; may be negative.
  public var capacity: [String: Int64] = [:]
  /// What the last cluster whose pods were looked at demands; earlier ones are forgotten.
  public var status: ReconciliationStatus = .allOK

  /// Nothing known.
  public init() {}

  /// Takes up the clusters one by one.
  ///
  /// - Parameters:
  ///   - clusters: The candidates, in order.
  ///   - workload: The workload in a cluster; nil if there is none.
  ///   - pods: Its pods, asked for only where the numbers differ.
  public init<Failure: Error>(
    of clusters: [String], workload: (String) throws(Failure) -> MemberWorkload?,
    pods: (String) throws(Failure) -> PodAnalysis
  ) throws(Failure) {
    for cluster in clusters {
      guard let found = try workload(cluster) else { continue }
      if found.replicas == found.readyReplicas {
        current[cluster] = found.readyReplicas
        continue
      }
      let analysis = try pods(cluster)
      status = analysis.needsRecheck ? .needsRecheck : .allOK
      current[cluster] = analysis.runningAndReady
      if analysis.unschedulable > 0 {
        capacity[cluster] = found.replicas &- analysis.unschedulable
      }
    }
  }
}

/// The replicas that every candidate gets.
///
/// Mirrors: `kubefed@d6f10d2 pkg/schedulingtypes/replicascheduler.go` (GetSchedulingResult,
/// schedule); vectors `kubefed/scheduling_result.jsonl.gz`.
public struct SchedulingResult: Sendable, Equatable {
  /// By cluster; also clusters that get none are in it, and the object is created there.
  public var replicas: [String: Int64] = [:]

  /// Plans over the candidates. Preferences without clusters mean equal shares.
  public init(
    _ preference: ReplicaSchedulingPreference, clusters: [String], state: ReplicaState,
    key: String
  ) {
    var preferences = preference.allocation
    if preferences.clusters.isEmpty {
      preferences.clusters = AllocationPreferences.equalShares.clusters
    }
    self.init(
      preferences, total: Int64(preference.spec.totalReplicas), clusters: clusters, state: state,
      key: key)
  }

  /// Plans over the candidates by these very preferences, as federation v1 does.
  public init(
    _ preferences: AllocationPreferences, total: Int64, clusters: [String], state: ReplicaState,
    key: String
  ) {
    let plan = ReplicaPlanner(preferences).plan(
      total, clusters: clusters, current: state.current, capacity: state.capacity, key: key)
    // order-free: every key is written once.
    for cluster in state.current.keys { replicas[cluster] = 0 }
    replicas.merge(plan.plan) { $1 }
    replicas.merge(plan.overflow) { $0 &+ $1 }
  }
}
