/// Which nodes are being deleted.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6
/// cluster-autoscaler/core/scaledown/deletiontracker/nodedeletiontracker.go`. Evictions are never
/// recent there, because they are remembered for no time.
public struct DeletionsInProgress: Sendable {
  private var groups: [String: String] = [:]
  /// Nodes that had no pods, in the order in which they began.
  public private(set) var empty: [String] = []
  /// Nodes that are drained first, in the order in which they began.
  public private(set) var drained: [String] = []

  /// None.
  public init() {}

  /// Whether a node is being deleted.
  public func contains(_ node: String) -> Bool { groups[node] != nil }

  /// How many nodes of a group are being deleted.
  public func count(of group: String) -> Int {
    // order-free: a count.
    groups.values.count { $0 == group }
  }

  /// A deletion began.
  public mutating func start(_ node: String, group: String, drains: Bool) {
    groups[node] = group
    if drains { drained.append(node) } else { empty.append(node) }
  }

  /// A deletion ended, well or badly.
  public mutating func end(_ node: String) {
    groups[node] = nil
    empty.removeAll { $0 == node }
    drained.removeAll { $0 == node }
  }
}
