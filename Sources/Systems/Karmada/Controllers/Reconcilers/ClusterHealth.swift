import EventKernel
import FleetModel
import Karmada
import Stochastic

// The cluster status controller: probes, thresholds, capacity. It runs in the hub for push members
// and in the agent for pull members.
// Mirrors: `karmada@f8fdd02 pkg/controllers/status/cluster_status_controller.go`.

extension ControlPlaneCore {
  /// A stream of an entity for one purpose.
  func stream(_ entity: String, _ purpose: String) -> RandomStream {
    RandomStream(seed, entity: entity, purpose: purpose)
  }

  private func probeQueue(_ cluster: ClusterID) -> Queue {
    clusters[cluster.position].syncMode == .push ? .clusterStatus : .agentClusterStatus
  }

  private var probePeriod: VirtualDuration {
    .nanoseconds(settings.timing.clusterStatusUpdateNanoseconds)
  }

  /// Probes a cluster and writes what follows; the next probe is an event only if it could change
  /// something.
  func reconcileClusterStatus(_ cluster: ClusterID, afterHang: Bool) -> ReconcileOutcome {
    let place = cluster.position
    guard clusters[place].exists else { return .done }
    if clusters[place].syncMode == .push, !clusters[place].hasFinalizer { return .failed }
    let outcome = memberRequest(cluster)
    if outcome == .timesOut, !afterHang { return .hangs }

    let isPush = clusters[place].syncMode == .push
    // An agent compares with its own copy of the Cluster object.
    let current = isPush ? clusters[place].ready : clusters[place].agentReady
    let currentReason = isPush ? clusters[place].readyReason : clusters[place].agentReason
    let observed = ObservedReadiness(
      isOnline: outcome == .succeeds, isHealthy: outcome == .succeeds)
    let isAccepted = clusters[place].threshold.accepts(
      observed.status, current: current, now: wallNow,
      success: settings.timing.clusterSuccessThresholdNanoseconds,
      failure: settings.timing.clusterFailureThresholdNanoseconds)
    let ready = isAccepted ? observed.status : current ?? observed.status
    let reason = isAccepted ? observed.reason : ""

    let publishes =
      outcome == .succeeds && ready == .yes && clusters[place].isCapacityStale
    if publishes || isAccepted && (current != ready || currentReason != reason) {
      guard canWriteToHub(cluster), isPush || clusters[place].agentClusterWatch.isWatching else {
        // The write fails, or conflicts with what the agent has not seen yet.
        return .failed
      }
      charge(1, by: cluster)
      if publishes { publishCapacity(cluster) }
      if isAccepted { writeReady(cluster, ready, reason) }
    }
    if !isPush, outcome == .succeeds, ready == .yes { startLease(cluster) }

    clusters[place].lastProbe = now + settings.reconcileTime
    let isStable =
      outcome != .timesOut && isAccepted && !clusters[place].isCapacityStale
      || outcome != .timesOut && isAccepted && ready != .yes
    clusters[place].isProbeParked = isStable && settings.loopMode == .parked
    return clusters[place].isProbeParked ? .done : .requeueAfter(probePeriod)
  }

  /// Something changed that the next probe would see: it becomes an event, at its phase.
  func wakeProbe(_ cluster: ClusterID) {
    let place = cluster.position
    guard clusters[place].isProbeParked else { return }
    clusters[place].isProbeParked = false
    // A cycle is the period and what the reconcile itself takes.
    let cycle = probePeriod + settings.reconcileTime
    let loop = PeriodicLoop(period: cycle, phase: clusters[place].lastProbe + probePeriod)
    add(probeQueue(cluster), UInt64(cluster), at: loop.firstTick(atOrAfter: now))
  }

  /// Writes the condition `Ready`.
  func writeReady(_ cluster: ClusterID, _ ready: ReadyStatus, _ reason: String) {
    let place = cluster.position
    if clusters[place].syncMode == .pull, ready != .unknown {
      clusters[place].agentReady = ready
      clusters[place].agentReason = reason
    }
    let before = clusters[place].ready
    guard before != ready || clusters[place].readyReason != reason else { return }
    clusters[place].ready = ready
    clusters[place].readyReason = reason
    trace?.changed(.clusterReady(cluster, ready, reason: reason))
    if before == .yes, ready != .yes { observer?.reached(.detected(cluster)) }
    if before != nil, before != .yes, ready == .yes { observer?.reached(.readmitted(cluster)) }
    clusterChanged(cluster, .condition)
  }

  // MARK: Capacity

  /// The member's nodes or pods changed: published with the next good probe.
  func memberCapacityChanged(_ cluster: ClusterID) {
    guard cluster.position < clusters.count, clusters[cluster.position].exists else { return }
    clusters[cluster.position].isCapacityStale = true
    wakeProbe(cluster)
  }

  /// Writes the resource summary of a cluster.
  func publishCapacity(_ cluster: ClusterID, withModels: Bool = true) {
    let place = cluster.position
    guard let index = snapshots.index(of: clusters[place].name) else { return }
    clusters[place].isCapacityStale = false
    let capacity = members.capacity(of: cluster)
    let free = capacity.allocatable.minus(capacity.allocated).minus(capacity.allocating)
    var summary = CapacitySummary(freePods: free.pods, free: ResourceAmounts())
    summary.setFree(cpuMilli: free.milliCPU, memoryBytes: free.memory, pods: free.pods)
    if capacity.allocatable.ephemeralStorage > 0 {
      summary.free["ephemeral-storage"] = ResourceAmount(
        whole: free.ephemeralStorage, isBinary: true)
    }
    if capacity.allocatable.gpu > 0 {
      summary.free["nvidia.com/gpu"] = ResourceAmount(whole: free.gpu)
    }
    snapshots[index].capacity = summary
    snapshots[index].servedKinds = servedKinds
    if withModels, settings.isEnabled("CustomizedClusterResourceModeling"), let nodes {
      snapshots[index].models = ResourceModels.pools(of: cluster, in: nodes)
    }
  }
}

extension NodeResources {
  fileprivate func minus(_ other: NodeResources) -> NodeResources {
    NodeResources(
      milliCPU: milliCPU - other.milliCPU, memory: memory - other.memory,
      ephemeralStorage: ephemeralStorage - other.ephemeralStorage, gpu: gpu - other.gpu,
      pods: pods - other.pods)
  }
}
