import EventKernel
import FleetModel
import GoSemantics
import KubeFed
import KubernetesControllers
import Stochastic

/// KubeFed's controllers in virtual time, of either generation, against the seams only.
///
/// The state is what the host's API server holds, in arrays by `ClusterID` and `ServiceID`. A
/// reconcile decides at the instant at which a worker takes its key; its requests take their time,
/// its effects come when they arrive, and its worker is free when the last of them is answered.
public final class ControlPlaneCore: EventHandler {
  /// Which system the controllers are of.
  public enum Generation: Sendable {
    /// KubeFed v2.
    case kubeFed
    /// Federation v1.
    case federation
  }

  /// The kinds whose controllers have a worker each; the last one stands for all others.
  static let kinds = ["Deployment", "ReplicaSet", "StatefulSet", "Job", "DaemonSet", ""]
  /// The queue of replica scheduling preferences; those of the kinds follow.
  static let preferences = 0

  /// Event codes: families of one code per queue, then single ones.
  enum Code {
    static let deliver: UInt16 = 0
    static let finish: UInt16 = 16
    static let pass: UInt16 = 32
    static let probeEnd: UInt16 = 33
    static let passEnd: UInt16 = 34
    static let clusterChange: UInt16 = 35
    static let operation: UInt16 = 36
    static let cacheFilled: UInt16 = 37
  }

  /// What a member's health endpoint answers.
  public enum ProbeAnswer: Sendable, Equatable {
    /// An answer after some time.
    case answers(ProbeResult, after: VirtualDuration)
    /// Nothing until the client's time-out.
    case hangs
  }

  /// Time that requests take besides waiting for a client's limit; zero unless said otherwise.
  struct Latencies {
    var host: () -> VirtualDuration = { .zero }
    var member: (ClusterID) -> VirtualDuration = { _ in .zero }
  }

  /// A reconcile under way.
  struct Reconcile {
    var status: ReconciliationStatus
    /// It waits for caches and will be begun again.
    var isWaiting = false
    var end = EventHandle.none
    /// What the replica scheduler will write at the end.
    var plan: [FederatedRecord.PlannedShare]?
    /// What the sync controller will report at the end.
    var statuses: [FederatedRecord.ClusterStatus]?
  }

  /// An operation on its way to a member.
  enum Operation {
    case set(Int32)
    case remove
  }

  /// The simulation keeps its components alive and thereby outlives them.
  unowned(unsafe) let simulation: Simulation
  let members: any MemberClusters
  /// The world outlives the run; owning it would be a cycle.
  unowned(unsafe) let connectivity: any Connectivity
  let generation: Generation
  let timing: CoreTiming
  let failureThreshold: Int64
  let successThreshold: Int64
  let acts: (propagates: Bool, schedules: Bool, adopts: Bool)
  /// What a reconcile takes besides its requests.
  let reconcileTime = VirtualDuration.microseconds(1)
  let loopMode: LoopMode
  var component = ComponentID(rawValue: 0)
  var trace: (any KubeFedTrace)?
  var observer: (any KubeFedReporter)?
  var pods: (any MemberPods)?
  var latencies = Latencies()
  /// What a health endpoint answers; by default, what connectivity says.
  var probe: ((ClusterID) -> ProbeAnswer)?

  // What the host's API server holds.
  var clusters: [MemberRecord] = []
  var clusterNamed: [String: ClusterID] = [:]
  var objects: [FederatedRecord] = []

  // The controllers.
  var workers: [ReconcileWorker] = []
  var underWay: [[UInt64: Reconcile]] = []
  var hostClient: ClientLimit
  var operations: [UInt64: Operation] = [:]
  var creations: [UInt64: CreationLog] = [:]
  var clusterChange = EventHandle.none
  var clusterChangeDue = VirtualTime.never
  var health = HealthLoop()
  var isHostUp = true
  var statistics = Statistics()

  /// Counters for gauges.
  struct Statistics {
    var decisions = 0
    var moved: Int64 = 0
  }

