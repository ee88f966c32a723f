import EventKernel
import Kubernetes
import KubernetesAPI

/// Deletions of nodes on their way.
struct NodeDeletions {
  /// What comes next for one node.
  enum Stage {
    /// The node is tainted; its pods are looked at next.
    case tainted
    /// Pods are being evicted.
    case evicting(deadline: Int64, left: [ObservedPod], done: Bool)
    /// Evicted pods are waited for.
    case disappearing(start: Int64)
    /// An annotation delays the deletion.
    case delayed(deadline: Int64)
  }

  /// One node.
  struct Deletion {
    var node: String
    var instance: String
    var group: String
    var drains: Bool
    /// How many nodes of the group must be ready to go; 0 for this one alone.
    var batchSize: Int
    var isAtomic: Bool
    var stage: Stage
    /// The pods that must go before the node does.
    var evicted: [ObservedPod] = []
  }

  /// As upstream's tracker counts them.
  var inProgress = DeletionsInProgress()
  /// By number; nil once ended.
  var all: [Deletion?] = []
  var free: [Int] = []
  /// Nodes that wait for the rest of their group, by group.
  var queues: [String: [Int]] = [:]
  /// Nodes that are gathered for one call to the provider, by group.
  var batches: [String: [Int]] = [:]
  /// Groups of which a deletion failed since the last beginning.
  var failedGroups: Set<String> = []

  mutating func add(_ deletion: Deletion) -> Int {
    if let index = free.popLast() {
      all[index] = deletion
      return index
    }
    all.append(deletion)
    return all.count - 1
  }

  mutating func remove(_ index: Int) -> Deletion? {
    guard all.indices.contains(index), let deletion = all[index] else { return nil }
    all[index] = nil
    free.append(index)
    return deletion
  }
}

