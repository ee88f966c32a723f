import EventKernel
import Kubernetes

/// What the scheduling queue asks about pods and objects that it does not know itself.
protocol SchedulingQueueJudge {
  /// An object before and after.
  associatedtype Change

  /// The plugin that keeps a pod out of the queue now (PreEnqueue); empty for none.
  func gate(of pod: Int32) -> SchedulerPlugins

  /// Whether an event may help a pod that this one plugin rejected, as `QueueingHints` says.
  func mayHelp(
    _ plugin: SchedulerPlugins, _ event: ClusterEvent, _ change: Change, pod: Int32, isSelf: Bool
  ) -> Bool
}

/// The pods that wait to be scheduled: a state machine without a clock of its own.
///
/// A pod is a small number that the owner chooses; the table grows to the largest. The owner tells
/// what happens and when; `hasPods` says whether a scheduling cycle can begin.
///
/// | Place | Leaves it |
/// |---|---|
/// | active | when it is the first by priority and time |
/// | back-off | when its back-off is over and the flush comes by, or as soon as no pod is active |
/// | error back-off | when its back-off is over and the flush comes by |
/// | unschedulable | by an event that helps, or after five minutes with the next flush |
/// | in flight | when its attempt ends |
///
/// Plugins that let pods wait without rejecting them (devices, gangs) are not modelled.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/backend/queue`, as measured by
/// `kubernetes-scheduler/timeline-scheduler-queue.jsonl.gz`.
struct SchedulingQueue<Judge: SchedulingQueueJudge> {
  /// The settings, with upstream's names.
  struct Configuration {
    /// `podInitialBackoffSeconds` and `podMaxBackoffSeconds`.
    var backoff: SchedulingBackoff
    /// `--pod-max-in-unschedulable-pods-duration`.
    var mostUnschedulable: VirtualDuration
    /// The gate SchedulerPopFromBackoffQ.
    var popsFromBackoff: Bool

    /// The defaults of the release.
    static var standard: Configuration {
      Configuration(
        backoff: SchedulingBackoff(
          initial: Timing.schedulerBackoffNanoseconds.initial,
          most: Timing.schedulerBackoffNanoseconds.most),
        mostUnschedulable: .seconds(Timing.schedulerMostUnschedulable), popsFromBackoff: true)
    }
  }

  /// An event that came while pods were in flight.
  private struct InFlightEvent {
    let event: ClusterEvent
    let change: Judge.Change?
    /// The pod that the event is about, if it is in the queue; a wildcard is for it alone.
    let subject: Int32
  }

  private var configuration: Configuration
  private var pods: [QueuedPod] = []
  private var active = PodHeap()
  private var backoff = PodHeap()
  private var errorBackoff = PodHeap()
  private var unschedulable = UnschedulablePods()
  /// Pods in flight, each with how many events had come before.
  private var inFlight: [(pod: Int32, mark: Int)] = []
  private var events: [InFlightEvent] = []
  /// How many events were dropped from the front of `events`.
  private var droppedEvents = 0
  private var chosen: [Int32] = []

  /// How many pods have been taken out to be scheduled.
  private(set) var cycle: Int64 = 0

  init(_ configuration: Configuration) {
    self.configuration = configuration
    self.configuration.backoff.isAligned = configuration.popsFromBackoff
  }

  // MARK: Looking

  /// Whether a pod can be taken out now.
  var hasPods: Bool {
    !active.isEmpty || (configuration.popsFromBackoff && !backoff.isEmpty)
  }

  /// How many pods wait: active, in back-off, unschedulable.
  var counts: (active: Int, backoff: Int, unschedulable: Int) {
    (active.count, backoff.count + errorBackoff.count, unschedulable.count)
  }

  /// What the queue knows about a pod.
  subscript(pod: Int32) -> QueuedPod {
    Int(pod) < pods.count ? pods[Int(pod)] : QueuedPod()
  }

