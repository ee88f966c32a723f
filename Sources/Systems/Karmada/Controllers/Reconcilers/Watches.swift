import EventKernel
import FleetModel
import Karmada

// Watches across the network: they break with the connection and come back with the reflector's
// back-off. What happens meanwhile is seen when they are back.

extension ControlPlaneCore {
  /// Some answer of the connectivity for a cluster changed.
  func connectivityChanged(of cluster: ClusterID) {
    guard cluster.position < clusters.count, clusters[cluster.position].exists else { return }
    watchConnectivity(cluster)
    wakeProbe(cluster)
    guard clusters[cluster.position].syncMode == .pull else { return }
    if connectivity.agentToHub(cluster) == .succeeds {
      leaseHealed(cluster)
    } else {
      leaseBroke(cluster)
    }
  }

  /// Breaks watches that have lost their connection, and plans the attempt at which those that
  /// have it again come back.
  func watchConnectivity(_ cluster: ClusterID) {
    let place = cluster.position
    let member = memberRequest(cluster)
    follow(member, \.memberWatch, of: place, code: Code.memberWatch)
    guard clusters[place].syncMode == .pull else { return }
    let hub = connectivity.agentToHub(cluster)
    follow(hub, \.agentClusterWatch, of: place, code: Code.agentClusterWatch)
    follow(hub, \.agentWorkWatch, of: place, code: Code.agentWorkWatch)
  }

  private func follow(
    _ outcome: RequestOutcome, _ watch: WritableKeyPath<ClusterRecord, Reflector>, of place: Int,
    code: UInt16
  ) {
    switch outcome {
    case .succeeds:
      guard !clusters[place][keyPath: watch].isWatching else { return }
      let attempt = clusters[place][keyPath: watch].attempt(atOrAfter: now)
      simulation.schedule(component, code: code, argument: UInt64(place), at: attempt)
    case .refused, .timesOut: clusters[place][keyPath: watch].breakOff(at: now)
    // The health endpoint fails, but watches go on.
    case .failsInternally: break
    }
  }

  /// The watch of a member's workloads is back: everything is looked at.
  func reconnectMemberWatch(_ cluster: ClusterID) {
    let place = cluster.position
    guard !clusters[place].memberWatch.isWatching, isReachable(memberRequest(cluster)) else {
      return
    }
    clusters[place].memberWatch.reconnect()
    for index in bindings.indices where bindings[index].workIndex(of: cluster) != nil {
      memberStatusChanged(ServiceID(index), cluster)
    }
  }

  /// The agent's watch of its Cluster object is back.
  func reconnectAgentClusterWatch(_ cluster: ClusterID) {
    let place = cluster.position
    guard !clusters[place].agentClusterWatch.isWatching,
      isReachable(connectivity.agentToHub(cluster))
    else { return }
    clusters[place].agentClusterWatch.reconnect()
    agentSeesCluster(cluster)
  }

  /// The agent's copy of its Cluster object is up to date; a changed spec wakes its status
  /// controller.
  func agentSeesCluster(_ cluster: ClusterID) {
    let place = cluster.position
    clusters[place].agentReady = clusters[place].ready
    clusters[place].agentReason = clusters[place].readyReason
    if clusters[place].agentGeneration != clusters[place].generation {
      clusters[place].agentGeneration = clusters[place].generation
      if clusters[place].lastProbe != .never { add(.agentClusterStatus, UInt64(cluster)) }
    }
  }

  /// The agent's watch of its Works is back: those that changed meanwhile are applied.
  func reconnectAgentWorkWatch(_ cluster: ClusterID) {
    let place = cluster.position
    guard !clusters[place].agentWorkWatch.isWatching,
      isReachable(connectivity.agentToHub(cluster))
    else { return }
    clusters[place].agentWorkWatch.reconnect()
    let missed = clusters[place].missedWorks
    clusters[place].missedWorks.removeAll(keepingCapacity: true)
    for service in missed {
      add(.agentExecution, UInt64(ServiceID(rawValue: service), cluster))
    }
  }

  private func isReachable(_ outcome: RequestOutcome) -> Bool {
    outcome == .succeeds || outcome == .failsInternally
  }
}