/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/core/scaledown/actuation`
/// ({actuator,drain,group_deletion_scheduler,delete_in_batch,delay}.go), with evictions in one
/// order of priority.
extension ClusterAutoscaler {
  /// A batch was tainted; what follows comes after the delay.
  func begin(_ batch: ScaleDownBudget.Batch, drains: Bool, after delay: Int64) {
    for node in batch.nodes {
      let instance = cluster.node(named: node)?.spec.providerID ?? ""
      let index = deletions.add(
        NodeDeletions.Deletion(
          node: node, instance: instance, group: batch.group, drains: drains,
          batchSize: batch.batchSize, isAtomic: batch.isAtomic, stage: .tainted))
      proceed(index, after: delay)
    }
  }

  private func proceed(_ index: Int, after delay: Int64) {
    simulation.schedule(
      component, code: Code.deletion, argument: argument(index),
      after: VirtualDuration(nanoseconds: max(0, delay)))
  }

  /// One step of one deletion.
  func continueDeletion(_ index: Int) {
    guard deletions.all.indices.contains(index), let deletion = deletions.all[index] else { return }
    switch deletion.stage {
    case .tainted: lookAtPods(index, deletion)
    case .evicting(let deadline, let left, let done):
      if done {
        finishEvicting(index, failed: !left.isEmpty)
      } else {
        evict(index, left, deadline: deadline)
      }
    case .disappearing(let start): checkPods(index, deletion, since: start)
    case .delayed(let deadline):
      if let node = cluster.node(named: deletion.node), node.delaysDeletion, now < deadline {
        proceed(index, after: AutoscalerOptions.deletionDelayPoll)
      } else {
        ready(index)
      }
    }
  }

  private func lookAtPods(_ index: Int, _ deletion: NodeDeletions.Deletion) {
    let cutoff = options.expendablePodsPriorityCutoff
    let pods = cluster.pods().filter {
      $0.pod.spec.nodeName == deletion.node && !$0.pod.isExpendable(cutoff: cutoff)
    }
    let budgets =
      deletion.drains ? try? RemainingDisruptions(cluster.disruptionBudgets()) : nil
    let sorted = DrainRules(options.drain).podsToMove(
      pods, budgets: budgets ?? RemainingDisruptions(),
      controllers: deletion.drains
        ? { [unowned self] in cluster.controller($0, namespace: $1) } : nil, now: now)
    if sorted.blocking != nil
      || !deletion.drains && !(sorted.pods.isEmpty && sorted.onCompletionPods.isEmpty)
    {
      abort(index)
      return
    }
    let ownDaemons = pods.filter { $0.pod.isOfDaemonSet && !$0.pod.isMirror }
    let evictsDaemons =
      deletion.drains
      ? options.daemonSetEvictionForOccupiedNodes : options.daemonSetEvictionForEmptyNodes
    // The outcome of these is not waited for.
    for pod in ownDaemons where pod.pod.isEvictedWithNode(otherwise: evictsDaemons) {
      _ = cluster.evict(pod.pod, graceSeconds: grace(of: pod.pod))
    }
    let others =
      deletion.drains ? pods.filter { !$0.pod.isOfDaemonSet && !$0.pod.isMirror } : []
    if others.isEmpty {
      prepared(index)
      return
    }
    deletions.all[index]?.evicted = others
    evict(index, others, deadline: now &+ options.maxPodEvictionTime)
  }

  /// What a pod gets to end.
  private func grace(of pod: Pod) -> Int64 {
    let own = pod.spec.terminationGracePeriodSeconds ?? 30
    let most = options.maxGracefulTerminationSeconds
    return most > 0 ? min(own, most) : own
  }

  /// Tries to evict the pods that are left.
  private func evict(_ index: Int, _ pods: [ObservedPod], deadline: Int64) {
    let left = pods.filter { cluster.evict($0.pod, graceSeconds: grace(of: $0.pod)) == .refused }
    if left.isEmpty {
      finishEvicting(index, failed: false)
      return
    }
    let next = now &+ AutoscalerOptions.evictionRetry
    deletions.all[index]?.stage = .evicting(deadline: deadline, left: left, done: next >= deadline)
    proceed(index, after: AutoscalerOptions.evictionRetry)
  }

  private func finishEvicting(_ index: Int, failed: Bool) {
    if failed {
      abort(index)
      return
    }
    guard let deletion = deletions.all[index] else { return }
    deletions.all[index]?.stage = .disappearing(start: now)
    checkPods(index, deletion, since: now)
  }

  /// Waits for evicted pods, looking every five seconds.
  private func checkPods(_ index: Int, _ deletion: NodeDeletions.Deletion, since start: Int64) {
    let limit =
      options.maxGracefulTerminationSeconds &* 1_000_000_000
      &+ AutoscalerOptions.podEvictionHeadroom
    if now - start >= limit {
      abort(index)
      return
    }
    let remains = deletion.evicted.contains {
      cluster.isPod(
        $0.pod.metadata.name, namespace: $0.pod.metadata.namespace, on: deletion.node)
    }
    if remains {
      proceed(index, after: AutoscalerOptions.podDisappearancePoll)
    } else {
      prepared(index)
    }
  }

  /// Nothing of the node is needed any more.
  private func prepared(_ index: Int) {
    guard let deletion = deletions.all[index] else { return }
    if options.nodeDeletionDelayTimeout != 0,
      cluster.node(named: deletion.node)?.delaysDeletion ?? false
    {
      deletions.all[index]?.stage = .delayed(
        deadline: now &+ options.nodeDeletionDelayTimeout)
      proceed(index, after: AutoscalerOptions.deletionDelayPoll)
      return
    }
    ready(index)
  }

  /// The node can go, perhaps together with the rest of its group.
  private func ready(_ index: Int) {
    guard let deletion = deletions.all[index] else { return }
    var nodes = [index]
    if deletion.isAtomic {
      if deletions.failedGroups.contains(deletion.group) {
        end(index, succeeded: false)
        return
      }
      deletions.queues[deletion.group, default: []].append(index)
      nodes = deletions.queues[deletion.group] ?? []
      if nodes.count < deletion.batchSize { return }
      deletions.queues[deletion.group] = nil
    }
    if options.nodeDeletionBatcherInterval == 0 {
      delete(nodes, of: deletion.group)
      return
    }
    let isFirst = deletions.batches[deletion.group] == nil
    deletions.batches[deletion.group, default: []] += nodes
    if isFirst {
      simulation.schedule(
        component, code: Code.batch, argument: argument(index),
        after: VirtualDuration(nanoseconds: options.nodeDeletionBatcherInterval))
    }
  }

  /// The time to gather is over.
  func deleteBatch(_ index: Int) {
    guard deletions.all.indices.contains(index), let group = deletions.all[index]?.group,
      let nodes = deletions.batches.removeValue(forKey: group)
    else { return }
    delete(nodes, of: group)
  }

  private func delete(_ indices: [Int], of group: String) {
    let ids = indices.compactMap { deletions.all[$0]?.instance }
    var succeeded = true
    do {
      try provider.deleteInstances(ids, of: group)
      localTimes[group, default: (nil, nil, nil)].down = now
    } catch {
      localTimes[group, default: (nil, nil, nil)].failure = now
      succeeded = false
    }
    for index in indices { end(index, succeeded: succeeded) }
  }

  /// A deletion failed; the nodes that wait for it fail with it.
  private func abort(_ index: Int) {
    guard let deletion = deletions.all[index] else { return }
    deletions.failedGroups.insert(deletion.group)
    end(index, succeeded: false)
    for other in deletions.queues.removeValue(forKey: deletion.group) ?? [] where other != index {
      end(other, succeeded: false)
    }
  }

  private func end(_ index: Int, succeeded: Bool) {
    guard let deletion = deletions.remove(index) else { return }
    if !succeeded {
      cluster.removeTaint(
        AutoscalerTaints.toBeDeleted, from: deletion.node,
        uncordons: options.cordonNodeBeforeTerminate)
    }
    deletions.inProgress.end(deletion.node)
    inputsChanged()
  }
}

extension ClusterNode {
  /// Whether an annotation asks to wait with the deletion.
  fileprivate var delaysDeletion: Bool {
    // order-free: any counts.
    metadata.annotations.keys.contains {
      $0.hasPrefix("delay-deletion.cluster-autoscaler.kubernetes.io/")
    }
  }
}

extension Pod {
  /// Whether a pod of a daemon set is evicted before its node goes.
  fileprivate func isEvictedWithNode(otherwise byDefault: Bool) -> Bool {
    metadata.annotations["cluster-autoscaler.kubernetes.io/enable-ds-eviction"].map {
      $0 == "true"
    } ?? byDefault
  }
}
