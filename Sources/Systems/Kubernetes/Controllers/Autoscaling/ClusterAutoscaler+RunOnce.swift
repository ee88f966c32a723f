import GoSemantics
import Kubernetes
import KubernetesAPI

extension ClusterAutoscaler {
  /// What one loop works on.
  struct LoopState {
    var nodes: [ObservedNode]
    /// Ready and not cordoned.
    var readyCount: Int
    var groups: [NodeGroup]
    var snapshot: AutoscalerSnapshot
    var budgets: RemainingDisruptions
    /// Deletions in progress when the loop began.
    var deletions: DeletionsInProgress
  }

  /// One loop.
  ///
  /// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/core/static_autoscaler.go`
  /// (RunOnce).
  func runOnce(_ now: Int64) {
    didChange = false
    nextChange = nil
    cleanUpOnce()
    isScaleDownDisabled = false
    let nodes = cluster.nodes()
    let ready = nodes.count { $0.node.isReadyForAutoscaler && !$0.node.spec.unschedulable }
    if !options.scaleUpFromZero, ready == 0 {
      planner.clear()
      return
    }
    let pods = SortedPods(cluster.pods(), cutoff: options.expendablePodsPriorityCutoff)
    var state = LoopState(
      nodes: nodes, readyCount: ready, groups: provider.nodeGroups(),
      snapshot: snapshot(nodes, pods.allocated),
      budgets: (try? RemainingDisruptions(cluster.disruptionBudgets())) ?? RemainingDisruptions(),
      deletions: deletions.inProgress)
    noteTimers(state, pods)
    recomputeTemplates(state, now)
    registry.update(nodes, provider: provider, now: now)
    scale(&state, pods, now)
    cursor = state.snapshot.cursor
    write(registry.status(provider.nodeGroups(), now: now))
  }

  private func write(_ new: AutoscalerStatus) {
    if status != new { didChange = true }
    status = new
    observer?.autoscalerWrote(new)
  }

  /// Takes away taints that an earlier life left.
  private func cleanUpOnce() {
    if isInitialized { return }
    isInitialized = true
    if options.maxBulkSoftTaintCount == 0 {
      for observed in cluster.nodes() {
        cluster.removeTaint(
          AutoscalerTaints.deletionCandidate, from: observed.node.metadata.name, uncordons: false)
      }
    }
    for observed in cluster.nodes()
    where observed.node.hasTaint(AutoscalerTaints.toBeDeleted) && group(of: observed.node) != nil {
      cluster.removeTaint(
        AutoscalerTaints.toBeDeleted, from: observed.node.metadata.name,
        uncordons: options.cordonNodeBeforeTerminate)
    }
  }

  private func snapshot(
    _ nodes: [ObservedNode], _ pods: [ObservedPod]
  ) -> AutoscalerSnapshot {
    var byNode: [String: [ObservedPod]] = [:]
    for pod in pods {
      let name =
        pod.pod.spec.nodeName.isEmpty ? pod.pod.status.nominatedNodeName : pod.pod.spec.nodeName
      byNode[name, default: []].append(pod)
    }
    var snapshot = AutoscalerSnapshot()
    snapshot.cursor = cursor
    for observed in nodes {
      snapshot.add(observed.node, pods: byNode[observed.node.metadata.name] ?? [])
    }
    snapshot.reorder(draw: drawOrder)
    return snapshot
  }

  // MARK: Steps

  private func scale(_ state: inout LoopState, _ pods: SortedPods, _ now: Int64) {
    removeOldUnregistered(provider.nodeGroups(), now)
    guard registry.isClusterHealthy else {
      planner.clear()
      return
    }
    deleteCreatedWithErrors(state.groups)
    guard !fixSizes(state.groups, now) else { return }
    state.groups = provider.nodeGroups()
    let upcoming = registry.upcomingNodes(state.groups, now: now)
    addUpcoming(upcoming, to: &state.snapshot)
    let starting = Set(upcoming.flatMap(\.registered))
    state.nodes.removeAll { starting.contains($0.node.metadata.name) }
    // order-free: each name is removed alone.
    for name in starting { state.snapshot.remove(name) }
    let clusterNodes = state.snapshot.order

    let waiting = helpable(pods.unschedulable, in: &state, now)
    if let scaled = growIfNeeded(waiting, clusterNodes: clusterNodes, &state, now), scaled {
      lastScaleUp = now
      didChange = true
    }
    if options.scaleDownEnabled { scaleDown(&state, now) }
    if options.enforceNodeGroupMinSize {
      if growToMinSize(clusterNodes: clusterNodes, &state, now) {
        lastScaleUp = now
        didChange = true
      }
    }
  }

