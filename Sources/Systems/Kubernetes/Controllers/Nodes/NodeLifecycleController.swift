import EventKernel
import GoSemantics
import Kubernetes
import KubernetesAPI
import Stochastic

/// The node lifecycle controller of one member: finds silent nodes, marks their pods, taints nodes.
///
/// Three parts work side by side through one client: the monitor (this file's passes), the loop that
/// adds NoExecute taints at each zone's rate, and workers that keep NoSchedule taints in step. Which
/// of several waiting nodes is tainted first is arbitrary upstream; here a hash of the names decides.
/// Pods that are bound to a node found silent before are not marked, because such a pod is not Ready.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/nodelifecycle/node_lifecycle_controller.go`.
final class NodeLifecycleController: EventHandler {
  unowned let server: APIServer
  private unowned let kubelets: Kubelets
  let timing: KubernetesTiming
  let mode: LoopMode
  let requests: RequestLine
  let taints: NodeTaints
  private var nodeQueue: ControllerLoop!
  private(set) var component = ComponentID(rawValue: 0)

  // What the monitor remembers.
  private var health: [String: Health] = [:]
  private var known: Set<String> = []
  private var nodesToRetry: Set<String> = []
  private var disruption: ZoneDisruption
  private var zoneIndices: [String: Int] = [:]
  var queues: [TaintQueue] = []

  // When the monitor passes: a period after the end of the pass before.
  private var passes: PeriodicLoop
  private var nextPass = (time: VirtualTime.never, handle: EventHandle.none)
  /// Nil while no pass is under way.
  private var pass: Pass?
  private(set) var isRunning = false
  /// Something has changed that a pass may act on.
  private var hasNews = true

  // When the tainting loop ticks: likewise.
  var taintTicks: PeriodicLoop
  var nextTaintTick = (time: VirtualTime.never, handle: EventHandle.none)
  var isTainting = false

  enum Code: UInt16 {
    case monitorPass
    case taintTick
  }

  /// Workers of a pass and of the queue of changed nodes.
  private static let workers = 8
  private static let healthTries = 5
  private static let healthRetryPeriod = VirtualDuration.milliseconds(20)
  private static let exclusionLabel = "node.kubernetes.io/exclude-disruption"

  /// What is remembered of one node.
  private struct Health {
    /// Whether it had a Ready condition, and the condition's heartbeat.
    var heartbeat: VirtualTime?
    /// The last renewal that was seen.
    var renewal: VirtualTime?
    /// When a sign of life was last noticed, by the controller's clock.
    var probe: VirtualTime
  }

  /// A node as a pass has listed it.
  fileprivate struct Listed {
    let node: NodeObject
    var readiness: NodeObject.Readiness?
    var taints: [Taint]
    var heartbeat: VirtualTime
    var revision: UInt32
    /// Index of its zone.
    var zone: Int

    init(_ node: NodeObject, zone: Int) {
      self.node = node
      self.zone = zone
      readiness = node.readiness
      taints = node.taints
      heartbeat = node.heartbeat
      revision = node.revision
    }
  }

  /// One pass under way.
  private final class Pass {
    let nodes: [Listed]
    var counts: [ZoneDisruption.Count?]
    /// Whether it changes nothing, so that the next one will not either.
    var isQuiet = true

    init(nodes: [Listed], zones: Int) {
      self.nodes = nodes
      counts = Array(repeating: nil, count: zones)
    }
  }

  init(
    server: APIServer, kubelets: Kubelets, timing: KubernetesTiming, client: APIClient,
    seed: StreamSeed, mode: LoopMode = .parked
  ) {
    self.server = server
    self.kubelets = kubelets
    self.timing = timing
    let simulation = server.simulation
    requests = RequestLine("node-lifecycle requests", client: client, simulation)
    taints = NodeTaints(server: server, requests: requests, seed: seed)
    disruption = ZoneDisruption(zoneCount: 0, configuration: timing.zoneConfiguration)
    passes = PeriodicLoop(period: timing.nodeMonitorPeriod)
    taintTicks = PeriodicLoop(period: timing.taintPeriod)
    // Kubelets that renew more often than every grace can be passed over; others cannot.
    let grace = min(timing.nodeMonitorGracePeriod, timing.nodeStartupGracePeriod)
    let isSafe = grace > timing.leaseRenewPeriod + timing.nodeMonitorPeriod + .seconds(1)
    self.mode = isSafe ? mode : .ticking
    component = simulation.register(self, name: "node-lifecycle")
    nodeQueue = ControllerLoop(
      "node-lifecycle nodes", self, workers: Self.workers, client: client, simulation)
    server.watch(self)
    kubelets.livenessChanged.append { [unowned self] _ in wakeMonitor(hasNews: false) }
  }

