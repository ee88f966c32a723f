import EventKernel

/// What a controller does about one key. It reads the server as it is now, which stands for an
/// informer's cache without delay, and says what to request. Only a pass that is behind
/// (`Reconciliation.isBehind`) has not seen the changes of its instant.
protocol Reconciler: AnyObject {
  func reconcile(_ key: Int32, _ work: Reconciliation)
}

/// What a worker does for one key: requests one after the other, each answered before the next is
/// sent, and what becomes of the key at the end.
final class Reconciliation {
  /// What becomes of the key.
  enum Outcome {
    /// Nothing; its failures are forgotten.
    case done
    /// It comes again after that time; its failures are forgotten.
    case requeueAfter(VirtualDuration)
    /// It comes again with the back-off of the key.
    case failed
    /// It comes again after that time; its failures are kept.
    case retryAfter(VirtualDuration)
  }

  fileprivate enum Step {
    case request(() -> Bool)
    case parallel([() -> Bool])
    case next((Reconciliation) -> Void)
    case task((@escaping (Bool) -> Void) -> Void)
  }

  let key: Int32
  /// Whether it begins in the instant in which the pass before it ended, having been due since
  /// before: the answer to a write is there sooner than the watch event.
  let isBehind: Bool
  /// What becomes of the key if no request fails.
  var outcome = Outcome.done
  fileprivate var steps: [Step] = []
  fileprivate var position = 0
  /// Answers that a parallel step still waits for.
  fileprivate var outstanding = 0

  fileprivate init(key: Int32, isBehind: Bool) {
    self.key = key
    self.isBehind = isBehind
  }

  /// A request; its change is made when it is answered. One that answers false has failed: what
  /// comes after it is not done, and the key backs off.
  func request(_ change: @escaping () -> Bool) { steps.append(.request(change)) }

  /// A request that cannot fail.
  func request(_ change: @escaping () -> Void) {
    steps.append(
      .request {
        change()
        return true
      })
  }

  /// Requests sent together; the next step waits for all answers.
  func parallel(_ changes: [() -> Bool]) {
    if !changes.isEmpty { steps.append(.parallel(changes)) }
  }

  /// Work that takes its own time; it calls back once, with whether it succeeded.
  func perform(_ task: @escaping (_ done: @escaping (Bool) -> Void) -> Void) {
    steps.append(.task(task))
  }

  /// What to do when everything before is answered; it may add requests, which come next.
  func then(_ body: @escaping (Reconciliation) -> Void) { steps.append(.next(body)) }

  fileprivate func run(_ body: (Reconciliation) -> Void) {
    // What it adds goes before what was planned to follow.
    let rest = Array(steps[position...])
    steps.removeAll(keepingCapacity: true)
    position = 0
    body(self)
    steps += rest
  }
}

/// One controller in virtual time: its work queue, workers and client around a `Reconciler`.
///
///     let loop = ControllerLoop("deployment", reconciler, workers: 5, client: client, simulation)
///     loop.add(deployment.id)
///
/// Nothing happens before `start()`, as a controller that does not run yet only fills its queue.
final class ControllerLoop: EventHandler {
  unowned let simulation: Simulation
  private unowned let reconciler: any Reconciler
  @exclusivity(unchecked) private(set) var queue: WorkQueue
  @exclusivity(unchecked) var client: APIClient
  private let workers: Int
  private var busyWorkers = 0
  private var isRunning = false
  private var dispatchIsScheduled = false
  private var running: [Int32: Reconciliation] = [:]
  /// Keys that were due again before their pass ended, and when it did.
  private var behind: [Int32: VirtualTime] = [:]
  private var parallelRequests: [Int: (reconciliation: Reconciliation, change: () -> Bool)] = [:]
  private var parallelCount = 0
  private var component = ComponentID(rawValue: 0)
  private var events: EventSink
  /// What follows the requests of handlers, of which the first is on its way.
  private var handlers = Fifo<() -> Void>()
  /// Failures of a key after which it is dropped until somebody adds it again.
  var maxRetries = Int.max

  private enum Code: UInt16 {
    /// Workers take what waits.
    case dispatch
    /// A key's delay is over.
    case alarm
    /// The request of a key's worker is answered.
    case answered
    /// A request of a parallel step is answered.
    case parallelAnswered
    /// The event that was sent is answered.
    case eventAnswered
    /// The request of an informer's handler is answered.
    case handlerAnswered
  }

  init(
    _ name: String, _ reconciler: any Reconciler, workers: Int, client: APIClient,
    limits: WorkQueue.RateLimits = .standard, _ simulation: Simulation
  ) {
    self.simulation = simulation
    self.reconciler = reconciler
    self.workers = workers
    self.client = client
    queue = WorkQueue(limits: limits)
    events = EventSink(at: simulation.now)
    component = simulation.register(self, name: name)
  }

  /// Lets the workers begin.
  func start() {
    isRunning = true
    wake()
  }

  /// Stops the workers after what they are doing; what waits goes on waiting.
  func stop() { isRunning = false }

  // MARK: Keys

  /// Adds a key.
  func add(_ key: Int32) {
    if queue.add(key, at: simulation.now) { wake() }
  }

