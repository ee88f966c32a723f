import Documents
import EventKernel
import GoSemantics
import Kubernetes
import KubernetesAPI
import Stochastic

/// The world that the recordings were made in: a scripted provider, an API server without latency,
/// and a ReplicaSet controller with a scheduler that act 10 ms after any change.
final class AutoscalerTimelineWorld: EventHandler {
  /// A machine, which becomes a node later.
  struct Instance {
    var group: Int
    var failure: NodeGroupBackoff.Failure?
  }

  /// A node.
  struct WorldNode {
    var object: ClusterNode
    var group: Int
    var isReady: Bool
    var created: Int64
    var readinessChanged: Int64
  }

  /// A pod.
  struct WorldPod {
    var object: Pod
    var workload: Int
    var number: Int
    var created: Int64
    var deletion: Int64?
    var unschedulableSince: Int64?
  }

  /// A group as it is now.
  struct WorldGroup {
    var input: AutoscalerTimelineInput.Group
    var target: Int
    var next: Int
    var mode = ""
    var deletionsFail = false
  }

  /// A workload as it is now.
  struct WorldWorkload {
    var input: AutoscalerTimelineInput.Workload
    var replicas: Int
    var next = 0
    var evictionsFail = false
  }

  private enum Code {
    static let script: UInt16 = 0
    static let sync: UInt16 = 1
    static let register: UInt16 = 2
    static let ready: UInt16 = 3
    static let podGone: UInt16 = 4
    static let nodeGone: UInt16 = 5
    static let endOfInstant: UInt16 = 6
    static let start: UInt16 = 7
  }

  let input: AutoscalerTimelineInput
  let recorder: AutoscalerTimelineRecorder
  private(set) var groups: [WorldGroup]
  private(set) var workloads: [WorldWorkload]
  private(set) var instanceTable: [String: Instance] = [:]
  /// Groups of instances, also of those that are gone.
  private var groupOfInstance: [String: Int] = [:]
  private(set) var instanceNames: [String] = []
  private(set) var nodeTable: [String: WorldNode] = [:]
  private(set) var podTable: [String: WorldPod] = [:]
  private(set) var budgets: [PodDisruptionBudget] = []
  /// What changed the autoscaler's inputs, or marked a pod.
  var autoscaler: ClusterAutoscaler?

  private unowned let simulation: Simulation
  private var component = ComponentID(rawValue: 0)
  private var stream: RandomStream?
  private var nodeOrder = GoMapOrder<String>()
  private var podOrder = GoMapOrder<String>()
  /// Names that pending events speak of, by their argument.
  private var names: [String] = []
  private var isSyncPending = false
  private var isFlushPending = false
  private var changedTargets: Set<Int> = []
  private var deletedInstances: [Int: [String]] = [:]
  private var incarnations: UInt64 = 0
  private static let lag = VirtualDuration.milliseconds(10)
  private static let day: Int64 = 86_400_000_000_000

  init(
    _ input: AutoscalerTimelineInput, recorder: AutoscalerTimelineRecorder, stream: RandomStream?,
    simulation: Simulation
  ) {
    self.input = input
    self.recorder = recorder
    self.stream = stream
    self.simulation = simulation
    groups = input.nodeGroups.map {
      WorldGroup(input: $0, target: $0.initialNodes, next: $0.initialNodes)
    }
    workloads = input.workloads.map { WorldWorkload(input: $0, replicas: $0.replicas) }
    component = simulation.register(self, name: "world")
    budgets = input.podDisruptionBudgets.map { own in
      var budget = PodDisruptionBudget(
        metadata: ObjectMeta(name: own.name, namespace: own.namespace ?? "default"))
      budget.spec.selector = LabelSelector(matchLabels: ["app": own.app])
      budget.status.disruptionsAllowed = own.disruptionsAllowed
      return budget
    }
    populate()
  }

  private var now: Int64 { simulation.now.nanoseconds }

  private func draw(_ below: Int) -> Int { stream?.index(below: below) ?? 0 }

  // MARK: Beginning

