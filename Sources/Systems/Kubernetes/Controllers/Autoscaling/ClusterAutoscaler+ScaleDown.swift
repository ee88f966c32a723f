import Kubernetes
import KubernetesAPI

/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/core/static_autoscaler.go`
/// (scaleDown), `core/scaledown/actuation/{actuator,softtaint}.go`.
extension ClusterAutoscaler {
  /// Finds out which nodes are not needed, and begins to delete those that may go.
  func scaleDown(_ state: inout LoopState, _ now: Int64) {
    let view = ScaleDownPlanner.View(
      group: { [unowned self] in group(of: $0) },
      controllers: { [unowned self] in cluster.controller($0, namespace: $1) },
      draw: { [unowned self] in drawOrder($0) })
    let nodes = state.nodes.map(\.node)
    var candidates = planner.candidates(among: nodes, in: state.snapshot, view, now: now)
    if options.scaleDownDelayTypeLocal {
      candidates = candidates.filter { !isInLocalPause($0, now) }
    }
    planner.update(
      state.snapshot, candidates: candidates, destinations: nodes.map(\.metadata.name),
      deletions: state.deletions, budgets: &state.budgets, view, now: now)
    countCandidates()
    if !isInPause(now), !candidates.isEmpty {
      var quota = ResourceQuota.downward(
        state.snapshot.order.compactMap { name in
          state.snapshot.entries[name].map {
            ($0.node, provider.group(ofInstance: $0.node.spec.providerID))
          }
        }, options: options)
      let names = nodes
      let (empty, drain) = planner.removable(
        deletions: state.deletions, quota: &quota,
        registered: { [unowned self] id in
          names.count { provider.group(ofInstance: $0.spec.providerID) == id }
        }, view)
      if startDeletion(
        empty: empty.map { ($0.node, $0.group) }, drain: drain.map { ($0.node, $0.group) }, state,
        now)
      {
        lastScaleDownDelete = now
        registry.recalculate(provider)
      }
    }
    updateSoftTaints(state)
  }

  private func countCandidates() {
    var counts: [String: Int] = [:]
    for name in planner.unneeded.names {
      if let node = planner.unneeded[name]?.removal.node,
        let group = provider.group(ofInstance: node.spec.providerID)
      {
        counts[group, default: 0] += 1
      }
    }
    registry.updateCandidates(counts)
  }

  private func isInPause(_ now: Int64) -> Bool {
    if isScaleDownDisabled { return true }
    if options.scaleDownDelayTypeLocal { return false }
    return lastScaleUp &+ options.scaleDownDelayAfterAdd > now
      || lastScaleDownFail &+ options.scaleDownDelayAfterFailure > now
      || lastScaleDownDelete &+ options.scaleDownDelayAfterDelete > now
  }

  private func isInLocalPause(_ node: ClusterNode, _ now: Int64) -> Bool {
    guard let id = provider.group(ofInstance: node.spec.providerID), let times = localTimes[id]
    else { return false }
    let ends = [
      times.up.map { $0 &+ options.scaleDownDelayAfterAdd },
      times.down.map { $0 &+ options.scaleDownDelayAfterDelete },
      times.failure.map { $0 &+ options.scaleDownDelayAfterFailure },
    ].compactMap { $0 }.filter { $0 > now }
    ends.forEach { noteChange(at: $0) }
    return !ends.isEmpty
  }

  /// Marks nodes that are not needed, and takes the mark from others; at most so many per loop.
  private func updateSoftTaints(_ state: LoopState) {
    guard options.maxBulkSoftTaintCount != 0 else { return }
    var left = options.maxBulkSoftTaintCount
    let mine = state.nodes.map(\.node).filter {
      provider.group(ofInstance: $0.spec.providerID) != nil
    }
    func change(_ node: ClusterNode, _ act: (String) -> Void) {
      // Nodes that this loop began to delete are marked already.
      guard !node.hasTaint(AutoscalerTaints.toBeDeleted) else { return }
      didChange = true
      guard left > 0 else { return }
      left -= 1
      act(node.metadata.name)
    }
    for node in mine
    where planner.unneeded[node.metadata.name] == nil
      && node.hasTaint(AutoscalerTaints.deletionCandidate)
    {
      change(node) {
        cluster.removeTaint(AutoscalerTaints.deletionCandidate, from: $0, uncordons: false)
      }
    }
    for node in mine
    where planner.unneeded[node.metadata.name] != nil
      && !node.hasTaint(AutoscalerTaints.deletionCandidate)
    {
      change(node) {
        _ = cluster.addTaint(
          Taint(
            key: AutoscalerTaints.deletionCandidate, value: "\(now / 1_000_000_000)",
            effect: "PreferNoSchedule"), to: $0, cordons: false)
      }
    }
  }

  // MARK: Beginning of deletions

  /// - Returns: Whether any deletion began.
  private func startDeletion(
    empty: [(node: String, group: String)], drain: [(node: String, group: String)],
    _ state: LoopState, _ now: Int64
  ) -> Bool {
    deletions.failedGroups = []
    let budget = ScaleDownBudget(
      all: options.maxScaleDownParallelism, drained: options.maxDrainParallelism)
    let groups = provider.nodeGroups()
    let current = deletions.inProgress
    let chosen = budget.crop(
      empty: empty, drain: drain, inProgress: (current.empty.count, current.drained.count)
    ) { id in
      groups.first { $0.id == id }.map { group in
        ScaleDownBudget.Group(
          targetSize: group.targetSize,
          registered: state.nodes.count {
            provider.group(ofInstance: $0.node.spec.providerID) == id
          }, isAtomic: group.overrides.isAtomic)
      }
    }
    if chosen.empty.isEmpty, chosen.drain.isEmpty { return false }
    didChange = true
    let delay = options.nodeDeleteDelayAfterTaint
    for (batches, drains) in [(chosen.empty, false), (chosen.drain, true)] {
      guard taint(batches.flatMap(\.nodes), now) else {
        lastScaleDownFail = now
        return false
      }
      for batch in batches {
        for node in batch.nodes {
          deletions.inProgress.start(node, group: batch.group, drains: drains)
        }
        begin(batch, drains: drains, after: delay)
      }
    }
    return true
  }

  /// Taints all of them, or none.
  private func taint(_ nodes: [String], _ now: Int64) -> Bool {
    let mark = Taint(
      key: AutoscalerTaints.toBeDeleted, value: "\(now / 1_000_000_000)", effect: "NoSchedule")
    var tainted: [String] = []
    var failed = false
    for node in nodes {
      if cluster.addTaint(mark, to: node, cordons: options.cordonNodeBeforeTerminate) {
        tainted.append(node)
      } else {
        failed = true
      }
    }
    if failed {
      for node in tainted {
        cluster.removeTaint(
          AutoscalerTaints.toBeDeleted, from: node, uncordons: options.cordonNodeBeforeTerminate)
      }
    }
    return !failed
  }
}
