import EventKernel
import FleetModel

/// Looks for violations of every invariant at regular instants of a run.
final class InvariantPatrol: EventHandler {
  private let fleet: Fleet
  private let period: VirtualDuration
  private var component = ComponentID(rawValue: 0)

  private init(_ fleet: Fleet, period: VirtualDuration) {
    self.fleet = fleet
    self.period = period
  }

  /// Checks a hundred times, the last time at the end of the run, after everything else of the
  /// instant.
  static func begin(in fleet: Fleet) {
    let patrol = InvariantPatrol(
      fleet, period: VirtualDuration(nanoseconds: max(1, fleet.horizon.nanoseconds / 100)))
    patrol.component = fleet.simulation.register(patrol, name: "invariants")
    patrol.plan()
  }

  func handle(_ event: Event, in simulation: Simulation) {
    for checker in InvariantCheckers.all { checker.check(fleet) }
    plan()
  }

  private func plan() {
    guard fleet.simulation.now + period <= fleet.horizon else { return }
    fleet.simulation.schedule(component, code: 0, after: period, priority: .last)
  }
}
