import EventKernel
import FleetModel
import Karmada
import KubernetesControllers

// From the status of a workload in a member to the aggregated status of its binding: the work
// status controller and the binding status controller.
// Mirrors: `karmada@f8fdd02 pkg/controllers/status/work_status_controller.go`,
// `rb_status_controller.go`, `pkg/util/helper/workstatus.go`.

extension ControlPlaneCore {
  /// The member's API server changed the status of a workload.
  ///
  /// As long as nobody watches health (no eviction task, no trace) it is carried to the binding
  /// at once: constant time, no event.
  func memberStatusChanged(_ service: ServiceID, _ cluster: ClusterID) {
    guard service.position < bindings.count, cluster.position < clusters.count,
      clusters[cluster.position].memberWatch.isWatching,
      let work = bindings[service.position].workIndex(of: cluster),
      !bindings[service.position].works[work].isDeleting
    else { return }
    let isPush = clusters[cluster.position].syncMode == .push
    guard trace == nil, bindings[service.position].tasks.isEmpty, !assumesPlacements,
      bindings[service.position].works[work].isApplied == true,
      isPush ? isHubUp : connectivity.agentToHub(cluster) == .succeeds
    else {
      add(isPush ? .workStatus : .agentWorkStatus, UInt64(service, cluster))
      return
    }
    guard let status = members.status(of: service, in: cluster) else { return }
    let health = Self.health(of: status)
    bindings[service.position].works[work].health = health
    if let entry = bindings[service.position].aggregatedIndex(of: cluster) {
      bindings[service.position].aggregated[entry].health = health
    }
    countStatusRequests(cluster)
  }

  /// The requests that carry one change of status to the template: Work, binding and template
  /// status with their events. While the client is over its limit, changes merge in the queue.
  private func countStatusRequests(_ cluster: ClusterID) {
    if clusters[cluster.position].syncMode == .push {
      if managerClient.ready(at: now) == now { charge(9) }
    } else {
      observer?.requested(3, of: nil)
      if managerClient.ready(at: now) == now { charge(6) }
    }
  }

  /// Reflects the status of a workload into its Work.
  func reconcileWorkStatus(_ service: ServiceID, _ cluster: ClusterID) -> ReconcileOutcome {
    guard let work = bindings[service.position].workIndex(of: cluster),
      !bindings[service.position].works[work].isDeleting,
      let status = members.status(of: service, in: cluster)
    else { return .done }
    guard canWriteToHub(cluster) else { return .failed }
    let health = Self.health(of: status)
    charge(3, by: cluster)
    if bindings[service.position].works[work].health != health {
      bindings[service.position].works[work].health = health
    }
    add(.bindingStatus, UInt64(service))
    return .done
  }

  /// Aggregates the status of all Works into their binding.
  ///
  /// What is written is what the Works said when the reconcile began, also if the client's limit
  /// delays the write: short-lived states become visible that way.
  func reconcileBindingStatus(_ service: ServiceID, isWaiting: Bool) -> ReconcileOutcome {
    let index = service.position
    guard bindings[index].exists else { return .done }
    if !isWaiting { bindings[index].unwritten = aggregate(index) }
    if managerClient.ready(at: now) > now { return .waitsForClient }

    let aggregated = bindings[index].unwritten
    bindings[index].unwritten = []
    if assumesPlacements { releaseHealthy(service, aggregated) }
    if trace != nil { traceAggregation(service, from: bindings[index].aggregated, to: aggregated) }
    bindings[index].aggregated = aggregated
    let isFullyApplied = fullyApplied(index)
    if bindings[index].isFullyApplied != isFullyApplied {
      bindings[index].isFullyApplied = isFullyApplied
      trace?.changed(.bindingFullyApplied(service, isFullyApplied))
    }
    // Binding status and its event, then the template is fetched and its status written.
    charge(4)
    bindingStatusChanged(service)
    return .done
  }

  /// What became healthy is no longer on its way.
  private func releaseHealthy(_ service: ServiceID, _ aggregated: [AggregatedEntry]) {
    for entry in aggregated where entry.health == .healthy {
      let before = bindings[service.position].aggregatedIndex(of: entry.cluster)
      if before.map({ bindings[service.position].aggregated[$0].health }) != .healthy {
        assumptions.release(service, in: clusters[entry.cluster.position].name)
      }
    }
  }

  private func aggregate(_ index: Int) -> [AggregatedEntry] {
    var aggregated: [AggregatedEntry] = []
    aggregated.reserveCapacity(bindings[index].works.count)
    for work in bindings[index].works where !work.isDeleting {
      let isApplied = work.isApplied == true
      aggregated.append(
        AggregatedEntry(
          cluster: work.cluster, isApplied: isApplied,
          health: isApplied ? work.health ?? .unknown : .unknown))
    }
    return aggregated
  }

  /// Whether exactly the targets, and clusters being left gracefully, have the workload applied.
  private func fullyApplied(_ index: Int) -> Bool {
    var expected = bindings[index].targets
    for task in bindings[index].tasks where task.purgeMode != "Directly" {
      if let cluster = clusterNamed[task.fromCluster], !expected.contains(cluster) {
        expected.append(cluster)
      }
    }
    guard !expected.isEmpty, expected.count == bindings[index].aggregated.count else {
      return false
    }
    return bindings[index].aggregated.allSatisfy {
      $0.isApplied && expected.contains($0.cluster)
    }
  }

  private func traceAggregation(
    _ service: ServiceID, from old: [AggregatedEntry], to new: [AggregatedEntry]
  ) {
    for entry in new {
      let before = old.first { $0.cluster == entry.cluster }
      if before?.health != entry.health {
        trace?.changed(.bindingHealth(service, entry.cluster, entry.health))
      }
    }
    for entry in old where !new.contains(where: { $0.cluster == entry.cluster }) {
      trace?.changed(.bindingHealth(service, entry.cluster, nil))
    }
  }

  /// Health of a Deployment: its controller has caught up and every replica is there and ready.
  ///
  /// Mirrors: `karmada@f8fdd02 pkg/resourceinterpreter/default/native/healthy.go`.
  static func health(of status: WorkloadStatus) -> ResourceHealth {
    status.replicas == status.desired && status.ready >= status.desired ? .healthy : .unhealthy
  }
}
