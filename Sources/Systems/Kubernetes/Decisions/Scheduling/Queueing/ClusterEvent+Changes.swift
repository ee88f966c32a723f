import KubernetesAPI

// What an update of an object means to the scheduler.
// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/events.go`.

extension ClusterEvent {
  /// The events of a node's update, in upstream's order; none if nothing that matters changed.
  ///
  /// A cordon that is set tells nobody; one that is lifted counts as a change of taints.
  public static func changes(from old: ClusterNode, to new: ClusterNode) -> [ClusterEvent] {
    var events: [ClusterEvent] = []
    if old.spec.unschedulable, !new.spec.unschedulable {
      events.append(ClusterEvent(.node, .nodeTaint))
    }
    if old.status.allocatable != new.status.allocatable {
      events.append(ClusterEvent(.node, .nodeAllocatable))
    }
    if old.metadata.labels != new.metadata.labels { events.append(ClusterEvent(.node, .nodeLabel)) }
    if old.spec.taints != new.spec.taints { events.append(ClusterEvent(.node, .nodeTaint)) }
    if statuses(old.status.conditions) != statuses(new.status.conditions) {
      events.append(ClusterEvent(.node, .nodeCondition))
    }
    if old.metadata.annotations != new.metadata.annotations {
      events.append(ClusterEvent(.node, .nodeAnnotation))
    }
    return events
  }

  private static func statuses(_ conditions: [Condition]) -> [String: String] {
    Dictionary(conditions.map { ($0.type, $0.status) }) { _, last in last }
  }

  /// The events of a pod's update, in upstream's order; the general one if nothing precise is found.
  public static func changes(from old: Pod, to new: Pod) -> [ClusterEvent] {
    let resource: Resource = new.spec.nodeName.isEmpty ? .unscheduledPod : .assignedPod
    var events: [ClusterEvent] = []
    if old.metadata.labels != new.metadata.labels {
      events.append(ClusterEvent(resource, .podLabel))
    }
    if asksForLess(old, new) { events.append(ClusterEvent(resource, .podScaleDown)) }
    if new.spec.schedulingGates.isEmpty, !old.spec.schedulingGates.isEmpty {
      events.append(ClusterEvent(resource, .podSchedulingGatesEliminated))
    }
    // Tolerations can only be added.
    if old.spec.tolerations.count != new.spec.tolerations.count {
      events.append(ClusterEvent(resource, .podToleration))
    }
    if events.isEmpty { events.append(ClusterEvent(resource, .update)) }
    return events
  }

  private static func asksForLess(_ old: Pod, _ new: Pod) -> Bool {
    let requests = PodRequests.total(new.spec)
    // order-free: one resource suffices.
    return PodRequests.total(old.spec).contains { name, quantity in
      guard let now = requests[name] else { return true }
      return quantity.milliValue > now.milliValue
    }
  }
}
