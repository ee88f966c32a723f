import EventKernel
import FleetModel
import KubernetesAPI
import Stochastic

/// Makes the nodes of one member's API server out of nodes of the fleet, each with its kubelet.
struct NodeRegistration {
  private unowned let server: APIServer
  private unowned let kubelets: Kubelets
  private unowned(unsafe) let fleet: Fleet
  private let timing: KubernetesTiming

  init(server: APIServer, kubelets: Kubelets, fleet: Fleet, timing: KubernetesTiming) {
    self.server = server
    self.kubelets = kubelets
    self.fleet = fleet
    self.timing = timing
  }

  /// The name of a node that is there from the start.
  static func name(of node: NodeID, in topology: Topology) -> String {
    topology.name(of: node).replacing("/", with: ".")
  }

  /// Registers the nodes of a cluster that are there from the start: Ready, with kubelets that renew
  /// their leases at phases of their own.
  func registerAll(of site: Topology.Cluster) {
    for position in site.nodes where fleet.isPresent(NodeID(position)) {
      let id = NodeID(position)
      var stream = RandomStream(fleet.seed, entity: fleet.stream(of: id), purpose: .phase)
      let phase = VirtualTime(seconds: stream.uniform() * timing.leaseRenewPeriod.inSeconds)
      register(id, named: Self.name(of: id, in: fleet.topology), phase: phase)
    }
  }

  /// Registers a node that starts now, Ready at once.
  @discardableResult
  func register(_ id: NodeID, named name: String, phase: VirtualTime) -> NodeObject {
    let pool = fleet.pool(of: id)
    var object = ClusterNode(named: name, of: pool, in: fleet.topology)
    if fleet.topology.pools[pool.position].scaling != nil { object.spec.providerID = name }
    let node = server.createNode(object) {
      $0.place = id
      $0.readiness = .isTrue
      $0.readyReason = "KubeletReady"
      $0.readyChanged = server.timestamp
      $0.heartbeat = server.timestamp
    }
    guard let node else { preconditionFailure("nodes of a cluster have different names") }
    kubelets.add(node, lease: PeriodicLoop(period: timing.leaseRenewPeriod, phase: phase))
    return node
  }
}

extension ClusterNode {
  /// A node of a pool as the API server has it when it registers.
  init(named name: String, of pool: PoolID, in topology: Topology) {
    let pool = topology.pools[pool.position]
    let zone = topology.zones[pool.zone.position]
    self.init()
    metadata.name = name
    metadata.labels = pool.labels
    metadata.labels[WellKnown.hostname] = name
    metadata.labels[WellKnown.zone] = zone.name
    metadata.labels[WellKnown.region] = topology.regions[zone.region.position].name
    spec.taints = pool.taints
    spec.unschedulable = pool.unschedulable
    let allocatable = pool.allocatable
    status.allocatable = [
      "cpu": Quantity(milli: allocatable.milliCPU), "memory": Quantity(allocatable.memory),
      "ephemeral-storage": Quantity(allocatable.ephemeralStorage),
      "pods": Quantity(allocatable.pods),
    ]
    if allocatable.gpu > 0 { status.allocatable["nvidia.com/gpu"] = Quantity(allocatable.gpu) }
    status.capacity = status.allocatable
  }
}
