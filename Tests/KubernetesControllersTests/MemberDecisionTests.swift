import FleetModel
import Kubernetes
import KubernetesAPI
import KubernetesControllers
import Stochastic
import Testing

/// Members over rows choose the nodes that the whole scheduler chooses over objects.
@Suite struct MemberDecisionTests {
  static let cluster = ClusterID(0)

  @Test(arguments: 1...40)
  func everyPodGoesWhereTheWholeSchedulerPutsIt(seed: Int) throws {
    var stream = RandomStream(
      StreamSeed(master: UInt64(seed)), entity: "fleet", purpose: StreamPurpose("test"))
    let world = try World(Self.fleet(&stream), seed: UInt64(seed))
    var reference = Reference(world.fleet)
    let services = (0..<5).map { index in
      Self.service(index, &stream, isPlain: seed % 4 != 0, in: world)
    }
    var replicas = [Int32](repeating: 0, count: services.count)
    for step in 0..<160 {
      let index = stream.index(below: services.count)
      if stream.index(below: 4) == 0, replicas[index] > 0 {
        replicas[index] -= Int32(1 + stream.index(below: Int(replicas[index])))
        world.members.establish(services[index], replicas: replicas[index], in: Self.cluster)
        reference.follow(world.fleet)
        continue
      }
      let expected = try reference.host(for: services[index], world.fleet)
      replicas[index] += 1
      world.members.establish(services[index], replicas: replicas[index], in: Self.cluster)
      let placed = reference.follow(world.fleet)
      #expect(placed == (expected.map { [$0] } ?? []), "seed \(seed), step \(step)")
      if placed.isEmpty {
        // It would wait; what waits is tried again at instants that the reference does not know.
        replicas[index] -= 1
        world.members.establish(services[index], replicas: replicas[index], in: Self.cluster)
        #expect(reference.follow(world.fleet).isEmpty)
      }
    }
  }

  @Test func importantPodsMakeRoom() throws {
    let world = try World(nodes: 2)
    let low = world.service("default/low", milliCPU: 1000)
    world.members.apply(low, replicas: 8, to: Self.cluster)
    world.run(to: 100)
    #expect(world.serving == 8)
    var high = world.fleet.services[low.position]
    high.name = "default/high"
    high.template = PodTemplateSpec(
      spec: PodSpec(containers: [
        Container(
          name: "c", requests: ["cpu": Quantity(milli: 1000), "memory": Quantity(1 << 30)])
      ]))
    high.template?.spec.priority = 10
    let important = world.fleet.add(high)
    world.members.apply(important, replicas: 3, to: Self.cluster)
    world.run(to: 200)
    #expect(world.members.status(of: important, in: Self.cluster)?.ready == 3)
    #expect(world.members.status(of: low, in: Self.cluster)?.ready == 5)
    #expect(world.pending == 3)
    world.members.remove(important, from: Self.cluster)
    world.run(to: 400)
    #expect(world.members.status(of: low, in: Self.cluster)?.ready == 8 && world.pending == 0)
  }

  @Test func podsThatAvoidEachOtherStandAlone() throws {
    let world = try World(nodes: 4)
    let plain = world.service()
    world.members.apply(plain, replicas: 6, to: Self.cluster)
    var lonely = world.fleet.services[plain.position]
    lonely.name = "default/lonely"
    let labels = ["app": "lonely"]
    lonely.template = PodTemplateSpec(
      metadata: ObjectMeta(labels: labels),
      spec: PodSpec(containers: [
        Container(
          name: "c", requests: ["cpu": Quantity(milli: 500), "memory": Quantity(1 << 30)])
      ]))
    lonely.template?.spec.affinity = Affinity(
      podAntiAffinity: PodAffinity(required: [
        PodAffinityTerm(
          labelSelector: LabelSelector(matchLabels: labels), topologyKey: WellKnown.hostname)
      ]))
    let service = world.fleet.add(lonely)
    world.members.apply(service, replicas: 6, to: Self.cluster)
    world.run(to: 100)
    #expect(world.members.status(of: service, in: Self.cluster)?.ready == 4)
    #expect(world.pending == 2)
  }

