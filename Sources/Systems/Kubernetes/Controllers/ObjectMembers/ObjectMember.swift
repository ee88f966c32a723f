import Documents
import EventKernel
import FleetModel
import Kubernetes
import KubernetesAPI
import Stochastic

/// One member in full: an API server with its objects, the controllers that the recorded timelines
/// are replayed on, a scheduler and kubelets, over the nodes of one cluster of a fleet.
final class ObjectMember {
  let cluster: ClusterID
  let server: APIServer
  let mirror: FleetMirror
  let kubelets: Kubelets
  private unowned(unsafe) let fleet: Fleet
  private let manifests: ServiceManifests
  private let timing: KubernetesTiming
  private let scheduler: KubeScheduler
  private let nodeLifecycle: NodeLifecycleController
  private let taintEviction: TaintEvictionController
  private let podCollector: PodGarbageCollector
  private let replicaSets: ReplicaSetController
  private let deployments: DeploymentController
  /// By `ServiceID`.
  private var deploymentOf: [Int: DeploymentObject] = [:]
  /// By number of the deployment.
  private let workloads: Workloads

  /// Which workload of the fleet a deployment stands for.
  private final class Workloads {
    var ofDeployment: [Int32: WorkloadID] = [:]
  }

  init(
    _ cluster: ClusterID, fleet: Fleet, timing: KubernetesTiming, manifests: ServiceManifests
  ) {
    self.cluster = cluster
    self.fleet = fleet
    self.timing = timing
    self.manifests = manifests
    let site = fleet.topology.clusters[cluster.position]
    let server = APIServer(simulation: fleet.simulation)
    self.server = server
    let workloads = Workloads()
    self.workloads = workloads
    func workload(of pod: PodObject) -> WorkloadID? {
      guard let set = pod.owner as? ReplicaSetObject, let deployment = set.deployment else {
        return nil
      }
      return workloads.ofDeployment[deployment.id]
    }
    let mirror = FleetMirror(fleet: fleet, cluster: cluster, workload: workload)
    self.mirror = mirror
    // The fleet is told first, so that kubelets find the row of a pod that they start.
    server.watch(mirror)
    kubelets = Kubelets(server: server) { pod in
      Self.life(of: pod, workload(of: pod), server: server, fleet: fleet)
    }
    func client(_ qps: Float, _ burst: Int) -> APIClient {
      APIClient(
        qps: qps, burst: burst, latency: timing.apiLatency, of: server, at: fleet.simulation.now)
    }
    let manager = client(timing.controllerQPS, timing.controllerBurst)
    var configuration = KubeScheduler.Configuration()
    configuration.settings.percentageOfNodesToScore = Int32(
      clamping: timing.percentageOfNodesToScore)
    configuration.cycle = timing.schedulingCycle
    scheduler = KubeScheduler(
      server: server, client: client(timing.schedulerQPS, timing.schedulerBurst),
      configuration: configuration,
      stream: RandomStream(fleet.seed, entity: site.name, purpose: .placement))
    nodeLifecycle = NodeLifecycleController(
      server: server, kubelets: kubelets, timing: timing, client: manager, seed: fleet.seed)
    taintEviction = TaintEvictionController(server: server, client: manager)
    podCollector = PodGarbageCollector(server: server, timing: timing, client: manager)
    replicaSets = ReplicaSetController(server: server, client: manager)
    deployments = DeploymentController(server: server, client: manager)
    server.requested = { [unowned(unsafe) fleet] in fleet.countRequests(1, of: cluster) }
    server.watch(self)
    createNodes(of: site)
    start(site)
  }

  private func createNodes(of site: Topology.Cluster) {
    for position in site.nodes {
      let id = NodeID(position)
      guard let node = server.createNode(Self.object(of: id, in: fleet), { $0.readiness = .isTrue })
      else { preconditionFailure("nodes of a cluster have different names") }
      var stream = RandomStream(fleet.seed, entity: fleet.stream(of: id), purpose: .phase)
      let phase = VirtualTime(seconds: stream.uniform() * timing.leaseRenewPeriod.inSeconds)
      kubelets.add(node, lease: PeriodicLoop(period: timing.leaseRenewPeriod, phase: phase))
    }
  }

  /// A node of the fleet as the API server has it.
  private static func object(of id: NodeID, in fleet: Fleet) -> ClusterNode {
    let pool = fleet.topology.pools[fleet.pool(of: id).position]
    let zone = fleet.topology.zones[pool.zone.position]
    var object = ClusterNode()
    object.metadata.name = fleet.topology.name(of: id).replacing("/", with: ".")
    object.metadata.labels = pool.labels
    object.metadata.labels[WellKnown.hostname] = object.metadata.name
    object.metadata.labels[WellKnown.zone] = zone.name
    object.metadata.labels[WellKnown.region] =
      fleet.topology.regions[zone.region.position].name
    object.spec.taints = pool.taints
    object.spec.unschedulable = pool.unschedulable
    let allocatable = pool.allocatable
    object.status.allocatable = [
      "cpu": Quantity(milli: allocatable.milliCPU), "memory": Quantity(allocatable.memory),
      "ephemeral-storage": Quantity(allocatable.ephemeralStorage),
      "pods": Quantity(allocatable.pods),
    ]
    if allocatable.gpu > 0 {
      object.status.allocatable["nvidia.com/gpu"] = Quantity(allocatable.gpu)
    }
    object.status.capacity = object.status.allocatable
    return object
  }

