import KubernetesAPI

/// What one shape of pods makes of every node.
///
/// What nodes say alone (taints, labels, room) is worked out when a search comes to the node, and
/// kept until the node changes. What many nodes say together (spreading, nearness) is kept as sums,
/// up to date change by change.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins` (what PreFilter, Filter, PreScore
/// and Score of the default profile compute in every cycle).
struct ShapeView: Sendable {
  /// What was worked out about one node.
  struct Cell: Sendable {
    /// The node's version for which this holds; 0 for none.
    var version: UInt32 = 0
    /// NodeResourcesFit's and NodeResourcesBalancedAllocation's score, if the pod fits.
    var score: Int16 = 0
    /// The verdict without spreading and nearness.
    var verdict = FilterVerdict.notVisited
    /// Whether the node has taints that speak against it.
    var isTainted = false
  }

  /// What a node says by itself.
  private struct Description: Sendable {
    /// The node's own version for which this holds; 0 for none.
    var version: UInt32 = 0
    var verdict = FilterVerdict.notVisited
    var intolerableTaints: Int16 = 0
    var affinityWeight: Int64 = 0
  }

  let id: Int32
  /// The first change of the snapshot that is not in the sums yet.
  private var nextChange = -1
  private var contextGeneration = -1
  private var imageGeneration = -1

  private var cells: [Cell] = []
  /// Empty as long as no node says anything of interest.
  private var descriptions: [Description] = []
  /// Empty while the cluster holds none of the pod's images.
  private(set) var imageScores: [Int16] = []

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

  private var relations: [PodRelation] = []
  /// By shape: the relation to it.
  private var relationOfShape: [Int32] = []
  /// Whether the sums are kept up to date.
  private var isCounting = false
  private var hasCrossState = false

