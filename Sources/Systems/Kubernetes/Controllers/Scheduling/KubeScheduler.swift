import EventKernel
import Kubernetes
import KubernetesAPI
import Stochastic

/// The scheduler of one member in virtual time: informers, queue, scheduling cycle, binding cycle and
/// preemption around the decisions of `ClusterScheduler`.
///
/// One cycle runs at a time; binding and preemption run beside it. A cycle whose pod finds no node
/// ends when the API server has taken the pod's new condition, so failures cost a round trip unless
/// nothing changed; so they do upstream.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/{scheduler,schedule_one,eventhandlers}.go`,
/// `framework/preemption/executor.go`, vectors
/// `kubernetes-scheduler/timeline-scheduler-queue.jsonl.gz`.
final class KubeScheduler: EventHandler, APIWatcher {
  /// What can be set.
  struct Configuration {
    /// `podInitialBackoffSeconds`, `podMaxBackoffSeconds`, `--pod-max-in-unschedulable-pods-duration`
    /// and the gate SchedulerPopFromBackoffQ.
    var queue = SchedulingQueue<Judge>.Configuration.standard
    /// How nodes are searched and scored, and what preemption tries.
    var settings = SchedulerSettings()
    /// How long one scheduling cycle takes. Upstream's own performance tests demand 270 pods per
    /// second on 5,000 nodes (`test/integration/scheduler_perf`, SchedulingBasic), which is
    /// `demandedCycle`.
    var cycle = VirtualDuration.zero
    /// Whether the queue's flushes tick or are parked while they have nothing to do.
    var loops = LoopMode.parked

    /// The longest cycle with which upstream's performance tests pass.
    static let demandedCycle = VirtualDuration(nanoseconds: 1_000_000_000 / 270)
  }

  /// What queueing hints need to know of pods.
  struct Judge: SchedulingQueueJudge {
    unowned let scheduler: KubeScheduler

    func gate(of pod: Int32) -> SchedulerPlugins { scheduler.gate(of: pod) }

    func mayHelp(
      _ plugin: SchedulerPlugins, _ event: ClusterEvent, _ change: QueueingHints.Change,
      pod: Int32, isSelf: Bool
    ) -> Bool {
      guard let rejected = scheduler.rejectedPod(scheduler.rows[Int(pod)].shape) else {
        return true
      }
      return QueueingHints.mayHelp(plugin, event, change, pod: rejected, isSelf: isSelf)
    }
  }

  /// A request to the API server that is not answered yet.
  enum Request {
    case bind(pod: Int32, node: NodeObject)
    case setCondition(pod: Int32, reason: String, nominated: String?)
    case clearNomination(pod: Int32, preemptor: Int32)
    case markVictim(pod: Int32, preemptor: Int32)
    case deleteVictim(pod: Int32, preemptor: Int32)
  }

  enum Code: UInt16 {
    /// A cycle begins, if none runs.
    case cycle
    /// The running cycle has decided.
    case decided
    /// A request is answered.
    case answered
    case backoffFlush
    case unschedulableFlush
  }

  unowned let server: APIServer
  unowned let simulation: Simulation
  let configuration: Configuration
  @exclusivity(unchecked) var client: APIClient
  @exclusivity(unchecked) var engine: ClusterScheduler
  @exclusivity(unchecked) var queue: SchedulingQueue<Judge>
  /// By number of the pod.
  @exclusivity(unchecked) var rows: [SchedulerRow] = []
  var shapes = SchedulerShapes()
  /// By number of the node: its slot in the engine.
  var slotOfNode: [Int32: NodeSlot] = [:]
  /// By slot: the node there.
  @exclusivity(unchecked) var nodes: [NodeObject?] = []
  /// By slot in the engine: the pod there; negative for none.
  @exclusivity(unchecked) var podOfSlot: [Int32] = []
  /// Pods that stand on a node which the scheduler does not know, by the node's name.
  var strandedPods: [String: [Int32]] = [:]
  /// Budgets that preemption looks at.
  var budgets: () -> [PreemptionBudget] = { [] }
  /// Preemptions that run, by preemptor.
  var preemptions: [Int32: Preemption] = [:]
  /// What is told about pods, such as `FailedScheduling`.
  var report: (_ reason: String, _ pod: PodObject) -> Void = { _, _ in }

  /// Is told how long a cycle took that has decided.
  var cycleEnded: (VirtualDuration) -> Void = { _ in }

  var stream: RandomStream
  var isRunning = false
  /// Whether a cycle runs: it decides, or waits for its failure to be written down.
  var isBusy = false
  var cycleIsScheduled = false
  /// What the running cycle has decided.
  var decision: (pod: Int32, decision: SchedulingDecision)?
  private var requests: [Request?] = []
  private var freeRequests: [Int] = []
  private var component = ComponentID(rawValue: 0)
  private var backoffTimer: LoopTimer?
  private var unschedulableTimer: LoopTimer?

  /// - Parameter stream: Draws among equally good victims, and where preemption begins to look.
  init(
    server: APIServer, client: APIClient, configuration: Configuration = Configuration(),
    stream: RandomStream
  ) {
    self.server = server
    simulation = server.simulation
    self.client = client
    self.configuration = configuration
    self.stream = stream
    engine = ClusterScheduler(settings: configuration.settings)
    queue = SchedulingQueue(configuration.queue)
    component = server.register(self, name: "scheduler")
  }

