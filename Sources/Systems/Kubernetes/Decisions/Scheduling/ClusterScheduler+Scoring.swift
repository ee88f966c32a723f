import GoSemantics
import KubernetesAPI

/// The scores that one plugin gives to nodes.
public struct PluginScores: Sendable {
  /// The plugin.
  public var plugin: SchedulerPlugin
  /// What the plugin counts for.
  public var weight: Int64
  /// By node in the order of the list, before normalising.
  public var raw: [Int64]
  /// By node, 0–100.
  public var normalized: [Int64]
}

extension ClusterScheduler {
  /// The scores of nodes by plugin, in the order of plugins, without those that skip the pod.
  public mutating func scores(
    of nodes: [NodeSlot], for shape: PodShapeID
  ) -> [PluginScores] {
    feasible = nodes
    let view = upToDateView(of: shape)
    return pluginScores(view)
  }

  /// Fills `totals` for the feasible nodes.
  mutating func score(_ index: Int) {
    let hasTaints = views[index].tainted > 0
    // A constant moves nothing, but totals are compared with upstream's.
    let constant: Int32 = hasTaints ? 0 : Int32(TaintScore.weight * NodeScore.maximum)
    var totals = totals
    self.totals = []
    totals.removeAll(keepingCapacity: true)
    totals.reserveCapacity(feasible.count)
    views[index].fitScores.withUnsafeBufferPointer { fit in
      views[index].balanceScores.withUnsafeBufferPointer { balance in
        feasible.withUnsafeBufferPointer { nodes in
          for node in nodes {
            totals.append(constant &+ Int32(fit[Int(node)]) &+ Int32(balance[Int(node)]))
          }
        }
      }
    }
    self.totals = totals
    let skipsAffinity = shapes.skipsAffinityScore(views[index].id)
    if !hasTaints, skipsAffinity, views[index].imageScores.isEmpty, views[index].soft.isEmpty,
      views[index].worth.isEmpty
    {
      return
    }
    let view = views[index]
    if !view.imageScores.isEmpty {
      for index in feasible.indices {
        self.totals[index] &+= Int32(view.imageScores[Int(feasible[index])])
      }
    }
    if hasTaints { add(taintScores(view)) }
    if !skipsAffinity { add(affinityScores(view)) }
    if !view.soft.isEmpty { add(spreadScores(view)) }
    if !view.worth.isEmpty { add(nearnessScores(view)) }
  }

  private mutating func add(_ scores: PluginScores) {
    for index in 0..<feasible.count {
      totals[index] &+= Int32(truncatingIfNeeded: scores.weight &* scores.normalized[index])
    }
  }

  private func pluginScores(_ view: Int) -> [PluginScores] {
    let view = views[view]
    let shape = shapes[view.id]
    func column(_ plugin: SchedulerPlugin, _ scores: [Int16]) -> PluginScores {
      let raw = feasible.map { scores.isEmpty ? 0 : Int64(scores[Int($0)]) }
      return PluginScores(plugin: plugin, weight: 1, raw: raw, normalized: raw)
    }
    var all = [taintScores(view)]
    if !shape.affinity.skipsScore { all.append(affinityScores(view)) }
    all.append(column(.nodeResourcesFit, view.fitScores))
    if !view.soft.isEmpty { all.append(spreadScores(view)) }
    if !view.worth.isEmpty { all.append(nearnessScores(view)) }
    let plain = shape.counted.plain
    if NodeScore.isScoredForBalance(milliCPU: plain.milliCPU, memory: plain.memory) {
      all.append(column(.nodeResourcesBalancedAllocation, view.balanceScores))
    }
    all.append(column(.imageLocality, view.imageScores))
    return all
  }

  private func taintScores(_ view: ShapeView) -> PluginScores {
    let raw = feasible.map { Int64(view.intolerableTaints[Int($0)]) }
    return Self.normalized(.taintToleration, TaintScore.weight, raw, reversed: true)
  }

