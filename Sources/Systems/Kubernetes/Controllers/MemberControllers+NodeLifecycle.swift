import EventKernel
import FleetModel
import Kubernetes
import Stochastic

// The node lifecycle controller of each member: silent nodes become Unknown, zones are judged,
// nodes wait for the NoExecute taint and lose it.
//
// Mirrors: `kubernetes@v1.36.2 pkg/controller/nodelifecycle/node_lifecycle_controller.go`.

extension MemberControllers: InfrastructureObserver {
  /// The kubelet of a node stopped renewing its lease.
  public func nodeWentDown(_ node: NodeID) {
    let member = members[fleet.cluster(of: node).position]
    guard handles[member.id.position] else { return }
    member.cost?.nodes -= 1
    guard mode == .parked, fleet.isServerUp(member.id) else { return }
    awaitSilence(of: node, in: member)
  }

  /// The kubelet of a node renews its lease again.
  public func nodeCameUp(_ node: NodeID) {
    guard handles[fleet.cluster(of: node).position] else { return }
    lastRecoveries[node.position] = simulation.now
    polling?.renew(node, at: simulation.now)
    let member = members[fleet.cluster(of: node).position]
    member.cost?.nodes += 1
    guard fleet.isServerUp(member.id) else { return }
    resumeKubelet(of: node, in: member)
    scheduleRetry(in: member)
  }

  /// The controllers of a member stand still until its API server is back.
  public func apiServerWentDown(_ cluster: ClusterID) {}

  /// The controllers of a member see again what happened meanwhile.
  public func apiServerCameUp(_ cluster: ClusterID) {
    guard handles[cluster.position] else { return }
    let member = members[cluster.position]
    member.restart(at: simulation.now)
    for position in member.nodes {
      let node = NodeID(position)
      flags[position].remove(.queued)
      if fleet.isUp(node) {
        resumeKubelet(of: node, in: member)
      } else if flags[position].contains(.unknown) {
        watch(node, in: member)
        schedulePass(of: member, at: member.monitorLoop.firstTick(after: simulation.now))
        if flags[position].contains(.noExecute) { startTolerations(on: node) }
      } else if mode == .parked {
        awaitSilence(of: node, in: member)
      }
    }
    let backlog = member.backlog
    member.backlog.removeAll(keepingCapacity: true)
    for workload in backlog { reconcile(workload, in: member) }
    createPods(in: member, hasToken: false)
    startCycle(in: member)
    scheduleRetry(in: member)
  }

  // MARK: Kubelets

  /// When a node's kubelet renews its lease.
  func leaseLoop(of node: NodeID) -> PeriodicLoop {
    var stream = RandomStream(fleet.seed, entity: fleet.stream(of: node), purpose: .phase)
    let period = members[fleet.cluster(of: node).position].timing.leaseRenewPeriod
    return PeriodicLoop(
      period: period, phase: VirtualTime(seconds: stream.uniform() * period.inSeconds))
  }

  /// Computes when the monitor will find the node silent, if it stays so.
  private func awaitSilence(of node: NodeID, in member: Member) {
    let renewal = leaseLoop(of: node).lastTick(atOrBefore: simulation.now)
    var heard = max(lastRecoveries[node.position], member.started)
    if let renewal { heard = max(heard, renewal) }
    let noticed = member.monitorLoop.firstTick(after: heard)
    dueTimes[node.position] = noticed + member.timing.detectionDelay
    watch(node, in: member)
    schedulePass(of: member, at: dueTimes[node.position])
  }

  /// A kubelet is back and reaches its API server: it reports itself and its pods ready, finishes
  /// deletions, and does what was due meanwhile.
  private func resumeKubelet(of node: NodeID, in member: Member) {
    dueTimes[node.position] = .never
    if flags[node.position].contains(.unknown) {
      flags[node.position].subtract([.unknown, .noSchedule])
      member.zones[member.zoneIndex(of: fleet.zone(of: node))].notReady -= 1
      fleet.changeReadyNodes(of: member.id, by: 1)
      fleet.reportPods(on: node)
      note(node, "Ready")
    }
    _ = fleet.finishTerminations(on: node)
    var next = fleet.firstPod(on: node)
    while let pod = next {
      next = fleet.nextPod(onNodeAfter: pod)
      switch fleet.state(of: pod) {
      case .startDue: start(pod)
      case .completionDue: complete(pod)
      case .free, .pending, .starting, .running, .terminating: break
      }
    }
    noteRoom(on: node, in: member)
    if flags[node.position].isDisjoint(with: [.noExecute, .queued]) {
      unwatch(node, in: member)
    } else {
      watch(node, in: member)
      schedulePass(of: member, at: member.monitorLoop.firstTick(after: simulation.now))
    }
  }

