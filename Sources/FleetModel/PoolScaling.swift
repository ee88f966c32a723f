import Stochastic

/// Between how many nodes an autoscaler may move a node pool, and how the provider of its machines
/// behaves.
public struct PoolScaling: Sendable, Equatable {
  /// The fewest nodes.
  public var minNodes: Int
  /// The most nodes.
  public var maxNodes: Int
  /// Seconds from the request for a machine to its node being Ready.
  public var provisioning: Distribution
  /// Seconds from the request to delete a machine to its node being gone.
  public var deletion: Distribution
  /// The probability that a machine that is asked for is refused at once, for want of capacity.
  public var outOfCapacity: Double
  /// The probability that a machine that is made never becomes a node.
  public var failure: Double
  /// For the expander `priority`; nil for no rule about this pool.
  public var priority: Int?

  /// Describes how a pool may grow and shrink.
  public init(
    minNodes: Int, maxNodes: Int, provisioning: Distribution = MachinePresets.provisioning,
    deletion: Distribution = MachinePresets.deletion, outOfCapacity: Double = 0,
    failure: Double = 0,
    priority: Int? = nil
  ) {
    self.minNodes = minNodes
    self.maxNodes = maxNodes
    self.provisioning = provisioning
    self.deletion = deletion
    self.outOfCapacity = outOfCapacity
    self.failure = failure
    self.priority = priority
  }

  /// What one of several equal parts of the pool may do: the first parts take the remainders.
  public func share(_ part: Int, of parts: Int) -> PoolScaling {
    var share = self
    share.minNodes = Self.share(minNodes, part, of: parts)
    share.maxNodes = Self.share(maxNodes, part, of: parts)
    return share
  }

  /// The same of a number of nodes.
  public static func share(_ nodes: Int, _ part: Int, of parts: Int) -> Int {
    nodes / parts + (part < nodes % parts ? 1 : 0)
  }
}