  // MARK: Pods

  /// A pod without a node is new.
  mutating func add(
    _ pod: Int32, priority: Int32, shape: Int32, at now: VirtualTime, _ judge: Judge
  ) {
    while pods.count <= Int(pod) { pods.append(QueuedPod()) }
    precondition(pods[Int(pod)].place == .absent, "a pod is in the queue once")
    var info = QueuedPod()
    (info.priority, info.shape) = (priority, shape)
    info.timestamp = now.nanoseconds
    pods[Int(pod)] = info
    activate(pod, judge)
  }

  /// A pod without a node changed.
  ///
  /// - Parameter shape: Its shape now.
  mutating func update(
    _ pod: Int32, priority: Int32, shape: Int32, events: [ClusterEvent], _ change: Judge.Change,
    at now: VirtualTime, _ judge: Judge
  ) {
    switch self[pod].place {
    case .absent: add(pod, priority: priority, shape: shape, at: now, judge)
    case .active, .backoff, .errorBackoff: pods[Int(pod)].shape = shape
    case .inFlight:
      pods[Int(pod)].shape = shape
      for event in events {
        self.events.append(InFlightEvent(event: event, change: change, subject: pod))
      }
    case .unschedulable:
      unschedulable.remove(pod, in: &pods)
      pods[Int(pod)].shape = shape
      unschedulable.insert(pod, in: &pods)
      for event in events where mayHelp(event, change, pod: pod, isSelf: true, judge) {
        requeue(pod, at: now, judge)
        if pods[Int(pod)].place != .unschedulable { break }
      }
    }
  }

  /// A pod is gone, or was bound by somebody else. One in flight stays so until its attempt ends.
  mutating func delete(_ pod: Int32) {
    if self[pod].place != .inFlight, self[pod].place != .absent { takeOut(pod) }
  }

  /// Forces a pod to be tried again soon, whatever its rejectors wait for.
  mutating func forceActivate(_ pod: Int32, _ judge: Judge) {
    switch self[pod].place {
    case .unschedulable, .backoff, .errorBackoff:
      let passedGates = pods[Int(pod)].place != .unschedulable && configuration.popsFromBackoff
      takeOut(pod)
      activate(pod, passedGates: passedGates, judge)
    case .inFlight:
      events.append(InFlightEvent(event: .forceActivate, change: nil, subject: pod))
    case .absent, .active: break
    }
  }

  // MARK: Attempts

  /// Takes out the pod to schedule next; it is in flight until `done` or `addUnschedulable`.
  mutating func pop() -> Int32? {
    var pod = active.pop(in: &pods)
    if pod == nil, configuration.popsFromBackoff { pod = backoff.pop(in: &pods) }
    guard let pod else { return nil }
    pods[Int(pod)].place = .inFlight
    pods[Int(pod)].attempts &+= 1
    inFlight.append((pod, droppedEvents + events.count))
    cycle += 1
    return pod
  }

  /// The attempt needs to hear of events no longer: the pod is about to be bound, or is gone.
  mutating func done(_ pod: Int32) {
    guard self[pod].place == .inFlight else { return }
    pods[Int(pod)].place = .absent
    forgetFlight(of: pod)
  }

