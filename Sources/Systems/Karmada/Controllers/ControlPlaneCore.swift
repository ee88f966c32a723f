import EventKernel
import FleetModel
import Karmada
import KubernetesControllers
import KubernetesAPI
import Stochastic

/// Karmada's controllers in virtual time, against the seams only: members, connectivity, a trace.
///
/// The state is what the hub's API server holds, in arrays by `ClusterID` and `ServiceID`. Each
/// controller is an extension in `Reconcilers/`: it is woken through its ``WorkQueue`` by the
/// writes of others, as watches would, and writes in turn. All writes of a reconcile happen at
/// the instant at which it leaves the queue and its requests are through; its worker is free one
/// `reconcileTime` later.
public final class ControlPlaneCore: EventHandler {
  /// The controllers' queues. Keys are clusters, services, or a service and a cluster.
  enum Queue: Int, CaseIterable {
    case cluster, clusterStatus, agentClusterStatus, taintPolicy, taintManager, eviction
    case binding, bindingStatus, gracefulEviction, execution, agentExecution, workStatus
    case agentWorkStatus, scheduler
  }

  /// Event codes: four families of one code per queue, then single ones.
  enum Code {
    static let dispatch: UInt16 = 0
    static let execute: UInt16 = 16
    static let finish: UInt16 = 32
    static let alarm: UInt16 = 48
    static let resume: UInt16 = 64
    static let apply: UInt16 = 80
    static let flushBackOff: UInt16 = 81
    static let flushUnschedulable: UInt16 = 82
    static let leaseExpiry: UInt16 = 83
    static let memberWatch: UInt16 = 84
    static let agentClusterWatch: UInt16 = 85
    static let agentWorkWatch: UInt16 = 86
    static let join: UInt16 = 87
    static let schedulerDispatch: UInt16 = 88
    static let schedulerFinish: UInt16 = 89
    static let capacity: UInt16 = 90
    static let monitorTick: UInt16 = 91
  }

  /// Time that requests take besides waiting for the client's limit; zero unless said otherwise.
  public struct Latencies {
    /// One request to the hub's API server, from the hub's programs.
    public var hub: () -> VirtualDuration
    /// One request to a member's API server, from the hub or from its agent.
    public var member: (ClusterID) -> VirtualDuration
    /// One request of an agent to the hub's API server.
    public var agent: (ClusterID) -> VirtualDuration

    /// No request takes time.
    public init() {
      hub = { .nanoseconds(0) }
      member = { _ in .nanoseconds(0) }
      agent = { _ in .nanoseconds(0) }
    }
  }

  /// The simulation keeps its components alive and thereby outlives them.
  unowned(unsafe) let simulation: Simulation
  let members: any MemberClusters
  /// The world outlives the run; owning it would be a cycle.
  unowned(unsafe) let connectivity: any Connectivity
  let settings: KarmadaSettings
  /// Gate SchedulingOvercommitProtection.
  let assumesPlacements: Bool
  let seed: StreamSeed
  var component = ComponentID(rawValue: 0)
  /// Told of every write; nil in large runs.
  public var trace: (any KarmadaTrace)?
  /// Told of milestones and requests.
  public var observer: (any KarmadaReporter)?
  /// Free resources of a member's nodes, for the resource models; without it capacity is only the
  /// sum over nodes.
  public var nodes: (any MemberNodes)?
  public var latencies = Latencies()
  /// Nanoseconds of the wall clock at the start of the run: what is kept in whole seconds is cut
  /// by this clock.
  public var wallClockStart: Int64 = 0

  // The hub's objects.
  var clusters: [ClusterRecord] = []
  var clusterNamed: [String: ClusterID] = [:]
  var snapshots = ClusterSnapshots()
  var bindings: [BindingRecord] = []
  var policies: [PolicyRecord] = []
  var taintRules: [(name: String, rule: ClusterTaintRule)] = []
  var templates: [TemplateRecord] = []
  /// What the Cluster object of each declared cluster says when it is created.
  var joining: [ClusterSnapshot] = []
  var priorityClasses: [String: Int32] = [:]
  let servedKinds: ServedKinds

