import KubernetesAPI

extension ClusterScheduler {
  /// Decides where a pod goes. The pod is not placed yet; `add` does that.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/schedule_one.go` (schedulePod).
  public mutating func schedule(_ request: SchedulingRequest) -> SchedulingDecision {
    var decision = SchedulingDecision(host: nil, feasibleCount: 0, rejections: [])
    feasible.removeAll(keepingCapacity: true)
    guard snapshot.nodeCount > 0 else {
      decision.failure = "no nodes available to schedule pods"
      return decision
    }
    let view = upToDateView(of: request.shape)
    search(view, request, into: &decision)
    decision.feasibleCount = feasible.count
    switch feasible.count {
    case 0: break
    case 1: decision.host = feasible[0]
    default:
      score(view)
      decision.host = HostSelection.host(totals).map { feasible[$0] }
    }
    return decision
  }

  /// Whether a pod may stand on one node, as the search would find it.
  public mutating func verdict(
    on node: NodeSlot, for request: SchedulingRequest
  ) -> FilterVerdict {
    let view = upToDateView(of: request.shape)
    guard snapshot.details.indices.contains(Int(node)), snapshot.details[Int(node)] != nil else {
      return .notVisited
    }
    return verdict(node, view, request, least: views[view].hard.map(\.least))
  }

  /// The verdict on one node with all its reasons in upstream's words.
  public mutating func status(
    on node: NodeSlot, for request: SchedulingRequest
  ) -> FilterStatus {
    let verdict = verdict(on: node, for: request)
    return status(verdict, on: node, shapes[request.shape.index])
  }

  func status(_ verdict: FilterVerdict, on node: NodeSlot, _ shape: PodShape) -> FilterStatus {
    guard verdict == .resources || verdict == .resourcesUnresolvable,
      let details = snapshot.details[Int(node)]
    else { return FilterStatus(verdict) }
    let failure = NodeResourcesFit().failure(
      shape.request, on: NodeUsage(snapshot.rows[Int(node)], details))
    return FilterStatus(verdict, reasons: failure?.reasons ?? [])
  }

  // MARK: The search

  /// Visits nodes from the rotating start until enough are feasible.
  private mutating func search(
    _ view: Int, _ request: SchedulingRequest, into decision: inout SchedulingDecision
  ) {
    let least = views[view].hard.map(\.least)
    let shape = shapes[request.shape.index]
    let affinity = shape.affinity
    let named = affinity.skipsFilter ? nil : affinity.candidates
    if let named, named.isEmpty {
      decision.failure = "pod affinity terms conflict"
      return
    }
    decision.namesNodes = named != nil
    var inVain: (node: NodeSlot, verdict: FilterVerdict)?
    if let nominated = request.nominatedNode, snapshot.details.indices.contains(Int(nominated)),
      snapshot.details[Int(nominated)] != nil
    {
      let verdict = verdict(nominated, view, request, least: least)
      if verdict == .fits {
        feasible.append(nominated)
        return
      }
      inVain = (nominated, verdict)
    }
    var nodes = snapshot.order
    if let named {
      nodes = nodes.filter { named.contains(name(of: $0)) }
    }
    let wanted = Int(
      NodeSearch.nodesToFind(
        among: Int32(truncatingIfNeeded: nodes.count),
        profilePercentage: settings.profilePercentageOfNodesToScore,
        globalPercentage: settings.percentageOfNodesToScore))
    if !nodes.isEmpty {
      let promised = promisedVerdicts(view, request)
      feasible = views[view].search(
        nodes, from: nextStartIndex % nodes.count, wanted: wanted, least: least,
        promised: promised, shape, snapshot, rejections: &decision.rejections)
    }
    if let inVain, !decision.rejections.contains(where: { $0.node == inVain.node }) {
      // It was looked at, wherever the search went.
      decision.rejections.append(inVain)
    }
    nextStartIndex =
      (nextStartIndex + feasible.count + decision.rejections.count) % snapshot.nodeCount
    if let named {
      let isSeen = Set(decision.rejections.map(\.node))
      for node in snapshot.order where !named.contains(name(of: node)) && !isSeen.contains(node) {
        decision.rejections.append((node, .notNamed))
      }
    }
  }

  /// The verdicts on all nodes on which other pods were promised room, with those that count.
  private mutating func promisedVerdicts(
    _ view: Int, _ request: SchedulingRequest
  ) -> [NodeSlot: FilterVerdict] {
    if snapshot.nominated.isEmpty { return [:] }
    var verdicts: [NodeSlot: FilterVerdict] = [:]
    // order-free: every node has its own verdict.
    for node in Array(snapshot.nominated.keys) {
      verdicts[node] = promisedVerdict(node, view, request)
    }
    return verdicts
  }

