import EventKernel
import FleetModel
import Kubernetes
import KubernetesAPI
import Stochastic

/// The node pools of one member that scale, as a cloud provider: machines that take their time to
/// come and to go, and some that never come.
///
/// A machine that is asked for is an instance at once, and a node after the pool's law of
/// provisioning; the n-th machine of a pool takes the same time in every arm of a comparison. It
/// needs an absent node of the fleet, in a zone that is up, and waits for one. What is deleted is no
/// instance any more, and its node goes after the law of deletion.
final class MemberNodePools: EventHandler {
  /// A machine, whether it has become a node or not.
  private struct Machine {
    let number: Int
    let instance: CloudInstance
    var node: NodeObject?
  }

  private struct Group {
    let id: String
    let pool: PoolID
    let scaling: PoolScaling
    /// Names the random streams of its machines.
    let entity: String
    var target: Int
    /// The number of the next machine.
    var next: Int
    /// By number.
    var machines: [Machine] = []
    /// Numbers of machines that wait for a place.
    var waiting: [Int] = []
  }

  private enum Code {
    /// A machine would become a node now (group, number).
    static let starts: UInt16 = 0
    /// A machine is gone (node object).
    static let ends: UInt16 = 1
    /// There may be a place for machines that wait.
    static let retry: UInt16 = 2
  }

  /// Called before instances come or go.
  var instancesWillChange: () -> Void = {}
  /// Called afterwards, and when a target changed.
  var instancesChanged: () -> Void = {}

  private unowned let server: APIServer
  private unowned let kubelets: Kubelets
  private unowned(unsafe) let fleet: Fleet
  private let registration: NodeRegistration
  private let cluster: String
  private var component = ComponentID(rawValue: 0)
  private var groups: [Group] = []
  /// Also of machines that are gone.
  private var groupOfInstance: [String: Int] = [:]
  private var isRetryPending = false

  private static let provisioning = StreamPurpose("provisioning")
  private static let deletion = StreamPurpose("machine-deletion")

  /// - Parameter pools: Pools of one cluster that scale.
  init(
    _ pools: [PoolID], server: APIServer, kubelets: Kubelets, fleet: Fleet,
    timing: KubernetesTiming
  ) {
    self.server = server
    self.kubelets = kubelets
    self.fleet = fleet
    registration = NodeRegistration(
      server: server, kubelets: kubelets, fleet: fleet, timing: timing)
    let topology = fleet.topology
    cluster =
      pools.first.map { topology.clusters[topology.pools[$0.position].cluster.position].name } ?? ""
    for id in pools {
      let pool = topology.pools[id.position]
      guard let scaling = pool.scaling else { continue }
      groups.append(
        Group(
          id: pool.name, pool: id, scaling: scaling, entity: "\(cluster)/\(pool.name)",
          target: pool.initialCount, next: pool.initialCount))
    }
    // Without the control plane nothing can register.
    component = server.register(self, name: "node pools")
    for index in groups.indices {
      let first = topology.pools[groups[index].pool.position].nodes.lowerBound
      for number in 0..<groups[index].next {
        let name = NodeRegistration.name(of: NodeID(first + number), in: topology)
        groups[index].machines.append(
          Machine(
            number: number, instance: CloudInstance(id: name), node: server.nodes[name]))
        groupOfInstance[name] = index
      }
    }
  }

  /// What the pools' priorities say to the expander of that name; nil if none has any.
  var priorities: ExpanderPriorities? {
    var text = ""
    let ranks = Set(groups.compactMap(\.scaling.priority))
    for priority in ranks.sorted() {
      text += "\(priority):\n"
      for group in groups where group.scaling.priority == priority {
        text += "  - \"^\(group.id)$\"\n"
      }
    }
    return text.isEmpty ? nil : try? ExpanderPriorities(yaml: text)
  }

  func handle(_ event: Event, in simulation: Simulation) {
    switch event.code {
    case Code.starts:
      start(Int(event.argument & 0xffff_ffff), of: Int(event.argument >> 32))
    case Code.ends: end(Int32(truncatingIfNeeded: event.argument))
    default: retry()
    }
  }

  // MARK: Machines

  private func stream(_ group: Group, _ purpose: StreamPurpose, _ number: Int) -> RandomStream {
    RandomStream(
      fleet.seed, entity: group.entity, purpose: purpose, phase: UInt32(truncatingIfNeeded: number))
  }

