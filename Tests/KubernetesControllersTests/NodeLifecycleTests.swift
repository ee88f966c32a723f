import EventKernel
import FleetModel
import KubernetesAPI
import KubernetesControllers
import Stochastic
import Testing

/// From a silent kubelet to replaced pods, with the constants of 1.36.
@Suite struct NodeLifecycleTests {
  /// The windows are those of the recorded real controllers: Unknown 45–60 s after the crash,
  /// deletion 345–360 s after it (100 ms after the taint's tick at most).
  @Test(arguments: 1...16)
  func aDeadNodeIsFoundTaintedAndEmptied(seed: Int) throws {
    let world = try World(nodes: 4, seed: UInt64(seed))
    let service = world.service()
    world.members.apply(service, replicas: 4, to: ClusterID(0))
    world.run(to: 100)
    #expect(world.serving == 4)
    let crash = 101.829
    world.run(to: crash)
    world.fleet.begin(.node(NodeID(0)), cause: "test")
    #expect(world.serving == 3 && world.unreachable == 1)
    world.run(to: 500)
    let unknown = try #require(world.times(of: "Unknown").first)
    #expect((45...60).contains(unknown - crash))
    let tainted = try #require(world.times(of: "unreachable:NoExecute").first)
    #expect(abs(tainted - unknown - 0.1) < 1e-6)
    let replaced = try #require(world.times(of: "unreachable 0 0 -1").last)
    #expect(abs(replaced - tainted - 300) < 1e-6)
    #expect(world.serving == 4 && world.unreachable == 0)
    let recovered = try #require(world.times(of: "serving 0 0 1").last)
    #expect(abs(recovered - replaced - 5) < 1e-6)
  }

  @Test func aShortOutageIsNotNoticed() throws {
    let world = try World(nodes: 4)
    let service = world.service()
    world.members.apply(service, replicas: 4, to: ClusterID(0))
    world.run(to: 100)
    let id = world.fleet.begin(.node(NodeID(0)), cause: "test")
    world.run(to: 140)
    world.fleet.end(id)
    world.run(to: 1000)
    #expect(world.times(of: "Unknown").isEmpty)
    #expect(world.serving == 4 && world.members.status(of: service, in: ClusterID(0))?.ready == 4)
  }

  @Test func aNodeThatReturnsInTimeKeepsItsPods() throws {
    let world = try World(nodes: 4)
    let service = world.service()
    world.members.apply(service, replicas: 4, to: ClusterID(0))
    world.run(to: 100)
    let id = world.fleet.begin(.node(NodeID(0)), cause: "test")
    world.run(to: 300)
    #expect(world.members.status(of: service, in: ClusterID(0))?.ready == 3)
    #expect(world.members.capacity(of: ClusterID(0)).readyNodes == 3)
    world.fleet.end(id)
    #expect(world.members.status(of: service, in: ClusterID(0))?.ready == 4)
    world.run(to: 1000)
    #expect(world.times(of: "reachable").count == 1)
    #expect(world.times(of: "pending 0 0 1").count == 4)
    #expect(world.serving == 4)
  }

  /// One token per ten seconds and zone in a healthy zone.
  @Test func taintsComeAtTheEvictionRate() throws {
    let world = try World(nodes: 20)
    world.run(to: 100)
    for node in 0..<5 { world.fleet.begin(.node(NodeID(node)), cause: "test") }
    world.run(to: 400)
    let times = world.times(of: "unreachable:NoExecute")
    #expect(times.count == 5)
    for (earlier, later) in zip(times, times.dropFirst()) {
      #expect(abs(later - earlier - 10) < 1e-6)
    }
  }

  @Test func aSmallZoneThatIsPartlyDownStandsStill() throws {
    let world = try World(zones: 2, nodes: 20)
    world.run(to: 100)
    // Six of the ten nodes of a zone at once.
    for node in 0..<6 { world.fleet.begin(.node(NodeID(node)), cause: "test") }
    world.run(to: 2000)
    #expect(world.times(of: "Unknown").count == 6)
    // Nodes found in an earlier pass, while the zone counted as normal, may have got the token.
    #expect(world.times(of: "unreachable:NoExecute").count <= 1)
  }

  @Test func aLostZoneIsEvictedAtTheNormalRate() throws {
    let world = try World(zones: 2, nodes: 20)
    world.run(to: 100)
    world.fleet.begin(.zone(ZoneID(0)), cause: "test")
    world.run(to: 2000)
    #expect(world.times(of: "unreachable:NoExecute").count == 10)
  }

  /// When no node answers the controller stops: it may be its own network that is broken.
  @Test func nothingIsEvictedWhenAllNodesAreSilent() throws {
    let world = try World(nodes: 6)
    let service = world.service()
    world.members.apply(service, replicas: 6, to: ClusterID(0))
    world.run(to: 100)
    var ids: [DisruptionID] = []
    for node in 0..<6 { ids.append(world.fleet.begin(.node(NodeID(node)), cause: "test")) }
    world.run(to: 2000)
    #expect(world.times(of: "Unknown").count == 6)
    #expect(world.times(of: "pending 0 0 1").count == 6)
    world.fleet.end(ids[0])
    world.run(to: 4000)
    #expect(world.serving >= 1)
  }

  @Test func controllersThatWereDownStartTheirClocksAnew() throws {
    let world = try World(nodes: 4)
    let service = world.service()
    world.members.apply(service, replicas: 4, to: ClusterID(0))
    world.run(to: 100)
    world.fleet.begin(.node(NodeID(0)), cause: "test")
    world.run(to: 200)
    let server = world.fleet.begin(.clusterControlPlane(ClusterID(0)), cause: "test")
    world.run(to: 1000)
    #expect(world.times(of: "pending 0 0 1").count == 4)
    world.fleet.end(server)
    world.run(to: 1299)
    #expect(world.times(of: "pending 0 0 1").count == 4)
    world.run(to: 1301)
    #expect(world.times(of: "pending 0 0 1").count == 5)
  }

  @Test func tolerationsDecide() throws {
    let world = try World(nodes: 2)
    let forever = [
      Toleration(key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute")
    ]
    let impatient = world.service("default/impatient", tolerations: [])
    let patient = world.service("default/patient", tolerations: forever)
    world.members.apply(impatient, replicas: 2, to: ClusterID(0))
    world.members.apply(patient, replicas: 2, to: ClusterID(0))
    world.run(to: 100)
    world.fleet.begin(.node(NodeID(0)), cause: "test")
    world.run(to: 3000)
    let tainted = try #require(world.times(of: "unreachable:NoExecute").first)
    let deleted = world.times(of: "unreachable 0 0 -1")
    #expect(deleted == [tainted])
    #expect(world.times(of: "unreachable 1 0 -1").isEmpty)
  }
}
