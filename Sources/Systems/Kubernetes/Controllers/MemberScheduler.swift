import FleetModel
import Kubernetes
import KubernetesAPI
import Stochastic

/// The node a pod goes to, in one cluster: kube-scheduler's filters and scores for resources and
/// taints, one decision per pod.
///
/// Pods of one shape meet the same scores, and a decision changes one node; so each shape keeps
/// its score of every node and recomputes only nodes that changed since it was last asked. Every
/// decision still compares all nodes that upstream would compare.
struct MemberScheduler {
  private let firstNode: Int
  private let nodeCount: Int
  private let nodesToFind: Int
  /// Offsets of the nodes in upstream's order; empty where every node is compared anyway.
  private let order: [Int32]
  private let firstPool: Int
  /// Whether all pools of the cluster admit everybody.
  private let isPlain: Bool
  private let hasPreferences: Bool
  private var table: ScoreTable
  private var start = 0
  private var stream: RandomStream

  /// - Parameter memory: For the scores, as much as `ScoreTable.byteCount` says.
  init(
    fleet: Fleet, cluster: ClusterID, percentage: Int, memory: UnsafeMutableRawPointer
  ) {
    let site = fleet.topology.clusters[cluster.position]
    let pools = fleet.topology.pools[site.pools]
    firstNode = site.nodes.lowerBound
    nodeCount = site.nodes.count
    nodesToFind = NodeScoring.feasibleNodesToFind(among: nodeCount, percentage: percentage)
    order = nodesToFind < nodeCount ? Self.order(of: site, in: fleet) : []
    firstPool = site.pools.lowerBound
    isPlain = pools.allSatisfy { $0.taints.isEmpty && !$0.unschedulable }
    hasPreferences = pools.contains { pool in
      pool.taints.contains { $0.effect == "PreferNoSchedule" }
    }
    table = ScoreTable(nodes: nodeCount, in: memory)
    stream = RandomStream(fleet.seed, entity: site.name, purpose: .placement)
  }

  /// The order in which upstream's cache lists nodes: the first of every zone, the second of every
  /// zone, and so on.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/backend/cache/node_tree.go`.
  private static func order(of site: Topology.Cluster, in fleet: Fleet) -> [Int32] {
    var zones: [(zone: ZoneID, nodes: [Int32])] = []
    for node in site.nodes {
      let zone = fleet.zone(of: NodeID(node))
      let offset = Int32(node - site.nodes.lowerBound)
      if let index = zones.firstIndex(where: { $0.zone == zone }) {
        zones[index].nodes.append(offset)
      } else {
        zones.append((zone, [offset]))
      }
    }
    var order: [Int32] = []
    order.reserveCapacity(site.nodes.count)
    var row = 0
    while order.count < site.nodes.count {
      for zone in zones where row < zone.nodes.count { order.append(zone.nodes[row]) }
      row += 1
    }
    return order
  }

  /// Notes that a node's requests or taints changed.
  mutating func noteChange(of node: NodeID) { table.noteChange(at: node.position - firstNode) }

  /// The node for one pod of a shape; nil when none is feasible.
  mutating func place(
    _ shape: SchedulingShape, index: Int, blocked: BlockedNodes, in fleet: Fleet
  ) -> NodeID? {
    let (firstNode, isPlain) = (firstNode, isPlain)
    let scores = table.scores(forShape: index) { offset in
      Self.score(
        of: NodeID(firstNode + offset), shape, blocked: blocked, isPlain: isPlain, in: fleet)
    }
    if nodesToFind < nodeCount { return placeSampling(scores, shape: shape, in: fleet) }
    if hasPreferences {
      return choose(scores, shape: shape, from: 0, visiting: nodeCount, in: fleet)
    }
    return best(of: scores)
  }

  /// Whether a pod of the shape fits on this node now.
  func isFeasible(
    _ node: NodeID, for shape: SchedulingShape, blocked: BlockedNodes, in fleet: Fleet
  ) -> Bool {
    Self.score(of: node, shape, blocked: blocked, isPlain: isPlain, in: fleet) >= 0
  }

  // MARK: Choosing

  /// The best of all nodes; ties are broken by one draw.
  private mutating func best(of scores: UnsafePointer<Int16>) -> NodeID? {
    var best: Int16 = -1
    for offset in 0..<nodeCount { best = max(best, scores[offset]) }
    if best < 0 { return nil }
    var ties: Int32 = 0
    for offset in 0..<nodeCount { ties &+= scores[offset] == best ? 1 : 0 }
    var skip = ties == 1 ? 0 : stream.index(below: Int(ties))
    var offset = 0
    while true {
      if scores[offset] == best {
        if skip == 0 { return NodeID(firstNode &+ offset) }
        skip &-= 1
      }
      offset &+= 1
    }
  }

  /// The best of the first feasible nodes from a rotating start.
  private mutating func placeSampling(
    _ scores: UnsafePointer<Int16>, shape: SchedulingShape, in fleet: Fleet
  ) -> NodeID? {
    var visited = 0
    var found = 0
    while visited < nodeCount, found < nodesToFind {
      if scores[offset(start + visited)] >= 0 { found += 1 }
      visited += 1
    }
    let from = start
    start = (start + visited) % nodeCount
    return choose(scores, shape: shape, from: from, visiting: visited, in: fleet)
  }

  /// The best of some nodes in upstream's order, with TaintToleration's score, which depends on who
  /// else is feasible; ties are broken by one draw.
  private mutating func choose(
    _ scores: UnsafePointer<Int16>, shape: SchedulingShape, from: Int, visiting count: Int,
    in fleet: Fleet
  ) -> NodeID? {
    var most: Int64 = 0
    if hasPreferences {
      for step in 0..<count {
        let offset = offset(from + step)
        if scores[offset] >= 0 { most = max(most, undesired(offset, shape, in: fleet)) }
      }
    }
    var best: Int64 = -1
    var ties = 0
    for step in 0..<count {
      guard let total = total(offset(from + step), scores, shape, most: most, in: fleet) else {
        continue
      }
      if total > best {
        best = total
        ties = 1
      } else if total == best {
        ties += 1
      }
    }
    if ties == 0 { return nil }
    var skip = ties == 1 ? 0 : stream.index(below: ties)
    for step in 0..<count {
      let offset = offset(from + step)
      guard total(offset, scores, shape, most: most, in: fleet) == best else { continue }
      if skip == 0 { return NodeID(firstNode + offset) }
      skip -= 1
    }
    return nil
  }

  /// The offset of the node at a position of upstream's order, counted around.
  private func offset(_ position: Int) -> Int {
    let position = position % nodeCount
    return order.isEmpty ? position : Int(order[position])
  }

  /// The weighted sum of all plugins; nil when infeasible.
  private func total(
    _ offset: Int, _ scores: UnsafePointer<Int16>, _ shape: SchedulingShape, most: Int64,
    in fleet: Fleet
  ) -> Int64? {
    guard scores[offset] >= 0 else { return nil }
    let raw = most == 0 ? 0 : undesired(offset, shape, in: fleet)
    return Int64(scores[offset])
      + TaintScore.weight * NodeScore.normalized(raw, highest: most, reversed: true)
  }

  private func undesired(_ offset: Int, _ shape: SchedulingShape, in fleet: Fleet) -> Int64 {
    let pool = fleet.pool(of: NodeID(firstNode + offset))
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
