import KubernetesAPI

/// What one shape of pods makes of every node, kept up to date change by change.
///
/// What nodes say alone (taints, labels, room) is kept per node; what many nodes say together
/// (spreading, nearness) is kept as sums.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins` (what PreFilter, Filter, PreScore
/// and Score of the default profile compute in every cycle).
struct ShapeView: Sendable {
  let id: Int32
  /// The first change of the snapshot that is not in here yet.
  private var nextChange = -1
  private var contextGeneration = -1
  private var imageGeneration = -1

  /// The verdict without what pods on the node say.
  private(set) var ownVerdicts: [FilterVerdict] = []
  /// The verdict without spreading and nearness.
  private(set) var verdicts: [FilterVerdict] = []
  private(set) var fitScores: [Int16] = []
  private(set) var balanceScores: [Int16] = []
  private(set) var intolerableTaints: [Int16] = []
  private(set) var affinityWeights: [Int64] = []
  /// Empty while the cluster holds none of the pod's images.
  private(set) var imageScores: [Int16] = []
  /// How many nodes have taints that speak against them.
  private(set) var tainted = 0

  private(set) var hard: [SpreadCount] = []
  private(set) var soft: [SpreadCount] = []
  /// Whether a node must have all labels of the soft constraints to be scored.
  private(set) var requiresAllLabels = false
  /// By soft constraint, then by node: pods on the node; empty for labels other than the host's.
  private(set) var hostPods: [[Int32]] = []

  private(set) var existingAnti = TopologyTally()
  private(set) var near = TopologyTally()
  private(set) var away = TopologyTally()
  private(set) var worth = TopologyTally()

  private(set) var requiredKeys: (near: [Int], away: [Int]) = ([], [])
  private(set) var matchesOwnAffinity = false

  private var relations: [PodRelation?] = []
  /// By shape: whether its pods mean nothing to this one; nil for not looked at yet.
  private var isTrivial: [Bool?] = []
  private var hasCrossState = false

  init(_ id: Int32) {
    self.id = id
  }

  /// Whether spreading or nearness can reject nodes.
  var hasCrossFilters: Bool { !hard.isEmpty || filtersNearness }

  /// Whether InterPodAffinity filters.
  var filtersNearness: Bool {
    !existingAnti.isEmpty || !requiredKeys.near.isEmpty || !requiredKeys.away.isEmpty
  }

  // MARK: Keeping up

  mutating func catchUp(
    _ snapshot: inout SchedulingSnapshot, _ shapes: PodShapeTable, _ settings: SchedulerSettings,
    _ context: PlacementContext, generation: Int
  ) {
    let shape = shapes[id]
    if contextGeneration != generation {
      contextGeneration = generation
      nextChange = -1
    }
    if nextChange < 0 { prepare(shape, &snapshot, context) }
    let behind = snapshot.nextChange - nextChange
    if nextChange < snapshot.firstChange || behind > snapshot.rows.count + 16 {
      rebuild(shape, snapshot, shapes, settings, context)
    } else if behind > 0 {
      replay(shape, snapshot, shapes, settings, context)
    }
    nextChange = snapshot.nextChange
    if imageGeneration != snapshot.imageGeneration {
      imageGeneration = snapshot.imageGeneration
      scoreImages(shape, snapshot)
    }
  }

  /// Prepares what depends on the shape and on objects besides nodes and pods.
  private mutating func prepare(
    _ shape: PodShape, _ snapshot: inout SchedulingSnapshot, _ context: PlacementContext
  ) {
    relations = []
    isTrivial = []
    imageGeneration = -1
    func counts(_ constraints: [SpreadConstraint]) -> [SpreadCount] {
      constraints.map {
        SpreadCount($0, key: snapshot.register(topologyKey: $0.topologyKey), of: shape)
      }
    }
    hard = counts(shape.hardConstraints)
    requiresAllLabels = shape.hasOwnConstraints
    if shape.hasOwnConstraints {
      soft = counts(shape.softConstraints)
    } else {
      let selector = context.defaultSelector(of: shape)
      soft =
        selector.requirements.isEmpty
        ? []
        : SpreadConstraint.systemDefaults(selector).map {
          let key = snapshot.register(topologyKey: $0.topologyKey)
          return SpreadCount(
            $0, key: key, of: shape, unlabelled: snapshot.emptyDomain(of: key))
        }
    }
    requiredKeys.near = shape.requiredAffinity.map {
      snapshot.register(topologyKey: $0.topologyKey)
    }
    requiredKeys.away = shape.requiredAntiAffinity.map {
      snapshot.register(topologyKey: $0.topologyKey)
    }
    matchesOwnAffinity = shape.matchesOwnAffinity(context.namespaces)
  }

