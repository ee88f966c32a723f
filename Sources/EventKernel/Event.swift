/// The index under which a handler is registered with a simulation.
public struct ComponentID: Hashable, Sendable {
  /// The index, in order of registration.
  public var rawValue: UInt16

  /// The component of that index.
  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }
}

/// What goes first among events of the same instant. Among equals, what was scheduled first.
public enum EventPriority: UInt8, Sendable, CaseIterable {
  /// Before everything else of its instant: failures and other acts of the outside world.
  case urgent = 0
  /// The usual.
  case normal = 1
  /// After the usual: observers that want to see what the instant did.
  case late = 2
  /// After everything else of its instant: ends of periods, stops.
  case last = 3
}

/// What happens: a trivial value of 16 bytes.
///
/// A component keeps its own closed `enum` of events and converts it to `code` and `argument`;
/// larger payloads live in the component's table, the argument being the row.
public struct Event: Hashable, Sendable {
  /// Whom it happens to.
  public var component: ComponentID
  /// What kind it is, in the component's own numbering. Small numbers: counters are indexed by it.
  public var code: UInt16
  /// The component's own detail.
  public var argument: UInt64

  /// An event of that component and kind.
  @inlinable
  public init(component: ComponentID, code: UInt16, argument: UInt64 = 0) {
    self.component = component
    self.code = code
    self.argument = argument
  }
}

/// Names one pending cancellable event; stale once that event has happened or been cancelled.
public struct EventHandle: Hashable, Sendable {
  @usableFromInline var slot: UInt32
  @usableFromInline var generation: UInt32

  @inlinable
  init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  /// The handle of no event: always stale.
  @inlinable
  public static var none: EventHandle { EventHandle(slot: .max, generation: 0) }
}

/// Receives the events of one component: the only thing that the loop calls.
public protocol EventHandler: AnyObject {
  /// Acts on `event`, which happens now; may schedule, cancel and stop.
  func handle(_ event: Event, in simulation: Simulation)
}
