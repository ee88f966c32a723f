import EventKernel
import FleetModel
import Kubernetes
import KubernetesAPI
import Stochastic
import Testing

@testable import KubernetesControllers

/// One member simulated as objects, with a pool that scales.
private final class ScalingWorld: FleetObserver, AutoscalerObserver {
  let fleet: Fleet
  let members: ObjectMembers
  /// When nodes came and went, in seconds.
  var nodes: [(at: Double, count: Int32)] = []
  /// What the autoscaler said about growth of the pool, with the instant at which that began.
  var growth: [(at: Double, state: AutoscalerStatus.ScaleUp)] = []
  var serving: Int32 = 0
  var pending: Int32 = 0
  var violations: [String] = []

  init(
    _ scaling: PoolScaling, initial: Int = 1, zones: Int = 1, seed: UInt64 = 1,
    flags: [String: String] = [:]
  ) throws {
    var description = FleetDescription(
      regions: [.init(name: "r", zones: (0..<zones).map { "r-\($0)" })])
    description.clusters = [
      .init(
        name: "m", region: "r",
        pools: [
          .init(
            name: "pool", nodes: initial,
            allocatable: NodeResources(
              milliCPU: 4000, memory: 16 << 30, ephemeralStorage: 100 << 30, pods: 110),
            scaling: scaling)
        ])
    ]
    var timing = KubernetesTiming.release136
    for (flag, value) in flags.sorted(by: { $0.key < $1.key }) { try timing.set(flag, to: value) }
    fleet = Fleet(
      simulation: Simulation(), seed: StreamSeed(master: seed), topology: try Topology(description),
      tenants: [Tenant(name: "t", jurisdictions: [])])
    members = ObjectMembers(
      fleet: fleet, timings: [timing], isObject: [true],
      manifests: try ServiceManifests(templates: [], companions: []))
    fleet.add(self as any FleetObserver)
    members.autoscaling(of: ClusterID(0))?.autoscaler.observer = self
  }

  /// A service of which two replicas fill a node of 4 cores.
  func service() -> ServiceID {
    fleet.add(
      Service(
        name: "default/web", kind: "Deployment", tenant: TenantID(0), replicas: 0,
        request: NodeResources(milliCPU: 1900, memory: 1 << 30), tolerations: [],
        startup: .constant(5), lifetime: .forever))
  }

  /// Runs to an instant, and looks at every invariant each minute.
  func run(to seconds: Double) {
    var next = fleet.simulation.now.inSeconds
    repeat {
      next = min(next + 60, seconds)
      fleet.simulation.run(until: VirtualTime(seconds: next))
      for checker in InvariantCheckers.all { checker.check(fleet) }
    } while next < seconds
  }

  func scale(_ service: ServiceID, to replicas: Int32) {
    members.apply(service, replicas: replicas, to: ClusterID(0))
  }

  var count: Int32 { members.capacity(of: ClusterID(0)).nodes }
  var ready: Int32 { members.capacity(of: ClusterID(0)).readyNodes }

  func servingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    serving += delta
  }
  func pendingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    pending += delta
  }
  func unreachableChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
  func usageChanged(in cluster: ClusterID, by delta: NodeResources) {}
  func capacityChanged(in cluster: ClusterID, by delta: NodeResources, nodes: Int32) {
    self.nodes.append((fleet.simulation.now.inSeconds, nodes))
  }
  func disruptionBegan(_ disruption: Disruption) {}
  func disruptionEnded(_ disruption: Disruption) {}
  func reached(_ milestone: Milestone) {}
  func requested(_ count: Int, of cluster: ClusterID?) {}
  func violated(_ invariant: String, _ detail: @autoclosure () -> String) {
    violations.append("\(fleet.simulation.now.inSeconds) \(invariant): \(detail())")
  }

  func autoscalerLoopBegan(at now: Int64) {}
  func autoscalerWrote(_ status: AutoscalerStatus) {
    guard let state = status.groups.first?.scaleUp, growth.last?.state != state else { return }
    growth.append((fleet.simulation.now.inSeconds, state))
  }
}

