/// One run: virtual time, the pending events and the components they happen to.
///
/// A simulation belongs to one thread and is deliberately not `Sendable`. Events happen in the
/// total order (time, priority, order of scheduling); nothing else decides who goes first.
///
///     let simulation = Simulation()
///     let clock = simulation.register(Clock(), name: "clock")
///     simulation.schedule(clock, code: 0, at: .zero)
///     simulation.run(until: VirtualTime(seconds: 60))
public final class Simulation {
  /// Behind a pointer, so that no access pays for a check of exclusivity.
  private let kernel: UnsafeMutablePointer<SimulationState>

  /// A simulation at time zero in which nothing is pending.
  public init() {
    kernel = .allocate(capacity: 1)
    kernel.initialize(to: SimulationState())
  }

  deinit {
    kernel.deinitialize(count: 1)
    kernel.deallocate()
  }

  // MARK: Components

  /// Registers a component, which the simulation keeps alive.
  ///
  /// - Precondition: Fewer than 65,535 components are registered.
  public func register(_ handler: any EventHandler, name: String) -> ComponentID {
    kernel.pointee.components.append(Registration(handler: handler, name: name))
  }

  /// The name under which the component was registered.
  public func name(of component: ComponentID) -> String {
    kernel.pointee.components[component].registration.takeUnretainedValue().name
  }

  /// How many components are registered.
  public var componentCount: Int { kernel.pointee.components.count }

  // MARK: Scheduling

  /// The present instant.
  public var now: VirtualTime { kernel.pointee.now }

  /// Schedules an event that cannot be cancelled.
  ///
  /// An event later than `VirtualTime.latest` never happens and is not kept.
  /// - Precondition: `time` is not before now, and the component is registered here.
  public func schedule(
    _ component: ComponentID, code: UInt16, argument: UInt64 = 0, at time: VirtualTime,
    priority: EventPriority = .normal
  ) {
    kernel.pointee.check(component, time)
    if time > .latest { return }
    kernel.pointee.queue.add(
      Event(component: component, code: code, argument: argument), at: time, priority: priority)
  }

  /// Schedules an event that cannot be cancelled, `delay` from now.
  ///
  /// - Precondition: `delay` is not negative.
  public func schedule(
    _ component: ComponentID, code: UInt16, argument: UInt64 = 0, after delay: VirtualDuration,
    priority: EventPriority = .normal
  ) {
    schedule(component, code: code, argument: argument, at: now + delay, priority: priority)
  }

  /// Schedules an event that can be cancelled until it happens.
  ///
  /// An event later than `VirtualTime.latest` is not kept; its handle is `EventHandle.none`.
  /// - Precondition: `time` is not before now, and the component is registered here.
  public func scheduleCancellable(
    _ component: ComponentID, code: UInt16, argument: UInt64 = 0, at time: VirtualTime,
    priority: EventPriority = .normal
  ) -> EventHandle {
    kernel.pointee.check(component, time)
    if time > .latest { return .none }
    return kernel.pointee.queue.addCancellable(
      Event(component: component, code: code, argument: argument), at: time, priority: priority)
  }

  /// Schedules an event that can be cancelled until it happens, `delay` from now.
  ///
  /// - Precondition: `delay` is not negative.
  public func scheduleCancellable(
    _ component: ComponentID, code: UInt16, argument: UInt64 = 0, after delay: VirtualDuration,
    priority: EventPriority = .normal
  ) -> EventHandle {
    scheduleCancellable(
      component, code: code, argument: argument, at: now + delay, priority: priority)
  }

  /// Cancels a pending event in constant time.
  ///
  /// - Returns: Whether an event was cancelled; a stale handle, also that of an event being
  ///   handled now, cancels nothing.
  @discardableResult
  public func cancel(_ handle: EventHandle) -> Bool {
    kernel.pointee.queue.cancel(handle)
  }

  /// Whether the event of that handle has neither happened nor been cancelled.
  public func isPending(_ handle: EventHandle) -> Bool {
    kernel.pointee.queue.isPending(handle)
  }

