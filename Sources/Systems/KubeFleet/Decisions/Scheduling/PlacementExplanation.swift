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
    let holds = holders(bindings, classes.scheduled + classes.bound)
    let spread = spreadEvaluation(holds)
    let filters = ClusterFilters(rules: rules, now: now)
    var result: [[FilterVerdict]] = []
    result.reserveCapacity(fleet.clusters.count)
    for (index, cluster) in fleet.clusters.enumerated() {
      var found: [FilterVerdict] = []
      for plugin in FilterPlugin.allCases {
        switch plugin {
        case .samePlacementAntiAffinity:
          if holds[index] { found.append(.alreadySelected) }
        case .topologySpreadConstraints:
          if let reason = spreadReason(spread, index) { found.append(.topologySpread(reason)) }
        default:
          if let verdict = try filters.verdict(of: plugin, on: cluster) { found.append(verdict) }
        }
      }
      result.append(found)
    }
    return result
  }
}
