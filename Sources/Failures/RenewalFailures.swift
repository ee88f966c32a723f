import EventKernel
import FleetModel
import Stochastic

/// Everything of one kind fails and is repaired again and again, each by itself.
///
/// The n-th time to failure and the n-th repair of an entity are the first draws of its own
/// streams at phase n, so nothing that happens elsewhere shifts them. Only failures before the
/// horizon are kept pending: one event per entity, none for those that outlive the run.
public struct RenewalFailures: FailureModel {
  /// The name under which disruptions of this model are reported.
  public var cause: String
  /// What fails: nodes, zones, regions, API servers, links or the hub.
  public var domain: FailureDomain
  /// Seconds in operation until the next failure.
  public var timeToFailure: Distribution
  /// Seconds from failure to repair.
  public var repair: Distribution
  /// Multiplies every time to failure.
  public var timeScale: Double
  /// How requests end meanwhile; nil for the target's default.
  public var mode: RequestOutcome?

  /// Describes failures of everything of one kind.
  public init(
    cause: String, domain: FailureDomain, timeToFailure: Distribution, repair: Distribution,
    timeScale: Double = 1, mode: RequestOutcome? = nil
  ) {
    self.cause = cause
    self.domain = domain
    self.timeToFailure = timeToFailure
    self.repair = repair
    self.timeScale = timeScale
    self.mode = mode
  }

  /// Schedules the model's events in the fleet.
  public func install(in fleet: Fleet) throws {
    let process = Process(model: self, fleet: fleet)
    process.component = fleet.simulation.register(process, name: "failures/" + cause)
    for entity in 0..<process.phases.count { process.awaitFailure(of: entity) }
  }

  private final class Process: EventHandler {
    static let failure: UInt16 = 0
    static let repair: UInt16 = 1
    let model: RenewalFailures
    unowned(unsafe) let fleet: Fleet
    var component = ComponentID(rawValue: 0)
    /// Failures so far, by entity.
    var phases: [UInt32]
    private let failurePurpose: StreamPurpose
    private let repairPurpose: StreamPurpose
    /// The parts of entities that are several things; empty for the others.
    private let entities: [FailureEntity]
    /// Disruptions to end beside the first, by the first.
    private var companions: [DisruptionID: [DisruptionID]] = [:]

    init(model: RenewalFailures, fleet: Fleet) {
      self.model = model
      self.fleet = fleet
      // Two models of one entity, such as reboots and broken hardware, draw apart.
      failurePurpose = StreamPurpose("failure/" + model.cause)
      repairPurpose = StreamPurpose("repair/" + model.cause)
      switch model.domain {
      case .rack, .provider: entities = model.domain.entities(in: fleet)
      case .node, .zone, .region, .clusterControlPlane, .hub, .link: entities = []
      }
      phases = Array(
        repeating: 0, count: entities.isEmpty ? model.domain.count(in: fleet) : entities.count)
    }

    func handle(_ event: Event, in simulation: Simulation) {
      let entity = Int(UInt32(truncatingIfNeeded: event.argument))
      if event.code == Self.failure {
        fail(entity)
      } else {
        let id = DisruptionID(Int(event.argument >> 32))
        fleet.end(id)
        if let others = companions.removeValue(forKey: id) {
          for other in others { fleet.end(other) }
        }
        phases[entity] &+= 1
        awaitFailure(of: entity)
      }
    }

    func awaitFailure(of entity: Int) {
      var stream = RandomStream(
        fleet.seed, entity: name(of: entity), purpose: failurePurpose, phase: phases[entity])
      let seconds = model.timeToFailure.sample(using: &stream) * model.timeScale
      let left = (fleet.horizon - fleet.simulation.now).inSeconds
      guard seconds >= 0, seconds <= left else { return }
      fleet.simulation.schedule(
        component, code: Self.failure, argument: UInt64(entity), after: .seconds(seconds))
    }

    private func fail(_ entity: Int) {
      let id: DisruptionID
      if let target = model.domain.target(entity) {
        id = fleet.begin(target, cause: model.cause, mode: model.mode)
      } else {
        let begun = entities[entity].targets.map {
          fleet.begin($0, cause: model.cause, mode: model.mode)
        }
        guard let first = begun.first else { return }
        id = first
        companions[id] = Array(begun.dropFirst())
      }
      var stream = RandomStream(
        fleet.seed, entity: name(of: entity), purpose: repairPurpose, phase: phases[entity])
      let seconds = max(0, model.repair.sample(using: &stream))
      fleet.simulation.schedule(
        component, code: Self.repair,
        argument: UInt64(id.position) << 32 | UInt64(entity), after: .seconds(seconds))
    }

    private func name(of entity: Int) -> UInt64 {
      entities.isEmpty ? model.domain.stream(entity, in: fleet) : entities[entity].stream
    }
  }
}
