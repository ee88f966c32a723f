import EventKernel
import FleetModel
import Karmada
import KubernetesAPI

// The taint manager with its paced eviction queue, and the graceful eviction controller.
// Mirrors: `karmada@f8fdd02 pkg/controllers/cluster/taint_manager.go`, `eviction_worker.go`,
// `pkg/controllers/gracefuleviction`.

extension ControlPlaneCore {
  /// Whether NoExecute taints evict at all.
  var evictsByTaint: Bool {
    settings.timing.failoverEnabled && settings.timing.taintManagerEnabled
      && settings.timing.noExecuteTaintEvictionEnabled
  }

  /// Looks at every binding on a cluster with NoExecute taints, now and every 10 s again.
  ///
  /// The next look is an event only while it could find something new: a binding that came to the
  /// cluster since, which ``targetAdded(_:)`` notices.
  func reconcileTaints(_ cluster: ClusterID) -> ReconcileOutcome {
    guard evictsByTaint, clusters[cluster.position].exists,
      let place = snapshots.index(of: clusters[cluster.position].name),
      snapshots[place].taints.contains(where: { $0.taint.effect == "NoExecute" })
    else { return .done }
    for index in bindings.indices
    where bindings[index].exists && bindings[index].targets.contains(cluster) {
      let key = UInt64(ServiceID(index), cluster)
      switch verdict(index, taints: snapshots[place].taints) {
      case .evict: add(.eviction, key)
      case .wait(let nanoseconds): add(.eviction, key, at: now + .nanoseconds(nanoseconds))
      case .stays: break
      }
    }
    if settings.loopMode == .ticking { return .requeueAfter(taintRecheck) }
    clusters[cluster.position].taintsChecked = now + settings.reconcileTime
    return .done
  }

  private var taintRecheck: VirtualDuration {
    .nanoseconds(settings.timing.taintRecheckNanoseconds)
  }

  /// A binding came to a cluster: if that has NoExecute taints, its next look will find it.
  func targetAdded(_ cluster: ClusterID) {
    guard evictsByTaint, settings.loopMode == .parked,
      clusters[cluster.position].taintsChecked != .never,
      let place = snapshots.index(of: clusters[cluster.position].name),
      snapshots[place].taints.contains(where: { $0.taint.effect == "NoExecute" })
    else { return }
    let loop = PeriodicLoop(
      period: taintRecheck + settings.reconcileTime,
      phase: clusters[cluster.position].taintsChecked + taintRecheck)
    add(.taintManager, UInt64(cluster), at: loop.firstTick(atOrAfter: now))
  }

  private func verdict(_ index: Int, taints: [ClusterTaint]) -> NoExecuteEviction.Verdict {
    guard let applied = bindings[index].appliedPlacement else { return .evict }
    return NoExecuteEviction.verdict(
      taints: taints, tolerations: applied.tolerations, now: wallNow, isEnabled: true)
  }

  /// Evicts one binding from one cluster, if it still has to leave.
  func reconcileEviction(_ service: ServiceID, _ cluster: ClusterID) -> ReconcileOutcome {
    let index = service.position
    let name = clusters[cluster.position].name
    guard bindings[index].exists, let target = bindings[index].targets.firstIndex(of: cluster),
      bindings[index].appliedPlacement != nil,
      let place = snapshots.index(of: name)
    else { return .done }
    switch verdict(index, taints: snapshots[place].taints) {
    case .stays: return .done
    case .wait(let nanoseconds):
      add(.eviction, UInt64(service, cluster), at: now + .nanoseconds(nanoseconds))
      return .done
    case .evict: break
    }
    let replicas = bindings[index].state.clusters[target].replicas
    bindings[index].state.clusters.remove(at: target)
    bindings[index].targets.remove(at: target)
    trace?.changed(.bindingClusters(service, bindings[index].state.clusters))
    if !bindings[index].tasks.contains(where: { $0.fromCluster == name }) {
      let task = EvictionTask(
        fromCluster: name,
        purgeMode: EvictionPacing.purgeMode(
          policyMode: bindings[index].purgeMode,
          flag: settings.timing.noExecuteTaintEvictionPurgeMode),
        replicas: replicas > 0 ? replicas : nil, producer: "TaintManager",
        reason: "TaintUntolerated")
      bindings[index].tasks.append(task)
      bindings[index].state.evictingClusters = bindings[index].tasks.map(\.fromCluster)
      trace?.changed(.bindingTask(service, name, task))
    }
    statistics.evictions += 1
    observer?.reached(.evicted(service, cluster))
    charge(1)
    bindingSpecChanged(service, isEviction: true)
    return .done
  }

  /// What a worker of the eviction queue sleeps after an item that did not fail.
  func evictionPause() -> VirtualDuration {
    .nanoseconds(
      max(
        EvictionPacing.delayNanoseconds(ratePerSecond: settings.timing.resourceEvictionRate),
        settings.timing.rateLimiterBaseDelayNanoseconds))
  }

  /// Drops the tasks of a binding that are done or overdue.
  func reconcileGracefulEviction(_ service: ServiceID) -> ReconcileOutcome {
    let index = service.position
    guard bindings[index].exists, !bindings[index].tasks.isEmpty else { return .done }
    let record = bindings[index]
    let assessment = GracefulEviction.assess(
      record.tasks, now: wallNow, timeout: settings.timing.gracefulEvictionTimeoutNanoseconds,
      hasScheduled: record.observedGeneration == record.generation,
      targets: record.state.clusters,
      isHealthy: { name in
        guard let cluster = self.clusterNamed[name],
          let entry = record.aggregatedIndex(of: cluster)
        else { return false }
        return record.aggregated[entry].health == .healthy
      })
    if assessment.kept != record.tasks {
      bindings[index].tasks = assessment.kept.map { task in
        var task = task
        task.createdNanoseconds = task.createdNanoseconds.map { $0 - $0 % 1_000_000_000 }
        return task
      }
      bindings[index].state.evictingClusters = assessment.kept.map(\.fromCluster)
      for name in assessment.evicted { trace?.changed(.bindingTask(service, name, nil)) }
      charge(1 + assessment.evicted.count * 2)
      bindingSpecChanged(service)
    }
    return assessment.nextRetryNanoseconds > 0
      ? .requeueAfter(.nanoseconds(assessment.nextRetryNanoseconds)) : .done
  }
}
