import FleetModel
import Kubernetes

/// The order in which the scheduler of a member lists its nodes.
///
/// It heard of them by name, as a list comes from the API server, and takes turns between zones.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/backend/cache/node_tree.go`.
struct NodeOrder {
  /// By place in the list: the node, counted from the cluster's first.
  let offsets: [Int32]
  /// By node, counted from the cluster's first: its place in the list.
  let places: [Int32]
  /// By place: the zone, counted from zero.
  let zones: [Int32]
  let zoneCount: Int

  init(of site: Topology.Cluster, in topology: Topology) {
    let first = site.nodes.lowerBound
    var named: [(name: String, offset: Int32, zone: ZoneID)] = []
    named.reserveCapacity(site.nodes.count)
    for pool in topology.pools[site.pools] {
      for (index, node) in pool.nodes.enumerated() {
        named.append(("\(pool.name)-\(index)", Int32(node - first), pool.zone))
      }
    }
    // Names are unique within a cluster.
    named.sort { $0.name < $1.name }
    var tree = NodeTree()
    var numbers: [ZoneID: Int32] = [:]
    var zoneOfOffset = [Int32](repeating: 0, count: named.count)
    for node in named {
      let number = numbers[node.zone] ?? Int32(numbers.count)
      numbers[node.zone] = number
      zoneOfOffset[Int(node.offset)] = number
      tree.add(node.offset, zone: "\(number)")
    }
    offsets = tree.order
    zones = offsets.map { zoneOfOffset[Int($0)] }
    zoneCount = numbers.count
    var places = [Int32](repeating: 0, count: named.count)
    for (place, offset) in offsets.enumerated() { places[Int(offset)] = Int32(place) }
    self.places = places
  }
}
