import GoSemantics
import KubernetesAPI

/// What can be set in the scheduler's configuration and matters here.
public struct SchedulerSettings: Sendable, Equatable {
  /// The profile's share of nodes to score, in percent; nil for the global one.
  public var profilePercentageOfNodesToScore: Int32?
  /// The share of nodes to score, in percent; 0 for one that shrinks as clusters grow.
  public var percentageOfNodesToScore: Int32 = 0
  /// What a required affinity term of a pod that stands already is worth.
  public var hardPodAffinityWeight: Int64 = 1
  /// Whether wishes of pods that stand already count only for pods with wishes of their own.
  public var ignoresPreferredTermsOfExistingPods = false
  /// How many of the nodes preemption tries at least, in percent.
  public var minCandidateNodesPercentage: Int32 = 10
  /// How many nodes preemption tries at least.
  public var minCandidateNodesAbsolute: Int32 = 100

  /// Upstream's defaults.
  public init() {}
}

/// A pod to place.
public struct SchedulingRequest: Sendable {
  /// What kind of pod it is.
  public var shape: PodShapeID
  /// Its importance.
  public var priority: Int32
  /// What tells it from all other pods, so that it does not stand in its own way on the node that
  /// it is nominated to.
  public var id: UInt64
  /// The node that preemption made room on.
  public var nominatedNode: NodeSlot?

  /// Creates a request.
  public init(
    _ shape: PodShapeID, priority: Int32 = 0, id: UInt64 = 0, nominatedNode: NodeSlot? = nil
  ) {
    self.shape = shape
    self.priority = priority
    self.id = id
    self.nominatedNode = nominatedNode
  }
}

/// Where a pod goes, or why nowhere.
public struct SchedulingDecision: Sendable {
  /// The node; nil for none.
  public var host: NodeSlot?
  /// The nodes that were found feasible, in the order of the search.
  public var feasibleCount: Int
  /// The nodes that the search rejected, with the filter that did, in the order of the search.
  public var rejections: [(node: NodeSlot, verdict: FilterVerdict)]
  /// Why no node was looked at at all, in upstream's words.
  public var failure: String?
  /// Whether the pod's node affinity names nodes, so that no other is looked at.
  public var namesNodes = false

  /// How many nodes were looked at.
  public var evaluatedNodes: Int { feasibleCount + rejections.count }

  /// The plugins that rejected nodes, in their order: those whose events make a retry worthwhile.
  public var rejectingPlugins: [SchedulerPlugin] {
    if failure != nil { return [.nodeAffinity] }
    var seen: UInt64 = 0
    for rejection in rejections { seen |= 1 << UInt64(rejection.verdict.rawValue) }
    var found: Set<SchedulerPlugin> = namesNodes ? [.nodeAffinity] : []
    for raw in UInt8(0)..<64 where seen & (1 << UInt64(raw)) != 0 {
      if let plugin = FilterVerdict(rawValue: raw)?.plugin { found.insert(plugin) }
    }
    return SchedulerPlugin.allCases.filter(found.contains)
  }
}

/// The scheduler of one cluster with its default profile: nodes and pods, kept up to date one by
/// one, and decisions about pods.
///
/// It holds no time and no queue. Each kind of pod keeps its verdicts on and scores of the nodes that
/// it came to, and looks again only at nodes that changed; the result is that of looking at all of
/// them anew.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/schedule_one.go`, vectors
/// `kubernetes-scheduler/{schedule_one,schedule_sequence,feasible_search}.jsonl.gz`.
public struct ClusterScheduler: Sendable {
  /// What can be set.
  public let settings: SchedulerSettings
  /// Where the next search starts.
  public var nextStartIndex = 0
  /// The nodes that the last search found feasible, in its order.
  public internal(set) var feasible: [NodeSlot] = []

  var snapshot = SchedulingSnapshot()
  var shapes = PodShapeTable()
  /// The objects besides nodes and pods.
  public private(set) var context = PlacementContext()
  private(set) var contextGeneration = 0

  var views: [ShapeView] = []
  /// By shape: its view; negative for none.
  private var viewOfShape: [Int32] = []
  private var lastUse: [Int] = []
  private var uses = 0

  var totals: [Int32] = []

  /// How many shapes keep their verdicts and scores.
  private static let mostViews = 64

  /// An empty cluster.
  public init(settings: SchedulerSettings = SchedulerSettings()) {
    self.settings = settings
  }

  // MARK: Nodes

  /// Adds a node, or changes the one of that name.
  @discardableResult
  public mutating func add(_ node: ClusterNode) -> NodeSlot { snapshot.add(node) }

  /// Takes a node out, together with its pods, whose slots are then invalid.
  public mutating func remove(node name: String) { snapshot.remove(node: name) }

  /// The node of a name.
  public func node(named name: String) -> NodeSlot? { snapshot.slots[name] }

  /// The node's name.
  public func name(of node: NodeSlot) -> String { object(of: node)?.metadata.name ?? "" }

  /// The node as it was given.
  public func object(of node: NodeSlot) -> ClusterNode? {
    snapshot.details.indices.contains(Int(node)) ? snapshot.details[Int(node)]?.object : nil
  }

