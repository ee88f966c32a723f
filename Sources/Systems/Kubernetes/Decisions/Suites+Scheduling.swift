import Conformance
import Documents
import KubernetesAPI

/// The vectors of the scheduler as a whole: every one goes through `ClusterScheduler`.
enum SchedulingSuites {
  static let all: [VectorSuite] = [
    topologySpread, podAffinity, imageLocality, schedulePod, sequence, nodesToFind, rotation,
    preemption,
  ]

  // MARK: Clusters

  private struct AffinityArguments: Decodable {
    var hardPodAffinityWeight: Int64?
    @OrZero var ignorePreferredTermsOfExistingPods: Bool
  }
  private struct PluginArguments: Decodable {
    var affinity: AffinityArguments?

    enum CodingKeys: String, CodingKey { case affinity = "InterPodAffinity" }
  }

  private struct Cluster: Decodable {
    var nodes: [ClusterNode]
    var pods: [Pod]
    var pod: Pod?
    var incomingPods: [Pod]
    var feasibleNodes: [String]
    var namespaces: [Namespace]
    var services: [ClusterService]
    var replicaSets: [ReplicaSet]
    var replicationControllers: [ReplicationController]
    var statefulSets: [StatefulSet]
    var podDisruptionBudgets: [PodDisruptionBudget]
    var pluginConfig: PluginArguments?

    func scheduler() throws -> ClusterScheduler {
      var settings = SchedulerSettings()
      if let arguments = pluginConfig?.affinity {
        settings.hardPodAffinityWeight = arguments.hardPodAffinityWeight ?? 1
        settings.ignoresPreferredTermsOfExistingPods =
          arguments.ignorePreferredTermsOfExistingPods
      }
      var scheduler = ClusterScheduler(settings: settings)
      var context = PlacementContext()
      for namespace in namespaces {
        context.namespaces[namespace.metadata.name] = namespace.metadata.labels
      }
      context.services = services
      context.replicaSets = replicaSets
      context.replicationControllers = replicationControllers
      context.statefulSets = statefulSets
      scheduler.setContext(context)
      for node in nodes { scheduler.add(node) }
      for pod in pods { try scheduler.add(pod) }
      return scheduler
    }

    func incoming() throws -> Pod {
      guard let pod else { throw DocumentError(file: "vector", problem: "missing pod") }
      return pod
    }
  }

  private static func cluster(_ vector: VectorCase) throws -> Cluster {
    try NodeDecoder(file: vector.id).decode(Cluster.self, from: vector.input)
  }

  private static let success: Node = ["code": "Success"]
  private static let skip: Node = ["code": "Skip"]

  private static func status(_ status: FilterStatus, withPlugin: Bool) -> Node {
    var node: Node = ["code": Node(status.verdict.code)]
    if withPlugin, let plugin = status.verdict.plugin {
      node.set("plugin", Node(plugin.rawValue))
    }
    if !status.reasons.isEmpty { node.set("reasons", Node(status.reasons.sorted())) }
    return node
  }

  private static func object(_ entries: [(String, Node)]) -> Node {
    var node = Node(.object([]))
    for (key, value) in entries { node.set(key, value) }
    return node
  }

  // MARK: Single plugins

  /// One plugin's filter and score alone, with the feasible nodes given.
  private static func plugin(
    _ plugin: SchedulerPlugin, algorithm: String, filters: Bool, normalizes: Bool
  ) -> VectorSuite {
    VectorSuite(algorithm: algorithm) { vector in
      let cluster = try cluster(vector)
      let pod = try cluster.incoming()
      let scheduler = try cluster.scheduler()
      return PreparedDecision(
        decide: {
          () throws -> (filter: [(String, FilterStatus)]?, scores: PluginScores?) in
          var scheduler = scheduler
          let shape = try scheduler.shape(of: pod)
          let listed = cluster.feasibleNodes.compactMap { scheduler.node(named: $0) }
          let scores = scheduler.scores(of: listed, for: shape).first { $0.plugin == plugin }
          guard filters, scheduler.filters(plugin, shape) else { return (nil, scores) }
          let nodes = cluster.nodes.compactMap { scheduler.node(named: $0.metadata.name) }
          return (
            nodes.map {
              (
                scheduler.name(of: $0),
                FilterStatus(scheduler.verdict(of: plugin, on: $0, for: shape))
              )
            }, scores
          )
        },
        answer: { outcome in
          let names = cluster.feasibleNodes
          var block: Node = ["preScore": outcome.scores == nil ? skip : success]
          if let scores = outcome.scores {
            block.set("raw", object(zip(names, scores.raw).map { ($0, Node($1)) }))
            if normalizes {
              block.set(
                "normalized", object(zip(names, scores.normalized).map { ($0, Node($1)) }))
            }
          }
          guard filters else {
            return ["raw": block["raw"] ?? .null]
          }
          var filter: Node = ["preFilter": outcome.filter == nil ? skip : success]
          if let statuses = outcome.filter {
            filter.set(
              "filter", object(statuses.map { ($0, status($1, withPlugin: false)) }))
          }
          var answer: Node = [:]
          answer.set(plugin.rawValue, filter)
          if !names.isEmpty { answer.set("\(plugin.rawValue)Score", block) }
          return answer
        })
    }
  }

