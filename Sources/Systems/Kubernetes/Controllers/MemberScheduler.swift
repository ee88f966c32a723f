import FleetModel
import KubernetesAPI
import Stochastic

/// The node a pod goes to, in one cluster: kube-scheduler's filters and scores for resources and
/// taints, one decision per pod.
///
/// Pods of one shape meet the same scores, and a decision changes one node; so each shape keeps
/// its score of every node and recomputes only nodes that changed since it was last asked. Every
/// decision still compares all nodes that upstream would compare.
final class MemberScheduler {
  private let fleet: Fleet
  /// The nodes in upstream's order: round robin over zones.
  private let order: [NodeID]
  /// Where a node stands in `order`, by its offset in the cluster.
  private let positions: [Int32]
  private let firstNode: Int
  private let nodesToFind: Int
  private let firstPool: Int
  /// Whether a pool of the cluster admits everybody.
  private let isPlain: [Bool]
  private let hasPreferences: Bool
  private var start = 0
  /// The last nodes that changed, as a ring; `changeCount` counts all changes ever.
  private let changes: UnsafeMutablePointer<Int32>
  private var changeCount = 0
  private var caches: [ScoreCache] = []
  private var clock = 0
  private var stream: RandomStream

  /// Caches kept per cluster; more shapes than this evict the one used longest ago.
  private static let cacheLimit = 8

  init(fleet: Fleet, cluster: ClusterID, percentage: Int) {
    self.fleet = fleet
    let site = fleet.topology.clusters[cluster.position]
    firstNode = site.nodes.lowerBound
    firstPool = site.pools.lowerBound
    isPlain = fleet.topology.pools[site.pools].map { $0.taints.isEmpty && !$0.unschedulable }
    order = Self.order(of: site, in: fleet)
    var positions = [Int32](repeating: 0, count: order.count)
    for (position, node) in order.enumerated() {
      positions[node.position - site.nodes.lowerBound] = Int32(position)
    }
    self.positions = positions
    nodesToFind = NodeScoring.feasibleNodesToFind(among: order.count, percentage: percentage)
    hasPreferences = fleet.topology.pools[site.pools].contains { pool in
      pool.taints.contains { $0.effect == "PreferNoSchedule" }
    }
    changes = .allocate(capacity: order.count)
    stream = RandomStream(fleet.seed, entity: site.name, purpose: .placement)
  }

  deinit {
    changes.deallocate()
    for cache in caches { cache.scores.deallocate() }
  }

  /// The order in which upstream's cache lists nodes: the first of every zone, the second of every
  /// zone, and so on.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/backend/cache/node_tree.go`.
  private static func order(of site: Topology.Cluster, in fleet: Fleet) -> [NodeID] {
    var zones: [(zone: ZoneID, nodes: [NodeID])] = []
    for node in site.nodes {
      let zone = fleet.zone(of: NodeID(node))
      if let index = zones.firstIndex(where: { $0.zone == zone }) {
        zones[index].nodes.append(NodeID(node))
      } else {
        zones.append((zone, [NodeID(node)]))
      }
    }
    var order: [NodeID] = []
    order.reserveCapacity(site.nodes.count)
    var row = 0
    while order.count < site.nodes.count {
      for zone in zones where row < zone.nodes.count { order.append(zone.nodes[row]) }
      row += 1
    }
    return order
  }

  /// Notes that a node's requests or taints changed.
  func noteChange(of node: NodeID) {
    changes[changeCount % order.count] = positions[node.position - firstNode]
    changeCount += 1
  }

  /// The node for one pod of a shape; nil when none is feasible.
  func place(_ shape: SchedulingShape, index: Int, blocked: BlockedNodes) -> NodeID? {
    let cache = refreshedCache(shape, index: index, blocked: blocked)
    let scores = UnsafePointer(caches[cache].scores)
    if order.count > nodesToFind { return placeSampling(scores, shape: shape) }
    if hasPreferences { return placeWeighing(scores, shape: shape) }
    return best(of: scores)
  }

  /// Whether a pod of the shape fits on this node now.
  func isFeasible(_ node: NodeID, for shape: SchedulingShape, blocked: BlockedNodes) -> Bool {
    score(of: node, shape, blocked: blocked) >= 0
  }

  // MARK: Choosing

  /// The best of all nodes; ties are broken by one draw.
  private func best(of scores: UnsafePointer<Int16>) -> NodeID? {
    var best: Int16 = -1
    for position in 0..<order.count { best = max(best, scores[position]) }
    if best < 0 { return nil }
    var ties = 0
    for position in 0..<order.count where scores[position] == best { ties += 1 }
    var skip = ties == 1 ? 0 : stream.index(below: ties)
    for position in 0..<order.count where scores[position] == best {
      if skip == 0 { return order[position] }
      skip -= 1
    }
    return nil
  }