  private mutating func rebuild(
    _ shape: PodShape, _ snapshot: SchedulingSnapshot, _ shapes: PodShapeTable,
    _ settings: SchedulerSettings, _ context: PlacementContext
  ) {
    let count = snapshot.rows.count
    ownVerdicts = Array(repeating: .notVisited, count: count)
    verdicts = ownVerdicts
    fitScores = Array(repeating: 0, count: count)
    balanceScores = fitScores
    intolerableTaints = fitScores
    affinityWeights = shape.affinity.skipsScore ? [] : Array(repeating: 0, count: count)
    tainted = 0
    let isUndemanding = shape.asksNothingOfNodes
    for node in 0..<count {
      if isUndemanding, snapshot.marks[node] == .exists {
        ownVerdicts[node] = .fits
      } else {
        describe(node, shape, snapshot)
      }
      measure(node, shape, snapshot)
    }
    recount(shape, snapshot, shapes, settings, context)
  }

  private mutating func replay(
    _ shape: PodShape, _ snapshot: SchedulingSnapshot, _ shapes: PodShapeTable,
    _ settings: SchedulerSettings, _ context: PlacementContext
  ) {
    var recounts = false
    while verdicts.count < snapshot.rows.count {
      ownVerdicts.append(.notVisited)
      verdicts.append(.notVisited)
      fitScores.append(0)
      balanceScores.append(0)
      intolerableTaints.append(0)
      if !shape.affinity.skipsScore { affinityWeights.append(0) }
    }
    for index in (nextChange - snapshot.firstChange)..<snapshot.changes.count {
      let change = snapshot.changes[index]
      let node = Int(change.node)
      if change.shape < 0 {
        describe(node, shape, snapshot)
        recounts = true
      } else if !recounts {
        let other = change.shape
        if let relation = relation(to: other, shape, shapes, settings, context, snapshot) {
          apply(
            relation, running: change.isTerminating ? 0 : Int64(change.sign),
            terminating: change.isTerminating ? Int64(change.sign) : 0, node: node,
            snapshot.topology)
        }
      }
      measure(node, shape, snapshot)
    }
    if recounts, hasCrossState || !hard.isEmpty || !soft.isEmpty {
      recount(shape, snapshot, shapes, settings, context)
    }
  }

  /// What a node says by itself.
  private mutating func describe(
    _ node: Int, _ shape: PodShape, _ snapshot: SchedulingSnapshot
  ) {
    if intolerableTaints[node] > 0 { tainted -= 1 }
    intolerableTaints[node] = 0
    guard snapshot.marks[node].contains(.exists), let object = snapshot.details[node]?.object else {
      ownVerdicts[node] = .notVisited
      return
    }
    ownVerdicts[node] = Self.verdict(shape, object)
    if !object.spec.taints.isEmpty {
      intolerableTaints[node] = Int16(
        clamping: TaintScore.intolerable(object.spec.taints, shape.spec.tolerations))
      if intolerableTaints[node] > 0 { tainted += 1 }
    }
    if !shape.affinity.skipsScore { affinityWeights[node] = shape.affinity.score(object) }
  }

  private static func verdict(_ shape: PodShape, _ node: ClusterNode) -> FilterVerdict {
    if NodeConstraints.unschedulable(shape.spec, node) != nil { return .unschedulable }
    if NodeConstraints.name(shape.spec, node) != nil { return .otherName }
    if NodeConstraints.taints(shape.spec, node) != nil { return .taint }
    if !shape.affinity.skipsFilter, shape.affinity.rejection(node) != nil { return .affinity }
    return .fits
  }

  /// What the pods on a node leave, and how that is scored.
  private mutating func measure(
    _ node: Int, _ shape: PodShape, _ snapshot: SchedulingSnapshot
  ) {
    guard ownVerdicts[node] == .fits else {
      verdicts[node] = ownVerdicts[node]
      return
    }
    let row = snapshot.rows[node]
    let numbers = shape.numbers
    verdicts[node] =
      numbers.readsDetails
      ? Self.roomVerdict(shape, row, snapshot.details[node]) : Self.rowVerdict(numbers, row)
    guard verdicts[node] == .fits else { return }
    fitScores[node] = Int16(
      truncatingIfNeeded: NodeScore.leastAllocated(
        requestedMilliCPU: row.nonZeroMilliCPU &+ numbers.scoredMilliCPU,
        requestedMemory: row.nonZeroMemory &+ numbers.scoredMemory,
        allocatableMilliCPU: row.allocatableMilliCPU, allocatableMemory: row.allocatableMemory))
    if NodeScore.isScoredForBalance(
      milliCPU: numbers.plainMilliCPU, memory: numbers.plainMemory)
    {
      balanceScores[node] = Int16(
        truncatingIfNeeded: NodeScore.balancedAllocation(
          usedMilliCPU: row.milliCPU, usedMemory: row.memory, milliCPU: numbers.plainMilliCPU,
          memory: numbers.plainMemory, allocatableMilliCPU: row.allocatableMilliCPU,
          allocatableMemory: row.allocatableMemory))
    }
  }