  // MARK: Running

  /// Runs every event with time ≤ `end` in order, also those scheduled meanwhile; then it is `end`.
  ///
  /// After `stop()` it is the time of the last event handled. An `end` beyond
  /// `VirtualTime.latest` runs until nothing is pending and leaves the time at the last event.
  /// - Precondition: `end` is not before now, and no handler calls this.
  public func run(until end: VirtualTime) {
    precondition(end >= now, "a run does not end before now")
    kernel.pointee.enterRun()
    let limit = min(end, .latest)
    while !kernel.pointee.isStopped, handleNext(notAfter: limit) {}
    kernel.pointee.isRunning = false
    if !kernel.pointee.isStopped, end <= .latest { kernel.pointee.now = end }
  }

  /// Runs until nothing is pending or a handler stops the run.
  public func run() {
    run(until: .never)
  }

  /// Handles the next event.
  ///
  /// - Returns: Whether there was one.
  public func step() -> Bool {
    kernel.pointee.enterRun()
    let didHandle = handleNext(notAfter: .latest)
    kernel.pointee.isRunning = false
    return didHandle
  }

  /// Ends the present `run(until:)` after the event being handled; outside a run, nothing.
  public func stop() {
    kernel.pointee.isStopped = kernel.pointee.isRunning
  }

  /// When the next event happens, if any is pending; advances nothing.
  public var nextEventTime: VirtualTime? { kernel.pointee.queue.nextTime }

  @inline(__always)
  private func handleNext(notAfter limit: VirtualTime) -> Bool {
    guard let (time, event) = kernel.pointee.queue.takeFirst(notAfter: limit) else { return false }
    kernel.pointee.now = time
    if kernel.pointee.isObserved { observe(event) }
    kernel.pointee.eventCount &+= 1
    let registration = kernel.pointee.components.count(event)
    registration._withUnsafeGuaranteedRef { $0.handler.handle(event, in: self) }
    return true
  }

  @inline(never)
  private func observe(_ event: Event) {
    if kernel.pointee.recordsFingerprint { kernel.pointee.fingerprint.combine(now, event) }
    guard let traceSink else { return }
    traceSink.record(TraceRecord(time: now, number: eventCount, event: event), in: self)
  }

  // MARK: Observing

  /// How many events have been handled.
  public var eventCount: UInt64 { kernel.pointee.eventCount }

  /// How many events are pending, cancelled ones not counted.
  public var pendingCount: Int { kernel.pointee.queue.count }

  /// How many events the component has handled.
  public func eventCount(of component: ComponentID) -> UInt64 {
    kernel.pointee.components[component].counts.reduce(0, +)
  }

  /// How many events of one kind the component has handled.
  public func eventCount(of component: ComponentID, code: UInt16) -> UInt64 {
    let counts = kernel.pointee.components[component].counts
    return Int(code) < counts.count ? counts[Int(code)] : 0
  }

  /// How many events of each kind the component has handled, by code; codes beyond have not occurred.
  public func eventCounts(of component: ComponentID) -> [UInt64] {
    Array(kernel.pointee.components[component].counts)
  }

  /// Whether the events from now on enter the fingerprint.
  public var recordsFingerprint: Bool {
    get { kernel.pointee.recordsFingerprint }
    set {
      kernel.pointee.recordsFingerprint = newValue
      kernel.pointee.isObserved = newValue || traceSink != nil
    }
  }

  /// A digest of the ordered (time, component, code, argument) of all events recorded.
  public var fingerprint: UInt64 { kernel.pointee.fingerprint.value }

  /// Where events and remarks are traced, if anywhere.
  public var traceSink: (any TraceSink)? {
    didSet { kernel.pointee.isObserved = traceSink != nil || recordsFingerprint }
  }

  /// Passes a remark to the trace, if there is one.
  public func note(_ text: @autoclosure () -> String, from component: ComponentID) {
    if let traceSink { traceSink.note(text(), from: component, in: self) }
  }
}
