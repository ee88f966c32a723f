import EventKernel
import KubernetesAPI

/// The API server of one member: its objects, and who watches them.
///
/// Every change goes through here, so that lists, watches and counters agree. A change takes no time;
/// what takes time is the request that leads to it (`APIClient`).
///
/// Objects refer to each other, so the server, which knows them all, outlives them.
final class APIServer {
  unowned let simulation: Simulation
  /// Unix seconds at the start of the run, a whole number because the API keeps whole seconds.
  let epoch: Int64

  private(set) var pods = ObjectTable<PodObject>()
  private(set) var nodes = ObjectTable<NodeObject>()
  var jobs = ObjectTable<JobObject>()
  var cronJobs = ObjectTable<CronJobObject>()
  var deployments = ObjectTable<DeploymentObject>()
  var replicaSets = ObjectTable<ReplicaSetObject>()
  var statefulSets = ObjectTable<StatefulSetObject>()
  var autoscalers = ObjectTable<AutoscalerObject>()
  var budgets = ObjectTable<DisruptionBudgetObject>()
  /// Pods without a node, in no particular order.
  private(set) var unboundPods = PodList()
  private var watchers: [any APIWatcher] = []
  /// Whether the server and the programs around it run.
  var isUp = true
  var gates: [ControlPlaneGate] = []
  /// Whether requests take no time, because what they make has been there for long.
  var isInstant = false
  /// How its size slows it down and what it refuses; nil for neither.
  var load: ServerLoad?
  /// Whether a write of a status stores the annotations that come with it, as upstream's does.
  var keepsAnnotationsOfStatus = true
  /// Is told of every request.
  var requested: () -> Void = {}

  init(simulation: Simulation, epoch: Int64 = 946_684_800) {
    self.simulation = simulation
    self.epoch = epoch
  }

  var now: VirtualTime { simulation.now }

  /// The present as the API writes it down: without the fraction of a second.
  var timestamp: VirtualTime { Self.wholeSecond(of: now) }

  static func wholeSecond(of time: VirtualTime) -> VirtualTime {
    VirtualTime(nanoseconds: time.nanoseconds - time.nanoseconds % 1_000_000_000)
  }

  /// Adds a watcher, which is told of every change from now on.
  func watch(_ watcher: any APIWatcher) { watchers.append(watcher) }

  // MARK: Pods

  /// Creates a pod; nil where the name is taken.
  @discardableResult
  func createPod(
    name: String, namespace: String, template: PodTemplate, owner: (any PodOwner)? = nil,
    _ configure: (PodObject) -> Void = { _ in }
  ) -> PodObject? {
    let pod = PodObject(
      name: name, namespace: namespace, template: template, owner: owner, created: now)
    configure(pod)
    guard load?.admits(pod) ?? true, pods.insert(pod) else { return nil }
    owner?.pods.append(pod, slot: \.slotOfOwner)
    unboundPods.append(pod, slot: \.slotOnNode)
    notify(pod, .added)
    return pod
  }

  /// Binds a pod to a node; answers false where it is bound, gone, or the node is gone.
  @discardableResult
  func bind(_ pod: PodObject, to node: NodeObject) -> Bool {
    guard pod.node == nil, pods[pod.id] === pod, nodes[node.id] === node,
      load?.takesWrites ?? true
    else { return false }
    unboundPods.remove(pod, slot: \.slotOnNode)
    pod.node = node
    node.pods.append(pod, slot: \.slotOnNode)
    pod.isScheduled = true
    pod.scheduledReason = ""
    notify(pod, .modified([.bound, .conditions]))
    return true
  }

  /// Changes a pod and says what changed. A pod that is gone stays unchanged: the request fails.
  @discardableResult
  func update(_ pod: PodObject, _ change: PodChange, _ body: (PodObject) -> Void) -> Bool {
    guard pods[pod.id] === pod else { return false }
    body(pod)
    pod.revision &+= 1
    notify(pod, .modified(change))
    if pod.isTerminating, !pod.hasTrackingFinalizer, change.contains(.finalizers) {
      removeIfReleased(pod)
    }
    return true
  }

