import EventKernel
import FleetModel
import Kubernetes
import Stochastic

// The scheduler of each member: one decision per pod, and pods that wait for room.

extension MemberControllers {
  static let startup = StreamPurpose("startup")
  static let imagePull = StreamPurpose("image pull")
  static let readiness = StreamPurpose("readiness")
  static let lifetime = StreamPurpose("lifetime")

  /// Schedules a pod just created, or lets it wait.
  func scheduleFirst(_ pod: PodID, of workload: WorkloadID, in member: Member) {
    let fleet = self.fleet
    let shape = shapes.shape(of: fleet.service(of: workload), in: fleet)
    if place(pod, of: workload, shape: shape, in: member) { return }
    wait(pod, of: workload, shape: shape, in: member)
    if member.engine?.hasPromise(for: PodReference(pod, in: fleet)) ?? false,
      let index = member.waiting.firstIndex(where: { $0.workload == workload })
    {
      member.waiting[index].shouldRetry = true
    }
  }

  /// One decision: binds the pod if some node is feasible.
  private func place(
    _ pod: PodID, of workload: WorkloadID, shape: Int, in member: Member
  ) -> Bool {
    let fleet = self.fleet
    if member.cost?.isStoreFull == true, !isEstablishing { return false }
    guard let node = choose(for: pod, of: workload, shape: shape, in: member) else { return false }
    let service = fleet.service(of: workload)
    if isEstablishing {
      if fleet.services[service.position].imagePull != nil {
        member.images.add(fleet.services[service.position].image, to: node.rawValue)
      }
      fleet.bind(pod, to: node)
      member.noteChange(of: node)
      member.scheduler.noteBinding(of: workload, to: node)
      countPods(on: node, in: member)
      start(pod)
      return true
    }
    let startup = startup(of: service, workload, on: node, in: member)
    fleet.bind(pod, to: node)
    member.noteChange(of: node)
    member.scheduler.noteBinding(of: workload, to: node)
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

  /// From being bound to Ready: the image, the start, the readiness.
  private func startup(
    of service: ServiceID, _ workload: WorkloadID, on node: NodeID, in member: Member
  ) -> VirtualDuration {
    let fleet = self.fleet
    let ordinal = fleet.bindings(of: workload)
    var time = draw(
      fleet.services[service.position].startup, purpose: Self.startup, of: workload,
      phase: ordinal)
    if let law = fleet.services[service.position].imagePull {
      time += member.images.wait(
        for: fleet.services[service.position].image, on: node.rawValue, at: simulation.now
      ) { draw(law, purpose: Self.imagePull, of: workload, phase: ordinal) }
    }
    if let law = fleet.services[service.position].readiness {
      time += draw(law, purpose: Self.readiness, of: workload, phase: ordinal)
    }
    return time
  }

  private func choose(
    for pod: PodID, of workload: WorkloadID, shape index: Int, in member: Member
  ) -> NodeID? {
    let fleet = self.fleet
    let shape = shapes.shapes[index]
    if shape.needsEngine, member.engine == nil { startEngine(of: member) }
    guard let engine = member.engine else {
      return member.scheduler.choose(
        for: workload, shape, index: index, blocked: blocked, in: fleet, decisionMemory)
    }
    let reference = PodReference(pod, in: fleet)
    let service = fleet.service(of: workload)
    let (node, decision) = engine.choose(
      for: reference, of: service, priority: shape.priority, blocked: blocked, in: fleet)
    if node == nil, let decision {
      let victims = engine.victims(
        for: reference, of: service, priority: shape.priority, after: decision,
        now: simulation.now.nanoseconds, in: fleet)
      preempt(victims, in: member)
    }
    return node
  }

  private func startEngine(of member: Member) {
    let site = fleet.topology.clusters[member.id.position]
    member.engine = MemberEngine(
      fleet: fleet, cluster: member.id, percentage: member.timing.percentageOfNodesToScore,
      start: member.scheduler.start,
      stream: RandomStream(fleet.seed, entity: site.name, purpose: .placement))
  }

  /// Deletes pods to make room. Their controllers replace them when this instant's pods are placed.
  private func preempt(_ victims: [PodReference], in member: Member) {
    for victim in victims where victim.isCurrent(in: fleet) {
      let workload = fleet.workload(of: victim.pod)
      fleet.countRequests(2, of: member.id)
      delete(victim.pod, in: member)
      if !member.preempted.contains(workload) { member.preempted.append(workload) }
    }
    if !member.preempted.isEmpty { retryLater(in: member) }
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
    member.noteChange(of: node)
    for index in member.waiting.indices where !member.waiting[index].shouldRetry {
      let shape = shapes.shapes[member.waiting[index].shape]
      let isFeasible =
        if let engine = member.engine {
          // Where pods stand to each other, a node may help that is not the one.
          shape.needsEngine
            || engine.isFeasible(
              node, for: fleet.service(of: member.waiting[index].workload),
              priority: shape.priority, blocked: blocked, in: fleet)
        } else {
          member.scheduler.isFeasible(node, for: shape, blocked: blocked, in: fleet)
        }
      if isFeasible { member.waiting[index].shouldRetry = true }
    }
  }

  /// Retries waiting pods at the end of this instant, if any may fit.
  func scheduleRetry(in member: Member) {
    guard member.waiting.contains(where: \.shouldRetry) else { return }
    retryLater(in: member)
  }

  private func retryLater(in member: Member) {
    if member.retryIsScheduled { return }
    member.retryIsScheduled = true
    schedule(.retryWaiting, member, at: simulation.now, priority: .late)
  }

  /// Schedules the waiting pods that may fit, in the order in which they began to wait.
  func retryWaiting(in member: Member) {
    member.retryIsScheduled = false
    guard fleet.isServerUp(member.id) else { return }
    for index in retryOrder(in: member) {
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
    guard let engine = member.engine else { return }
    engine.forgetPromises(in: fleet)
    let preempted = member.preempted
    member.preempted.removeAll(keepingCapacity: true)
    for workload in preempted { reconcile(workload, in: member) }
  }

  /// The groups to try again, the most important first.
  private func retryOrder(in member: Member) -> [Int] {
    let groups = member.waiting.indices.filter { member.waiting[$0].shouldRetry }
    guard member.engine != nil else { return groups }
    func priority(_ index: Int) -> Int32 { shapes.shapes[member.waiting[index].shape].priority }
    return groups.sorted { (priority($1), $0) < (priority($0), $1) }
  }
}