  private func populate() {
    for index in groups.indices {
      for number in 0..<groups[index].input.initialNodes {
        let name = "\(groups[index].input.id)-\(number)"
        addInstance(name, group: index, failure: nil)
        addNode(name, group: index, isReady: true, since: -Self.day)
      }
    }
    for index in workloads.indices {
      for node in workloads[index].input.onNodes where nodeTable[node] != nil {
        addPod(of: index, created: -Self.day, node: node)
      }
    }
    for (index, event) in input.events.enumerated() {
      simulation.schedule(
        component, code: Code.script, argument: UInt64(index),
        at: VirtualTime(seconds: event.atSeconds), priority: .urgent)
    }
    simulation.schedule(
      component, code: Code.start, at: VirtualTime(seconds: input.autoscalerStartSeconds))
    noteSummaries(isInitial: true)
    if workloads.contains(where: { $0.input.kind == nil && $0.next < $0.replicas }) { changed() }
  }

  func handle(_ event: Event, in simulation: Simulation) {
    switch event.code {
    case Code.script: act(input.events[Int(event.argument)])
    case Code.sync: sync()
    case Code.register: register(names[Int(event.argument)])
    case Code.ready: setReady(names[Int(event.argument)], true)
    case Code.podGone: removePod(names[Int(event.argument)])
    case Code.nodeGone: removeNode(names[Int(event.argument)])
    case Code.start: autoscaler?.start()
    default: flush()
    }
  }

  private func later(_ code: UInt16, _ name: String, after delay: VirtualDuration) {
    names.append(name)
    simulation.schedule(component, code: code, argument: UInt64(names.count - 1), after: delay)
  }

  /// Nodes, pods or replicas changed: controllers act soon.
  private func changed() {
    if !isSyncPending {
      isSyncPending = true
      simulation.schedule(component, code: Code.sync, after: Self.lag)
    }
    touched()
  }

  /// Something changed that is told at the end of the instant.
  private func touched() {
    autoscaler?.inputsChanged()
    if isFlushPending { return }
    isFlushPending = true
    simulation.schedule(
      component, code: Code.endOfInstant, at: simulation.now, priority: .last)
  }

  // MARK: Script

  private func act(_ event: AutoscalerTimelineInput.Event) {
    let group = groups.firstIndex { $0.input.id == event.nodeGroup }
    let workload = workloads.firstIndex { $0.input.name == event.workload }
    switch event.action {
    case "workloadScaled":
      if let workload { workloads[workload].replicas = event.replicas ?? 0 }
      changed()
    case "providerMode": if let group { groups[group].mode = event.mode ?? "" }
    case "deleteNodesFails": if let group { groups[group].deletionsFail = event.value == 1 }
    case "evictionsRefused":
      if let workload { workloads[workload].evictionsFail = event.value == 1 }
    case "disruptionsAllowed":
      if let index = budgets.firstIndex(where: { $0.metadata.name == event.pdb }) {
        budgets[index].status.disruptionsAllowed = event.value ?? 0
      }
      autoscaler?.inputsChanged()
    case "nodeNotReady": setReady(event.node ?? "", false)
    case "nodeReady": setReady(event.node ?? "", true)
    case "nodeAnnotated":
      nodeTable[event.node ?? ""]?.object.metadata.annotations[event.key ?? ""] = event.text
      changed()
    case "instanceVanishes":
      removeInstance(event.node ?? "")
      removeNode(event.node ?? "")
    default: break
    }
  }

  // MARK: Nodes

  private func addInstance(_ name: String, group: Int, failure: NodeGroupBackoff.Failure?) {
    autoscaler?.instancesWillChange()
    instanceTable[name] = Instance(group: group, failure: failure)
    groupOfInstance[name] = group
    instanceNames.append(name)
  }

  private func removeInstance(_ name: String) {
    guard instanceTable[name] != nil else { return }
    autoscaler?.instancesWillChange()
    instanceTable[name] = nil
    instanceNames.removeAll { $0 == name }
    touched()
  }

