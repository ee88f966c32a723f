import FleetModel

/// The requested share of what the nodes offer, resource by resource.
struct UtilisationMeter: Sendable {
  /// The resources that are reported.
  enum Resource: Int, CaseIterable, Sendable {
    case cpu, memory, gpu, pods

    func amount(_ resources: NodeResources) -> Int64 {
      switch self {
      case .cpu: resources.milliCPU
      case .memory: resources.memory
      case .gpu: resources.gpu
      case .pods: resources.pods
      }
    }
  }

  /// Requested, by region and resource.
  private var used: [[Level]]
  /// What the nodes that are there offer, by region and resource.
  private var offered: [[Level]]

  init(_ topology: Topology, from start: Int64) {
    let count = Resource.allCases.count
    used = Array(
      repeating: Array(repeating: Level(from: start), count: count), count: topology.regions.count)
    offered = used
    for pool in topology.pools {
      let region = topology.clusters[pool.cluster.position].region.position
      offer(pool.allocatable * Int64(pool.initialCount), in: region, at: 0)
    }
  }

  /// The nodes of a region offer more, or less.
  mutating func offer(_ delta: NodeResources, in region: Int, at now: Int64) {
    for resource in Resource.allCases {
      offered[region][resource.rawValue].change(by: resource.amount(delta), at: now)
    }
  }

  mutating func change(by delta: NodeResources, in region: Int, at now: Int64) {
    for resource in Resource.allCases {
      let amount = resource.amount(delta)
      if amount != 0 { used[region][resource.rawValue].change(by: amount, at: now) }
    }
  }

  mutating func finish(at now: Int64) {
    for region in used.indices {
      for resource in used[region].indices {
        used[region][resource].advance(to: now)
        offered[region][resource].advance(to: now)
      }
    }
  }

  /// The average share; nil if there is nothing of the resource.
  func share(_ resource: Resource, region: Int?, span: Int64) -> Double? {
    let regions = region.map { [$0] } ?? Array(used.indices)
    let whole = regions.reduce(Int128(0)) { $0 + offered[$1][resource.rawValue].integral }
    guard whole > 0, span > 0 else { return nil }
    let part = regions.reduce(Int128(0)) { $0 + used[$1][resource.rawValue].integral }
    return Double(part) / Double(whole)
  }

  static let families: [MetricFamily] = Resource.allCases.map { resource in
    MetricFamily(
      "utilisation.\(resource)", unit: "ratio", better: .neither,
      "Requested share of all nodes' \(resource == .gpu ? "GPUs" : resource == .cpu ? "CPU" : "\(resource)"),"
        + " averaged over time; pods on nodes that are down do not count.",
      dimensions: { context in
        let exists = context.topology.pools.contains { resource.amount($0.allocatable) > 0 }
        return exists ? context.regions : []
      },
      value: { recorder, dimensions in
        recorder.utilisation.share(
          resource, region: recorder.region(dimensions), span: recorder.span)
      })
  }
}
