/// How the propagation of a federated object to one cluster stands.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/sync/status/status.go`.
public enum PropagationStatus: String, Sendable, Equatable, CaseIterable {
  /// Propagated.
  case ok = ""
  /// Deleted, but still there.
  case waitingForRemoval = "WaitingForRemoval"
  case clusterNotReady = "ClusterNotReady"
  case cachedRetrievalFailed = "CachedRetrievalFailed"
  case computeResourceFailed = "ComputeResourceFailed"
  case applyOverridesFailed = "ApplyOverridesFailed"
  case creationFailed = "CreationFailed"
  case updateFailed = "UpdateFailed"
  case deletionFailed = "DeletionFailed"
  case labelRemovalFailed = "LabelRemovalFailed"
  case retrievalFailed = "RetrievalFailed"
  case alreadyExists = "AlreadyExists"
  case fieldRetentionFailed = "FieldRetentionFailed"
  case versionRetrievalFailed = "VersionRetrievalFailed"
  case clientRetrievalFailed = "ClientRetrievalFailed"
  case managedLabelFalse = "ManagedLabelFalse"
  case creationTimedOut = "CreationTimedOut"
  case updateTimedOut = "UpdateTimedOut"
  case deletionTimedOut = "DeletionTimedOut"
  case labelRemovalTimedOut = "LabelRemovalTimedOut"

  /// Whether the object is tried again with back-off; everything else waits for an event.
  public var isRecoverable: Bool {
    switch self {
    case .creationFailed, .updateFailed, .deletionFailed, .labelRemovalFailed, .retrievalFailed,
      .clientRetrievalFailed, .creationTimedOut, .updateTimedOut, .deletionTimedOut,
      .labelRemovalTimedOut:
      true
    case .ok, .waitingForRemoval, .clusterNotReady, .cachedRetrievalFailed, .computeResourceFailed,
      .applyOverridesFailed, .alreadyExists, .fieldRetentionFailed, .versionRetrievalFailed,
      .managedLabelFalse:
      false
    }
  }
}

/// Why the condition `Propagation` of a federated object is what it is.
///
/// Mirrors: `kubefed@d6f10d2 pkg/controller/sync/status/status.go`.
public enum AggregateReason: String, Sendable, Equatable {
  /// The condition is true.
  case success = ""
  case clusterRetrievalFailed = "ClusterRetrievalFailed"
  case computePlacementFailed = "ComputePlacementFailed"
  case checkClusters = "CheckClusters"
  case namespaceNotFederated = "NamespaceNotFederated"

  /// The reason when all clusters were dealt with.
  ///
  /// - Parameter isNamespaceMissing: Whether a FederatedNamespace is needed and absent.
  public static func aggregated(
    _ statuses: some Sequence<PropagationStatus>, isNamespaceMissing: Bool = false
  ) -> AggregateReason {
    if isNamespaceMissing { return .namespaceNotFederated }
    return statuses.allSatisfy { $0 == .ok } ? .success : .checkClusters
  }

  /// Whether the pass that ended so is repeated with back-off.
  public func isRetried(_ statuses: some Sequence<PropagationStatus>) -> Bool {
    self == .success && statuses.contains(where: \.isRecoverable)
  }
}
