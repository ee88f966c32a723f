/// How many nodes one estimation may add.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/estimator/threshold_based_limiter.go`
/// and its thresholds, without that of time.
public struct EstimationLimiter: Sendable {
  /// How many nodes; nil for none at all, 0 for no limit.
  public let maxNodes: Int?
  private var nodes = 0

  /// A limiter.
  ///
  /// - Parameters:
  ///   - maxNodesPerScaleUp: 0 for no limit.
  ///   - room: How many nodes the group and those like it may still get.
  ///   - clusterMaxNodes: How many nodes the cluster may have; 0 for no limit.
  ///   - currentNodes: How many it has.
  public init(maxNodesPerScaleUp: Int, room: Int, clusterMaxNodes: Int, currentNodes: Int) {
    var limit: Int? = 0
    func lower(_ other: Int) {
      guard let current = limit, other >= 0 else {
        limit = nil
        return
      }
      if other > 0, current == 0 || current > other { limit = other }
    }
    if maxNodesPerScaleUp < 0 { limit = nil } else { lower(maxNodesPerScaleUp) }
    lower(room <= 0 ? -1 : room)
    if clusterMaxNodes != 0 {
      lower(clusterMaxNodes <= currentNodes ? -1 : clusterMaxNodes &- currentNodes)
    }
    maxNodes = limit
  }

  /// Asks for one more node, which is then added.
  mutating func permitsNode() -> Bool {
    guard let maxNodes, maxNodes == 0 || nodes < maxNodes else { return false }
    nodes += 1
    return true
  }
}
