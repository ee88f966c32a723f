import EventKernel
import Kubernetes
import KubernetesAPI
import Stochastic

// Making room for a pod that found no node, beside the scheduling cycle.

/// A preemption that runs: nominations of others are taken back one after the other, then all victims
/// but the last are deleted side by side, then the last.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/preemption/executor.go`
/// (prepareCandidateAsync).
struct Preemption {
  /// Pods that lose their nomination.
  var nominated: [Int32]
  /// Pods that are deleted, the most important first.
  var victims: [Int32]
  /// Requests that are not answered yet.
  var outstanding = 0
  /// The victim that is deleted last, once its turn has come.
  var last: Int32?
}

extension KubeScheduler {
  /// Whether a pod's preemption has requests to make still: it keeps the pod out of the queue, but
  /// not once the last victim is going.
  func isPreempting(_ pod: Int32) -> Bool {
    guard let preemption = preemptions[pod] else { return false }
    guard let last = preemption.last else { return true }
    guard let victim = rows[Int(last)].pod else { return false }
    return !victim.isTerminating
  }

  /// Looks for pods whose removal makes room, and begins to remove them.
  ///
  /// - Returns: The node that the pod is nominated to, and a number for what came of it.
  func makeRoom(
    for pod: Int32, _ object: PodObject, _ decision: SchedulingDecision
  ) -> (Nomination, UInt64) {
    let nominated = object.nominatedNode
    let request = SchedulingRequest(
      shapes[rows[Int(pod)].shape], priority: object.priority, id: UInt64(pod),
      nominatedNode: nominated.isEmpty ? nil : engine.node(named: nominated))
    let resolvable = decision.rejections.count { $0.verdict.isResolvable }
    let outcome = engine.preempt(
      for: request, after: decision, policy: object.template.spec.preemptionPolicy,
      budgets: resolvable > 0 ? budgets() : [], now: nanoseconds(now),
      offset: resolvable > 1 ? stream.index(below: resolvable) : 0)
    if outcome.ineligible != nil { return (.asInStatus, 1) }
    guard !outcome.best.isEmpty else { return (.set(""), 2) }
    let choice = outcome.best.count > 1 ? stream.index(below: outcome.best.count) : 0
    let node = outcome.best[choice]
    let victims = outcome.candidate(on: node)?.victims ?? []
    preempt(victims.compactMap(pod(at:)), for: pod, object, on: node)
    return (.set(engine.name(of: node)), 3)
  }

  private func preempt(
    _ victims: [Int32], for pod: Int32, _ object: PodObject, on node: NodeSlot
  ) {
    // Those that are going already need no request.
    let victims = victims.filter { rows[Int($0)].pod.map { !$0.isTerminating } ?? false }
    if victims.isEmpty { return }
    let nominated = engine.nominated(to: node).filter { $0.priority < object.priority }
    preemptions[pod] = Preemption(
      nominated: nominated.map { Int32(truncatingIfNeeded: $0.id) }, victims: victims)
    continuePreemption(of: pod)
  }

  /// A request is answered, or none was made yet: makes the next ones.
  func continuePreemption(of preemptor: Int32) {
    guard var preemption = preemptions[preemptor] else { return }
    defer { if preemptions[preemptor] != nil { preemptions[preemptor] = preemption } }
    preemption.outstanding = max(0, preemption.outstanding - 1)
    while !preemption.nominated.isEmpty {
      let pod = preemption.nominated.removeFirst()
      guard let object = rows[Int(pod)].pod, !object.nominatedNode.isEmpty else { continue }
      preemption.outstanding = 1
      send(.clearNomination(pod: pod, preemptor: preemptor))
      return
    }
    if preemption.outstanding > 0 { return }
    if preemption.victims.count > 1 {
      let others = preemption.victims.dropLast()
      preemption.victims.removeFirst(others.count)
      preemption.outstanding = others.count
      for victim in others { remove(victim, for: preemptor) }
    } else if let last = preemption.victims.popLast() {
      preemption.last = last
      preemption.outstanding = 1
      remove(last, for: preemptor)
    } else {
      preemptions[preemptor] = nil
    }
  }

  private func remove(_ victim: Int32, for preemptor: Int32) {
    let isMarked = rows[Int(victim)].pod?.disruptionReason == Self.preemptionReason
    send(
      isMarked
        ? .deleteVictim(pod: victim, preemptor: preemptor)
        : .markVictim(pod: victim, preemptor: preemptor))
  }

  /// An instant in nanoseconds since 1970.
  func nanoseconds(_ time: VirtualTime) -> Int64 {
    server.epoch &* 1_000_000_000 &+ time.nanoseconds
  }
}