  /// Asks for the deletion of a pod.
  ///
  /// A pod without a node, one that has finished, and every pod without a grace period is gone at
  /// once; otherwise its kubelet ends it and removes it. Answers false for a pod that is gone.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/registry/core/pod/strategy.go` CheckGracefulDelete.
  @discardableResult
  func delete(_ pod: PodObject, gracePeriodSeconds: Int64? = nil) -> Bool {
    guard pods[pod.id] === pod else { return false }
    var grace = gracePeriodSeconds ?? pod.template.spec.terminationGracePeriodSeconds ?? 30
    if pod.node == nil || pod.isFinished { grace = 0 }
    if pod.isTerminating, grace >= pod.gracePeriodSeconds { return true }
    pod.gracePeriodSeconds = grace
    if pod.deleted == nil { pod.deleted = now }
    if grace == 0, !pod.hasTrackingFinalizer {
      remove(pod)
    } else {
      pod.revision &+= 1
      notify(pod, .modified(.deletion))
    }
    return true
  }

  private func removeIfReleased(_ pod: PodObject) {
    if pod.gracePeriodSeconds == 0 { remove(pod) }
  }

  /// The kubelet has ended the pod: it is gone once no finalizer holds it.
  func finishDeletion(of pod: PodObject) {
    guard pods[pod.id] === pod else { return }
    pod.gracePeriodSeconds = 0
    if !pod.hasTrackingFinalizer { remove(pod) }
  }

  /// Takes a pod out.
  func remove(_ pod: PodObject) {
    guard pods[pod.id] === pod else { return }
    pods.remove(pod)
    pod.owner?.pods.remove(pod, slot: \.slotOfOwner)
    if let node = pod.node {
      node.pods.remove(pod, slot: \.slotOnNode)
    } else {
      unboundPods.remove(pod, slot: \.slotOnNode)
    }
    notify(pod, .deleted)
  }

  private func notify(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    for watcher in watchers { watcher.podChanged(pod, event) }
  }

  // MARK: Nodes

  /// Creates a node; nil where the name is taken.
  @discardableResult
  func createNode(
    _ object: ClusterNode, _ configure: (NodeObject) -> Void = { _ in }
  ) -> NodeObject? {
    let node = NodeObject(object, created: now)
    configure(node)
    guard nodes.insert(node) else { return nil }
    for watcher in watchers { watcher.nodeChanged(node, .added) }
    return node
  }

  /// Changes a node and says what changed; false for a node that is gone.
  @discardableResult
  func update(_ node: NodeObject, _ change: NodeChange, _ body: (NodeObject) -> Void) -> Bool {
    guard nodes[node.id] === node else { return false }
    body(node)
    node.revision &+= 1
    for watcher in watchers { watcher.nodeChanged(node, .modified(change)) }
    return true
  }

  /// Takes a node out; its pods stay until the pod garbage collector finds them.
  func remove(_ node: NodeObject) {
    guard nodes[node.id] === node else { return }
    nodes.remove(node)
    for watcher in watchers { watcher.nodeChanged(node, .deleted) }
  }

  // MARK: Other kinds

  /// Adds an object of another kind; false where the name is taken.
  @discardableResult
  func create<Object: APIObject>(
    _ object: Object, in table: ReferenceWritableKeyPath<APIServer, ObjectTable<Object>>
  ) -> Bool {
    guard self[keyPath: table].insert(object) else { return false }
    for watcher in watchers { watcher.objectChanged(object, .added) }
    return true
  }

  /// Changes an object of another kind and says what changed; false for one that is gone.
  @discardableResult
  func update<Object: APIObject>(
    _ object: Object, in table: ReferenceWritableKeyPath<APIServer, ObjectTable<Object>>,
    _ change: ObjectChange, _ body: (Object) -> Void
  ) -> Bool {
    guard self[keyPath: table][object.id] === object else { return false }
    body(object)
    for watcher in watchers { watcher.objectChanged(object, .modified(change)) }
    return true
  }

  /// Takes an object of another kind out.
  func remove<Object: APIObject>(
    _ object: Object, from table: ReferenceWritableKeyPath<APIServer, ObjectTable<Object>>
  ) {
    guard self[keyPath: table][object.id] === object else { return }
    self[keyPath: table].remove(object)
    for watcher in watchers { watcher.objectChanged(object, .deleted) }
  }
}