  /// Starts all three parts.
  ///
  /// - Parameter first: When the first pass comes; nil for now.
  func start(at first: VirtualTime? = nil) {
    isRunning = true
    nodeQueue.start()
    let first = first ?? server.now
    (passes.phase, taintTicks.phase) = (first, first)
    scheduleTaintTick(at: first)
    schedulePass(at: first)
  }

  /// Stops with its control plane, and forgets what only the running program knows: when nodes were
  /// heard, what zones were like. `start()` begins anew.
  func stop() {
    isRunning = false
    nodeQueue.stop()
    server.simulation.cancel(nextPass.handle)
    server.simulation.cancel(nextTaintTick.handle)
    nextPass = (.never, .none)
    nextTaintTick = (.never, .none)
    health = [:]
    known = []
    nodesToRetry = []
    zoneIndices = [:]
    queues = []
    disruption = ZoneDisruption(zoneCount: 0, configuration: timing.zoneConfiguration)
    pass = nil
    hasNews = true
  }

  func handle(_ event: Event, in simulation: Simulation) {
    guard isRunning else { return }
    switch Code(rawValue: event.code) {
    case .monitorPass: monitorNodeHealth()
    case .taintTick: taintTick()
    case nil: preconditionFailure("a controller is sent only its own events")
    }
  }

  // MARK: When to pass

  private func schedulePass(at time: VirtualTime) {
    guard isRunning, time != nextPass.time else { return }
    server.simulation.cancel(nextPass.handle)
    let handle = server.simulation.scheduleCancellable(
      component, code: Code.monitorPass.rawValue, at: time, priority: .late)
    nextPass = (time, handle)
  }

  /// Something that a pass looks at is different from now on.
  private func wakeMonitor(hasNews: Bool = true) {
    if hasNews { self.hasNews = true }
    guard isRunning, pass == nil else { return }
    schedulePass(at: nextPassTime())
  }

  /// The next pass that can change anything.
  private func nextPassTime() -> VirtualTime {
    let next = passes.firstTick(atOrAfter: server.now)
    if mode == .ticking || hasNews { return next }
    var earliest = VirtualTime.never
    for node in server.nodes where node.readiness != .unknown && !kubelets.runs(on: node) {
      earliest = min(earliest, max(next, silentPass(node)))
    }
    return earliest
  }

  /// The pass that will find a node silent, if it stays so.
  private func silentPass(_ node: NodeObject) -> VirtualTime {
    guard var health = health[node.name] else { return .zero }
    notice(Listed(node, zone: 0), &health, at: server.now) { passes.firstTick(atOrAfter: $0) }
    return passes.firstTick(after: health.probe + grace(node.readiness))
  }

  private func grace(_ readiness: NodeObject.Readiness?) -> VirtualDuration {
    readiness == nil ? timing.nodeStartupGracePeriod : timing.nodeMonitorGracePeriod
  }

  // MARK: A pass

  private func monitorNodeHealth() {
    nextPass.time = .never
    hasNews = false
    var added: [Listed] = []
    var nodes: [Listed] = []
    for node in nodesInVisitingOrder() {
      nodes.append(Listed(node, zone: zone(of: node)))
      if known.insert(node.name).inserted { added.append(nodes[nodes.count - 1]) }
    }
    forgetNodes()
    let pass = Pass(nodes: nodes, zones: queues.count)
    self.pass = pass
    if !added.isEmpty { pass.isQuiet = false }
    RequestLine.forEach(added) { [unowned self] listed, done in
      requests.recordEvent(about: listed.node.name)
      markReachable(listed, done)
    } then: { [unowned self] in
      RequestLine.forEach(nodes, workers: Self.workers) { [unowned self] listed, done in
        update(listed, in: pass, done)
      } then: { [unowned self] in
        handleDisruption(pass)
      }
    }
  }

