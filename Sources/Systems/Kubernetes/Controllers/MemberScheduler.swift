import FleetModel
import Kubernetes
import KubernetesAPI

/// The node a pod goes to, in one cluster: kube-scheduler's decision for pods that ask for resources
/// only, without the objects.
///
/// It chooses the node that `ClusterScheduler` chooses, which a test proves: the search and its
/// rotating start, LeastAllocated, BalancedAllocation, TaintToleration, the default spreading of
/// replica sets and stateful sets, and the order of equal nodes. Pods that ask for more make their
/// member decide with a `MemberEngine`.
///
/// Pods of one shape meet the same scores, and a decision changes one node; so each shape keeps
/// its score of every node and recomputes only nodes that changed since it was last asked. Every
/// decision still compares all nodes that upstream would compare.
struct MemberScheduler {
  private let firstNode: Int
  private let nodesToFind: Int
  private let order: NodeOrder
  /// Whether all pools of the cluster admit everybody.
  private let isPlain: Bool
  private let hasPreferences: Bool
  private var table: ScoreTable
  private var spread = WorkloadSpread()
  /// Where in the order the next search begins.
  private(set) var start = 0

  private var nodeCount: Int { order.offsets.count }

  /// - Parameter memory: For the scores, as much as `ScoreTable.byteCount` says.
  init(
    fleet: Fleet, cluster: ClusterID, percentage: Int, memory: UnsafeMutableRawPointer
  ) {
    let site = fleet.topology.clusters[cluster.position]
    let pools = fleet.topology.pools[site.pools]
    firstNode = site.nodes.lowerBound
    nodesToFind = NodeScoring.feasibleNodesToFind(
      among: site.nodes.count, percentage: percentage)
    order = NodeOrder(of: site, in: fleet.topology)
    isPlain = pools.allSatisfy { $0.taints.isEmpty && !$0.unschedulable }
    hasPreferences = pools.contains { pool in
      pool.taints.contains { $0.effect == "PreferNoSchedule" }
    }
    table = ScoreTable(nodes: site.nodes.count, in: memory)
  }

  /// Notes that a node's requests or taints changed.
  mutating func noteChange(of node: NodeID) { table.noteChange(at: place(of: node)) }

  /// Notes that a pod of a workload was bound.
  mutating func noteBinding(of workload: WorkloadID, to node: NodeID) {
    spread.add(workload, at: place(of: node), order)
  }

  /// Notes that a pod of a workload is gone or going.
  mutating func noteDeletion(of workload: WorkloadID) { spread.forget(workload) }

  private func place(of node: NodeID) -> Int { Int(order.places[node.position - firstNode]) }

  private func node(at place: Int) -> NodeID {
    NodeID(firstNode + Int(order.offsets[place]))
  }

  /// The node for one pod of a workload; nil when none is feasible.
  mutating func choose(
    for workload: WorkloadID, _ shape: SchedulingShape, index: Int, blocked: BlockedNodes,
    in fleet: Fleet, _ memory: DecisionMemory
  ) -> NodeID? {
    let (firstNode, isPlain) = (firstNode, isPlain)
    let scores = order.offsets.withUnsafeBufferPointer { offsets in
      table.scores(forShape: index) { place in
        Self.score(
          of: NodeID(firstNode + Int(offsets[place])), shape, blocked: blocked,
          isPlain: isPlain, in: fleet)
      }
    }
    let found = search(scores, memory.places)
    if found <= 1 { return found == 0 ? nil : node(at: Int(memory.places[0])) }
    let places = UnsafeBufferPointer(start: memory.places, count: found)
    let totals = UnsafeMutableBufferPointer(start: memory.totals, count: found)
    for index in 0..<found { totals[index] = Int32(scores[Int(places[index])]) }
    if hasPreferences { addTaintScores(at: places, to: totals, shape, in: fleet) }
    if shape.isSpread {
      spread.addScores(
        of: workload, at: places, to: totals, firstNode: firstNode, order, in: fleet)
    }
    return HostSelection.host(UnsafeBufferPointer(totals)).map { node(at: Int(places[$0])) }
  }

  /// Whether a pod of the shape fits on this node now.
  func isFeasible(
    _ node: NodeID, for shape: SchedulingShape, blocked: BlockedNodes, in fleet: Fleet
  ) -> Bool {
    Self.score(of: node, shape, blocked: blocked, isPlain: isPlain, in: fleet) >= 0
  }

