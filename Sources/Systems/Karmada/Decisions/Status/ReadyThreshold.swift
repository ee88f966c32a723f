/// The condition `Ready` of a cluster as one probe or the store of the status controller sees it.
public enum ReadyStatus: String, Sendable, Equatable {
  case yes = "True"
  case no = "False"
  case unknown = "Unknown"
}

/// What a health probe says about a cluster.
public struct ObservedReadiness: Sendable, Equatable {
  /// The condition that the probe would write.
  public var status: ReadyStatus
  /// Upstream's reason: `ClusterReady`, `ClusterNotReady` or `ClusterNotReachable`.
  public var reason: String

  /// - Parameters:
  ///   - isOnline: Whether the probe got an answer at all. Upstream's REST client turns an error
  ///     status of the health endpoint into an error, so that such an answer counts as none.
  ///   - isHealthy: Whether the answer was good.
  ///
  /// Mirrors: `karmada@f8fdd02 pkg/controllers/status/cluster_status_controller.go`.
  public init(isOnline: Bool, isHealthy: Bool) {
    status = isOnline && isHealthy ? .yes : .no
    reason = !isOnline ? "ClusterNotReachable" : isHealthy ? "ClusterReady" : "ClusterNotReady"
  }
}

/// Keeps short disturbances out of a cluster's `Ready` condition: a change becomes visible only
/// after it was seen without interruption for a threshold.
///
/// One value per cluster. Times are nanoseconds on any common clock.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/status/cluster_condition_cache.go`, vectors
/// `karmada/cluster_status.jsonl.gz` (`clusterStatus.readyThreshold`).
public struct ReadyThreshold: Sendable, Equatable {
  /// What the last probe saw; `nil` before the first one.
  public private(set) var saved: ReadyStatus?
  /// Since when probes see that; `nil` for "since for ever".
  public private(set) var startNanoseconds: Int64?

  /// A cluster that was never probed, or one in a known state.
  public init(saved: ReadyStatus? = nil, startNanoseconds: Int64? = nil) {
    self.saved = saved
    self.startNanoseconds = startNanoseconds
  }

  /// Takes in one observation.
  ///
  /// - Parameters:
  ///   - observed: What the probe saw.
  ///   - current: The condition that the Cluster object has, `nil` if it has none.
  ///   - now: The time of the probe.
  ///   - success: The threshold for becoming ready.
  ///   - failure: The threshold for becoming not ready.
  /// - Returns: Whether the condition takes the observed value; `false` keeps the current one.
  public mutating func accepts(
    _ observed: ReadyStatus, current: ReadyStatus?, now: Int64, success: Int64, failure: Int64
  ) -> Bool {
    guard let saved else {
      self.saved = observed
      startNanoseconds = nil
      return true
    }
    guard let current else { return true }
    if saved != observed {
      self.saved = observed
      startNanoseconds = now
    }
    let threshold = observed == .yes ? success : failure
    guard (observed == .yes) != (current == .yes), let start = startNanoseconds else {
      return true
    }
    return now >= start + threshold
  }
}