  /// How many nodes there are.
  public var nodeCount: Int { snapshot.nodeCount }

  /// The nodes in the order of the search.
  public mutating func nodeOrder() -> [NodeSlot] {
    snapshot.settle()
    return snapshot.order
  }

  // MARK: Other objects

  /// Replaces the objects besides nodes and pods.
  public mutating func setContext(_ context: PlacementContext) {
    self.context = context
    contextGeneration += 1
  }

  /// Adds a controller, for spreading by default. None of its pods has been scheduled yet.
  public mutating func add(_ controller: ReplicaSet) { context.replicaSets.append(controller) }

  /// Adds a controller, for spreading by default. None of its pods has been scheduled yet.
  public mutating func add(_ controller: StatefulSet) { context.statefulSets.append(controller) }

  // MARK: Pods

  /// The shape of a pod.
  ///
  /// - Parameter isPlaced: Whether the pod stands on a node already, which then is no demand.
  /// - Throws: An invalid selector in the pod.
  public mutating func shape(
    of pod: Pod, isPlaced: Bool = false
  ) throws(SelectorError) -> PodShapeID {
    let known = shapes.shapes.count
    let id = try shapes.shape(of: pod, isPlaced: isPlaced)
    if shapes.shapes.count > known {
      let shape = shapes[id.index]
      for terms in [
        shape.requiredAffinity, shape.requiredAntiAffinity, shape.preferredAffinity,
        shape.preferredAntiAffinity,
      ] {
        for term in terms { _ = snapshot.register(topologyKey: term.topologyKey) }
      }
    }
    return id
  }

  /// Adds a pod that stands on a node; nil if that node is not there, or the pod has ended.
  ///
  /// - Throws: An invalid selector in the pod.
  @discardableResult
  public mutating func add(_ pod: Pod) throws(SelectorError) -> PodSlot? {
    guard let node = snapshot.slots[pod.spec.nodeName], pod.status.phase != "Succeeded",
      pod.status.phase != "Failed"
    else { return nil }
    let disruption = pod.status.conditions["DisruptionTarget"]
    let isTerminating = pod.metadata.deletionTimestamp != nil
    return add(
      PlacedPod(
        shape: try shape(of: pod, isPlaced: true), node: node, name: pod.metadata.name,
        priority: pod.spec.priority ?? 0,
        startNanos: pod.status.startTime.flatMap { GoTime.nanoseconds(rfc3339: $0) },
        isTerminating: isTerminating,
        isPreempted: isTerminating && disruption?.status == "True"
          && disruption?.reason == "PreemptionByScheduler"))
  }

  /// Adds a pod: one that was just placed, or one that was found on its node.
  public mutating func add(_ pod: PlacedPod) -> PodSlot {
    snapshot.add(pod, shapes[pod.shape.index])
  }

  /// Takes a pod off its node.
  public mutating func remove(_ pod: PodSlot) {
    guard let placed = self.pod(pod) else { return }
    snapshot.remove(pod, shapes[placed.shape.index])
  }

  /// A pod; nil if there is none in that place.
  public func pod(_ slot: PodSlot) -> PlacedPod? {
    snapshot.pods.indices.contains(Int(slot)) ? snapshot.pods[Int(slot)] : nil
  }

  /// The pods on a node.
  public func pods(on node: NodeSlot) -> [PodSlot] { snapshot.details[Int(node)]?.pods ?? [] }

  /// Notes that a pod runs or is being deleted; its shape and node stay.
  public mutating func update(_ pod: PodSlot, _ change: (inout PlacedPod) -> Void) {
    guard let placed = self.pod(pod) else { return }
    snapshot.update(pod, shapes[placed.shape.index], change)
  }

  /// Promises room on a node to a pod; an earlier promise to the same pod ends.
  public mutating func nominate(_ pod: NominatedPod, to node: NodeSlot) {
    snapshot.nominate(pod, to: node)
  }

  /// Ends a promise.
  public mutating func removeNomination(_ id: UInt64) { snapshot.removeNomination(id) }

  /// The pods that were promised room on a node.
  public func nominated(to node: NodeSlot) -> [NominatedPod] { snapshot.nominated[node] ?? [] }

  // MARK: Views

  /// The place of a shape's view, which is up to date afterwards.
  mutating func upToDateView(of shape: PodShapeID) -> Int {
    snapshot.settle()
    while viewOfShape.count <= Int(shape.index) { viewOfShape.append(-1) }
    var index = Int(viewOfShape[Int(shape.index)])
    if index < 0 {
      if views.count < Self.mostViews {
        index = views.count
        views.append(ShapeView(shape.index))
        lastUse.append(0)
      } else {
        // The view that was not asked for longest gives way.
        index = lastUse.indices.min { lastUse[$0] < lastUse[$1] } ?? 0
        viewOfShape[Int(views[index].id)] = -1
        views[index] = ShapeView(shape.index)
      }
      viewOfShape[Int(shape.index)] = Int32(index)
    }
    uses += 1
    lastUse[index] = uses
    views[index].catchUp(
      &snapshot, shapes, settings, context, generation: contextGeneration)
    return index
  }
}
