import Documents
import GoSemantics

/// Writes planned replicas into overrides.
///
/// Mirrors: `kubefed@d6f10d2 pkg/schedulingtypes/plugin.go` (OverrideUpdateNeeded,
/// updateOverridesMap, PlacementUpdateNeeded); vectors `kubefed/overrides.jsonl.gz`.
public enum ReplicaOverrides {
  /// Where a workload's replicas stand.
  public static let path = "/spec/replicas"

  /// Whether the overrides say something else than `replicas`.
  public static func isUpdateNeeded(
    _ overrides: ClusterOverrides, _ replicas: [String: Int64]
  ) -> Bool {
    var matching = 0
    for item in overrides.items {
      for override in item.overrides ?? [] where override.path == path {
        guard let value = override.value?.double, let planned = replicas[item.clusterName],
          GoArithmetic.int64(value) == planned
        else { return true }
        matching += 1
      }
    }
    return matching != replicas.count
  }

  /// The overrides with these replicas: put in place where replicas stood, at the end elsewhere,
  /// and gone from clusters that get none.
  public static func updated(
    _ overrides: ClusterOverrides, _ replicas: [String: Int64]
  ) -> ClusterOverrides {
    var result = overrides
    for item in overrides.items where replicas[item.clusterName] == nil {
      guard var list = item.overrides, let index = list.firstIndex(where: { $0.path == path })
      else { continue }
      list.remove(at: index)
      result[item.clusterName] = list
    }
    // order-free: sorted by name.
    for (cluster, count) in replicas.sorted(by: { bytewiseLess($0.key, $1.key) }) {
      var list = result[cluster] ?? []
      if let index = list.firstIndex(where: { $0.path == path }) {
        list[index].value = Node(count)
      } else {
        list.append(ClusterOverride(path: path, value: Node(count)))
      }
      result[cluster] = list
    }
    return result
  }

  /// Whether a placement names other clusters than these.
  ///
  /// - Parameter clusters: The placement's list; nil differs from an empty one.
  public static func isPlacementUpdateNeeded(_ clusters: [String]?, _ planned: [String]) -> Bool {
    guard var clusters else { return true }
    var planned = planned
    unstableSort(&clusters, by: bytewiseLess)
    unstableSort(&planned, by: bytewiseLess)
    return clusters != planned
  }
}
