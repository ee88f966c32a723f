import GoSemantics

/// The arithmetic of the scheduler's scores, on plain integers and without allocation.
///
/// Units cancel out: thousandths of a core or bytes, as long as a call uses one of them. Scores run
/// from 0 to 100.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/noderesources/`
/// (least_allocated.go, most_allocated.go, balanced_allocation.go, requested_to_capacity_ratio.go),
/// `plugins/tainttoleration`, `plugins/helper/normalize_score.go`; vectors
/// `kubernetes-scheduler/noderesources_score.jsonl.gz`.
public enum NodeScore {
  // Computed, so that they are constants in other modules' inlined code.

  /// The highest score of one plugin.
  @inlinable
  public static var maximum: Int64 { 100 }
  /// What a container that names no cpu counts for in scores, in thousandths of a core.
  @inlinable
  public static var defaultMilliCPU: Int64 { 100 }
  /// What a container that names no memory counts for in scores, in bytes.
  @inlinable
  public static var defaultMemory: Int64 { 200 * 1024 * 1024 }

  // MARK: One resource

  /// The free share of one resource, 0 if it is overcommitted or not there.
  @inlinable
  public static func leastAllocated(requested: Int64, allocatable: Int64) -> Int64 {
    if allocatable == 0 || requested > allocatable { return 0 }
    return (allocatable &- requested) &* maximum / allocatable
  }

  /// The used share of one resource, 0 if it is not there.
  @inlinable
  public static func mostAllocated(requested: Int64, allocatable: Int64) -> Int64 {
    if allocatable == 0 { return 0 }
    return min(requested, allocatable) &* maximum / allocatable
  }

  /// The used share of one resource in percent, 100 if it is overcommitted.
  @inlinable
  public static func utilization(requested: Int64, allocatable: Int64) -> Int64 {
    if allocatable == 0 || requested > allocatable { return maximum }
    return requested &* maximum / allocatable
  }

  // MARK: Cpu and memory

  /// LeastAllocated over cpu and memory with equal weights: the default profile.
  ///
  /// - Parameters: What is requested on the node including the pod, with the defaults for
  ///   containers that name none, and what the node offers. A resource that the node does not
  ///   have is left out.
  @inlinable
  public static func leastAllocated(
    requestedMilliCPU: Int64, requestedMemory: Int64, allocatableMilliCPU: Int64,
    allocatableMemory: Int64
  ) -> Int64 {
    let cpu = leastAllocated(requested: requestedMilliCPU, allocatable: allocatableMilliCPU)
    let memory = leastAllocated(requested: requestedMemory, allocatable: allocatableMemory)
    let weight: Int64 = (allocatableMilliCPU == 0 ? 0 : 1) + (allocatableMemory == 0 ? 0 : 1)
    return weight == 0 ? 0 : (cpu + memory) / weight
  }

  /// MostAllocated over cpu and memory with equal weights.
  @inlinable
  public static func mostAllocated(
    requestedMilliCPU: Int64, requestedMemory: Int64, allocatableMilliCPU: Int64,
    allocatableMemory: Int64
  ) -> Int64 {
    let cpu = mostAllocated(requested: requestedMilliCPU, allocatable: allocatableMilliCPU)
    let memory = mostAllocated(requested: requestedMemory, allocatable: allocatableMemory)
    let weight: Int64 = (allocatableMilliCPU == 0 ? 0 : 1) + (allocatableMemory == 0 ? 0 : 1)
    return weight == 0 ? 0 : (cpu + memory) / weight
  }

  /// BalancedAllocation over cpu and memory: the default profile.
  ///
  /// 75 means that the pod leaves the balance as it is, more that it improves it. A pod that
  /// requests neither resource is not scored at all; ask `isScoredForBalance` first.
  ///
  /// - Parameters:
  ///   - usedMilliCPU: Requested by the pods on the node, without defaults.
  ///   - usedMemory: The same.
  ///   - milliCPU: Requested by the pod, without defaults.
  ///   - memory: The same.
  ///   - allocatableMilliCPU: What the node offers.
  ///   - allocatableMemory: The same.
  @inlinable
  public static func balancedAllocation(
    usedMilliCPU: Int64, usedMemory: Int64, milliCPU: Int64, memory: Int64,
    allocatableMilliCPU: Int64, allocatableMemory: Int64
  ) -> Int64 {
    let before = balance(
      usedMilliCPU, allocatableMilliCPU, usedMemory, allocatableMemory)
    let after = balance(
      usedMilliCPU &+ milliCPU, allocatableMilliCPU, usedMemory &+ memory, allocatableMemory)
    return balancedAllocation(before: before, after: after)
  }

  /// Whether BalancedAllocation scores a pod with these requests.
  @inlinable
  public static func isScoredForBalance(milliCPU: Int64, memory: Int64) -> Bool {
    milliCPU != 0 || memory != 0
  }

  /// The score from the balance without and with the pod.
  @inlinable
  public static func balancedAllocation(before: Int64, after: Int64) -> Int64 {
    maximum / 2 + (maximum / 2 + after - before) / 2
  }

  /// How alike the used shares of two resources are, 0–100.
  @inlinable
  static func balance(
    _ firstUsed: Int64, _ firstAllocatable: Int64, _ secondUsed: Int64,
    _ secondAllocatable: Int64
  ) -> Int64 {
    if firstAllocatable == 0 || secondAllocatable == 0 { return maximum }
    let shares =
      SIMD2(Double(firstUsed), Double(secondUsed))
      / SIMD2(Double(firstAllocatable), Double(secondAllocatable))
    let difference = (min(1, shares.x) - min(1, shares.y)).magnitude
    return GoArithmetic.int64((1 - difference / 2) * Double(maximum))
  }

  /// How alike the used shares of several resources are, 0–100; those that the node does not have
  /// are left out.
  public static func balance(_ resources: [(used: Int64, allocatable: Int64)]) -> Int64 {
    let shares = resources.filter { $0.allocatable != 0 }.map {
      min(1, Double($0.used) / Double($0.allocatable))
    }
    var deviation = 0.0
    if shares.count == 2 {
      deviation = ((shares[0] - shares[1]) / 2).magnitude
    } else if shares.count > 2 {
      let mean = shares.reduce(0, +) / Double(shares.count)
      let squares = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      deviation = (squares / Double(shares.count)).squareRoot()
    }
    return GoArithmetic.int64((1 - deviation) * Double(maximum))
  }

  // MARK: Normalising

  /// Scales a raw score to 0–100 by the highest raw score, as most plugins do.
  ///
  /// - Parameters:
  ///   - raw: This node's raw score.
  ///   - highest: The highest raw score over all feasible nodes.
  ///   - reversed: Whether a high raw score is bad.
  @inlinable
  public static func normalized(_ raw: Int64, highest: Int64, reversed: Bool) -> Int64 {
    if highest <= 0 { return reversed ? maximum : raw }
    let score = maximum * raw / highest
    return reversed ? maximum - score : score
  }
}
