/// No pod appears or vanishes uncounted: the running figures of every workload equal a recount of
/// its pods, and no workload keeps more pods than were asked for while its controllers run.
public struct ReplicaConservation: InvariantChecker {
  /// The name under which violations are reported.
  public let name = "replica-conservation"

  /// Creates the checker.
  public init() {}

  /// Reports every violation found now.
  public func check(_ fleet: Fleet) {
    var live = 0
    for position in 0..<fleet.workloads.count {
      let row = fleet.workloads[position]
      let counted = recount(WorkloadID(position), in: fleet)
      live += Int(counted.active)
      let figures = fleet.counts(of: WorkloadID(position))
      if counted != figures {
        fleet.report(
          violationOf: name, "\(title(position, fleet)) says \(figures), has \(counted)")
      }
      let cluster = ClusterID(rawValue: row.cluster)
      if fleet.isServerUp(cluster), !fleet.allowsSurge[cluster.position],
        row.active > max(0, row.desired - row.completed)
      {
        fleet.report(
          violationOf: name,
          "\(title(position, fleet)) keeps \(row.active) pods for \(row.desired) replicas")
      }
    }
    for position in 0..<fleet.pods.count where fleet.pods[position].state == .terminating {
      live += 1
    }
    if live != fleet.podCount {
      fleet.report(violationOf: name, "\(fleet.podCount) pods are counted, \(live) exist")
    }
  }

  private func recount(_ workload: WorkloadID, in fleet: Fleet) -> WorkloadCounts {
    let row = fleet.workloads[workload.position]
    var counts = WorkloadCounts(
      desired: row.desired, active: 0, pending: 0, serving: 0, unreachable: 0, reportedReady: 0,
      completed: row.completed)
    var next = row.firstPod
    while next >= 0 {
      let pod = fleet.pods[Int(next)]
      next = pod.nextOfWorkload
      counts.active += 1
      if pod.isReportedReady { counts.reportedReady += 1 }
      if pod.node < 0 {
        counts.pending += 1
      } else if !fleet.isUp(NodeID(rawValue: pod.node)) {
        counts.unreachable += 1
      } else if pod.state.serves {
        counts.serving += 1
      }
    }
    return counts
  }

  private func title(_ position: Int, _ fleet: Fleet) -> String {
    let row = fleet.workloads[position]
    let service = fleet.services[Int(row.service)].name
    return "\(service) in \(fleet.topology.clusters[Int(row.cluster)].name)"
  }
}
