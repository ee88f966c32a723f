import EventKernel

/// What becomes of one pod on its node.
struct PodLife {
  /// From being bound to running containers.
  var runsAfter = VirtualDuration.zero
  /// From being bound to Ready; nil for never.
  var readyAfter: VirtualDuration?
  /// From being bound to the end of its containers; nil for never.
  var completesAfter: VirtualDuration?
  /// How its containers end.
  var exitCode: Int32 = 0
  /// From the request to stop to being gone.
  var termination = VirtualDuration.zero
}

/// The kubelets of a member: they start, end and remove pods and renew leases while their machines
/// run.
///
/// Leases are computed, not counted: a kubelet renews at its own phase, and who asks for the last
/// renewal gets it. Status reports other than changes of a condition are not sent, containers are
/// not restarted.
final class Kubelets: EventHandler, APIWatcher {
  private unowned let server: APIServer
  private let life: (PodObject) -> PodLife
  private var component = ComponentID(rawValue: 0)
  private var machines: [Int32: Machine] = [:]
  private var lives: [Int32: PodLife] = [:]
  private var started: [Int32: VirtualTime] = [:]

  /// Told when a kubelet falls silent or is back, at that instant.
  var livenessChanged: [(NodeObject) -> Void] = []

  private struct Machine {
    var lease: PeriodicLoop
    /// When it stopped; nil while it runs.
    var stopped: VirtualTime?
    /// When it last came back, with a renewal at once.
    var recovered: VirtualTime?
    /// What was due while it stood still, in order.
    var due: [(code: Code, pod: Int32)] = []
    /// Pods bound while it stood still.
    var unstarted: [PodObject] = []
  }

  private enum Code: UInt16 {
    case starts
    case runs
    case becomesReady
    case completes
    case isGone
  }

  /// - Parameter life: What becomes of a pod that starts now; asked once per pod, in the order in
  ///   which they start.
  init(server: APIServer, life: @escaping (PodObject) -> PodLife) {
    self.server = server
    self.life = life
    component = server.register(self, name: "kubelets")
    server.watch(self)
  }

  /// Gives a node its kubelet, which renews its lease at the ticks of a loop.
  func add(_ node: NodeObject, lease: PeriodicLoop) {
    machines[node.id] = Machine(lease: lease)
  }

  func runs(on node: NodeObject) -> Bool { machines[node.id].map { $0.stopped == nil } ?? false }

  /// When the node's lease was last renewed, up to now; nil for never.
  func lastRenewal(of node: NodeObject) -> VirtualTime? {
    guard let machine = machines[node.id] else { return nil }
    let end = machine.stopped ?? server.now
    let tick =
      machine.stopped == nil
      ? machine.lease.lastTick(atOrBefore: end) : machine.lease.lastTick(before: end)
    guard let recovered = machine.recovered, recovered <= end else { return tick }
    return tick.map { max($0, recovered) } ?? recovered
  }

  // MARK: Machines

  /// The kubelet falls silent: no renewals, no pods handled.
  func stop(_ node: NodeObject) {
    guard machines[node.id]?.stopped == nil else { return }
    machines[node.id]?.stopped = server.now
    for told in livenessChanged { told(node) }
  }

  /// The kubelet is back: it renews its lease, posts Ready, restores its pods and does what was due.
  func recover(_ node: NodeObject) {
    guard var machine = machines[node.id], machine.stopped != nil else { return }
    let due = machine.due
    let unstarted = machine.unstarted
    machine.stopped = nil
    machine.recovered = server.now
    machine.due = []
    machine.unstarted = []
    machines[node.id] = machine
    post(node, .isTrue, reason: "KubeletReady")
    restorePods(on: node)
    for (code, id) in due {
      // It stops now what it was asked to stop meanwhile.
      if code == .isGone, let pod = server.pods[id], let life = lives[id] {
        schedule(.isGone, pod, after: life.termination)
      } else {
        act(code, id)
      }
    }
    for pod in unstarted { start(pod) }
    for told in livenessChanged { told(node) }
  }