  /// The verdict on one node with the pods that were promised room there; nil without any that
  /// counts.
  private mutating func promisedVerdict(
    _ node: NodeSlot, _ view: Int, _ request: SchedulingRequest
  ) -> FilterVerdict? {
    let ahead = (snapshot.nominated[node] ?? []).filter {
      $0.priority >= request.priority && $0.id != request.id
    }
    if ahead.isEmpty { return nil }
    var trial = NodeTrial(&self, node: node, view: view)
    for pod in ahead { trial.add(pod.shape, &self) }
    let verdict = trial.verdict(self)
    trial.end(&self)
    return verdict
  }

  /// All filters on one node, with and without the pods that were promised room there.
  mutating func verdict(
    _ node: NodeSlot, _ view: Int, _ request: SchedulingRequest, least: [Int64]
  ) -> FilterVerdict {
    if let promised = promisedVerdict(node, view, request), promised != .fits { return promised }
    let own = views[view].cell(of: Int(node), shapes[request.shape.index], snapshot).verdict
    if own != .fits || !views[view].hasCrossFilters { return own }
    return views[view].crossVerdict(Int(node), least: least, snapshot.topology)
  }
}

/// A node on which pods are added or removed in thought. It must be ended before another one begins.
struct NodeTrial {
  let node: NodeSlot
  private let view: Int
  private let own: FilterVerdict
  private var row: NodeRow
  private var details: NodeDetails?
  /// What was added (1) or removed (−1), to be taken back.
  private var steps: [(shape: Int32, pods: Int64)] = []

  init(_ scheduler: inout ClusterScheduler, node: NodeSlot, view: Int) {
    self.node = node
    self.view = view
    own = scheduler.ownVerdict(on: node, view: view)
    row = scheduler.snapshot.rows[Int(node)]
    details = scheduler.snapshot.details[Int(node)]
  }

  mutating func add(_ shape: PodShapeID, _ scheduler: inout ClusterScheduler) {
    step(shape.index, 1, &scheduler)
  }

  mutating func remove(_ shape: PodShapeID, _ scheduler: inout ClusterScheduler) {
    step(shape.index, -1, &scheduler)
  }

  private mutating func step(
    _ id: Int32, _ pods: Int64, _ scheduler: inout ClusterScheduler
  ) {
    let shape = scheduler.shapes[id]
    row.count(shape.counted, sign: pods)
    if shape.countsDetails { details?.count(shape, sign: pods) }
    scheduler.imagine(pods, of: id, on: node, view: view)
    steps.append((id, pods))
  }

  /// All filters on the node as it is in thought.
  func verdict(_ scheduler: ClusterScheduler) -> FilterVerdict {
    guard own == .fits, let details else { return own }
    let room = ShapeView.roomVerdict(scheduler.shapes[scheduler.views[view].id], row, details)
    if room != .fits || !scheduler.views[view].hasCrossFilters { return room }
    return scheduler.views[view].crossVerdict(
      Int(node), least: scheduler.views[view].hard.map(\.least), scheduler.snapshot.topology)
  }

  /// The reasons of a verdict on the node as it is in thought.
  func status(_ verdict: FilterVerdict, _ scheduler: ClusterScheduler) -> FilterStatus {
    guard verdict == .resources || verdict == .resourcesUnresolvable, let details else {
      return FilterStatus(verdict)
    }
    let request = scheduler.shapes[scheduler.views[view].id].request
    return FilterStatus(
      verdict, reasons: NodeResourcesFit().failure(request, on: NodeUsage(row, details))?.reasons)
  }

  /// Takes everything back.
  mutating func end(_ scheduler: inout ClusterScheduler) {
    for (shape, pods) in steps.reversed() {
      scheduler.imagine(-pods, of: shape, on: node, view: view)
    }
    steps = []
  }
}

extension ClusterScheduler {
  mutating func ownVerdict(on node: NodeSlot, view: Int) -> FilterVerdict {
    views[view].ownVerdict(Int(node), shapes[views[view].id], snapshot)
  }

  mutating func imagine(_ pods: Int64, of shape: Int32, on node: NodeSlot, view: Int) {
    views[view].imagine(
      pods, of: shape, on: Int(node), shapes, settings, context, snapshot)
  }
}

extension NodeUsage {
  init(_ row: NodeRow, _ details: NodeDetails) {
    var allocatable = ResourceAmounts()
    allocatable.milliCPU = row.allocatableMilliCPU
    allocatable.memory = row.allocatableMemory
    allocatable.ephemeralStorage = row.allocatableEphemeralStorage
    allocatable.pods = row.allowedPods
    allocatable.scalars = details.scalars
    self.init(allocatable: allocatable)
    requested.milliCPU = row.milliCPU
    requested.memory = row.memory
    requested.ephemeralStorage = row.ephemeralStorage
    requested.scalars = details.requestedScalars
    nonZeroRequested.milliCPU = row.nonZeroMilliCPU
    nonZeroRequested.memory = row.nonZeroMemory
    podCount = row.pods
  }
}
