import EventKernel
import FleetModel
import Kubernetes
import KubernetesControllers
import Stochastic
import Testing

struct LimitsTests {
  private func world(
    nodes: Int = 4, pods: Int64 = 110, seed: UInt64 = 1, mode: LoopMode = .parked,
    _ change: (inout ScaleLimits) -> Void
  ) throws -> World {
    var description = FleetDescription.regular(
      regions: 1, zonesPerRegion: 1, clusters: 1, nodesPerCluster: nodes,
      allocatable: NodeResources(milliCPU: 64_000, memory: 256 << 30, pods: pods))
    change(&description.clusters[0].limits)
    return try World(description, seed: seed, mode: mode)
  }

  // MARK: Limits

  @Test("with `warn` everything runs, and the crossing is told once")
  func warns() throws {
    let world = try world { $0.pods = 10 }
    let service = world.service(milliCPU: 100)
    world.members.apply(service, replicas: 15, to: ClusterID(0))
    world.run(to: 60)
    #expect(world.serving == 15)
    #expect(world.crossings.map(\.dimension) == [.pods])
    #expect(world.crossings.first?.verdict == .warned)
    // Below the limit and beyond again is another crossing.
    world.members.apply(service, replicas: 5, to: ClusterID(0))
    world.members.apply(service, replicas: 12, to: ClusterID(0))
    world.run(to: 120)
    #expect(world.crossings.map(\.dimension) == [.pods, .pods])
  }

  @Test("with `reject` a quota keeps pods out until there is room", arguments: [true, false])
  func rejects(byNamespace: Bool) throws {
    let world = try world {
      $0.action = .reject
      if byNamespace { $0.objectsPerNamespace = 10 } else { $0.pods = 10 }
    }
    let first = world.service("shop/a", milliCPU: 100)
    let second = world.service("shop/b", milliCPU: 100)
    let elsewhere = world.service("bank/c", milliCPU: 100)
    world.members.apply(first, replicas: 6, to: ClusterID(0))
    world.members.apply(second, replicas: 6, to: ClusterID(0))
    world.run(to: 60)
    #expect(world.serving == 10)
    world.members.apply(elsewhere, replicas: 2, to: ClusterID(0))
    world.run(to: 120)
    #expect(world.serving == (byNamespace ? 12 : 10))
    let expected: ScaleDimension = byNamespace ? .objectsPerNamespace : .pods
    #expect(world.crossings.allSatisfy { $0.verdict == .rejected(.exceededQuota) })
    #expect(Set(world.crossings.map(\.dimension)) == [expected])
    world.members.apply(first, replicas: 1, to: ClusterID(0))
    world.run(to: 1_500)
    #expect(world.serving == 9)
  }

  @Test("with `reject` a node takes no more pods than its kubelet's `maxPods`")
  func podsPerNode() throws {
    let strict = try world(nodes: 2) {
      $0.action = .reject
      $0.podsPerNode = 3
    }
    strict.members.apply(strict.service(milliCPU: 100), replicas: 8, to: ClusterID(0))
    strict.run(to: 60)
    #expect(strict.serving == 6)
    #expect(strict.pending == 2)
    let lenient = try world(nodes: 2) { $0.podsPerNode = 3 }
    lenient.members.apply(lenient.service(milliCPU: 100), replicas: 8, to: ClusterID(0))
    lenient.run(to: 60)
    #expect(lenient.serving == 8)
    #expect(lenient.crossings.map(\.dimension) == [.podsPerNode])
  }

  @Test("nodes, Services and churn are told")
  func others() throws {
    let world = try world(nodes: 5) {
      $0.nodes = 4
      $0.services = 1
      $0.churnPerSecond = 0.1
    }
    let first = world.service("shop/a", milliCPU: 100)
    world.members.apply(first, replicas: 4, to: ClusterID(0))
    world.members.apply(world.service("shop/b", milliCPU: 100), replicas: 4, to: ClusterID(0))
    world.run(to: 1)
    #expect(world.crossings.map(\.dimension) == [.services, .churn, .nodes])
    world.members.remove(first, from: ClusterID(0))
    world.members.apply(world.service("shop/c", milliCPU: 100), replicas: 1, to: ClusterID(0))
    #expect(world.crossings.map(\.dimension) == [.services, .churn, .nodes, .services])
  }

  @Test("what was there before the start is counted, too")
  func established() throws {
    let world = try world {
      $0.pods = 10
      $0.model = .queueing
    }
    world.members.establish(world.service(milliCPU: 100), replicas: 15, in: ClusterID(0))
    #expect(world.serving == 15)
    #expect(world.crossings.map(\.dimension) == [.pods])
    #expect(world.samples.isEmpty)
  }

  // MARK: Queues

  @Test("far below every limit the queues cost a fraction of a second")
  func idle() throws {
    for (model, latest) in [(ScaleLimits.Model.none, 5.0), (.queueing, 5.3)] {
      let world = try world { $0.model = model }
      world.members.apply(world.service(milliCPU: 100), replicas: 10, to: ClusterID(0))
      world.run(to: latest)
      #expect(world.serving == 10, "\(model)")
    }
  }

