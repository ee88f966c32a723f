import EventKernel
import FleetModel
import Kubernetes
import Stochastic

// The scheduler of each member: one decision per pod, and pods that wait for room.

extension MemberControllers {
  static let startup = StreamPurpose("startup")
  static let lifetime = StreamPurpose("lifetime")

  /// Schedules a pod just created, or lets it wait.
  func scheduleFirst(_ pod: PodID, of workload: WorkloadID, in member: Member) {
    let fleet = self.fleet
    let shape = shapes.shape(of: fleet.service(of: workload), in: fleet)
    if !place(pod, of: workload, shape: shape, in: member) {
      wait(pod, of: workload, shape: shape, in: member)
    }
  }

  /// One decision: binds the pod if some node is feasible.
  private func place(
    _ pod: PodID, of workload: WorkloadID, shape: Int, in member: Member
  ) -> Bool {
    let fleet = self.fleet
    if member.cost?.isStoreFull == true, !isEstablishing { return false }
    guard
      let node = member.scheduler.place(
        shapes.shapes[shape], index: shape, blocked: blocked, in: fleet)
    else { return false }
    let service = fleet.service(of: workload)
    if isEstablishing {
      fleet.bind(pod, to: node)
      member.scheduler.noteChange(of: node)
      countPods(on: node, in: member)
      start(pod)
      return true
    }
    let startup = draw(
      fleet.services[service.position].startup, purpose: Self.startup, of: workload,
      phase: fleet.bindings(of: workload))
    fleet.bind(pod, to: node)
    member.scheduler.noteChange(of: node)
    countPods(on: node, in: member)
    fleet.countRequests(2, of: member.id)
    var wait = VirtualDuration.zero
    if member.schedulerBudget.qps > 0 {
      wait = member.schedulerClient.reserve(at: simulation.now)
    }
    if member.cost != nil {
      guard let delay = bindingDelay(in: member) else { return true }
      wait += delay
    }
    let reference = PodReference(pod, in: fleet)
    schedule(.podStarts, reference.argument, at: simulation.now + wait + startup)
    return true
  }

  /// A duration for one pod of a workload: the same for its n-th binding in every arm.
  func draw(
    _ law: Distribution, purpose: StreamPurpose, of workload: WorkloadID, phase: UInt32
  ) -> VirtualDuration {
    let fleet = self.fleet
    var stream = RandomStream(
      fleet.seed, entity: fleet.stream(of: workload), purpose: purpose, phase: phase)
    return .seconds(max(0, law.sample(using: &stream)))
  }

  // MARK: Waiting

  private func wait(_ pod: PodID, of workload: WorkloadID, shape: Int, in member: Member) {
    let reference = PodReference(pod, in: fleet)
    if let index = member.waiting.firstIndex(where: { $0.workload == workload }) {
      member.waiting[index].pods.append(reference)
      return
    }
    var waiting = WaitingPods(workload: workload, shape: shape)
    waiting.pods.append(reference)
    member.waiting.append(waiting)
  }

  /// Tells the scheduler that a node has room or lost a taint. As upstream's queueing hints do,
  /// only pods that now fit there are tried again.
  func noteRoom(on node: NodeID, in member: Member) {
    member.scheduler.noteChange(of: node)
    for index in member.waiting.indices where !member.waiting[index].shouldRetry {
      let shape = shapes.shapes[member.waiting[index].shape]
      if member.scheduler.isFeasible(node, for: shape, blocked: blocked, in: fleet) {
        member.waiting[index].shouldRetry = true
      }
    }
  }

  /// Retries waiting pods at the end of this instant, if any may fit.
  func scheduleRetry(in member: Member) {
    guard !member.retryIsScheduled, member.waiting.contains(where: \.shouldRetry) else { return }
    member.retryIsScheduled = true
    schedule(.retryWaiting, member, at: simulation.now, priority: .late)
  }

  /// Schedules the waiting pods that may fit, in the order in which they began to wait.
  func retryWaiting(in member: Member) {
    member.retryIsScheduled = false
    guard fleet.isServerUp(member.id) else { return }
    for index in member.waiting.indices where member.waiting[index].shouldRetry {
      member.waiting[index].shouldRetry = false
      while let reference = member.waiting[index].pods.first {
        if reference.isCurrent(in: fleet), fleet.state(of: reference.pod) == .pending {
          let group = member.waiting[index]
          chargeScheduler(of: member)
          guard place(reference.pod, of: group.workload, shape: group.shape, in: member) else {
            break
          }
        }
        member.waiting[index].pods.removeFirst()
      }
    }
    member.waiting.removeAll { $0.pods.isEmpty }
  }
}
