import Kubernetes
import KubernetesAPI

// What the scheduler's informers see: its cache of nodes and pods, and what that means to waiting
// pods.

extension KubeScheduler {
  // MARK: Nodes

  func nodeChanged(_ node: NodeObject, _ event: WatchEvent<NodeChange>) {
    guard isRunning else { return }
    switch event {
    case .added: add(node)
    case .modified(let change):
      // Readiness alone changes no decision: taints do.
      if change.subtracting(.ready).isEmpty { return }
      update(node)
    case .deleted: remove(node)
    }
    wake()
  }

  private func add(_ node: NodeObject) {
    let manifest = node.manifest
    let slot = engine.add(manifest)
    slotOfNode[node.id] = slot
    while nodes.count <= Int(slot) { nodes.append(nil) }
    nodes[Int(slot)] = node
    for pod in strandedPods.removeValue(forKey: node.name) ?? []
    where rows[Int(pod)].pod != nil && rows[Int(pod)].isAssigned {
      place(pod, on: slot)
    }
    queue.move(.nodeAdd, .node(old: nil, new: manifest), at: now, judge)
  }

  private func update(_ node: NodeObject) {
    guard let slot = slotOfNode[node.id], let old = engine.object(of: slot) else { return }
    let new = node.manifest
    engine.add(new)
    for event in ClusterEvent.changes(from: old, to: new) {
      queue.move(event, .node(old: old, new: new), at: now, judge)
    }
  }

  private func remove(_ node: NodeObject) {
    guard let slot = slotOfNode.removeValue(forKey: node.id) else { return }
    let old = engine.object(of: slot)
    queue.move(.nodeDelete, old.map { .node(old: $0, new: nil) }, at: now, judge)
    for place in engine.pods(on: slot) {
      guard let pod = pod(at: place) else { continue }
      podOfSlot[Int(place)] = -1
      rows[Int(pod)].slot = -1
      strandedPods[node.name, default: []].append(pod)
    }
    engine.remove(node: node.name)
    nodes[Int(slot)] = nil
  }

  // MARK: Controllers