@Suite struct NodePoolScalingTests {
  private static let steady = PoolScaling(
    minNodes: 1, maxNodes: 10, provisioning: .constant(120), deletion: .constant(30))

  @Test("pods without a node make the pool grow after the scan interval and the provisioning time")
  func grows() throws {
    let world = try ScalingWorld(Self.steady)
    #expect(world.count == 1 && world.ready == 1)
    let service = world.service()
    world.run(to: 100)
    world.scale(service, to: 6)
    world.run(to: 200)
    #expect(world.serving == 2 && world.pending == 4)
    #expect(world.nodes.isEmpty)
    world.run(to: 300)
    // A loop at once finds the pods too young; the next one, ten seconds later, asks for two nodes.
    #expect(world.nodes.map(\.count) == [1, 1])
    #expect(world.nodes.allSatisfy { (230...232).contains($0.at) }, "\(world.nodes)")
    #expect(world.count == 3 && world.ready == 3)
    #expect(world.serving == 6 && world.pending == 0)
    #expect(world.violations.isEmpty, "\(world.violations)")
  }

  @Test("a pool does not grow beyond its maximum, nor shrink below its minimum")
  func staysWithinBounds() throws {
    var scaling = Self.steady
    (scaling.minNodes, scaling.maxNodes) = (2, 4)
    let world = try ScalingWorld(scaling, initial: 3)
    let service = world.service()
    world.run(to: 20)
    world.scale(service, to: 40)
    world.run(to: 3600)
    #expect(world.count == 4 && world.serving == 8 && world.pending == 32)
    world.scale(service, to: 0)
    world.run(to: 3 * 3600)
    #expect(world.count == 2 && world.ready == 2)
    #expect(world.violations.isEmpty, "\(world.violations)")
  }

  @Test("nodes that were not needed for ten minutes go")
  func shrinks() throws {
    let world = try ScalingWorld(Self.steady)
    let service = world.service()
    world.scale(service, to: 6)
    world.run(to: 1200)
    #expect(world.count == 3)
    world.scale(service, to: 1)
    world.run(to: 1790)
    #expect(world.count == 3)
    world.run(to: 2600)
    #expect(world.count == 1 && world.ready == 1 && world.serving == 1)
    #expect(world.violations.isEmpty, "\(world.violations)")
  }

  @Test("nothing goes for ten minutes after the cluster grew")
  func waitsAfterGrowth() throws {
    let world = try ScalingWorld(Self.steady, flags: ["scale-down-unneeded-time": "30s"])
    let service = world.service()
    world.run(to: 100)
    world.scale(service, to: 6)
    world.run(to: 300)
    world.scale(service, to: 2)
    world.run(to: 4000)
    // Asked for at 110 s: free to go from 710 s on, and gone 35 s later at the earliest.
    let gone = world.nodes.filter { $0.count < 0 }.map(\.at)
    #expect(gone.count == 2)
    #expect(gone.allSatisfy { $0 > 745 }, "\(gone)")
  }

  @Test("a seed decides everything")
  func isDeterministic() throws {
    func log(_ seed: UInt64) throws -> [String] {
      var scaling = PoolScaling(minNodes: 0, maxNodes: 8)
      scaling.outOfCapacity = 0.3
      scaling.failure = 0.1
      let world = try ScalingWorld(scaling, initial: 1, zones: 2, seed: seed)
      let service = world.service()
      world.scale(service, to: 12)
      world.run(to: 5000)
      world.scale(service, to: 3)
      world.run(to: 9000)
      #expect(world.violations.isEmpty, "\(world.violations)")
      return world.nodes.map { "\($0.at) \($0.count)" }
    }
    let first = try log(1)
    #expect(first.count > 4)
    #expect(try log(1) == first)
    #expect(try log(2) != first)
  }

