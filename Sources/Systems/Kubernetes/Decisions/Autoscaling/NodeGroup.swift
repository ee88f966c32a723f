/// A set of equal machines whose number the autoscaler sets.
///
/// Mirrors: `kubernetes-sigs/cluster-autoscaler@33c3f97bf pkg/cloudprovider/cloud_provider.go`,
/// `pkg/config/autoscaling_options.go`.
public struct NodeGroup: Sendable, Equatable {
  /// What a group has of its own instead of the flags; nil for the flag. Times are nanoseconds.
  public struct Overrides: Sendable, Equatable {
    /// See `AutoscalerOptions.scaleDownUtilizationThreshold`.
    public var scaleDownUtilizationThreshold: Double?
    /// See `AutoscalerOptions.scaleDownUnneededTime`.
    public var scaleDownUnneededTime: Int64?
    /// See `AutoscalerOptions.scaleDownUnreadyTime`.
    public var scaleDownUnreadyTime: Int64?
    /// See `AutoscalerOptions.maxNodeProvisionTime`.
    public var maxNodeProvisionTime: Int64?
    /// See `AutoscalerOptions.maxNodeStartupTime`.
    public var maxNodeStartupTime: Int64?
    /// See `AutoscalerOptions.ignoreDaemonSetsUtilization`.
    public var ignoreDaemonSetsUtilization: Bool?
    /// Whether the group has either no nodes or as many as it may.
    public var isAtomic = false

    /// The flags.
    public init() {}
  }

  /// Its name.
  public var id: String
  /// How many nodes it has at least.
  public var minSize: Int
  /// How many nodes it may have.
  public var maxSize: Int
  /// How many the provider was asked for.
  public var targetSize: Int
  /// What it has of its own.
  public var overrides: Overrides

  /// Creates a group.
  public init(
    id: String, minSize: Int, maxSize: Int, targetSize: Int, overrides: Overrides = Overrides()
  ) {
    self.id = id
    self.minSize = minSize
    self.maxSize = maxSize
    self.targetSize = targetSize
    self.overrides = overrides
  }
}
