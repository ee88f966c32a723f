import EventKernel
import FleetModel
import Stochastic

/// Shocks at one level of the Marshall–Olkin tree: each hits every child of its vertex with a
/// probability, and all that were hit are repaired together.
///
/// A region's children are its zones, a zone's its nodes; racks and providers hit nodes and
/// regions. A whole tree is one of these models per level; a thing is down while any vertex on its
/// path is.
public struct ShockFailures: FailureModel {
  /// The name under which disruptions of this model are reported.
  public var cause: String
  /// What fails: nodes, zones, regions, API servers, links or the hub.
  public var domain: FailureDomain
  /// Seconds from being up to the next failure.
  public var timeToFailure: Distribution
  /// Seconds from a failure to its repair.
  public var repair: Distribution
  /// The probability that a shock hits a child; with 1 the vertex goes down as a whole.
  public var hitProbability: Double
  public var mode: RequestOutcome?

  /// Describes shocks at one level.
  public init(
    cause: String, domain: FailureDomain, timeToFailure: Distribution, repair: Distribution,
    hitProbability: Double, mode: RequestOutcome? = nil
  ) {
    self.cause = cause
    self.domain = domain
    self.timeToFailure = timeToFailure
    self.repair = repair
    self.hitProbability = hitProbability
    self.mode = mode
  }

  /// Schedules the model's events in the fleet.
  public func install(in fleet: Fleet) throws {
    guard hitProbability >= 0, hitProbability <= 1 else {
      throw FailureModelError.hitProbability(hitProbability, cause: cause)
    }
    if hitProbability == 1 {
      try RenewalFailures(
        cause: cause, domain: domain, timeToFailure: timeToFailure, repair: repair, mode: mode
      ).install(in: fleet)
      return
    }
    let process = Process(model: self, fleet: fleet)
    process.component = fleet.simulation.register(process, name: "failures/" + cause)
    for vertex in process.streams.indices { process.awaitShock(at: vertex) }
  }

  private final class Process: EventHandler {
    static let shock: UInt16 = 0
    static let repair: UInt16 = 1
    let model: ShockFailures
    unowned(unsafe) let fleet: Fleet
    let streams: [UInt64]
    var component = ComponentID(rawValue: 0)
    private var phases: [UInt32]
    /// What the present shock of a vertex keeps down.
    private var struck: [[DisruptionID]]
    private let failurePurpose: StreamPurpose
    private let hitPurpose: StreamPurpose
    private let repairPurpose: StreamPurpose

    init(model: ShockFailures, fleet: Fleet) {
      self.model = model
      self.fleet = fleet
      streams = model.domain.entities(in: fleet).map(\.stream)
      phases = Array(repeating: 0, count: streams.count)
      struck = Array(repeating: [], count: streams.count)
      failurePurpose = StreamPurpose("failure/" + model.cause)
      hitPurpose = StreamPurpose("hit/" + model.cause)
      repairPurpose = StreamPurpose("repair/" + model.cause)
    }

    func awaitShock(at vertex: Int) {
      let seconds = draw(model.timeToFailure, failurePurpose, vertex)
      guard seconds >= 0, seconds <= (fleet.horizon - fleet.simulation.now).inSeconds else {
        return
      }
      fleet.simulation.schedule(
        component, code: Self.shock, argument: UInt64(vertex), after: .seconds(seconds))
    }

    func handle(_ event: Event, in simulation: Simulation) {
      let vertex = Int(event.argument)
      if event.code == Self.shock {
        strike(vertex)
        let seconds = max(0, draw(model.repair, repairPurpose, vertex))
        simulation.schedule(
          component, code: Self.repair, argument: event.argument, after: .seconds(seconds))
      } else {
        for id in struck[vertex] { fleet.end(id) }
        struck[vertex].removeAll()
        phases[vertex] &+= 1
        awaitShock(at: vertex)
      }
    }

    private func strike(_ vertex: Int) {
      var stream = RandomStream(
        fleet.seed, entity: streams[vertex], purpose: hitPurpose, phase: phases[vertex])
      for child in model.domain.children(of: vertex, in: fleet)
      where stream.uniform() < model.hitProbability {
        struck[vertex].append(fleet.begin(child, cause: model.cause, mode: model.mode))
      }
    }

    private func draw(_ law: Distribution, _ purpose: StreamPurpose, _ vertex: Int) -> Double {
      var stream = RandomStream(
        fleet.seed, entity: streams[vertex], purpose: purpose, phase: phases[vertex])
      return law.sample(using: &stream)
    }
  }
}
