import KubernetesAPI

/// Whether an event can make a pod schedulable that a plugin rejected. Only those events make the
/// scheduler try a pod again.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins` (EventsToRegister and the hint
/// functions), `pkg/scheduler/scheduler.go` (buildQueueingHintMap); as measured by
/// `kubernetes-scheduler/timeline-scheduler-queue.jsonl.gz`.
public enum QueueingHints {
  /// The object of an event before and after.
  public enum Change: Sendable {
    /// A node; nil before it is added and after it is deleted.
    case node(old: ClusterNode?, new: ClusterNode?)
    /// A pod; nil before it is added and after it is deleted.
    case pod(old: Pod?, new: Pod?)
    /// None in particular.
    case nothing
  }

  /// What a plugin registers for.
  struct Registration: Sendable {
    let plugin: SchedulerPlugins
    let isAboutNodes: Bool
    let actions: ClusterEvent.Action
    /// Whether the event always helps: there is nothing to look at.
    let isUnconditional: Bool

    init(
      _ plugin: SchedulerPlugins, nodes actions: ClusterEvent.Action, unconditional: Bool = false
    ) {
      (self.plugin, self.actions) = (plugin, actions)
      (isAboutNodes, isUnconditional) = (true, unconditional)
    }

    init(_ plugin: SchedulerPlugins, pods actions: ClusterEvent.Action) {
      (self.plugin, self.actions) = (plugin, actions)
      (isAboutNodes, isUnconditional) = (false, false)
    }

    func hears(_ event: ClusterEvent) -> Bool {
      isAboutNodes == (event.resource == .node) && event.isHeard(by: actions)
    }
  }

  /// All registrations of the default profile.
  ///
  /// A plugin that registers for new nodes but not for changes of taints is registered for the
  /// latter unconditionally: upstream's remedy for issue 109437.
  static let registrations: [Registration] = [
    Registration(.schedulingGates, pods: .podSchedulingGatesEliminated),
    Registration(.nodeUnschedulable, nodes: [.add, .nodeTaint]),
    Registration(.nodeUnschedulable, pods: .podToleration),
    Registration(.nodeName, nodes: .add, unconditional: true),
    Registration(.nodeName, nodes: .nodeTaint, unconditional: true),
    Registration(.taintToleration, nodes: [.add, .nodeTaint]),
    Registration(.taintToleration, pods: .podToleration),
    Registration(.nodeAffinity, nodes: [.add, .nodeLabel]),
    Registration(.nodeAffinity, nodes: .nodeTaint, unconditional: true),
    Registration(.nodePorts, pods: .delete),
    Registration(.nodePorts, nodes: .add, unconditional: true),
    Registration(.nodePorts, nodes: .nodeTaint, unconditional: true),
    Registration(.nodeResourcesFit, pods: [.delete, .podScaleDown]),
    Registration(.nodeResourcesFit, nodes: [.add, .nodeAllocatable]),
    Registration(.nodeResourcesFit, nodes: .nodeTaint, unconditional: true),
    Registration(.podTopologySpread, pods: [.add, .podLabel, .podToleration, .delete]),
    Registration(.podTopologySpread, nodes: [.add, .delete, .nodeLabel, .nodeTaint]),
    Registration(.interPodAffinity, pods: [.add, .podLabel, .delete]),
    Registration(.interPodAffinity, nodes: [.add, .nodeLabel]),
    Registration(.interPodAffinity, nodes: .nodeTaint, unconditional: true),
    // Its hint always says no: only the pod's other rejections decide.
    Registration(.defaultPreemption, pods: .delete),
  ]

  /// The plugins that hear of an event. Pods that none of them rejected need not be looked at.
  public static func plugins(hearing event: ClusterEvent) -> SchedulerPlugins {
    if event.isWildcard { return [] }
    var plugins: SchedulerPlugins = []
    for registration in registrations where registration.hears(event) {
      plugins.formUnion(registration.plugin)
    }
    return plugins
  }

  /// The plugins that say yes to an event without looking at the pod.
  public static func plugins(alwaysHelpedBy event: ClusterEvent) -> SchedulerPlugins {
    var plugins: SchedulerPlugins = []
    for registration in registrations
    where registration.isUnconditional && registration.hears(event) {
      plugins.formUnion(registration.plugin)
    }
    return plugins
  }

