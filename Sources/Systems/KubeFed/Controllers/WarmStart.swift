import EventKernel
import FleetModel
import KubeFed

// A run usually begins with a system that has been at work for long: members are ready, and
// workloads were planned and placed. Nothing of that takes time or requests.

extension ControlPlaneCore {
  /// Every member has been ready for long.
  func joinWarm() {
    for place in clusters.indices {
      clusters[place].health =
        generation == .kubeFed
        ? .kubeFed(ClusterHealth(held: .ready, since: now.nanoseconds))
        : .federation(FederationClusterHealth(held: .ready, since: now.nanoseconds))
      clusters[place].isReady = true
      clusters[place].cache = .filled
      clusters[place].lastProbe = .ready
    }
  }

  /// The object was created long ago: it is planned, and its copies run.
  func placeWarm(_ service: ServiceID, _ record: FederatedRecord) {
    while objects.count <= service.position { objects.append(FederatedRecord()) }
    objects[service.position] = record
    guard record.exists else { return }
    switch generation {
    case .kubeFed: planWarm(service)
    case .federation: planFederationWarm(service)
    }
    var statuses: [FederatedRecord.ClusterStatus] = []
    for place in clusters.indices where isHeld(service, ClusterID(place)) {
      let cluster = ClusterID(place)
      let object = objects[service.position]
      let wanted =
        object.planned(for: cluster) ?? (object.overridden[cluster.rawValue] ?? nil)
        ?? object.templateReplicas
      guard wanted >= 0, let count = Int32(exactly: wanted) else { continue }
      members.establish(service, replicas: count, in: cluster)
      statuses.append(.init(cluster: cluster, status: .ok))
    }
    objects[service.position].statuses = statuses
  }

  private func isHeld(_ service: ServiceID, _ cluster: ClusterID) -> Bool {
    generation == .kubeFed
      ? isSelected(service, cluster)
      : !objects[service.position].hasPlacementProblem
        && objects[service.position].placed[cluster.position]
  }

  private func planWarm(_ service: ServiceID) {
    let object = objects[service.position]
    guard acts.schedules, let preference = object.preference else { return }
    var candidates = Array(clusters.indices)
    if preference.spec.intersectWithClusterSelector {
      guard object.isNamespaceFederated, !object.hasPlacementProblem else { return }
      candidates = candidates.filter {
        object.placedBySelector[$0] && object.namespacePlaced?[$0] ?? true
      }
    }
    guard !candidates.isEmpty else { return }
    let result = SchedulingResult(
      preference, clusters: candidates.map { clusters[$0].name }, state: ReplicaState(),
      key: object.key)
    settle(service, shares(result.replicas), total: preference.spec.totalReplicas)
  }

  private func planFederationWarm(_ service: ServiceID) {
    let object = objects[service.position]
    guard let allocation = object.allocation, !object.hasPlacementProblem else { return }
    let schedule = FederationSchedule(
      allocation, replicas: object.templateReplicas,
      clusters: clusters.indices.filter { object.placed[$0] }.map { clusters[$0].name },
      state: ReplicaState(), key: object.key)
    settle(
      service, shares(schedule.shares.mapValues(\.replicas)),
      total: Int32(clamping: object.templateReplicas))
  }

  private func settle(
    _ service: ServiceID, _ plan: [FederatedRecord.PlannedShare], total: Int32
  ) {
    objects[service.position].plan = plan
    note(plan, after: nil, of: service, total: total)
  }
}