  private static let topologySpread = plugin(
    .podTopologySpread, algorithm: "scheduler.filterScore.PodTopologySpread", filters: true,
    normalizes: true)
  private static let podAffinity = plugin(
    .interPodAffinity, algorithm: "scheduler.filterScore.InterPodAffinity", filters: true,
    normalizes: true)
  private static let imageLocality = plugin(
    .imageLocality, algorithm: "scheduler.score.ImageLocality", filters: false,
    normalizes: false)

  // MARK: Whole decisions

  private struct Decided {
    var order: [String]
    var filter: [(String, FilterStatus)] = []
    var feasible: [String] = []
    var scores: [PluginScores] = []
    var decision: SchedulingDecision
    var host: String?

    var totals: [Int64] {
      feasible.indices.map { index in
        scores.reduce(0) { $0 + $1.weight * $1.normalized[index] }
      }
    }
  }

  private static func decide(_ pod: Pod, _ scheduler: inout ClusterScheduler) throws -> Decided {
    let request = SchedulingRequest(
      try scheduler.shape(of: pod), priority: pod.spec.priority ?? 0,
      nominatedNode: scheduler.node(named: pod.status.nominatedNodeName))
    let decision = scheduler.schedule(request)
    let feasible = scheduler.feasible
    let order = scheduler.nodeOrder()
    var decided = Decided(order: order.map { scheduler.name(of: $0) }, decision: decision)
    decided.feasible = feasible.map { scheduler.name(of: $0) }
    decided.host = decision.host.map { scheduler.name(of: $0) }
    let isFeasible = Set(feasible)
    let rejected = Dictionary(
      decision.rejections.map { ($0.node, $0.verdict) }, uniquingKeysWith: { first, _ in first })
    for node in order {
      var status: FilterStatus
      if isFeasible.contains(node) {
        status = FilterStatus(.fits)
      } else if let verdict = rejected[node] {
        status = scheduler.status(verdict, on: node, request)
      } else {
        status = FilterStatus(.notVisited)
      }
      if let failure = decision.failure { status = FilterStatus(.notNamed, reasons: [failure]) }
      decided.filter.append((scheduler.name(of: node), status))
    }
    if feasible.count > 1 { decided.scores = scheduler.scores(of: feasible, for: request.shape) }
    return decided
  }

  private static func anyOf(_ host: String?) -> Node {
    ["anyOf": Node(host.map { [Node($0)] } ?? [])]
  }

  /// The answer without how often upstream was asked, and without plugins that always score 0.
  private static func matches(_ expected: Node, _ answer: Node) -> Bool {
    comparable(expected) == comparable(answer)
  }

  private static func comparable(_ node: Node) -> Node {
    if let members = node.object {
      return object(
        members.filter { $0.key != "runs" && $0.key != "DynamicResources" }
          .map { ($0.key, comparable($0.value)) })
    }
    if let elements = node.array { return Node(elements.map(comparable)) }
    return node
  }

