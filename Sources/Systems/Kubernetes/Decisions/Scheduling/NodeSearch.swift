/// How many nodes the scheduler looks for before it stops looking.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/schedule_one.go` (numFeasibleNodesToFind), vectors
/// `kubernetes-scheduler/feasible_search.jsonl.gz`.
public enum NodeSearch {
  /// Below this many nodes, all are looked at.
  public static let leastNodes: Int32 = 100

  /// The number of feasible nodes that is enough.
  ///
  /// - Parameters:
  ///   - count: How many nodes there are.
  ///   - profilePercentage: The profile's own share in percent, which wins even if it is 0.
  ///   - globalPercentage: The share for all profiles; 0 for one that shrinks as clusters grow.
  public static func nodesToFind(
    among count: Int32, profilePercentage: Int32? = nil, globalPercentage: Int32 = 0
  ) -> Int32 {
    if count < leastNodes { return count }
    var percentage = profilePercentage ?? globalPercentage
    if percentage == 0 { percentage = max(5, 50 - count / 125) }
    return max(count &* percentage / 100, leastNodes)
  }
}