  /// Upstream visits nodes in the arbitrary order of a Go map. The order matters where a pass makes
  /// requests: later nodes are judged at a later instant. A hash of the names scatters nodes that
  /// fail together among the others, as upstream's order nearly always does.
  private func nodesInVisitingOrder() -> [NodeObject] {
    server.nodes.map { node -> (place: UInt64, node: NodeObject) in
      var place = FNV.fnv1a64(node.name.utf8)
      // The finalizer of MurmurHash3, because similar names have similar hashes.
      place = (place ^ (place >> 33)) &* 0xff51_afd7_ed55_8ccd
      place = (place ^ (place >> 33)) &* 0xc4ce_b9fe_1a85_ec53
      return (place ^ (place >> 33), node)
    }
    .sorted { ($0.place, $0.node.id) < ($1.place, $1.node.id) }
    .map(\.node)
  }

  private func finish(_ pass: Pass) {
    guard self.pass === pass else { return }
    self.pass = nil
    passes.phase = server.now + timing.nodeMonitorPeriod
    if !pass.isQuiet { hasNews = true }
    wakeMonitor(hasNews: false)
    wakeTainting()
  }

  private func forgetNodes() {
    guard known.count > server.nodes.count else { return }
    // order-free: each is looked up by itself.
    for name in known where server.nodes[name] == nil {
      known.remove(name)
      requests.recordEvent(about: name)
    }
  }

  /// The index of a node's zone; a zone without a state starts over.
  private func zone(of node: NodeObject) -> Int {
    let name = zoneKey(node)
    let queue = TaintQueue(qps: timing.nodeEvictionRate)
    if let zone = zoneIndices[name] {
      if disruption.zones[zone] == nil { queues[zone] = queue }
      return zone
    }
    zoneIndices[name] = queues.count
    queues.append(queue)
    disruption.addZone()
    return queues.count - 1
  }

  /// Mirrors: `k8s.io/component-helpers@v0.36.2 node/topology/helpers.go` GetZoneKey.
  private func zoneKey(_ node: NodeObject) -> String {
    let labels = node.labels
    let zone = labels["failure-domain.beta.kubernetes.io/zone"] ?? labels[WellKnown.zone] ?? ""
    let region =
      labels["failure-domain.beta.kubernetes.io/region"] ?? labels[WellKnown.region] ?? ""
    return region.isEmpty && zone.isEmpty ? "" : region + ":\0:" + zone
  }

  private func update(_ listed: Listed, in pass: Pass, _ done: @escaping () -> Void) {
    updateHealth(listed, in: pass, started: server.now, tries: Self.healthTries) {
      [unowned self] listed, observed in
      guard let listed else { return done() }
      if listed.node.labels[Self.exclusionLabel] == nil {
        let isReady = listed.readiness == .isTrue
        var count = pass.counts[listed.zone] ?? ZoneDisruption.Count(ready: 0, notReady: 0)
        if isReady { count.ready += 1 } else { count.notReady += 1 }
        pass.counts[listed.zone] = count
      }
      guard let current = listed.readiness else { return forgetRetry(of: listed, done) }
      let pods = listed.node.pods.inOrder.map { ListedPod($0) }
      taint(listed, current, in: pass) { [unowned self] in
        let wasReady = observed == .isTrue
        if wasReady, current != .isTrue {
          requests.recordEvent(about: listed.node.name)
        } else if wasReady || !nodesToRetry.contains(listed.node.name) {
          return forgetRetry(of: listed, done)
        }
        pass.isQuiet = false
        markNotReady(pods) { [unowned self] succeeded in
          if succeeded { return forgetRetry(of: listed, done) }
          nodesToRetry.insert(listed.node.name)
          done()
        }
      }
    }
  }

  private func forgetRetry(of listed: Listed, _ done: () -> Void) {
    nodesToRetry.remove(listed.node.name)
    done()
  }

  // MARK: Health

  /// Takes note of signs of life; `noticed` tells when a renewal of that instant was noticed.
  private func notice(
    _ listed: Listed, _ health: inout Health, at now: VirtualTime,
    noticed: (VirtualTime) -> VirtualTime
  ) {
    let heartbeat = listed.readiness == nil ? nil : listed.heartbeat
    if health.heartbeat != heartbeat {
      (health.heartbeat, health.probe) = (heartbeat, now)
    }
    if let renewal = kubelets.lastRenewal(of: listed.node), renewal >= listed.node.created,
      health.renewal.map({ $0 < renewal }) ?? true
    {
      health.renewal = renewal
      health.probe = max(health.probe, noticed(renewal))
    }
  }