  /// Programs that have run for long tick at phases of their own.
  private func start(_ site: Topology.Cluster) {
    var phases = RandomStream(fleet.seed, entity: site.name, purpose: .phase)
    let phase = VirtualDuration.seconds(
      phases.uniform() * timing.nodeMonitorPeriod.inSeconds)
    nodeLifecycle.start(at: .zero + phase)
    taintEviction.start()
    podCollector.start()
    replicaSets.start()
    deployments.start()
    scheduler.start()
  }

  // MARK: Kubelets

  /// How a pod starts: as its service's law says, the n-th of a workload alike in every arm.
  private static func life(
    of pod: PodObject, _ workload: WorkloadID?, server: APIServer, fleet: Fleet
  ) -> PodLife {
    guard let workload else { return PodLife(readyAfter: .zero) }
    if server.isInstant { return PodLife(readyAfter: .zero) }
    let service = fleet.services[fleet.service(of: workload).position]
    let ordinal = fleet.bindings(of: workload) &- 1
    func draw(_ law: Distribution, _ purpose: StreamPurpose) -> VirtualDuration {
      var stream = RandomStream(
        fleet.seed, entity: fleet.stream(of: workload), purpose: purpose, phase: ordinal)
      return .seconds(max(0, law.sample(using: &stream)))
    }
    let startup = draw(service.startup, MemberControllers.startup)
    guard case .completes(let law) = service.lifetime else {
      return PodLife(readyAfter: startup)
    }
    return PodLife(
      readyAfter: startup, completesAfter: startup + draw(law, MemberControllers.lifetime))
  }

  // MARK: Machines

  func setUp(_ isUp: Bool) {
    server.setUp(isUp)
    if isUp {
      nodeLifecycle.start()
      replicaSets.start()
      deployments.start()
    } else {
      nodeLifecycle.stop()
      replicaSets.stop()
      deployments.stop()
    }
  }

  func setUp(_ node: NodeID, _ isUp: Bool) {
    let first = fleet.topology.clusters[cluster.position].nodes.lowerBound
    guard let object = server.nodes[Int32(node.position - first)] else { return }
    if isUp { kubelets.recover(object) } else { kubelets.stop(object) }
  }

  // MARK: Workloads

  /// Creates the object of a service, or changes its replicas.
  func apply(_ service: ServiceID, replicas: Int32) {
    let workload = fleet.declare(service, replicas: replicas, in: cluster)
    if let deployment = deploymentOf[service.position] {
      server.scale(deployment, to: replicas)
      return
    }
    let manifest = manifests.manifest(of: service, in: fleet)
    var object = manifest.object
    var spec = object["spec"] ?? [:]
    spec.set("replicas", Documents.Node(Int64(replicas)))
    object.set("spec", spec)
    // Numbers count from zero in order of creation, so the next one is known before pods come.
    guard let deployment = try? server.createDeployment(object, file: manifest.file) else {
      preconditionFailure("manifests are checked before a run, and names are unique")
    }
    deploymentOf[service.position] = deployment
    workloads.ofDeployment[deployment.id] = workload
  }

  /// Deletes the object of a service.
  func remove(_ service: ServiceID) {
    guard let deployment = deploymentOf.removeValue(forKey: service.position) else { return }
    if let workload = fleet.workload(of: service, in: cluster) { fleet.withdraw(workload) }
    server.delete(deployment)
    workloads.ofDeployment[deployment.id] = nil
  }

  /// The status that the deployment controller has written.
  func status(of service: ServiceID) -> WorkloadStatus? {
    guard let deployment = deploymentOf[service.position] else { return nil }
    return WorkloadStatus(
      desired: deployment.spec.replicas, replicas: deployment.status.replicas,
      ready: deployment.status.ready)
  }

  /// Refuses what members simulated as objects cannot create.
  static func check(
    _ templates: [ServiceManifests.Manifest], _ companions: [ServiceManifests.Manifest]
  ) throws {
    let simulation = Simulation()
    defer { withExtendedLifetime(simulation) {} }
    let server = APIServer(simulation: simulation)
    for (index, template) in templates.enumerated() {
      let kind = template.object["kind"]?.string ?? ""
      guard kind == "Deployment" else {
        throw DocumentError(
          file: template.file, position: template.object["kind"]?.position ?? .none, path: "kind",
          problem: "members simulated as objects run no \(kind) in this version; use fidelity"
            + " \"nodes\" for it")
      }
      var object = template.object
      var metadata = object["metadata"] ?? [:]
      metadata.set("name", Documents.Node("check-\(index)"))
      object.set("metadata", metadata)
      _ = try server.createDeployment(object, file: template.file)
    }
  }
}

extension ObjectMember: APIWatcher {
  /// The control plane is told what the member's API server reports.
  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    guard case .modified(let change) = event, change.contains(.status),
      let deployment = object as? DeploymentObject,
      let workload = workloads.ofDeployment[deployment.id]
    else { return }
    fleet.noteStatus(of: workload)
  }
}
