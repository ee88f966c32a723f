import EventKernel
import FleetModel
import KubeFed
import KubernetesAPI
import KubernetesControllers
import Stochastic
import Testing

@testable import KubeFedControllers

/// Both generations on a fleet with real members.
@Suite struct FleetTests {
  /// A fleet of six members in three regions with six services of twelve replicas.
  final class World: FleetObserver {
    let simulation = Simulation()
    let fleet: Fleet
    let plane: KubeFedControlPlane
    var serving: Int32 = 0
    var milestones: [(seconds: Double, milestone: Milestone)] = []

    init(
      _ program: KubeFedSettings.Program = .kubeFed(KubeFedTiming()), manifests: String = "",
      cold: Bool = false, mode: LoopMode = .parked
    ) throws {
      let description = FleetDescription.regular(
        regions: 3, zonesPerRegion: 1, clusters: 6, nodesPerCluster: 4,
        allocatable: NodeResources(milliCPU: 16_000, memory: 64 << 30, pods: 110))
      fleet = Fleet(
        simulation: simulation, seed: StreamSeed(master: 5), topology: try Topology(description),
        tenants: [Tenant(name: "t", jurisdictions: [])])
      for index in 0..<6 {
        _ = fleet.add(
          Service(
            name: "default/app\(index)", kind: "Deployment", tenant: TenantID(0), replicas: 12,
            request: NodeResources(milliCPU: 500, memory: 1 << 30), tolerations: [],
            startup: .constant(5), lifetime: .forever))
      }
      var settings = KubeFedSettings(program)
      settings.startsCold = cold
      settings.loopMode = mode
      plane = KubeFedControlPlane(
        fleet: fleet, members: MemberControllers(fleet: fleet),
        manifests: try KindRegistry.kubernetes.adding(KubeFedKinds.all)
          .read(Array(manifests.utf8), file: "manifests.yaml", unknownKinds: .reject),
        settings: settings)
      fleet.add(self as any FleetObserver)
    }

    func run(to seconds: Double) { simulation.run(until: VirtualTime(seconds: seconds)) }

    func first(after seconds: Double, _ matches: (Milestone) -> Bool) -> Double? {
      milestones.first { $0.seconds >= seconds && matches($0.milestone) }?.seconds
    }

    func replicas(_ service: Int, in cluster: Int) -> Int32? {
      fleet.status(of: ServiceID(service), in: ClusterID(cluster))?.desired
    }

    func servingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
      serving += delta
    }
    func pendingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
    func unreachableChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
    func usageChanged(in cluster: ClusterID, by delta: NodeResources) {}
    func disruptionBegan(_ disruption: Disruption) {}
    func disruptionEnded(_ disruption: Disruption) {}
    func reached(_ milestone: Milestone) {
      milestones.append((simulation.now.inSeconds, milestone))
    }
    func requested(_ count: Int, of cluster: ClusterID?) {}
    func violated(_ invariant: String, _ detail: @autoclosure () -> String) {
      Issue.record("\(invariant): \(detail())")
    }
  }

  @Test(arguments: [false, true], [false, true])
  func aRegionFailsOver(isFederation: Bool, cold: Bool) throws {
    let world = try World(
      isFederation ? .federation(FederationTiming()) : .kubeFed(KubeFedTiming()), cold: cold)
    world.plane.start()
    world.run(to: 600)
    #expect(world.serving == 72)
    #expect(world.plane.gauge("clusters.ready") == 6)
    #expect(world.plane.gauge("objects.unpropagated") == 0)
    let outage = world.fleet.begin(.region(RegionID(0)), cause: "test")
    #expect(world.serving < 72)
    world.run(to: 1500)
    #expect(world.serving == 72, "everything runs elsewhere")
    let detected = try #require(
      world.first(after: 600) { if case .detected = $0 { true } else { false } })
    let evicted = try #require(
      world.first(after: 600) { if case .evicted = $0 { true } else { false } })
    // A blackhole: a period, then the time-out; v1 probes one after the other.
    #expect(detected > 600 && detected <= (isFederation ? 600 + 40 + 60 : 613.1))
    #expect(evicted >= detected && evicted <= detected + 64)
    world.fleet.end(outage)
    world.run(to: 3000)
    #expect(world.plane.gauge("clusters.ready") == 6)
    #expect(
      world.first(after: 1500) { if case .readmitted = $0 { true } else { false } } != nil)
    #expect(world.serving == 72, "what runs twice is scaled down again")
  }

  @Test func withoutAPreferenceNothingMoves() throws {
    let world = try World(
      manifests: """
        apiVersion: types.kubefed.io/v1beta1
        kind: FederatedDeployment
        metadata: {name: app0, namespace: default}
        spec:
          template: {spec: {replicas: 3}}
          placement:
            clusterSelector: {}
          overrides:
            - clusterName: member-2
              clusterOverrides: [{path: /spec/replicas, value: 5}]
        """)
    world.plane.start()
    world.run(to: 300)
    #expect((0..<6).map { world.replicas(0, in: $0) } == [3, 5, 3, 3, 3, 3])
    _ = world.fleet.begin(.region(RegionID(0)), cause: "test")
    world.run(to: 1200)
    #expect((0..<6).map { world.replicas(0, in: $0) } == [3, 5, 3, 3, 3, 3])
    #expect(
      world.milestones.allSatisfy {
        if case .evicted(let service, _) = $0.milestone { service != ServiceID(0) } else { true }
      })
  }

  @Test func aPlacementThatSelectsNothingRunsNothing() throws {
    let world = try World(
      manifests: """
        apiVersion: types.kubefed.io/v1beta1
        kind: FederatedDeployment
        metadata: {name: app0, namespace: default}
        spec: {template: {spec: {replicas: 3}}, placement: {}}
        """)
    world.plane.start()
    world.run(to: 100)
    #expect((0..<6).allSatisfy { world.replicas(0, in: $0) == nil })
  }

  @Test func theHostFailsAndComesBack() throws {
    let world = try World()
    world.plane.start()
    world.run(to: 100)
    let hub = world.fleet.begin(.hub, cause: "test")
    let region = world.fleet.begin(.region(RegionID(0)), cause: "test")
    world.run(to: 1000)
    #expect(world.plane.gauge("clusters.ready") == 6, "nobody looks")
    world.fleet.end(hub)
    world.run(to: 1500)
    #expect(world.plane.gauge("clusters.ready") == 4)
    #expect(world.serving == 72)
    world.fleet.end(region)
    world.run(to: 2500)
    #expect(world.serving == 72)
  }

  @Test func aDeletedObjectTakesItsCopiesAlong() throws {
    let world = try World()
    world.plane.start()
    world.run(to: 100)
    world.plane.serviceRemoved(ServiceID(2))
    world.run(to: 200)
    #expect((0..<6).allSatisfy { world.replicas(2, in: $0) == nil })
    #expect(world.plane.gauge("objects") == 5)
    world.plane.serviceRemoved(ServiceID(2))
    world.run(to: 300)
  }

  @Test(arguments: [false, true])
  func parkedAndTickingLoopsDoTheSame(isFederation: Bool) throws {
    var runs: [[String]] = []
    for mode in LoopMode.allCases {
      let world = try World(
        isFederation ? .federation(FederationTiming()) : .kubeFed(KubeFedTiming()), mode: mode)
      world.plane.start()
      world.run(to: 333)
      let outage = world.fleet.begin(.region(RegionID(1)), cause: "test")
      world.run(to: 777)
      world.fleet.end(outage)
      world.run(to: 1999)
      runs.append(world.milestones.map { "\($0.seconds) \($0.milestone)" })
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].count > 12)
  }
}
