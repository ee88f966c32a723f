import FleetModel
import Stochastic

/// A kind of thing that fails by itself: the vertices at one level of the fleet.
public enum FailureDomain: Sendable, Equatable {
  case node
  /// Groups of so many neighbouring nodes of a pool, which share a switch or power supply.
  case rack(nodes: Int)
  case zone
  case region
  /// All clusters of one provider; fails through its regions.
  case provider
  case clusterControlPlane
  case hub
  case link
}

/// One thing that fails, with the name of its random streams.
struct FailureEntity {
  let stream: UInt64
  /// What is disturbed when it fails as a whole.
  let targets: [DisruptionTarget]
}

extension FailureDomain {
  /// The number of things of this kind in a fleet.
  func count(in fleet: Fleet) -> Int {
    switch self {
    case .node: fleet.topology.nodeCount
    case .zone: fleet.topology.zones.count
    case .region: fleet.topology.regions.count
    case .clusterControlPlane, .link: fleet.topology.clusters.count
    case .hub: 1
    case .rack, .provider: entities(in: fleet).count
    }
  }

  /// The hash of an entity's stable name, without building the entity.
  func stream(_ index: Int, in fleet: Fleet) -> UInt64 {
    switch self {
    case .node: fleet.stream(of: NodeID(index))
    case .zone: StreamName.hash(fleet.topology.zones[index].name)
    case .region: StreamName.hash(fleet.topology.regions[index].name)
    case .clusterControlPlane: StreamName.hash(fleet.topology.clusters[index].name + "/control")
    case .link: StreamName.hash(fleet.topology.clusters[index].name + "/link")
    case .hub: StreamName.hash("hub")
    case .rack, .provider: entities(in: fleet)[index].stream
    }
  }

  /// What is disturbed when the entity fails; nil where that is several things.
  func target(_ index: Int) -> DisruptionTarget? {
    switch self {
    case .node: .node(NodeID(index))
    case .zone: .zone(ZoneID(index))
    case .region: .region(RegionID(index))
    case .clusterControlPlane: .clusterControlPlane(ClusterID(index))
    case .link: .link(ClusterID(index))
    case .hub: .hub
    case .rack, .provider: nil
    }
  }

  /// All things of this kind, in the fleet's order.
  func entities(in fleet: Fleet) -> [FailureEntity] {
    switch self {
    case .rack(let size): racks(of: size, in: fleet)
    case .provider: providers(in: fleet)
    case .node, .zone, .region, .clusterControlPlane, .link, .hub:
      (0..<count(in: fleet)).map { index in
        FailureEntity(
          stream: stream(index, in: fleet), targets: target(index).map { [$0] } ?? [])
      }
    }
  }

  /// What a shock at an entity hits one by one: a region's zones, a zone's nodes, the rest whole.
  func children(of index: Int, in fleet: Fleet) -> [DisruptionTarget] {
    switch self {
    case .region: fleet.topology.regions[index].zones.map { .zone(ZoneID($0)) }
    case .zone:
      fleet.topology.zones[index].pools.flatMap { pool in
        fleet.topology.pools[pool.position].nodes.map { .node(NodeID($0)) }
      }
    case .node, .rack, .provider, .clusterControlPlane, .hub, .link:
      entities(in: fleet)[index].targets
    }
  }

  private func racks(of size: Int, in fleet: Fleet) -> [FailureEntity] {
    precondition(size > 0, "a rack has at least one node")
    return fleet.topology.pools.flatMap { pool in
      let cluster = fleet.topology.clusters[pool.cluster.position].name
      return stride(from: pool.nodes.lowerBound, to: pool.nodes.upperBound, by: size).map { first in
        let end = min(first + size, pool.nodes.upperBound)
        let number = (first - pool.nodes.lowerBound) / size
        return FailureEntity(
          stream: StreamName.hash("\(cluster)/\(pool.name)/rack-\(number)"),
          targets: (first..<end).map { .node(NodeID($0)) })
      }
    }
  }

  private func providers(in fleet: Fleet) -> [FailureEntity] {
    var regions: [String: Set<Int>] = [:]
    for cluster in fleet.topology.clusters {
      regions[cluster.provider, default: []].insert(cluster.region.position)
    }
    return regions.sorted { $0.key < $1.key }.map { provider, members in
      FailureEntity(
        stream: StreamName.hash("provider/" + provider),
        targets: members.sorted().map { .region(RegionID($0)) })
    }
  }
}
