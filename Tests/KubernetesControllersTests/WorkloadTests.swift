import EventKernel
import FleetModel
import KubernetesAPI
import KubernetesControllers
import Stochastic
import Testing

@Suite struct WorkloadTests {
  static let cluster = ClusterID(0)

  @Test func podsSpreadOverEqualNodes() throws {
    let world = try World(nodes: 4)
    let service = world.service()
    world.members.apply(service, replicas: 12, to: Self.cluster)
    world.run(to: 60)
    for node in 0..<4 {
      #expect(world.fleet.requested(on: NodeID(node)).pods == 3)
    }
    #expect(
      world.members.status(of: service, in: Self.cluster)
        == WorkloadStatus(desired: 12, replicas: 12, ready: 12))
  }

  /// Thirty requests at once, then twenty a second, two for each pod.
  @Test func creationFollowsTheClientsBudget() throws {
    let world = try World(nodes: 10)
    let service = world.service(startup: .constant(0))
    world.members.apply(service, replicas: 65, to: Self.cluster)
    #expect(world.members.status(of: service, in: Self.cluster)?.replicas == 15)
    world.run(to: 1.05)
    #expect(world.members.status(of: service, in: Self.cluster)?.replicas == 25)
    world.run(to: 5.05)
    #expect(world.members.status(of: service, in: Self.cluster)?.replicas == 65)
  }

  @Test func podsWithoutRoomWaitAndAreServedWhenThereIsSome() throws {
    let world = try World(nodes: 2)
    let first = world.service("default/a", milliCPU: 1000)
    let second = world.service("default/b", milliCPU: 1000)
    world.members.apply(first, replicas: 8, to: Self.cluster)
    world.members.apply(second, replicas: 3, to: Self.cluster)
    world.run(to: 100)
    #expect(world.pending == 3 && world.serving == 8)
    #expect(world.members.capacity(of: Self.cluster).allocating.pods == 3)
    world.members.apply(first, replicas: 6, to: Self.cluster)
    world.run(to: 200)
    #expect(world.pending == 1 && world.serving == 8)
    world.members.remove(first, from: Self.cluster)
    world.run(to: 300)
    #expect(world.pending == 0 && world.serving == 3)
    #expect(world.members.status(of: first, in: Self.cluster) == nil)
  }

  @Test func scalingDownTakesThePendingThenTheYoungest() throws {
    let world = try World(nodes: 1)
    let service = world.service(milliCPU: 1000)
    world.members.apply(service, replicas: 3, to: Self.cluster)
    world.run(to: 1000)
    let old = Set(Self.pods(world))
    world.members.apply(service, replicas: 6, to: Self.cluster)
    world.run(to: 1100)
    #expect(world.pending == 2)
    world.members.apply(service, replicas: 4, to: Self.cluster)
    #expect(world.pending == 0)
    world.members.apply(service, replicas: 3, to: Self.cluster)
    #expect(Set(Self.pods(world)) == old)
  }

  static func pods(_ world: World) -> [PodID] {
    var pods: [PodID] = []
    var next = world.fleet.firstPod(on: NodeID(0))
    while let pod = next {
      pods.append(pod)
      next = world.fleet.nextPod(onNodeAfter: pod)
    }
    return pods
  }

  @Test func jobsComplete() throws {
    let world = try World(nodes: 2)
    let job = world.service("default/job", lifetime: .completes(.constant(10)))
    world.members.apply(job, replicas: 4, to: Self.cluster)
    world.run(to: 14)
    #expect(world.serving == 4)
    world.run(to: 16)
    #expect(world.serving == 0 && world.fleet.podCount == 0)
    let workload = try #require(world.fleet.workload(of: job, in: Self.cluster))
    #expect(world.fleet.counts(of: workload).completed == 4)
  }

  @Test func taintsAndCordonsOfPoolsAreRespected() throws {
    let shape = NodeResources(milliCPU: 4000, memory: 16 << 30, pods: 110)
    let taint = Taint(key: "dedicated", value: "db", effect: "NoSchedule")
    let soft = Taint(key: "spot", effect: "PreferNoSchedule")
    let world = try World(
      FleetDescription(
        regions: [.init(name: "r", zones: ["z"])],
        clusters: [
          .init(
            name: "m", region: "r",
            pools: [
              .init(name: "plain", nodes: 1, allocatable: shape),
              .init(name: "dedicated", nodes: 1, allocatable: shape, taints: [taint]),
              .init(name: "spot", nodes: 1, allocatable: shape, taints: [soft]),
              .init(name: "cordoned", nodes: 1, allocatable: shape, unschedulable: true),
            ])
        ]))
    let plain = world.service("default/plain", milliCPU: 1000)
    world.members.apply(plain, replicas: 4, to: Self.cluster)
    world.run(to: 10)
    // The soft taint costs 300 points, which no emptiness makes up for.
    #expect((0..<4).map { world.fleet.requested(on: NodeID($0)).pods } == [4, 0, 0, 0])
    world.members.apply(plain, replicas: 9, to: Self.cluster)
    world.run(to: 20)
    #expect((0..<4).map { world.fleet.requested(on: NodeID($0)).pods } == [4, 0, 4, 0])
    let database = world.service(
      "default/db", milliCPU: 1000,
      tolerations: [Toleration(key: "dedicated", operator: "Exists")])
    world.members.apply(database, replicas: 1, to: Self.cluster)
    world.run(to: 30)
    #expect(world.fleet.requested(on: NodeID(1)).pods == 1)
  }

  @Test func sameSeedSameRunOtherSeedOther() throws {
    func fingerprint(_ seed: UInt64) throws -> UInt64 {
      let world = try World(clusters: 2, nodes: 10, seed: seed)
      world.simulation.recordsFingerprint = true
      let service = world.service(startup: .exponential(mean: 10))
      world.members.apply(service, replicas: 40, to: ClusterID(0))
      world.run(to: 60)
      world.fleet.begin(.node(NodeID(3)), cause: "test")
      world.run(to: 1000)
      return world.simulation.fingerprint
    }
    #expect(try fingerprint(1) == fingerprint(1))
    #expect(try fingerprint(1) != fingerprint(2))
  }
}