  private func addNode(_ name: String, group: Int, isReady: Bool, since: Int64) {
    let settings = groups[group].input
    var node = ClusterNode(metadata: ObjectMeta(name: name, labels: settings.labels))
    node.metadata.labels[WellKnown.hostname] = name
    node.metadata.uid = name
    node.spec.providerID = name
    node.spec.taints = settings.taints
    node.status.capacity = [
      "cpu": settings.cpu, "memory": settings.memory, "pods": Quantity(110),
    ]
    node.status.allocatable = node.status.capacity
    nodeTable[name] = WorldNode(
      object: node, group: group, isReady: isReady, created: since, readinessChanged: since)
    setConditions(name)
    nodeOrder.insert(name, draw: draw)
    recorder.note("Node//\(name)", "exists", true)
    recorder.note("Node//\(name)", "ready", Node(isReady))
  }

  private func setConditions(_ name: String) {
    guard let node = nodeTable[name] else { return }
    nodeTable[name]?.object.status.conditions = [
      Condition(type: "Ready", status: node.isReady ? "True" : "False")
    ]
    nodeTable[name]?.object.spec.taints.removeAll { $0.key == WellKnown.notReady }
    if !node.isReady {
      nodeTable[name]?.object.spec.taints.append(
        Taint(key: WellKnown.notReady, effect: "NoSchedule"))
    }
  }

  private func register(_ name: String) {
    guard let instance = instanceTable[name], nodeTable[name] == nil else { return }
    let delay = groups[instance.group].input.readyAfterSeconds
    addNode(name, group: instance.group, isReady: delay <= 0, since: now)
    if delay > 0 { later(Code.ready, name, after: .seconds(delay)) }
    changed()
  }

  private func setReady(_ name: String, _ isReady: Bool) {
    guard let node = nodeTable[name], node.isReady != isReady else { return }
    nodeTable[name]?.isReady = isReady
    nodeTable[name]?.readinessChanged = now
    setConditions(name)
    recorder.note("Node//\(name)", "ready", Node(isReady))
    changed()
  }

  private func removeNode(_ name: String) {
    guard nodeTable.removeValue(forKey: name) != nil else { return }
    nodeOrder.remove(name)
    recorder.note("Node//\(name)", "exists", false)
    // order-free: sorted.
    for key in podTable.keys.sorted() where podTable[key]?.object.spec.nodeName == name {
      removePod(key)
    }
    changed()
  }

  // MARK: Pods

  @discardableResult
  private func addPod(of workload: Int, created: Int64, node: String) -> String {
    let settings = workloads[workload].input
    let number = workloads[workload].next
    workloads[workload].next += 1
    let name = "\(settings.name)-\(number)"
    let namespace = settings.namespace ?? "default"
    let key = "\(namespace)/\(name)"
    var pod = Pod(
      metadata: ObjectMeta(
        name: name, namespace: namespace, labels: ["app": settings.name],
        annotations: settings.annotations))
    pod.metadata.uid = key
    if settings.kind == nil {
      let owner = ClusterAutoscalerTimelineOwner.reference(settings.name)
      pod.metadata.ownerReferences = [owner]
    }
    pod.spec.containers = [
      Container(name: "c", requests: ["cpu": settings.cpu, "memory": settings.memory])
    ]
    pod.spec.nodeName = node
    pod.spec.nodeSelector = settings.nodeSelector
    pod.spec.priority = settings.priority
    pod.spec.volumes = settings.volumes
    pod.spec.terminationGracePeriodSeconds = settings.terminationGracePeriodSeconds
    if settings.hostAntiAffinity {
      pod.spec.affinity = Affinity(
        podAntiAffinity: PodAffinity(required: [
          PodAffinityTerm(
            labelSelector: LabelSelector(matchLabels: ["app": settings.name]),
            topologyKey: WellKnown.hostname)
        ]))
    }
    pod.status.phase = node.isEmpty ? "Pending" : "Running"
    podTable[key] = WorldPod(
      object: pod, workload: workload, number: number, created: created, deletion: nil)
    podOrder.insert(key, draw: draw)
    recorder.note("Pod/\(key)", "exists", true)
    return key
  }

  private func removePod(_ key: String) {
    guard podTable.removeValue(forKey: key) != nil else { return }
    podOrder.remove(key)
    recorder.note("Pod/\(key)", "exists", false)
    changed()
  }

