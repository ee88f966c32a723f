import Documents
import Kubernetes
import KubernetesAPI
import Stochastic

extension Topology {
  /// Builds the topology that a description names, or says why it is impossible.
  ///
  /// Regions and clusters keep their order of description; a pool without a zone becomes one pool
  /// per zone of its cluster, named `<pool>-<zone>`, the first zones taking the remainder.
  public init(_ description: FleetDescription) throws(TopologyError) {
    self.init()
    try addRegions(description.regions)
    let zoneIndex = try indexZones()
    guard !description.clusters.isEmpty else { throw .none(.cluster, of: "the fleet") }
    let regionIndex = Self.index(regions.map(\.name))
    var seen: Set<String> = []
    for cluster in description.clusters {
      guard !cluster.name.isEmpty else { throw .unnamed(.cluster, of: "the fleet") }
      guard seen.insert(cluster.name).inserted else {
        throw .duplicate(.cluster, name: cluster.name)
      }
      try add(cluster, regions: regionIndex, zones: zoneIndex)
    }
    if let hub = description.hubRegion {
      hubRegion = RegionID(try position(of: hub, in: regionIndex, .region, owner: "the hub"))
    }
  }

  private mutating func addRegions(
    _ described: [FleetDescription.Region]
  ) throws(TopologyError) {
    guard !described.isEmpty else { throw .none(.region, of: "the fleet") }
    var seen: Set<String> = []
    for region in described {
      guard !region.name.isEmpty else { throw .unnamed(.region, of: "the fleet") }
      guard seen.insert(region.name).inserted else {
        throw .duplicate(.region, name: region.name)
      }
      try Self.check(region.latitude, "latitude of region \"\(region.name)\"", 90)
      try Self.check(region.longitude, "longitude of region \"\(region.name)\"", 180)
      try Self.check(region.utcOffsetHours, "utcOffsetHours of region \"\(region.name)\"", 14)
      let first = zones.count
      for zone in region.zones {
        guard !zone.isEmpty else { throw .unnamed(.zone, of: "region \"\(region.name)\"") }
        zones.append(Zone(name: zone, region: RegionID(regions.count), pools: [], clusters: []))
      }
      regions.append(
        Region(
          name: region.name, jurisdiction: region.jurisdiction, latitude: region.latitude,
          longitude: region.longitude, utcOffsetHours: region.utcOffsetHours, parent: nil,
          zones: first..<zones.count))
    }
    try linkParents(described)
  }

  private mutating func linkParents(
    _ described: [FleetDescription.Region]
  ) throws(TopologyError) {
    let index = Self.index(regions.map(\.name))
    for (child, region) in described.enumerated() {
      guard let parent = region.parent else { continue }
      regions[child].parent = RegionID(
        try position(of: parent, in: index, .region, owner: "region \"\(region.name)\""))
    }
    for start in regions.indices {
      var path = [regions[start].name]
      var next = regions[start].parent
      while let current = next {
        path.append(regions[current.position].name)
        if current.position == start { throw .cycle(path) }
        // A cycle further up is found from its own members.
        if path.count > regions.count { break }
        next = regions[current.position].parent
      }
    }
  }

  private func indexZones() throws(TopologyError) -> [String: Int] {
    let index = Self.index(zones.map(\.name))
    for (position, zone) in zones.enumerated() where index[zone.name] != position {
      throw .duplicate(.zone, name: zone.name)
    }
    return index
  }

  private mutating func add(
    _ cluster: FleetDescription.Cluster, regions regionIndex: [String: Int],
    zones zoneIndex: [String: Int]
  ) throws(TopologyError) {
    let owner = "cluster \"\(cluster.name)\""
    let region = try position(of: cluster.region, in: regionIndex, .region, owner: owner)
    var spanned: [ZoneID] = []
    for name in cluster.zones {
      let zone = try position(of: name, in: zoneIndex, .zone, owner: owner)
      guard zones[zone].region.position == region else {
        throw .misplacedZone(name, of: owner)
      }
      guard !spanned.contains(ZoneID(zone)) else { throw .duplicate(.zone, name: name) }
      spanned.append(ZoneID(zone))
    }
    if spanned.isEmpty { spanned = regions[region].zones.map { ZoneID($0) } }
    guard !spanned.isEmpty else {
      throw .none(.zone, of: "region \"\(cluster.region)\" of \(owner)")
    }
    guard !cluster.pools.isEmpty else { throw .none(.pool, of: owner) }
    let id = ClusterID(clusters.count)
    let firstPool = pools.count
    let firstNode = nodeCount
    var seen: Set<String> = []
    for var pool in cluster.pools {
      if cluster.limits.action == .reject {
        // The kubelet's `maxPods`.
        pool.allocatable.pods = min(pool.allocatable.pods, Int64(cluster.limits.podsPerNode))
      }
      guard !pool.name.isEmpty else { throw .unnamed(.pool, of: owner) }
      guard seen.insert(pool.name).inserted else { throw .duplicate(.pool, name: pool.name) }
      try add(pool, of: id, named: owner, zones: spanned, index: zoneIndex)
    }
    for zone in spanned { zones[zone.position].clusters.append(id) }
    clusters.append(
      Cluster(
        name: cluster.name, region: RegionID(region), zones: spanned,
        provider: cluster.provider, labels: cluster.labels, taints: cluster.taints,
        syncMode: cluster.syncMode, roundTrip: cluster.roundTrip, limits: cluster.limits,
        pools: firstPool..<pools.count, nodes: firstNode..<nodeCount))
  }