  private func affinityScores(_ view: ShapeView) -> PluginScores {
    let raw = feasible.map { view.affinityWeights[Int($0)] }
    return Self.normalized(.nodeAffinity, NodeAffinityPlugin.weight, raw, reversed: false)
  }

  private static func normalized(
    _ plugin: SchedulerPlugin, _ weight: Int64, _ raw: [Int64], reversed: Bool
  ) -> PluginScores {
    let highest = raw.max() ?? 0
    return PluginScores(
      plugin: plugin, weight: weight, raw: raw,
      normalized: raw.map { NodeScore.normalized($0, highest: highest, reversed: reversed) })
  }

  // MARK: Spreading

  /// Few pods of the kind in a node's domains are good.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/podtopologyspread/scoring.go`.
  private func spreadScores(_ view: ShapeView) -> PluginScores {
    let topology = snapshot.topology
    let isIgnored: [Bool] = feasible.map { node in
      view.requiresAllLabels
        && view.soft.contains { topology.columns[$0.key][Int(node)] < 0 }
    }
    let scored = isIgnored.count { !$0 }
    let weights = view.soft.indices.map { index in
      let domains =
        view.hostPods[index].isEmpty
        ? domainCount(view.soft[index], isIgnored, topology) : scored
      return GoArithmetic.log(Double(domains + 2))
    }
    var raw: [Int64] = []
    raw.reserveCapacity(feasible.count)
    for (index, node) in feasible.enumerated() {
      if isIgnored[index] {
        raw.append(0)
        continue
      }
      var score = 0.0
      for (index, count) in view.soft.enumerated() {
        let domain = topology.columns[count.key][Int(node)]
        if domain < 0 { continue }
        let pods =
          view.hostPods[index].isEmpty
          ? count.pods(in: domain) : Int64(view.hostPods[index][Int(node)])
        score += Double(pods) * weights[index] + Double(count.constraint.maxSkew &- 1)
      }
      raw.append(GoArithmetic.int64(score.rounded()))
    }
    var (lowest, highest) = (Int64.max, Int64(0))
    for (index, score) in raw.enumerated() where !isIgnored[index] {
      lowest = min(lowest, score)
      highest = max(highest, score)
    }
    let normalized = raw.indices.map { index -> Int64 in
      if isIgnored[index] { return 0 }
      if highest == 0 { return NodeScore.maximum }
      return NodeScore.maximum &* (highest &+ lowest &- raw[index]) / highest
    }
    return PluginScores(
      plugin: .podTopologySpread, weight: SpreadScore.weight, raw: raw, normalized: normalized)
  }

  /// How many domains the scored nodes are in.
  private func domainCount(
    _ count: SpreadCount, _ isIgnored: [Bool], _ topology: TopologyLabels
  ) -> Int {
    var isSeen = [Bool](repeating: false, count: topology.domainCount(count.key))
    var found = 0
    for (index, node) in feasible.enumerated() where !isIgnored[index] {
      let domain = Int(count.domain(of: Int(node), topology))
      if domain < 0 || isSeen[domain] { continue }
      isSeen[domain] = true
      found += 1
    }
    return found
  }

  // MARK: Nearness

  /// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/interpodaffinity/scoring.go`.
  private func nearnessScores(_ view: ShapeView) -> PluginScores {
    let raw = feasible.map { view.worth.total(at: Int($0), snapshot.topology) }
    let (lowest, highest) = (raw.min() ?? 0, raw.max() ?? 0)
    let range = highest &- lowest
    let normalized = raw.map { score -> Int64 in
      if range <= 0 { return 0 }
      return GoArithmetic.int64(
        Double(NodeScore.maximum) * (Double(score &- lowest) / Double(range)))
    }
    return PluginScores(
      plugin: .interPodAffinity, weight: NearnessScore.weight, raw: raw, normalized: normalized)
  }
}

/// The score by spreading.
public enum SpreadScore {
  /// The weight of this score in the default profile.
  public static let weight: Int64 = 2
}

/// The score by nearness to other pods.
public enum NearnessScore {
  /// The weight of this score in the default profile.
  public static let weight: Int64 = 2
}
