import FleetModel
import Karmada

/// The default grades of the resource models: how many nodes have at least so much free.
///
/// Mirrors: `karmada@f8fdd02 pkg/modeling`, `pkg/apis/cluster/mutation/mutation.go`.
enum ResourceModels {
  private static let gibibyte: Int64 = 1 << 30
  /// The lower ends of the nine grades.
  static let minimumMilliCPU: [Int64] = [0, 1, 2, 4, 8, 16, 32, 64, 128].map { $0 * 1000 }
  static let minimumMemory: [Int64] = [0, 4, 16, 32, 64, 128, 256, 512, 1024].map { $0 * gibibyte }

  private static let imagined: [ComputeResource] = minimumMilliCPU.indices.map { grade in
    var node = ComputeResource()
    node.milliCPU = minimumMilliCPU[grade]
    node.memory = minimumMemory[grade]
    node.pods = GeneralEstimator.podsPerModelNode
    return node
  }

  /// Imagined nodes of a cluster, in order of grade.
  ///
  /// Upstream stops counting at the first node without a free pod slot, in an order of nodes that
  /// is random; here it is the member's order.
  static func pools(of cluster: ClusterID, in nodes: any MemberNodes) -> [ModelPool] {
    var counts = [Int](repeating: 0, count: minimumMilliCPU.count)
    var isFull = false
    nodes.forEachNode(of: cluster) { allocatable, requested in
      if isFull || allocatable.pods - requested.pods <= 0 {
        isFull = true
        return
      }
      let cpu = grade(allocatable.milliCPU - requested.milliCPU, minimumMilliCPU)
      let memory = grade(allocatable.memory - requested.memory, minimumMemory)
      if cpu >= 0, memory >= 0 { counts[min(cpu, memory)] += 1 }
    }
    var pools: [ModelPool] = []
    for grade in counts.indices where counts[grade] > 0 {
      pools.append(ModelPool(node: imagined[grade], count: counts[grade]))
    }
    return pools
  }

  /// The last grade whose lower end is not above `free`; −1 if even the first is.
  private static func grade(_ free: Int64, _ minimums: [Int64]) -> Int {
    (minimums.lastIndex { $0 <= free }) ?? -1
  }
}
