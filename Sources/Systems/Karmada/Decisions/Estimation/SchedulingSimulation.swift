/// Places sets of pods on nodes by first fit, using up what the nodes have left.
///
/// Nodes only lose room, so each component remembers the first node that may still take one of its
/// pods; upstream looks at all of them again for every set.
///
/// Mirrors: `karmada@f8fdd02 pkg/estimator/scheduling_simulator_components.go`.
struct SchedulingSimulation {
  /// Pods of one kind that a set needs.
  struct Demand {
    /// What each pod takes, itself included.
    private(set) var request: ComputeResource
    /// How many pods a set has of this kind.
    private(set) var replicas: Int64
    /// Which nodes may take them; `nil` for all.
    private let eligible: [Bool]?
    fileprivate var firstNode = 0

    /// - Parameters:
    ///   - requests: What each pod asks for; `nil` for nothing.
    ///   - replicas: How many pods a set has of this kind.
    ///   - eligible: Which nodes may take them, by node; `nil` for all.
    init(_ requests: ResourceAmounts?, replicas: Int32, eligible: [Bool]? = nil) {
      request = ComputeResource(requests ?? ResourceAmounts())
      request.pods = 1
      self.replicas = Int64(replicas)
      self.eligible = eligible
    }

    fileprivate func isEligible(_ node: Int) -> Bool { eligible?[node] ?? true }
  }

  /// What each node has left, in the order in which nodes are tried.
  private(set) var free: [ComputeResource]

  /// - Parameter free: What each node has left.
  init(_ free: [ComputeResource]) {
    self.free = free
  }

  /// Places complete sets until one does not fit; what a failed set took stays taken.
  ///
  /// Sets without pods always fit. Upstream counts them one by one; a negative number of pods,
  /// which admission refuses, counts as none.
  ///
  /// - Returns: The number of complete sets, at most `bound`.
  mutating func place(_ demands: [Demand], atMost bound: Int32) -> Int32 {
    var demands = demands.filter { $0.replicas > 0 }
    if demands.isEmpty { return max(0, bound) }
    var sets: Int32 = 0
    while sets < bound {
      for index in demands.indices where !place(&demands[index]) { return sets }
      sets += 1
    }
    return sets
  }

  /// Places the pods of one set and kind.
  private mutating func place(_ demand: inout Demand) -> Bool {
    var remaining = demand.replicas
    var node = demand.firstNode
    while node < free.count {
      let fitting = demand.isEligible(node) ? free[node].count(of: demand.request) : 0
      if fitting > 0 {
        let taken = min(remaining, fitting)
        free[node].subtract(demand.request, times: taken)
        remaining -= taken
        if remaining == 0 {
          demand.firstNode = node
          return true
        }
      }
      node += 1
    }
    demand.firstNode = node
    return false
  }
}
