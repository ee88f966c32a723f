import EventKernel
import FleetModel
import Karmada
import KubernetesControllers

// A run usually begins with a system that has been at work for long: members are ready, and
// workloads were created one after the other, each seeing the room that the earlier ones left.
// Nothing of that takes time or requests.

extension ControlPlaneCore {
  /// The Cluster object exists and is ready, its loops are at a phase of their own, and its
  /// capacity is published.
  ///
  /// - Parameter phase: Where in its period the probe is, from 0 to 1.
  func joinWarm(_ cluster: ClusterID, phase: Double) {
    let place = cluster.position
    var snapshot = joining[place]
    snapshot.isDeleting = false
    snapshots.upsert(snapshot)
    clusters[place].exists = true
    clusters[place].hasFinalizer = true
    clusters[place].generation = 1
    clusters[place].ready = .yes
    clusters[place].readyReason = "ClusterReady"
    clusters[place].threshold = ReadyThreshold(saved: .yes)
    let period = VirtualDuration.nanoseconds(settings.timing.clusterStatusUpdateNanoseconds)
    clusters[place].lastProbe = now - period + .seconds(period.inSeconds * phase)
    clusters[place].isProbeParked = true
    clusters[place].memberWatch.start()
    if clusters[place].syncMode == .pull {
      clusters[place].agentReady = .yes
      clusters[place].agentReason = clusters[place].readyReason
      clusters[place].agentGeneration = 1
      clusters[place].leasePhase = clusters[place].lastProbe
      clusters[place].conditionSeen = now
    }
    publishCapacity(cluster, withModels: false)
    watchConnectivity(cluster)
    if settings.loopMode == .ticking {
      clusters[place].isProbeParked = false
      add(
        clusters[place].syncMode == .push ? .clusterStatus : .agentClusterStatus,
        UInt64(cluster), at: clusters[place].lastProbe + period)
    } else {
      memberCapacityChanged(cluster)
    }
  }

  /// The template was created long ago: its binding is scheduled, its Works are applied, and what
  /// they take is no longer free.
  func placeWarm(_ service: ServiceID, _ template: TemplateRecord) {
    applyTemplate(service, template)
    guard bindings[service.position].exists else { return }
    scheduleWarm(service)
    let request = template.requirements ?? ResourceAmounts()
    for (place, cluster) in bindings[service.position].targets.enumerated() {
      let replicas = bindings[service.position].state.clusters[place].replicas
      let work = bindings[service.position].insertionIndex(of: cluster)
      bindings[service.position].works.insert(
        WorkRecord(
          cluster: cluster, replicas: replicas, isDispatched: true, isApplied: true,
          health: .unknown),
        at: work)
      bindings[service.position].aggregated.insert(
        AggregatedEntry(cluster: cluster, isApplied: true, health: .unknown), at: work)
      if let index = snapshots.index(of: clusters[cluster.position].name) {
        snapshots[index].capacity?.deduct(request, times: Int64(replicas))
      }
    }
    bindings[service.position].isFullyApplied = !bindings[service.position].works.isEmpty
    for work in bindings[service.position].works {
      members.establish(service, replicas: work.replicas, in: work.cluster)
    }
  }

  /// Ends the warm start: the programs' clients begin with full buckets.
  func finishWarmStart() {
    managerClient = ClientLimit(
      rate: settings.timing.clientQueriesPerSecond, burst: settings.timing.clientBurst)
    schedulerClient = managerClient
  }
}

extension CapacitySummary {
  /// Takes away what replicas request.
  fileprivate mutating func deduct(_ request: ResourceAmounts, times count: Int64) {
    freePods -= count
    for (name, amount) in request.all {
      guard var rest = free[name] else { continue }
      rest.milli -= amount.milli * count
      rest.whole -= amount.whole * count
      free[name] = rest
    }
  }
}