  /// Cpu, memory, ephemeral storage and the number of pods.
  private static func rowVerdict(_ numbers: PodShape.Numbers, _ row: NodeRow) -> FilterVerdict {
    let outcomes = (
      NodeFit.check(
        request: numbers.requestMilliCPU, requested: row.milliCPU,
        allocatable: row.allocatableMilliCPU),
      NodeFit.check(
        request: numbers.requestMemory, requested: row.memory,
        allocatable: row.allocatableMemory),
      NodeFit.check(
        request: numbers.requestEphemeralStorage, requested: row.ephemeralStorage,
        allocatable: row.allocatableEphemeralStorage)
    )
    if outcomes.0 == .unresolvable || outcomes.1 == .unresolvable || outcomes.2 == .unresolvable {
      return .resourcesUnresolvable
    }
    let isFull = row.pods >= row.allowedPods
    return isFull || outcomes.0 != .fits || outcomes.1 != .fits || outcomes.2 != .fits
      ? .resources : .fits
  }

  /// Ports and resources.
  static func roomVerdict(
    _ shape: PodShape, _ row: NodeRow, _ details: NodeDetails?
  ) -> FilterVerdict {
    var verdict = rowVerdict(shape.numbers, row)
    guard shape.numbers.readsDetails, let details else { return verdict }
    if shape.ports.contains(where: { wanted in
      details.ports.contains { $0.conflicts(with: wanted) }
    }) {
      return .ports
    }
    // order-free: each entry is compared with its own.
    for (name, amount) in shape.request.scalars {
      let outcome = NodeFit.check(
        request: amount, requested: details.requestedScalars[name] ?? 0,
        allocatable: details.scalars[name] ?? 0)
      if outcome == .unresolvable {
        verdict = .resourcesUnresolvable
      } else if outcome == .insufficient, verdict == .fits {
        verdict = .resources
      }
    }
    return verdict
  }

  private mutating func scoreImages(_ shape: PodShape, _ snapshot: SchedulingSnapshot) {
    guard shape.images.contains(where: { snapshot.images[$0] != nil }) else {
      imageScores = []
      return
    }
    let worth = shape.images.map { name in
      snapshot.images[name].map { ImageLocality.worth($0, of: snapshot.nodeCount) } ?? 0
    }
    imageScores = snapshot.details.map { details in
      guard let details else { return 0 }
      let names = Set(details.object.status.images.flatMap(\.names))
      var sum: Int64 = 0
      for (name, worth) in zip(shape.images, worth) where names.contains(name) { sum &+= worth }
      return Int16(
        truncatingIfNeeded: ImageLocality.score(sum, containers: shape.containerCount))
    }
  }

  // MARK: Sums over nodes

  /// Counts everything from the start.
  private mutating func recount(
    _ shape: PodShape, _ snapshot: SchedulingSnapshot, _ shapes: PodShapeTable,
    _ settings: SchedulerSettings, _ context: PlacementContext
  ) {
    existingAnti.removeAll()
    near.removeAll()
    away.removeAll()
    worth.removeAll()
    hasCrossState = false
    Self.register(&hard, needsAllLabels: true, shape, snapshot)
    Self.register(&soft, needsAllLabels: requiresAllLabels, shape, snapshot)
    hostPods = soft.map {
      $0.constraint.topologyKey == WellKnown.hostname
        ? Array(repeating: 0, count: snapshot.rows.count) : []
    }
    // Most pods mean nothing to each other, which few looks tell.
    let others =
      hard.isEmpty && soft.isEmpty && !shape.hasTerms
      ? shapes.withTerms : shapes.shapes.indices.map { Int32($0) }
    var isUnrelated = true
    for other in others
    where relation(to: other, shape, shapes, settings, context, snapshot) != nil {
      isUnrelated = false
    }
    if isUnrelated { return }
    for node in snapshot.placed.indices {
      for placed in snapshot.placed[node] {
        let other = placed.shape
        guard let relation = relation(to: other, shape, shapes, settings, context, snapshot)
        else { continue }
        apply(
          relation, running: Int64(placed.running), terminating: Int64(placed.terminating),
          node: node, snapshot.topology)
      }
    }
  }

