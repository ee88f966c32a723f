/// What each filter says by itself, beside the verdict that counts.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/framework.go` (runFilterPluginsFor), which
/// stops at the first plugin that objects.
extension PlacementScheduler {
  /// For each member all verdicts in the order of the plugins; the first one counts upstream.
  ///
  /// - Parameter bindings: The placement's bindings, ordered by name.
  public mutating func verdicts(
    _ bindings: [BindingRow]
  ) throws(SchedulingFailure) -> [[FilterVerdict]] {
    let classes = BindingClasses(bindings, policy: rules.name, fleet: fleet)
    let spread = judgeSpread(classes)
    let filters = try ClusterFilters(rules, fleet, now: now)
    var result: [[FilterVerdict]] = []
    result.reserveCapacity(fleet.clusters.count)
    for index in fleet.clusters.indices {
      var found: [FilterVerdict] = []
      for plugin in FilterPlugin.allCases {
        switch plugin {
        case .samePlacementAntiAffinity:
          if classes.holders.contains(index) { found.append(.alreadySelected) }
        case .topologySpreadConstraints:
          if !spread.isEmpty, let place = spread[index].violation {
            found.append(.topologySpread(place))
          }
        default:
          if let verdict = filters.verdict(of: plugin, on: index) { found.append(verdict) }
        }
      }
      result.append(found)
    }
    return result
  }
}
