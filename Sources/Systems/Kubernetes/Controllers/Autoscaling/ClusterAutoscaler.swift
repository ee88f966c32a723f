import EventKernel
import Kubernetes
import KubernetesAPI
import Stochastic

/// Told of what the autoscaler does, for traces.
public protocol AutoscalerObserver: AnyObject {
  /// A loop begins.
  func autoscalerLoopBegan(at now: Int64)
  /// A status was written.
  func autoscalerWrote(_ status: AutoscalerStatus)
}

/// The cluster autoscaler of one cluster in virtual time: the loop and its trigger.
///
/// A loop takes all its decisions at its start and then lasts as long as `loopDuration` says. What
/// it sees and changes are the two protocols `AutoscaledCluster` and `CloudProvider`; who holds the
/// pods calls `unschedulablePodChanged` for every pod that is marked.
///
/// Loops that would change nothing need not run: in the mode `.parked` the next loop waits for
/// `inputsChanged`, which whoever implements the two protocols must then call (and
/// `instancesWillChange` before instances do), or for the next instant at which something changes by itself, and keeps to the instants at which it would have
/// run. That needs loops of one constant duration.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/loop`, `main.go`,
/// `core/static_autoscaler.go`, vectors
/// `kubernetes-scheduler/timeline-cluster-autoscaler.jsonl.gz`.
public final class ClusterAutoscaler: EventHandler {
  /// In which order upstream's maps are walked.
  public enum MapOrder: Sendable {
    /// In the one that comes most often in small maps: that of insertion.
    case likeliest
    /// In one that is drawn, with the odds of the real one.
    case drawn
  }

  enum Code {
    static let loop: UInt16 = 0
    static let wait: UInt16 = 1
    static let refresh: UInt16 = 2
    static let deletion: UInt16 = 3
    static let batch: UInt16 = 4
  }

  /// The settings.
  public let options: AutoscalerOptions
  /// How loops are driven.
  public let mode: LoopMode
  /// In which order upstream's maps are walked.
  public let mapOrder: MapOrder
  /// How long a loop lasts; never nothing, since productive loops follow each other at once.
  public var loopDuration: VirtualDuration {
    didSet { loopDuration = max(loopDuration, .milliseconds(1)) }
  }
  /// What the administrator prefers, for the expander `priority`.
  public var priorities: ExpanderPriorities?
  /// Told of what happens.
  public weak var observer: (any AutoscalerObserver)?
  /// The status as last written.
  public internal(set) var status: AutoscalerStatus?

  unowned let simulation: Simulation
  unowned let cluster: any AutoscaledCluster
  unowned let provider: any CloudProvider
  private(set) var component = ComponentID(rawValue: 0)
  private var stream: RandomStream?

  // The trigger.
  private var previousRun: Int64 = 0
  private var lastRun: Int64 = 0
  private var isWaiting = false
  private var hasSignal = false
  private var pending = EventHandle.none
  private var pendingTime = VirtualTime.never
  private var nextTick = VirtualTime.zero
  private var refreshPhase = VirtualTime.zero
  private var lastRefresh = VirtualTime.never
  private var isRunning = false
  /// Counts the lives of the program, in the upper half of its events' arguments.
  private var life: UInt64 = 0

  // The state of the loop.
  var lastScaleUp: Int64 = 0
  var lastScaleDownDelete: Int64 = 0
  var lastScaleDownFail: Int64 = 0
  var isInitialized = false
  var isScaleDownDisabled = false
  var registry: ClusterStateRegistry
  var planner: ScaleDownPlanner
  var deletions = NodeDeletions()
  var packing = HintingPlacement()
  var cursor = 0
  var templates: [String: NodeTemplate] = [:]
  var goodTemplates: [String: NodeTemplate] = [:]
  /// Per group, when it grew, shrank and failed to: `--scale-down-delay-type-local`.
  var localTimes: [String: (up: Int64?, down: Int64?, failure: Int64?)] = [:]
  /// When something that this loop looked at changes by itself, besides registry and planner.
  var nextChange: Int64?
  /// Whether the last loop left anything different.
  var didChange = false

