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
    // A constant moves nothing, but totals are compared with upstream's.
    let constant = Int32(TaintScore.weight * NodeScore.maximum)
    let hasTaints = views[index].score(feasible, into: &totals, constant: constant)
    let skipsAffinity = shapes[views[index].id].affinity.skipsScore
    if !hasTaints, skipsAffinity, views[index].imageScores.isEmpty, views[index].soft.isEmpty,
      views[index].worth.isEmpty
    {
      return
    }
    if !views[index].imageScores.isEmpty {
      for place in feasible.indices {
        totals[place] &+= Int32(views[index].imageScores[Int(feasible[place])])
      }
    }
    if hasTaints {
      for place in totals.indices { totals[place] &-= constant }
      add(taintScores(index))
    }
    if !skipsAffinity { add(affinityScores(index)) }
    if !views[index].soft.isEmpty { add(spreadScores(views[index])) }
    if !views[index].worth.isEmpty { add(nearnessScores(views[index])) }
  }

  private mutating func add(_ scores: PluginScores) {
    for index in 0..<feasible.count {
      totals[index] &+= Int32(truncatingIfNeeded: scores.weight &* scores.normalized[index])
    }
  }

  private mutating func pluginScores(_ index: Int) -> [PluginScores] {
    let shape = shapes[views[index].id]
    func column(_ plugin: SchedulerPlugin, _ score: (Int) -> Int64) -> PluginScores {
      let raw = feasible.map { score(Int($0)) }
      return PluginScores(plugin: plugin, weight: 1, raw: raw, normalized: raw)
    }
    var all = [taintScores(index)]
    if !shape.affinity.skipsScore { all.append(affinityScores(index)) }
    let view = views[index]
    all.append(column(.nodeResourcesFit) { snapshot.rows[$0].fitScore(shape.numbers) })
    if !view.soft.isEmpty { all.append(spreadScores(view)) }
    if !view.worth.isEmpty { all.append(nearnessScores(view)) }
    if shape.numbers.isScoredForBalance {
      all.append(
        column(.nodeResourcesBalancedAllocation) {
          snapshot.rows[$0].balanceScore(shape.numbers)
        })
    }
    all.append(
      column(.imageLocality) { view.imageScores.isEmpty ? 0 : Int64(view.imageScores[$0]) })
    return all
  }

  private mutating func taintScores(_ view: Int) -> PluginScores {
    let shape = shapes[views[view].id]
    let raw = feasible.map { views[view].intolerableTaints(Int($0), shape, snapshot) }
    return Self.normalized(.taintToleration, TaintScore.weight, raw, reversed: true)
  }

  private mutating func affinityScores(_ view: Int) -> PluginScores {
    let shape = shapes[views[view].id]
    let raw = feasible.map { views[view].affinityWeight(Int($0), shape, snapshot) }
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
    var sums = [Double](repeating: 0, count: feasible.count)
    for index in view.soft.indices {
      addSpread(view.soft[index], view.hostPods[index], weights[index], isIgnored, to: &sums)
    }
    let raw = sums.map { GoArithmetic.int64($0.rounded()) }
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

  /// Adds what one constraint makes of every scored node.
  private func addSpread(
    _ count: SpreadCount, _ hostPods: [Int32], _ weight: Double, _ isIgnored: [Bool],
    to sums: inout [Double]
  ) {
    let domains = snapshot.topology.columns[count.key]
    let skew = Double(count.constraint.maxSkew &- 1)
    for (index, node) in feasible.enumerated() where !isIgnored[index] {
      let domain = domains[Int(node)]
      if domain < 0 { continue }
      let pods = hostPods.isEmpty ? count.pods(in: domain) : Int64(hostPods[Int(node)])
      sums[index] += Double(pods) * weight + skew
    }
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