  /// Deletes instances that should have become nodes long ago.
  private func removeOldUnregistered(_ groups: [NodeGroup], _ now: Int64) {
    var late: [String: [String]] = [:]
    // order-free: sorted.
    for (id, since) in registry.unregistered.sorted(by: { bytewiseLess($0.key, $1.key) }) {
      guard let name = provider.group(ofInstance: id),
        let group = groups.first(where: { $0.id == name }),
        since &+ registry.maxNodeProvisionTime(group) < now
      else { continue }
      late[name, default: []].append(id)
    }
    for group in groups {
      guard var ids = late[group.id] else { continue }
      if !options.forceDeleteUnregisteredNodes {
        let room = group.targetSize - group.minSize
        guard room > 0 else { continue }
        ids = Array(ids.prefix(room))
      }
      if group.overrides.isAtomic { ids = provider.instances(of: group.id).map(\.id) }
      didChange = true
      registry.invalidateInstances(of: group.id)
      // A refusal ends it for this loop.
      guard (try? provider.deleteInstances(ids, of: group.id)) != nil else { return }
    }
  }

  private func deleteCreatedWithErrors(_ groups: [NodeGroup]) {
    var deleted = false
    for (id, instances) in registry.createdWithErrors(groups) {
      let isAtomic = groups.first { $0.id == id }?.overrides.isAtomic ?? false
      let ids = isAtomic ? provider.instances(of: id).map(\.id) : instances
      didChange = true
      guard (try? provider.deleteInstances(ids, of: id)) != nil else { continue }
      registry.invalidateInstances(of: id)
      deleted = true
    }
    if deleted { registry.recalculate(provider) }
  }

  /// Puts back targets that nodes have missed for too long; true ends the loop.
  private func fixSizes(_ groups: [NodeGroup], _ now: Int64) -> Bool {
    var fixed = false
    for group in groups {
      guard let size = registry.incorrectSizes[group.id],
        size.since &+ registry.maxNodeProvisionTime(group) < now, size.current < size.expected
      else { continue }
      didChange = true
      guard
        (try? provider.decreaseTargetSize(of: group.id, by: size.expected - size.current)) != nil
      else { return true }
      fixed = true
    }
    return fixed
  }

  private func addUpcoming(
    _ upcoming: [(group: String, count: Int, registered: [String])],
    to snapshot: inout AutoscalerSnapshot
  ) {
    let order = GoMapOrder.walk(Array(upcoming.indices), draw: drawOrder)
    for index in order {
      guard let template = templates[upcoming[index].group] else { continue }
      for number in 0..<upcoming[index].count {
        let fresh = template.instance("upcoming-\(number)")
        snapshot.add(fresh.node, pods: fresh.pods)
      }
    }
  }

  /// The pods that no node, existing or upcoming, has room for.
  private func helpable(
    _ unschedulable: [ObservedPod], in state: inout LoopState, _ now: Int64
  ) -> [ObservedPod] {
    var pods = unschedulable
    // Pods of nodes that are being drained will need room too.
    for name in GoMapOrder.walk(deletions.inProgress.drained, draw: drawOrder) {
      for var pod in state.snapshot.entries[name]?.pods ?? []
      where pod.deletion == nil && !pod.pod.isStatic && !pod.pod.isMirror
        && !pod.pod.isOfDaemonSet
      {
        pod.pod.spec.nodeName = ""
        pods.append(pod)
      }
    }
    unstableSort(&pods) { ($0.pod.spec.priority ?? 0) > ($1.pod.spec.priority ?? 0) }
    let places = packing.place(
      pods, in: &state.snapshot, stopsAtFailure: false, where: { _ in true },
      afterwards: { $0.reorder(draw: self.drawOrder) })
    packing.dropOldHints()
    return zip(pods, places).filter { pod, place in
      guard place == nil, !pod.pod.isOfDaemonSet else { return false }
      return isOldEnough(pod, now)
    }.map(\.0)
  }

  private func isOldEnough(_ pod: ObservedPod, _ now: Int64) -> Bool {
    let key = "cluster-autoscaler.kubernetes.io/pod-scale-up-delay"
    var delay = options.newPodScaleUpDelay
    if let text = pod.pod.metadata.annotations[key], let own = try? GoDuration.parse(text),
      own >= delay
    {
      delay = own
    }
    let created = pod.created ?? 0
    if now - created > delay { return true }
    noteChange(at: created &+ delay &+ 1)
    return false
  }

  /// Grows the cluster for pods; nil if there is no need or no leave to.
  private func growIfNeeded(
    _ pods: [ObservedPod], clusterNodes: [String], _ state: inout LoopState, _ now: Int64
  ) -> Bool? {
    if pods.isEmpty { return nil }
    if options.maxNodesTotal > 0, state.readyCount >= options.maxNodesTotal { return nil }
    if areAllNew(pods, now) {
      // More pods are probably about to come.
      isScaleDownDisabled = true
      return nil
    }
    return grow(for: pods, clusterNodes: clusterNodes, &state, now)
  }

