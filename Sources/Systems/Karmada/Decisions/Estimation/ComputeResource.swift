/// Resources as the first-fit simulation and the resource summary count them: thousandths of
/// cores, whole units of everything else, unknown kinds left out.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/resource.go`.
public struct ComputeResource: Sendable, Equatable {
  /// Thousandths of cores.
  public var milliCPU: Int64 = 0
  /// Bytes.
  public var memory: Int64 = 0
  /// Bytes.
  public var ephemeralStorage: Int64 = 0
  /// Pods.
  public var pods: Int64 = 0
  /// Extended resources, huge pages and attachable volumes.
  public var scalars: [String: Int64] = [:]

  /// Nothing.
  public init() {}

  /// The sum of a list of resources.
  public init(_ amounts: ResourceAmounts) {
    add(amounts)
  }

  /// Adds a list of resources.
  public mutating func add(_ amounts: ResourceAmounts) {
    for (name, amount) in amounts.all { self[name] &+= Self.unit(amount, of: name) }
  }

  /// Adds other resources.
  public mutating func add(_ other: ComputeResource) {
    milliCPU &+= other.milliCPU
    memory &+= other.memory
    ephemeralStorage &+= other.ephemeralStorage
    pods &+= other.pods
    // order-free: every entry is added to its own
    for (name, amount) in other.scalars { scalars[name, default: 0] &+= amount }
  }

  /// Raises every resource to at least what a list says.
  public mutating func raise(to amounts: ResourceAmounts) {
    for (name, amount) in amounts.all { self[name] = max(self[name], Self.unit(amount, of: name)) }
  }

  /// Subtracts a multiple of other resources; nothing falls below zero, and resources that are
  /// not there stay absent.
  public mutating func subtract(_ other: ComputeResource, times count: Int64) {
    milliCPU = max(milliCPU &- other.milliCPU &* count, 0)
    memory = max(memory &- other.memory &* count, 0)
    ephemeralStorage = max(ephemeralStorage &- other.ephemeralStorage &* count, 0)
    pods = max(pods &- other.pods &* count, 0)
    // order-free: every entry is changed on its own
    for (name, amount) in other.scalars {
      if let present = scalars[name] { scalars[name] = max(present &- amount &* count, 0) }
    }
  }

  /// How often the request fits; resources that it does not ask for do not limit it, pods do.
  public func count(of request: ComputeResource) -> Int64 {
    var count = pods
    if request.milliCPU > 0 { count = min(count, milliCPU / request.milliCPU) }
    if request.memory > 0 { count = min(count, memory / request.memory) }
    if request.ephemeralStorage > 0 {
      count = min(count, ephemeralStorage / request.ephemeralStorage)
    }
    // order-free: a minimum
    for (name, amount) in request.scalars where amount > 0 {
      count = min(count, (scalars[name] ?? 0) / amount)
    }
    return count
  }

  /// The resource of a name in its own unit; unknown kinds read as zero and swallow what is
  /// written.
  private subscript(name: String) -> Int64 {
    get {
      switch name {
      case "cpu": milliCPU
      case "memory": memory
      case "ephemeral-storage": ephemeralStorage
      case "pods": pods
      default: scalars[name] ?? 0
      }
    }
    set {
      switch name {
      case "cpu": milliCPU = newValue
      case "memory": memory = newValue
      case "ephemeral-storage": ephemeralStorage = newValue
      case "pods": pods = newValue
      default: if Self.isScalar(name) { scalars[name] = newValue }
      }
    }
  }

  private static func unit(_ amount: ResourceAmount, of name: String) -> Int64 {
    name == "cpu" ? amount.milli : amount.whole
  }

  /// Whether a resource is extended, a huge page, an attachable volume or one of Kubernetes' own
  /// with a prefix.
  static func isScalar(_ name: String) -> Bool {
    if name.hasPrefix("hugepages-") || name.hasPrefix("attachable-volumes-") { return true }
    guard name.utf8.contains(UInt8(ascii: "/")) else { return false }
    return name.contains("kubernetes.io/") || !name.hasPrefix("requests.")
  }
}
