import EventKernel
import Kubernetes
import KubernetesAPI

// The scheduling cycle, and the binding cycle that follows a good one.

extension KubeScheduler {
  /// Whether a failed attempt leaves the nomination as the status has it, or sets it.
  enum Nomination {
    case asInStatus
    case set(String)
  }

  /// Schedules pod after pod, until none is left or a cycle takes time.
  func runCycles() {
    while !isBusy, let pod = queue.pop() { beginCycle(pod) }
  }

  private func beginCycle(_ pod: Int32) {
    let row = rows[Int(pod)]
    guard let object = row.pod else { return queue.done(pod) }
    if object.isTerminating {
      report("FailedScheduling", object)
      return queue.done(pod)
    }
    if row.isAssumed || row.isAssigned { return queue.done(pod) }
    let decision =
      row.shape < 0
      ? nil
      : engine.schedule(request(for: pod, object))
    guard let decision else {
      return fail(pod, rejectors: [], reason: "SchedulerError", message: 1, .set(""))
    }
    if configuration.cycle > .zero {
      isBusy = true
      self.decision = (pod, decision)
      scheduleDecision()
    } else {
      conclude(pod, decision)
    }
  }

  private func request(for pod: Int32, _ object: PodObject) -> SchedulingRequest {
    let nominated = object.nominatedNode
    return SchedulingRequest(
      shapes[rows[Int(pod)].shape], priority: object.priority, id: UInt64(pod),
      nominatedNode: nominated.isEmpty ? nil : engine.node(named: nominated))
  }

  /// A decision is made: the pod is assumed to be on its node and bound, or has failed.
  func conclude(_ pod: Int32, _ decision: SchedulingDecision) {
    cycleEnded(configuration.cycle)
    guard let object = rows[Int(pod)].pod, !rows[Int(pod)].isAssigned else {
      return queue.done(pod)
    }
    if let host = decision.host {
      guard let node = nodes[Int(host)] else {
        return fail(pod, rejectors: [], reason: "SchedulerError", message: 2, .set(""))
      }
      place(pod, on: host)
      rows[Int(pod)].isAssumed = true
      engine.removeNomination(UInt64(pod))
      // The binding cycle begins at once and needs no events any more.
      queue.done(pod)
      send(.bind(pod: pod, node: node))
      return
    }
    if engine.nodeCount == 0 {
      return fail(pod, rejectors: [], reason: "Unschedulable", message: 3, .set(""))
    }
    let (nomination, outcome) = makeRoom(for: pod, object, decision)
    var rejectors: SchedulerPlugins = []
    for plugin in decision.rejectingPlugins {
      rejectors.formUnion(SchedulerPlugins(name: plugin.rawValue) ?? [])
    }
    fail(
      pod, rejectors: rejectors, reason: "Unschedulable",
      message: message(decision, preemption: outcome), nomination)
  }

  /// The attempt failed: the pod goes back to the queue, and its condition says why.
  ///
  /// - Parameters:
  ///   - message: Stands for the text of the condition.
  private func fail(
    _ pod: Int32, rejectors: SchedulerPlugins, reason: String, message: UInt64,
    _ nomination: Nomination
  ) {
    guard let object = rows[Int(pod)].pod, !rows[Int(pod)].isAssigned else {
      return queue.done(pod)
    }
    queue.addUnschedulable(pod, rejectors: rejectors, at: now, judge)
    var nominated: String?
    switch nomination {
    case .asInStatus: nominate(pod, to: object.nominatedNode)
    case .set(let name):
      nominate(pod, to: name)
      if name != object.nominatedNode { nominated = name }
    }
    report("FailedScheduling", object)
    let isNews =
      object.isScheduled != false || object.scheduledReason != reason
      || rows[Int(pod)].failure != message
    rows[Int(pod)].failure = message
    if isNews || nominated != nil {
      isBusy = true
      send(.setCondition(pod: pod, reason: reason, nominated: nominated))
    }
  }

  /// A number that differs where the message of the failure would differ in what it counts: nodes,
  /// and how many of them each filter rejected. Which resource is short is not part of it.
  private func message(_ decision: SchedulingDecision, preemption: UInt64) -> UInt64 {
    var counts = [UInt64](repeating: 0, count: 16)
    for rejection in decision.rejections { counts[Int(rejection.verdict.rawValue) & 15] += 1 }
    var hash: UInt64 = 14_695_981_039_346_656_037
    for count in counts + [UInt64(engine.nodeCount), preemption] {
      hash = (hash ^ count) &* 1_099_511_628_211
    }
    return hash
  }

  // MARK: Binding

  /// The request to bind a pod is answered.
  func finishBinding(_ pod: Int32, to node: NodeObject) {
    if let object = rows[Int(pod)].pod, server.bind(object, to: node) {
      report("Scheduled", object)
      return
    }
    guard rows[Int(pod)].isAssumed else { return }
    // Somebody else bound it, or its node is gone: the room is free for others again.
    let name = node.name
    forget(pod)
    guard let object = rows[Int(pod)].pod else { return }
    queue.move(
      .assignedPodDelete, .pod(old: object.manifest(node: name), new: nil), at: now, judge)
    guard object.node == nil else { return }
    fail(pod, rejectors: [], reason: "SchedulerError", message: 4, .set(""))
  }
}
