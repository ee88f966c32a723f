import Documents
import EventKernel
import FleetModel
import Stochastic

/// Something done to members on purpose at a given time.
public struct MemberOperation: Sendable {
  /// When it begins.
  public var at: VirtualTime
  /// What is done.
  public var action: Action

  /// What is done.
  public enum Action: Sendable {
    /// Nodes of one cluster are drained, worked on and uncordoned.
    case drain(Drain)
    /// A service gets a new pod template in some clusters: a patch of its object, or, where that is
    /// empty, a restart.
    case rollOut(ServiceID, clusters: [ClusterID], patch: Documents.Node)
  }

  /// `kubectl drain` of one node after the other.
  public struct Drain: Sendable {
    /// The nodes in their order, all of one cluster.
    public var nodes: [NodeID]
    /// How many are out at the same time.
    public var parallel: Int
    /// `--timeout`; zero for none.
    public var timeout: VirtualDuration
    /// `--disable-eviction`.
    public var disableEviction: Bool
    /// Seconds for which a drained machine stands still.
    public var outFor: Distribution

    /// Creates an order.
    public init(
      nodes: [NodeID], parallel: Int, timeout: VirtualDuration, disableEviction: Bool,
      outFor: Distribution
    ) {
      self.nodes = nodes
      self.parallel = parallel
      self.timeout = timeout
      self.disableEviction = disableEviction
      self.outFor = outFor
    }
  }

  /// Creates an operation.
  public init(at: VirtualTime, action: Action) {
    self.at = at
    self.action = action
  }
}
