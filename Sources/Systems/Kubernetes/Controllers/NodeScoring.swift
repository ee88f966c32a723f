import FleetModel
import Kubernetes

/// The scheduler's resource plugins on the fleet's rows, without allocation. The arithmetic is that
/// of the decisions; this is the one place where rows become their arguments.
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
    return NodeFit.fits(
      milliCPU: want.milliCPU, memory: want.memory,
      freeMilliCPU: allocatable.milliCPU - requested.milliCPU,
      freeMemory: allocatable.memory - requested.memory, pods: requested.pods,
      allowedPods: allocatable.pods)
      && NodeFit.check(
        request: want.ephemeralStorage, requested: requested.ephemeralStorage,
        allocatable: allocatable.ephemeralStorage) == .fits
      && NodeFit.check(
        request: want.gpu, requested: requested.gpu, allocatable: allocatable.gpu) == .fits
  }

  /// LeastAllocated plus BalancedAllocation, weight one each.
  static func score(
    _ request: Request, allocatable: NodeResources, requested: NodeResources,
    nonZeroMilliCPU: Int64, nonZeroMemory: Int64
  ) -> Int64 {
    let least = NodeScore.leastAllocated(
      requestedMilliCPU: nonZeroMilliCPU + request.nonZeroMilliCPU,
      requestedMemory: nonZeroMemory + request.nonZeroMemory,
      allocatableMilliCPU: allocatable.milliCPU, allocatableMemory: allocatable.memory)
    let plain = request.plain
    guard NodeScore.isScoredForBalance(milliCPU: plain.milliCPU, memory: plain.memory) else {
      return least
    }
    return least
      + NodeScore.balancedAllocation(
        usedMilliCPU: requested.milliCPU, usedMemory: requested.memory, milliCPU: plain.milliCPU,
        memory: plain.memory, allocatableMilliCPU: allocatable.milliCPU,
        allocatableMemory: allocatable.memory)
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