  @Test("a provider without capacity is asked after pauses that double")
  func backsOff() throws {
    var scaling = Self.steady
    scaling.outOfCapacity = 1
    let world = try ScalingWorld(scaling)
    let service = world.service()
    world.scale(service, to: 4)
    world.run(to: 2 * 3600)
    #expect(world.nodes.isEmpty && world.pending == 2)
    let pauses = world.growth.filter { $0.state == .backoff }.map(\.at)
    let gaps = zip(pauses.dropFirst(), pauses).map { $0 - $1 }
    // 5, 10, 20, 30 minutes, each to the first loop after it.
    #expect(gaps.count >= 4)
    for (gap, pause) in zip(gaps, [300.0, 600, 1200, 1800]) {
      #expect(gap > pause && gap < pause + 25, "\(gaps)")
    }
    #expect(world.violations.isEmpty, "\(world.violations)")
  }

  @Test("a machine that never becomes a node is given up after the provisioning time, and replaced")
  func givesUpMachines() throws {
    var scaling = Self.steady
    scaling.failure = 1
    let world = try ScalingWorld(scaling)
    let service = world.service()
    world.scale(service, to: 4)
    world.run(to: 500)
    let pools = try #require(world.members.autoscaling(of: ClusterID(0))?.pools)
    let first = pools.instances(of: "pool").map(\.id)
    #expect(first.count == 2)
    world.run(to: 1200)
    let second = pools.instances(of: "pool").map(\.id)
    #expect(second.count == 2 && second[0] == first[0] && second[1] != first[1])
    #expect(world.count == 1)
  }

  @Test("without its control plane a machine cannot register, and the autoscaler begins anew")
  func survivesOutage() throws {
    let world = try ScalingWorld(Self.steady)
    let service = world.service()
    world.run(to: 100)
    world.scale(service, to: 4)
    world.run(to: 150)
    let outage = world.fleet.begin(.clusterControlPlane(ClusterID(0)), cause: "test")
    world.run(to: 500)
    #expect(world.count == 1)
    world.fleet.end(outage)
    world.run(to: 501)
    #expect(world.count == 2 && world.ready == 2)
    world.run(to: 600)
    #expect(world.serving == 4)
    world.scale(service, to: 1)
    world.run(to: 1800)
    #expect(world.count == 1 && world.violations.isEmpty, "\(world.violations)")
  }

  @Test("a machine whose zone is down waits for it")
  func waitsForZone() throws {
    let world = try ScalingWorld(Self.steady, initial: 2, zones: 2)
    let service = world.service()
    world.run(to: 100)
    world.scale(service, to: 12)
    world.run(to: 150)
    let outage = world.fleet.begin(.zone(ZoneID(1)), cause: "test")
    world.run(to: 400)
    let inZone = world.fleet.topology.pools[1].nodes.filter {
      world.fleet.isPresent(NodeID($0))
    }
    #expect(inZone.count == 1)
    world.fleet.end(outage)
    world.run(to: 900)
    #expect(world.serving == 12 && world.pending == 0)
    #expect(world.violations.isEmpty, "\(world.violations)")
  }

  @Test("flags are read by their upstream names")
  func readsFlags() throws {
    var timing = KubernetesTiming.release136
    try timing.set("scale-down-unneeded-time", to: "3m")
    #expect(timing.clusterAutoscaler.scaleDownUnneededTime == 180_000_000_000)
    #expect(timing.text(of: "scale-down-unneeded-time") == "3m0s")
    #expect(timing.text(of: "expander") == "least-waste")
    try timing.set("expander", to: "priority,most-pods")
    #expect(timing.text(of: "expander") == "priority,most-pods")
    #expect(throws: KubernetesFlagProblem.self) { try timing.set("scan-interval", to: "0s") }
    #expect(throws: KubernetesFlagProblem.self) { try timing.set("scan-interval", to: "often") }
    // What is printed as a default can be written.
    for flag in KubernetesTiming.flagNames {
      let text = try #require(timing.text(of: flag.name))
      if !text.isEmpty { try timing.set(flag.name, to: text) }
    }
  }
}