  /// As `best`, with TaintToleration's score, which depends on who else is feasible.
  private func placeWeighing(
    _ scores: UnsafePointer<Int16>, shape: SchedulingShape
  ) -> NodeID? {
    choose(scores, shape: shape, from: 0, visiting: order.count)
  }

  /// The best of the first feasible nodes from a rotating start.
  private func placeSampling(
    _ scores: UnsafePointer<Int16>, shape: SchedulingShape
  ) -> NodeID? {
    var visited = 0
    var found = 0
    while visited < order.count, found < nodesToFind {
      if scores[(start + visited) % order.count] >= 0 { found += 1 }
      visited += 1
    }
    let from = start
    start = (start + visited) % order.count
    return choose(scores, shape: shape, from: from, visiting: visited)
  }

  private func choose(
    _ scores: UnsafePointer<Int16>, shape: SchedulingShape, from: Int, visiting count: Int
  ) -> NodeID? {
    var most: Int64 = 0
    if hasPreferences {
      for step in 0..<count {
        let position = (from + step) % order.count
        if scores[position] >= 0 { most = max(most, undesired(position, shape)) }
      }
    }
    var best: Int64 = -1
    var ties = 0
    for step in 0..<count {
      let position = (from + step) % order.count
      guard let total = total(position, scores, shape, most: most) else { continue }
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
      let position = (from + step) % order.count
      guard total(position, scores, shape, most: most) == best else { continue }
      if skip == 0 { return order[position] }
      skip -= 1
    }
    return nil
  }

  /// The weighted sum of all plugins; nil when infeasible.
  private func total(
    _ position: Int, _ scores: UnsafePointer<Int16>, _ shape: SchedulingShape, most: Int64
  ) -> Int64? {
    guard scores[position] >= 0 else { return nil }
    let resources = Int64(scores[position])
    if most == 0 { return resources + 300 }
    return resources + 3 * (100 - 100 * undesired(position, shape) / most)
  }

  private func undesired(_ position: Int, _ shape: SchedulingShape) -> Int64 {
    let pool = fleet.pool(of: order[position])
    return shape.tolerations.undesired(fleet.topology.pools[pool.position])
  }

  // MARK: Scores

  private struct ScoreCache {
    var shape: Int
    var scores: UnsafeMutablePointer<Int16>
    /// The changes that the scores include.
    var seen: Int
    var lastUse: Int
  }

  private func refreshedCache(
    _ shape: SchedulingShape, index: Int, blocked: BlockedNodes
  ) -> Int {
    clock += 1
    var found = -1
    for position in caches.indices where caches[position].shape == index {
      found = position
      break
    }
    if found < 0 { found = addCache(index) }
    caches[found].lastUse = clock
    let behind = changeCount - caches[found].seen
    if behind > order.count || caches[found].seen < 0 {
      for position in 0..<order.count {
        caches[found].scores[position] = score(of: order[position], shape, blocked: blocked)
      }
    } else {
      for change in caches[found].seen..<changeCount {
        let position = Int(changes[change % order.count])
        caches[found].scores[position] = score(of: order[position], shape, blocked: blocked)
      }
    }
    caches[found].seen = changeCount
    return found
  }

  private func addCache(_ index: Int) -> Int {
    if caches.count < Self.cacheLimit {
      caches.append(
        ScoreCache(
          shape: index, scores: .allocate(capacity: order.count), seen: .min / 2, lastUse: 0))
      return caches.count - 1
    }
    var oldest = 0
    for position in caches.indices where caches[position].lastUse < caches[oldest].lastUse {
      oldest = position
    }
    caches[oldest].shape = index
    caches[oldest].seen = .min / 2
    return oldest
  }

  /// The resource score of a node for a shape, or −1 when a filter rejects it.
  private func score(
    of node: NodeID, _ shape: SchedulingShape, blocked: BlockedNodes
  ) -> Int16 {
    if blocked.blocks(node, shape.tolerations) { return -1 }
    let allocatable = fleet.allocatable(of: node)
    let requested = fleet.requested(on: node)
    guard NodeScoring.fits(shape.request, allocatable: allocatable, requested: requested),
      isAdmitted(node, shape)
    else { return -1 }
    let nonZero = fleet.nonZeroRequested(on: node)
    let least = NodeScoring.leastAllocated(
      shape.request, allocatable: allocatable, nonZeroMilliCPU: nonZero.milliCPU,
      nonZeroMemory: nonZero.memory)
    let balanced = NodeScoring.balancedAllocation(
      shape.request, allocatable: allocatable, requested: requested)
    return Int16(truncatingIfNeeded: least + balanced)
  }

  private func isAdmitted(_ node: NodeID, _ shape: SchedulingShape) -> Bool {
    let pool = fleet.pool(of: node).position
    if isPlain[pool - firstPool] { return true }
    return shape.tolerations.admits(fleet.topology.pools[pool])
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
