/// How many nodes of a group, or of the cluster, are in which state.
public struct NodeReadiness: Sendable, Equatable {
  /// Nodes that exist in the API server.
  public var registered = 0
  /// Of these, those that run pods.
  public var ready = 0
  /// Of these, those that broke down.
  public var unready = 0
  /// Of these, those that are still starting.
  public var notStarted = 0
  /// Of these, those without a machine.
  public var beingDeleted = 0
  /// Of these, those that are suspended.
  public var suspended = 0
  /// Machines that are not registered yet.
  public var unregistered = 0
  /// Machines that should have registered long ago.
  public var longUnregistered = 0

  /// None.
  public init() {}
}

/// What the autoscaler says about itself in its status ConfigMap.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/clusterstate/api/types.go`.
public struct AutoscalerStatus: Sendable, Equatable {
  /// What growth is doing.
  public enum ScaleUp: String, Sendable {
    /// Nothing.
    case noActivity = "NoActivity"
    /// Nodes are on their way.
    case inProgress = "InProgress"
    /// It waits after a failure.
    case backoff = "Backoff"
    /// Too many nodes are not ready.
    case unhealthy = "Unhealthy"
  }

  /// One group.
  public struct Group: Sendable, Equatable {
    /// Its name.
    public var id: String
    /// Whether enough of its nodes are ready.
    public var isHealthy: Bool
    /// Its nodes.
    public var nodes: NodeReadiness
    /// How many it should have.
    public var targetSize: Int
    /// What growth is doing.
    public var scaleUp: ScaleUp
    /// Why growth waits; nil if it does not.
    public var backoffErrorCode: String?
    /// Nodes that are not needed.
    public var candidates: Int
  }

  /// Whether enough nodes are ready.
  public var isHealthy: Bool
  /// All nodes.
  public var nodes: NodeReadiness
  /// What growth is doing.
  public var scaleUp: ScaleUp
  /// Nodes that are not needed.
  public var candidates: Int
  /// The groups, in the provider's order.
  public var groups: [Group]
}