  // The hub's programs.
  var queues: [WorkQueue] = []
  var managerClient: ClientLimit
  var schedulerClient: ClientLimit
  var schedulingQueue: SchedulingQueue
  var assumptions = SchedulerAssumptions()
  var isSchedulerBusy = false
  var isSchedulerDispatched = false
  var backOffFlush = EventHandle.none
  var unschedulableFlush = EventHandle.none
  var backOffLoop: PeriodicLoop
  var unschedulableLoop: PeriodicLoop
  var monitorLoop: PeriodicLoop
  var isStarted = false
  var isHubUp = true
  var statistics = Statistics()

  /// Counters for gauges.
  struct Statistics {
    var decisions = 0
    var evictions = 0
    var moved: Int64 = 0
  }

  /// A control plane without clusters and objects.
  ///
  /// - Parameters:
  ///   - simulation: The run; it keeps the core alive.
  ///   - members: Where Works are applied.
  ///   - connectivity: Who can reach whom; must outlive the run.
  ///   - settings: Flags and gates.
  ///   - seed: The seed of the run, for phases and jitter.
  ///   - servedKinds: The kinds that members serve.
  public init(
    simulation: Simulation, members: any MemberClusters, connectivity: any Connectivity,
    settings: KarmadaSettings, seed: StreamSeed, servedKinds: ServedKinds
  ) {
    self.simulation = simulation
    self.members = members
    self.connectivity = connectivity
    self.settings = settings
    self.seed = seed
    self.servedKinds = servedKinds
    assumesPlacements = settings.isEnabled("SchedulingOvercommitProtection")
    let timing = settings.timing
    managerClient = ClientLimit(rate: timing.clientQueriesPerSecond, burst: timing.clientBurst)
    schedulerClient = ClientLimit(rate: timing.clientQueriesPerSecond, burst: timing.clientBurst)
    schedulingQueue = SchedulingQueue(timing: timing)
    backOffLoop = PeriodicLoop(period: .nanoseconds(timing.schedulerBackoffFlushNanoseconds))
    unschedulableLoop = PeriodicLoop(
      period: .nanoseconds(timing.schedulerUnschedulableFlushNanoseconds))
    monitorLoop = PeriodicLoop(
      period: .nanoseconds(timing.clusterMonitorPeriodNanoseconds) + settings.reconcileTime)
    resetQueues()
    component = simulation.register(self, name: "karmada")
  }

  private func resetQueues() {
    let timing = settings.timing
    queues = Queue.allCases.map { queue in
      let workers =
        switch queue {
        case .cluster, .clusterStatus, .taintPolicy, .taintManager: timing.concurrentClusterSyncs
        case .eviction: timing.evictionWorkers
        case .binding, .bindingStatus, .gracefulEviction: timing.concurrentResourceBindingSyncs
        case .execution, .workStatus: timing.concurrentWorkSyncs
        // Each agent has its own workers, so that they never wait for those of another.
        case .agentClusterStatus, .agentExecution, .agentWorkStatus: Int.max / 2
        case .scheduler: 1
        }
      return WorkQueue(workers: workers, timing: timing)
    }
  }

  // MARK: Time

  var now: VirtualTime { simulation.now }
  /// The wall clock, in nanoseconds.
  var wallNow: Int64 { wallClockStart + now.nanoseconds }
  /// The wall clock cut to whole seconds, as API objects keep times.
  var wallSeconds: Int64 { wallNow - wallNow % 1_000_000_000 }

  /// A number in [0, 1) that belongs to an entity and a purpose.
  func draw(_ entity: String, _ purpose: String) -> Double {
    var stream = RandomStream(seed, entity: entity, purpose: purpose)
    return stream.uniform()
  }

  // MARK: Queues

  /// Adds a key to a controller's queue.
  func add(_ queue: Queue, _ key: UInt64) {
    if queues[queue.rawValue].add(key) { dispatch(queue) }
  }

  /// Adds a key at a later time, unless it comes earlier anyway.
  func add(_ queue: Queue, _ key: UInt64, at time: VirtualTime) {
    guard let old = queues[queue.rawValue].alarmToReplace(for: key, at: time) else { return }
    simulation.cancel(old)
    let alarm = simulation.scheduleCancellable(
      component, code: Code.alarm + UInt16(queue.rawValue), argument: key, at: time)
    queues[queue.rawValue].setAlarm(alarm, for: key, at: time)
  }

