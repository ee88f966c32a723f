import EventKernel
import FleetModel

/// The minimal members that the timelines were recorded against: nodes, and a controller that
/// places the pods of each workload by first fit.
///
/// A placed pod is ready `startSeconds` later, pods that do not fit wait and are tried again at
/// every change, scale-down takes the highest numbers at once, and the reported status follows
/// 1 ms after any change.
final class TimelineMembers: MemberClusters, MemberNodes, EventHandler {
  /// A node; lists are in order of name.
  struct Node {
    var name: String
    var allocatable: NodeResources
    var requested = NodeResources()
  }

  private struct Pod {
    var number: Int
    var node: String?
    var isReady = false
    /// Tells a pod from a later one of the same number.
    var identity: UInt32
  }

  private struct Workload {
    var desired: Int32
    var request: NodeResources
    var pods: [Pod] = []
    var reported = WorkloadStatus(desired: 0, replicas: 0, ready: 0)
  }

  private struct Member {
    var startSeconds: Double
    var nodes: [Node] = []
    var workloads: [(service: ServiceID, workload: Workload)] = []
    /// Services whose pods are reported as not ready, whether they run here or will.
    var held: [ServiceID] = []
  }

  private enum Code {
    static let create: UInt16 = 0
    static let report: UInt16 = 1
    static let start: UInt16 = 2
  }

  /// Told of every change of a workload's status and of capacity.
  weak var observer: (any MemberObserver)?
  /// Told of what a user of the member sees.
  var report: (ClusterID, ServiceID, _ field: String, Int32?) -> Void = { _, _, _, _ in }
  /// What one replica of a service requests.
  var request: (ServiceID) -> NodeResources = { _ in NodeResources() }

  private unowned let simulation: Simulation
  private var component = ComponentID(rawValue: 0)
  private var members: [Member] = []
  private var identities: UInt32 = 0
  private static let lag = VirtualDuration.milliseconds(1)

  init(simulation: Simulation) {
    self.simulation = simulation
    component = simulation.register(self, name: "members")
  }

  /// Adds a member; its number is the cluster's.
  func add(nodes: [Node], startSeconds: Double) {
    members.append(
      Member(startSeconds: startSeconds, nodes: nodes.sorted { $0.name < $1.name }))
  }

  // MARK: Protocols

  func apply(_ service: ServiceID, replicas: Int32, to cluster: ClusterID) {
    let place: Int
    if let known = index(service, cluster) {
      place = known
      guard members[cluster.position].workloads[place].workload.desired != replicas else { return }
    } else {
      place = members[cluster.position].workloads.count
      members[cluster.position].workloads.append(
        (service, Workload(desired: -1, request: request(service))))
      report(cluster, service, "exists", 1)
      report(cluster, service, "status.readyReplicas", 0)
    }
    members[cluster.position].workloads[place].workload.desired = replicas
    members[cluster.position].workloads[place].workload.reported.desired = replicas
    report(cluster, service, "spec.replicas", replicas)
    let count = members[cluster.position].workloads[place].workload.pods.count
    if Int(replicas) < count {
      removePods(from: Int(replicas), place, cluster)
      reportSoon(service, cluster)
    } else {
      schedule(Code.create, service, cluster, after: Self.lag)
    }
    observer?.workloadStatusChanged(service, in: cluster)
  }

  func remove(_ service: ServiceID, from cluster: ClusterID) {
    guard let place = index(service, cluster) else { return }
    removePods(from: 0, place, cluster)
    members[cluster.position].workloads.remove(at: place)
    report(cluster, service, "exists", nil)
    changed(cluster)
  }

  func status(of service: ServiceID, in cluster: ClusterID) -> WorkloadStatus? {
    index(service, cluster).map { members[cluster.position].workloads[$0].workload.reported }
  }

  func capacity(of cluster: ClusterID) -> ClusterCapacity {
    let member = members[cluster.position]
    var capacity = ClusterCapacity(
      allocatable: NodeResources(), allocated: NodeResources(), allocating: NodeResources(),
      nodes: Int32(member.nodes.count), readyNodes: Int32(member.nodes.count))
    for node in member.nodes {
      capacity.allocatable += node.allocatable
      capacity.allocated += node.requested
    }
    for (_, workload) in member.workloads {
      let pending = workload.pods.count { $0.node == nil }
      capacity.allocating += workload.request * Int64(pending)
    }
    return capacity
  }

  func forEachNode(of cluster: ClusterID, _ body: (NodeResources, NodeResources) -> Void) {
    for node in members[cluster.position].nodes { body(node.allocatable, node.requested) }
  }

  // MARK: Script

  /// Adds or resizes nodes.
  func setNodes(_ nodes: [Node], of cluster: ClusterID) {
    for node in nodes {
      if let place = members[cluster.position].nodes.firstIndex(where: { $0.name == node.name }) {
        members[cluster.position].nodes[place].allocatable = node.allocatable
      } else {
        members[cluster.position].nodes.append(node)
      }
    }
    members[cluster.position].nodes.sort { $0.name < $1.name }
    changed(cluster)
  }