  /// Visits nodes from the rotating start until enough are feasible, and answers how many are.
  private mutating func search(
    _ scores: UnsafePointer<Int16>, _ places: UnsafeMutablePointer<Int32>
  ) -> Int {
    let count = nodeCount
    var found = 0
    var visited = 0
    var place = start
    while visited < count {
      if scores[place] >= 0 {
        // The search ends when it finds one more than it wants; what it rejects until then counts.
        if found == nodesToFind { break }
        places[found] = Int32(truncatingIfNeeded: place)
        found &+= 1
      }
      visited &+= 1
      place &+= 1
      if place == count { place = 0 }
    }
    start = (start + visited) % count
    return found
  }

  /// TaintToleration's score, which depends on who else is feasible.
  private func addTaintScores(
    at places: UnsafeBufferPointer<Int32>, to totals: UnsafeMutableBufferPointer<Int32>,
    _ shape: SchedulingShape, in fleet: Fleet
  ) {
    var most: Int64 = 0
    for place in places { most = max(most, undesired(Int(place), shape, in: fleet)) }
    if most == 0 { return }
    for index in places.indices {
      let raw = undesired(Int(places[index]), shape, in: fleet)
      totals[index] &+= Int32(
        truncatingIfNeeded: TaintScore.weight
          &* NodeScore.normalized(raw, highest: most, reversed: true))
    }
  }

  private func undesired(_ place: Int, _ shape: SchedulingShape, in fleet: Fleet) -> Int64 {
    let pool = fleet.pool(of: node(at: place))
    return TaintScore.intolerable(
      fleet.topology.pools[pool.position].taints, shape.tolerations.tolerations)
  }

  // MARK: Scores

  /// The resource score of a node for a shape, or −1 when a filter rejects it.
  private static func score(
    of node: NodeID, _ shape: SchedulingShape, blocked: BlockedNodes, isPlain: Bool,
    in fleet: Fleet
  ) -> Int16 {
    if blocked.blocks(node, shape.tolerations) { return -1 }
    let allocatable = fleet.allocatable(of: node)
    let requested = fleet.requested(on: node)
    guard NodeScoring.fits(shape.request, allocatable: allocatable, requested: requested),
      isPlain || shape.tolerations.admits(fleet.topology.pools[fleet.pool(of: node).position])
    else { return -1 }
    let nonZero = fleet.nonZeroRequested(on: node)
    return Int16(
      truncatingIfNeeded: NodeScoring.score(
        shape.request, allocatable: allocatable, requested: requested,
        nonZeroMilliCPU: nonZero.milliCPU, nonZeroMemory: nonZero.memory))
  }
}

/// Memory for one decision, used again by the next.
struct DecisionMemory {
  /// The places of the nodes that were found feasible, in the order of the search.
  let places: UnsafeMutablePointer<Int32>
  let totals: UnsafeMutablePointer<Int32>

  /// - Parameter nodes: The most nodes that a cluster has.
  init(nodes: Int) {
    places = .allocate(capacity: max(1, nodes))
    totals = .allocate(capacity: max(1, nodes))
  }

  func deallocate() {
    places.deallocate()
    totals.deallocate()
  }
}

/// The nodes that carry taints of the node lifecycle controller.
struct BlockedNodes {
  let flags: UnsafePointer<NodeFlags>

  func blocks(_ node: NodeID, _ tolerations: TolerationClass) -> Bool {
    let flags = flags[node.position]
    if flags.contains(.noSchedule), !tolerations.toleratesNoSchedule { return true }
    return flags.contains(.noExecute) && !tolerations.toleratesNoExecute
  }
}

/// What the API server of a member has about a node.
struct NodeFlags: OptionSet, BitwiseCopyable {
  let rawValue: UInt8
  /// The Ready condition is Unknown.
  static let unknown = NodeFlags(rawValue: 1)
  /// Tainted unreachable:NoSchedule.
  static let noSchedule = NodeFlags(rawValue: 2)
  /// Tainted unreachable:NoExecute.
  static let noExecute = NodeFlags(rawValue: 4)
  /// Waits in its zone's queue for the NoExecute taint.
  static let queued = NodeFlags(rawValue: 8)
  /// On the list that the next pass of the node monitor looks at.
  static let watched = NodeFlags(rawValue: 16)
}