  private static let unknown: Int32 = -2
  /// Stands for pods that mean nothing to this shape.
  private static let trivial: Int32 = -1

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
    if cells.isEmpty {
      cells = Array(repeating: Cell(), count: snapshot.rows.count)
    } else if cells.count < snapshot.rows.count {
      cells.append(
        contentsOf: repeatElement(Cell(), count: snapshot.rows.count - cells.count))
    }
    keepCounting(shape, snapshot, shapes, settings, context)
    nextChange = snapshot.nextChange
    if imageGeneration != snapshot.imageGeneration {
      imageGeneration = snapshot.imageGeneration
      scoreImages(shape, snapshot)
    }
  }

  /// Brings the sums up to date, if pods can mean anything to this shape.
  private mutating func keepCounting(
    _ shape: PodShape, _ snapshot: SchedulingSnapshot, _ shapes: PodShapeTable,
    _ settings: SchedulerSettings, _ context: PlacementContext
  ) {
    if hard.isEmpty, soft.isEmpty, !shape.hasTerms, shapes.withTerms.isEmpty { return }
    let behind = snapshot.nextChange - nextChange
    if !isCounting || nextChange < snapshot.firstChange || behind > snapshot.rows.count + 16 {
      isCounting = true
      recount(shape, snapshot, shapes, settings, context)
    } else if behind > 0 {
      replay(shape, snapshot, shapes, settings, context)
    }
  }

  /// Prepares what depends on the shape and on objects besides nodes and pods.
  private mutating func prepare(
    _ shape: PodShape, _ snapshot: inout SchedulingSnapshot, _ context: PlacementContext
  ) {
    relations = []
    relationOfShape = []
    isCounting = false
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

  private mutating func replay(
    _ shape: PodShape, _ snapshot: SchedulingSnapshot, _ shapes: PodShapeTable,
    _ settings: SchedulerSettings, _ context: PlacementContext
  ) {
    for change in snapshot.changes[(nextChange - snapshot.firstChange)...] {
      if change.shape < 0 {
        // A node that changed may count elsewhere, with all its pods.
        guard hasCrossState || !hard.isEmpty || !soft.isEmpty else { continue }
        return recount(shape, snapshot, shapes, settings, context)
      }
      let relation = relation(to: change.shape, shape, shapes, settings, context, snapshot)
      if relation >= 0 {
        apply(
          relation, running: change.isTerminating ? 0 : Int64(change.sign),
          terminating: change.isTerminating ? Int64(change.sign) : 0, node: Int(change.node),
          snapshot.topology)
      }
    }
  }

  // MARK: Nodes one by one

  /// Visits nodes in turn until enough are feasible.
  ///
  /// - Parameters:
  ///   - nodes: The nodes, each at most once.
  ///   - start: Where in the list to begin.
  ///   - wanted: How many feasible nodes are enough. The search ends when it finds one more; what it
  ///     rejects until then counts.
  ///   - least: `least` of every hard constraint.
  ///   - promised: The verdict on nodes on which pods were promised room, with these pods.
  /// - Returns: The feasible nodes in the order of the search.
  mutating func search(
    _ nodes: [NodeSlot], from start: Int, wanted: Int, least: [Int64],
    promised: [NodeSlot: FilterVerdict], _ shape: PodShape, _ snapshot: SchedulingSnapshot,
    rejections: inout [(node: NodeSlot, verdict: FilterVerdict)]
  ) -> [NodeSlot] {
    let numbers = shape.numbers
    let isPlain = shape.asksNothingOfNodes && !numbers.readsDetails
    let asksMore = hasCrossFilters || !promised.isEmpty
    let capacity = max(0, min(wanted, nodes.count))
    var cells: [Cell] = []
    swap(&cells, &self.cells)
    defer { swap(&cells, &self.cells) }
    return [NodeSlot](unsafeUninitializedCapacity: capacity) { feasible, found in
      cells.withUnsafeMutableBufferPointer { cells in
        snapshot.withNodes { rows, marks, versions in
          nodes.withUnsafeBufferPointer { nodes in
            var position = start
            for _ in 0..<nodes.count {
              let node = nodes[position]
              let place = Int(node)
              position &+= 1
              if position == nodes.count { position = 0 }
              if cells[place].version != versions[place] {
                cells[place] =
                  isPlain && marks[place] == .exists
                  ? Self.evaluate(rows + place, numbers, version: versions[place])
                  : evaluate(place, shape, snapshot)
              }
              var verdict = cells[place].verdict
              if asksMore {
                verdict = self.verdict(
                  verdict, node, least: least, promised: promised, snapshot.topology)
              }
              if verdict != .fits {
                rejections.append((node, verdict))
              } else if found < capacity {
                feasible[found] = node
                found &+= 1
              } else {
                return
              }
            }
          }
        }
      }
    }
  }

  /// The verdict on a node that other nodes and promises have a say in.
  private func verdict(
    _ own: FilterVerdict, _ node: NodeSlot, least: [Int64], promised: [NodeSlot: FilterVerdict],
    _ topology: TopologyLabels
  ) -> FilterVerdict {
    if !promised.isEmpty, let verdict = promised[node], verdict != .fits { return verdict }
    if own != .fits || !hasCrossFilters { return own }
    return crossVerdict(Int(node), least: least, topology)
  }

  /// What a node's pods leave, and how that is scored, for pods that ask nothing else of a node that
  /// keeps nobody away.
  @inline(__always)
  private static func evaluate(
    _ row: UnsafePointer<NodeRow>, _ pod: PodShape.Numbers, version: UInt32
  ) -> Cell {
    var cell = Cell(version: version, verdict: .fits)
    if row.pointee.hasRoom(for: pod) {
      cell.score = Int16(
        truncatingIfNeeded: row.pointee.fitScore(pod) &+ row.pointee.balanceScore(pod))
    } else {
      cell.verdict = rowVerdict(pod, row.pointee)
    }
    return cell
  }

  /// What is known of one node now.
  mutating func cell(
    of node: Int, _ shape: PodShape, _ snapshot: SchedulingSnapshot
  ) -> Cell {
    if cells[node].version != snapshot.versions[node] {
      cells[node] = evaluate(node, shape, snapshot)
    }
    return cells[node]
  }

  /// Fills the totals with a constant and the scores for resources, and tells whether any of the
  /// nodes, which were all looked at, has taints that speak against it.
  func score(_ nodes: [NodeSlot], into totals: inout [Int32], constant: Int32) -> Bool {
    var isTainted = false
    totals = [Int32](unsafeUninitializedCapacity: nodes.count) { totals, count in
      count = nodes.count
      cells.withUnsafeBufferPointer { cells in
        nodes.withUnsafeBufferPointer { nodes in
          for index in 0..<nodes.count {
            let cell = cells[Int(nodes[index])]
            totals[index] = constant &+ Int32(cell.score)
            isTainted = isTainted || cell.isTainted
          }
        }
      }
    }
    return isTainted
  }

  /// The verdict without what pods on the node say.
  mutating func ownVerdict(
    _ node: Int, _ shape: PodShape, _ snapshot: SchedulingSnapshot
  ) -> FilterVerdict {
    description(of: node, shape, snapshot).verdict
  }

  /// How many taints speak against a node.
  mutating func intolerableTaints(
    _ node: Int, _ shape: PodShape, _ snapshot: SchedulingSnapshot
  ) -> Int64 {
    Int64(description(of: node, shape, snapshot).intolerableTaints)
  }

  /// The weights of the wishes for nodes that a node fulfils.
  mutating func affinityWeight(
    _ node: Int, _ shape: PodShape, _ snapshot: SchedulingSnapshot
  ) -> Int64 {
    description(of: node, shape, snapshot).affinityWeight
  }

  private mutating func description(
    of node: Int, _ shape: PodShape, _ snapshot: SchedulingSnapshot
  ) -> Description {
    let version = snapshot.nodeVersions[node]
    if shape.asksNothingOfNodes, snapshot.marks[node] == .exists {
      return Description(version: version, verdict: .fits)
    }
    if descriptions.count < snapshot.rows.count {
      descriptions.append(
        contentsOf: repeatElement(
          Description(), count: snapshot.rows.count - descriptions.count))
    }
    if descriptions[node].version != version {
      descriptions[node] = Self.describe(node, shape, snapshot, version: version)
    }
    return descriptions[node]
  }

  private static func describe(
    _ node: Int, _ shape: PodShape, _ snapshot: SchedulingSnapshot, version: UInt32
  ) -> Description {
    var description = Description(version: version)
    guard snapshot.marks[node].contains(.exists), let object = snapshot.details[node]?.object else {
      return description
    }
    description.verdict = verdict(shape, object)
    if !object.spec.taints.isEmpty {
      description.intolerableTaints = Int16(
        clamping: TaintScore.intolerable(object.spec.taints, shape.spec.tolerations))
    }
    if !shape.affinity.skipsScore { description.affinityWeight = shape.affinity.score(object) }
    return description
  }

  private static func verdict(_ shape: PodShape, _ node: ClusterNode) -> FilterVerdict {
    if NodeConstraints.unschedulable(shape.spec, node) != nil { return .unschedulable }
    if NodeConstraints.name(shape.spec, node) != nil { return .otherName }
    if NodeConstraints.taints(shape.spec, node) != nil { return .taint }
    if !shape.affinity.skipsFilter, shape.affinity.rejection(node) != nil { return .affinity }
    return .fits
  }

  /// What a node says by itself, what its pods leave, and how that is scored.
  private mutating func evaluate(
    _ node: Int, _ shape: PodShape, _ snapshot: SchedulingSnapshot
  ) -> Cell {
    let description = description(of: node, shape, snapshot)
    var cell = Cell(
      version: snapshot.versions[node], verdict: description.verdict,
      isTainted: description.intolerableTaints > 0)
    guard cell.verdict == .fits else { return cell }
    let numbers = shape.numbers
    let row = snapshot.rows[node]
    cell.verdict =
      numbers.readsDetails
      ? Self.roomVerdict(shape, row, snapshot.details[node]) : Self.rowVerdict(numbers, row)
    if cell.verdict == .fits {
      cell.score = Int16(
        truncatingIfNeeded: row.fitScore(numbers) &+ row.balanceScore(numbers))
    }
    return cell
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
    var sums = [Int64](repeating: 0, count: snapshot.rows.count)
    for (name, worth) in zip(shape.images, worth) {
      for node in snapshot.holders[name] ?? [] { sums[Int(node)] &+= worth }
    }
    imageScores = sums.map {
      Int16(truncatingIfNeeded: ImageLocality.score($0, containers: shape.containerCount))
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
    where relation(to: other, shape, shapes, settings, context, snapshot) >= 0 {
      isUnrelated = false
    }
    if isUnrelated { return }
    for node in snapshot.placed.indices {
      for placed in snapshot.placed[node] {
        let relation =
          relationOfShape.indices.contains(Int(placed.shape))
          ? relationOfShape[Int(placed.shape)] : Self.trivial
        if relation < 0 { continue }
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

  /// The number of what pods of another shape mean to this one; negative for nothing.
  private mutating func relation(
    to other: Int32, _ shape: PodShape, _ shapes: PodShapeTable, _ settings: SchedulerSettings,
    _ context: PlacementContext, _ snapshot: SchedulingSnapshot
  ) -> Int32 {
    let index = Int(other)
    if index < relationOfShape.count, relationOfShape[index] != Self.unknown {
      return relationOfShape[index]
    }
    while relationOfShape.count < shapes.shapes.count { relationOfShape.append(Self.unknown) }
    let relation = PodRelation(
      of: shape, to: shapes[other], hard: hard, soft: soft, settings, context, snapshot.topology)
    if relation.isTrivial {
      relationOfShape[index] = Self.trivial
    } else {
      relationOfShape[index] = Int32(relations.count)
      relations.append(relation)
    }
    return relationOfShape[index]
  }

  /// Adds pods to the sums, or takes them out.
  private mutating func apply(
    _ number: Int32, running: Int64, terminating: Int64, node: Int, _ topology: TopologyLabels
  ) {
    let relation = relations[Int(number)]
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
    let number = relation(to: other, shape, shapes, settings, context, snapshot)
    if number < 0 { return }
    let relation = relations[Int(number)]
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
