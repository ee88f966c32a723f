import EventKernel
import FleetModel
import KubeFed
import KubernetesControllers

// What follows from a member's readiness: its cache comes or goes, and after a delay every object is
// looked at. Deliveries under the one key "all clusters" keep the earliest time.
// Mirrors: `kubefed@d6f10d2 pkg/controller/util/federated_informer.go`,
// `pkg/controller/sync/controller.go` (reconcileOnClusterChange); federation v1 alike.

extension ControlPlaneCore {
  func readinessChanged(of cluster: ClusterID) {
    clusters[cluster.position].cache = .absent
    // Upstream tells the loss of the old state first, whatever the new one is.
    planClusterChange(after: timing.unavailableDelay)
    guard clusters[cluster.position].isReady else { return }
    clusters[cluster.position].cache = .filling
    planClusterChange(after: timing.availableDelay)
    askForCache(of: cluster)
  }

  /// Plans a look at all objects, unless an earlier one is planned.
  func planClusterChange(after delay: VirtualDuration) {
    let time = now + delay
    guard time < clusterChangeDue else { return }
    simulation.cancel(clusterChange)
    clusterChangeDue = time
    clusterChange = simulation.scheduleCancellable(
      component, code: Code.clusterChange, at: time)
  }

  func lookAtAllObjects() {
    clusterChangeDue = .never
    clusterChange = .none
    if !areCachesFilled { planClusterChange(after: timing.availableDelay) }
    for place in objects.indices where objects[place].exists {
      let key = UInt64(place)
      if objects[place].preference != nil {
        deliver(Self.preferences, key, after: timing.smallDelay)
      }
      deliver(objects[place].queue, key, after: timing.smallDelay)
    }
  }

  /// Whether the cache of every ready member is filled; without that, nothing is reconciled.
  var areCachesFilled: Bool {
    clusters.allSatisfy { !$0.isReady || $0.cache == .filled }
  }

  private func askForCache(of cluster: ClusterID) {
    guard connectivity.hubToMember(cluster) == .succeeds else { return }
    let duration = memberTime(cluster)
    simulation.schedule(
      component, code: Code.cacheFilled, argument: UInt64(cluster.position), after: duration)
  }

  /// The list of a member's objects has come; each of them counts as a change.
  func fillCache(_ cluster: ClusterID) {
    guard isHostUp, clusters[cluster.position].cache == .filling else { return }
    guard connectivity.hubToMember(cluster) == .succeeds else { return }
    clusters[cluster.position].cache = .filled
    announceObjects(of: cluster)
  }

  private func announceObjects(of cluster: ClusterID) {
    for place in objects.indices where objects[place].exists {
      if members.status(of: ServiceID(place), in: cluster) != nil {
        memberObjectChanged(ServiceID(place))
      }
    }
  }

  /// A copy of the object changed in some member.
  private func memberObjectChanged(_ service: ServiceID) {
    let key = UInt64(service.position)
    if objects[service.position].preference != nil {
      deliver(Self.preferences, key, after: timing.retryDelay)
    }
    deliver(objects[service.position].queue, key, after: timing.retryDelay)
  }

  /// Breaks or mends requests to a member.
  func connectivityChanged(of cluster: ClusterID) {
    guard cluster.position < clusters.count, isHostUp else { return }
    wakeHealth()
    guard connectivity.hubToMember(cluster) == .succeeds else { return }
    switch clusters[cluster.position].cache {
    case .absent: break
    case .filling: askForCache(of: cluster)
    case .filled: announceObjects(of: cluster)
    }
  }
}

extension ControlPlaneCore: MemberObserver {
  /// Notes when pods came, and has the object looked at.
  public func workloadStatusChanged(_ service: ServiceID, in cluster: ClusterID) {
    guard service.position < objects.count, objects[service.position].exists else { return }
    if let status = members.status(of: service, in: cluster) {
      creations[Self.key(service, cluster), default: CreationLog()]
        .observe(status.replicas, at: now)
    }
    guard isHostUp, clusters[cluster.position].cache == .filled,
      connectivity.hubToMember(cluster) == .succeeds
    else { return }
    memberObjectChanged(service)
  }

  /// Nothing here looks at capacity.
  public func capacityChanged(_ cluster: ClusterID) {}

  /// Breaks or mends probes and caches.
  public func connectivityChanged(_ cluster: ClusterID) { connectivityChanged(of: cluster) }

  /// Stops or restarts the controller manager: what it had in memory is gone, and everything is
  /// looked at anew.
  public func hubChanged() {
    guard isHostUp != connectivity.hubIsUp else { return }
    if !connectivity.hubIsUp {
      stopEverything()
      isHostUp = false
      return
    }
    isHostUp = true
    hostClient = .init(rate: timing.hostRate, burst: timing.hostBurst)
    for place in clusters.indices {
      clusters[place].health =
        generation == .kubeFed ? .kubeFed(ClusterHealth()) : .federation(FederationClusterHealth())
      clusters[place].lastProbe = nil
      clusters[place].client = .init(rate: timing.memberRate, burst: timing.memberBurst)
      if clusters[place].isReady {
        clusters[place].cache = .filling
        askForCache(of: ClusterID(place))
        planClusterChange(after: timing.availableDelay)
      }
    }
    startHealth(at: now)
    for place in objects.indices where objects[place].exists {
      objectChanged(ServiceID(place))
    }
  }

  private func stopEverything() {
    stopHealth()
    simulation.cancel(clusterChange)
    clusterChange = .none
    clusterChangeDue = .never
    for queue in workers.indices {
      for alarm in workers[queue].reset() { simulation.cancel(alarm) }
      // order-free: cancelling one event does not touch another.
      for reconcile in underWay[queue].values { simulation.cancel(reconcile.end) }
      underWay[queue].removeAll()
    }
    for place in clusters.indices { clusters[place].cache = .absent }
  }
}