  /// Asks a pod to end.
  private func terminate(_ key: String, graceSeconds: Int64?) {
    guard let pod = podTable[key], pod.deletion == nil else { return }
    if pod.object.spec.nodeName.isEmpty {
      // Nobody has to end what never began.
      removePod(key)
      return
    }
    let grace = graceSeconds ?? pod.object.spec.terminationGracePeriodSeconds ?? 30
    podTable[key]?.deletion = now &+ grace &* 1_000_000_000
    recorder.note("Pod/\(key)", "terminating", true)
    later(
      Code.podGone, key, after: .seconds(workloads[pod.workload].input.terminationSeconds))
    changed()
  }

  // MARK: Controllers

  private func sync() {
    isSyncPending = false
    for index in workloads.indices where workloads[index].input.kind == nil { replicate(index) }
    // order-free: sorted.
    let pending = podTable.filter {
      $0.value.object.spec.nodeName.isEmpty && $0.value.deletion == nil
    }
    .sorted {
      ($0.value.created, $0.value.number, $0.key) < ($1.value.created, $1.value.number, $1.key)
    }
    for (key, _) in pending { place(key) }
  }

  private func replicate(_ index: Int) {
    // order-free: sorted.
    let alive = podTable.filter { $0.value.workload == index && $0.value.deletion == nil }
      .sorted { left, right in
        let waits = (
          left.value.object.spec.nodeName.isEmpty, right.value.object.spec.nodeName.isEmpty
        )
        return waits.0 != waits.1 ? waits.0 : left.value.number > right.value.number
      }
    let surplus = alive.count - workloads[index].replicas
    if surplus > 0 {
      for (key, _) in alive.prefix(surplus) { terminate(key, graceSeconds: nil) }
    } else if surplus < 0 {
      for _ in 0..<(-surplus) { addPod(of: index, created: now, node: "") }
      changed()
    }
  }

  private func place(_ key: String) {
    guard let pod = podTable[key]?.object else { return }
    // order-free: sorted.
    let ordered = nodeTable.keys.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    for softly in [false, true] {
      for name in ordered where fits(pod, on: name, softly: softly) {
        podTable[key]?.object.spec.nodeName = name
        podTable[key]?.object.status.phase = "Running"
        podTable[key]?.object.status.conditions = []
        podTable[key]?.unschedulableSince = nil
        recorder.note("Pod/\(key)", "spec.nodeName", Node(name))
        changed()
        return
      }
    }
    guard podTable[key]?.unschedulableSince == nil else { return }
    podTable[key]?.unschedulableSince = now
    podTable[key]?.object.status.conditions = [
      Condition(type: "PodScheduled", status: "False", reason: "Unschedulable")
    ]
    touched()
    autoscaler?.unschedulablePodChanged(since: now)
  }

  private func fits(_ pod: Pod, on name: String, softly: Bool) -> Bool {
    guard let node = nodeTable[name], node.isReady, !node.object.spec.unschedulable,
      TaintTolerance.firstUntolerated(node.object.spec.taints, pod.spec.tolerations) == nil,
      softly || !node.object.spec.taints.contains(where: { $0.effect == "PreferNoSchedule" }),
      Selector.matches(all: pod.spec.nodeSelector, in: node.object.metadata.labels)
    else { return false }
    // order-free: sums.
    let there = podTable.values.filter { $0.object.spec.nodeName == name }
    if pod.spec.affinity != nil,
      there.contains(where: { $0.object.metadata.labels == pod.metadata.labels })
    {
      return false
    }
    var usage = NodeUsage(allocatable: ResourceAmounts(node.object.status.allocatable))
    for other in there { usage.add(other.object) }
    return NodeResourcesFit().failure(ResourceAmounts(PodRequests.total(pod)), on: usage) == nil
  }

  // MARK: End of an instant

  private func flush() {
    isFlushPending = false
    for index in groups.indices {
      let object = "NodeGroup//\(groups[index].input.id)"
      if let names = deletedInstances[index] {
        let sorted = names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
        recorder.note(object, "deletedInstances", Node(sorted.map { Node($0) }))
      }
      if changedTargets.contains(index) {
        recorder.note(object, "targetSize", Node(groups[index].target))
      }
    }
    deletedInstances = [:]
    changedTargets = []
    noteSummaries(isInitial: false)
  }

