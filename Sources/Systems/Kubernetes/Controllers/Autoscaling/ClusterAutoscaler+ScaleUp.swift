import GoSemantics
import Kubernetes
import KubernetesAPI

/// Mirrors: `kubernetes-autoscaler@70920d3c6
/// cluster-autoscaler/core/scaleup/orchestrator/{orchestrator,executor}.go`, without groups that do
/// not exist yet and with all-or-nothing off.
extension ClusterAutoscaler {
  /// Grows one group, or several similar ones, for pods.
  ///
  /// - Returns: Whether the provider was asked for nodes without refusing.
  func grow(
    for pods: [ObservedPod], clusterNodes: [String], _ state: inout LoopState, _ now: Int64
  ) -> Bool {
    let groups = PodEquivalence.groups(pods)
    let podGroups = GoMapOrder.walk(Array(groups.indices), draw: drawOrder).map { groups[$0] }
    var quota = ResourceQuota.upward(quotaNodes(clusterNodes, state), options: options)
    let valid = state.groups.filter {
      isValid($0, clusterNodes: clusterNodes.count, &quota, now)
    }
    var schedulable: [String: [Int]] = [:]
    for group in valid {
      guard let template = templates[group.id] else { continue }
      schedulable[group.id] = state.snapshot.inFork { fork in
        fork.add(template.node, pods: template.pods)
        return podGroups.indices.filter {
          fork.verdict(podGroups[$0][0].pod, on: template.node.metadata.name) == .fits
        }
      }
    }
    var options: [ExpansionOption] = []
    for group in valid {
      if let option = expansion(
        group, podGroups, schedulable, clusterNodes: clusterNodes.count, &state, now)
      {
        options.append(option)
      }
    }
    guard
      let best = Expander.choose(
        from: options, by: self.options.expanders, priorities: priorities, draw: draw),
      let group = valid.first(where: { $0.id == options[best].nodeGroup }),
      let template = templates[group.id]
    else { return false }
    guard let capped = capped(options[best].nodeCount, current: clusterNodes.count) else {
      return false
    }
    let count = quota.allowed(capped, of: template.node, group: group.id)
    let resizes = balanced(group, count: count, schedulable, &quota, state, now)
    return execute(resizes, now)
  }

  private func quotaNodes(
    _ names: [String], _ state: LoopState
  ) -> [(node: ClusterNode, group: String?)] {
    names.compactMap { name in
      state.snapshot.entries[name].map {
        ($0.node, provider.group(ofInstance: $0.node.spec.providerID))
      }
    }
  }

  private func isValid(
    _ group: NodeGroup, clusterNodes: Int, _ quota: inout ResourceQuota, _ now: Int64
  ) -> Bool {
    guard registry.isSafeToScale(group.id, now: now), group.targetSize < group.maxSize,
      let template = templates[group.id]
    else { return false }
    var count = 1
    if group.overrides.isAtomic {
      count = group.maxSize - group.targetSize
      if options.maxNodesTotal != 0, clusterNodes + count > options.maxNodesTotal { return false }
    }
    return quota.allowed(count, of: template.node, group: group.id) == count
  }

  private func expansion(
    _ group: NodeGroup, _ podGroups: [[ObservedPod]], _ schedulable: [String: [Int]],
    clusterNodes: Int, _ state: inout LoopState, _ now: Int64
  ) -> ExpansionOption? {
    guard let own = schedulable[group.id], !own.isEmpty, let template = templates[group.id]
    else { return nil }
    let room = ([group] + similar(to: group, schedulable, state, now))
      .reduce(0) { $0 + max(0, $1.maxSize - $1.targetSize) }
    let estimate = BinpackingEstimator.estimate(
      own.map { podGroups[$0] }, template: template,
      limiter: EstimationLimiter(
        maxNodesPerScaleUp: options.maxNodesPerScaleUp, room: room,
        clusterMaxNodes: options.maxNodesTotal, currentNodes: clusterNodes),
      usesFastPath: options.fastpathBinpacking, in: &state.snapshot)
    guard estimate.nodeCount > 0, !estimate.pods.isEmpty else { return nil }
    let requests = estimate.pods.map { PodRequests.total($0.pod) }
    let capacity = template.node.status.capacity
    return ExpansionOption(
      nodeGroup: group.id,
      nodeCount: group.overrides.isAtomic ? group.maxSize : estimate.nodeCount,
      podCount: estimate.pods.count,
      requestedMilliCPU: requests.reduce(0) { $0 &+ ($1["cpu"]?.milliValue ?? 0) },
      requestedMemory: requests.reduce(0) { $0 &+ ($1["memory"]?.value ?? 0) },
      nodeMilliCPU: capacity["cpu"]?.milliValue ?? 0, nodeMemory: capacity["memory"]?.value ?? 0)
  }

