import EventKernel
import FleetModel
import Karmada
import KubernetesControllers

// The execution controller: applies Works to members, from the hub (push) or the agent (pull).
// Mirrors: `karmada@f8fdd02 pkg/controllers/execution`.

extension ControlPlaneCore {
  /// Applies or deletes one Work.
  func reconcileWork(
    _ service: ServiceID, _ cluster: ClusterID, afterHang: Bool
  ) -> ReconcileOutcome {
    let index = service.position
    guard let work = bindings[index].workIndex(of: cluster) else { return .done }
    let place = cluster.position
    guard clusters[place].exists else { return .failed }
    let isReady =
      clusters[place].syncMode == .push
      ? clusters[place].isReady : clusters[place].agentReady == .yes

    if bindings[index].works[work].isDeleting {
      if isReady {
        switch memberRequest(cluster) {
        case .succeeds: break
        case .timesOut where !afterHang: return .hangs
        default: return .failed
        }
        guard canWriteToHub(cluster) else { return .failed }
        members.remove(service, from: cluster)
        observer?.requested(1, of: cluster)
      } else if !clusters[place].isDeleting {
        return .failed
      }
      charge(1, by: cluster)
      removeWork(service, cluster)
      return .done
    }

    guard isReady else { return .failed }
    let outcome = memberRequest(cluster)
    if !clusters[place].memberWatch.isStarted {
      clusters[place].memberWatch.start()
      watchConnectivity(cluster)
    }
    if outcome == .timesOut, !afterHang { return .hangs }
    guard outcome == .succeeds, canWriteToHub(cluster) else {
      setApplied(service, cluster, false)
      return .failed
    }
    if bindings[index].works[work].isDispatched {
      applyWork(service, cluster)
    } else {
      bindings[index].works[work].isDispatched = true
      charge(2, by: cluster)
      add(.bindingStatus, UInt64(service))
      // The two writes of a first reconcile are seen one after the other.
      planApply(service, cluster, after: .nanoseconds(settings.reconcileTime.nanoseconds / 2))
    }
    return .done
  }

  /// Plans the second half of a first reconcile, when the client's limit allows.
  private func planApply(
    _ service: ServiceID, _ cluster: ClusterID, after delay: VirtualDuration
  ) {
    var time = now + delay
    if clusters[cluster.position].syncMode == .push {
      time = max(time, managerClient.ready(at: now))
    }
    simulation.schedule(
      component, code: Code.apply, argument: UInt64(service, cluster), at: time)
  }

  /// The second half of a first reconcile.
  func continueApply(_ service: ServiceID, _ cluster: ClusterID) {
    // After a restart of the hub the Work is reconciled anew.
    if clusters[cluster.position].syncMode == .push, !isHubUp { return }
    if clusters[cluster.position].syncMode == .push, managerClient.ready(at: now) > now {
      planApply(service, cluster, after: .nanoseconds(0))
    } else {
      applyWork(service, cluster)
    }
  }

  /// Creates or updates the workload in the member.
  func applyWork(_ service: ServiceID, _ cluster: ClusterID) {
    guard let work = bindings[service.position].workIndex(of: cluster),
      !bindings[service.position].works[work].isDeleting
    else { return }
    let replicas = bindings[service.position].works[work].replicas
    observer?.requested(1, of: cluster)
    members.apply(service, replicas: replicas, to: cluster)
    setApplied(service, cluster, true)
    // Events on the workload and on the Work.
    charge(2, by: cluster)
  }

  private func setApplied(_ service: ServiceID, _ cluster: ClusterID, _ isApplied: Bool) {
    guard canWriteToHub(cluster),
      let work = bindings[service.position].workIndex(of: cluster),
      bindings[service.position].works[work].isApplied != isApplied
    else { return }
    bindings[service.position].works[work].isApplied = isApplied
    charge(1, by: cluster)
    trace?.changed(.workApplied(service, cluster, isApplied))
    add(.bindingStatus, UInt64(service))
  }

  /// How a request of the execution and status controllers to a member's API server ends.
  func memberRequest(_ cluster: ClusterID) -> RequestOutcome {
    clusters[cluster.position].syncMode == .push
      ? connectivity.hubToMember(cluster) : connectivity.agentToMember(cluster)
  }

  /// Whether the program that applies a cluster's Works can write to the hub.
  func canWriteToHub(_ cluster: ClusterID) -> Bool {
    clusters[cluster.position].syncMode == .push || connectivity.agentToHub(cluster) == .succeeds
  }
}