  private func noteSummaries(isInitial: Bool) {
    func note(_ object: String, _ field: String, _ count: Int) {
      if isInitial {
        recorder.setInitial(object, field, Node(count))
      } else {
        recorder.noteValue(object, field, Node(count), initially: 0)
      }
    }
    for (index, group) in groups.enumerated() {
      let object = "Summary/nodeGroup/\(group.input.id)"
      // order-free: counts.
      let own = nodeTable.values.filter { $0.group == index }
      note(object, "nodesRegistered", own.count)
      note(object, "nodesReady", own.count { $0.isReady })
      note(
        object, "nodesDeletionCandidate",
        own.count { $0.object.hasTaint(AutoscalerTaints.deletionCandidate) })
      note(
        object, "nodesToBeDeleted",
        own.count { $0.object.hasTaint(AutoscalerTaints.toBeDeleted) })
    }
    // order-free: counts.
    let bound = podTable.values.count { !$0.object.spec.nodeName.isEmpty }
    note("Summary/pods", "podsBound", bound)
    note("Summary/pods", "podsPending", podTable.count - bound)
  }
}

/// The owner of pods that are created again.
enum ClusterAutoscalerTimelineOwner {
  static func reference(_ name: String) -> OwnerReference {
    OwnerReference(
      apiVersion: "apps/v1", kind: "ReplicaSet", name: name, uid: "rs-\(name)", controller: true)
  }
}

// MARK: - The autoscaler's view

extension AutoscalerTimelineWorld: AutoscaledCluster {
  func nodes() -> [ObservedNode] {
    nodeOrder.keys(draw: draw).compactMap { name in
      nodeTable[name].map {
        ObservedNode($0.object, created: $0.created, readinessChanged: $0.readinessChanged)
      }
    }
  }

  func pods() -> [ObservedPod] {
    podOrder.keys(draw: draw).compactMap { key in
      podTable[key].map { ObservedPod($0.object, created: $0.created, deletion: $0.deletion) }
    }
  }

  func disruptionBudgets() -> [PodDisruptionBudget] { budgets }

  func controller(_ owner: OwnerReference, namespace: String) -> DrainRules.Controller? {
    guard owner.kind == "ReplicaSet",
      let workload = workloads.first(where: {
        $0.input.name == owner.name && ($0.input.namespace ?? "default") == namespace
          && $0.input.kind == nil
      })
    else { return nil }
    return DrainRules.Controller(wanted: Int32(clamping: workload.replicas))
  }

  func addTaint(_ taint: Taint, to node: String, cordons: Bool) -> Bool {
    guard let object = nodeTable[node]?.object else { return false }
    if object.hasTaint(taint.key) { return true }
    nodeTable[node]?.object.spec.taints.append(taint)
    noteTaint(taint.key, node, true)
    if cordons { setCordoned(node, true) }
    changed()
    return true
  }

  func removeTaint(_ key: String, from node: String, uncordons: Bool) {
    guard let object = nodeTable[node]?.object, object.hasTaint(key) else { return }
    nodeTable[node]?.object.spec.taints.removeAll { $0.key == key }
    noteTaint(key, node, false)
    if uncordons { setCordoned(node, false) }
    changed()
  }

  private func noteTaint(_ key: String, _ node: String, _ isThere: Bool) {
    recorder.note("Node//\(node)", "taints[\(key)]", Node(isThere))
  }

  private func setCordoned(_ node: String, _ isCordoned: Bool) {
    guard nodeTable[node]?.object.spec.unschedulable != isCordoned else { return }
    nodeTable[node]?.object.spec.unschedulable = isCordoned
    recorder.note("Node//\(node)", "spec.unschedulable", Node(isCordoned))
  }

  func evict(_ pod: Pod, graceSeconds: Int64) -> EvictionAnswer {
    let key = "\(pod.metadata.namespace)/\(pod.metadata.name)"
    guard let own = podTable[key] else { return .notFound }
    let isForbidden = budgets.contains { budget in
      budget.status.disruptionsAllowed < 1
        && budget.metadata.namespace == pod.metadata.namespace
        && ((try? Selector(budget.spec.selector)) ?? .nothing).matches(pod.metadata.labels)
    }
    if workloads[own.workload].evictionsFail || isForbidden {
      recorder.note("Pod/\(key)", "evictionRefused", true)
      return .refused
    }
    recorder.note("Pod/\(key)", "evicted", true)
    terminate(key, graceSeconds: graceSeconds)
    return .accepted
  }