  // MARK: The monitor

  /// Makes sure that a pass happens at this tick of the monitor. Other ticks change nothing.
  private func schedulePass(of member: Member, at time: VirtualTime) {
    guard mode == .parked, time < member.nextPass else { return }
    member.nextPass = time
    schedule(.monitorPass, member, at: time)
  }

  /// One pass over the nodes that have changed.
  func monitorPass(of member: Member) {
    guard fleet.isServerUp(member.id), member.lastPass < simulation.now else { return }
    member.nextPass = .never
    let now = simulation.now
    pass(over: member.watched, of: member) { self.dueTimes[$0.position] <= now }
    var earliest = VirtualTime.never
    for node in member.watched where !flags[node.position].contains(.unknown) {
      earliest = min(earliest, dueTimes[node.position])
    }
    schedulePass(of: member, at: earliest)
    scheduleTaintPass(of: member)
  }

  /// What a pass does: judges nodes, then zones.
  func pass(over nodes: [NodeID], of member: Member, isSilent: (NodeID) -> Bool) {
    member.lastPass = simulation.now
    for node in nodes {
      if !fleet.isUp(node) {
        if !flags[node.position].contains(.unknown), isSilent(node) {
          becomeUnknown(node, in: member)
        }
        if flags[node.position].contains(.unknown),
          flags[node.position].isDisjoint(with: [.noExecute, .queued])
        {
          flags[node.position].insert(.queued)
          member.zones[member.zoneIndex(of: fleet.zone(of: node))].enqueue(node)
        }
      } else if !flags[node.position].isDisjoint(with: [.noExecute, .queued]) {
        becomeReachable(node, in: member)
        unwatch(node, in: member)
      }
    }
    judgeZones(of: member)
    scheduleRetry(in: member)
  }

  private func becomeUnknown(_ node: NodeID, in member: Member) {
    flags[node.position].formUnion([.unknown, .noSchedule])
    member.zones[member.zoneIndex(of: fleet.zone(of: node))].notReady += 1
    fleet.changeReadyNodes(of: member.id, by: -1)
    fleet.markPodsNotReady(on: node)
    member.noteChange(of: node)
    note(node, "Unknown")
  }

  /// Takes the NoExecute taint, or the place in the queue for it, from a node.
  private func becomeReachable(_ node: NodeID, in member: Member) {
    if flags[node.position].contains(.queued) {
      member.zones[member.zoneIndex(of: fleet.zone(of: node))].remove(node)
    }
    if flags[node.position].contains(.noExecute) {
      taintEpochs[node.position] &+= 1
      note(node, "reachable")
    }
    flags[node.position].subtract([.noExecute, .queued])
    noteRoom(on: node, in: member)
  }

  // MARK: Zones

  private func judgeZones(of member: Member) {
    switch member.disruption.observe(member.zones.map { Optional($0.count) }) {
    case .none: break
    case .stoppedAll: stopEvictions(in: member)
    case .resumed: resetProbes(of: member)
    }
    for index in member.zones.indices {
      guard let zone = member.disruption.zones[index] else { continue }
      member.zones[index].swapRate(to: zone.rate ?? 0, at: simulation.now)
    }
  }

  /// When no node answers, the fault is more likely the controller's own: nothing is evicted.
  private func stopEvictions(in member: Member) {
    for position in member.nodes
    where !flags[position].isDisjoint(with: [.noExecute, .queued]) {
      becomeReachable(NodeID(position), in: member)
    }
    for index in member.zones.indices { member.zones[index].removeAll() }
  }

  /// Every node gets a new grace, as if heard now.
  private func resetProbes(of member: Member) {
    polling?.heardAll(member.nodes, at: simulation.now)
    for node in member.watched
    where dueTimes[node.position] != .never && !flags[node.position].contains(.unknown) {
      dueTimes[node.position] = simulation.now + member.timing.detectionDelay
    }
  }

  // MARK: The list of nodes with news

  private func watch(_ node: NodeID, in member: Member) {
    if flags[node.position].contains(.watched) { return }
    flags[node.position].insert(.watched)
    let index = member.watched.firstIndex { $0 > node } ?? member.watched.count
    member.watched.insert(node, at: index)
  }

  private func unwatch(_ node: NodeID, in member: Member) {
    guard flags[node.position].contains(.watched) else { return }
    flags[node.position].remove(.watched)
    member.watched.removeAll { $0 == node }
  }

  /// Tells the trace of a change to a node; costs nothing without one.
  func note(_ node: NodeID, _ change: String) {
    simulation.note("\(fleet.topology.name(of: node)) \(change)", from: component)
  }
}