  /// An autoscaler that is not running yet.
  ///
  /// The simulation keeps the autoscaler alive; `cluster` and `provider` must live as long.
  ///
  /// - Parameter stream: Draws among equal options, and the orders of upstream's maps if they are
  ///   to be drawn; nil always takes the first.
  public init(
    options: AutoscalerOptions, cluster: any AutoscaledCluster, provider: any CloudProvider,
    simulation: Simulation, stream: RandomStream? = nil, loopDuration: VirtualDuration = .zero,
    mapOrder: MapOrder = .drawn, mode: LoopMode = .ticking, name: String = "cluster-autoscaler"
  ) {
    self.options = options
    self.mode = mode
    self.mapOrder = mapOrder
    self.loopDuration = max(loopDuration, .milliseconds(1))
    self.cluster = cluster
    self.provider = provider
    self.simulation = simulation
    self.stream = stream
    registry = ClusterStateRegistry(options: options)
    planner = ScaleDownPlanner(options: options)
    component = simulation.register(self, name: name)
  }

  var now: Int64 { simulation.now.nanoseconds }

  /// A number from 0 up to but not including the given one, for the order of a map.
  func drawOrder(_ below: Int) -> Int { mapOrder == .drawn ? draw(below) : 0 }

  /// The same for a choice among equals.
  func draw(_ below: Int) -> Int { stream?.index(below: below) ?? 0 }

  // MARK: Trigger

  /// Starts now: the first loop comes one interval later.
  ///
  /// - Precondition: It is new, or has been stopped.
  public func start() {
    precondition(!isRunning, "a program is started once")
    isRunning = true
    // Long enough ago to be in no pause.
    lastScaleUp = now - 3_600_000_000_000
    (lastScaleDownDelete, lastScaleDownFail) = (lastScaleUp, lastScaleUp)
    (previousRun, lastRun) = (now, now)
    (refreshPhase, lastRefresh) = (simulation.now, simulation.now)
    registry.refreshInstances(from: provider)
    if mode == .ticking { scheduleRefresh() }
    nextChange = now
    wait()
  }

  /// Stops, and forgets all that only the running program knows: requests, timers, deletions on
  /// their way. `start()` begins anew.
  public func stop() {
    isRunning = false
    life &+= 1
    simulation.cancel(pending)
    (pending, pendingTime) = (.none, .never)
    (isWaiting, hasSignal, isInitialized, didChange) = (false, false, false, false)
    registry = ClusterStateRegistry(options: options)
    planner = ScaleDownPlanner(options: options)
    deletions = NodeDeletions()
    packing = HintingPlacement()
    cursor = 0
    (templates, goodTemplates) = ([:], [:])
    localTimes = [:]
    nextChange = nil
  }

  /// The argument of an event of this life.
  func argument(_ index: Int = 0) -> UInt64 {
    life << 32 | UInt64(UInt32(truncatingIfNeeded: index))
  }

  /// A pod without a node was added or changed and says since when it is unschedulable; a recent
  /// one starts a loop at once.
  public func unschedulablePodChanged(since: Int64) {
    guard isRunning, options.frequentLoops, since &+ AutoscalerOptions.maxPodChangeAge >= now else {
      return
    }
    if isWaiting {
      startLoop(at: endOfSkippedLoop ?? simulation.now)
    } else {
      hasSignal = true
    }
  }

  /// When the loop ends that would be running now if it had not been left out; nil if none would.
  private var endOfSkippedLoop: VirtualTime? {
    guard mode == .parked, let tick = loops.lastTick(before: simulation.now),
      tick + loopDuration > simulation.now
    else { return nil }
    return tick + loopDuration
  }

  /// When loops come as long as nothing happens.
  private var loops: PeriodicLoop {
    PeriodicLoop(
      period: VirtualDuration(nanoseconds: max(1, options.scanInterval)) + loopDuration,
      phase: nextTick)
  }

  /// Something that the autoscaler looks at has changed: nodes, pods, budgets, controllers, or
  /// what the provider says. Only parked loops need to be told.
  public func inputsChanged() {
    guard isRunning, mode == .parked else { return }
    if isWaiting { arm(notBefore: simulation.now) } else { didChange = true }
  }