  /// Judges a node, and writes Unknown where it has been silent for too long.
  ///
  /// - Parameter done: Called with the node as the pass goes on with it, nil if it is left out, and
  ///   with the readiness before.
  private func updateHealth(
    _ listed: Listed, in pass: Pass, started: VirtualTime, tries: Int,
    _ done: @escaping (Listed?, NodeObject.Readiness?) -> Void
  ) {
    let now = server.now
    let name = listed.node.name
    let observed = listed.readiness ?? .unknown
    var health =
      health[name]
      ?? Health(
        heartbeat: listed.readiness == nil ? nil : listed.heartbeat,
        probe: listed.readiness == nil ? APIServer.wholeSecond(of: listed.node.created) : now)
    // Of passes that were left out, the one that would have noticed counts.
    notice(listed, &health, at: now) { min(now, passes.firstTick(atOrAfter: $0)) }
    self.health[name] = health
    guard now > health.probe + grace(listed.readiness), listed.readiness != .unknown else {
      return done(listed, observed)
    }
    pass.isQuiet = false
    requests.send { [unowned self] in
      guard server.nodes[listed.node.id] === listed.node else { return done(nil, nil) }
      guard listed.node.revision == listed.revision else {
        return readAgain(listed, in: pass, started: started, tries: tries, done)
      }
      server.update(listed.node, .ready) {
        $0.readyReason =
          listed.readiness == nil ? "NodeStatusNeverUpdated" : "NodeStatusUnknown"
        if listed.readiness == nil { $0.heartbeat = APIServer.wholeSecond(of: $0.created) }
        $0.readiness = .unknown
        $0.readyChanged = server.timestamp
      }
      self.health[name]?.heartbeat = listed.node.heartbeat
      var written = listed
      written.readiness = .unknown
      written.heartbeat = listed.node.heartbeat
      written.revision = listed.node.revision
      done(written, observed)
    }
  }

  /// After a conflict: reads the node and judges it again at the next beat of 20 ms.
  private func readAgain(
    _ listed: Listed, in pass: Pass, started: VirtualTime, tries: Int,
    _ done: @escaping (Listed?, NodeObject.Readiness?) -> Void
  ) {
    requests.send { [unowned self] in
      guard tries > 1, server.nodes[listed.node.id] === listed.node else { return done(nil, nil) }
      let fresh = Listed(listed.node, zone: listed.zone)
      let beats = PeriodicLoop(period: Self.healthRetryPeriod, phase: started)
      requests.wait(beats.firstTick(after: server.now) - server.now) { [unowned self] in
        updateHealth(fresh, in: pass, started: started, tries: tries - 1, done)
      }
    }
  }

  // MARK: Pods

  /// A pod as it was listed.
  private struct ListedPod {
    let pod: PodObject
    let isReady: Bool
    let revision: UInt32

    init(_ pod: PodObject) {
      self.pod = pod
      isReady = pod.isReady == true
      revision = pod.revision
    }
  }

  /// Marks pods not ready, one after the other; a conflict leaves the rest of the work to the next
  /// pass.
  private func markNotReady(_ pods: [ListedPod], _ done: @escaping (Bool) -> Void) {
    var succeeded = true
    RequestLine.forEach(pods.filter(\.isReady)) { [unowned self] listed, next in
      requests.send { [unowned self] in
        let pod = listed.pod
        guard server.pods[pod.id] === pod else { return next() }
        if pod.revision == listed.revision {
          server.update(pod, .ready) {
            $0.isReady = false
            $0.readyChanged = server.timestamp
          }
        } else {
          succeeded = false
        }
        // The next request leaves before the event, which passes through goroutines first.
        next()
        requests.recordEvent(about: "\(pod.namespace)/\(pod.name)")
      }
    } then: {
      done(succeeded)
    }
  }

  // MARK: Taints