  /// Pods of replica sets and stateful sets are spread by default. Selectors are taken to be the
  /// template's labels.
  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    guard isRunning, case .added = event else { return }
    if let set = object as? ReplicaSetObject {
      engine.add(
        controller: set.kind, set.name, namespace: set.namespace,
        LabelSelector(matchLabels: set.podTemplate.labels))
    } else if let set = object as? StatefulSetObject {
      engine.add(
        controller: set.kind, set.name, namespace: set.namespace,
        LabelSelector(matchLabels: set.spec.template.labels))
    }
  }

  // MARK: Pods

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    guard isRunning else { return }
    while rows.count <= Int(pod.id) { rows.append(SchedulerRow()) }
    switch event {
    case .added: add(pod)
    case .modified(let change):
      guard rows[Int(pod.id)].pod != nil else { return }
      // The informer selects pods that have not finished.
      if pod.isFinished { remove(pod) } else { update(pod, change) }
    case .deleted: if rows[Int(pod.id)].pod != nil { remove(pod) }
    }
    wake()
  }

  private func isResponsible(for pod: PodObject) -> Bool {
    let name = pod.template.spec.schedulerName
    return name.isEmpty || name == "default-scheduler"
  }

  private func note(_ pod: PodObject) {
    let index = Int(pod.id)
    rows[index].pod = pod
    rows[index].labels = pod.labels
    rows[index].tolerations = pod.tolerations
    rows[index].gateCount = pod.gates.count
    rows[index].nominatedNode = pod.nominatedNode
    rows[index].isAssigned = pod.node != nil
  }

  private func add(_ pod: PodObject) {
    rows[Int(pod.id)] = SchedulerRow()
    note(pod)
    rows[Int(pod.id)].shape = shapes.shape(of: pod, in: &engine)
    if pod.node != nil { return assign(pod) }
    guard isResponsible(for: pod) else { return }
    queue.add(pod.id, priority: pod.priority, shape: rows[Int(pod.id)].shape, at: now, judge)
    nominate(pod.id, to: pod.nominatedNode)
  }

  /// A pod stands on its node: one that this scheduler bound, or another.
  private func assign(_ pod: PodObject) {
    let id = pod.id
    let slot = pod.node.flatMap { slotOfNode[$0.id] }
    if rows[Int(id)].slot >= 0, engine.pod(rows[Int(id)].slot)?.node != slot { displace(id) }
    rows[Int(id)].isAssumed = false
    if rows[Int(id)].slot < 0 {
      if let slot {
        place(id, on: slot)
      } else if let node = pod.node {
        strandedPods[node.name, default: []].append(id)
      }
    }
    queue.move(
      ClusterEvent(.assignedPod, .add), .pod(old: nil, new: pod.manifest()), at: now, judge)
  }

  private func update(_ pod: PodObject, _ change: PodChange) {
    let old = rows[Int(pod.id)]
    note(pod)
    if old.isAssigned {
      updateAssigned(pod, change, old)
    } else if pod.node != nil {
      assign(pod)
      queue.delete(pod.id)
      engine.removeNomination(UInt64(pod.id))
    } else if isResponsible(for: pod) {
      updateWaiting(pod, change, old)
    }
  }

  private func updateAssigned(_ pod: PodObject, _ change: PodChange, _ old: SchedulerRow) {
    let id = pod.id
    if !change.isDisjoint(with: [.labels, .tolerations, .requests]) {
      rows[Int(id)].shape = shapes.shape(of: pod, in: &engine)
      if rows[Int(id)].shape != old.shape, let node = engine.pod(old.slot)?.node {
        displace(id)
        place(id, on: node)
      }
      for event in events(of: pod, change, old, .assignedPod) {
        queue.move(
          event, .pod(old: manifest(of: pod, old), new: pod.manifest()), at: now, judge)
      }
    }
    if rows[Int(id)].slot >= 0, !change.isDisjoint(with: [.deletion, .phase, .conditions]) {
      engine.update(rows[Int(id)].slot) { refresh(&$0, pod) }
    }
  }

  private func updateWaiting(_ pod: PodObject, _ change: PodChange, _ old: SchedulerRow) {
    let id = pod.id
    if old.isAssumed {
      if pod.isTerminating { forgetDeleted(pod) }
      return
    }
    if !change.isDisjoint(with: [.labels, .tolerations, .requests]) {
      rows[Int(id)].shape = shapes.shape(of: pod, in: &engine)
    }
    queue.update(
      id, priority: pod.priority, shape: rows[Int(id)].shape,
      events: events(of: pod, change, old, .unscheduledPod),
      .pod(old: manifest(of: pod, old), new: pod.manifest()), at: now, judge)
    // A nomination that is not in the status yet stays.
    if !old.nominatedNode.isEmpty || !pod.nominatedNode.isEmpty {
      nominate(id, to: pod.nominatedNode)
    }
    if !old.nominatedNode.isEmpty, old.nominatedNode != pod.nominatedNode {
      // As if the pod had gone from the node that it was nominated to.
      queue.move(
        .assignedPodDelete, .pod(old: manifest(of: pod, old), new: nil), at: now, judge,
        priorityAtMost: pod.priority)
    }
  }

  /// The events of an update, in upstream's order.
  private func events(
    of pod: PodObject, _ change: PodChange, _ old: SchedulerRow, _ resource: ClusterEvent.Resource
  ) -> [ClusterEvent] {
    var events: [ClusterEvent] = []
    if pod.labels != old.labels { events.append(ClusterEvent(resource, .podLabel)) }
    if change.contains(.requests) { events.append(ClusterEvent(resource, .podScaleDown)) }
    if pod.gates.isEmpty, old.gateCount > 0 {
      events.append(ClusterEvent(resource, .podSchedulingGatesEliminated))
    }
    if pod.tolerations.count != old.tolerations.count {
      events.append(ClusterEvent(resource, .podToleration))
    }
    return events.isEmpty ? [ClusterEvent(resource, .update)] : events
  }

  private func manifest(of pod: PodObject, _ old: SchedulerRow) -> Pod {
    pod.manifest(
      labels: old.labels, tolerations: old.tolerations, gateCount: old.gateCount,
      node: old.isAssigned ? nil : "", nominatedNode: old.nominatedNode)
  }

  private func remove(_ pod: PodObject) {
    let old = rows[Int(pod.id)]
    if old.isAssigned {
      displace(pod.id)
      queue.move(.assignedPodDelete, .pod(old: manifest(of: pod, old), new: nil), at: now, judge)
    } else if isResponsible(for: pod) {
      queue.delete(pod.id)
      engine.removeNomination(UInt64(pod.id))
      if old.isAssumed {
        forgetDeleted(pod)
      } else if !old.nominatedNode.isEmpty {
        queue.move(
          .assignedPodDelete, .pod(old: manifest(of: pod, old), new: nil), at: now, judge,
          priorityAtMost: pod.priority)
      }
    }
    rows[Int(pod.id)].pod = nil
  }

  /// A pod is deleted while it is being bound: its room is free at once.
  private func forgetDeleted(_ pod: PodObject) {
    let node = engine.pod(rows[Int(pod.id)].slot).map { engine.name(of: $0.node) }
    forget(pod.id)
    queue.move(
      .assignedPodDelete, .pod(old: pod.manifest(node: node ?? ""), new: nil), at: now, judge)
  }

  // MARK: The engine

  /// Counts a pod on a node.
  func place(_ pod: Int32, on node: NodeSlot) {
    let row = rows[Int(pod)]
    guard row.shape >= 0, let object = row.pod else { return }
    var placed = PlacedPod(
      shape: shapes[row.shape], node: node, name: object.name, priority: object.priority)
    refresh(&placed, object)
    let slot = engine.add(placed)
    rows[Int(pod)].slot = slot
    while podOfSlot.count <= Int(slot) { podOfSlot.append(-1) }
    podOfSlot[Int(slot)] = pod
  }

  /// The pod in a slot of the engine.
  func pod(at slot: PodSlot) -> Int32? {
    guard podOfSlot.indices.contains(Int(slot)) else { return nil }
    let pod = podOfSlot[Int(slot)]
    return pod < 0 ? nil : pod
  }

  /// Counts a pod no longer.
  func displace(_ pod: Int32) {
    let slot = rows[Int(pod)].slot
    guard slot >= 0 else { return }
    engine.remove(slot)
    podOfSlot[Int(slot)] = -1
    rows[Int(pod)].slot = -1
  }

  /// Gives back the room that was assumed for a pod.
  func forget(_ pod: Int32) {
    displace(pod)
    rows[Int(pod)].isAssumed = false
  }

  private func refresh(_ placed: inout PlacedPod, _ pod: PodObject) {
    placed.startNanos = pod.startTime.map(nanoseconds)
    placed.isTerminating = pod.isTerminating
    placed.isPreempted = pod.isTerminating && pod.disruptionReason == Self.preemptionReason
  }

  /// Promises a node to a pod, or takes the promise back.
  func nominate(_ pod: Int32, to name: String) {
    engine.removeNomination(UInt64(pod))
    let row = rows[Int(pod)]
    guard !name.isEmpty, let node = engine.node(named: name), row.shape >= 0,
      let object = row.pod, object.node == nil
    else { return }
    engine.nominate(
      NominatedPod(shape: shapes[row.shape], priority: object.priority, id: UInt64(pod)),
      to: node)
  }

  // MARK: What the queue asks

  func gate(of pod: Int32) -> SchedulerPlugins {
    guard let object = rows[Int(pod)].pod else { return [] }
    if !object.gates.isEmpty { return .schedulingGates }
    return isPreempting(pod) ? .defaultPreemption : []
  }

  func rejectedPod(_ shape: Int32) -> RejectedPod? { shapes.rejectedPod(shape) }
}

extension PodObject {
  /// Its importance; 0 if it says nothing.
  var priority: Int32 { template.spec.priority ?? 0 }
}