  /// Runs a loop, waits for the next one, or goes on with a deletion.
  public func handle(_ event: Event, in simulation: Simulation) {
    guard event.argument >> 32 == life else { return }
    let index = Int(event.argument & 0xffff_ffff)
    switch event.code {
    case Code.loop:
      pending = .none
      isWaiting = false
      if mode == .parked { catchUpRefresh() }
      (previousRun, lastRun) = (lastRun, now)
      observer?.autoscalerLoopBegan(at: now)
      runOnce(now)
      simulation.schedule(
        component, code: Code.wait, argument: argument(), after: loopDuration)
    case Code.wait: wait()
    case Code.refresh:
      registry.refreshInstances(from: provider)
      scheduleRefresh()
    case Code.deletion: continueDeletion(index)
    case Code.batch: deleteBatch(index)
    default: break
    }
  }

  /// Waits for the next loop, or starts it.
  private func wait() {
    if options.frequentLoops {
      if lastScaleUp >= previousRun || lastScaleDownDelete >= previousRun || hasSignal {
        // A pod that came meanwhile is seen by the same loop.
        hasSignal = false
        startLoop(at: simulation.now)
        return
      }
    }
    isWaiting = true
    nextTick = simulation.now + VirtualDuration(nanoseconds: options.scanInterval)
    if mode == .ticking {
      startLoop(at: nextTick)
      isWaiting = true
    } else {
      arm(notBefore: didChange ? nextTick : nextRelevantTime)
    }
  }

  private func startLoop(at time: VirtualTime) {
    simulation.cancel(pending)
    isWaiting = false
    pending = simulation.scheduleCancellable(
      component, code: Code.loop, argument: argument(), at: time, priority: .late)
  }

  // MARK: Parking

  /// The next instant at which a loop can do something although no input changes; `never` if there
  /// is none.
  public var nextRelevantTime: VirtualTime {
    var times = [
      registry.nextTransition(after: lastRun), planner.nextDue(after: lastRun), nextChange,
    ].compactMap { $0 }
    if planner.unneeded.count > 0 {
      times += [
        lastScaleUp &+ options.scaleDownDelayAfterAdd,
        lastScaleDownFail &+ options.scaleDownDelayAfterFailure,
        lastScaleDownDelete &+ options.scaleDownDelayAfterDelete,
      ].filter { $0 > lastRun }
    }
    if registry.cache.differs(from: provider) {
      let refresh = PeriodicLoop(
        period: VirtualDuration(nanoseconds: AutoscalerOptions.instanceCacheRefresh),
        phase: refreshPhase)
      times.append(refresh.firstTick(after: VirtualTime(nanoseconds: lastRun)).nanoseconds)
    }
    return times.min().map { VirtualTime(nanoseconds: $0) } ?? .never
  }

  /// Schedules the first loop that is due at or after that instant.
  private func arm(notBefore time: VirtualTime) {
    let tick = loops.firstTick(atOrAfter: time)
    if simulation.isPending(pending), pendingTime <= tick { return }
    simulation.cancel(pending)
    pendingTime = tick
    pending = simulation.scheduleCancellable(
      component, code: Code.loop, argument: argument(), at: tick, priority: .late)
    isWaiting = true
  }

  private func scheduleRefresh() {
    simulation.schedule(
      component, code: Code.refresh, argument: argument(),
      after: VirtualDuration(nanoseconds: AutoscalerOptions.instanceCacheRefresh))
  }

  /// Instances are about to come, go or fail. Only parked loops need to be told.
  public func instancesWillChange() {
    if isRunning, mode == .parked { catchUpRefresh() }
  }

  /// Makes up for readings of the instances that were left out while nothing changed them: the last
  /// one is made now and finds what it would have found.
  private func catchUpRefresh() {
    let refresh = PeriodicLoop(
      period: VirtualDuration(nanoseconds: AutoscalerOptions.instanceCacheRefresh),
      phase: refreshPhase)
    guard let last = refresh.lastTick(atOrBefore: simulation.now), last > lastRefresh else {
      return
    }
    lastRefresh = last
    registry.refreshInstances(from: provider)
  }
}