  /// Adds a key later; of several times the earliest counts.
  func add(_ key: Int32, after delay: VirtualDuration) {
    if delay <= .zero { return add(key) }
    let time = simulation.now + delay
    guard let old = queue.alarmToReplace(for: key, at: time) else { return }
    simulation.cancel(old)
    let alarm = simulation.scheduleCancellable(
      component, code: Code.alarm.rawValue, argument: UInt64(UInt32(bitPattern: key)), at: time)
    queue.setAlarm(alarm, for: key, at: time)
  }

  /// Adds a key after the back-off of its failures.
  func addRateLimited(_ key: Int32) {
    add(key, after: queue.delayAfterFailure(key, at: simulation.now))
  }

  // MARK: Requests

  /// Sends a request beside those of the workers; answers when it is answered.
  func send() -> VirtualTime { client.send(at: simulation.now) }

  /// Records an event about an object: one after the other they take their turn at the client.
  /// Without a limit they delay nothing, so none is sent.
  func recordEvent(about object: String) {
    guard client.isLimited else { return }
    events.add(object)
    sendNextEvent()
  }

  private func sendNextEvent() {
    guard events.takeNext(at: simulation.now) else { return }
    simulation.schedule(component, code: Code.eventAnswered.rawValue, at: send())
  }

  /// A request that an informer's handler makes itself; it handles nothing else meanwhile.
  func requestInHandler(_ answered: @escaping () -> Void) {
    let isIdle = handlers.isEmpty
    handlers.append(answered)
    if isIdle { sendHandlerRequest() }
  }

  private func sendHandlerRequest() {
    simulation.schedule(component, code: Code.handlerAnswered.rawValue, at: send())
  }

  private func wake() {
    guard isRunning, !dispatchIsScheduled, busyWorkers < workers else { return }
    dispatchIsScheduled = true
    // After all that happens at this instant has been noted, as an informer's handlers run before a
    // worker gets to it.
    simulation.schedule(
      component, code: Code.dispatch.rawValue, at: simulation.now, priority: .late)
  }

  // MARK: Events

  func handle(_ event: Event, in simulation: Simulation) {
    guard let code = Code(rawValue: event.code) else {
      preconditionFailure("a loop is sent only its own events")
    }
    let key = Int32(bitPattern: UInt32(truncatingIfNeeded: event.argument))
    switch code {
    case .dispatch:
      dispatchIsScheduled = false
      dispatch()
    case .alarm:
      queue.clearAlarm(for: key)
      add(key)
    case .answered:
      guard let work = running[key], case .request(let change) = work.steps[work.position] else {
        preconditionFailure("an answer belongs to a request that was sent")
      }
      work.position += 1
      if change() { proceed(work) } else { finish(work, .failed) }
    case .parallelAnswered:
      guard let (work, change) = parallelRequests.removeValue(forKey: Int(event.argument)) else {
        preconditionFailure("an answer belongs to a request that was sent")
      }
      // All have been sent, so all are answered before a failure counts.
      if !change() { work.outcome = .failed }
      work.outstanding -= 1
      if work.outstanding == 0 {
        work.position += 1
        if case .failed = work.outcome { finish(work, .failed) } else { proceed(work) }
      }
    case .eventAnswered:
      events.isSending = false
      sendNextEvent()
    case .handlerAnswered:
      handlers.first?()
      handlers.removeFirst()
      if !handlers.isEmpty { sendHandlerRequest() }
    }
  }

  private func dispatch() {
    while isRunning, busyWorkers < workers, let key = queue.take() {
      busyWorkers += 1
      let isBehind = behind.removeValue(forKey: key) == simulation.now
      let work = Reconciliation(key: key, isBehind: isBehind)
      running[key] = work
      reconciler.reconcile(key, work)
      proceed(work)
    }
  }

  /// Sends the next request, or ends.
  private func proceed(_ work: Reconciliation) {
    while work.position < work.steps.count {
      switch work.steps[work.position] {
      case .next(let body):
        work.position += 1
        work.run(body)
      case .task(let task):
        work.position += 1
        task { [unowned self] succeeded in
          if succeeded { proceed(work) } else { finish(work, .failed) }
        }
        return
      case .request:
        simulation.schedule(
          component, code: Code.answered.rawValue, argument: UInt64(UInt32(bitPattern: work.key)),
          at: send())
        return
      case .parallel(let changes):
        work.outstanding = changes.count
        for change in changes {
          parallelRequests[parallelCount] = (work, change)
          simulation.schedule(
            component, code: Code.parallelAnswered.rawValue, argument: UInt64(parallelCount),
            at: send())
          parallelCount += 1
        }
        return
      }
    }
    finish(work, work.outcome)
  }

  private func finish(_ work: Reconciliation, _ outcome: Reconciliation.Outcome) {
    let key = work.key
    running[key] = nil
    busyWorkers -= 1
    switch outcome {
    case .done: queue.forget(key)
    case .requeueAfter(let delay):
      queue.forget(key)
      add(key, after: delay)
    case .failed:
      if queue.failures(of: key) < maxRetries { addRateLimited(key) } else { queue.forget(key) }
    case .retryAfter(let delay): add(key, after: delay)
    }
    if queue.finish(key, at: simulation.now) { behind[key] = simulation.now }
    wake()
  }
}
