import GoSemantics

/// The numbers of a node that every filter and score for resources reads.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/types.go` (NodeInfo).
struct NodeRow: Sendable {
  var allocatableMilliCPU: Int64 = 0
  var allocatableMemory: Int64 = 0
  var allocatableEphemeralStorage: Int64 = 0
  var allowedPods: Int64 = 0
  var milliCPU: Int64 = 0
  var memory: Int64 = 0
  var ephemeralStorage: Int64 = 0
  var pods: Int64 = 0
  var nonZeroMilliCPU: Int64 = 0
  var nonZeroMemory: Int64 = 0
  /// How alike the used shares of cpu and memory are.
  var balance: Int64 = NodeScore.maximum

  mutating func count(_ request: PodShape.CountedRequest, sign: Int64) {
    milliCPU &+= sign &* request.plain.milliCPU
    memory &+= sign &* request.plain.memory
    ephemeralStorage &+= sign &* request.plain.ephemeralStorage
    nonZeroMilliCPU &+= sign &* request.nonZeroMilliCPU
    nonZeroMemory &+= sign &* request.nonZeroMemory
    pods &+= sign
  }

  /// Notes that what is used or offered changed.
  mutating func rebalance() {
    balance = NodeScore.balance(milliCPU, allocatableMilliCPU, memory, allocatableMemory)
  }

  /// Whether the resources of a row suffice for one more pod.
  @inline(__always)
  func hasRoom(for pod: PodShape.Numbers) -> Bool {
    pods < allowedPods
      && (pod.requestMilliCPU <= 0 || pod.requestMilliCPU <= allocatableMilliCPU &- milliCPU)
      && (pod.requestMemory <= 0 || pod.requestMemory <= allocatableMemory &- memory)
      && (pod.requestEphemeralStorage <= 0
        || pod.requestEphemeralStorage <= allocatableEphemeralStorage &- ephemeralStorage)
  }

  /// LeastAllocated with one more pod: `NodeScore.leastAllocated`, faster.
  ///
  /// Quotients of doubles are exact when rounded down, as long as both numbers and their sum are
  /// whole and below 2^53, and take a fraction of the time that those of whole numbers do.
  @inline(__always)
  func fitScore(_ pod: PodShape.Numbers) -> Int64 {
    let freeMilliCPU = allocatableMilliCPU &- nonZeroMilliCPU &- pod.scoredMilliCPU
    let freeMemory = allocatableMemory &- nonZeroMemory &- pod.scoredMemory
    let limit: Int64 = 1 << 52
    guard allocatableMilliCPU > 0, allocatableMemory > 0, freeMilliCPU >= 0, freeMemory >= 0,
      freeMilliCPU < limit / NodeScore.maximum, freeMemory < limit / NodeScore.maximum,
      allocatableMilliCPU < limit, allocatableMemory < limit
    else {
      return NodeScore.leastAllocated(
        requestedMilliCPU: nonZeroMilliCPU &+ pod.scoredMilliCPU,
        requestedMemory: nonZeroMemory &+ pod.scoredMemory,
        allocatableMilliCPU: allocatableMilliCPU, allocatableMemory: allocatableMemory)
    }
    let shares =
      SIMD2(
        Double(freeMilliCPU &* NodeScore.maximum), Double(freeMemory &* NodeScore.maximum))
      / SIMD2(Double(allocatableMilliCPU), Double(allocatableMemory))
    return (Int64(shares.x) &+ Int64(shares.y)) / 2
  }

  /// BalancedAllocation with one more pod; 0 if it is not scored.
  @inline(__always)
  func balanceScore(_ pod: PodShape.Numbers) -> Int64 {
    guard pod.isScoredForBalance else { return 0 }
    let after = NodeScore.balance(
      milliCPU &+ pod.plainMilliCPU, allocatableMilliCPU, memory &+ pod.plainMemory,
      allocatableMemory)
    return NodeScore.balancedAllocation(before: balance, after: after)
  }
}
