import Conformance
import Documents
import EventKernel
import FleetModel
import Karmada
import KubernetesAPI
import KubernetesControllers
import Stochastic
import Testing

@testable import KarmadaControllers

/// Karmada on a fleet with real members.
@Suite struct FleetTests {
  /// A fleet of six members in three regions, six services, failover by taints.
  final class World: FleetObserver, KarmadaTrace {
    let simulation = Simulation()
    let fleet: Fleet
    let members: MemberControllers
    let plane: KarmadaControlPlane
    var serving: Int32 = 0
    var milestones: [(seconds: Double, milestone: Milestone)] = []
    var changes: [(seconds: Double, change: KarmadaChange)] = []
    var requests = 0

    init(pull: Bool = false, cold: Bool = false) throws {
      var description = FleetDescription.regular(
        regions: 3, zonesPerRegion: 1, clusters: 6, nodesPerCluster: 4,
        allocatable: NodeResources(milliCPU: 16_000, memory: 64 << 30, pods: 110))
      for index in description.clusters.indices {
        description.clusters[index].syncMode = pull ? .pull : .push
      }
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
      members = MemberControllers(fleet: fleet)
      var settings = KarmadaSettings()
      settings.startsCold = cold
      try settings.set("Failover", to: "true")
      try settings.set("enable-no-execute-taint-eviction", to: "true")
      plane = KarmadaControlPlane(
        fleet: fleet, members: members, manifests: try Self.manifests(), settings: settings)
      fleet.add(self as any FleetObserver)
      plane.trace = self
    }

    static func manifests() throws -> [ManifestObject] {
      let text = """
        apiVersion: policy.karmada.io/v1alpha1
        kind: ClusterPropagationPolicy
        metadata: {name: all}
        spec:
          resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
          placement:
            replicaScheduling:
              replicaSchedulingType: Divided
              replicaDivisionPreference: Weighted
              weightPreference: {dynamicWeight: AvailableReplicas}
            spreadConstraints: [{spreadByField: cluster, minGroups: 2, maxGroups: 3}]
        ---
        apiVersion: policy.karmada.io/v1alpha1
        kind: ClusterTaintPolicy
        metadata: {name: fail}
        spec:
          taints: [{key: down, effect: NoExecute}]
          addOnConditions:
            [{conditionType: Ready, operator: In, statusValues: ["False", "Unknown"]}]
          removeOnConditions: [{conditionType: Ready, operator: In, statusValues: ["True"]}]
        """
      return try KindRegistry.kubernetes.adding(KarmadaKinds.all)
        .read(Array(text.utf8), file: "policies.yaml")
    }

    func run(to seconds: Double) { simulation.run(until: VirtualTime(seconds: seconds)) }

    func first(_ matches: (Milestone) -> Bool, after seconds: Double) -> Double? {
      milestones.first { $0.seconds >= seconds && matches($0.milestone) }?.seconds
    }

    func changed(_ change: KarmadaChange) { changes.append((simulation.now.inSeconds, change)) }
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
    func requested(_ count: Int, of cluster: ClusterID?) { requests += count }
    func violated(_ invariant: String, _ detail: @autoclosure () -> String) {
      Issue.record("\(invariant): \(detail())")
    }
  }