  /// Cancels what ``add(_:_:at:)`` planned.
  func cancelAlarm(_ queue: Queue, _ key: UInt64) {
    simulation.cancel(queues[queue.rawValue].clearAlarm(for: key))
  }

  private func dispatch(_ queue: Queue) {
    guard queues[queue.rawValue].needsDispatch else { return }
    queues[queue.rawValue].pendingDispatches += 1
    simulation.schedule(component, code: Code.dispatch + UInt16(queue.rawValue), at: now)
  }

  private func takeNext(_ queue: Queue) {
    let index = queue.rawValue
    queues[index].pendingDispatches -= 1
    guard isHubUp || queue.isAgent else { return }
    if !queue.isAgent, queue != .bindingStatus {
      // A worker that is about to write waits here for the client's limit.
      let ready = managerClient.ready(at: now)
      if ready > now, queues[index].count > 0 {
        queues[index].pendingDispatches += 1
        simulation.schedule(component, code: Code.dispatch + UInt16(index), at: ready)
        return
      }
    }
    guard let key = queues[index].take() else { return }
    let latency = requestTime(queue, key)
    if latency.nanoseconds > 0 {
      simulation.schedule(
        component, code: Code.execute + UInt16(index), argument: key, after: latency)
    } else {
      execute(queue, key, afterHang: false)
    }
    dispatch(queue)
  }

  private func execute(_ queue: Queue, _ key: UInt64, afterHang: Bool) {
    let index = queue.rawValue
    if !isHubUp, !queue.isAgent {
      // The program stopped with this key in its hands; the next one finds it again.
      _ = queues[index].finish(key)
      _ = queues[index].add(key)
      return
    }
    var busy = settings.reconcileTime
    let outcome = reconcile(queue, key, afterHang: afterHang)
    switch outcome {
    case .hangs:
      simulation.schedule(
        component, code: Code.resume + UInt16(index), argument: key,
        after: .nanoseconds(settings.timing.healthRequestTimeoutNanoseconds))
      return
    case .waitsForClient:
      simulation.schedule(
        component, code: Code.resume + UInt16(index), argument: key,
        at: managerClient.ready(at: now))
      return
    case .done:
      queues[index].forget(key)
      if queue == .eviction { busy = busy + evictionPause() }
    case .requeueAfter(let delay):
      queues[index].forget(key)
      add(queue, key, at: now + busy + delay)
    case .failed:
      let delay = queues[index].backOff(key, at: now)
      add(queue, key, at: now + busy + delay)
    }
    simulation.schedule(
      component, code: Code.finish + UInt16(index), argument: key, after: busy)
  }

  private func reconcile(_ queue: Queue, _ key: UInt64, afterHang: Bool) -> ReconcileOutcome {
    switch queue {
    case .cluster: reconcileCluster(ClusterID(Int(key)))
    case .clusterStatus, .agentClusterStatus:
      reconcileClusterStatus(ClusterID(Int(key)), afterHang: afterHang)
    case .taintPolicy: reconcileTaintPolicies(ClusterID(Int(key)))
    case .taintManager: reconcileTaints(ClusterID(Int(key)))
    case .eviction: reconcileEviction(key.service, key.cluster)
    case .binding: reconcileBinding(ServiceID(Int(key)))
    case .bindingStatus:
      reconcileBindingStatus(ServiceID(Int(key)), isWaiting: afterHang)
    case .gracefulEviction: reconcileGracefulEviction(ServiceID(Int(key)))
    case .execution, .agentExecution:
      reconcileWork(key.service, key.cluster, afterHang: afterHang)
    case .workStatus, .agentWorkStatus: reconcileWorkStatus(key.service, key.cluster)
    case .scheduler: reconcileScheduling(ServiceID(Int(key)))
    }
  }

