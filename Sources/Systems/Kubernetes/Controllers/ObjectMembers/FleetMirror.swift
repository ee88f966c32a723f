import FleetModel

/// Keeps the rows of the fleet equal to the pods of one member's API server, so that whoever
/// measures sees members simulated as objects like all others.
///
/// Rows hold the truth (what serves), objects what the API server knows; both change here at the
/// same instant except where a machine is down, which only the fleet knows at once.
final class FleetMirror: APIWatcher {
  private unowned(unsafe) let fleet: Fleet
  private let cluster: ClusterID
  /// By number of the pod; −1 for none.
  private var rows: [Int32] = []
  /// The workload of an owner of pods.
  private let workload: (PodObject) -> WorkloadID?
  private var readyNodes: [Int32: Bool] = [:]
  private var nodes: [NodeID: NodeObject] = [:]

  /// - Parameter workload: Which workload of the fleet a pod belongs to; nil for none.
  init(
    fleet: Fleet, cluster: ClusterID, workload: @escaping (PodObject) -> WorkloadID?
  ) {
    self.fleet = fleet
    self.cluster = cluster
    self.workload = workload
  }

  /// The node of the fleet that an object stands for.
  func node(of object: NodeObject) -> NodeID {
    guard let place = object.place else {
      preconditionFailure("every node of a member stands for one of the fleet")
    }
    return place
  }

  /// The object of a node of the fleet; nil while it is absent.
  func object(of node: NodeID) -> NodeObject? { nodes[node] }

  /// The row of a pod; nil for pods of no workload and for those that are gone.
  func row(of pod: PodObject) -> PodID? {
    let place = Int(pod.id)
    guard place < rows.count, rows[place] >= 0 else { return nil }
    return PodID(rawValue: rows[place])
  }

  // MARK: Pods

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    switch event {
    case .added: add(pod)
    case .modified(let change):
      if let row = row(of: pod) { follow(pod, row, change) }
    case .deleted:
      if let row = row(of: pod) { remove(pod, row) }
    }
  }

  private func add(_ pod: PodObject) {
    guard let workload = workload(pod) else { return }
    while rows.count <= Int(pod.id) { rows.append(-1) }
    rows[Int(pod.id)] = fleet.createPod(of: workload).rawValue
  }

  private func follow(_ pod: PodObject, _ row: PodID, _ change: PodChange) {
    if change.contains(.bound), let node = pod.node, fleet.state(of: row) == .pending {
      fleet.bind(row, to: self.node(of: node))
    }
    if change.contains(.deletion), fleet.state(of: row).isActive {
      let wasPending = fleet.state(of: row) == .pending
      fleet.beginTermination(of: row)
      if wasPending { forget(pod) }
      return
    }
    if change.contains(.ready), pod.isReady == true {
      let state = fleet.state(of: row)
      if state == .starting || state == .startDue { _ = fleet.start(row) }
    }
    if change.contains(.phase) {
      switch pod.phase {
      case .pending, .running: break
      case .succeeded:
        let state = fleet.state(of: row)
        if state == .starting || state == .startDue { _ = fleet.start(row) }
        if fleet.state(of: row) == .running, fleet.complete(row) { forget(pod) }
      case .failed:
        guard fleet.state(of: row).isActive else { return }
        end(pod, row)
      }
    }
  }

  private func remove(_ pod: PodObject, _ row: PodID) {
    if fleet.state(of: row).isActive {
      end(pod, row)
    } else {
      fleet.finishTermination(of: row)
      forget(pod)
    }
  }

  /// Takes a pod away at once, whatever its node does.
  private func end(_ pod: PodObject, _ row: PodID) {
    let life = fleet.life(of: row)
    fleet.delete(row)
    if fleet.life(of: row) == life, fleet.state(of: row) == .terminating {
      fleet.finishTermination(of: row)
    }
    forget(pod)
  }

  private func forget(_ pod: PodObject) { rows[Int(pod.id)] = -1 }

  // MARK: Nodes

  func nodeChanged(_ node: NodeObject, _ event: WatchEvent<NodeChange>) {
    switch event {
    case .added:
      let place = self.node(of: node)
      nodes[place] = node
      readyNodes[node.id] = true
      if !fleet.isPresent(place) {
        fleet.provision(place)
        readyNodes[node.id] = false
      }
      noteReadiness(of: node)
    case .modified(let change): if change.contains(.ready) { noteReadiness(of: node) }
    case .deleted:
      let place = self.node(of: node)
      nodes[place] = nil
      if readyNodes.removeValue(forKey: node.id) ?? false {
        fleet.changeReadyNodes(of: cluster, by: -1)
      }
      fleet.retire(place)
    }
  }

  private func noteReadiness(of node: NodeObject) {
    let isReady = node.isReady
    if isReady == readyNodes[node.id] { return }
    readyNodes[node.id] = isReady
    fleet.changeReadyNodes(of: cluster, by: isReady ? 1 : -1)
  }
}