  @Test(arguments: [false, true], [false, true])
  func aRegionFailsOver(pull: Bool, cold: Bool) throws {
    let world = try World(pull: pull, cold: cold)
    world.plane.start()
    world.run(to: 600)
    #expect(world.serving == 72)
    #expect(world.plane.gauge("clusters.ready") == 6)
    let outage = world.fleet.begin(.region(RegionID(0)), cause: "test")
    #expect(world.serving < 72)
    world.run(to: 1500)
    #expect(world.serving == 72)
    let detected = try #require(
      world.first({ if case .detected = $0 { true } else { false } }, after: 600))
    let evicted = try #require(
      world.first({ if case .evicted = $0 { true } else { false } }, after: 600))
    // Push: a hanging probe and a second one that exceeds the threshold; pull: the grace of leases.
    #expect(pull ? (625...650).contains(detected) : (660...700).contains(detected))
    #expect(evicted >= detected && evicted < detected + 20)
    world.fleet.end(outage)
    world.run(to: 3600)
    #expect(world.serving == 72)
    #expect(world.plane.gauge("clusters.ready") == 6)
    #expect(world.plane.gauge("bindings.evicting") == 0)
  }

  @Test func workloadsRunOnWhileTheHubIsDown() throws {
    let world = try World()
    world.plane.start()
    world.run(to: 300)
    let hub = world.fleet.begin(.hub, cause: "test")
    world.run(to: 310)
    let region = world.fleet.begin(.region(RegionID(1)), cause: "test")
    let changes = world.changes.count
    let serving = world.serving
    world.run(to: 900)
    #expect(world.changes.count == changes)
    #expect(world.serving == serving)
    world.fleet.end(hub)
    world.run(to: 1800)
    // A new manager has no memory: the first failed probe counts at once.
    #expect(world.plane.gauge("clusters.ready") == 4)
    #expect(world.serving == 72)
    world.fleet.end(region)
    world.run(to: 3600)
    #expect(world.plane.gauge("clusters.ready") == 6)
    #expect(world.serving == 72)
  }

  @Test func twoRunsAreIdentical() throws {
    let worlds = [try World(), try World()]
    for world in worlds {
      world.simulation.recordsFingerprint = true
      world.plane.start()
      world.run(to: 100)
      world.fleet.begin(.region(RegionID(0)), cause: "test")
      world.run(to: 900)
    }
    #expect(worlds[0].simulation.fingerprint == worlds[1].simulation.fingerprint)
    #expect(worlds[0].requests == worlds[1].requests)
  }

  @Test func aFinishedRunIsFreed() throws {
    weak var remains: Fleet?
    try {
      let fleet = Fleet(
        simulation: Simulation(), seed: StreamSeed(master: 1),
        topology: try Topology(
          .regular(
            regions: 1, zonesPerRegion: 1, clusters: 2, nodesPerCluster: 2,
            allocatable: NodeResources(milliCPU: 4000, memory: 16 << 30, pods: 110))),
        tenants: [Tenant(name: "t", jurisdictions: [])])
      let plane = KarmadaControlPlane(
        fleet: fleet, members: MemberControllers(fleet: fleet),
        manifests: try World.manifests())
      plane.start()
      withExtendedLifetime((fleet, plane)) {
        fleet.simulation.run(until: VirtualTime(seconds: 60))
      }
      remains = fleet
    }()
    #expect(remains == nil)
  }

  /// After an outage, the orphans of a push member wait for the back-off of their Work, which has
  /// grown with the outage; an agent removes them as soon as its watch is back.
  @Test func pullMembersAreCleanedUpBeforePushMembers() throws {
    let cases = try VectorFile.read(path: "\(TimelineTests.folder)/timeline-failover.jsonl.gz")
    func times(_ id: String) throws -> (ready: Double, deleting: Double, gone: Double) {
      let vector = try #require(cases.first { $0.id == "timeline-failover-\(id)-d" })
      let changes = try TimelineRun.changes(of: vector, seed: 3)
      func last(_ object: String, _ field: String, _ value: Documents.Node) throws -> Double {
        try #require(
          changes.last { $0.object == object && $0.field == field && $0.value == value }?.seconds)
      }
      return (
        try last("Cluster/m1", "status.conditions[Ready]", "True/ClusterReady"),
        try last("Work/m1/default/web", "deleting", true),
        try last("Work/m1/default/web", "exists", false)
      )
    }
    let push = try times("outage-push-ctp")
    #expect(push.gone > push.ready + 50)
    #expect(abs(push.gone - push.deleting - 0.005 * Double((1 << 17) - 1)) < 0.01)
    let pull = try times("outage-pull-ctp")
    #expect(pull.gone < pull.ready + 60)
    #expect(pull.gone < push.gone)
  }
}
