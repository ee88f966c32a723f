import EventKernel
import KubernetesAPI

// The loop that adds NoExecute taints as fast as each zone allows.
//
// Mirrors: `kubernetes@v1.36.2 pkg/controller/nodelifecycle/node_lifecycle_controller.go`
// (doNoExecuteTaintingPass).

extension NodeLifecycleController {
  private static let lookAgain = VirtualDuration.milliseconds(50)

  /// Plans the next tick at which a zone has a node and a token.
  func wakeTainting() {
    guard isRunning, !isTainting else { return }
    if mode == .ticking {
      scheduleTaintTick(at: taintTicks.firstTick(after: server.now))
      return
    }
    var earliest = VirtualTime.never
    for queue in queues {
      earliest = min(earliest, queue.firstTurn(on: taintTicks, after: server.now))
    }
    scheduleTaintTick(at: earliest)
  }

  func scheduleTaintTick(at time: VirtualTime) {
    guard time != nextTaintTick.time else { return }
    server.simulation.cancel(nextTaintTick.handle)
    // Before all else of its instant: what a monitor pass of that instant finds is tainted a tick
    // later.
    let handle = server.simulation.scheduleCancellable(
      component, code: Code.taintTick.rawValue, at: time, priority: .urgent)
    nextTaintTick = (time, handle)
  }

  func taintTick() {
    nextTaintTick.time = .never
    isTainting = true
    let started = server.now
    RequestLine.forEach(Array(queues.indices)) { [unowned self] zone, done in
      taintWaiting(in: zone, done)
    } then: { [unowned self] in
      isTainting = false
      // The period counts from the end of a tick.
      if server.now > started { taintTicks.phase = server.now + timing.taintPeriod }
      wakeTainting()
    }
  }

  private func taintWaiting(in zone: Int, _ done: @escaping () -> Void) {
    guard let entry = queues[zone].first, queues[zone].limiter.tryAccept(at: server.now),
      entry.due <= server.now
    else { return done() }
    let now = server.now
    guard let node = server.nodes[entry.node] else {
      queues[zone].finish(entry.node)
      return taintWaiting(in: zone, done)
    }
    let (own, opposite): (Taint, Taint)
    switch node.readiness {
    case nil:
      queues[zone].retry(entry.node, at: now + Self.lookAgain + .nanoseconds(1))
      return taintWaiting(in: zone, done)
    case .isTrue:
      // It is Ready again, and its token is spent.
      queues[zone].finish(entry.node)
      return taintWaiting(in: zone, done)
    case .isFalse: (own, opposite) = (.notReady, .unreachable)
    case .unknown: (own, opposite) = (.unreachable, .notReady)
    }
    taints.swap(on: node, add: [own], remove: [opposite], seen: node.taints) {
      [unowned self] succeeded in
      if succeeded {
        queues[zone].finish(entry.node)
      } else {
        queues[zone].retry(entry.node, at: now + .nanoseconds(1))
      }
      taintWaiting(in: zone, done)
    }
  }
}
