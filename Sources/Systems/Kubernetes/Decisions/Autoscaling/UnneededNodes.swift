import GoSemantics
import KubernetesAPI

/// Nodes that are not needed, and since when.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/core/scaledown/unneeded/nodes.go`.
public struct UnneededNodes: Sendable {
  /// One node.
  public struct Entry: Sendable {
    /// The node and what its removal means.
    public var removal: NodeToBeRemoved
    /// When it was first found unneeded.
    public var since: Int64
    /// How long it must stay so.
    public var threshold: Int64
  }

  private var entries: [String: Entry] = [:]
  /// In the order in which they were found.
  private var found: [String] = []
  private var walked: [String] = []

  /// None.
  public init() {}

  /// How many there are.
  public var count: Int { entries.count }

  /// Their names, in the order in which upstream lists them.
  public var names: [String] { walked }

  /// One of them.
  public subscript(name: String) -> Entry? { entries[name] }

  /// Replaces all; those that stay keep their instant.
  ///
  /// - Parameter threshold: How long a node must be unneeded.
  public mutating func update(
    _ removals: [NodeToBeRemoved], now: Int64, threshold: (ClusterNode) -> Int64,
    draw: (_ below: Int) -> Int
  ) {
    var updated: [String: Entry] = [:]
    for removal in removals {
      let name = removal.node.metadata.name
      updated[name] = Entry(
        removal: removal, since: entries[name]?.since ?? now, threshold: threshold(removal.node))
    }
    entries = updated
    found = removals.map(\.node.metadata.name)
    walked = GoMapOrder.walk(found, draw: draw)
  }

  /// Forgets all.
  public mutating func clear() {
    entries = [:]
    found = []
    walked = []
  }

  /// Those with and without pods to move, each in the order of a walk through a map of them.
  func split(draw: (_ below: Int) -> Int) -> (empty: [Entry], drain: [Entry]) {
    let names = GoMapOrder.walk(found, draw: draw)
    let needDrain = names.filter { !(entries[$0]?.removal.podsToReschedule.isEmpty ?? true) }
    let empty = names.filter { entries[$0]?.removal.podsToReschedule.isEmpty ?? false }
    return (
      GoMapOrder.walk(empty, draw: draw).compactMap { entries[$0] },
      GoMapOrder.walk(needDrain, draw: draw).compactMap { entries[$0] }
    )
  }

  /// The earliest instant, after `now`, at which a node has been unneeded long enough.
  public func nextDue(after now: Int64) -> Int64? {
    // order-free: the smallest.
    entries.values.map { $0.since &+ $0.threshold &+ 1 }.filter { $0 > now }.min()
  }
}
