import EventKernel
import FleetModel
import GoSemantics
import KubeFed

// The controller of ReplicaSchedulingPreferences: the only thing in KubeFed v2 that moves replicas.
// Mirrors: `kubefed@d6f10d2 pkg/controller/schedulingpreference/controller.go`,
// `pkg/schedulingtypes/{replicascheduler,plugin}.go`.

extension ControlPlaneCore {
  /// Plans a workload over the ready clusters; what it finds is written when its requests are
  /// through.
  func schedule(_ service: ServiceID) -> (Reconcile, VirtualDuration) {
    let place = service.position
    guard areCachesFilled else { return (Reconcile(status: .notSynced), .zero) }
    guard place < objects.count, objects[place].exists, let preference = objects[place].preference
    else { return (Reconcile(status: .allOK), .zero) }
    var candidates = clusters.indices.filter { clusters[$0].isReady }
    if candidates.isEmpty { return (Reconcile(status: .allOK), .zero) }
    let kind = preference.spec.targetKind
    guard kind == "FederatedDeployment" || kind == "FederatedReplicaSet" else {
      return (Reconcile(status: .needsRecheck), .zero)
    }
    var duration = VirtualDuration.zero
    if preference.spec.intersectWithClusterSelector {
      duration = hostTime(2)
      guard objects[place].isNamespaceFederated, !objects[place].hasPlacementProblem else {
        return (Reconcile(status: .error), duration)
      }
      let own = objects[place].placedBySelector
      let namespace = objects[place].namespacePlaced
      candidates = candidates.filter { own[$0] && namespace?[$0] ?? true }
      if candidates.isEmpty { return (Reconcile(status: .allOK), duration) }
    }
    let (state, requests) = replicaState(of: service, in: candidates)
    duration = duration + requests
    guard let state else { return (Reconcile(status: .error), duration) }

    let result = SchedulingResult(
      preference, clusters: candidates.map { clusters[$0].name }, state: state,
      key: objects[place].key)
    statistics.decisions += 1
    let plan = shares(result.replicas)
    let isDirty = plan != objects[place].plan
    duration = duration + hostTime(isDirty ? 2 : 1)
    return (Reconcile(status: state.status, plan: isDirty ? plan : nil), duration)
  }

  /// Replicas by cluster, in the order of clusters.
  func shares(_ replicas: [String: Int64]) -> [FederatedRecord.PlannedShare] {
    // order-free: sorted by cluster.
    replicas.compactMap { name, count in
      clusterNamed[name].map { FederatedRecord.PlannedShare(cluster: $0, replicas: count) }
    }.sorted { $0.cluster.rawValue < $1.cluster.rawValue }
  }

  /// What runs where; nil if a member whose pods are asked for does not answer. Pods are listed one
  /// member after the other.
  func replicaState(
    of service: ServiceID, in candidates: [Int]
  ) -> (ReplicaState?, VirtualDuration) {
    struct NoAnswer: Error {}
    var duration = VirtualDuration.zero
    do {
      let state = try ReplicaState(of: candidates.map { clusters[$0].name }) {
        name throws(NoAnswer) in
        guard let cluster = clusterNamed[name],
          let status = members.status(of: service, in: cluster)
        else { return nil }
        return MemberWorkload(
          replicas: Int64(status.desired), readyReplicas: Int64(status.ready))
      } pods: { name throws(NoAnswer) in
        guard let cluster = clusterNamed[name] else { throw NoAnswer() }
        switch connectivity.hubToMember(cluster) {
        case .succeeds: duration = duration + memberTime(cluster)
        case .refused, .failsInternally: throw NoAnswer()
        case .timesOut:
          duration = duration + timing.silentRequest
          throw NoAnswer()
        }
        return analysis(of: service, in: cluster)
      }
      return (state, duration)
    } catch {
      return (nil, duration)
    }
  }

  private func analysis(of service: ServiceID, in cluster: ClusterID) -> PodAnalysis {
    var analysis = PodAnalysis()
    guard let status = members.status(of: service, in: cluster) else { return analysis }
    let listed =
      pods?.pods(of: service, in: cluster)
      ?? (running: Int64(status.ready), pending: Int64(max(0, status.replicas - status.ready)))
    analysis.total = Int64(status.replicas)
    analysis.runningAndReady = listed.running
    analysis.unschedulableNow = listed.pending
    let key = Self.key(service, cluster)
    analysis.unschedulable =
      creations[key]?.unschedulable(of: listed.pending, at: now) ?? listed.pending
    return analysis
  }

  /// Writes placement and overrides.
  func write(_ plan: [FederatedRecord.PlannedShare], of service: ServiceID) {
    let place = service.position
    guard objects[place].exists else { return }
    let old = objects[place].plan
    objects[place].plan = plan
    note(plan, after: old, of: service, total: objects[place].preference?.spec.totalReplicas ?? 0)
    objectChanged(service)
  }

  /// Tells what a new plan moves.
  func note(
    _ plan: [FederatedRecord.PlannedShare], after old: [FederatedRecord.PlannedShare]?,
    of service: ServiceID, total: Int32
  ) {
    let place = service.position
    var moved: Int64 = 0
    for share in plan {
      let before = old?.first { $0.cluster == share.cluster }?.replicas ?? 0
      moved &+= max(0, share.replicas &- before)
    }
    for share in old ?? [] where share.replicas > 0 {
      if !plan.contains(where: { $0.cluster == share.cluster }) {
        observer?.reached(.evicted(service, share.cluster))
      }
    }
    if let trace {
      let names = plan.map { (clusters[$0.cluster.position].name, $0.replicas) }
      trace.changed(.plan(service, Dictionary(names) { first, _ in first }))
    }
    if old == nil { moved = 0 }
    statistics.moved &+= moved
    observer?.reached(.placed(service, moved: Int32(clamping: moved)))
    let sum = plan.reduce(Int64(0)) { $0 &+ $1.replicas }
    objects[place].isShort = sum < Int64(total)
    if sum < Int64(total) { observer?.reached(.unschedulable(service)) }
  }
}
