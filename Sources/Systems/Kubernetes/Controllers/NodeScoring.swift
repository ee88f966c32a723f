import FleetModel

/// The kube-scheduler arithmetic of the resource plugins, without allocation.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/noderesources`.
enum NodeScoring {
  /// What a pod requests, as the plugins see it.
  struct Request: Hashable {
    var plain: NodeResources
    var nonZeroMilliCPU: Int64
    var nonZeroMemory: Int64

    init(_ service: Service) {
      plain = service.request
      plain.pods = 1
      nonZeroMilliCPU = service.request.nonZeroMilliCPU
      nonZeroMemory = service.request.nonZeroMemory
    }
  }

  /// NodeResourcesFit: whether the pod fits beside what is requested already.
  static func fits(
    _ request: Request, allocatable: NodeResources, requested: NodeResources
  ) -> Bool {
    let want = request.plain
    if requested.pods + 1 > allocatable.pods { return false }
    if want.milliCPU > 0, want.milliCPU > allocatable.milliCPU - requested.milliCPU { return false }
    if want.memory > 0, want.memory > allocatable.memory - requested.memory { return false }
    if want.ephemeralStorage > 0,
      want.ephemeralStorage > allocatable.ephemeralStorage - requested.ephemeralStorage
    {
      return false
    }
    return want.gpu == 0 || want.gpu <= allocatable.gpu - requested.gpu
  }

  /// LeastAllocated over CPU and memory, weight one each.
  static func leastAllocated(
    _ request: Request, allocatable: NodeResources, nonZeroMilliCPU: Int64, nonZeroMemory: Int64
  ) -> Int64 {
    var sum: Int64 = 0
    var weights: Int64 = 0
    if allocatable.milliCPU != 0 {
      sum += free(nonZeroMilliCPU + request.nonZeroMilliCPU, of: allocatable.milliCPU)
      weights += 1
    }
    if allocatable.memory != 0 {
      sum += free(nonZeroMemory + request.nonZeroMemory, of: allocatable.memory)
      weights += 1
    }
    return weights == 0 ? 0 : sum / weights
  }

  private static func free(_ requested: Int64, of capacity: Int64) -> Int64 {
    requested > capacity ? 0 : (capacity - requested) * 100 / capacity
  }

  /// BalancedAllocation: whether the pod makes the use of CPU and memory more even. A pod that
  /// requests neither is skipped, which is zero.
  static func balancedAllocation(
    _ request: Request, allocatable: NodeResources, requested: NodeResources
  ) -> Int64 {
    if request.plain.milliCPU == 0, request.plain.memory == 0 { return 0 }
    let with = evenness(
      requested.milliCPU + request.plain.milliCPU, requested.memory + request.plain.memory,
      of: allocatable)
    let without = evenness(requested.milliCPU, requested.memory, of: allocatable)
    return 50 + (50 + with - without) / 2
  }

  private static func evenness(
    _ milliCPU: Int64, _ memory: Int64, of allocatable: NodeResources
  ) -> Int64 {
    // With one resource left, or none, there is nothing to balance.
    guard allocatable.milliCPU != 0, allocatable.memory != 0 else { return 100 }
    let first = min(1, Double(milliCPU) / Double(allocatable.milliCPU))
    let second = min(1, Double(memory) / Double(allocatable.memory))
    let deviation = abs((first - second) / 2)
    return Int64((1 - deviation) * 100)
  }

  /// How many feasible nodes are enough in a cluster of this size.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/schedule_one.go` numFeasibleNodesToFind.
  static func feasibleNodesToFind(among nodes: Int, percentage: Int) -> Int {
    if nodes < 100 { return nodes }
    let share = percentage == 0 ? max(5, 50 - nodes / 125) : percentage
    return min(nodes, max(nodes * share / 100, 100))
  }
}
