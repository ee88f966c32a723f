import Kubernetes
import KubernetesAPI
import Stochastic

/// What stands where: regions ▸ zones ▸ clusters ▸ node pools, fixed for one run.
///
/// Made from a ``FleetDescription``, which is validated once; after that every index is valid.
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
    /// The region that this one is part of, and goes down with; nil for most.
    public var parent: RegionID?
    /// The zones of this region, contiguous in `Topology.zones`.
    public var zones: Range<Int>
  }
  /// One zone.
  public struct Zone: Sendable {
    /// The name, unique within the fleet (`<region>-<zone>` when generated).
    public var name: String
    public var region: RegionID
    /// The pools that stand here, in order.
    public var pools: [PoolID]
    /// The clusters that have this zone, in order.
    public var clusters: [ClusterID]
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
    /// The name, unique among its kind.
    public var name: String
    /// The region it belongs to.
    public var region: RegionID
    /// Where the nodes stand; the API server survives while one of them does.
    public var zones: [ZoneID]
    public var provider: String
    public var labels: [String: String]
    public var taints: [Taint]
    public var syncMode: SyncMode
    /// Seconds for a request and its answer between hub and member; nil for none at all.
    public var roundTrip: Distribution?
    /// How large it may be, and what happens beyond.
    public var limits: ScaleLimits
    /// The pools of this cluster, contiguous in `Topology.pools`.
    public var pools: Range<Int>
    /// The nodes of this cluster, contiguous.
    public var nodes: Range<Int>
  }
  /// One node pool.
  public struct Pool: Sendable {
    /// The name, unique among its kind.
    public var name: String
    /// The cluster it belongs to.
    public var cluster: ClusterID
    /// The zone it stands in.
    public var zone: ZoneID
    /// What one node of this pool offers to pods.
    public var allocatable: NodeResources
    public var labels: [String: String]
    public var taints: [Taint]
    /// Whether the nodes are cordoned (`spec.unschedulable`).
    public var unschedulable: Bool
    /// The nodes of this pool, contiguous; of a pool that scales, as many as it may have.
    public var nodes: Range<Int>
    /// How many of these, the first ones, are there at first.
    public var initialCount: Int
    /// How the number of nodes may change; nil if it never does.
    public var scaling: PoolScaling?
  }

  /// The regions, in order of declaration.
  public var regions: [Region] = []
  /// The zones, region by region.
  public var zones: [Zone] = []
  /// The clusters, in order of declaration.
  public var clusters: [Cluster] = []
  /// The node pools, cluster by cluster.
  public var pools: [Pool] = []
  /// The total number of nodes, those included that are not there at first.
  public var nodeCount: Int = 0
  /// The region in which the hub runs, and with which it goes down; nil for outside all of them.
  public var hubRegion: RegionID?

  /// Creates an empty topology.
  public init() {}

  /// Whether the number of nodes may change anywhere.
  public var scales: Bool { pools.contains { $0.scaling != nil } }

  /// The nodes of a cluster that are there at first.
  public func initialCount(of cluster: Cluster) -> Int {
    pools[cluster.pools].reduce(0) { $0 + $1.initialCount }
  }

  /// The pool that a node belongs to.
  ///
  /// - Complexity: O(log *n*) in the number of pools.
  public func pool(of node: NodeID) -> PoolID {
    var low = 0
    var high = pools.count
    while low < high {
      let middle = (low + high) / 2
      if pools[middle].nodes.upperBound <= node.position { low = middle + 1 } else { high = middle }
    }
    return PoolID(low)
  }

  /// The stable name of a node: `<cluster>/<pool>-<index>`, the index counted within the pool.
  public func name(of node: NodeID) -> String {
    let pool = pools[pool(of: node).position]
    let index = node.position - pool.nodes.lowerBound
    return "\(clusters[pool.cluster.position].name)/\(pool.name)-\(index)"
  }

  /// Regions that are this one or a part of it, in order.
  public func parts(of region: RegionID) -> [RegionID] {
    regions.indices.map { RegionID($0) }.filter { candidate in
      var next: RegionID? = candidate
      while let current = next {
        if current == region { return true }
        next = regions[current.position].parent
      }
      return false
    }
  }
}
