// Pods that end over time: what members simulated as objects report. `delete(_:)` is both steps at
// one instant.

extension Fleet {
  /// Begins to end a pod whose deletion was asked for: it serves nobody any more and does not count
  /// as a replica, but holds its resources until ``finishTermination(of:)``.
  public func beginTermination(of pod: PodID) {
    let row = pods[pod.position]
    precondition(row.state.isActive, "only an existing pod can begin to end")
    guard row.node >= 0, nodes[Int(row.node)].downLevels == 0 else {
      // Without a node it is gone at once; on a dead node it stays as any deleted pod does.
      return delete(pod)
    }
    let owner = Int(row.workload)
    let cluster = Int(workloads[owner].cluster)
    unlinkFromWorkload(pod)
    workloads[owner].active -= 1
    if row.isReportedReady {
      pods[pod.position].isReportedReady = false
      workloads[owner].reportedReady -= 1
    }
    if row.state.serves { changeServing(owner, by: -1) }
    changeUsage(cluster, by: -serviceRows[Int(workloads[owner].service)].request)
    pods[pod.position].state = .terminating
    reportStatus(owner)
  }

  /// Removes a pod that has ended, whether its node is up or not.
  public func finishTermination(of pod: PodID) {
    precondition(state(of: pod) == .terminating, "only a pod that is ending can have ended")
    let owner = Int(pods[pod.position].workload)
    let cluster = Int(workloads[owner].cluster)
    clusters[cluster].allocated -= serviceRows[Int(workloads[owner].service)].request
    unlinkFromNode(pod)
    free(pod)
    reportCapacity(cluster)
  }

  /// Tells control planes that a member's API server reports another status of a workload.
  public func noteStatus(of workload: WorkloadID) { reportStatus(workload.position) }
}