  private static let schedulePod: VectorSuite = VectorSuite(
    algorithm: "scheduler.schedulePod", matches: matches
  ) { vector in
    let cluster = try cluster(vector)
    let pod = try cluster.incoming()
    let scheduler = try cluster.scheduler()
    return PreparedDecision(
      decide: {
        var scheduler = scheduler
        return try decide(pod, &scheduler)
      },
      answer: { decided in
        var answer: Node = [
          "nodeOrder": Node(decided.order.map { Node($0) }),
          "filter": object(decided.filter.map { ($0, status($1, withPlugin: true)) }),
          "feasibleNodes": Node(decided.feasible.map { Node($0) }),
          "selectedHost": anyOf(decided.host),
        ]
        if !decided.feasible.isEmpty {
          answer.set("scores", decided.scores.isEmpty ? .null : scores(decided))
          // With one feasible node, upstream counts it and the rejected ones by another sum, which
          // comes out the same.
          let explicit = decided.decision.rejections.filter { $0.verdict != .notNamed }.count
          answer.set("evaluatedNodes", Node(decided.feasible.count + explicit))
        }
        return answer
      })
  }

  private static func scores(_ decided: Decided) -> Node {
    let totals = decided.totals
    return object(
      decided.feasible.enumerated().map { index, name in
        let plugins = decided.scores.map {
          ($0.plugin.rawValue, Node($0.weight * $0.normalized[index]))
        }
        let node: Node = [
          "total": Node(totals[index]), "weightedPluginScores": object(plugins),
        ]
        return (name, node)
      })
  }

  private static let sequence: VectorSuite = VectorSuite(
    algorithm: "scheduler.schedulePod.sequence", matches: matches
  ) { vector in
    let cluster = try cluster(vector)
    let scheduler = try cluster.scheduler()
    return PreparedDecision(
      decide: { () throws -> [Decided] in
        var scheduler = scheduler
        var steps: [Decided] = []
        for pod in cluster.incomingPods {
          scheduler.nextStartIndex = 0
          steps.append(try decide(pod, &scheduler))
          guard let host = steps.last?.host else { continue }
          var bound = pod
          bound.spec.nodeName = host
          try scheduler.add(bound)
        }
        return steps
      },
      answer: { steps in
        [
          "steps": Node(
            zip(cluster.incomingPods, steps).map { pod, decided in
              var step: Node = [
                "pod": Node(pod.metadata.name),
                "feasibleNodes": Node(decided.feasible.sorted().map { Node($0) }),
                "selectedHost": anyOf(decided.host),
              ]
              if !decided.scores.isEmpty {
                step.set(
                  "totals", object(zip(decided.feasible, decided.totals).map { ($0, Node($1)) }))
              }
              if let host = decided.host { step.set("boundTo", Node(host)) }
              return step
            })
        ]
      })
  }

  // MARK: The search

