import EventKernel
import FleetModel
import Kubernetes
import KubernetesAPI
import KubernetesControllers
import Stochastic

/// A fleet whose members are at work, and a log of everything that is observable.
final class World: FleetObserver, TraceSink {
  let fleet: Fleet
  let members: MemberControllers
  /// What changed, with its instant, in order.
  var log: [String] = []
  var serving: Int32 = 0
  var pending: Int32 = 0
  var unreachable: Int32 = 0
  var crossings: [LimitCrossing] = []
  var samples: [ControlPlaneSample] = []

  var simulation: Simulation { fleet.simulation }
  var seconds: Double { simulation.now.inSeconds }

  init(
    _ description: FleetDescription, seed: UInt64 = 1, timing: KubernetesTiming = .release136,
    mode: LoopMode = .parked
  ) throws {
    let fleet = Fleet(
      simulation: Simulation(), seed: StreamSeed(master: seed),
      topology: try Topology(description), tenants: [Tenant(name: "t", jurisdictions: [])])
    self.fleet = fleet
    members = MemberControllers(fleet: fleet, timing: timing, mode: mode)
    fleet.add(self as any FleetObserver)
    fleet.simulation.traceSink = self
  }

  convenience init(
    clusters: Int = 1, zones: Int = 1, nodes: Int = 4, seed: UInt64 = 1,
    timing: KubernetesTiming = .release136, mode: LoopMode = .parked
  ) throws {
    try self.init(
      .regular(
        regions: 1, zonesPerRegion: zones, clusters: clusters, nodesPerCluster: nodes,
        allocatable: NodeResources(milliCPU: 4000, memory: 16 << 30, pods: 110)),
      seed: seed, timing: timing, mode: mode)
  }

  static let defaultTolerations = ["not-ready", "unreachable"].map {
    Toleration(
      key: "node.kubernetes.io/" + $0, operator: "Exists", effect: "NoExecute",
      tolerationSeconds: 300)
  }

  func service(
    _ name: String = "default/web", milliCPU: Int64 = 500,
    tolerations: [Toleration] = World.defaultTolerations, startup: Distribution = .constant(5),
    lifetime: Service.Lifetime = .forever
  ) -> ServiceID {
    fleet.add(
      Service(
        name: name, kind: "Deployment", tenant: TenantID(0), replicas: 0,
        request: NodeResources(milliCPU: milliCPU, memory: 1 << 30), tolerations: tolerations,
        startup: startup, lifetime: lifetime))
  }

  func run(to seconds: Double) { simulation.run(until: VirtualTime(seconds: seconds)) }

  /// The instants at which a line with this ending was logged.
  func times(of ending: String) -> [Double] {
    log.filter { $0.hasSuffix(ending) }.compactMap { Double($0.prefix { $0 != " " }) }
  }

  private func write(_ text: String) { log.append("\(simulation.now.inSeconds) \(text)") }

  func servingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    serving += delta
    write("serving \(service.rawValue) \(cluster.rawValue) \(delta)")
  }
  func pendingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    pending += delta
    write("pending \(service.rawValue) \(cluster.rawValue) \(delta)")
  }
  func unreachableChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {
    unreachable += delta
    write("unreachable \(service.rawValue) \(cluster.rawValue) \(delta)")
  }
  func usageChanged(in cluster: ClusterID, by delta: NodeResources) {
    write("usage \(cluster.rawValue) \(delta.milliCPU)")
  }
  func disruptionBegan(_ disruption: Disruption) {}
  func disruptionEnded(_ disruption: Disruption) {}
  func reached(_ milestone: Milestone) {}
  func requested(_ count: Int, of cluster: ClusterID?) {}
  func crossed(_ limit: LimitCrossing) { crossings.append(limit) }
  func measured(_ sample: ControlPlaneSample, in cluster: ClusterID) { samples.append(sample) }
  func violated(_ invariant: String, _ detail: @autoclosure () -> String) {
    write("violated \(invariant): \(detail())")
  }

  func record(_ record: TraceRecord, in simulation: Simulation) {}
  func note(_ text: String, from component: ComponentID, in simulation: Simulation) {
    write(text)
  }
}
