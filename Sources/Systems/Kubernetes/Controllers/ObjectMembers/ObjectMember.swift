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
  private let programs: MemberPrograms
  private let owners: Owners
  private var images = NodeImages()
  /// Nil where no pool scales.
  private(set) var autoscaling: MemberAutoscaling?
  /// By `ServiceID`.
  private var objectOf: [Int: ServiceObject] = [:]
  /// Patches of the templates by service, which objects that are created later get, too.
  private var patches: [Int: [Documents.Node]] = [:]
  /// The namespaces whose budgets exist.
  private var guardedNamespaces: Set<String> = []
  private var autoscalerOf: [Int: AutoscalerObject] = [:]
  /// Nodes whose machines stand still on purpose.
  private var stoppedNodes: Set<Int32> = []
  private var maintenance: [NodeMaintenance] = []

  /// Which workload of the fleet an object stands for.
  final class Owners {
    fileprivate var workloads: [ObjectIdentifier: WorkloadID] = [:]

    /// The workload that a pod belongs to; nil for none.
    func workload(of pod: PodObject) -> WorkloadID? {
      ServiceObject.identity(ofOwnerOf: pod).flatMap { workloads[$0] }
    }
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
    let owners = Owners()
    self.owners = owners
    let mirror = FleetMirror(fleet: fleet, cluster: cluster, workload: owners.workload)
    self.mirror = mirror
    // The fleet is told first, so that kubelets find the row of a pod that they start.
    server.watch(mirror)
    let lives = Lives()
    kubelets = Kubelets(server: server) { [unowned lives] pod in lives.member.life(of: pod) }
    programs = MemberPrograms(
      server: server, kubelets: kubelets, timing: timing, seed: fleet.seed, name: site.name,
      metrics: MemberMetrics(fleet: fleet, workload: owners.workload))
    self.lives = lives
    lives.member = self
    let load = ServerLoad(server: server, fleet: fleet, cluster: cluster)
    server.load = load
    server.watch(load)
    server.requested = { [unowned(unsafe) fleet] in fleet.countRequests(1, of: cluster) }
    server.watch(self)
    NodeRegistration(server: server, kubelets: kubelets, fleet: fleet, timing: timing)
      .registerAll(of: site)
    autoscaling = MemberAutoscaling(of: site, in: server, kubelets: kubelets, fleet, timing)
    programs.start(at: fleet.simulation.now)
    autoscaling?.start()
  }

  /// Where kubelets find the member, which they come before.
  private final class Lives {
    unowned(unsafe) var member: ObjectMember!
  }
  private let lives: Lives

  // MARK: Kubelets

  /// How a pod starts: as its service's laws say, the n-th of a workload alike in every arm.
  private func life(of pod: PodObject) -> PodLife {
    guard let workload = owners.workload(of: pod), let node = pod.node else {
      return PodLife(readyAfter: .zero)
    }
    let service = fleet.services[fleet.service(of: workload).position]
    let image = pod.template.image
    let ordinal = fleet.bindings(of: workload) &- 1
    func draw(_ law: Distribution, _ purpose: StreamPurpose) -> VirtualDuration {
      var stream = RandomStream(
        fleet.seed, entity: fleet.stream(of: workload), purpose: purpose, phase: ordinal)
      return .seconds(max(0, law.sample(using: &stream)))
    }
    var life = PodLife(readyAfter: .zero)
    if server.isInstant {
      if service.imagePull != nil { images.add(image, to: node.id) }
    } else {
      var pulled = VirtualDuration.zero
      if let law = service.imagePull {
        pulled = images.wait(for: image, on: node.id, at: server.now) {
          draw(law, MemberControllers.imagePull)
        }
      }
      let runs = pulled + draw(service.startup, MemberControllers.startup)
      // One law alone stands for all phases; what of it is spent when is not said.
      if service.imagePull != nil || service.readiness != nil { life.runsAfter = runs }
      life.readyAfter =
        runs + (service.readiness.map { draw($0, MemberControllers.readiness) } ?? .zero)
    }
    if case .completes(let law) = service.lifetime {
      life.completesAfter = (life.readyAfter ?? .zero) + draw(law, MemberControllers.lifetime)
    }
    return life
  }

  // MARK: Machines

  func setUp(_ isUp: Bool) {
    server.setUp(isUp)
    autoscaling?.setUp(isUp)
    if isUp { programs.restart() } else { programs.stop() }
  }

  func setUp(_ node: NodeID, _ isUp: Bool) {
    guard let object = mirror.object(of: node), !stoppedNodes.contains(object.id) else { return }
    if isUp { kubelets.recover(object) } else { kubelets.stop(object) }
  }

  // MARK: Workloads

  /// Creates the object of a service, or changes its replicas.
  ///
  /// Replicas that an autoscaler of the member looks after stay as they are, as Karmada's label
  /// `resourcetemplate.karmada.io/retain-replicas` and KubeFed's `retainReplicas` have it.
  func apply(_ service: ServiceID, replicas: Int32) {
    let workload = fleet.declare(service, replicas: replicas, in: cluster)
    if let object = objectOf[service.position] {
      if autoscalerOf[service.position] != nil { return }
      return scale(object, to: replicas)
    }
    let manifest = manifests.manifest(of: service, in: fleet)
    let whole = fleet.services[service.position].replicas
    var template = manifest.object
    for patch in patches[service.position] ?? [] {
      template = StrategicMergePatch.apply(patch, to: template)
    }
    guard
      let object = try? server.createServiceObject(
        template.divided(replicas: replicas, of: whole), file: manifest.file)
    else { preconditionFailure("manifests are checked before a run, and names are unique") }
    objectOf[service.position] = object
    owners.workloads[object.identity] = workload
    createCompanions(of: object, service)
  }

  private func scale(_ object: ServiceObject, to replicas: Int32) {
    switch object {
    case .deployment(let deployment): server.scale(deployment, to: replicas)
    case .statefulSet(let set): server.scale(set, to: replicas)
    case .job(let job):
      server.update(job, in: \.jobs, .spec) { $0.spec.parallelism = replicas }
    case .cronJob: break
    }
  }

  /// Creates the budgets of a namespace and the autoscaler of an object when the first one comes.
  private func createCompanions(of object: ServiceObject, _ service: ServiceID) {
    let namespace = String(fleet.services[service.position].name.prefix { $0 != "/" })
    let companions = manifests.companions(in: namespace)
    if guardedNamespaces.insert(namespace).inserted {
      for companion in companions where companion.object["kind"] == "PodDisruptionBudget" {
        _ = try? server.createBudget(companion.object, file: companion.file)
      }
    }
    guard let target = object.scaleTarget else { return }
    for companion in companions where companion.object["kind"] == "HorizontalPodAutoscaler" {
      let reference = companion.object["spec"]?["scaleTargetRef"]
      guard reference?["kind"]?.string == target.scaleKind,
        reference?["name"]?.string == target.name, autoscalerOf[service.position] == nil
      else { continue }
      autoscalerOf[service.position] =
        try? server.createAutoscaler(companion.object, file: companion.file)
    }
  }

  /// Deletes the object of a service.
  func remove(_ service: ServiceID) {
    guard let object = objectOf.removeValue(forKey: service.position) else { return }
    if let workload = fleet.workload(of: service, in: cluster) { fleet.withdraw(workload) }
    if let autoscaler = autoscalerOf.removeValue(forKey: service.position) {
      server.remove(autoscaler, from: \.autoscalers)
    }
    server.delete(object)
    owners.workloads[object.identity] = nil
  }

  /// The status that the object's controller has written.
  func status(of service: ServiceID) -> WorkloadStatus? { objectOf[service.position]?.status }

  // MARK: Operations

  /// Gives a service a new pod template, now and wherever its object is created later.
  func rollOut(_ service: ServiceID, patch: Documents.Node) {
    patches[service.position, default: []].append(patch)
    guard let object = objectOf[service.position], let target = object.scaleTarget else { return }
    let manifest = manifests.manifest(of: service, in: fleet)
    var template = manifest.object
    for patch in patches[service.position] ?? [] {
      template = StrategicMergePatch.apply(patch, to: template)
    }
    // Whoever set the replicas last, it was not the template.
    template = template.divided(
      replicas: target.wantedReplicas, of: fleet.services[service.position].replicas)
    switch object {
    case .deployment(let deployment):
      try? server.apply(template, to: deployment, file: manifest.file)
    case .statefulSet(let set): try? server.apply(template, to: set, file: manifest.file)
    case .job, .cronJob: break
    }
  }

  /// Takes nodes out one after the other.
  ///
  /// - Parameter number: Tells the operations of a scenario apart, for their random numbers.
  func drain(_ drain: MemberOperation.Drain, number: Int) {
    var options = NodeDrain.Options()
    options.timeout = drain.timeout
    options.disableEviction = drain.disableEviction
    let fleet = self.fleet
    let order = NodeMaintenance.Order(
      nodes: drain.nodes.compactMap(mirror.object), parallel: drain.parallel, options: options,
      outFor: { node in
        var stream = RandomStream(
          fleet.seed, entity: node.name, purpose: "maintenance", phase: UInt32(number))
        return .seconds(max(0, drain.outFor.sample(using: &stream)))
      })
    let work = NodeMaintenance(
      server: server, evictions: programs.evictions,
      client: APIClient(latency: timing.apiLatency, of: server, at: server.now), order: order
    ) { [unowned self] step, node in
      switch step {
      case .draining: fleet.reach(.draining(mirror.node(of: node)))
      case .drainFailed: fleet.reach(.drainFailed(mirror.node(of: node)))
      case .switchedOff: switchMachine(node, false)
      case .switchedOn: switchMachine(node, true)
      case .uncordoned: fleet.reach(.uncordoned(mirror.node(of: node)))
      }
    }
    maintenance.append(work)
    work.start()
  }

  private func switchMachine(_ node: NodeObject, _ isOn: Bool) {
    if isOn {
      stoppedNodes.remove(node.id)
      if fleet.isUp(mirror.node(of: node)) { kubelets.recover(node) }
    } else {
      kubelets.stop(node)
      stoppedNodes.insert(node.id)
    }
  }
}

extension ObjectMember: APIWatcher {
  /// The control plane is told what the member's API server reports.
  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    guard case .modified(let change) = event, change.contains(.status),
      let workload = owners.workloads[ObjectIdentifier(object)]
    else { return }
    fleet.noteStatus(of: workload)
  }
}