  /// Finds the nodes whose pods count.
  private static func register(
    _ counts: inout [SpreadCount], needsAllLabels: Bool, _ shape: PodShape,
    _ snapshot: SchedulingSnapshot
  ) {
    for index in counts.indices { counts[index].removeAll(nodes: snapshot.rows.count) }
    if counts.isEmpty { return }
    let topology = snapshot.topology
    for (node, details) in snapshot.details.enumerated() {
      guard let object = details?.object else { continue }
      if needsAllLabels, counts.contains(where: { topology.columns[$0.key][node] < 0 }) { continue }
      for index in counts.indices {
        let domain = counts[index].domain(of: node, topology)
        if domain < 0 { continue }
        let constraint = counts[index].constraint
        if constraint.honorsAffinity, !shape.required.isEmpty,
          !shape.required.matches(name: object.metadata.name, labels: object.metadata.labels)
            .matches
        {
          continue
        }
        if constraint.honorsTaints, NodeConstraints.taints(shape.spec, object) != nil { continue }
        counts[index].count(node: node, domain: domain)
      }
    }
  }

  /// What pods of another shape mean to this one; nil for nothing.
  private mutating func relation(
    to other: Int32, _ shape: PodShape, _ shapes: PodShapeTable, _ settings: SchedulerSettings,
    _ context: PlacementContext, _ snapshot: SchedulingSnapshot
  ) -> PodRelation? {
    let index = Int(other)
    if index < isTrivial.count, let known = isTrivial[index] {
      return known ? nil : relations[index]
    }
    while relations.count < shapes.shapes.count {
      relations.append(nil)
      isTrivial.append(nil)
    }
    let relation = PodRelation(
      of: shape, to: shapes[other], hard: hard, soft: soft, settings, context, snapshot.topology)
    isTrivial[index] = relation.isTrivial
    relations[index] = relation
    return relation.isTrivial ? nil : relation
  }

  /// Adds pods to the sums, or takes them out.
  private mutating func apply(
    _ relation: PodRelation, running: Int64, terminating: Int64, node: Int,
    _ topology: TopologyLabels
  ) {
    hasCrossState = true
    for index in relation.hardCounts {
      let domain = topology.columns[hard[index].key][node]
      hard[index].add(pods: running, node: node, domain: domain)
    }
    for index in relation.softCounts {
      let domain = soft[index].domain(of: node, topology)
      soft[index].add(pods: running, node: node, domain: domain)
      if !hostPods[index].isEmpty { hostPods[index][node] += Int32(truncatingIfNeeded: running) }
    }
    tally(relation, pods: running + terminating, node: node, topology)
  }

  private mutating func tally(
    _ relation: PodRelation, pods: Int64, node: Int, _ topology: TopologyLabels
  ) {
    for key in relation.existingAntiKeys {
      existingAnti.add(pods, key: key, domain: topology.columns[key][node], entry: Int(pods))
    }
    if relation.isNear {
      for key in requiredKeys.near {
        near.add(pods, key: key, domain: topology.columns[key][node], entry: Int(pods))
      }
    }
    for index in relation.awayTerms {
      let key = requiredKeys.away[index]
      away.add(pods, key: key, domain: topology.columns[key][node], entry: Int(pods))
    }
    for (key, weight) in relation.worth {
      worth.add(
        pods &* weight, key: key, domain: topology.columns[key][node], entry: Int(pods))
    }
  }

  /// Adds or removes one pod in thought, as preemption does. Unlike in counting, pods that are being
  /// deleted count for spreading, and so do those of a selector without demands.
  mutating func imagine(
    _ pods: Int64, of other: Int32, on node: Int, _ shapes: PodShapeTable,
    _ settings: SchedulerSettings, _ context: PlacementContext, _ snapshot: SchedulingSnapshot
  ) {
    let shape = shapes[id]
    guard let relation = relation(to: other, shape, shapes, settings, context, snapshot)
    else { return }
    for index in relation.hardUpdates {
      let domain = snapshot.topology.columns[hard[index].key][node]
      hard[index].add(pods: pods, node: node, domain: domain)
    }
    tally(relation, pods: pods, node: node, snapshot.topology)
  }

  // MARK: Verdicts of many nodes together

  /// What spreading and nearness say of a node, which has passed everything before.
  ///
  /// - Parameter least: `least` of every hard constraint.
  func crossVerdict(
    _ node: Int, least: [Int64], _ topology: TopologyLabels
  ) -> FilterVerdict {
    let spread = spreadVerdict(node, least: least, topology)
    if spread != .fits || !filtersNearness { return spread }
    return nearnessVerdict(node, topology)
  }