  /// Loses a node; its pods wait for another one.
  func removeNode(_ name: String, of cluster: ClusterID) {
    members[cluster.position].nodes.removeAll { $0.name == name }
    for place in members[cluster.position].workloads.indices {
      var isHit = false
      for pod in members[cluster.position].workloads[place].workload.pods.indices
      where members[cluster.position].workloads[place].workload.pods[pod].node == name {
        identities += 1
        let number = members[cluster.position].workloads[place].workload.pods[pod].number
        members[cluster.position].workloads[place].workload.pods[pod] = Pod(
          number: number, node: nil, identity: identities)
        isHit = true
      }
      if isHit { reportSoon(members[cluster.position].workloads[place].service, cluster) }
    }
    changed(cluster)
  }

  /// Makes the member report no ready replica of a service, or the truth again.
  func hold(_ service: ServiceID, of cluster: ClusterID, notReady: Bool) {
    members[cluster.position].held.removeAll { $0 == service }
    if notReady { members[cluster.position].held.append(service) }
    reportSoon(service, cluster)
  }

  // MARK: Controller

  func handle(_ event: Event, in simulation: Simulation) {
    let cluster = event.argument.cluster
    if event.code == Code.start {
      start(UInt32(truncatingIfNeeded: event.argument >> 32), in: cluster)
      return
    }
    let service = event.argument.service
    guard let place = index(service, cluster) else { return }
    if event.code == Code.create {
      let desired = Int(members[cluster.position].workloads[place].workload.desired)
      var number = members[cluster.position].workloads[place].workload.pods.count
      while number < desired {
        identities += 1
        members[cluster.position].workloads[place].workload.pods.append(
          Pod(number: number, node: nil, identity: identities))
        number += 1
      }
      changed(cluster)
      publish(place, cluster)
    } else {
      publish(place, cluster)
    }
  }

  private func publish(_ place: Int, _ cluster: ClusterID) {
    let (service, workload) = members[cluster.position].workloads[place]
    let ready =
      members[cluster.position].held.contains(service) ? 0 : workload.pods.count { $0.isReady }
    let status = WorkloadStatus(
      desired: workload.desired, replicas: Int32(workload.pods.count), ready: Int32(ready))
    guard status != workload.reported else { return }
    members[cluster.position].workloads[place].workload.reported = status
    if status.ready != workload.reported.ready {
      report(cluster, service, "status.readyReplicas", status.ready)
    }
    observer?.workloadStatusChanged(service, in: cluster)
  }

  private func start(_ identity: UInt32, in cluster: ClusterID) {
    for place in members[cluster.position].workloads.indices {
      guard
        let pod = members[cluster.position].workloads[place].workload.pods.firstIndex(where: {
          $0.identity == identity
        })
      else { continue }
      members[cluster.position].workloads[place].workload.pods[pod].isReady = true
      reportSoon(members[cluster.position].workloads[place].service, cluster)
      return
    }
  }

  /// Nodes or pods changed: pods that wait are tried again.
  private func changed(_ cluster: ClusterID) {
    let position = cluster.position
    for place in members[position].workloads.indices {
      let request = members[position].workloads[place].workload.request
      for pod in members[position].workloads[place].workload.pods.indices
      where members[position].workloads[place].workload.pods[pod].node == nil {
        guard
          let node = members[position].nodes.firstIndex(where: {
            ($0.requested + request).fits(in: $0.allocatable)
          })
        else { continue }
        members[position].nodes[node].requested += request
        members[position].workloads[place].workload.pods[pod].node =
          members[position].nodes[node].name
        let identity = members[position].workloads[place].workload.pods[pod].identity
        simulation.schedule(
          component, code: Code.start,
          argument: UInt64(identity) << 32 | UInt64(UInt32(bitPattern: cluster.rawValue)),
          after: .seconds(members[position].startSeconds))
      }
    }
    observer?.capacityChanged(cluster)
  }

  private func removePods(from count: Int, _ place: Int, _ cluster: ClusterID) {
    let workload = members[cluster.position].workloads[place].workload
    for pod in workload.pods[min(count, workload.pods.count)...] {
      if let node = members[cluster.position].nodes.firstIndex(where: { $0.name == pod.node }) {
        members[cluster.position].nodes[node].requested -= workload.request
      }
    }
    members[cluster.position].workloads[place].workload.pods.removeLast(
      max(0, workload.pods.count - count))
    changed(cluster)
  }

  private func index(_ service: ServiceID, _ cluster: ClusterID) -> Int? {
    members[cluster.position].workloads.firstIndex { $0.service == service }
  }

  private func reportSoon(_ service: ServiceID, _ cluster: ClusterID) {
    schedule(Code.report, service, cluster, after: Self.lag)
  }

  private func schedule(
    _ code: UInt16, _ service: ServiceID, _ cluster: ClusterID, after delay: VirtualDuration
  ) {
    simulation.schedule(
      component, code: code, argument: UInt64(service, cluster), after: delay)
  }
}
