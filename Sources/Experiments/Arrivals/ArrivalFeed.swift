import EventKernel
import FleetModel
import Scenarios

/// The users who bring workloads during a run, and take them away when they are done.
///
/// One event is pending per entry of the plan. A Job goes as soon as as many of its pods are done
/// as it asked for, wherever they ran.
final class ArrivalFeed: EventHandler {
  private enum Code {
    static let arrive: UInt16 = 0
    static let remove: UInt16 = 1
  }

  private let plan: Plan
  // The simulation keeps the feed, and the run keeps all of these.
  private unowned let fleet: Fleet
  private unowned let controlPlane: any ControlPlane
  private unowned let recorder: Recorder
  private var sources: [ArrivalSource]
  private var component = ComponentID(rawValue: 0)
  private var arrived = 0
  /// Set when more came than a run can take; the run is stopped.
  private(set) var problem: ScenarioError?

  /// Has the workloads of a plan arrive in a fleet; nothing happens if it has none.
  static func begin(
    _ plan: Plan, _ fleet: Fleet, _ controlPlane: any ControlPlane, _ recorder: Recorder
  ) -> ArrivalFeed? {
    guard !plan.arrivals.isEmpty else { return nil }
    let feed = ArrivalFeed(plan, fleet, controlPlane, recorder)
    feed.component = fleet.simulation.register(feed, name: "arrivals")
    for source in feed.sources.indices { feed.scheduleNext(of: source) }
    recorder.jobIsDone = { [unowned feed] in feed.remove($0, after: .zero) }
    return feed
  }

  private init(
    _ plan: Plan, _ fleet: Fleet, _ controlPlane: any ControlPlane, _ recorder: Recorder
  ) {
    self.plan = plan
    self.fleet = fleet
    self.controlPlane = controlPlane
    self.recorder = recorder
    sources = plan.arrivals.map { ArrivalSource($0, seed: fleet.seed) }
  }

  func handle(_ event: Event, in simulation: Simulation) {
    switch event.code {
    case Code.arrive: arrive(from: Int(event.argument))
    default:
      let service = ServiceID(Int(event.argument))
      fleet.scale(service, to: 0)
      controlPlane.serviceRemoved(service)
    }
  }

  private func scheduleNext(of source: Int) {
    let start = plan.scenario.spec.workloads.at.inSeconds
    guard let instant = sources[source].nextInstant(),
      start + instant <= plan.run.horizon.inSeconds
    else { return }
    fleet.simulation.schedule(
      component, code: Code.arrive, argument: UInt64(source),
      at: VirtualTime(seconds: start + instant))
  }

  private func arrive(from source: Int) {
    guard arrived < ArrivalPlan.limit else {
      problem = plan.tooManyArrivals(at: sources[source].plan.path)
      fleet.simulation.stop()
      return
    }
    arrived += 1
    let (service, stay) = sources[source].take()
    let id = fleet.add(service)
    recorder.arrived(service, id)
    controlPlane.serviceAdded(id)
    if let stay, stay <= plan.run.horizon.inSeconds { remove(id, after: .seconds(stay)) }
    scheduleNext(of: source)
  }

  /// By an event of its own: whoever reports that a job is done must finish first.
  private func remove(_ service: ServiceID, after delay: VirtualDuration) {
    fleet.simulation.schedule(
      component, code: Code.remove, argument: UInt64(service.position), after: delay)
  }
}
