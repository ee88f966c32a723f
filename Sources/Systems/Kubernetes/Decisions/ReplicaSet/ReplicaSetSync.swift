/// How many pods a replica set makes or deletes, and in what portions.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/replicaset/replica_set.go` (manageReplicas,
/// slowStartBatch), `replica_set_utils.go` (calculateStatus).
public enum ReplicaSetSync {
  /// At most so many pods are made or deleted in one pass: BurstReplicas.
  public static let burst = 500

  /// What a pass does.
  public enum Action: Sendable, Equatable {
    /// Nothing.
    case none
    /// Makes pods.
    case create(Int)
    /// Deletes pods, in ``PodDeletionOrder``.
    case delete(Int)
  }

  /// Compares active pods with wanted ones.
  public static func manage(active: Int, replicas: Int32) -> Action {
    let surplus = active - Int(replicas)
    if surplus == 0 { return .none }
    return surplus < 0 ? .create(min(-surplus, burst)) : .delete(min(surplus, burst))
  }

  /// Portions in which requests are made at once: 1, 2, 4 … The next portion starts when all of
  /// the last are answered, and only if none failed.
  public static func slowStartBatches(_ count: Int) -> [Int] {
    var batches: [Int] = []
    var rest = count
    var size = 1
    while rest > 0 {
      batches.append(min(size, rest))
      rest -= min(size, rest)
      size *= 2
    }
    return batches
  }

  /// A pod as the status counts it.
  public struct PodState: Sendable, Equatable {
    /// Whether its condition `Ready` is `True`.
    public var isReady: Bool
    /// When that came.
    public var readySince: Int64

    /// Creates a state.
    public init(isReady: Bool, readySince: Int64 = 0) {
      self.isReady = isReady
      self.readySince = readySince
    }

    /// Whether it has been ready for long enough.
    public func isAvailable(minReadySeconds: Int32, at now: Int64) -> Bool {
      guard isReady else { return false }
      return minReadySeconds == 0 || readySince &+ Int64(minReadySeconds) * 1_000_000_000 <= now
    }
  }

  /// `status.replicas`, `readyReplicas` and `availableReplicas` of active pods.
  public static func status(
    _ active: [PodState], minReadySeconds: Int32, at now: Int64
  ) -> (replicas: Int32, ready: Int32, available: Int32) {
    let available = active.count { $0.isAvailable(minReadySeconds: minReadySeconds, at: now) }
    return (
      Int32(clamping: active.count), Int32(clamping: active.count(where: \.isReady)),
      Int32(clamping: available)
    )
  }
}