  /// The groups whose nodes are as good for the same pods.
  private func similar(
    to group: NodeGroup, _ schedulable: [String: [Int]], _ state: LoopState, _ now: Int64
  ) -> [NodeGroup] {
    guard options.balanceSimilarNodeGroups, !group.overrides.isAtomic,
      let own = schedulable[group.id], !own.isEmpty, let template = templates[group.id]
    else { return [] }
    return state.groups.filter { other in
      guard other.id != group.id, let fresh = templates[other.id],
        registry.isSafeToScale(other.id, now: now), let theirs = schedulable[other.id],
        own.allSatisfy(theirs.contains)
      else { return false }
      if !options.balancingLabels.isEmpty {
        return NodeGroupSimilarity.areSimilar(
          template.node, fresh.node, byLabels: options.balancingLabels)
      }
      return NodeGroupSimilarity.areSimilar(
        template.node, pods: template.pods.map(\.pod), fresh.node, pods: fresh.pods.map(\.pod),
        ratios: options.differenceRatios, extraIgnoredLabels: options.balancingIgnoredLabels)
    }
  }

  /// Not more nodes than the cluster may have; nil if it has all of them.
  private func capped(_ count: Int, current: Int) -> Int? {
    guard options.maxNodesTotal > 0, count + current > options.maxNodesTotal else { return count }
    let left = options.maxNodesTotal - current
    return left < 1 ? nil : left
  }

  private func balanced(
    _ group: NodeGroup, count: Int, _ schedulable: [String: [Int]], _ quota: inout ResourceQuota,
    _ state: LoopState, _ now: Int64
  ) -> [(group: NodeGroup, increase: Int)] {
    var groups = [group]
    for other in similar(to: group, schedulable, state, now) {
      if let template = templates[other.id],
        quota.allowed(1, of: template.node, group: other.id) == 1
      {
        groups.append(other)
      }
    }
    let resizes = NodeGroupBalance.balance(
      groups.map { ($0.targetSize, $0.maxSize) }, newNodes: count)
    return resizes.compactMap { resize in
      let group = groups[resize.group]
      guard resize.delta > 0, let template = templates[group.id] else {
        return (group, resize.delta)
      }
      let allowed = quota.allowed(resize.delta, of: template.node, group: group.id)
      guard allowed > 0 else { return nil }
      quota.consume(allowed, of: template.node, group: group.id)
      return (group, allowed)
    }
  }

  /// Asks the provider, group after group, until it refuses; all groups if they grow in parallel.
  private func execute(
    _ resizes: [(group: NodeGroup, increase: Int)], _ now: Int64
  ) -> Bool {
    var refused = false
    for (group, increase) in resizes {
      didChange = true
      do {
        try provider.increaseSize(of: group.id, by: increase)
      } catch {
        registry.registerFailedScaleUp(
          group.id, NodeGroupBackoff.Failure(code: "cloudProviderError"), now: now)
        refused = true
        if options.parallelScaleUp { continue }
        return false
      }
      registry.registerScaleUp(group, delta: increase, now: now)
      localTimes[group.id, default: (nil, nil, nil)].up = now
    }
    if refused { return false }
    registry.recalculate(provider)
    return true
  }

  /// Grows groups that are below their smallest size.
  ///
  /// - Returns: Whether any was grown.
  func growToMinSize(
    clusterNodes: [String], _ state: inout LoopState, _ now: Int64
  ) -> Bool {
    var quota = ResourceQuota.upward(quotaNodes(clusterNodes, state), options: options)
    var resizes: [(group: NodeGroup, increase: Int)] = []
    for group in provider.nodeGroups() where group.targetSize < group.minSize {
      guard registry.isSafeToScale(group.id, now: now), let template = templates[group.id],
        quota.allowed(1, of: template.node, group: group.id) == 1
      else { continue }
      let wanted = quota.allowed(
        group.minSize - group.targetSize, of: template.node, group: group.id)
      guard let count = capped(wanted, current: group.targetSize) else { continue }
      resizes.append((group, count))
    }
    return !resizes.isEmpty && execute(resizes, now)
  }
}