  // MARK: Material

  private static func fleet(_ stream: inout RandomStream) -> FleetDescription {
    let zones = (0..<(1 + stream.index(below: 3))).map { "z\($0)" }
    let pools = (0..<(1 + stream.index(below: 3))).map { index -> FleetDescription.Pool in
      var pool = FleetDescription.Pool(
        name: ["b", "a", "a-1"][index],
        nodes: 1 + stream.index(below: stream.index(below: 3) == 0 ? 140 : 12),
        allocatable: NodeResources(
          milliCPU: Int64(2000 * (1 + stream.index(below: 4))),
          memory: Int64(1 + stream.index(below: 8)) << 32, pods: 110))
      switch stream.index(below: 5) {
      case 0: pool.taints = [Taint(key: "soft", effect: "PreferNoSchedule")]
      case 1: pool.taints = [Taint(key: "hard", effect: "NoSchedule")]
      default: pool.labels = ["disk": "ssd"]
      }
      return pool
    }
    return FleetDescription(
      regions: [.init(name: "r", zones: zones)],
      clusters: [.init(name: "m", region: "r", pools: pools)])
  }

  private static func service(
    _ index: Int, _ stream: inout RandomStream, isPlain: Bool, in world: World
  ) -> ServiceID {
    var service = Service(
      name: "default/s\(index)", kind: ["Deployment", "StatefulSet", "Job"][index % 3],
      tenant: TenantID(0), replicas: 0,
      request: NodeResources(
        milliCPU: Int64(100 * stream.index(below: 9)),
        memory: Int64(stream.index(below: 5)) << 29),
      tolerations: World.defaultTolerations, startup: .constant(1), lifetime: .forever)
    if stream.index(below: 3) == 0 {
      service.tolerations.append(Toleration(key: "hard", operator: "Exists"))
    }
    if stream.index(below: 3) == 0 {
      service.tolerations.append(Toleration(key: "soft", operator: "Exists"))
    }
    if isPlain || index < 2 { return world.fleet.add(service) }
    var template = PodTemplateSpec(metadata: ObjectMeta(labels: ["app": "s\(index % 2)"]))
    var requests: ResourceList = [:]
    if service.request.milliCPU > 0 { requests["cpu"] = Quantity(milli: service.request.milliCPU) }
    if service.request.memory > 0 { requests["memory"] = Quantity(service.request.memory) }
    template.spec.containers = [Container(name: "c", requests: requests)]
    let own = LabelSelector(matchLabels: template.metadata.labels)
    switch stream.index(below: 4) {
    case 0: template.spec.nodeSelector = ["disk": "ssd"]
    case 1:
      template.spec.topologySpreadConstraints = [
        TopologySpreadConstraint(
          maxSkew: 1, topologyKey: WellKnown.zone, whenUnsatisfiable: "DoNotSchedule",
          labelSelector: own)
      ]
    case 2:
      template.spec.affinity = Affinity(
        podAntiAffinity: PodAffinity(required: [
          PodAffinityTerm(labelSelector: own, topologyKey: WellKnown.hostname)
        ]))
    default:
      template.spec.affinity = Affinity(
        podAffinity: PodAffinity(
          preferred: [
            WeightedPodAffinityTerm(
              weight: 50, PodAffinityTerm(labelSelector: own, topologyKey: WellKnown.zone))
          ]))
    }
    service.template = template
    return world.fleet.add(service)
  }
}

/// The whole scheduler over objects made from a fleet's rows, independently of members.
private struct Reference {
  private var scheduler = ClusterScheduler()
  private var slots: [PodID: (slot: PodSlot, life: UInt16)] = [:]

  init(_ fleet: Fleet) {
    let nodes = (0..<fleet.topology.nodeCount).map { Self.object(NodeID($0), in: fleet) }
    for node in nodes.sorted(by: { $0.metadata.name < $1.metadata.name }) { scheduler.add(node) }
  }

  private static func name(_ node: NodeID, in fleet: Fleet) -> String {
    fleet.topology.name(of: node).split(separator: "/").joined(separator: ".")
  }

