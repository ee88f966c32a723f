import EventKernel
import FleetModel
import Stochastic

/// The beta factor: a share of all failures of a kind has a common cause and strikes a whole group
/// at once; the rest strike one by one.
///
/// With exponential times to failure every entity fails at the rate of `timeToFailure`, whatever
/// beta is. A common failure takes all of the group down together, and each is repaired by itself.
public struct CommonCauseFailures: FailureModel {
  /// Who shares causes.
  public enum Group: String, Sendable, CaseIterable {
    case region, provider, fleet
  }
  /// The name under which disruptions of this model are reported.
  public var cause: String
  /// What fails: nodes, zones, regions, API servers, links or the hub.
  public var domain: FailureDomain
  /// Who fails together.
  public var group: Group
  /// Seconds from being up to the next failure.
  public var timeToFailure: Distribution
  /// Seconds from a failure to its repair.
  public var repair: Distribution
  /// The share of failures with a common cause, from 0 to 1.
  public var beta: Double
  public var mode: RequestOutcome?

  /// Describes failures of which the share `beta` strikes whole groups.
  public init(
    cause: String, domain: FailureDomain, group: Group, timeToFailure: Distribution,
    repair: Distribution, beta: Double, mode: RequestOutcome? = nil
  ) {
    self.cause = cause
    self.domain = domain
    self.group = group
    self.timeToFailure = timeToFailure
    self.repair = repair
    self.beta = beta
    self.mode = mode
  }

  /// Schedules the model's events in the fleet.
  public func install(in fleet: Fleet) throws {
    guard beta >= 0, beta <= 1 else { throw FailureModelError.beta(beta, cause: cause) }
    if beta < 1 {
      try RenewalFailures(
        cause: cause, domain: domain, timeToFailure: timeToFailure, repair: repair,
        timeScale: 1 / (1 - beta), mode: mode
      ).install(in: fleet)
    }
    guard beta > 0 else { return }
    let process = Process(model: self, fleet: fleet)
    process.component = fleet.simulation.register(process, name: "failures/\(cause)/common")
    for group in process.groups.indices { process.awaitFailure(of: group) }
  }

  private final class Process: EventHandler {
    static let failure: UInt16 = 0
    static let repair: UInt16 = 1
    let model: CommonCauseFailures
    unowned(unsafe) let fleet: Fleet
    let groups: [(stream: UInt64, entities: [FailureEntity])]
    var component = ComponentID(rawValue: 0)
    private var phases: [UInt32]
    private let purposes: (failure: StreamPurpose, repair: StreamPurpose)

    init(model: CommonCauseFailures, fleet: Fleet) {
      self.model = model
      self.fleet = fleet
      groups = Self.groups(model, fleet)
      phases = Array(repeating: 0, count: groups.count)
      purposes = (
        StreamPurpose("common-failure/" + model.cause),
        StreamPurpose("common-repair/" + model.cause)
      )
    }

    private static func groups(
      _ model: CommonCauseFailures, _ fleet: Fleet
    ) -> [(stream: UInt64, entities: [FailureEntity])] {
      var groups: [String: [FailureEntity]] = [:]
      for entity in model.domain.entities(in: fleet) {
        guard let target = entity.targets.first else { continue }
        groups[target.group(model.group, in: fleet), default: []].append(entity)
      }
      return groups.sorted { $0.key < $1.key }.map {
        (StreamName.hash("common/" + $0.key), $0.value)
      }
    }

    func awaitFailure(of group: Int) {
      var stream = RandomStream(
        fleet.seed, entity: groups[group].stream, purpose: purposes.failure,
        phase: phases[group])
      let seconds = model.timeToFailure.sample(using: &stream) / model.beta
      guard seconds >= 0, seconds <= (fleet.horizon - fleet.simulation.now).inSeconds else {
        return
      }
      fleet.simulation.schedule(
        component, code: Self.failure, argument: UInt64(group), after: .seconds(seconds))
    }

    func handle(_ event: Event, in simulation: Simulation) {
      guard event.code == Self.failure else {
        fleet.end(DisruptionID(Int(event.argument)))
        return
      }
      let group = Int(event.argument)
      for entity in groups[group].entities { strike(entity, phase: phases[group]) }
      phases[group] &+= 1
      // The common cause is not under repair itself: the next can come at any time.
      awaitFailure(of: group)
    }

    private func strike(_ entity: FailureEntity, phase: UInt32) {
      var stream = RandomStream(
        fleet.seed, entity: entity.stream, purpose: purposes.repair, phase: phase)
      let duration = VirtualDuration.seconds(max(0, model.repair.sample(using: &stream)))
      for target in entity.targets {
        let id = fleet.begin(target, cause: model.cause, mode: model.mode)
        fleet.simulation.schedule(
          component, code: Self.repair, argument: UInt64(id.position), after: duration)
      }
    }
  }
}

extension DisruptionTarget {
  /// The name of the group that shares causes with this target.
  func group(_ group: CommonCauseFailures.Group, in fleet: Fleet) -> String {
    let topology = fleet.topology
    let cluster: ClusterID?
    let region: RegionID?
    switch self {
    case .node(let node):
      cluster = fleet.cluster(of: node)
      region = topology.zones[fleet.zone(of: node).position].region
    case .zone(let zone):
      cluster = topology.zones[zone.position].clusters.first
      region = topology.zones[zone.position].region
    case .region(let id):
      cluster = topology.clusters.firstIndex { $0.region == id }.map { ClusterID($0) }
      region = id
    case .clusterControlPlane(let id), .link(let id):
      cluster = id
      region = topology.clusters[id.position].region
    case .hub:
      cluster = nil
      region = topology.hubRegion
    }
    switch group {
    case .fleet: return "fleet"
    case .region: return region.map { "region/" + topology.regions[$0.position].name } ?? "hub"
    case .provider:
      return cluster.map { "provider/" + topology.clusters[$0.position].provider } ?? "hub"
    }
  }
}

/// Why a failure model cannot be installed.
public enum FailureModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A share outside 0…1.
  case beta(Double, cause: String)
  /// A probability outside 0…1.
  case hitProbability(Double, cause: String)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .beta(let value, let cause):
      "beta of failure model \"\(cause)\" is \(value) but must lie between 0 and 1"
    case .hitProbability(let value, let cause):
      "hitProbability of failure model \"\(cause)\" is \(value) but must lie between 0 and 1"
    }
  }
}
