/// Drives a periodic loop, parked or ticking, so that a controller is written once for both.
///
/// The controller calls `start` once, `wake` whenever an input of the loop changes, and `ticked`
/// whenever it handles a tick, saying whether the loop has more to do at the next one without any
/// further change. Ticks come after the ordinary events of their instant (priority `late`): a tick
/// sees what they changed in either mode. A change made by another event of that priority at the
/// very instant of a tick is the one case in which the modes may differ; phases keep loops apart.
public struct LoopTimer {
  /// When the loop ticks.
  public let loop: PeriodicLoop
  /// How it is driven.
  public let mode: LoopMode

  private let event: Event
  private var pending = EventHandle.none
  private var lastTick: VirtualTime?

  /// A timer that will deliver `event` at ticks of `loop`.
  public init(_ loop: PeriodicLoop, mode: LoopMode, event: Event) {
    self.loop = loop
    self.mode = mode
    self.event = event
  }

  /// Begins to tick, if that is the mode; a parked loop waits to be woken.
  public mutating func start(in simulation: Simulation) {
    if mode == .ticking { scheduleNext(in: simulation) }
  }

  /// An input of the loop has changed: a parked loop will tick at its next tick, which may be now.
  public mutating func wake(in simulation: Simulation) {
    if mode == .parked, pending == .none { scheduleNext(in: simulation) }
  }

  /// The loop is handling a tick; `again` says whether it must tick next time even if no input
  /// changes.
  public mutating func ticked(again: Bool, in simulation: Simulation) {
    pending = .none
    lastTick = simulation.now
    if mode == .ticking || again { scheduleNext(in: simulation) }
  }

  /// Ends the loop: a pending tick is cancelled.
  public mutating func stop(in simulation: Simulation) {
    simulation.cancel(pending)
    pending = .none
  }

  private mutating func scheduleNext(in simulation: Simulation) {
    let now = simulation.now
    pending = simulation.scheduleCancellable(
      event.component, code: event.code, argument: event.argument,
      at: lastTick == now ? loop.firstTick(after: now) : loop.firstTick(atOrAfter: now),
      priority: .late)
  }
}