  init(
    simulation: Simulation, members: any MemberClusters, connectivity: any Connectivity,
    settings: KubeFedSettings
  ) {
    self.simulation = simulation
    self.members = members
    self.connectivity = connectivity
    loopMode = settings.loopMode
    switch settings.program {
    case .kubeFed(let own):
      generation = .kubeFed
      timing = CoreTiming(own)
      failureThreshold = own.clusterHealthCheckFailureThreshold
      successThreshold = own.clusterHealthCheckSuccessThreshold
      acts = (own.pushReconcilerEnabled, own.schedulerPreferencesEnabled, own.adoptResources)
    case .federation(let own):
      generation = .federation
      timing = CoreTiming(own)
      (failureThreshold, successThreshold) = (1, 1)
      acts = (true, false, true)
    }
    hostClient = ClientLimit(rate: timing.hostRate, burst: timing.hostBurst)
    let timing = timing
    workers = (0...Self.kinds.count).map { queue in
      ReconcileWorker(
        workers: queue == Self.preferences ? 1 : timing.syncWorkers,
        initialBackoff: timing.initialBackoff, maximumBackoff: timing.maximumBackoff)
    }
    underWay = Array(repeating: [:], count: workers.count)
    component = simulation.register(self, name: "kubefed")
  }

  var now: VirtualTime { simulation.now }

  /// The queue of a kind.
  static func queue(of kind: String) -> Int {
    1 + (kinds.firstIndex(of: kind) ?? kinds.count - 1)
  }

  // MARK: Declarations

  /// Adds a member; nothing is known of its health yet.
  func declareCluster(name: String, labels: [String: String]) -> ClusterID {
    let cluster = ClusterID(clusters.count)
    clusterNamed[name] = cluster
    clusters.append(
      MemberRecord(
        name: name, labels: labels,
        health: generation == .kubeFed
          ? .kubeFed(ClusterHealth()) : .federation(FederationClusterHealth()),
        client: ClientLimit(rate: timing.memberRate, burst: timing.memberBurst)))
    return cluster
  }

  /// A user applies an object.
  func apply(_ service: ServiceID, _ record: FederatedRecord) {
    while objects.count <= service.position { objects.append(FederatedRecord()) }
    let old = objects[service.position]
    objects[service.position] = record
    objects[service.position].plan = old.plan
    objects[service.position].statuses = old.statuses
    guard record.exists else { return }
    objectChanged(service)
  }

  /// A user deletes an object; its copies go with it.
  func remove(_ service: ServiceID) {
    guard service.position < objects.count, objects[service.position].exists else { return }
    objects[service.position].isDeleting = true
    objects[service.position].preference = nil
    deliver(objects[service.position].queue, UInt64(service.position))
  }

  /// The federated object, or its preference, was written.
  func objectChanged(_ service: ServiceID) {
    let key = UInt64(service.position)
    if objects[service.position].preference != nil { deliver(Self.preferences, key) }
    deliver(objects[service.position].queue, key)
  }

  // MARK: Queues

  /// Delivers a key after a delay, unless it comes earlier anyway.
  func deliver(
    _ queue: Int, _ key: UInt64, after delay: VirtualDuration = .zero, failed: Bool = false
  ) {
    guard isHostUp, isAtWork(queue) else { return }
    var delay = delay
    if failed {
      delay = delay + workers[queue].backOff(key, at: now)
    } else {
      workers[queue].forget(key)
    }
    let time = now + delay
    guard let old = workers[queue].alarmToReplace(for: key, at: time) else { return }
    simulation.cancel(old)
    if delay <= .zero {
      _ = workers[queue].clearAlarm(for: key)
      workers[queue].add(key)
      dispatch(queue)
      return
    }
    let alarm = simulation.scheduleCancellable(
      component, code: Code.deliver + UInt16(queue), argument: key, at: time)
    workers[queue].setAlarm(alarm, for: key, at: time)
  }

  private func isAtWork(_ queue: Int) -> Bool {
    queue == Self.preferences ? acts.schedules : acts.propagates
  }

  private func dispatch(_ queue: Int) {
    while let key = workers[queue].take() { begin(queue, key) }
  }

