import Kubernetes
import KubernetesAPI
import Stochastic

/// A fleet as a scenario describes it: by names, in any order, not yet validated.
///
///     var fleet = FleetDescription()
///     fleet.regions = [.init(name: "eu", zones: ["eu-a", "eu-b"])]
///     fleet.clusters = [.init(name: "member-1", region: "eu", pools: [.init(nodes: 3, …)])]
///     let topology = try Topology(fleet)
public struct FleetDescription: Sendable {
  /// A region and its zones.
  public struct Region: Sendable {
    /// The name, unique among its kind.
    public var name: String
    /// The legal space that data here is subject to; empty when not said.
    public var jurisdiction: String
    /// Degrees north; nil when not said.
    public var latitude: Double?
    /// Degrees east; nil when not said.
    public var longitude: Double?
    /// Hours ahead of UTC.
    public var utcOffsetHours: Double
    /// The region that this one is part of, if any.
    public var parent: String?
    /// The names of its zones, unique within the fleet.
    public var zones: [String]

    /// Describes a region.
    public init(
      name: String, zones: [String], jurisdiction: String = "", latitude: Double? = nil,
      longitude: Double? = nil, utcOffsetHours: Double = 0, parent: String? = nil
    ) {
      self.name = name
      self.jurisdiction = jurisdiction
      self.latitude = latitude
      self.longitude = longitude
      self.utcOffsetHours = utcOffsetHours
      self.parent = parent
      self.zones = zones
    }
  }

  /// A member cluster and its pools.
  public struct Cluster: Sendable {
    /// The name, unique among its kind.
    public var name: String
    /// The name of the region it belongs to.
    public var region: String
    /// The zones it spans; empty for all zones of its region.
    public var zones: [String]
    public var provider: String
    public var labels: [String: String]
    public var taints: [Taint]
    public var syncMode: Topology.SyncMode
    /// Seconds for a request and its answer between hub and member; nil for none at all.
    public var roundTrip: Distribution?
    public var pools: [Pool]
    /// How large it may be, and what happens beyond.
    public var limits = ScaleLimits.official

    /// Describes a cluster.
    public init(
      name: String, region: String, zones: [String] = [], provider: String = "",
      labels: [String: String] = [:], taints: [Taint] = [],
      syncMode: Topology.SyncMode = .push, roundTrip: Distribution? = nil, pools: [Pool]
    ) {
      self.name = name
      self.region = region
      self.zones = zones
      self.provider = provider
      self.labels = labels
      self.taints = taints
      self.syncMode = syncMode
      self.roundTrip = roundTrip
      self.pools = pools
    }
  }

  /// A node pool: nodes of one shape.
  public struct Pool: Sendable {
    /// The name, unique among its kind.
    public var name: String
    /// The zone in which the nodes stand; nil spreads them evenly over the cluster's zones.
    public var zone: String?
    /// The number of nodes, at least one; of a pool that scales, how many there are at first.
    public var nodes: Int
    public var allocatable: NodeResources
    public var labels: [String: String]
    public var taints: [Taint]
    public var unschedulable: Bool
    /// How the number of nodes may change; nil if it never does.
    public var scaling: PoolScaling?

    /// Describes a pool.
    public init(
      name: String = "pool", zone: String? = nil, nodes: Int, allocatable: NodeResources,
      labels: [String: String] = [:], taints: [Taint] = [], unschedulable: Bool = false,
      scaling: PoolScaling? = nil
    ) {
      self.name = name
      self.zone = zone
      self.nodes = nodes
      self.allocatable = allocatable
      self.labels = labels
      self.taints = taints
      self.unschedulable = unschedulable
      self.scaling = scaling
    }
  }

  /// The regions, in order of declaration.
  public var regions: [Region]
  /// The clusters, in order of declaration.
  public var clusters: [Cluster]
  /// The region in which the hub runs; nil for outside all of them.
  public var hubRegion: String?

  /// Describes a fleet.
  public init(regions: [Region] = [], clusters: [Cluster] = [], hubRegion: String? = nil) {
    self.regions = regions
    self.clusters = clusters
    self.hubRegion = hubRegion
  }

  /// A regular fleet, for tests and benchmarks: clusters go round robin over the regions, each
  /// cluster spans all zones of its region and spreads its nodes over them.
  public static func regular(
    regions: Int, zonesPerRegion: Int, clusters: Int, nodesPerCluster: Int,
    allocatable: NodeResources
  ) -> FleetDescription {
    FleetDescription(
      regions: (0..<regions).map { region in
        Region(
          name: "region-\(region + 1)",
          zones: (0..<zonesPerRegion).map { "region-\(region + 1)-zone-\($0 + 1)" })
      },
      clusters: (0..<clusters).map { cluster in
        Cluster(
          name: "member-\(cluster + 1)", region: "region-\(cluster % max(regions, 1) + 1)",
          pools: [Pool(nodes: nodesPerCluster, allocatable: allocatable)])
      })
  }
}
