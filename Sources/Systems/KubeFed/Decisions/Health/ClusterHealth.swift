/// What one health probe found.
public enum ProbeResult: String, Sendable, Equatable, CaseIterable {
  /// `/healthz` answered `ok`.
  case ready
  /// It answered something else.
  case notReady
  /// The request failed.
  case offline
  /// There is no usable client configuration.
  case malformed
}

/// One condition in the status of a KubeFedCluster.
public struct ClusterCondition: Sendable, Equatable {
  /// Which aspect.
  public enum Kind: String, Sendable {
    /// Whether it is healthy.
    case ready = "Ready"
    /// Whether it cannot be reached.
    case offline = "Offline"
    /// Whether its configuration is unusable.
    case configMalformed = "ConfigMalformed"
  }

  /// Which aspect.
  public var type: Kind
  /// Whether it holds.
  public var isTrue: Bool
  /// When it was last looked at; any unit.
  public var lastProbeTime: Int64
  /// When it last changed.
  public var lastTransitionTime: Int64

  /// A condition.
  public init(type: Kind, isTrue: Bool, lastProbeTime: Int64, lastTransitionTime: Int64) {
    self.type = type
    self.isTrue = isTrue
    self.lastProbeTime = lastProbeTime
    self.lastTransitionTime = lastTransitionTime
  }
}

extension ProbeResult {
  /// The conditions that the probe alone would give.
  ///
  /// Mirrors: `kubefed@d6f10d2 pkg/controller/kubefedcluster/clusterclient.go` (GetClusterStatus).
  public func conditions(at now: Int64) -> [ClusterCondition] {
    func condition(_ type: ClusterCondition.Kind, _ isTrue: Bool) -> ClusterCondition {
      ClusterCondition(
        type: type, isTrue: isTrue, lastProbeTime: now, lastTransitionTime: now)
    }
    return switch self {
    case .ready: [condition(.ready, true)]
    case .notReady: [condition(.ready, false), condition(.offline, false)]
    case .offline: [condition(.offline, true)]
    case .malformed: [condition(.configMalformed, true)]
    }
  }
}

extension Sequence where Element == ClusterCondition {
  /// Whether a condition `Ready` that is true exists.
  public var isReady: Bool { contains { $0.type == .ready && $0.isTrue } }
}

extension Array where Element == ClusterCondition {
  /// Whether both say the same, whenever they came to say it.
  func isSame(as others: [ClusterCondition]) -> Bool {
    count == others.count
      && zip(self, others).allSatisfy { $0.type == $1.type && $0.isTrue == $1.isTrue }
  }
}

/// The reported health of one cluster, which changes only after it was held for a number of
/// probes.
///
/// The failure threshold is no count of failures: it is how long a state must have been reported
/// before a bad probe may change it, and the success threshold the same for good ones.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/kubefedcluster/controller.go`
/// (thresholdAdjustedClusterStatus); vectors `kubefed/cluster_health.jsonl.gz`.
public struct ClusterHealth: Sendable, Equatable {
  /// What is reported; nil before the first probe.
  public private(set) var conditions: [ClusterCondition]?
  /// For how many probes readiness has been what it is.
  public private(set) var run: Int64 = 0

  /// A cluster that was never probed.
  public init() {}

  /// A cluster that every probe since `start` has found so, for longer than any threshold.
  public init(held result: ProbeResult, since start: Int64) {
    conditions = result.conditions(at: start)
    run = Int64(Int32.max)
  }

  /// Whether the cluster is reported ready.
  public var isReady: Bool { conditions?.isReady ?? false }

  /// Whether more probes with this result change nothing but times of probing.
  public func isStable(under result: ProbeResult) -> Bool {
    conditions?.isSame(as: result.conditions(at: 0)) ?? false
  }

  /// Takes up `count` probes, the last one at `now`, under whose result the report is stable.
  public mutating func hold(for count: Int64, until now: Int64) {
    guard count > 0, var stored = conditions else { return }
    run &+= count
    for index in stored.indices { stored[index].lastProbeTime = now }
    conditions = stored
  }

  /// Takes up what a probe found at `now`.
  public mutating func report(
    _ result: ProbeResult, at now: Int64, failureThreshold: Int64, successThreshold: Int64
  ) {
    var next = result.conditions(at: now)
    guard let stored = conditions, let first = stored.first else {
      conditions = next
      run = 1
      return
    }
    let threshold = result == .ready ? successThreshold : failureThreshold
    if run < threshold {
      next = stored
      for index in next.indices { next[index].lastProbeTime = now }
    } else if next.isReady == stored.isReady {
      for index in next.indices { next[index].lastTransitionTime = first.lastTransitionTime }
    }
    run = next.isReady == stored.isReady ? run &+ 1 : 1
    conditions = next
  }
}
