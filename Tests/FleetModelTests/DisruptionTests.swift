import EventKernel
import FleetModel
import Stochastic
import Testing

@Suite struct DisruptionTests {
  @Test func causesNestAtEveryLevel() throws {
    let fleet = try Worlds.fleet()
    let node = NodeID(0)
    let a = fleet.begin(.node(node), cause: "a")
    let b = fleet.begin(.node(node), cause: "b")
    let zone = fleet.begin(.zone(fleet.zone(of: node)), cause: "c")
    let region = fleet.begin(.region(RegionID(0)), cause: "d")
    #expect(!fleet.isUp(node))
    for id in [a, zone, region] {
      fleet.end(id)
      #expect(!fleet.isUp(node))
    }
    fleet.end(b)
    #expect(fleet.isUp(node))
    #expect(fleet.activeDisruptionCount == 0)
    for cluster in 0..<4 {
      #expect(fleet.nodesUp(in: ClusterID(cluster)) == 4)
      #expect(fleet.isServerUp(ClusterID(cluster)))
    }
  }

  @Test func serverSurvivesWhileOneZoneDoes() throws {
    let fleet = try Worlds.fleet()
    let listener = Listener()
    fleet.add(listener)
    let cluster = ClusterID(0)
    let zones = fleet.topology.clusters[0].zones
    let first = fleet.begin(.zone(zones[0]), cause: "fire")
    #expect(fleet.isServerUp(cluster) && fleet.nodesUp(in: cluster) == 2)
    #expect(listener.connectivity.isEmpty)
    let second = fleet.begin(.zone(zones[1]), cause: "flood", mode: .refused)
    #expect(!fleet.isServerUp(cluster) && fleet.nodesUp(in: cluster) == 0)
    #expect(fleet.hubToMember(cluster) == .refused)
    #expect(fleet.agentToHub(cluster) == .timesOut)
    fleet.end(first)
    #expect(fleet.isServerUp(cluster) && fleet.hubToMember(cluster) == .succeeds)
    fleet.end(second)
    #expect(fleet.nodesUp(in: cluster) == 4)
  }

  @Test func controlPlaneLinkAndHubHaveTheirOwnAnswers() throws {
    let fleet = try Worlds.fleet()
    let listener = Listener()
    fleet.add(listener)
    let cluster = ClusterID(1)
    let server = fleet.begin(.clusterControlPlane(cluster), cause: "x")
    #expect(fleet.hubToMember(cluster) == .refused)
    #expect(fleet.agentToMember(cluster) == .refused)
    #expect(fleet.agentToHub(cluster) == .succeeds)
    let link = fleet.begin(.link(cluster), cause: "y")
    #expect(fleet.hubToMember(cluster) == .timesOut)
    #expect(fleet.agentToHub(cluster) == .timesOut)
    fleet.end(server)
    #expect(fleet.agentToMember(cluster) == .succeeds)
    fleet.end(link)
    #expect(fleet.hubToMember(cluster) == .succeeds)
    let hub = fleet.begin(.hub, cause: "z")
    #expect(!fleet.hubIsUp && fleet.agentToHub(ClusterID(3)) == .refused)
    #expect(fleet.hubToMember(cluster) == .succeeds)
    fleet.end(hub)
    #expect(fleet.hubIsUp && listener.hub == 2)
  }

  @Test func aLostRegionTakesItsPartsAndTheHubAlong() throws {
    let shape = NodeResources(milliCPU: 1000, memory: 1 << 30, pods: 10)
    let topology = try Topology(
      FleetDescription(
        regions: [
          .init(name: "europe", zones: []),
          .init(name: "eu-1", zones: ["a"], parent: "europe"),
          .init(name: "us-1", zones: ["b"]),
        ],
        clusters: [
          .init(name: "m1", region: "eu-1", pools: [.init(nodes: 2, allocatable: shape)]),
          .init(name: "m2", region: "us-1", pools: [.init(nodes: 2, allocatable: shape)]),
        ], hubRegion: "eu-1"))
    let fleet = Fleet(
      simulation: .init(), seed: .init(master: 1), topology: topology, tenants: [])
    let id = fleet.begin(.region(RegionID(0)), cause: "storm")
    #expect(!fleet.isServerUp(ClusterID(0)) && fleet.isServerUp(ClusterID(1)))
    #expect(!fleet.hubIsUp)
    fleet.end(id)
    #expect(fleet.isServerUp(ClusterID(0)) && fleet.hubIsUp)
  }

  @Test func podsFollowTheirGround() throws {
    let fleet = try Worlds.fleet()
    let ledger = Ledger()
    fleet.add(ledger)
    let service = fleet.add(Worlds.service())
    let workload = fleet.declare(service, replicas: 4, in: ClusterID(0))
    var pods: [PodID] = []
    for node in 0..<4 {
      let pod = fleet.createPod(of: workload)
      #expect(ledger.pending == 1)
      fleet.bind(pod, to: NodeID(node))
      #expect(fleet.start(pod))
      pods.append(pod)
    }
    #expect(ledger.serving == 4 && ledger.pending == 0 && ledger.usage.milliCPU == 2000)
    #expect(fleet.status(of: service, in: ClusterID(0))?.ready == 4)
    let before = ledger.calls
    let region = fleet.begin(.region(RegionID(0)), cause: "x")
    #expect(ledger.serving == 0 && ledger.unreachable == 4 && ledger.usage == .zero)
    // The nodes of a zone change together, and the workload is told of once per pool.
    #expect(ledger.calls - before <= 2)
    // The API server still believes what it last heard.
    #expect(fleet.status(of: service, in: ClusterID(0))?.ready == 4)
    fleet.end(region)
    #expect(ledger.serving == 4 && ledger.unreachable == 0)
    let node = fleet.begin(.node(NodeID(0)), cause: "y")
    fleet.delete(pods[0])
    #expect(fleet.state(of: pods[0]) == .terminating && ledger.unreachable == 0)
    #expect(fleet.capacity(of: ClusterID(0)).allocated.pods == 4)
    fleet.end(node)
    #expect(fleet.finishTerminations(on: NodeID(0)))
    #expect(fleet.capacity(of: ClusterID(0)).allocated.pods == 3)
    for pod in pods.dropFirst() { fleet.delete(pod) }
    #expect(ledger.serving == 0 && ledger.usage == .zero && fleet.podCount == 0)
    #expect(fleet.capacity(of: ClusterID(0)).allocated == .zero)
    // Slots are used again, in another life.
    let again = fleet.createPod(of: workload)
    #expect(again == pods[3] && fleet.life(of: again) == 1)
  }
}
