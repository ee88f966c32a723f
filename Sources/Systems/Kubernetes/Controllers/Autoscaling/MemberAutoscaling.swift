import EventKernel
import FleetModel
import Kubernetes
import Stochastic

/// The cluster autoscaler of one member simulated as objects, and the provider of its machines.
///
/// The autoscaler runs in the control plane: with it it stops, and begins anew with what it finds.
final class MemberAutoscaling: EventHandler {
  let pools: MemberNodePools
  let autoscaler: ClusterAutoscaler
  private let view: AutoscaledMember
  private unowned let server: APIServer
  private var component = ComponentID(rawValue: 0)
  /// How long after the beginning of the run the program starts.
  private let phase: VirtualDuration
  private var hasStarted = false

  /// Nil if no pool of the cluster scales.
  init?(
    of site: Topology.Cluster, in server: APIServer, kubelets: Kubelets, _ fleet: Fleet,
    _ timing: KubernetesTiming
  ) {
    let scaling = site.pools.filter { fleet.topology.pools[$0].scaling != nil }
    if scaling.isEmpty { return nil }
    self.server = server
    pools = MemberNodePools(
      scaling.map { PoolID($0) }, server: server, kubelets: kubelets, fleet: fleet, timing: timing)
    view = AutoscaledMember(server: server)
    let options = timing.clusterAutoscaler
    var stream = RandomStream(fleet.seed, entity: site.name, purpose: Self.purpose)
    phase = .seconds(
      stream.uniform() * VirtualDuration(nanoseconds: options.scanInterval).inSeconds)
    autoscaler = ClusterAutoscaler(
      options: options, cluster: view, provider: pools, simulation: server.simulation,
      stream: stream, loopDuration: timing.clusterAutoscalerLoop, mode: .parked)
    autoscaler.priorities = pools.priorities
    component = server.simulation.register(self, name: "autoscaler start")
    pools.instancesWillChange = { [unowned autoscaler] in autoscaler.instancesWillChange() }
    pools.instancesChanged = { [unowned autoscaler] in autoscaler.inputsChanged() }
    view.autoscaler = autoscaler
    server.watch(pools)
    server.watch(view)
  }

  private static let purpose = StreamPurpose("cluster-autoscaler")

  /// The program has run for long: it begins at a phase of its own.
  func start() {
    server.simulation.schedule(component, code: 0, after: phase)
  }

  func handle(_ event: Event, in simulation: Simulation) {
    hasStarted = true
    if server.isUp { autoscaler.start() }
  }

  /// The control plane stops or is back.
  func setUp(_ isUp: Bool) {
    if isUp { pools.placesMayBeFree() }
    guard hasStarted else { return }
    if isUp { autoscaler.start() } else { autoscaler.stop() }
  }

  /// Machines may find the place that they have waited for.
  func placesMayBeFree() { pools.placesMayBeFree() }
}