  private func taint(
    _ listed: Listed, _ readiness: NodeObject.Readiness, in pass: Pass,
    _ done: @escaping () -> Void
  ) {
    let name = listed.node.name
    let (own, opposite): (Taint, Taint)
    switch readiness {
    case .isTrue:
      if listed.hasLifecycleTaint { pass.isQuiet = false }
      return markReachable(listed, done)
    case .isFalse: (own, opposite) = (.notReady, .unreachable)
    case .unknown: (own, opposite) = (.unreachable, .notReady)
    }
    if listed.taints.contains(where: opposite.matches) {
      pass.isQuiet = false
      taints.swap(on: listed.node, add: [own], remove: [opposite], seen: listed.taints) { _ in
        done()
      }
      return
    }
    if !listed.taints.contains(where: own.matches) { queues[listed.zone].remove(name) }
    queues[listed.zone].add(name, at: server.now)
    wakeTainting()
    done()
  }

  /// Takes the NoExecute taints, or the place in the queue for them, from a node.
  private func markReachable(_ listed: Listed, _ done: @escaping () -> Void) {
    taints.remove([.unreachable], from: listed.node, seen: listed.taints) {
      [unowned self] succeeded in
      guard succeeded else { return done() }
      taints.remove([.notReady], from: listed.node, seen: listed.taints) {
        [unowned self] succeeded in
        if succeeded { queues[listed.zone].remove(listed.node.name) }
        done()
      }
    }
  }

  // MARK: Zones

  private func handleDisruption(_ pass: Pass) {
    let before = disruption.zones
    let effect = disruption.observe(pass.counts)
    if disruption.zones != before { pass.isQuiet = false }
    switch effect {
    case .none: swapLimiters(after: pass)
    case .stoppedAll:
      RequestLine.forEach(pass.nodes) { [unowned self] listed, done in
        markReachable(listed, done)
      } then: { [unowned self] in
        swapLimiters(after: pass)
      }
    case .resumed:
      let now = server.now
      for listed in pass.nodes { health[listed.node.name]?.probe = now }
      swapLimiters(after: pass)
    }
  }

  private func swapLimiters(after pass: Pass) {
    for zone in queues.indices {
      guard let state = disruption.zones[zone] else { continue }
      queues[zone].limiter.swap(to: state.rate ?? 0, at: server.now)
    }
    finish(pass)
  }
}

extension NodeLifecycleController.Listed {
  fileprivate var hasLifecycleTaint: Bool {
    taints.contains { Taint.notReady.matches($0) || Taint.unreachable.matches($0) }
  }
}

extension Taint {
  static let notReady = Taint(key: WellKnown.notReady, effect: "NoExecute")
  static let unreachable = Taint(key: WellKnown.unreachable, effect: "NoExecute")
}

extension NodeLifecycleController: APIWatcher {
  func nodeChanged(_ node: NodeObject, _ event: WatchEvent<NodeChange>) {
    switch event {
    case .added, .modified: nodeQueue.add(node.id)
    case .deleted: nodesToRetry.remove(node.name)
    }
    wakeMonitor()
  }
}

extension NodeLifecycleController: Reconciler {
  /// Brings the NoSchedule taints of a node in step with its conditions and its cordon.
  func reconcile(_ key: Int32, _ work: Reconciliation) {
    guard let node = server.nodes[key] else { return }
    var wanted: [Taint] = []
    switch node.readiness {
    case .isFalse: wanted.append(Taint(key: WellKnown.notReady, effect: "NoSchedule"))
    case .unknown: wanted.append(Taint(key: WellKnown.unreachable, effect: "NoSchedule"))
    case .isTrue, nil: break
    }
    if node.unschedulable {
      wanted.append(Taint(key: WellKnown.unschedulable, effect: "NoSchedule"))
    }
    let present = node.taints.filter {
      $0.effect == "NoSchedule" && Self.conditionTaints.contains($0.key)
    }
    let missing = wanted.filter { taint in !present.contains(where: taint.matches) }
    let surplus = present.filter { taint in !wanted.contains(where: taint.matches) }
    if missing.isEmpty, surplus.isEmpty { return }
    work.perform { [unowned self] done in
      // What fails is not tried again before the node changes.
      taints.swap(on: node, add: missing, remove: surplus, seen: node.taints) { _ in done(true) }
    }
  }

  private static let conditionTaints: Set<String> = [
    WellKnown.unschedulable, WellKnown.notReady, WellKnown.unreachable,
    "node.kubernetes.io/memory-pressure", "node.kubernetes.io/disk-pressure",
    "node.kubernetes.io/pid-pressure", "node.kubernetes.io/network-unavailable",
  ]
}
