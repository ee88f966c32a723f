import KubernetesAPI

/// What stands where: regions ▸ zones ▸ clusters ▸ node pools, fixed for one run.
public struct Topology: Sendable {
  /// One region.
  public struct Region: Sendable {
    /// The unique name, as `Cluster.spec.region` spells it.
    public var name: String
    /// The legal space that data in this region is subject to, such as `EU`; empty when not said.
    public var jurisdiction: String
    /// Degrees north and east; nil when not said.
    public var latitude: Double?
    public var longitude: Double?
    /// Hours ahead of UTC, which shifts daily load profiles.
    public var utcOffsetHours: Double
    /// The zones of this region, contiguous in `Topology.zones`.
    public var zones: Range<Int>
  }
  /// One zone.
  public struct Zone: Sendable {
    /// The name, unique within the fleet (`<region>-<zone>` when generated).
    public var name: String
    public var region: RegionID
  }
  /// How the control plane and a member talk to each other.
  public enum SyncMode: String, Sendable {
    /// The hub calls the member's API server.
    case push = "Push"
    /// An agent in the member calls the hub.
    case pull = "Pull"
  }
  /// One member cluster.
  public struct Cluster: Sendable {
    public var name: String
    public var region: RegionID
    /// Where the nodes stand; the API server survives while one of them does.
    public var zones: [ZoneID]
    public var provider: String
    public var labels: [String: String]
    public var taints: [Taint]
    public var syncMode: SyncMode
    /// The pools of this cluster, contiguous in `Topology.pools`.
    public var pools: Range<Int>
    /// The nodes of this cluster, contiguous.
    public var nodes: Range<Int>
  }
  /// One node pool.
  public struct Pool: Sendable {
    public var name: String
    public var cluster: ClusterID
    public var zone: ZoneID
    /// What one node of this pool offers to pods.
    public var allocatable: NodeResources
    public var labels: [String: String]
    public var taints: [Taint]
    /// The nodes of this pool, contiguous.
    public var nodes: Range<Int>
  }

  public var regions: [Region] = []
  public var zones: [Zone] = []
  public var clusters: [Cluster] = []
  public var pools: [Pool] = []
  /// The total number of nodes.
  public var nodeCount: Int = 0

  /// Creates an empty topology.
  public init() {}
}

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
}
