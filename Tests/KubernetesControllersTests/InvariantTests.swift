import EventKernel
import FleetModel
import KubernetesControllers
import Stochastic
import Testing

/// Checkers find nothing while members live through a random history, and everything when state is
/// made wrong.
@Suite struct InvariantTests {
  @Test(arguments: 1...8)
  func nothingIsViolatedInARandomHistory(seed: Int) throws {
    let world = try World(clusters: 3, zones: 2, nodes: 8, seed: UInt64(seed))
    var stream = RandomStream(
      StreamSeed(master: UInt64(seed)), entity: "history", purpose: StreamPurpose("test"))
    let services = (0..<4).map {
      world.service(
        "default/s\($0)", milliCPU: [250, 500, 1000, 1900][$0],
        tolerations: $0 == 2 ? [] : World.defaultTolerations,
        startup: .exponential(mean: 20),
        lifetime: $0 == 3 ? .completes(.exponential(mean: 300)) : .forever)
    }
    var active: [DisruptionID] = []
    for step in 1...120 {
      world.run(to: Double(step) * 37)
      let cluster = ClusterID(stream.index(below: 3))
      switch stream.index(below: 7) {
      case 0, 1:
        world.members.apply(
          services[stream.index(below: 4)], replicas: Int32(stream.index(below: 25)), to: cluster)
      case 2: world.members.remove(services[stream.index(below: 4)], from: cluster)
      case 3:
        active.append(world.fleet.begin(.node(NodeID(stream.index(below: 24))), cause: "test"))
      case 4:
        active.append(
          world.fleet.begin(
            stream.uniform() < 0.5
              ? .zone(ZoneID(stream.index(below: 2))) : .clusterControlPlane(cluster),
            cause: "test"))
      default:
        if !active.isEmpty {
          world.fleet.end(active.remove(at: stream.index(below: active.count)))
        }
      }
      for checker in InvariantCheckers.all { checker.check(world.fleet) }
      #expect(world.log.first { $0.contains("violated") } == nil)
    }
    for id in active { world.fleet.end(id) }
    world.run(to: 20_000)
    for service in services {
      for cluster in 0..<3 {
        guard let workload = world.fleet.workload(of: service, in: ClusterID(cluster)) else {
          continue
        }
        let counts = world.fleet.counts(of: workload)
        #expect(counts.active == max(0, counts.desired - counts.completed))
        #expect(counts.serving + counts.pending == counts.active)
        #expect(counts.unreachable == 0 && counts.reportedReady == counts.serving)
      }
    }
    for checker in InvariantCheckers.all { checker.check(world.fleet) }
    #expect(world.log.first { $0.contains("violated") } == nil)
  }

  @Test func aForbiddenJurisdictionIsFound() throws {
    let shape = NodeResources(milliCPU: 4000, memory: 16 << 30, pods: 110)
    let topology = try Topology(
      FleetDescription(
        regions: [.init(name: "r", zones: ["z"], jurisdiction: "US")],
        clusters: [.init(name: "m", region: "r", pools: [.init(nodes: 1, allocatable: shape)])]))
    let fleet = Fleet(
      simulation: Simulation(), seed: StreamSeed(master: 1), topology: topology,
      tenants: [Tenant(name: "t", jurisdictions: ["EU"])])
    let violations = Violations()
    fleet.add(violations)
    let members = MemberControllers(fleet: fleet)
    let service = fleet.add(
      Service(
        name: "default/web", kind: "Deployment", tenant: TenantID(0), replicas: 1,
        request: NodeResources(milliCPU: 100), tolerations: [], startup: .constant(1),
        lifetime: .forever))
    members.apply(service, replicas: 1, to: ClusterID(0))
    for checker in InvariantCheckers.all { checker.check(fleet) }
    #expect(violations.names == ["jurisdiction"])
    // A node that was filled past its capacity is found too.
    let workload = try #require(fleet.workload(of: service, in: ClusterID(0)))
    for _ in 0..<120 { fleet.bind(fleet.createPod(of: workload), to: NodeID(0)) }
    violations.names = []
    CapacityNeverExceeded().check(fleet)
    ReplicaConservation().check(fleet)
    #expect(violations.names == ["capacity-never-exceeded", "replica-conservation"])
  }
}

/// Remembers the names of violated invariants.
final class Violations: FleetObserver {
  var names: [String] = []
  func servingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
  func pendingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
  func unreachableChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
  func usageChanged(in cluster: ClusterID, by delta: NodeResources) {}
  func disruptionBegan(_ disruption: Disruption) {}
  func disruptionEnded(_ disruption: Disruption) {}
  func reached(_ milestone: Milestone) {}
  func requested(_ count: Int, of cluster: ClusterID?) {}
  func violated(_ invariant: String, _ detail: @autoclosure () -> String) {
    names.append(invariant)
  }
}