  @Test("a scheduler deals with as many pods per second as its service time says")
  func schedulerThroughput() throws {
    let world = try world(nodes: 200) {
      $0.model = .queueing
      $0.controlPlane.controllerQPS = 0
      $0.controlPlane.schedulerQPS = 0
      $0.controlPlane.schedulerFeature = .requiredPodAffinity
    }
    let service = world.service(milliCPU: 100, startup: .constant(0.001))
    world.members.apply(service, replicas: 1_000, to: ClusterID(0))
    let model = SchedulerServiceTime()
    let cycle = model.seconds(
      .requiredPodAffinity, lookingAt: SchedulerServiceTime.sample(of: 200), among: 1_000)
    world.run(to: cycle * 500)
    // The API server turns some of the thousand away for a second, so that fewer pods are looked at.
    #expect(world.pending > 400 && world.pending < 520, "\(world.pending) pending")
    world.run(to: cycle * 1_000 + 1)
    #expect(world.serving == 1_000)
  }

  @Test("the same seed gives the same run, whether loops are parked or tick")
  func determinism() throws {
    func log(_ seed: UInt64, _ mode: LoopMode) throws -> [String] {
      let world = try world(nodes: 10, seed: seed, mode: mode) { $0.model = .queueing }
      world.members.apply(world.service(milliCPU: 100), replicas: 100, to: ClusterID(0))
      world.fleet.begin(.node(NodeID(3)), cause: "test")
      world.run(to: 600)
      return world.log
    }
    #expect(try log(1, .parked) == log(1, .parked))
    #expect(try log(1, .parked) == log(1, .ticking))
    #expect(try log(1, .parked) != log(2, .parked))
  }

  @Test("a full store takes no more pods")
  func fullStore() throws {
    let world = try world(nodes: 1, pods: 1_000) {
      $0.model = .queueing
      $0.storeQuota = 1 << 20
      $0.controlPlane.controllerQPS = 0
    }
    let service = world.service(milliCPU: 10)
    world.members.apply(service, replicas: 200, to: ClusterID(0))
    world.run(to: 30)
    #expect(world.serving == 200)
    world.members.apply(service, replicas: 300, to: ClusterID(0))
    world.run(to: 60)
    #expect(world.serving + world.pending < 300)
    #expect(world.crossings.contains { $0.verdict == .rejected(.noSpace) })
    world.members.apply(service, replicas: 50, to: ClusterID(0))
    #expect(world.serving + world.pending == 50)
  }
}

/// The cost of requests, one by one.
struct RequestCostTests {
  private func cost(
    nodes: Int = 100, seed: UInt64 = 1, _ change: (inout ScaleLimits) -> Void = { _ in }
  ) -> RequestCost {
    var limits = ScaleLimits.official
    limits.model = .queueing
    change(&limits)
    return RequestCost(
      nodes: nodes, limits: limits, seed: StreamSeed(master: seed), entity: "m")
  }

  @Test("requests that come one by one take their service time")
  func alone() {
    var cost = cost()
    var sum = 0.0
    for step in 0..<20_000 {
      let answer = cost.answer(to: .createPod, at: VirtualTime(seconds: Double(step)))
      #expect(answer.outcome == .answered)
      sum += answer.latency.inSeconds
    }
    // 2 ms of work and 1.7 ms in the store, within four standard errors.
    let mean = sum / 20_000
    #expect(abs(mean / 0.003_75 - 1) < 0.03)
  }

  @Test("a burst waits behind itself, and what finds no room is turned away")
  func burst() {
    var cost = cost { $0.controlPlane.mostSeats = 1 }
    var waits: [Double] = []
    var rejected = 0
    for _ in 0..<5_000 {
      let answer = cost.answer(to: .createPod, at: .zero)
      if answer.outcome == .answered {
        waits.append(answer.latency.inSeconds)
      } else {
        rejected += 1
      }
    }
    // Three flows, six queues each, fifty long; and the seats.
    #expect(rejected > 3_500)
    #expect(waits.count > 900)
    let early = waits.prefix(50).reduce(0, +) / 50
    let late = waits.suffix(50).reduce(0, +) / 50
    #expect(late > 3 * early)
    // A second later the backlog is gone.
    #expect(cost.answer(to: .createPod, at: VirtualTime(seconds: 5)).outcome == .answered)
  }

  @Test("load from many nodes that never rests makes everybody wait")
  func background() {
    func mean(_ nodes: Int) -> Double {
      var cost = cost(nodes: nodes) { $0.controlPlane.cores = 4 }
      var sum = 0.0
      for step in 0..<2_000 {
        sum +=
          cost.answer(to: .createPod, at: VirtualTime(seconds: Double(step) * 0.1))
          .latency.inSeconds
      }
      return sum / 2_000
    }
    let (few, many, most) = (mean(100), mean(15_000), mean(30_000))
    #expect(few < many)
    #expect(many < most)
    #expect(most > 10 * few)
  }

  @Test("the answers are those of the seed")
  func seeds() {
    func answers(_ seed: UInt64) -> [RequestAnswer] {
      var cost = cost(seed: seed)
      return (0..<100).map { cost.answer(to: .bindPod, at: VirtualTime(seconds: Double($0))) }
    }
    #expect(answers(1) == answers(1))
    #expect(answers(1) != answers(2))
  }

  @Test("a long pause costs nothing and forgets the load")
  func pause() {
    var cost = cost()
    for _ in 0..<1_000 { cost.note(.createPod, at: .zero) }
    let late = cost.answer(to: .createPod, at: VirtualTime(seconds: 1e8))
    #expect(late.outcome == .answered)
    #expect(late.latency.inSeconds < 0.1)
  }
}
