import KubernetesAPI

/// Amounts of resources in the whole units that the scheduler computes with.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/types.go` (Resource).
public struct ResourceAmounts: Sendable, Hashable {
  /// Thousandths of a core, rounded up.
  public var milliCPU: Int64 = 0
  /// Bytes, rounded up.
  public var memory: Int64 = 0
  /// Bytes, rounded up.
  public var ephemeralStorage: Int64 = 0
  /// Pods; only nodes offer them.
  public var pods: Int64 = 0
  /// Everything else by name, rounded up.
  public var scalars: [String: Int64] = [:]

  /// Nothing.
  public init() {}

  /// The amounts of a list.
  public init(_ list: ResourceList) {
    // order-free: each entry has its own place.
    for (name, quantity) in list {
      switch name {
      case "cpu": milliCPU = quantity.milliValue
      case "memory": memory = quantity.value
      case "ephemeral-storage": ephemeralStorage = quantity.value
      case "pods": pods = quantity.value
      default: scalars[name] = quantity.value
      }
    }
  }

  /// The amount of a resource; 0 if there is none.
  public subscript(name: String) -> Int64 {
    switch name {
    case "cpu": milliCPU
    case "memory": memory
    case "ephemeral-storage": ephemeralStorage
    case "pods": pods
    default: scalars[name] ?? 0
    }
  }

  /// Adds all amounts.
  public static func += (left: inout ResourceAmounts, right: ResourceAmounts) {
    left.milliCPU &+= right.milliCPU
    left.memory &+= right.memory
    left.ephemeralStorage &+= right.ephemeralStorage
    // order-free: each entry is added to its own.
    for (name, amount) in right.scalars { left.scalars[name, default: 0] &+= amount }
  }

  /// Subtracts all amounts; a name stays although nothing is left of it.
  public static func -= (left: inout ResourceAmounts, right: ResourceAmounts) {
    left.milliCPU &-= right.milliCPU
    left.memory &-= right.memory
    left.ephemeralStorage &-= right.ephemeralStorage
    // order-free: each entry is subtracted from its own.
    for (name, amount) in right.scalars { left.scalars[name, default: 0] &-= amount }
  }

  /// Whether a resource is one of the four that every node has.
  public static func isPrimary(_ name: String) -> Bool {
    name == "cpu" || name == "memory" || name == "ephemeral-storage" || name == "pods"
  }
}

/// What a node offers and what stands on it, as the scheduler counts it.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/types.go` (NodeInfo).
public struct NodeUsage: Sendable {
  /// What the node offers.
  public var allocatable: ResourceAmounts
  /// What its pods request.
  public var requested = ResourceAmounts()
  /// The same with the defaults for containers that name no cpu or memory.
  public var nonZeroRequested = ResourceAmounts()
  /// How many pods it has.
  public var podCount: Int64 = 0

  /// An empty node.
  public init(allocatable: ResourceAmounts) {
    self.allocatable = allocatable
  }

  /// Counts a pod.
  public mutating func add(_ pod: Pod) {
    let plain = PodRequests.total(pod)
    requested += ResourceAmounts(plain)
    nonZeroRequested += ResourceAmounts(PodRequests.counted(pod, plain: plain))
    podCount += 1
  }

  /// What is used of a resource for scoring: cpu and memory with defaults, others without.
  public func scoredUse(_ name: String) -> Int64 {
    name == "cpu" || name == "memory" ? nonZeroRequested[name] : requested[name]
  }
}
