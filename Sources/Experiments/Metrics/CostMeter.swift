import Documents
import FleetModel
import Scenarios

/// What nodes and traffic cost.
struct Prices: Sendable {
  /// Of an hour of a node, by `PoolID`.
  let hourly: [Double]
  /// Of a GiB that leaves a region for the users, by `RegionID`.
  let egress: [Double]

  /// - Throws: `ScenarioError` for a pool or a region that does not exist.
  init(_ costs: CostsSection, _ topology: Topology, _ loaded: LoadedScenario) throws {
    func belongs(_ pool: Topology.Pool, to name: String) -> Bool {
      // A pool in only some zones has become one per zone.
      pool.name == name
        || pool.name == name + "-" + topology.zones[pool.zone.position].name
    }
    let names = costs.pools.keys.sorted()
    for name in names where !topology.pools.contains(where: { belongs($0, to: name) }) {
      throw ScenarioError([
        loaded.problem(
          "spec.costs.pools.\(name)", "no node pool is called \"\(name)\"",
          suggestion: nearestName(to: name, among: Set(topology.pools.map(\.name)).sorted()))
      ])
    }
    let regions = topology.regions.map(\.name)
    for name in costs.egressRegions.keys.sorted() where !regions.contains(name) {
      throw ScenarioError([
        loaded.problem(
          "spec.costs.egressRegions.\(name)", "no region is called \"\(name)\"",
          suggestion: nearestName(to: name, among: regions))
      ])
    }
    egress = regions.map { costs.egressRegions[$0] ?? costs.egressGiB }
    hourly = topology.pools.map { pool in
      names.first { belongs(pool, to: $0) }.flatMap { costs.pools[$0] } ?? costs.nodeHour
    }
  }

  /// What the nodes that are there at first cost in an hour.
  func initialRate(_ topology: Topology) -> Double {
    zip(topology.pools, hourly).reduce(0) { $0 + Double($1.0.initialCount) * $1.1 }
  }
}

/// What a run costs.
struct CostMeter: Sendable {
  private let prices: Prices?
  private var pools: [Level]

  init(_ prices: Prices?, _ topology: Topology, from start: Int64) {
    self.prices = prices
    pools = prices == nil ? [] : Array(repeating: Level(from: start), count: topology.pools.count)
    for index in pools.indices {
      pools[index].change(by: Int64(topology.pools[index].initialCount), at: 0)
    }
  }

  /// Nodes came to a cluster or left it. Which pool it was is told by what its nodes offer; of pools
  /// that are alike in a cluster the first one is charged.
  mutating func change(
    by count: Int32, offering delta: NodeResources, in cluster: Topology.Cluster,
    _ topology: Topology, at now: Int64
  ) {
    guard prices != nil, count != 0 else { return }
    let scaling = cluster.pools.filter { topology.pools[$0].scaling != nil }
    let found = scaling.first {
      let offer = topology.pools[$0].allocatable
      return offer.milliCPU * Int64(count) == delta.milliCPU
        && offer.memory * Int64(count) == delta.memory
    }
    guard let pool = found ?? scaling.first ?? cluster.pools.first else { return }
    pools[pool].change(by: Int64(count), at: now)
  }

  mutating func finish(at now: Int64) {
    for pool in pools.indices { pools[pool].advance(to: now) }
  }

  /// The price of all node-hours since the end of the warm-up, and of what left for the users.
  ///
  /// - Parameter egress: GiB, by `RegionID`.
  func total(egress: [Double]) -> Double? {
    guard let prices else { return nil }
    let nodes = zip(pools, prices.hourly).reduce(0) {
      $0 + Double($1.0.integral) / 3.6e12 * $1.1
    }
    return zip(egress, prices.egress).reduce(nodes) { $0 + $1.0 * $1.1 }
  }

  static let families: [MetricFamily] = [
    MetricFamily(
      "cost.total", unit: "currency", better: .smaller,
      "The price of all node-hours and of what leaves for the users, at the prices of `costs`.",
      dimensions: { $0.hasCosts ? [[:]] : [] },
      value: { recorder, _ in recorder.cost.total(egress: recorder.traffic.egress) })
  ]
}
