import FleetModel
import Testing

@Suite struct TopologyTests {
  static let shape = NodeResources(milliCPU: 4000, memory: 16 << 30, pods: 110)

  @Test func regularFleetIsLaidOutContiguously() throws {
    let topology = try Topology(
      .regular(
        regions: 2, zonesPerRegion: 3, clusters: 4, nodesPerCluster: 7, allocatable: Self.shape))
    #expect(topology.nodeCount == 28)
    #expect(topology.clusters.map(\.nodes) == [0..<7, 7..<14, 14..<21, 21..<28])
    #expect(topology.pools[0..<3].map { $0.nodes.count } == [3, 2, 2])
    #expect(topology.zones[0].clusters == [ClusterID(0), ClusterID(2)])
    for (position, pool) in topology.pools.enumerated() {
      for node in pool.nodes {
        #expect(topology.pool(of: NodeID(node)) == PoolID(position))
      }
    }
    #expect(topology.name(of: NodeID(8)) == "member-2/pool-region-2-zone-1-1")
  }

  @Test func nodeStreamIsTheHashOfTheName() throws {
    let fleet = try Worlds.fleet()
    for node in 0..<fleet.topology.nodeCount {
      #expect(
        fleet.stream(of: NodeID(node)) == Worlds.hash(fleet.topology.name(of: NodeID(node))))
    }
  }

  static let pool = FleetDescription.Pool(nodes: 1, allocatable: shape)
  static let region = FleetDescription.Region(name: "eu", zones: ["a", "b"])

  static func wrong(
    _ regions: [FleetDescription.Region], _ clusters: [FleetDescription.Cluster],
    hub: String? = nil
  ) -> TopologyError? {
    do throws(TopologyError) {
      _ = try Topology(FleetDescription(regions: regions, clusters: clusters, hubRegion: hub))
      return nil
    } catch { return error }
  }

  @Test func impossibleFleetsAreRefused() {
    let cluster = FleetDescription.Cluster(name: "m", region: "eu", pools: [Self.pool])
    #expect(Self.wrong([], [cluster]) == .none(.region, of: "the fleet"))
    #expect(Self.wrong([Self.region], []) == .none(.cluster, of: "the fleet"))
    #expect(Self.wrong([Self.region], [cluster]) == nil)
    #expect(
      Self.wrong([Self.region, Self.region], [cluster]) == .duplicate(.region, name: "eu"))
    #expect(Self.wrong([Self.region], [cluster, cluster]) == .duplicate(.cluster, name: "m"))
    #expect(
      Self.wrong([.init(name: "eu", zones: ["a", "a"])], [cluster])
        == .duplicate(.zone, name: "a"))
    #expect(
      Self.wrong([.init(name: "eu", zones: [])], [cluster])
        == .none(.zone, of: "region \"eu\" of cluster \"m\""))
    #expect(
      Self.wrong([Self.region], [.init(name: "m", region: "eu", pools: [])])
        == .none(.pool, of: "cluster \"m\""))
    #expect(
      Self.wrong([Self.region], [.init(name: "m", region: "e", pools: [Self.pool])])
        == .unknown(.region, name: "e", in: "cluster \"m\"", suggestion: "eu"))
    #expect(
      Self.wrong([Self.region], [cluster], hub: "us")
        == .unknown(.region, name: "us", in: "the hub", suggestion: nil)
        || Self.wrong([Self.region], [cluster], hub: "us")
          == .unknown(.region, name: "us", in: "the hub", suggestion: "eu")
    )
  }

  @Test func countsAndAmountsAreChecked() {
    for nodes in [0, -1] {
      let cluster = FleetDescription.Cluster(
        name: "m", region: "eu", pools: [.init(nodes: nodes, allocatable: Self.shape)])
      #expect(
        Self.wrong([Self.region], [cluster])
          == .tooSmall(
            value: Int64(nodes), of: "nodes of node pool \"pool\" of cluster \"m\"", least: 1))
    }
    let cluster = FleetDescription.Cluster(
      name: "m", region: "eu",
      pools: [.init(nodes: 1, allocatable: NodeResources(milliCPU: -1, memory: 1, pods: 1))])
    #expect(Self.wrong([Self.region], [cluster]) != nil)
    #expect(
      Self.wrong([.init(name: "eu", zones: ["a"], latitude: .nan)], [cluster]) != nil)
  }

  @Test func regionsThatContainEachOtherAreRefused() {
    let cluster = FleetDescription.Cluster(name: "m", region: "a", pools: [Self.pool])
    let error = Self.wrong(
      [
        .init(name: "a", zones: ["z"], parent: "b"), .init(name: "b", zones: [], parent: "a"),
      ], [cluster])
    #expect(error == .cycle(["a", "b", "a"]))
    #expect(
      Self.wrong([.init(name: "a", zones: ["z"], parent: "a")], [cluster]) == .cycle(["a", "a"]))
  }

  @Test func zonesElsewhereAreRefused() {
    let error = Self.wrong(
      [Self.region, .init(name: "us", zones: ["c"])],
      [.init(name: "m", region: "eu", zones: ["c"], pools: [Self.pool])])
    #expect(error == .misplacedZone("c", of: "cluster \"m\""))
  }
}