  private func areAllNew(_ pods: [ObservedPod], _ now: Int64) -> Bool {
    func isNew(_ pods: [ObservedPod], _ buffer: Int64) -> Bool {
      guard let oldest = pods.map({ min($0.created ?? 0, now) }).min() else { return false }
      guard oldest &+ buffer > now else { return false }
      noteChange(at: oldest &+ buffer)
      return true
    }
    return isNew(pods, AutoscalerOptions.unschedulablePodTimeBuffer)
      || isNew(
        pods.filter(\.pod.wantsGPU), AutoscalerOptions.unschedulablePodWithGPUTimeBuffer)
  }

  /// Notes when pods and nodes that are on their way out stop to count as such.
  private func noteTimers(_ state: LoopState, _ pods: SortedPods) {
    let now = now
    for pod in pods.allocated {
      guard let deletion = pod.deletion else { continue }
      let grace = pod.pod.spec.terminationGracePeriodSeconds ?? 30
      let end = deletion &+ (grace &+ 30) &* 1_000_000_000 &+ 1
      if end > now { noteChange(at: end) }
    }
    for observed in state.nodes where AutoscalerTaints.isBeingDeleted(observed.node, now: now) {
      // The taint has whole seconds.
      noteChange(at: now &+ AutoscalerOptions.maxNodeDeletionTime)
    }
  }

  /// Something will be different at that instant without anybody's doing.
  func noteChange(at time: Int64) { nextChange = min(nextChange ?? .max, time) }

  // MARK: Groups

  func group(of node: ClusterNode) -> NodeGroup? {
    guard let id = provider.group(ofInstance: node.spec.providerID) else { return nil }
    return provider.nodeGroups().first { $0.id == id }
  }

  /// Finds a node of each group that can stand for its fresh nodes.
  ///
  /// Mirrors: `kubernetes-autoscaler@70920d3c6
  /// cluster-autoscaler/processors/nodeinfosprovider/mixed_nodeinfos_processor.go`.
  private func recomputeTemplates(_ state: LoopState, _ now: Int64) {
    templates = [:]
    func take(_ observed: ObservedNode) -> (group: String, template: NodeTemplate)? {
      let node = observed.node
      guard let group = provider.group(ofInstance: node.spec.providerID), templates[group] == nil
      else { return nil }
      let pods = state.snapshot.entries[node.metadata.name]?.pods ?? []
      return (group, NodeTemplate(from: node, pods: pods, group: group))
    }
    var bad: [ObservedNode] = []
    for observed in state.nodes {
      let node = observed.node
      let isStable =
        observed.readinessChanged &+ AutoscalerOptions.templateStabilization < now
      if node.isReadyForAutoscaler, !isStable {
        noteChange(
          at: observed.readinessChanged &+ AutoscalerOptions.templateStabilization &+ 1)
      }
      guard node.isReadyForAutoscaler, isStable, !node.spec.unschedulable,
        !node.hasTaint(AutoscalerTaints.toBeDeleted)
      else {
        bad.append(observed)
        continue
      }
      if let (group, template) = take(observed) {
        templates[group] = template
        goodTemplates[group] = template
      }
    }
    for group in state.groups where templates[group.id] == nil {
      templates[group.id] =
        goodTemplates[group.id]
        ?? provider.template(of: group.id).map {
          NodeTemplate(from: $0.node, pods: $0.pods, group: group.id)
        }
    }
    for observed in bad {
      if let (group, template) = take(observed) { templates[group] = template }
    }
  }
}

/// Pods by what the scheduler made of them.
private struct SortedPods {
  /// On a node or promised one, and not expendable.
  var allocated: [ObservedPod] = []
  /// Without a node, and not expendable.
  var unschedulable: [ObservedPod] = []

  init(_ pods: [ObservedPod], cutoff: Int) {
    for pod in pods where !pod.pod.isExpendable(cutoff: cutoff) {
      if !pod.pod.spec.nodeName.isEmpty {
        allocated.append(pod)
      } else if pod.deletion != nil {
        continue
      } else if !pod.pod.status.nominatedNodeName.isEmpty {
        allocated.append(pod)
      } else if let condition = pod.pod.status.conditions["PodScheduled"],
        condition.status == "False", condition.reason == "Unschedulable"
      {
        unschedulable.append(pod)
      }
    }
  }
}

extension Pod {
  /// Whether a container asks for a GPU of a vendor that upstream knows.
  fileprivate var wantsGPU: Bool {
    let names = ["nvidia.com/gpu", "gpu.intel.com/i915", "amd.com/gpu"]
    return spec.containers.contains { container in
      names.contains { container.resources.requests[$0] != nil }
    }
  }
}