  /// What PodTopologySpread says.
  func spreadVerdict(
    _ node: Int, least: [Int64], _ topology: TopologyLabels
  ) -> FilterVerdict {
    for (index, count) in hard.enumerated() {
      let domain = topology.columns[count.key][node]
      if domain < 0 { return .spreadLabel }
      let skew = count.pods(in: domain) &+ (count.countsItself ? 1 : 0) &- least[index]
      if skew > count.constraint.maxSkew { return .spread }
    }
    return .fits
  }

  /// What InterPodAffinity says.
  func nearnessVerdict(_ node: Int, _ topology: TopologyLabels) -> FilterVerdict {
    if !isNear(node, topology) { return .podAffinity }
    for key in requiredKeys.away
    where away.sum(key: key, domain: topology.columns[key][node]) > 0 {
      return .podAntiAffinity
    }
    if existingAnti.isPositive(at: node, topology) { return .existingAntiAffinity }
    return .fits
  }

  private func isNear(_ node: Int, _ topology: TopologyLabels) -> Bool {
    var isMet = true
    for key in requiredKeys.near {
      let domain = topology.columns[key][node]
      if domain < 0 { return false }
      if near.sum(key: key, domain: domain) <= 0 { isMet = false }
    }
    // The first pod of a group that wants to be together may go anywhere.
    return isMet || (near.isEmpty && matchesOwnAffinity)
  }
}

/// What a pod of one shape on a node means for placing a pod of another.
struct PodRelation: Sendable {
  /// The hard constraints that count it.
  let hardCounts: [Int]
  /// The hard constraints that it changes when added or removed in thought.
  let hardUpdates: [Int]
  /// The soft constraints that count it.
  let softCounts: [Int]
  /// The labels at whose values its required anti-affinity keeps the other pod away.
  let existingAntiKeys: [Int]
  /// Whether the other pod wants to be near it.
  let isNear: Bool
  /// The required anti-affinity terms of the other pod that it meets.
  let awayTerms: [Int]
  /// What it is worth at its node's values of labels.
  let worth: [(key: Int, weight: Int64)]

  let isTrivial: Bool

  init(
    of shape: PodShape, to other: PodShape, hard: [SpreadCount], soft: [SpreadCount],
    _ settings: SchedulerSettings, _ context: PlacementContext, _ topology: TopologyLabels
  ) {
    let namespaces = context.namespaces
    hardCounts = hard.indices.filter { hard[$0].constraint.counts(other, of: shape) }
    hardUpdates = hard.indices.filter { hard[$0].constraint.updates(other, of: shape) }
    softCounts = soft.indices.filter { soft[$0].constraint.counts(other, of: shape) }
    existingAntiKeys = other.requiredAntiAffinity.filter {
      $0.matches(incoming: shape, namespaces: namespaces)
    }.compactMap { topology.index(of: $0.topologyKey) }
    isNear =
      !shape.requiredAffinity.isEmpty
      && shape.requiredAffinity.allSatisfy { $0.matches(existing: other, namespaces: namespaces) }
    awayTerms = shape.requiredAntiAffinity.indices.filter {
      shape.requiredAntiAffinity[$0].matches(existing: other, namespaces: namespaces)
    }
    var worth: [(key: Int, weight: Int64)] = []
    func add(_ terms: [AffinityTerm], sign: Int64, hardWeight: Int64? = nil, isOwn: Bool) {
      for term in terms {
        let matches =
          isOwn
          ? term.matches(existing: other, namespaces: namespaces)
          : term.matches(incoming: shape, namespaces: namespaces)
        guard matches, let key = topology.index(of: term.topologyKey) else { continue }
        worth.append((key, sign &* (hardWeight ?? term.weight)))
      }
    }
    if shape.hasPreferredTerms || !settings.ignoresPreferredTermsOfExistingPods {
      add(shape.preferredAffinity, sign: 1, isOwn: true)
      add(shape.preferredAntiAffinity, sign: -1, isOwn: true)
      if settings.hardPodAffinityWeight > 0 {
        add(
          other.requiredAffinity, sign: 1, hardWeight: settings.hardPodAffinityWeight,
          isOwn: false)
      }
      add(other.preferredAffinity, sign: 1, isOwn: false)
      add(other.preferredAntiAffinity, sign: -1, isOwn: false)
    }
    self.worth = worth
    isTrivial =
      hardUpdates.isEmpty && softCounts.isEmpty && existingAntiKeys.isEmpty && !isNear
      && awayTerms.isEmpty && worth.isEmpty
  }
}