  private func request(of index: Int) {
    let scaling = groups[index].scaling
    let number = groups[index].next
    groups[index].next += 1
    var stream = stream(groups[index], Self.provisioning, number)
    let isRefused = stream.uniform() < scaling.outOfCapacity
    let isBroken = stream.uniform() < scaling.failure
    let name = "\(cluster).\(groups[index].id)-\(number)"
    var instance = CloudInstance(id: name)
    if isRefused {
      instance.creationFailure = NodeGroupBackoff.Failure(
        code: "OUT_OF_CAPACITY", isOutOfResources: true)
    }
    groups[index].machines.append(Machine(number: number, instance: instance))
    groupOfInstance[name] = index
    if isRefused || isBroken { return }
    server.simulation.schedule(
      component, code: Code.starts, argument: UInt64(index) << 32 | UInt64(number),
      after: .seconds(max(0, scaling.provisioning.sample(using: &stream))))
  }

  private func start(_ number: Int, of index: Int) {
    // A machine that was deleted meanwhile does not become a node.
    guard let machine = groups[index].machines.firstIndex(where: { $0.number == number }) else {
      return
    }
    let rows = fleet.topology.pools[groups[index].pool.position].nodes
    guard let row = rows.first(where: { fleet.canProvision(NodeID($0)) }) else {
      groups[index].waiting.append(number)
      return
    }
    groups[index].machines[machine].node = registration.register(
      NodeID(row), named: groups[index].machines[machine].instance.id, phase: server.now)
  }

  private func end(_ id: Int32) {
    guard let node = server.nodes[id] else { return }
    kubelets.stop(node)
    server.remove(node)
    placesMayBeFree()
  }

  /// Machines may find the place that they have waited for.
  func placesMayBeFree() {
    guard !isRetryPending, groups.contains(where: { !$0.waiting.isEmpty }) else { return }
    isRetryPending = true
    server.simulation.schedule(component, code: Code.retry, at: server.now)
  }

  private func retry() {
    isRetryPending = false
    for index in groups.indices {
      let waiting = groups[index].waiting
      groups[index].waiting = []
      for number in waiting { start(number, of: index) }
    }
  }
}

extension MemberNodePools: APIWatcher {
  /// The last pod of a node that is gone may have left.
  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    if case .deleted = event { placesMayBeFree() }
  }
}

extension MemberNodePools: CloudProvider {
  private func index(of group: String) -> Int? { groups.firstIndex { $0.id == group } }

  func nodeGroups() -> [NodeGroup] {
    groups.map {
      NodeGroup(
        id: $0.id, minSize: $0.scaling.minNodes, maxSize: $0.scaling.maxNodes,
        targetSize: $0.target)
    }
  }

  func group(ofInstance id: String) -> String? { groupOfInstance[id].map { groups[$0].id } }

  func hasInstance(_ node: ClusterNode) -> Bool {
    // Nodes of other pools have machines too, of which nobody says anything.
    guard let index = groupOfInstance[node.spec.providerID] else { return true }
    return groups[index].machines.contains { $0.instance.id == node.spec.providerID }
  }

  func instances(of group: String) -> [CloudInstance] {
    index(of: group).map { groups[$0].machines.map(\.instance) } ?? []
  }

  func template(of group: String) -> NodeTemplate? {
    guard let index = index(of: group) else { return nil }
    var node = ClusterNode(
      named: "template-\(group)", of: groups[index].pool, in: fleet.topology)
    node.status.conditions = [Condition(type: "Ready", status: "True")]
    return NodeTemplate(node: node)
  }

  func increaseSize(of group: String, by count: Int) throws(CloudRefusal) {
    guard let index = index(of: group), count > 0,
      count <= groups[index].scaling.maxNodes - groups[index].target
    else { throw CloudRefusal() }
    instancesWillChange()
    groups[index].target += count
    for _ in 0..<count { request(of: index) }
    instancesChanged()
  }

  func decreaseTargetSize(of group: String, by count: Int) throws(CloudRefusal) {
    guard let index = index(of: group), count > 0,
      count <= groups[index].target - groups[index].machines.count
    else { throw CloudRefusal() }
    groups[index].target -= count
    instancesChanged()
  }

  func deleteInstances(_ ids: [String], of group: String) throws(CloudRefusal) {
    guard let index = index(of: group) else { throw CloudRefusal() }
    instancesWillChange()
    for id in ids {
      guard let place = groups[index].machines.firstIndex(where: { $0.instance.id == id }) else {
        continue
      }
      let machine = groups[index].machines.remove(at: place)
      groups[index].target -= 1
      groups[index].waiting.removeAll { $0 == machine.number }
      guard let node = machine.node else { continue }
      var stream = stream(groups[index], Self.deletion, machine.number)
      server.simulation.schedule(
        component, code: Code.ends, argument: UInt64(UInt32(bitPattern: node.id)),
        after: .seconds(max(0, groups[index].scaling.deletion.sample(using: &stream))))
    }
    instancesChanged()
  }
}