  var judge: Judge { Judge(scheduler: self) }
  var now: VirtualTime { simulation.now }

  /// Lists nodes and pods, watches from now on and begins to schedule.
  ///
  /// The flush of pods that wait too long ticks from this instant, that of back-offs with the wall
  /// clock's seconds.
  func start() {
    precondition(!isRunning, "a scheduler starts once")
    isRunning = true
    let second = VirtualDuration.seconds(Timing.schedulerBackoffFlush)
    let backoff = PeriodicLoop(period: second, phase: .zero)
    backoffTimer = LoopTimer(
      PeriodicLoop(period: second, phase: backoff.firstTick(after: now)),
      mode: configuration.loops, event: event(.backoffFlush))
    unschedulableTimer = LoopTimer(
      PeriodicLoop(period: .seconds(Timing.schedulerUnschedulableFlush), phase: now),
      mode: configuration.loops, event: event(.unschedulableFlush))
    backoffTimer?.start(in: simulation)
    unschedulableTimer?.start(in: simulation)
    server.watch(self)
    // A list comes in the order of the keys.
    for set in server.replicaSets { objectChanged(set, .added) }
    for set in server.statefulSets { objectChanged(set, .added) }
    for node in server.nodes.sorted(by: { $0.name < $1.name }) { nodeChanged(node, .added) }
    let pods = server.pods.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
    for pod in pods where !pod.isFinished { podChanged(pod, .added) }
  }

  // MARK: Events

  func handle(_ event: Event, in simulation: Simulation) {
    guard let code = Code(rawValue: event.code) else {
      preconditionFailure("the scheduler is sent only its own events")
    }
    switch code {
    case .cycle:
      cycleIsScheduled = false
      runCycles()
    case .decided:
      if let decided = decision {
        decision = nil
        isBusy = false
        conclude(decided.pod, decided.decision)
      }
      runCycles()
    case .answered: answer(Int(event.argument))
    case .backoffFlush:
      queue.flushBackoff(at: now, judge)
      backoffTimer?.ticked(again: queue.firstBackoffExpiry != nil, in: simulation)
    case .unschedulableFlush:
      queue.flushUnschedulable(at: now, judge)
      unschedulableTimer?.ticked(again: queue.oldestUnschedulable != nil, in: simulation)
    }
    wake()
  }

  /// Begins a cycle at the end of what happens now, if pods wait for one, and keeps the flushes
  /// going that have something to do.
  func wake() {
    if queue.firstBackoffExpiry != nil { backoffTimer?.wake(in: simulation) }
    if queue.oldestUnschedulable != nil { unschedulableTimer?.wake(in: simulation) }
    guard !isBusy, !cycleIsScheduled, queue.hasPods else { return }
    cycleIsScheduled = true
    schedule(.cycle, at: now)
  }

  private func event(_ code: Code) -> Event {
    Event(component: component, code: code.rawValue)
  }

  private func schedule(_ code: Code, argument: UInt64 = 0, at time: VirtualTime) {
    simulation.schedule(component, code: code.rawValue, argument: argument, at: time)
  }

  /// The running cycle decides after the time that it takes.
  func scheduleDecision() {
    schedule(.decided, at: now + (server.isInstant ? .zero : configuration.cycle))
  }

  // MARK: Requests

  /// Sends a request; `answer` acts when it is answered.
  func send(_ request: Request) {
    let row: Int
    if let free = freeRequests.popLast() {
      row = free
      requests[row] = request
    } else {
      row = requests.count
      requests.append(request)
    }
    schedule(.answered, argument: UInt64(row), at: client.send(at: now))
  }

  private func answer(_ row: Int) {
    guard let request = requests[row] else { return }
    requests[row] = nil
    freeRequests.append(row)
    switch request {
    case .bind(let pod, let node): finishBinding(pod, to: node)
    case .setCondition(let pod, let reason, let nominated):
      if let object = rows[Int(pod)].pod {
        server.update(object, .conditions) {
          $0.isScheduled = false
          $0.scheduledReason = reason
          if let nominated { $0.nominatedNode = nominated }
        }
      }
      isBusy = false
      runCycles()
    case .clearNomination(let pod, let preemptor):
      if let object = rows[Int(pod)].pod {
        server.update(object, .conditions) { $0.nominatedNode = "" }
      }
      continuePreemption(of: preemptor)
    case .markVictim(let pod, let preemptor):
      let isThere =
        rows[Int(pod)].pod.map { victim in
          server.update(victim, .conditions) { $0.disruptionReason = Self.preemptionReason }
        } ?? false
      if isThere {
        send(.deleteVictim(pod: pod, preemptor: preemptor))
      } else {
        continuePreemption(of: preemptor)
      }
    case .deleteVictim(let pod, let preemptor):
      if let victim = rows[Int(pod)].pod, server.delete(victim) { report("Preempted", victim) }
      continuePreemption(of: preemptor)
    }
  }

  /// The reason of the condition that a victim gets.
  static let preemptionReason = "PreemptionByScheduler"
}
