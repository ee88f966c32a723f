import EventKernel
import FleetModel
import Karmada

// The binding controller: a Work for each target, none for clusters that are left.
// Mirrors: `karmada@f8fdd02 pkg/controllers/binding`.

extension ControlPlaneCore {
  /// Brings the Works of a binding up to date.
  func reconcileBinding(_ service: ServiceID) -> ReconcileOutcome {
    let index = service.position
    guard bindings[index].exists else { return .done }

    var orphans: [ClusterID] = []
    for work in bindings[index].works
    where !work.isDeleting && !keepsWork(index, work.cluster) {
      orphans.append(work.cluster)
    }
    for cluster in orphans {
      deleteWork(service, cluster)
      charge(1)
    }

    // Nothing is created while a cluster that is purged directly still has its Work.
    for task in bindings[index].tasks where task.purgeMode == "Directly" {
      if let cluster = clusterNamed[task.fromCluster],
        bindings[index].workIndex(of: cluster) != nil
      {
        return .requeueAfter(settings.directPurgeRequeueInterval)
      }
    }

    var isBlocked = false
    for (place, cluster) in bindings[index].targets.enumerated() {
      let replicas = bindings[index].state.clusters[place].replicas
      if let work = bindings[index].workIndex(of: cluster) {
        if bindings[index].works[work].isDeleting {
          isBlocked = true
        } else if bindings[index].works[work].replicas != replicas {
          bindings[index].works[work].replicas = replicas
          charge(1)
          trace?.changed(.workReplicas(service, cluster, replicas))
          workSpecChanged(service, cluster)
        }
      } else {
        let work = bindings[index].insertionIndex(of: cluster)
        bindings[index].works.insert(WorkRecord(cluster: cluster, replicas: replicas), at: work)
        charge(1)
        if trace != nil {
          trace?.changed(.workExists(service, cluster, true))
          trace?.changed(.workReplicas(service, cluster, replicas))
        }
        workSpecChanged(service, cluster)
      }
    }
    // Two events, on the binding and on the template.
    charge(2)
    return isBlocked ? .failed : .done
  }

  /// Whether a cluster is a target, or is left gracefully.
  private func keepsWork(_ index: Int, _ cluster: ClusterID) -> Bool {
    if bindings[index].targets.contains(cluster) { return true }
    let name = clusters[cluster.position].name
    return bindings[index].tasks.contains { $0.fromCluster == name && $0.purgeMode != "Directly" }
  }

  /// Sets the deletion time stamp of a Work.
  func deleteWork(_ service: ServiceID, _ cluster: ClusterID) {
    let index = service.position
    guard let work = bindings[index].workIndex(of: cluster),
      !bindings[index].works[work].isDeleting
    else { return }
    bindings[index].works[work].isDeleting = true
    trace?.changed(.workDeleting(service, cluster))
    workSpecChanged(service, cluster)
  }

  /// The last finalizer of a Work is gone, and so is the Work.
  func removeWork(_ service: ServiceID, _ cluster: ClusterID) {
    let index = service.position
    guard let work = bindings[index].workIndex(of: cluster) else { return }
    bindings[index].works.remove(at: work)
    trace?.changed(.workExists(service, cluster, false))
    add(.bindingStatus, UInt64(service))
  }

  /// A Work was created, changed or deleted: whoever applies it is told.
  private func workSpecChanged(_ service: ServiceID, _ cluster: ClusterID) {
    let key = UInt64(service, cluster)
    if clusters[cluster.position].syncMode == .push {
      add(.execution, key)
    } else if clusters[cluster.position].agentWorkWatch.isWatching {
      add(.agentExecution, key)
    } else {
      clusters[cluster.position].missedWorks.append(service.rawValue)
    }
  }
}
