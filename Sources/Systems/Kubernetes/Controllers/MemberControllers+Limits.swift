import EventKernel
import FleetModel
import Kubernetes

// What the size of a member does: limits that warn or refuse, and, with the queueing model, requests
// that take time and a scheduler that deals with one pod after the other.

extension MemberControllers {
  // MARK: Limits

  /// The number of a workload's namespace.
  func namespace(of workload: WorkloadID) -> Int {
    while namespaces.count <= workload.position { namespaces.append(-1) }
    let known = namespaces[workload.position]
    if known >= 0 { return Int(known) }
    let name = fleet.services[fleet.service(of: workload).position].name
    let namespace = String(name.prefix { $0 != "/" })
    let number = namespaceNumbers[namespace] ?? Int32(namespaceNumbers.count)
    namespaceNumbers[namespace] = number
    namespaces[workload.position] = number
    return Int(number)
  }

  /// Counts a pod that came or went.
  func countPod(by delta: Int, of workload: WorkloadID, in member: Member) {
    let namespace = namespace(of: workload)
    let crossed = member.limits.change(by: delta, namespace: namespace)
    member.cost?.pods = member.limits.pods
    if !isEstablishing, member.limits.churn(at: simulation.now) {
      tell(.churn, amount: member.limits.limits.churnPerSecond, in: member)
    }
    guard crossed != 0 else { return }
    if crossed & MemberLimits.bit(.pods) != 0 {
      tell(.pods, amount: Double(member.limits.pods), in: member)
    }
    if crossed & MemberLimits.bit(.objectsPerNamespace) != 0 {
      let count = member.limits.count(in: namespace)
      tell(.objectsPerNamespace, amount: Double(count), in: member)
    }
  }

  /// Counts the pods of a node that got one more.
  func countPods(on node: NodeID, in member: Member) {
    guard member.limits.watchesNodes else { return }
    let count = fleet.requested(on: node).pods
    if count > Int64(member.limits.limits.podsPerNode), member.limits.mark(.podsPerNode) != 0 {
      tell(.podsPerNode, amount: Double(count), in: member)
    }
  }

  /// Counts a service that came or went.
  func countService(by delta: Int, _ service: ServiceID, in member: Member) {
    guard case .forever = fleet.services[service.position].lifetime else { return }
    if member.limits.changeServices(by: delta) {
      tell(.services, amount: Double(member.limits.services), in: member)
    }
  }

  /// Passes a limit on to who measures; `verdict` nil asks the limits.
  func tell(
    _ dimension: ScaleDimension, amount: Double, in member: Member, verdict: ScaleVerdict? = nil
  ) {
    let limits = member.limits.limits
    fleet.report(
      LimitCrossing(
        cluster: member.id, dimension: dimension, amount: amount,
        bound: limits.bound(of: dimension), verdict: verdict ?? .warned))
  }

  /// Tells of what was beyond a limit from the start.
  func announceLimits(of member: Member) {
    tell(.nodes, amount: Double(member.nodes.count), in: member)
  }

  /// Whether a quota refuses a further pod; then its workload waits, longer every time, as the work
  /// queues of controllers do.
  func isRefused(_ workload: WorkloadID, in member: Member) -> Bool {
    guard !isEstablishing,
      let (dimension, verdict) = member.limits.verdict(onPodIn: namespace(of: workload))
    else { return false }
    let limits = member.limits.limits
    tell(dimension, amount: limits.bound(of: dimension) + 1, in: member, verdict: verdict)
    fleet.countRequests(1, of: member.id)
    if !member.refused.contains(workload) { member.refused.append(workload) }
    guard !member.refusalIsScheduled else { return true }
    member.refusalIsScheduled = true
    let retry = Timing.queueRetryNanoseconds
    let factor = Int64(1) << min(40, Int64(member.refusals))
    member.refusals += 1
    let delay = min(retry.most, retry.base &* min(factor, retry.most / retry.base))
    schedule(
      .retryRefused, member, at: simulation.now + VirtualDuration(nanoseconds: delay))
    return true
  }

  /// Tries again what a quota refused.
  func retryRefused(in member: Member) {
    member.refusalIsScheduled = false
    let refused = member.refused
    member.refused.removeAll(keepingCapacity: true)
    for workload in refused { reconcile(workload, in: member) }
  }

  // MARK: Requests

  /// Sends a request whose sender acts on the answer.
  func ask(_ request: RequestClass, in member: Member) -> RequestAnswer {
    guard let answer = member.cost?.answer(to: request, at: simulation.now) else {
      return RequestAnswer(latency: .zero, outcome: .answered)
    }
    fleet.report(.answered(request, answer), in: member.id)
    weighStore(of: member)
    return answer
  }

  /// Sends a request until it is answered, as client-go does up to ten times.
  ///
  /// - Returns: How long it takes in all; nil if the store takes no writes.
  func persist(_ request: RequestClass, in member: Member) -> VirtualDuration? {
    var total = VirtualDuration.zero
    for _ in 0..<10 {
      let answer = ask(request, in: member)
      total += answer.latency
      switch answer.outcome {
      case .answered: return total
      case .noSpace: return nil
      case .tooManyRequests: total += .seconds(member.parameters.retryAfter)
      }
    }
    return total
  }