  private static func object(_ id: NodeID, in fleet: Fleet) -> ClusterNode {
    let pool = fleet.topology.pools[fleet.topology.pool(of: id).position]
    var node = ClusterNode(metadata: ObjectMeta(name: name(id, in: fleet), labels: pool.labels))
    node.metadata.labels[WellKnown.hostname] = node.metadata.name
    node.metadata.labels[WellKnown.zone] = fleet.topology.zones[pool.zone.position].name
    node.metadata.labels[WellKnown.region] = "r"
    node.spec.taints = pool.taints
    node.status.allocatable = [
      "cpu": Quantity(milli: pool.allocatable.milliCPU),
      "memory": Quantity(pool.allocatable.memory), "pods": Quantity(pool.allocatable.pods),
    ]
    return node
  }

  private mutating func shape(_ service: ServiceID, _ fleet: Fleet) throws -> PodShapeID {
    let service = fleet.services[service.position]
    let own = String(service.name.split(separator: "/")[1])
    var pod = Pod(
      metadata: ObjectMeta(
        namespace: "default", labels: service.template?.metadata.labels ?? ["app": own]),
      spec: service.template?.spec ?? PodSpec())
    if service.template == nil {
      var requests: ResourceList = [:]
      if service.request.milliCPU > 0 {
        requests["cpu"] = Quantity(milli: service.request.milliCPU)
      }
      if service.request.memory > 0 { requests["memory"] = Quantity(service.request.memory) }
      pod.spec.containers = [Container(name: "c", requests: requests)]
    }
    pod.spec.tolerations = service.tolerations
    if service.kind != "Job" {
      pod.metadata.labels["pod-template-hash"] = own
      let kind = service.kind == "Deployment" ? "ReplicaSet" : service.kind
      pod.metadata.ownerReferences = [
        OwnerReference(apiVersion: "apps/v1", kind: kind, name: own, uid: "", controller: true)
      ]
      var context = scheduler.context
      let selector = LabelSelector(matchLabels: pod.metadata.labels)
      let metadata = ObjectMeta(name: own, namespace: "default")
      if kind == "ReplicaSet", !context.replicaSets.contains(where: { $0.metadata.name == own }) {
        var set = ReplicaSet()
        set.metadata = metadata
        set.spec.selector = selector
        context.replicaSets.append(set)
        scheduler.setContext(context)
      } else if kind == "StatefulSet",
        !context.statefulSets.contains(where: { $0.metadata.name == own })
      {
        var set = StatefulSet()
        set.metadata = metadata
        set.spec.selector = selector
        context.statefulSets.append(set)
        scheduler.setContext(context)
      }
    }
    return try scheduler.shape(of: pod)
  }

  /// The name of the node for one more pod.
  mutating func host(for service: ServiceID, _ fleet: Fleet) throws -> String? {
    let shape = try shape(service, fleet)
    return scheduler.schedule(SchedulingRequest(shape)).host.map { scheduler.name(of: $0) }
  }

  /// Counts the pods that came and went, and answers the nodes of those that came.
  @discardableResult
  mutating func follow(_ fleet: Fleet) -> [String] {
    var there: Set<PodID> = []
    var placed: [String] = []
    for position in 0..<fleet.topology.nodeCount {
      let node = NodeID(position)
      var next = fleet.firstPod(on: node)
      while let pod = next {
        next = fleet.nextPod(onNodeAfter: pod)
        there.insert(pod)
        let life = fleet.life(of: pod)
        if let known = slots[pod] {
          if known.life == life { continue }
          scheduler.remove(known.slot)
        }
        let service = fleet.service(of: fleet.workload(of: pod))
        guard let host = scheduler.node(named: Self.name(node, in: fleet)),
          let shape = try? shape(service, fleet)
        else { continue }
        let slot = scheduler.add(PlacedPod(shape: shape, node: host, name: ""))
        slots[pod] = (slot, life)
        placed.append(scheduler.name(of: host))
      }
    }
    for (pod, known) in slots where !there.contains(pod) {
      scheduler.remove(known.slot)
      slots[pod] = nil
    }
    return placed
  }
}
