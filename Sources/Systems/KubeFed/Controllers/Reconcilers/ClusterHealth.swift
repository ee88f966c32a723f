import EventKernel
import FleetModel
import KubeFed

// The cluster controller: a pass over all members, then the period. KubeFed probes them in
// parallel, so that one silent member keeps all waiting for the time-out; federation v1 probes them
// one after the other, so that each silent member costs two time-outs (health, then nodes).
// Mirrors: `kubefed@d6f10d2 pkg/controller/kubefedcluster/controller.go`, `federation@804bb9f
// pkg/federation-controller/cluster/clustercontroller.go`.

/// Where the loop over all members stands.
struct HealthLoop {
  /// The next pass, or nil while one is under way.
  var next: EventHandle?
  /// The start of the pass under way, or of the last one.
  var passStart = VirtualTime.zero
  /// Probes of the pass that have not been answered.
  var outstanding: [Int: ProbeResult] = [:]
  /// The member that a sequential pass has come to.
  var cursor = 0
  /// Whether some member kept the pass waiting.
  var wasDelayed = false
  /// The first of the passes that are no events because they would change nothing.
  var parkedFrom: VirtualTime?
}

extension ControlPlaneCore {
  /// Starts the loop with a pass at that instant.
  func startHealth(at first: VirtualTime) {
    health = HealthLoop()
    planPass(at: first)
  }

  func stopHealth() {
    if let next = health.next { simulation.cancel(next) }
    health = HealthLoop()
  }

  private func planPass(at time: VirtualTime) {
    health.next = simulation.scheduleCancellable(
      component, code: Code.pass, at: time, priority: .late)
  }

  private func answer(of cluster: ClusterID) -> ProbeAnswer {
    if let probe { return probe(cluster) }
    return switch connectivity.hubToMember(cluster) {
    case .succeeds: .answers(.ready, after: .zero)
    case .refused, .failsInternally: .answers(.offline, after: .zero)
    case .timesOut: .hangs
    }
  }

  func beginPass() {
    health.next = nil
    health.passStart = now
    health.wasDelayed = false
    health.cursor = 0
    health.outstanding.removeAll()
    switch generation {
    case .kubeFed:
      for place in clusters.indices { _ = probe(ClusterID(place)) }
      if health.outstanding.isEmpty { closePass() }
    case .federation: continuePass()
    }
  }

  /// Goes on through a sequential pass until a member keeps it waiting.
  private func continuePass() {
    while health.cursor < clusters.count {
      let cluster = ClusterID(health.cursor)
      if !probe(cluster) { return }
      health.cursor += 1
    }
    closePass()
  }

  /// Probes a member; answers whether it answered at once.
  private func probe(_ cluster: ClusterID) -> Bool {
    let start = generation == .kubeFed ? health.passStart : now
    let duration: VirtualDuration
    let result: ProbeResult
    switch answer(of: cluster) {
    case .answers(let found, let after): (result, duration) = (found, after)
    case .hangs:
      result = .offline
      duration = generation == .kubeFed ? timing.probeTimeout : timing.probeTimeout * 2
    }
    if duration <= .zero {
      take(result, of: cluster, probedAt: start)
      return true
    }
    health.wasDelayed = true
    health.outstanding[cluster.position] = result
    if generation == .federation { health.passStart = now }
    simulation.schedule(
      component, code: Code.probeEnd, argument: UInt64(cluster.position), after: duration)
    return false
  }

  func endProbe(_ cluster: ClusterID) {
    guard let result = health.outstanding.removeValue(forKey: cluster.position) else { return }
    take(result, of: cluster, probedAt: health.passStart)
    if generation == .federation {
      health.cursor = cluster.position + 1
      continuePass()
    } else if health.outstanding.isEmpty {
      closePass()
    }
  }

  /// Everybody has answered; the statuses must still be written.
  private func closePass() {
    let writes = statusWriteTime
    if writes > .zero {
      simulation.schedule(component, code: Code.passEnd, after: writes)
    } else {
      endPass()
    }
  }

  /// How long the status writes of a pass keep it beyond the client's burst.
  private var statusWriteTime: VirtualDuration {
    let excess = clusters.count + 1 - timing.hostBurst
    return excess > 0 ? .seconds(Double(excess) / timing.hostRate) : .zero
  }

  func endPass() {
    guard isHostUp, health.next == nil, health.parkedFrom == nil else { return }
    let next = now + timing.probePeriod
    if loopMode == .parked, !health.wasDelayed, isSettled {
      health.parkedFrom = next
    } else {
      planPass(at: next)
    }
  }

  /// Whether another pass with the same answers would change nothing.
  private var isSettled: Bool {
    clusters.allSatisfy { member in
      guard let result = member.lastProbe else { return false }
      return switch member.health {
      case .kubeFed(let health): health.isStable(under: result)
      case .federation(let health): health.isStable(under: result)
      }
    }
  }

  /// Some answer may have changed: the passes become events again, at their phase.
  func wakeHealth() {
    guard let first = health.parkedFrom else { return }
    health.parkedFrom = nil
    let loop = PeriodicLoop(period: timing.probePeriod + statusWriteTime, phase: first)
    let tick = loop.firstTick(atOrAfter: now)
    let skipped = loop.tickCount(before: tick)
    if skipped > 0 {
      let last = loop.tick(skipped - 1)
      for place in clusters.indices {
        guard case .kubeFed(var own) = clusters[place].health else { continue }
        own.hold(for: skipped, until: last.nanoseconds)
        clusters[place].health = .kubeFed(own)
      }
    }
    planPass(at: tick)
  }

  private func take(_ result: ProbeResult, of cluster: ClusterID, probedAt start: VirtualTime) {
    guard isHostUp else { return }
    let place = cluster.position
    clusters[place].lastProbe = result
    let before = clusters[place].health.conditions
    switch clusters[place].health {
    case .kubeFed(var own):
      own.report(
        result, at: start.nanoseconds, failureThreshold: failureThreshold,
        successThreshold: successThreshold)
      clusters[place].health = .kubeFed(own)
    case .federation(var own):
      own.report(result, at: start.nanoseconds)
      clusters[place].health = .federation(own)
    }
    guard let after = clusters[place].health.conditions else { return }
    trace?.changed(.clusterStatus(cluster, after))
    let isReady = after.isReady
    guard isReady != clusters[place].isReady else { return }
    clusters[place].isReady = isReady
    if !isReady {
      observer?.reached(.detected(cluster))
    } else if before != nil {
      observer?.reached(.readmitted(cluster))
    }
    readinessChanged(of: cluster)
  }
}