  private func begin(_ queue: Int, _ key: UInt64) {
    let service = ServiceID(Int(key))
    var (reconcile, duration): (Reconcile, VirtualDuration)
    if queue == Self.preferences {
      (reconcile, duration) = schedule(service)
    } else {
      switch generation {
      case .kubeFed: (reconcile, duration) = propagate(service)
      case .federation: (reconcile, duration) = federate(service)
      }
    }
    reconcile.end = simulation.scheduleCancellable(
      component, code: Code.finish + UInt16(queue), argument: key,
      at: now + max(duration, reconcileTime))
    underWay[queue][key] = reconcile
  }

  private func finish(_ queue: Int, _ key: UInt64) {
    guard let reconcile = underWay[queue].removeValue(forKey: key) else { return }
    if reconcile.isWaiting {
      begin(queue, key)
      return
    }
    let service = ServiceID(Int(key))
    if let plan = reconcile.plan { write(plan, of: service) }
    if let statuses = reconcile.statuses { report(statuses, of: service) }
    workers[queue].finish(key)
    switch reconcile.status {
    case .allOK: break
    case .error: deliver(queue, key, failed: true)
    case .needsRecheck: deliver(queue, key, after: timing.retryDelay)
    case .notSynced: deliver(queue, key, after: timing.availableDelay)
    }
    dispatch(queue)
  }

  // MARK: Requests

  /// The time that requests to the host's API server take, one after the other.
  func hostTime(_ count: Int) -> VirtualDuration {
    guard count > 0 else { return .zero }
    observer?.requested(count, of: nil)
    return hostClient.wait(for: count, at: now) + latencies.host() * Int64(count)
  }

  /// The time that one request to a member's API server takes.
  func memberTime(_ cluster: ClusterID) -> VirtualDuration {
    observer?.requested(1, of: cluster)
    return clusters[cluster.position].client.wait(at: now) + latencies.member(cluster)
  }

  /// Sends an operation to a member, which answers; its effect comes when it arrives.
  func send(
    _ operation: Operation, _ service: ServiceID, to cluster: ClusterID
  ) -> VirtualDuration {
    let duration = memberTime(cluster)
    let key = Self.key(service, cluster)
    operations[key] = operation
    if duration <= .zero {
      carryOut(key)
    } else {
      simulation.schedule(component, code: Code.operation, argument: key, after: duration)
    }
    return duration
  }

  private func carryOut(_ key: UInt64) {
    guard let operation = operations.removeValue(forKey: key) else { return }
    let (service, cluster) = Self.parts(key)
    switch operation {
    case .set(let replicas): members.apply(service, replicas: replicas, to: cluster)
    case .remove:
      creations[key] = nil
      members.remove(service, from: cluster)
    }
  }

  /// The key of a service in a cluster.
  static func key(_ service: ServiceID, _ cluster: ClusterID) -> UInt64 {
    UInt64(UInt32(bitPattern: service.rawValue)) << 32
      | UInt64(UInt32(bitPattern: cluster.rawValue))
  }

  private static func parts(_ key: UInt64) -> (ServiceID, ClusterID) {
    (
      ServiceID(rawValue: Int32(truncatingIfNeeded: key >> 32)),
      ClusterID(rawValue: Int32(truncatingIfNeeded: key))
    )
  }

  // MARK: Events

  /// Handles the events of all controllers.
  public func handle(_ event: Event, in simulation: Simulation) {
    let cluster = ClusterID(Int(truncatingIfNeeded: event.argument))
    switch event.code {
    case Code.deliver..<Code.finish:
      let queue = Int(event.code)
      _ = workers[queue].clearAlarm(for: event.argument)
      workers[queue].add(event.argument)
      dispatch(queue)
    case Code.finish..<Code.pass: finish(Int(event.code - Code.finish), event.argument)
    case Code.pass: beginPass()
    case Code.probeEnd: endProbe(cluster)
    case Code.passEnd: endPass()
    case Code.clusterChange: lookAtAllObjects()
    case Code.operation: carryOut(event.argument)
    case Code.cacheFilled: fillCache(cluster)
    default: preconditionFailure("the core has no event of this code")
    }
  }
}