  /// Whether an event may help a pod that one plugin rejected.
  ///
  /// What cannot be judged, such as an invalid selector, counts as help, so that no pod is stuck.
  ///
  /// - Parameters:
  ///   - plugin: One plugin that rejected the pod and hears of the event.
  ///   - event: What happened.
  ///   - change: The object before and after.
  ///   - pod: The rejected pod.
  ///   - isSelf: Whether the object is the rejected pod itself.
  public static func mayHelp(
    _ plugin: SchedulerPlugins, _ event: ClusterEvent, _ change: Change, pod: RejectedPod,
    isSelf: Bool = false
  ) -> Bool {
    if !plugins(alwaysHelpedBy: event).isDisjoint(with: plugin) { return true }
    switch (plugin, change) {
    case (.schedulingGates, .pod): return isSelf
    case (.nodeUnschedulable, .node(let old, let new?)): return uncordoned(old, new)
    case (.nodeUnschedulable, .pod(_, let new?)):
      let taint = Taint(key: WellKnown.unschedulable, effect: "NoSchedule")
      return isSelf && new.spec.tolerations.contains { $0.tolerates(taint) }
    case (.taintToleration, .node(let old, let new?)): return tolerates(pod, old, new)
    // Any toleration that the pod itself got may be the one that it lacked.
    case (.taintToleration, .pod): return isSelf
    case (.nodeAffinity, .node(let old, let new?)): return matches(pod, old, new)
    case (.nodePorts, .pod(let old?, nil)): return freesPort(pod, old)
    case (.nodeResourcesFit, .node(let old, let new?)):
      return fits(
        pod.request, from: old.map { ResourceAmounts($0.status.allocatable) },
        to: ResourceAmounts(new.status.allocatable))
    case (.nodeResourcesFit, .pod(let old?, let new)): return freesRoom(pod, old, new, isSelf)
    case (.podTopologySpread, .pod(let old, let new)):
      return spreadMayChange(pod, old, new, isSelf)
    case (.podTopologySpread, .node(let old, let new)): return spreadMayChange(pod, old, new)
    case (.interPodAffinity, .pod(let old, let new)):
      return affinityMayChange(pod, old, new, isSelf)
    case (.interPodAffinity, .node(let old, let new?)): return affinityMayChange(pod, old, new)
    case (.defaultPreemption, _): return false
    default: return true
    }
  }

  // MARK: Nodes

  private static func uncordoned(_ old: ClusterNode?, _ new: ClusterNode) -> Bool {
    !new.spec.unschedulable && old?.spec.unschedulable != false
  }

  private static func tolerates(
    _ pod: RejectedPod, _ old: ClusterNode?, _ new: ClusterNode
  ) -> Bool {
    if TaintTolerance.firstUntolerated(new.spec.taints, pod.tolerations) != nil { return false }
    guard let old else { return true }
    return TaintTolerance.firstUntolerated(old.spec.taints, pod.tolerations) != nil
  }

  private static func matches(
    _ pod: RejectedPod, _ old: ClusterNode?, _ new: ClusterNode
  ) -> Bool {
    let now = pod.required.matches(name: new.metadata.name, labels: new.metadata.labels)
    if now.error != nil { return true }
    guard now.matches, let old else { return now.matches }
    let before = pod.required.matches(name: old.metadata.name, labels: old.metadata.labels)
    return before.error != nil || !before.matches
  }

  /// Whether a pod with this request fits on the node when it is empty, and the node is new or
  /// offers more of something that the pod asks for.
  ///
  /// - Parameters:
  ///   - request: What the pod asks for.
  ///   - old: What the node offered; nil for a new node.
  ///   - new: What it offers now.
  public static func fits(
    _ request: ResourceAmounts, from old: ResourceAmounts?, to new: ResourceAmounts
  ) -> Bool {
    if NodeResourcesFit().failure(request, on: NodeUsage(allocatable: new)) != nil { return false }
    guard let old else { return true }
    if new.pods > old.pods { return true }
    if request.milliCPU > 0, new.milliCPU > old.milliCPU { return true }
    if request.memory > 0, new.memory > old.memory { return true }
    if request.ephemeralStorage > 0, new.ephemeralStorage > old.ephemeralStorage { return true }
    // order-free: one resource suffices.
    return request.scalars.contains { name, amount in
      amount != 0 && new.scalars[name, default: 0] > old.scalars[name, default: 0]
    }
  }

  // MARK: Pods

  private static func freesRoom(
    _ pod: RejectedPod, _ old: Pod, _ new: Pod?, _ isSelf: Bool
  ) -> Bool {
    guard let new else { return old.holdsNode }
    if isSelf { return true }
    if new.spec.nodeName.isEmpty { return false }
    let before = ResourceAmounts(PodRequests.total(old.spec))
    let after = ResourceAmounts(PodRequests.total(new.spec))
    let request = pod.request
    if request.milliCPU != 0, before.milliCPU > after.milliCPU { return true }
    if request.memory != 0, before.memory > after.memory { return true }
    if request.ephemeralStorage != 0, before.ephemeralStorage > after.ephemeralStorage {
      return true
    }
    // order-free: one resource suffices.
    return request.scalars.contains { name, amount in
      amount != 0 && before.scalars[name, default: 0] > after.scalars[name, default: 0]
    }
  }

  private static func freesPort(_ pod: RejectedPod, _ old: Pod) -> Bool {
    guard old.holdsNode else { return false }
    return HostPort.all(of: old.spec).contains { held in
      pod.ports.contains { $0.conflicts(with: held) }
    }
  }
}

extension Pod {
  /// Whether it stands on a node, or has one nominated.
  var holdsNode: Bool { !spec.nodeName.isEmpty || !status.nominatedNodeName.isEmpty }
}
