/// An operation on the object of one cluster.
public enum ClusterOperation: String, Sendable, Equatable, CaseIterable {
  case create, update, delete
  case removeManagedLabel = "label removal"

  /// The status while the operation has not answered, and for good if it never does in time.
  public var timedOut: PropagationStatus {
    switch self {
    case .create: .creationTimedOut
    case .update: .updateTimedOut
    case .delete: .deletionTimedOut
    case .removeManagedLabel: .labelRemovalTimedOut
    }
  }

  /// The status when the operation was answered with an error.
  public var failed: PropagationStatus {
    switch self {
    case .create: .creationFailed
    case .update: .updateFailed
    case .delete: .deletionFailed
    case .removeManagedLabel: .labelRemovalFailed
    }
  }

  /// The status when the operation succeeded; nil if the cluster then has none.
  public var succeeded: PropagationStatus? {
    switch self {
    case .create, .update: .ok
    case .delete: .waitingForRemoval
    case .removeManagedLabel: nil
    }
  }
}

/// What the sync controller does about one object in one cluster.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/sync/controller.go` (syncToClusters),
/// `sync/dispatch/{managed,operation}.go`.
public enum Dispatch: Sendable, Equatable {
  /// The object in a cluster, as the cache shows it.
  public enum ClusterObject: Sendable, Equatable {
    case absent, present, beingDeleted
  }

  /// Nothing, and nothing is said about it.
  case nothing
  /// Nothing, but the status says why.
  case record(PropagationStatus)
  /// An operation.
  case operate(ClusterOperation)

  /// The whole set of operations of one pass waits at most so long: 30 s.
  public static let timeoutNanoseconds: Int64 = 30_000_000_000

  /// Decides for one cluster.
  ///
  /// A cluster that is not ready is left alone: what runs there goes on running, wanted or not.
  ///
  /// - Parameter isHostNamespace: Whether the object is the namespace of the host cluster itself,
  ///   which is never deleted.
  public static func decide(
    isReady: Bool, isSelected: Bool, object: ClusterObject, isHostNamespace: Bool = false
  ) -> Dispatch {
    guard isReady else { return isSelected ? .record(.clusterNotReady) : .nothing }
    switch (isSelected, object) {
    case (false, .absent): return .nothing
    case (false, .beingDeleted): return .record(.waitingForRemoval)
    case (false, .present):
      return .operate(isHostNamespace ? .removeManagedLabel : .delete)
    case (true, .absent): return .operate(.create)
    case (true, .present), (true, .beingDeleted): return .operate(.update)
    }
  }

  /// What becomes of the create request's answer `AlreadyExists`: the object is taken over by an
  /// update, unless that is switched off.
  public static func afterAlreadyExists(adoptResources: Bool) -> Dispatch {
    adoptResources ? .operate(.update) : .record(.alreadyExists)
  }
}