  /// The attempt failed.
  ///
  /// - Parameter rejectors: The plugins that rejected the pod; empty for an error.
  mutating func addUnschedulable(
    _ pod: Int32, rejectors: SchedulerPlugins, at now: VirtualTime, _ judge: Judge
  ) {
    let index = Int(pod)
    let flight = inFlight.first { $0.pod == pod }
    precondition(
      pods[index].place == .inFlight || pods[index].place == .absent,
      "a pod comes back from an attempt once")
    pods[index].rejectors = rejectors
    if rejectors.isEmpty {
      pods[index].consecutiveErrors &+= 1
    } else {
      pods[index].unschedulableCount &+= 1
      pods[index].consecutiveErrors = 0
    }
    let errors = pods[index].consecutiveErrors
    pods[index].timestamp = now.nanoseconds
    pods[index].backoffExpiry = configuration.backoff.expiry(
      attempts: Int(errors > 0 ? errors : pods[index].unschedulableCount),
      timestamp: now.nanoseconds)
    let mark = flight.map { $0.mark - droppedEvents } ?? events.count
    let isHelped =
      rejectors.isEmpty
      || events[mark...].contains { event in
        if event.event.isWildcard, event.subject >= 0, event.subject != pod { return false }
        return mayHelp(event.event, event.change, pod: pod, isSelf: event.subject == pod, judge)
      }
    if isHelped {
      requeue(pod, at: now, judge)
    } else {
      wait(pod)
    }
    forgetFlight(of: pod)
  }

  private mutating func forgetFlight(of pod: Int32) {
    inFlight.removeAll { $0.pod == pod }
    guard let first = inFlight.first else {
      droppedEvents += events.count
      events.removeAll(keepingCapacity: true)
      return
    }
    let unneeded = first.mark - droppedEvents
    if unneeded > 0 {
      events.removeFirst(unneeded)
      droppedEvents += unneeded
    }
  }

  // MARK: Events

  /// Something happened: moves the unschedulable pods that it may help.
  ///
  /// - Parameters:
  ///   - change: The object before and after; asked for only if some pod may be concerned.
  ///   - priorityAtMost: Only pods of at most this priority are looked at.
  mutating func move(
    _ event: ClusterEvent, _ change: @autoclosure () -> Judge.Change?, at now: VirtualTime,
    _ judge: Judge, priorityAtMost: Int32 = .max
  ) {
    let hearing = event.isWildcard ? nil : QueueingHints.plugins(hearing: event)
    if let hearing, hearing.isEmpty { return }
    let isHeard = unschedulable.hears(hearing)
    if !isHeard, inFlight.isEmpty { return }
    let change = change()
    if isHeard {
      // A buffer kept from event to event, taken out so that the queue can be read meanwhile.
      var chosen: [Int32] = []
      swap(&chosen, &self.chosen)
      chosen.removeAll(keepingCapacity: true)
      unschedulable.collect(hearing: hearing, in: pods, into: &chosen) { pod in
        mayHelp(event, change, pod: pod, isSelf: false, judge)
      }
      for pod in chosen where pods[Int(pod)].priority <= priorityAtMost {
        requeue(pod, at: now, judge)
      }
      swap(&chosen, &self.chosen)
    }
    if !inFlight.isEmpty {
      events.append(InFlightEvent(event: event, change: change, subject: -1))
    }
  }

  /// Whether an event may help: some plugin that rejected the pod says so.
  private func mayHelp(
    _ event: ClusterEvent, _ change: Judge.Change?, pod: Int32, isSelf: Bool, _ judge: Judge
  ) -> Bool {
    let rejectors = pods[Int(pod)].rejectors
    if rejectors.isEmpty || event.isWildcard { return true }
    let heard = rejectors.intersection(QueueingHints.plugins(hearing: event))
    if heard.isEmpty { return false }
    guard let change else { return true }
    var rest = heard.rawValue
    while rest != 0 {
      let plugin = SchedulerPlugins(rawValue: rest & (~rest &+ 1))
      if judge.mayHelp(plugin, event, change, pod: pod, isSelf: isSelf) { return true }
      rest &= rest &- 1
    }
    return false
  }

  // MARK: Flushes

  /// When the back-off of the pod ends that leaves first by flush; nil if none waits.
  var firstBackoffExpiry: VirtualTime? {
    let first = [backoff.firstExpiry, errorBackoff.firstExpiry].compactMap(\.self).min()
    return first.map { VirtualTime(nanoseconds: $0) }
  }

