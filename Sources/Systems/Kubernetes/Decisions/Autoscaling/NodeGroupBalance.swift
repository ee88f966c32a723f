import GoSemantics

/// How new nodes are shared out among similar groups: the smallest first.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6
/// cluster-autoscaler/processors/nodegroupset/balancing_processor.go`
/// (BalanceScaleUpBetweenGroups), vectors `kubernetes-scheduler/ca_balancing.jsonl.gz`.
public enum NodeGroupBalance {
  /// What becomes of one group.
  public struct Resize: Sendable, Equatable {
    /// The group's place in the list that was given.
    public var group: Int
    /// How many nodes it has.
    public var currentSize: Int
    /// How many it is to have.
    public var newSize: Int
    /// How many it may have.
    public var maxSize: Int

    /// Creates a change of one group.
    public init(group: Int, currentSize: Int, newSize: Int, maxSize: Int) {
      self.group = group
      self.currentSize = currentSize
      self.newSize = newSize
      self.maxSize = maxSize
    }

    /// How many nodes are added.
    public var delta: Int { newSize - currentSize }
  }

  /// Shares out `newNodes`, as far as the groups have room; groups that do not grow are left out.
  public static func balance(
    _ groups: [(currentSize: Int, maxSize: Int)], newNodes: Int
  ) -> [Resize] {
    var resizes: [Resize] = []
    var capacity = 0
    for (index, group) in groups.enumerated() where group.currentSize != group.maxSize {
      if group.maxSize > group.currentSize {
        let (room, overflow) = group.maxSize.subtractingReportingOverflow(group.currentSize)
        let (sum, isFull) = capacity.addingReportingOverflow(overflow ? .max : room)
        capacity = isFull ? .max : sum
      }
      resizes.append(
        Resize(
          group: index, currentSize: group.currentSize, newSize: group.currentSize,
          maxSize: group.maxSize))
    }
    unstableSort(&resizes) { $0.currentSize < $1.currentSize }
    var left = min(newNodes, capacity)
    var start = 0
    var current = 0
    while left > 0, current < resizes.count {
      if resizes[current].newSize < resizes[current].maxSize {
        resizes[current].newSize += 1
        left -= 1
      } else {
        // Full: it leaves the range by changing places with the first that is still in it.
        resizes.swapAt(start, current)
        start += 1
      }
      if current + 1 < resizes.count, resizes[current].newSize > resizes[current + 1].newSize {
        current += 1
      } else {
        current = start
      }
    }
    return resizes.filter { $0.newSize != $0.currentSize }
  }
}