  /// Posts a Ready condition.
  func post(_ node: NodeObject, _ readiness: NodeObject.Readiness, reason: String) {
    server.update(node, .ready) {
      if $0.readiness != readiness { $0.readyChanged = server.timestamp }
      $0.heartbeat = server.timestamp
      $0.readiness = readiness
      $0.readyReason = reason
    }
  }

  /// Reports the pods as they are, after others have marked them not ready.
  func restorePods(on node: NodeObject) {
    for pod in node.pods.inOrder where pod.isReady == false && pod.isActive {
      guard let life = lives[pod.id], let after = life.readyAfter, let start = started[pod.id],
        start + after <= server.now
      else { continue }
      setReady(pod, true)
    }
  }

  // MARK: Pods

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    switch event {
    case .added: break
    case .modified(let change):
      if change.contains(.bound) { schedule(.starts, pod) }
      if change.contains(.deletion), let life = lives[pod.id] {
        if let node = pod.node, !runs(on: node) {
          machines[node.id]?.due.append((.isGone, pod.id))
        } else {
          schedule(.isGone, pod, after: life.termination)
        }
      }
    case .deleted:
      lives[pod.id] = nil
      started[pod.id] = nil
    }
  }

  private func start(_ pod: PodObject) {
    guard let node = pod.node, server.pods[pod.id] === pod, lives[pod.id] == nil else { return }
    guard runs(on: node) else {
      machines[node.id]?.unstarted.append(pod)
      return
    }
    let life = life(pod)
    lives[pod.id] = life
    started[pod.id] = server.now
    server.update(pod, [.phase, .ready]) {
      if life.runsAfter <= .zero { $0.phase = .running }
      $0.startTime = server.timestamp
      $0.isReady = false
      $0.readyChanged = server.timestamp
    }
    if life.runsAfter > .zero { schedule(.runs, pod, after: life.runsAfter) }
    if let delay = life.readyAfter { schedule(.becomesReady, pod, after: delay) }
    if let delay = life.completesAfter { schedule(.completes, pod, after: delay) }
    if pod.isTerminating { schedule(.isGone, pod, after: life.termination) }
  }

  private func setReady(_ pod: PodObject, _ isReady: Bool) {
    guard pod.isReady != isReady else { return }
    server.update(pod, .ready) {
      $0.isReady = isReady
      $0.readyChanged = server.timestamp
    }
  }

  // MARK: Events

  private func schedule(_ code: Code, _ pod: PodObject, after delay: VirtualDuration = .zero) {
    // What a machine's clock brings about is seen by nobody who acts at the same instant.
    server.simulation.schedule(
      component, code: code.rawValue, argument: UInt64(UInt32(bitPattern: pod.id)),
      at: server.now + delay, priority: delay > .zero ? .last : .normal)
  }

  func handle(_ event: Event, in simulation: Simulation) {
    guard let code = Code(rawValue: event.code) else {
      preconditionFailure("kubelets are sent only their own events")
    }
    act(code, Int32(bitPattern: UInt32(truncatingIfNeeded: event.argument)))
  }

  private func act(_ code: Code, _ id: Int32) {
    guard let pod = server.pods[id], let node = pod.node else { return }
    if code == .starts { return start(pod) }
    guard runs(on: node) else {
      machines[node.id]?.due.append((code, id))
      return
    }
    switch code {
    case .starts: break
    case .runs:
      if !pod.isFinished { server.update(pod, .phase) { $0.phase = .running } }
    case .becomesReady:
      if !pod.isFinished { setReady(pod, true) }
    case .completes:
      guard !pod.isFinished, let life = lives[id] else { return }
      server.update(pod, [.phase, .ready]) {
        $0.phase = life.exitCode == 0 ? .succeeded : .failed
        $0.exitCode = life.exitCode
        $0.finished = server.timestamp
        if $0.isReady != false { $0.readyChanged = server.timestamp }
        $0.isReady = false
      }
    case .isGone:
      // What a finalizer holds back is seen to have ended.
      if pod.hasTrackingFinalizer, !pod.isFinished {
        server.update(pod, [.phase, .ready]) {
          $0.phase = .failed
          $0.finished = server.timestamp
          if $0.isReady != false { $0.readyChanged = server.timestamp }
          $0.isReady = false
        }
      }
      server.finishDeletion(of: pod)
    }
  }
}