  /// Every second: pods whose back-off is over become active.
  mutating func flushBackoff(at now: VirtualTime, _ judge: Judge) {
    chosen.removeAll(keepingCapacity: true)
    let law = configuration.backoff
    while let expiry = backoff.firstExpiry, !law.isWaiting(expiry: expiry, now: now.nanoseconds),
      let pod = backoff.pop(in: &pods)
    {
      chosen.append(pod)
    }
    while let expiry = errorBackoff.firstExpiry,
      !law.isWaiting(expiry: expiry, now: now.nanoseconds), let pod = errorBackoff.pop(in: &pods)
    {
      chosen.append(pod)
    }
    for pod in chosen {
      pods[Int(pod)].place = .absent
      activate(pod, passedGates: configuration.popsFromBackoff, judge)
    }
  }

  /// When the pod came that waits longest for an event; nil if none waits.
  var oldestUnschedulable: VirtualTime? {
    unschedulable.oldestTimestamp(in: pods).map { VirtualTime(nanoseconds: $0) }
  }

  /// Every 30 seconds: pods that waited too long for an event are tried again; gated ones are not.
  mutating func flushUnschedulable(at now: VirtualTime, _ judge: Judge) {
    chosen.removeAll(keepingCapacity: true)
    let instant = now - configuration.mostUnschedulable
    unschedulable.collect(before: instant.nanoseconds, in: pods, into: &chosen)
    if chosen.isEmpty { return }
    for pod in chosen { requeue(pod, at: now, judge) }
    if !inFlight.isEmpty {
      events.append(InFlightEvent(event: .unschedulableTimeout, change: nil, subject: -1))
    }
  }

  // MARK: Places

  /// Puts a pod into the active queue, or into the back-off queue if it must wait.
  private mutating func requeue(_ pod: Int32, at now: VirtualTime, _ judge: Judge) {
    takeOut(pod)
    let expiry = pods[Int(pod)].backoffExpiry
    guard configuration.backoff.isWaiting(expiry: expiry, now: now.nanoseconds) else {
      activate(pod, judge)
      return
    }
    if configuration.popsFromBackoff, !passesGates(pod, judge) {
      wait(pod)
      return
    }
    if pods[Int(pod)].rejectors.isEmpty {
      pods[Int(pod)].place = .errorBackoff
      errorBackoff.push(
        pod, expiry: expiry, order: SchedulingOrder(priority: 0, timestamp: 0), in: &pods)
    } else {
      pods[Int(pod)].place = .backoff
      let order =
        configuration.popsFromBackoff
        ? pods[Int(pod)].order : SchedulingOrder(priority: 0, timestamp: 0)
      backoff.push(pod, expiry: expiry, order: order, in: &pods)
    }
  }

  private mutating func activate(_ pod: Int32, passedGates: Bool = false, _ judge: Judge) {
    if !passedGates, !passesGates(pod, judge) {
      wait(pod)
      return
    }
    pods[Int(pod)].place = .active
    active.push(pod, expiry: 0, order: pods[Int(pod)].order, in: &pods)
  }

  private mutating func wait(_ pod: Int32) {
    pods[Int(pod)].place = .unschedulable
    unschedulable.insert(pod, in: &pods)
  }

  private mutating func passesGates(_ pod: Int32, _ judge: Judge) -> Bool {
    let gate = judge.gate(of: pod)
    pods[Int(pod)].gating = gate
    pods[Int(pod)].rejectors.formUnion(gate)
    return gate.isEmpty
  }

  private mutating func takeOut(_ pod: Int32) {
    let info = pods[Int(pod)]
    switch info.place {
    case .active: active.remove(at: info.position, in: &pods)
    case .backoff: backoff.remove(at: info.position, in: &pods)
    case .errorBackoff: errorBackoff.remove(at: info.position, in: &pods)
    case .unschedulable: unschedulable.remove(pod, in: &pods)
    case .absent, .inFlight: break
    }
    pods[Int(pod)].place = .absent
  }
}