  func isPod(_ name: String, namespace: String, on node: String) -> Bool {
    podTable["\(namespace)/\(name)"]?.object.spec.nodeName == node
  }

  func node(named name: String) -> ClusterNode? { nodeTable[name]?.object }
}

extension AutoscalerTimelineWorld: CloudProvider {
  func nodeGroups() -> [NodeGroup] {
    groups.map {
      NodeGroup(
        id: $0.input.id, minSize: $0.input.minSize, maxSize: $0.input.maxSize,
        targetSize: $0.target)
    }
  }

  func group(ofInstance id: String) -> String? {
    groupOfInstance[id].map { groups[$0].input.id }
  }

  func hasInstance(_ node: ClusterNode) -> Bool { instanceTable[node.spec.providerID] != nil }

  func instances(of group: String) -> [CloudInstance] {
    instanceNames.compactMap { name in
      instanceTable[name].flatMap { instance in
        groups[instance.group].input.id == group
          ? CloudInstance(id: name, creationFailure: instance.failure) : nil
      }
    }
  }

  func template(of group: String) -> NodeTemplate? {
    guard let settings = groups.first(where: { $0.input.id == group })?.input else { return nil }
    var node = ClusterNode(metadata: ObjectMeta(name: "template-\(group)", labels: settings.labels))
    node.spec.taints = settings.taints
    node.status.capacity = [
      "cpu": settings.cpu, "memory": settings.memory, "pods": Quantity(110),
    ]
    node.status.allocatable = node.status.capacity
    node.status.conditions = [Condition(type: "Ready", status: "True")]
    return NodeTemplate(node: node)
  }

  func increaseSize(of group: String, by count: Int) throws(CloudRefusal) {
    guard let index = groups.firstIndex(where: { $0.input.id == group }) else {
      throw CloudRefusal()
    }
    let mode = groups[index].mode
    if mode == "increaseError" || groups[index].target + count > groups[index].input.maxSize {
      recorder.note("NodeGroup//\(group)", "increaseSizeRefused", Node(count))
      throw CloudRefusal()
    }
    groups[index].target += count
    changedTargets.insert(index)
    touched()
    if mode == "noInstances" { return }
    let settings = groups[index].input
    for number in 0..<count {
      let name = "\(group)-\(groups[index].next)"
      groups[index].next += 1
      let failure: NodeGroupBackoff.Failure? =
        switch mode {
        case "outOfResources": .init(code: "STOCKOUT", isOutOfResources: true)
        case "otherError": .init(code: "OTHER")
        default: nil
        }
      addInstance(name, group: index, failure: failure)
      guard failure == nil, mode != "never" else { continue }
      let delay = settings.provisionSeconds + Double(number) * settings.provisionStaggerSeconds
      later(Code.register, name, after: .seconds(delay))
    }
  }

  func decreaseTargetSize(of group: String, by count: Int) throws(CloudRefusal) {
    guard let index = groups.firstIndex(where: { $0.input.id == group }) else {
      throw CloudRefusal()
    }
    let existing = instances(of: group).count
    guard groups[index].target - count >= existing else { throw CloudRefusal() }
    groups[index].target -= count
    changedTargets.insert(index)
    touched()
  }

  func deleteInstances(_ ids: [String], of group: String) throws(CloudRefusal) {
    guard let index = groups.firstIndex(where: { $0.input.id == group }) else {
      throw CloudRefusal()
    }
    if groups[index].deletionsFail {
      recorder.note("NodeGroup//\(group)", "deleteNodesRefused", Node(ids.count))
      throw CloudRefusal()
    }
    let delay = groups[index].input.nodeObjectDeletionSeconds
    for id in ids where instanceTable[id] != nil {
      removeInstance(id)
      groups[index].target -= 1
      deletedInstances[index, default: []].append(id)
      if delay > 0 { later(Code.nodeGone, id, after: .seconds(delay)) } else { removeNode(id) }
    }
    changedTargets.insert(index)
    touched()
  }
}
