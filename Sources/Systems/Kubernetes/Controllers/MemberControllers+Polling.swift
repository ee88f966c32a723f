import EventKernel
import FleetModel

// The reference for tests: kubelets, monitor and tainting loop poll as the real ones do.

/// What the pollers remember.
final class Polling {
  /// When each kubelet last renewed its lease.
  private var renewals: [VirtualTime]
  /// The renewal that the monitor saw last, and when it saw a change.
  private var seen: [VirtualTime]
  private var probes: [VirtualTime]
  private var starts: [VirtualTime]

  init(nodes: Int, clusters: Int) {
    let before = VirtualTime(nanoseconds: -1)
    renewals = Array(repeating: before, count: nodes)
    seen = Array(repeating: before, count: nodes)
    probes = Array(repeating: before, count: nodes)
    starts = Array(repeating: VirtualTime(nanoseconds: -2), count: clusters)
  }

  func renew(_ node: NodeID, at now: VirtualTime) { renewals[node.position] = now }

  func heardAll(_ nodes: Range<Int>, at now: VirtualTime) {
    for node in nodes { probes[node] = now }
  }

  /// Reads all leases of a member, as the beginning of a pass.
  func observe(_ member: Member, at now: VirtualTime) {
    if starts[member.id.position] != member.started {
      starts[member.id.position] = member.started
      heardAll(member.nodes, at: now)
    }
    for node in member.nodes where seen[node] != renewals[node] {
      seen[node] = renewals[node]
      probes[node] = now
    }
  }

  func silence(of node: NodeID, at now: VirtualTime) -> VirtualDuration {
    now - probes[node.position]
  }
}

extension MemberControllers {
  func startPolling() {
    polling = Polling(nodes: fleet.topology.nodeCount, clusters: members.count)
    for position in 0..<fleet.topology.nodeCount {
      let first = leaseLoop(of: NodeID(position)).firstTick(atOrAfter: simulation.now)
      schedule(.leaseTick, UInt64(position), at: first)
    }
    for member in members {
      schedule(
        .monitorTick, member, at: member.monitorLoop.firstTick(atOrAfter: simulation.now))
      schedule(
        .taintTick, member, at: member.taintLoop.firstTick(atOrAfter: simulation.now),
        priority: .urgent)
    }
  }

  func leaseTick(of node: NodeID) {
    schedule(.leaseTick, UInt64(node.position), at: simulation.now + leaseLoop(of: node).period)
    guard fleet.isUp(node), fleet.isServerUp(fleet.cluster(of: node)) else { return }
    polling?.renew(node, at: simulation.now)
  }

  func monitorTick(of member: Member) {
    schedule(.monitorTick, member, at: simulation.now + member.timing.nodeMonitorPeriod)
    guard fleet.isServerUp(member.id), let polling else { return }
    let now = simulation.now
    polling.observe(member, at: now)
    pass(over: member.nodes.map { NodeID($0) }, of: member) {
      polling.silence(of: $0, at: now) > member.timing.nodeMonitorGracePeriod
    }
  }

  func taintTick(of member: Member) {
    schedule(
      .taintTick, member, at: simulation.now + member.timing.taintPeriod, priority: .urgent)
    guard fleet.isServerUp(member.id) else { return }
    taintWaiting(in: member)
  }
}