  /// The time that the requests of a reconcile usually take.
  private func requestTime(_ queue: Queue, _ key: UInt64) -> VirtualDuration {
    switch queue {
    case .cluster, .taintPolicy, .eviction, .binding, .gracefulEviction, .scheduler: latencies.hub()
    case .taintManager: .nanoseconds(0)
    case .bindingStatus: latencies.hub() * 2
    case .workStatus: latencies.hub()
    case .agentWorkStatus: latencies.agent(key.cluster)
    case .clusterStatus: latencies.member(ClusterID(Int(key)))
    case .agentClusterStatus: latencies.agent(ClusterID(Int(key)))
    case .execution: latencies.hub() + latencies.member(key.cluster)
    case .agentExecution: latencies.agent(key.cluster) + latencies.member(key.cluster)
    }
  }

  /// Sends workers to everything that waits, after the hub was down; what failed before is
  /// forgotten, and the clients' buckets are full.
  func resumeQueues() {
    managerClient = ClientLimit(
      rate: settings.timing.clientQueriesPerSecond, burst: settings.timing.clientBurst)
    schedulerClient = managerClient
    for queue in Queue.allCases {
      if !queue.isAgent { queues[queue.rawValue].forgetAll() }
      dispatch(queue)
    }
    wakeScheduler()
  }

  // MARK: Requests

  /// Counts requests of the controller manager, which its client's limit delays.
  func charge(_ count: Int) {
    managerClient.take(count, at: now)
    observer?.requested(count, of: nil)
  }

  /// Counts requests of a cluster's agent to the hub, or of the hub for a push member.
  func charge(_ count: Int, by cluster: ClusterID) {
    if clusters[cluster.position].syncMode == .push {
      charge(count)
    } else {
      observer?.requested(count, of: nil)
    }
  }

  // MARK: Events

  /// Handles the events of all controllers.
  public func handle(_ event: Event, in simulation: Simulation) {
    let code = event.code
    if code < Code.apply {
      guard let queue = Queue(rawValue: Int(code & 15)) else { return }
      switch code & ~15 {
      case Code.dispatch: takeNext(queue)
      case Code.execute: execute(queue, event.argument, afterHang: false)
      case Code.resume: execute(queue, event.argument, afterHang: true)
      case Code.finish:
        _ = queues[queue.rawValue].finish(event.argument)
        dispatch(queue)
      default:
        _ = queues[queue.rawValue].clearAlarm(for: event.argument)
        add(queue, event.argument)
      }
      return
    }
    switch code {
    case Code.apply: continueApply(event.argument.service, event.argument.cluster)
    case Code.flushBackOff: flushBackOff()
    case Code.flushUnschedulable: flushUnschedulable()
    case Code.leaseExpiry: expireLease(ClusterID(Int(event.argument)))
    case Code.monitorTick: tickMonitor()
    case Code.memberWatch: reconnectMemberWatch(ClusterID(Int(event.argument)))
    case Code.agentClusterWatch: reconnectAgentClusterWatch(ClusterID(Int(event.argument)))
    case Code.agentWorkWatch: reconnectAgentWorkWatch(ClusterID(Int(event.argument)))
    case Code.join: join(ClusterID(Int(event.argument)))
    case Code.schedulerDispatch: scheduleNext()
    case Code.schedulerFinish: finishScheduling(Int32(truncatingIfNeeded: event.argument))
    default: preconditionFailure("the core has no event of this code")
    }
  }
}

extension ControlPlaneCore.Queue {
  /// Whether the agents of pull members process this queue.
  var isAgent: Bool {
    self == .agentClusterStatus || self == .agentExecution || self == .agentWorkStatus
  }
}

extension UInt64 {
  /// The key of a service in a cluster.
  init(_ service: ServiceID, _ cluster: ClusterID) {
    self =
      UInt64(UInt32(bitPattern: service.rawValue)) << 32
      | UInt64(UInt32(bitPattern: cluster.rawValue))
  }
  /// The key of a service.
  init(_ service: ServiceID) { self = UInt64(service.position) }
  /// The key of a cluster.
  init(_ cluster: ClusterID) { self = UInt64(cluster.position) }
  /// The service of a key made of both.
  var service: ServiceID { ServiceID(rawValue: Int32(truncatingIfNeeded: self >> 32)) }
  /// The cluster of a key made of both.
  var cluster: ClusterID { ClusterID(rawValue: Int32(truncatingIfNeeded: self)) }
}
