import EventKernel
import FleetModel
import KubernetesAPI
import Stochastic
import Testing

@Suite struct MachineTests {
  private static func fleet(_ scaling: PoolScaling, initial: Int) throws -> Fleet {
    var description = FleetDescription(regions: [.init(name: "r", zones: ["a", "b"])])
    description.clusters = [
      .init(
        name: "m", region: "r",
        pools: [
          .init(
            name: "p", nodes: initial,
            allocatable: NodeResources(milliCPU: 1000, memory: 1 << 30, pods: 10), scaling: scaling)
        ])
    ]
    return Fleet(
      simulation: Simulation(), seed: StreamSeed(master: 1), topology: try Topology(description),
      tenants: [])
  }

  private static let cluster = ClusterID(0)

  @Test("rows above the initial count are absent and offer nothing")
  func absence() throws {
    let fleet = try Self.fleet(PoolScaling(minNodes: 1, maxNodes: 7), initial: 3)
    #expect(fleet.topology.pools.map(\.nodes.count) == [4, 3])
    #expect(fleet.topology.pools.map(\.initialCount) == [2, 1])
    #expect(fleet.topology.pools.map { $0.scaling?.minNodes } == [1, 0])
    let capacity = fleet.capacity(of: Self.cluster)
    #expect(
      capacity.nodes == 3 && capacity.readyNodes == 3 && capacity.allocatable.milliCPU == 3000)
    #expect(fleet.nodesUp(in: Self.cluster) == 3)
    #expect(!fleet.isPresent(NodeID(2)) && !fleet.isUp(NodeID(2)) && fleet.canProvision(NodeID(2)))
    fleet.provision(NodeID(2))
    #expect(fleet.capacity(of: Self.cluster).nodes == 4 && fleet.isUp(NodeID(2)))
    fleet.retire(NodeID(0))
    #expect(fleet.capacity(of: Self.cluster).allocatable.milliCPU == 3000)
    #expect(fleet.nodesUp(in: Self.cluster) == 3)
  }

  @Test("an absent node does not fail, and the place of a broken one gets a whole machine")
  func failures() throws {
    let fleet = try Self.fleet(PoolScaling(minNodes: 1, maxNodes: 4), initial: 2)
    let none = fleet.begin(.node(NodeID(1)), cause: "x")
    #expect(fleet.activeDisruptionCount == 0)
    fleet.provision(NodeID(1))
    #expect(fleet.isUp(NodeID(1)))
    fleet.end(none)
    #expect(fleet.isUp(NodeID(1)))
    let broken = fleet.begin(.node(NodeID(1)), cause: "y")
    #expect(!fleet.isUp(NodeID(1)) && fleet.activeDisruptionCount == 1)
    #expect(fleet.nodesUp(in: Self.cluster) == 2)
    fleet.retire(NodeID(1))
    #expect(fleet.nodesUp(in: Self.cluster) == 2)
    fleet.provision(NodeID(1))
    #expect(fleet.isUp(NodeID(1)) && fleet.nodesUp(in: Self.cluster) == 3)
    fleet.end(broken)
    #expect(fleet.isUp(NodeID(1)) && fleet.activeDisruptionCount == 0)
  }

  @Test("a zone that is down takes no machines, and absent nodes follow it")
  func ground() throws {
    let fleet = try Self.fleet(PoolScaling(minNodes: 0, maxNodes: 4), initial: 2)
    let outage = fleet.begin(.zone(ZoneID(0)), cause: "x")
    #expect(!fleet.canProvision(NodeID(1)) && fleet.canProvision(NodeID(3)))
    fleet.retire(NodeID(0))
    fleet.end(outage)
    #expect(fleet.canProvision(NodeID(0)) && fleet.canProvision(NodeID(1)))
    #expect(fleet.nodesUp(in: Self.cluster) == 1 && fleet.isServerUp(Self.cluster))
  }

  @Test("impossible bounds are refused")
  func bounds() {
    for (scaling, initial) in [
      (PoolScaling(minNodes: 3, maxNodes: 2), 2), (PoolScaling(minNodes: 1, maxNodes: 2), 3),
      (PoolScaling(minNodes: 0, maxNodes: 0), 0), (PoolScaling(minNodes: -1, maxNodes: 2), 1),
      (PoolScaling(minNodes: 1, maxNodes: 2, failure: 2), 1),
      (PoolScaling(minNodes: 1, maxNodes: .max), 1),
    ] {
      #expect(throws: TopologyError.self) { try Self.fleet(scaling, initial: initial) }
    }
  }
}