  /// Tells how large the store is, when it has grown by a hundredth, and when it is full.
  private func weighStore(of member: Member) {
    guard let cost = member.cost, cost.storeBytes > member.storeTold * 1.01 else { return }
    member.storeTold = cost.storeBytes
    fleet.report(.storeSize(cost.storeBytes), in: member.id)
    if cost.isStoreFull, member.limits.mark(.store) != 0 {
      tell(.store, amount: cost.storeBytes, in: member, verdict: .rejected(.noSpace))
    }
  }

  /// Requests that go with the end of a pod.
  func noteDeletion(of workload: WorkloadID, in member: Member) {
    guard member.cost != nil, !isEstablishing else { return }
    member.cost?.note(.deletePod, at: simulation.now)
    noteEndpoints(of: workload, in: member)
  }

  /// The endpoint slices of a service change with its pods.
  func noteEndpoints(of workload: WorkloadID, in member: Member) {
    guard member.cost != nil,
      case .forever = fleet.services[fleet.service(of: workload).position].lifetime
    else { return }
    member.cost?.note(.updateEndpoints, at: simulation.now)
  }

  // MARK: The life of a pod that takes its time

  /// Creates a pod by a request; the scheduler hears of it later.
  ///
  /// - Returns: Whether the server took it; otherwise the controller tries again later.
  func createPodByRequest(of workload: WorkloadID, in member: Member) -> Bool {
    let answer = ask(.createPod, in: member)
    member.cost?.note(.createEvent, at: simulation.now)
    guard answer.outcome == .answered else {
      // A full store does not empty itself: as rarely as the controller's queue retries at all.
      let pause =
        answer.outcome == .noSpace
        ? VirtualDuration(nanoseconds: Timing.queueRetryNanoseconds.most)
        : .seconds(member.parameters.retryAfter)
      member.creationIsScheduled = true
      schedule(.createPods, member, at: simulation.now + answer.latency + pause)
      return false
    }
    let pod = fleet.createPod(of: workload)
    countPod(by: 1, of: workload, in: member)
    while creations.count <= pod.position { creations.append(.never) }
    creations[pod.position] = simulation.now
    let seen = simulation.now + answer.latency + .seconds(member.parameters.watchLag)
    schedule(.podSeen, PodReference(pod, in: fleet).argument, at: seen)
    return true
  }

  /// The scheduler hears of a pod.
  func podSeen(_ reference: PodReference) {
    guard reference.isCurrent(in: fleet), fleet.state(of: reference.pod) == .pending else { return }
    let member = members[fleet.cluster(of: fleet.workload(of: reference.pod)).position]
    member.schedulingQueue.append(reference)
    startCycle(in: member)
  }

  /// Begins with the next pod, when the scheduler is free.
  func startCycle(in member: Member) {
    guard !member.cycleIsScheduled, !member.schedulingQueue.isEmpty, fleet.isServerUp(member.id)
    else { return }
    member.cycleIsScheduled = true
    let free = max(simulation.now, member.schedulerFree)
    member.schedulerFree = free + member.cycleTime(among: member.limits.pods)
    schedule(.schedulePod, member, at: member.schedulerFree)
  }

  /// The scheduler is done with the first pod of its queue.
  func schedulePod(in member: Member) {
    member.cycleIsScheduled = false
    guard fleet.isServerUp(member.id), let reference = member.schedulingQueue.first else { return }
    member.schedulingQueue.removeFirst()
    fleet.report(.scheduled(took: member.cycleTime(among: member.limits.pods)), in: member.id)
    if reference.isCurrent(in: fleet), fleet.state(of: reference.pod) == .pending {
      scheduleFirst(reference.pod, of: fleet.workload(of: reference.pod), in: member)
      if fleet.state(of: reference.pod) == .pending {
        // It has looked at every node in vain.
        member.schedulerFree = member.schedulerFree + member.vainTime
      }
    }
    startCycle(in: member)
  }

  /// A pod that waited for room takes the scheduler's time, too.
  func chargeScheduler(of member: Member) {
    guard member.cost != nil else { return }
    let cycle = member.cycleTime(among: member.limits.pods)
    member.schedulerFree = max(simulation.now, member.schedulerFree) + cycle
    fleet.report(.scheduled(took: cycle), in: member.id)
  }

  /// How long it takes from the scheduler's decision until the kubelet knows; nil if the store
  /// takes no writes.
  func bindingDelay(in member: Member) -> VirtualDuration? {
    var delay = VirtualDuration.zero
    if member.schedulerFree > simulation.now { delay = member.schedulerFree - simulation.now }
    guard member.cost != nil else { return delay }
    guard let latency = persist(.bindPod, in: member) else { return nil }
    member.cost?.note(.createEvent, at: simulation.now)
    return delay + latency + .seconds(member.parameters.watchLag)
  }

  /// The containers of a pod are ready; its kubelet says so.
  func reportStart(of reference: PodReference, in member: Member) {
    guard let latency = persist(.updatePodStatus, in: member) else { return }
    schedule(
      .podReports, reference.argument,
      at: simulation.now + latency + .seconds(member.parameters.watchLag))
  }

  /// Measures the start of a pod that was created during the run.
  func measureStart(of pod: PodID, workload: WorkloadID, in member: Member) {
    guard member.cost != nil, !isEstablishing else { return }
    noteEndpoints(of: workload, in: member)
    guard pod.position < creations.count, creations[pod.position] != .never else { return }
    fleet.report(
      .podStarted(after: simulation.now - creations[pod.position]), in: member.id)
    creations[pod.position] = .never
  }
}