  private mutating func add(
    _ pool: FleetDescription.Pool, of cluster: ClusterID, named owner: String,
    zones spanned: [ZoneID], index: [String: Int]
  ) throws(TopologyError) {
    let name = "node pool \"\(pool.name)\" of \(owner)"
    try Self.check(pool, name)
    let most = pool.scaling?.maxNodes ?? pool.nodes
    guard most < Int(Int32.max), nodeCount + most < Int(Int32.max) else {
      throw .tooLarge(count: most, of: "the number of nodes")
    }
    try Self.check(pool.allocatable, of: name)
    if let zoneName = pool.zone {
      let zone = try position(of: zoneName, in: index, .zone, owner: name)
      guard spanned.contains(ZoneID(zone)) else { throw .misplacedZone(zoneName, of: name) }
      append(pool, named: pool.name, of: cluster, in: ZoneID(zone))
      return
    }
    for (position, zone) in spanned.enumerated() {
      var share = pool
      share.nodes = PoolScaling.share(pool.nodes, position, of: spanned.count)
      share.scaling = pool.scaling?.share(position, of: spanned.count)
      guard (share.scaling?.maxNodes ?? share.nodes) > 0 else { continue }
      let label = spanned.count == 1 ? pool.name : "\(pool.name)-\(zones[zone.position].name)"
      append(share, named: label, of: cluster, in: zone)
    }
  }

  private mutating func append(
    _ pool: FleetDescription.Pool, named name: String, of cluster: ClusterID, in zone: ZoneID
  ) {
    let most = pool.scaling?.maxNodes ?? pool.nodes
    zones[zone.position].pools.append(PoolID(pools.count))
    pools.append(
      Pool(
        name: name, cluster: cluster, zone: zone, allocatable: pool.allocatable,
        labels: pool.labels, taints: pool.taints, unschedulable: pool.unschedulable,
        nodes: nodeCount..<(nodeCount + most), initialCount: pool.nodes, scaling: pool.scaling))
    nodeCount += most
  }

  private func position(
    of name: String, in index: [String: Int], _ kind: TopologyError.Kind, owner: String
  ) throws(TopologyError) -> Int {
    if let position = index[name] { return position }
    let known = index.keys.sorted()
    throw .unknown(
      kind, name: name, in: owner, suggestion: nearestName(to: name, among: known))
  }

  private static func index(_ names: [String]) -> [String: Int] {
    var index: [String: Int] = [:]
    for (position, name) in names.enumerated() where index[name] == nil { index[name] = position }
    return index
  }

  private static func check(
    _ value: Double?, _ owner: String, _ limit: Double
  ) throws(TopologyError) {
    guard let value else { return }
    guard value.isFinite, abs(value) <= limit else {
      throw .outOfRange(value: value, of: owner, low: -limit, high: limit)
    }
  }

  private static func check(
    _ pool: FleetDescription.Pool, _ name: String
  ) throws(TopologyError) {
    guard let scaling = pool.scaling else {
      guard pool.nodes >= 1 else {
        throw .tooSmall(value: Int64(pool.nodes), of: "nodes of \(name)", least: 1)
      }
      return
    }
    guard scaling.minNodes >= 0 else {
      throw .tooSmall(value: Int64(scaling.minNodes), of: "minNodes of \(name)", least: 0)
    }
    guard scaling.maxNodes >= max(1, scaling.minNodes) else {
      throw .tooSmall(
        value: Int64(scaling.maxNodes), of: "maxNodes of \(name)",
        least: Int64(max(1, scaling.minNodes)))
    }
    guard (scaling.minNodes...scaling.maxNodes).contains(pool.nodes) else {
      throw .outOfRange(
        value: Double(pool.nodes), of: "nodes of \(name)", low: Double(scaling.minNodes),
        high: Double(scaling.maxNodes))
    }
    for (share, what) in [(scaling.outOfCapacity, "outOfCapacity"), (scaling.failure, "failure")] {
      guard (0...1).contains(share) else {
        throw .outOfRange(value: share, of: "\(what) of \(name)", low: 0, high: 1)
      }
    }
  }

  private static func check(
    _ allocatable: NodeResources, of pool: String
  ) throws(TopologyError) {
    let amounts = [
      (allocatable.milliCPU, "milliCPU", Int64(1)), (allocatable.memory, "memory", 1),
      (allocatable.ephemeralStorage, "ephemeralStorage", 0), (allocatable.gpu, "gpu", 0),
      (allocatable.pods, "pods", 1),
    ]
    for (value, resource, least) in amounts where value < least {
      throw .tooSmall(value: value, of: "allocatable \(resource) of \(pool)", least: least)
    }
  }
}
