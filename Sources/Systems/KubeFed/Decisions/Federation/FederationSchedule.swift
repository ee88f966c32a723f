/// What federation v1 decides about one workload over all ready clusters.
///
/// Mirrors: `federation@804bb9f pkg/federatedtypes/scheduling.go`.
public struct FederationSchedule: Sendable, Equatable {
  /// One cluster's part.
  public struct Share: Sendable, Equatable {
    /// Whether the object is created there; a cluster that is not selected keeps an existing object
    /// with 0 replicas.
    public var isSelected: Bool
    /// `spec.replicas` there.
    public var replicas: Int64
  }

  /// By ready cluster.
  public var shares: [String: Share] = [:]

  /// Plans a workload that no autoscaler controls: every ready cluster is selected, also with 0
  /// replicas.
  public init(
    _ preferences: AllocationPreferences, replicas: Int64, clusters: [String],
    state: ReplicaState, key: String
  ) {
    let result = SchedulingResult(
      preferences, total: replicas, clusters: clusters, state: state, key: key)
    shares = result.replicas.mapValues { Share(isSelected: true, replicas: $0) }
  }

  /// A workload that a federated autoscaler controls: it stays where the autoscaler put it, with
  /// what it runs there.
  public init(autoscaled targets: [String], clusters: [String], current: [String: Int64]) {
    for cluster in clusters {
      let isSelected = targets.contains(cluster)
      shares[cluster] = Share(
        isSelected: isSelected, replicas: isSelected ? current[cluster] ?? 0 : 0)
    }
  }
}

/// The health of a cluster as federation v1 sees it: the last probe and nothing else.
///
/// Mirrors: `federation@804bb9f pkg/federation-controller/cluster/{clustercontroller,
/// cluster_client}.go`.
public struct FederationClusterHealth: Sendable, Equatable {
  /// What is reported; nil before the first probe.
  public private(set) var conditions: [ClusterCondition]?

  /// A cluster that was never probed.
  public init() {}

  /// A cluster that every probe since `start` has found so.
  public init(held result: ProbeResult, since start: Int64) {
    conditions = result.conditions(at: start)
  }

  /// Whether the cluster is reported ready.
  public var isReady: Bool { conditions?.isReady ?? false }

  /// Whether more probes with this result change nothing but times of probing.
  public func isStable(under result: ProbeResult) -> Bool {
    conditions?.isSame(as: result.conditions(at: 0)) ?? false
  }

  /// Takes up what a probe found at `now`.
  public mutating func report(_ result: ProbeResult, at now: Int64) {
    var next = result.conditions(at: now)
    if let stored = conditions, stored.isSame(as: next) {
      for index in next.indices {
        next[index].lastTransitionTime = stored[index].lastTransitionTime
      }
    }
    conditions = next
  }
}

/// The replica counts of a federated workload, summed over its clusters.
///
/// Mirrors: `federation@804bb9f pkg/federatedtypes/scheduling.go` (ScheduleObject).
public struct FederationReplicaStatus: Sendable, Equatable {
  /// Pods, those of the newest template, those that are ready, those that have been so for long.
  public var replicas: Int64 = 0
  public var updatedReplicas: Int64 = 0
  public var readyReplicas: Int64 = 0
  public var availableReplicas: Int64 = 0
  /// Meant to be the greatest one; a value that is not greater than the present one is added
  /// instead, as upstream does.
  public var observedGeneration: Int64 = 0

  /// No cluster yet.
  public init() {}

  /// Takes up the status of one cluster's object.
  public mutating func add(_ other: FederationReplicaStatus) {
    replicas &+= other.replicas
    updatedReplicas &+= other.updatedReplicas
    readyReplicas &+= other.readyReplicas
    availableReplicas &+= other.availableReplicas
    observedGeneration =
      other.observedGeneration > observedGeneration
      ? other.observedGeneration : observedGeneration &+ other.observedGeneration
  }
}
