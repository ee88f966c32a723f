import FleetModel

/// How many nodes there are, where that changes.
struct NodeMeter: Sendable {
  private var all: Level
  private var regions: [Level]

  init(_ topology: Topology, from start: Int64) {
    all = Level(from: start)
    regions = Array(repeating: Level(from: start), count: topology.regions.count)
    for cluster in topology.clusters {
      change(by: Int64(topology.initialCount(of: cluster)), in: cluster.region.position, at: 0)
    }
  }

  mutating func change(by delta: Int64, in region: Int, at now: Int64) {
    all.change(by: delta, at: now)
    regions[region].change(by: delta, at: now)
  }

  mutating func finish(at now: Int64) {
    all.advance(to: now)
    for region in regions.indices { regions[region].advance(to: now) }
  }

  /// Of a region, or of the fleet.
  func level(_ region: Int?) -> Level { region.map { regions[$0] } ?? all }

  private static let nanosecondsPerHour = 3.6e12

  private static func lines(_ context: MetricContext) -> [[String: String]] {
    context.topology.scales ? context.regions : []
  }

  static let families: [MetricFamily] = [
    MetricFamily(
      "nodes.mean", unit: "nodes", better: .smaller,
      "Nodes that there are, up or down, averaged over time.",
      dimensions: lines,
      value: { recorder, dimensions in recorder.nodes.level(recorder.region(dimensions)).average }),
    MetricFamily(
      "nodes.max", unit: "nodes", better: .smaller, "The most nodes at one instant.",
      dimensions: lines,
      value: { recorder, dimensions in
        Double(recorder.nodes.level(recorder.region(dimensions)).maximum)
      }),
    MetricFamily(
      "nodes.hours", unit: "node-hours", better: .smaller,
      "The time of all nodes together, which is what they cost.",
      dimensions: lines,
      value: { recorder, dimensions in
        Double(recorder.nodes.level(recorder.region(dimensions)).integral) / nanosecondsPerHour
      }),
  ]
}
