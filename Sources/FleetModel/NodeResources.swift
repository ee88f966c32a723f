/// The resources of a node, or the request of a pod, in the units upstream computes with.
@frozen public struct NodeResources: Hashable, Sendable {
  /// Thousandths of a core.
  public var milliCPU: Int64
  /// Bytes.
  public var memory: Int64
  /// Bytes.
  public var ephemeralStorage: Int64
  /// Whole devices of `nvidia.com/gpu`.
  public var gpu: Int64
  /// Pod slots.
  public var pods: Int64

  /// Creates a resource vector; everything not named is zero.
  public init(
    milliCPU: Int64 = 0, memory: Int64 = 0, ephemeralStorage: Int64 = 0, gpu: Int64 = 0,
    pods: Int64 = 0
  ) {
    self.milliCPU = milliCPU
    self.memory = memory
    self.ephemeralStorage = ephemeralStorage
    self.gpu = gpu
    self.pods = pods
  }

  /// Nothing.
  public static let zero = NodeResources()

  /// The sum, resource by resource.
  @inlinable public static func + (left: Self, right: Self) -> Self {
    NodeResources(
      milliCPU: left.milliCPU + right.milliCPU, memory: left.memory + right.memory,
      ephemeralStorage: left.ephemeralStorage + right.ephemeralStorage,
      gpu: left.gpu + right.gpu, pods: left.pods + right.pods)
  }

  /// The difference, resource by resource.
  @inlinable public static func - (left: Self, right: Self) -> Self {
    NodeResources(
      milliCPU: left.milliCPU - right.milliCPU, memory: left.memory - right.memory,
      ephemeralStorage: left.ephemeralStorage - right.ephemeralStorage,
      gpu: left.gpu - right.gpu, pods: left.pods - right.pods)
  }

  /// The multiple, resource by resource.
  @inlinable public static func * (left: Self, count: Int64) -> Self {
    NodeResources(
      milliCPU: left.milliCPU * count, memory: left.memory * count,
      ephemeralStorage: left.ephemeralStorage * count, gpu: left.gpu * count,
      pods: left.pods * count)
  }

  /// Adds, resource by resource.
  @inlinable public static func += (left: inout Self, right: Self) { left = left + right }
  /// Subtracts, resource by resource.
  @inlinable public static func -= (left: inout Self, right: Self) { left = left - right }
  /// The opposite, resource by resource.
  @inlinable public static prefix func - (value: Self) -> Self { .zero - value }

  /// Whether every resource is at most the other's.
  @inlinable public func fits(in other: Self) -> Bool {
    milliCPU <= other.milliCPU && memory <= other.memory
      && ephemeralStorage <= other.ephemeralStorage && gpu <= other.gpu && pods <= other.pods
  }

  /// Whether any resource is below zero.
  public var hasNegative: Bool {
    milliCPU < 0 || memory < 0 || ephemeralStorage < 0 || gpu < 0 || pods < 0
  }
}
