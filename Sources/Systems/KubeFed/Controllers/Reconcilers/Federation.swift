import EventKernel
import FleetModel
import KubeFed

// The sync controllers of federation v1, which plan and propagate in one reconcile and look again
// after every set of operations.
// Mirrors: `federation@804bb9f pkg/federation-controller/sync/controller.go`,
// `pkg/federatedtypes/scheduling.go`, `pkg/federation-controller/job/jobcontroller.go`.

extension ControlPlaneCore {
  /// Plans a workload over the ready clusters that its selector takes, and brings it there.
  func federate(_ service: ServiceID) -> (Reconcile, VirtualDuration) {
    guard areCachesFilled else { return (Reconcile(status: .notSynced), .zero) }
    let place = service.position
    guard place < objects.count, objects[place].exists else {
      return (Reconcile(status: .allOK), .zero)
    }
    if objects[place].isDeleting { return delete(service) }
    // An invalid selector: nothing is synced anywhere.
    if objects[place].hasPlacementProblem { return (Reconcile(status: .error), .zero) }
    let ready = clusters.indices.filter { clusters[$0].isReady }
    let selected = ready.filter { objects[place].placed[$0] }

    var duration = VirtualDuration.zero
    if let allocation = objects[place].allocation {
      var state: ReplicaState? = ReplicaState()
      if objects[place].looksAtReplicas {
        (state, duration) = replicaState(of: service, in: selected)
      }
      guard let state else { return (Reconcile(status: .error), duration) }
      let schedule = FederationSchedule(
        allocation, replicas: objects[place].templateReplicas,
        clusters: selected.map { clusters[$0].name }, state: state, key: objects[place].key)
      statistics.decisions += 1
      let plan = shares(schedule.shares.mapValues(\.replicas))
      let old = objects[place].plan
      if plan != old {
        objects[place].plan = plan
        note(
          plan, after: old, of: service,
          total: Int32(clamping: objects[place].templateReplicas))
      }
    }

    var statuses: [FederatedRecord.ClusterStatus] = []
    var (hasOperations, hasFailed) = (false, false)
    var (success, failure) = (VirtualDuration.zero, VirtualDuration.infinite)
    for index in ready {
      let cluster = ClusterID(index)
      let existing = members.status(of: service, in: cluster)
      let operation: ClusterOperation
      if objects[place].placed[index] {
        operation = existing == nil ? .create : .update
      } else if existing != nil {
        operation = .delete
      } else {
        continue
      }
      let outcome = operate(operation, service, cluster, existing)
      let isOK = outcome.status == operation.succeeded
      statuses.append(.init(cluster: cluster, status: outcome.status ?? .ok))
      hasOperations = hasOperations || outcome.isWritten || !isOK
      if isOK {
        success = max(success, outcome.duration)
      } else {
        // The first error ends the wait for all.
        hasFailed = true
        failure = min(failure, outcome.duration)
      }
    }
    duration = duration + min(hasFailed ? failure : success, timing.operationTimeout)
    let isChanged = statuses != objects[place].statuses
    if isChanged { duration = duration + hostTime(1) }
    let status: ReconciliationStatus =
      hasFailed ? .error : hasOperations ? .needsRecheck : .allOK
    return (Reconcile(status: status, statuses: isChanged ? statuses : nil), duration)
  }
}
