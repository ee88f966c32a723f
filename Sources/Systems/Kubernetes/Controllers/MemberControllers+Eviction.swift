import EventKernel
import FleetModel
import Kubernetes

// The tainting loop, and the taint eviction controller that acts on what it taints.
//
// Mirrors: `kubernetes@v1.36.2 pkg/controller/{nodelifecycle,tainteviction}`.

/// The argument of an eviction: a node, which of its taints, and which toleration has ended.
struct EvictionArgument {
  let node: NodeID
  let epoch: UInt16
  /// An index into the delays seen so far.
  let delay: UInt16

  init(node: NodeID, epoch: UInt16, delay: UInt16) {
    self.node = node
    self.epoch = epoch
    self.delay = delay
  }

  init(_ argument: UInt64) {
    node = NodeID(rawValue: Int32(truncatingIfNeeded: argument))
    epoch = UInt16(truncatingIfNeeded: argument >> 32)
    delay = UInt16(truncatingIfNeeded: argument >> 48)
  }

  var argument: UInt64 {
    UInt64(delay) << 48 | UInt64(epoch) << 32 | UInt64(UInt32(bitPattern: node.rawValue))
  }
}

extension MemberControllers {
  /// Plans the next tick of the tainting loop at which some zone has a node and a token.
  func scheduleTaintPass(of member: Member) {
    guard mode == .parked else { return }
    var earliest = VirtualTime.never
    for zone in member.zones {
      earliest = min(earliest, zone.firstGrant(on: member.taintLoop, after: simulation.now))
    }
    guard earliest < member.nextTaintPass else { return }
    member.nextTaintPass = earliest
    // Before a monitor pass of the same instant: what that pass finds is tainted a tick later.
    schedule(.taintPass, member, at: earliest, priority: .urgent)
  }

  func taintPass(of member: Member) {
    guard fleet.isServerUp(member.id) else { return }
    member.nextTaintPass = .never
    taintWaiting(in: member)
    scheduleTaintPass(of: member)
  }

  /// Taints the nodes for which there are tokens. A node that is Ready by now costs its token.
  func taintWaiting(in member: Member) {
    for index in member.zones.indices {
      while let node = member.zones[index].next(at: simulation.now) {
        flags[node.position].remove(.queued)
        guard flags[node.position].contains(.unknown) else { continue }
        flags[node.position].insert(.noExecute)
        member.noteChange(of: node)
        fleet.countRequests(1, of: member.id)
        note(node, "unreachable:NoExecute")
        startTolerations(on: node)
      }
    }
  }

  /// Plans the deletion of the pods on a node tainted now: one event for each distinct time that
  /// they tolerate.
  func startTolerations(on node: NodeID) {
    taintEpochs[node.position] &+= 1
    var seen: UInt64 = 0
    var next = fleet.firstPod(on: node)
    while let pod = next {
      next = fleet.nextPod(onNodeAfter: pod)
      guard fleet.state(of: pod).isActive, let seconds = evictionSeconds(of: pod) else { continue }
      let delay = delayIndex(of: seconds)
      // Beyond 64 distinct times an event may come twice, which does no harm.
      if delay < 64, seen & (1 << UInt64(delay)) != 0 { continue }
      if delay < 64 { seen |= 1 << UInt64(delay) }
      let argument = EvictionArgument(
        node: node, epoch: taintEpochs[node.position], delay: delay)
      // After a monitor pass of the same instant, which may have taken the taint away.
      schedule(
        .evict, argument.argument, at: simulation.now + .seconds(seconds), priority: .late)
    }
  }

  /// Deletes the pods of a node whose toleration ends now.
  func evict(_ eviction: EvictionArgument) {
    let node = eviction.node
    let member = members[fleet.cluster(of: node).position]
    guard fleet.isServerUp(member.id), flags[node.position].contains(.noExecute),
      taintEpochs[node.position] == eviction.epoch
    else { return }
    let seconds = evictionDelays[Int(eviction.delay)]
    var next = fleet.firstPod(on: node)
    while let pod = next {
      next = fleet.nextPod(onNodeAfter: pod)
      guard fleet.state(of: pod).isActive, evictionSeconds(of: pod) == seconds else { continue }
      evict(pod, in: member)
    }
    scheduleRetry(in: member)
  }

  /// Deletes a pod with three requests (event, condition, deletion) of the controller's client.
  private func evict(_ pod: PodID, in member: Member) {
    var wait = VirtualDuration.zero
    if member.controllerBudget.qps > 0 {
      wait = member.evictionClient.reserve(3, at: simulation.now)
    }
    fleet.countRequests(3, of: member.id)
    if wait > .zero {
      let reference = PodReference(pod, in: fleet)
      schedule(.deleteEvicted, reference.argument, at: simulation.now + wait)
    } else {
      deleteAndReplace(pod, in: member)
    }
  }

  func deleteEvicted(_ reference: PodReference) {
    guard reference.isCurrent(in: fleet) else { return }
    let member = members[fleet.cluster(of: fleet.workload(of: reference.pod)).position]
    guard fleet.isServerUp(member.id) else { return }
    deleteAndReplace(reference.pod, in: member)
    scheduleRetry(in: member)
  }

  private func deleteAndReplace(_ pod: PodID, in member: Member) {
    let workload = fleet.workload(of: pod)
    delete(pod, in: member)
    reconcile(workload, in: member)
  }

  private func evictionSeconds(of pod: PodID) -> Int64? {
    let service = fleet.service(of: fleet.workload(of: pod))
    return shapes.shapes[shapes.shape(of: service, in: fleet)].tolerations.evictionSeconds
  }

  private func delayIndex(of seconds: Int64) -> UInt16 {
    if let index = evictionDelays.firstIndex(of: seconds) { return UInt16(index) }
    precondition(evictionDelays.count < Int(UInt16.max), "too many distinct toleration times")
    evictionDelays.append(seconds)
    return UInt16(evictionDelays.count - 1)
  }
}
