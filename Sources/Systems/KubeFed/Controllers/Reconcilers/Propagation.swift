import EventKernel
import FleetModel
import KubeFed

// The sync controllers: what a federated object says becomes objects in the members.
// Mirrors: `kubefed@d6f10d2 pkg/controller/sync/controller.go`, `sync/dispatch`.

extension ControlPlaneCore {
  /// `SyncedPollPeriod`, a constant: how often a waiting worker looks at the caches.
  static let syncedPollPeriod = VirtualDuration.seconds(10)

  /// Brings the object to the clusters it is for; the worker is busy until all have answered or the
  /// time-out is over.
  func propagate(_ service: ServiceID) -> (Reconcile, VirtualDuration) {
    guard areCachesFilled else {
      return (Reconcile(status: .allOK, isWaiting: true), Self.syncedPollPeriod)
    }
    let place = service.position
    guard place < objects.count, objects[place].exists else {
      return (Reconcile(status: .allOK), .zero)
    }
    if objects[place].isDeleting { return delete(service) }

    var statuses: [FederatedRecord.ClusterStatus] = []
    var duration = VirtualDuration.zero
    var writesVersions = false
    for index in clusters.indices {
      let cluster = ClusterID(index)
      let existing = members.status(of: service, in: cluster)
      switch Dispatch.decide(
        isReady: clusters[index].isReady, isSelected: isSelected(service, cluster),
        object: existing == nil ? .absent : .present)
      {
      case .nothing: continue
      case .record(let status): statuses.append(.init(cluster: cluster, status: status))
      case .operate(let operation):
        let outcome = operate(operation, service, cluster, existing)
        duration = max(duration, outcome.duration)
        writesVersions = writesVersions || outcome.isWritten
        if let status = outcome.status {
          statuses.append(.init(cluster: cluster, status: status))
        }
      }
    }
    duration = min(duration, timing.operationTimeout)
    let reason = reason(of: service, statuses)
    let isChanged = statuses != objects[place].statuses
    duration = duration + hostTime((writesVersions ? 1 : 0) + (isChanged ? 1 : 0))
    return (
      Reconcile(
        status: isRetried(statuses, reason) ? .error : .allOK,
        statuses: isChanged ? statuses : nil), duration
    )
  }

  private func isRetried(
    _ statuses: [FederatedRecord.ClusterStatus], _ reason: AggregateReason
  ) -> Bool {
    // Reasons that concern the whole object are given before the clusters are dealt with.
    reason != .namespaceNotFederated && reason != .computePlacementFailed
      && statuses.contains { $0.status.isRecoverable }
  }

  /// Why the condition `Propagation` is what it is.
  func reason(
    of service: ServiceID, _ statuses: [FederatedRecord.ClusterStatus]
  ) -> AggregateReason {
    if objects[service.position].hasPlacementProblem { return .computePlacementFailed }
    return .aggregated(
      statuses.lazy.map(\.status),
      isNamespaceMissing: !objects[service.position].isNamespaceFederated)
  }

  /// Whether the object is for a cluster.
  func isSelected(_ service: ServiceID, _ cluster: ClusterID) -> Bool {
    let object = objects[service.position]
    if object.hasPlacementProblem || !object.isNamespaceFederated { return false }
    if let namespace = object.namespacePlaced, !namespace[cluster.position] { return false }
    if object.plan != nil { return object.planned(for: cluster) != nil }
    return cluster.position < object.placed.count && object.placed[cluster.position]
  }

  /// The replicas of a cluster; nil if its overrides do not apply.
  private func replicas(of service: ServiceID, in cluster: ClusterID) -> Int64? {
    let object = objects[service.position]
    if let planned = object.planned(for: cluster) { return planned }
    if let overridden = object.overridden[cluster.rawValue] { return overridden }
    return object.templateReplicas
  }

  /// One operation, its status and how long it keeps the pass waiting.
  func operate(
    _ operation: ClusterOperation, _ service: ServiceID, _ cluster: ClusterID,
    _ existing: WorkloadStatus?
  ) -> (status: PropagationStatus?, duration: VirtualDuration, isWritten: Bool) {
    let change: Operation
    if operation == .delete {
      change = .remove
    } else {
      guard let wanted = replicas(of: service, in: cluster) else {
        return (.applyOverridesFailed, .zero, false)
      }
      if let existing, Int64(existing.desired) == wanted { return (.ok, .zero, false) }
      // What an API server rejects: negative replicas, or more than 32 bits hold.
      guard wanted >= 0, let count = Int32(exactly: wanted) else {
        return (operation.failed, memberTime(cluster), false)
      }
      change = .set(count)
    }
    switch connectivity.hubToMember(cluster) {
    case .succeeds:
      let duration = send(change, service, to: cluster)
      let isLate = duration > timing.operationTimeout
      return (isLate ? operation.timedOut : operation.succeeded, duration, !isLate)
    case .refused, .failsInternally: return (operation.failed, .zero, false)
    case .timesOut: return (operation.timedOut, timing.operationTimeout, false)
    }
  }

  /// Deletes all copies; an unreachable cluster of the placement keeps the object from going.
  func delete(_ service: ServiceID) -> (Reconcile, VirtualDuration) {
    var duration = VirtualDuration.zero
    var (isBlocked, remain) = (false, false)
    for index in clusters.indices {
      let cluster = ClusterID(index)
      guard generation == .federation || isSelected(service, cluster) else { continue }
      let existing = members.status(of: service, in: cluster)
      guard clusters[index].isReady else {
        isBlocked = true
        continue
      }
      guard existing != nil else { continue }
      remain = true
      let outcome = operate(.delete, service, cluster, existing)
      duration = max(duration, outcome.duration)
      if outcome.status != .waitingForRemoval { isBlocked = true }
    }
    duration = min(duration, timing.operationTimeout)
    if isBlocked { return (Reconcile(status: .error), duration) }
    if remain { return (Reconcile(status: .needsRecheck), duration) }
    objects[service.position].exists = false
    return (Reconcile(status: .allOK), hostTime(1))
  }

  /// The status of a pass is written.
  func report(_ statuses: [FederatedRecord.ClusterStatus], of service: ServiceID) {
    guard objects[service.position].exists else { return }
    objects[service.position].statuses = statuses
    trace?.changed(.propagation(service, reason(of: service, statuses)))
  }
}