  private static let nodesToFind: VectorSuite = VectorSuite(
    algorithm: "scheduler.numFeasibleNodesToFind"
  ) { vector in
    struct Input: Decodable {
      var numAllNodes: Int32
      var globalPercentageOfNodesToScore: Int32
      var profilePercentageOfNodesToScore: Int32?
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    return PreparedDecision(
      decide: {
        NodeSearch.nodesToFind(
          among: input.numAllNodes, profilePercentage: input.profilePercentageOfNodesToScore,
          globalPercentage: input.globalPercentageOfNodesToScore)
      }, answer: { ["numNodes": Node(Int64($0))] })
  }

  private static let rotation: VectorSuite = VectorSuite(
    algorithm: "scheduler.findNodesThatFitPod.rotation"
  ) { vector in
    struct Place: Decodable {
      var name: String
      @OrZero var zone: String
      @OrZero var region: String
      @OrZero var unschedulable: Bool
    }
    struct Input: Decodable {
      var nodesInAddOrder: [Place]
      var percentageOfNodesToScore: Int32
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    var settings = SchedulerSettings()
    settings.profilePercentageOfNodesToScore = input.percentageOfNodesToScore
    var empty = ClusterScheduler(settings: settings)
    for place in input.nodesInAddOrder {
      var node = ClusterNode(metadata: ObjectMeta(name: place.name))
      if !place.zone.isEmpty { node.metadata.labels[WellKnown.zone] = place.zone }
      if !place.region.isEmpty { node.metadata.labels[WellKnown.region] = place.region }
      node.spec.unschedulable = place.unschedulable
      node.status.allocatable = ["pods": Quantity(110)]
      empty.add(node)
    }
    let scheduler = empty
    let steps = vector.expected["steps"]?.array?.count ?? 0
    struct Step {
      var start: Int
      var found: [Int]
      var rejected: Int
      var next: Int
    }
    return PreparedDecision(
      decide: { () throws -> (order: [String], steps: [Step]) in
        var scheduler = scheduler
        let shape = try scheduler.shape(of: Pod())
        let order = scheduler.nodeOrder()
        let position = Dictionary(
          order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let done = (0..<steps).map { _ in
          let start = scheduler.nextStartIndex
          let decision = scheduler.schedule(SchedulingRequest(shape))
          return Step(
            start: start, found: scheduler.feasible.compactMap { position[$0] },
            rejected: decision.rejections.count, next: scheduler.nextStartIndex)
        }
        return (order.map { scheduler.name(of: $0) }, done)
      },
      answer: { outcome in
        [
          "nodeOrder": Node(outcome.order.map { Node($0) }),
          "steps": Node(
            outcome.steps.map { step in
              [
                "startIndex": Node(step.start),
                "feasibleOrderIndexes": Node(step.found.map { Node($0) }),
                "rejectedCount": Node(step.rejected), "nextStartIndex": Node(step.next),
              ] as Node
            }),
        ]
      })
  }

  // MARK: Preemption

  private static let preemption: VectorSuite = VectorSuite(
    algorithm: "scheduler.preemption.DefaultPreemption", matches: matches
  ) { vector in
    let cluster = try cluster(vector)
    let pod = try cluster.incoming()
    let scheduler = try cluster.scheduler()
    let budgets = cluster.podDisruptionBudgets.map { PreemptionBudget($0) }
    return PreparedDecision(
      decide: {
        () throws -> (feasible: [String], outcome: PreemptionOutcome?, after: ClusterScheduler) in
        var scheduler = scheduler
        let request = SchedulingRequest(
          try scheduler.shape(of: pod), priority: pod.spec.priority ?? 0,
          nominatedNode: scheduler.node(named: pod.status.nominatedNodeName))
        let decision = scheduler.schedule(request)
        let feasible = scheduler.feasible.map { scheduler.name(of: $0) }
        let outcome =
          feasible.isEmpty
          ? scheduler.preempt(
            for: request, after: decision, policy: pod.spec.preemptionPolicy, budgets: budgets,
            now: .max) : nil
        return (feasible, outcome, scheduler)
      },
      answer: { result in
        var answer: Node = ["feasibleNodes": Node(result.feasible.map { Node($0) })]
        guard let outcome = result.outcome else { return answer }
        answer.set("eligible", Node(outcome.ineligible == nil))
        if let reason = outcome.ineligible {
          answer.set("ineligibleReason", Node(reason))
          return answer
        }
        func names(_ nodes: [NodeSlot]) -> Node {
          Node(nodes.map { result.after.name(of: $0) }.sorted().map { Node($0) })
        }
        answer.set("potentialNodes", names(outcome.potentialNodes))
        answer.set(
          "candidates",
          object(
            outcome.candidates.map { candidate in
              let victims = candidate.victims.map { Node(result.after.pod($0)?.name ?? "") }
              let node: Node = [
                "victims": Node(victims), "numPDBViolations": Node(candidate.violations),
              ]
              return (result.after.name(of: candidate.node), node)
            }))
        if !outcome.potentialNodes.isEmpty {
          answer.set(
            "notCandidates",
            object(
              outcome.rejections.map {
                (result.after.name(of: $0.node), status($0.status, withPlugin: true))
              }))
        }
        answer.set("nominatedNode", ["anyOf": names(outcome.best)])
        return answer
      })
  }
}

extension ClusterScheduler {
  /// Whether a plugin's filter is not skipped for a shape; only spreading and nearness are asked.
  fileprivate mutating func filters(_ plugin: SchedulerPlugin, _ shape: PodShapeID) -> Bool {
    let index = upToDateView(of: shape)
    let view = views[index]
    return plugin == .podTopologySpread ? !view.hard.isEmpty : view.filtersNearness
  }

  /// What one plugin alone says of a node; only spreading and nearness are asked.
  fileprivate mutating func verdict(
    of plugin: SchedulerPlugin, on node: NodeSlot, for shape: PodShapeID
  ) -> FilterVerdict {
    let index = upToDateView(of: shape)
    let view = views[index]
    return plugin == .podTopologySpread
      ? view.spreadVerdict(Int(node), least: view.hard.map(\.least), snapshot.topology)
      : view.nearnessVerdict(Int(node), snapshot.topology)
  }

  fileprivate func status(
    _ verdict: FilterVerdict, on node: NodeSlot, _ request: SchedulingRequest
  ) -> FilterStatus {
    status(verdict, on: node, shapes[request.shape.index])
  }
}
