import EventKernel
import FleetModel
import Kubernetes

// Replica sets and jobs: as many pods as wanted, made at the pace of the controller's client.

extension MemberControllers {
  /// Makes the pods of a workload as many as wanted, or remembers to.
  func reconcile(_ workload: WorkloadID, in member: Member) {
    guard fleet.isServerUp(member.id) else {
      member.backlog.append(workload)
      return
    }
    let shortage = fleet.shortage(of: workload)
    if shortage > 0 {
      enqueue(workload, in: member)
      createPods(in: member, hasToken: false)
    } else if shortage < 0 {
      deletePods(Int(-shortage), of: workload, in: member)
    }
  }

  private func enqueue(_ workload: WorkloadID, in member: Member) {
    while isQueued.count <= workload.position { isQueued.append(false) }
    if isQueued[workload.position] { return }
    isQueued[workload.position] = true
    member.creationQueue.append(workload)
  }

  /// Creates pods for the workloads in the queue until the client has to wait.
  ///
  /// A pod takes two requests: the pod and the event that tells of it.
  func createPods(in member: Member, hasToken: Bool) {
    if member.creationIsScheduled { return }
    // Held once: reading the unowned property would count references each time.
    let fleet = self.fleet
    var hasToken = hasToken
    while let workload = member.creationQueue.first {
      guard fleet.shortage(of: workload) > 0 else {
        member.creationQueue.removeFirst()
        isQueued[workload.position] = false
        continue
      }
      if isRefused(workload, in: member) {
        member.creationQueue.removeFirst()
        isQueued[workload.position] = false
        continue
      }
      if !hasToken, !isEstablishing, member.controllerBudget.qps > 0 {
        let delay = member.replicaSetClient.reserve(2, at: simulation.now)
        if delay > .zero {
          member.creationIsScheduled = true
          schedule(.createPods, member, at: simulation.now + delay)
          return
        }
      }
      hasToken = false
      fleet.countRequests(2, of: member.id)
      member.refusals = 0
      if member.cost != nil, !isEstablishing {
        guard createPodByRequest(of: workload, in: member) else { return }
        continue
      }
      let pod = fleet.createPod(of: workload)
      countPod(by: 1, of: workload, in: member)
      scheduleFirst(pod, of: workload, in: member)
    }
  }

  // MARK: Deleting

  /// A pod that may be deleted when scaling down, with what decides the order.
  struct Victim {
    let pod: PodID
    /// 0 without a node, 1 starting, 2 not ready, 3 ready.
    let stage: UInt8
    /// Pods of the workload on the same node.
    let crowd: Int32
    /// The binary logarithm of the nanoseconds since it became ready; −1 for none.
    let ageRank: Int64
    /// Stands for the random UID that upstream breaks ties by.
    let tie: UInt64

    func goesBefore(_ other: Victim) -> Bool {
      if stage != other.stage { return stage < other.stage }
      if crowd != other.crowd { return crowd > other.crowd }
      if ageRank != other.ageRank { return ageRank < other.ageRank }
      return tie < other.tie
    }
  }

  /// Deletes pods in upstream's order: those without a node, those not started, those not ready,
  /// those that crowd a node, the youngest.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/controller/controller_utils.go` ActivePodsWithRanks.
  private func deletePods(_ count: Int, of workload: WorkloadID, in member: Member) {
    collectVictims(of: workload)
    if count < victims.count { victims.sort { $0.goesBefore($1) } }
    for victim in victims.prefix(count) { delete(victim.pod, in: member) }
    victims.removeAll(keepingCapacity: true)
    scheduleRetry(in: member)
  }

  private func collectVictims(of workload: WorkloadID) {
    victims.removeAll(keepingCapacity: true)
    let seed = fleet.stream(of: workload)
    var next = fleet.firstPod(of: workload)
    while let pod = next {
      next = fleet.nextPod(ofWorkloadAfter: pod)
      victims.append(
        Victim(
          pod: pod, stage: stage(of: pod), crowd: crowd(around: pod, workload),
          ageRank: ageRank(of: pod),
          tie: (seed ^ PodReference(pod, in: fleet).argument) &* 0x9E37_79B9_7F4A_7C15))
    }
  }

  private func stage(of pod: PodID) -> UInt8 {
    switch fleet.state(of: pod) {
    case .pending: 0
    case .starting, .startDue: 1
    case .running, .completionDue, .terminating, .free: fleet.isReportedReady(pod) ? 3 : 2
    }
  }

  private func crowd(around pod: PodID, _ workload: WorkloadID) -> Int32 {
    guard let node = fleet.node(of: pod) else { return 0 }
    var crowd: Int32 = 0
    var next = fleet.firstPod(on: node)
    while let other = next {
      next = fleet.nextPod(onNodeAfter: other)
      if fleet.workload(of: other) == workload, fleet.state(of: other).isActive { crowd += 1 }
    }
    return crowd
  }

  private func ageRank(of pod: PodID) -> Int64 {
    guard fleet.isReportedReady(pod) else { return -1 }
    let age = simulation.now.nanoseconds - Int64(fleet.readySince(pod)) * 1_000_000_000
    return age <= 0 ? -1 : Int64(63 - age.leadingZeroBitCount)
  }

  /// Deletes one pod; what it held may serve another.
  func delete(_ pod: PodID, in member: Member) {
    let node = fleet.node(of: pod)
    let workload = fleet.workload(of: pod)
    fleet.delete(pod)
    countPod(by: -1, of: workload, in: member)
    noteDeletion(of: workload, in: member)
    guard let node else { return }
    member.scheduler.noteDeletion(of: workload)
    if fleet.isUp(node) { noteRoom(on: node, in: member) } else { member.noteChange(of: node) }
  }

  // MARK: Kubelets

  func startPod(_ reference: PodReference) {
    guard reference.isCurrent(in: fleet) else { return }
    let member = members[fleet.cluster(of: fleet.workload(of: reference.pod)).position]
    if member.cost != nil {
      reportStart(of: reference, in: member)
    } else {
      start(reference.pod)
    }
  }

  func podReports(_ reference: PodReference) {
    guard reference.isCurrent(in: fleet) else { return }
    start(reference.pod)
  }

  /// Starts a pod, now or when its node is back.
  func start(_ pod: PodID) {
    let fleet = self.fleet
    let ordinal = fleet.startOrdinal(of: pod)
    guard fleet.start(pod) else { return }
    let workload = fleet.workload(of: pod)
    let cluster = fleet.cluster(of: workload)
    fleet.countRequests(1, of: cluster)
    measureStart(of: pod, workload: workload, in: members[cluster.position])
    guard case .completes(let law) = fleet.services[fleet.service(of: workload).position].lifetime
    else { return }
    let reference = PodReference(pod, in: fleet)
    let delay = draw(law, purpose: Self.lifetime, of: workload, phase: ordinal)
    schedule(.podCompletes, reference.argument, at: simulation.now + delay)
  }

  func completePod(_ reference: PodReference) {
    guard reference.isCurrent(in: fleet) else { return }
    complete(reference.pod)
  }

  /// Completes a pod of a job, now or when its node is back.
  func complete(_ pod: PodID) {
    guard let node = fleet.node(of: pod) else { return }
    let workload = fleet.workload(of: pod)
    guard fleet.complete(pod) else { return }
    let member = members[fleet.cluster(of: workload).position]
    countPod(by: -1, of: workload, in: member)
    noteDeletion(of: workload, in: member)
    member.scheduler.noteDeletion(of: workload)
    noteRoom(on: node, in: member)
    scheduleRetry(in: member)
    reconcile(workload, in: member)
  }
}
