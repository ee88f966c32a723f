import EventKernel
import FleetModel
import KubernetesControllers
import Stochastic
import Testing

/// A finished run is freed with all that acted in it, so that many fit one after the other.
@Suite struct LifetimeTests {
  /// Points at what a run owned, without owning it.
  private struct Remains {
    weak var fleet: Fleet?
    weak var members: MemberControllers?
    weak var observer: Violations?
  }

  @Test func aFinishedRunIsFreed() throws {
    let remains = try Self.run()
    #expect(remains.fleet == nil && remains.members == nil && remains.observer == nil)
  }

  private static func run() throws -> Remains {
    let topology = try Topology(
      .regular(
        regions: 1, zonesPerRegion: 1, clusters: 2, nodesPerCluster: 3,
        allocatable: NodeResources(milliCPU: 4000, memory: 16 << 30, pods: 110)))
    let fleet = Fleet(
      simulation: Simulation(), seed: StreamSeed(master: 1), topology: topology,
      tenants: [Tenant(name: "t", jurisdictions: [])], horizon: .zero + .days(1))
    let violations = Violations()
    fleet.add(violations)
    let members = MemberControllers(fleet: fleet)
    withExtendedLifetime(fleet) { fleet.simulation.run(until: fleet.horizon) }
    return Remains(fleet: fleet, members: members, observer: violations)
  }
}
