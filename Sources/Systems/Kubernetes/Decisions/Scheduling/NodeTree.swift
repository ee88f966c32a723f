import KubernetesAPI

/// The order in which the scheduler lists nodes: the first of every zone, the second of every
/// zone, and so on.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/backend/cache/node_tree.go`, vectors
/// `kubernetes-scheduler/feasible_search.jsonl.gz`.
public struct NodeTree: Sendable {
  private var zones: [(key: String, slots: [Int32])] = []

  /// A tree without nodes.
  public init() {}

  /// What counts as one zone: region and zone together; empty without either.
  public static func zoneKey(_ labels: [String: String]) -> String {
    let region = label(labels, WellKnown.region, "failure-domain.beta.kubernetes.io/region")
    let zone = label(labels, WellKnown.zone, "failure-domain.beta.kubernetes.io/zone")
    return region.isEmpty && zone.isEmpty ? "" : "\(region):\u{0}:\(zone)"
  }

  private static func label(_ labels: [String: String], _ key: String, _ old: String) -> String {
    labels[key] ?? labels[old] ?? ""
  }

  /// Appends a node to its zone; a new zone comes last.
  public mutating func add(_ slot: Int32, zone: String) {
    if let index = zones.firstIndex(where: { $0.key == zone }) {
      zones[index].slots.append(slot)
    } else {
      zones.append((zone, [slot]))
    }
  }

  /// Takes a node out; a zone without nodes is forgotten.
  public mutating func remove(_ slot: Int32, zone: String) {
    guard let index = zones.firstIndex(where: { $0.key == zone }) else { return }
    zones[index].slots.removeAll { $0 == slot }
    if zones[index].slots.isEmpty { zones.remove(at: index) }
  }

  /// The nodes, taking turns between zones.
  public var order: [Int32] {
    let count = zones.reduce(0) { $0 + $1.slots.count }
    var order: [Int32] = []
    order.reserveCapacity(count)
    var row = 0
    while order.count < count {
      for zone in zones where row < zone.slots.count { order.append(zone.slots[row]) }
      row += 1
    }
    return order
  }
}
