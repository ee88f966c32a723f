import GoSemantics

/// Which bindings of `PickN` go first when there are too many.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go` (downscale),
/// `frameworkutils.go` (sortByClusterScoreAndName).
public enum Downscaling {
  /// Removes `count` bindings: scheduled ones first, then bound ones, the worst first.
  ///
  /// - Returns: Which go and which stay, in upstream's order.
  public static func split(
    _ bindings: [BindingRow], scheduled: [Int], bound: [Int], count: Int
  ) -> (removed: [Int], kept: [Int]) {
    if count == 0 { return ([], scheduled + bound) }
    if count < scheduled.count {
      let ordered = worstFirst(scheduled, bindings)
      return (Array(ordered[..<count]), Array(ordered[count...]) + bound)
    }
    if count == scheduled.count { return (scheduled, bound) }
    let left = count - scheduled.count
    if left >= bound.count { return (scheduled + bound, []) }
    let ordered = worstFirst(bound, bindings)
    return (scheduled + ordered[..<left], Array(ordered[left...]))
  }

  /// All bindings in the order in which they would go if N became smaller one by one.
  public static func order(_ bindings: [BindingRow], scheduled: [Int], bound: [Int]) -> [Int] {
    worstFirst(scheduled, bindings) + worstFirst(bound, bindings)
  }

  /// By the scores kept in the bindings, ones without scores before all others, then by name:
  /// the smaller name goes first.
  static func worstFirst(_ indexes: [Int], _ bindings: [BindingRow]) -> [Int] {
    var ordered = indexes
    unstableSort(&ordered) { left, right in
      switch (bindings[left].scores, bindings[right].scores) {
      case (nil, nil): break
      case (nil, _): return true
      case (_, nil): return false
      case (let first?, let second?):
        if first.topologySpread != second.topologySpread {
          return first.topologySpread < second.topologySpread
        }
        if first.affinity != second.affinity { return first.affinity < second.affinity }
      }
      return bytewiseLess(bindings[left].targetCluster, bindings[right].targetCluster)
    }
    return ordered
  }
}
