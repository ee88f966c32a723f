import EventKernel
import FleetModel

/// Disruptions at given times: the scripted accident of a scenario.
public struct FixedDisruptions: FailureModel {
  /// One scripted disruption.
  public struct Entry: Sendable {
    /// What is disturbed.
    public var target: DisruptionTarget
    /// When it begins.
    public var start: VirtualTime
    /// How long it lasts; nil for ever.
    public var duration: VirtualDuration?
    /// How requests end meanwhile; nil for the target's default.
    public var mode: RequestOutcome?

    /// Describes a disruption.
    public init(
      target: DisruptionTarget, start: VirtualTime, duration: VirtualDuration? = nil,
      mode: RequestOutcome? = nil
    ) {
      self.target = target
      self.start = start
      self.duration = duration
      self.mode = mode
    }
  }

  /// The name under which disruptions of this model are reported.
  public var cause: String
  /// The disruptions, in the order of the scenario.
  public var entries: [Entry]

  /// Describes disruptions with one cause.
  public init(_ entries: [Entry], cause: String = "scripted") {
    self.entries = entries
    self.cause = cause
  }

  /// Schedules the model's events in the fleet.
  public func install(in fleet: Fleet) throws {
    let process = Process(fleet: fleet, entries: entries, cause: cause)
    let component = fleet.simulation.register(process, name: "failures/" + cause)
    process.component = component
    for (index, entry) in entries.enumerated() where entry.start <= fleet.horizon {
      fleet.simulation.schedule(
        component, code: Process.begin, argument: UInt64(index), at: entry.start)
    }
  }

  private final class Process: EventHandler {
    static let begin: UInt16 = 0
    static let end: UInt16 = 1
    unowned(unsafe) let fleet: Fleet
    let entries: [Entry]
    let cause: String
    var component = ComponentID(rawValue: 0)

    init(fleet: Fleet, entries: [Entry], cause: String) {
      self.fleet = fleet
      self.entries = entries
      self.cause = cause
    }

    func handle(_ event: Event, in simulation: Simulation) {
      guard event.code == Self.begin else {
        fleet.end(DisruptionID(Int(event.argument)))
        return
      }
      let entry = entries[Int(event.argument)]
      let id = fleet.begin(entry.target, cause: cause, mode: entry.mode)
      guard let duration = entry.duration else { return }
      simulation.schedule(
        component, code: Self.end, argument: UInt64(id.position), after: duration)
    }
  }
}
