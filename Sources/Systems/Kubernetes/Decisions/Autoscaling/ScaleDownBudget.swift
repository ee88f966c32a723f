/// How many nodes may begin to be deleted now.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6
/// cluster-autoscaler/core/scaledown/budgets/budgets.go` (CropNodes).
public struct ScaleDownBudget: Sendable {
  /// Nodes of one group that are deleted together.
  public struct Batch: Sendable, Equatable {
    /// The group.
    public var group: String
    /// The nodes.
    public var nodes: [String]
    /// How many nodes of the group must be ready to go before any goes; 0 for those given.
    public var batchSize = 0
    /// Whether the group has either no nodes or as many as it may.
    public var isAtomic = false
  }

  /// A group as far as the budget looks at it.
  public struct Group: Sendable {
    /// How many nodes it should have.
    public var targetSize: Int
    /// How many of them are registered.
    public var registered: Int
    /// Whether it has either no nodes or as many as it may.
    public var isAtomic: Bool

    /// Creates a group.
    public init(targetSize: Int, registered: Int, isAtomic: Bool) {
      self.targetSize = targetSize
      self.registered = registered
      self.isAtomic = isAtomic
    }
  }

  /// `--max-scale-down-parallelism` and `--max-drain-parallelism`.
  public var limits: (all: Int, drained: Int)

  /// Creates a budget.
  public init(all: Int, drained: Int) {
    limits = (all, drained)
  }

  /// What may begin, of nodes that are empty and nodes that need draining.
  ///
  /// - Parameters:
  ///   - nodes: Nodes with their groups, in order.
  ///   - inProgress: How many are being deleted already, without and with draining.
  public func crop(
    empty: [(node: String, group: String)], drain: [(node: String, group: String)],
    inProgress: (empty: Int, drained: Int), group: (String) -> Group?
  ) -> (empty: [Batch], drain: [Batch]) {
    let (emptySingle, emptyAtomic) = Self.batches(empty, group)
    let (drainSingle, drainAtomic) = Self.batches(drain, group)
    var left = limits.all - inProgress.empty - inProgress.drained
    var drainLeft = limits.drained - inProgress.drained
    var mayOverflow = true
    var chosen: (empty: [Batch], drain: [Batch]) = ([], [])
    for batch in emptyAtomic {
      let other = drainAtomic.first { $0.group == batch.group }
      let drained = other?.nodes.count ?? 0
      let all = batch.nodes.count + drained
      // One whole group may exceed the budget, so that large ones do not starve.
      if left < all || drainLeft < drained,
        left == 0 || (drained > 0 && drainLeft == 0) || !mayOverflow
      {
        break
      }
      guard let known = group(batch.group) else { continue }
      guard all == known.targetSize || all == known.registered else { continue }
      let size = batch.nodes.count == known.registered ? known.registered : known.targetSize
      chosen.empty.append(Batch(batch, size: size))
      if let other { chosen.drain.append(Batch(other, size: size)) }
      left -= all
      drainLeft -= drained
      mayOverflow = false
    }
    drainLeft = min(left, drainLeft)
    for batch in drainAtomic where !emptyAtomic.contains(where: { $0.group == batch.group }) {
      let count = batch.nodes.count
      if drainLeft < count, drainLeft == 0 || !mayOverflow { break }
      guard let known = group(batch.group) else { continue }
      guard count == known.targetSize || count == known.registered else { continue }
      let size = count == known.registered ? known.registered : known.targetSize
      chosen.drain.append(Batch(batch, size: size))
      left -= count
      drainLeft -= count
      mayOverflow = false
    }
    left -= Self.crop(emptySingle, to: left, into: &chosen.empty)
    _ = Self.crop(drainSingle, to: min(left, drainLeft), into: &chosen.drain)
    return chosen
  }

  private static func crop(_ batches: [Batch], to budget: Int, into chosen: inout [Batch]) -> Int {
    var left = budget
    for var batch in batches {
      if left < 1 { break }
      if left < batch.nodes.count { batch.nodes = Array(batch.nodes.prefix(left)) }
      left -= batch.nodes.count
      chosen.append(batch)
    }
    return budget - left
  }

  private static func batches(
    _ nodes: [(node: String, group: String)], _ group: (String) -> Group?
  ) -> (single: [Batch], atomic: [Batch]) {
    var all: [Batch] = []
    for (node, id) in nodes {
      if let index = all.firstIndex(where: { $0.group == id }) {
        all[index].nodes.append(node)
      } else {
        all.append(Batch(group: id, nodes: [node], isAtomic: group(id)?.isAtomic ?? false))
      }
    }
    return (all.filter { !$0.isAtomic }, all.filter(\.isAtomic))
  }
}

extension ScaleDownBudget.Batch {
  fileprivate init(_ batch: Self, size: Int) {
    self = batch
    batchSize = size
  }
}
