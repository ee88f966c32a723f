import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KubeFleetSuites {
  /// The scheduler and its plugins.
  static let scheduling: [VectorSuite] = [
    selectorMatch, affinityScore, topologySpread, taintToleration, eligibility, cycle,
  ]

  private static let selectorMatch = VectorSuite(algorithm: "kubefleet.clusteraffinity.match") {
    vector in
    let fleet = SchedulingFleet([
      ClusterRow(try vector.input.decoded(MemberCluster.self, "memberCluster"))
    ])
    let term = ClusterTerm(
      try vector.input.decoded(ClusterSelectorTerm.self, "clusterSelectorTerm"))
    return PreparedDecision {
      Result { () throws(SchedulingFailure) in
        try ClusterTerm.matching(anyOf: [term], in: fleet).contains(0)
      }
    } answer: { result in
      switch result {
      case .success(let matched): ["matched": Node(matched)]
      case .failure(let failure): ["error": Node(failure.kind.rawValue)]
      }
    }
  }

  private static let affinityScore = VectorSuite(algorithm: "kubefleet.clusteraffinity.score") {
    vector in
    let clusters = try rows(vector.input)
    let fleet = SchedulingFleet(clusters)
    let wishes = AffinityScoring(
      try vector.input.decodedIfPresent(
        [PreferredClusterSelector].self, "preferredDuringSchedulingIgnoredDuringExecution") ?? [])
    return PreparedDecision {
      Result { () throws(SchedulingFailure) -> [Int32] in
        try wishes.scores(
          of: BitSet(all: clusters.count), in: fleet, try wishes.survey(fleet))
      }
    } answer: { result in
      switch result {
      case .success(let scores):
        [
          "affinityScore": .members(
            zip(clusters, scores).map { ($0.name, Node($1)) })
        ]
      case .failure(let failure): ["error": Node(failure.kind.rawValue)]
      }
    }
  }

  private struct SpreadCluster: Decodable {
    var name: String
    var labels: [String: String] = [:]
  }

  private static let topologySpread = VectorSuite(
    algorithm: "kubefleet.topologyspread.evaluate"
  ) { vector in
    let clusters = try vector.input.decodedIfPresent([SpreadCluster].self, "clusters") ?? []
    let holding = Set(
      try vector.input.decodedIfPresent([String].self, "clustersWithScheduledOrBoundBinding")
        ?? [])
    let constraints =
      try vector.input.decodedIfPresent(
        [TopologySpreadConstraint].self, "topologySpreadConstraints") ?? []
    let labels = LabelColumns(clusters.map(\.labels))
    var holders = BitSet(none: clusters.count)
    for (index, cluster) in clusters.enumerated() where holding.contains(cluster.name) {
      holders.insert(index)
    }
    return PreparedDecision { [holders] in
      TopologySpread(constraints, labels).judge(holders: holders)
    } answer: { result in
      var violations: [(String, Node)] = []
      var scores: [(String, Node)] = []
      for (index, cluster) in clusters.enumerated() {
        if let place = result[index].violation {
          let constraint = constraints[Int(place)]
          violations.append((cluster.name, [Node(TopologySpread.reason(constraint))]))
        } else {
          scores.append((cluster.name, Node(result[index].score)))
        }
      }
      return ["violations": .members(violations), "topologySpreadScore": .members(scores)]
    }
  }

  private static let taintToleration = VectorSuite(
    algorithm: "kubefleet.tainttoleration.filter"
  ) { vector in
    let taints = try vector.input.decodedIfPresent([Taint].self, "taints") ?? []
    let tolerations = try vector.input.decodedIfPresent([Toleration].self, "tolerations") ?? []
    return PreparedDecision {
      TaintFilter.firstUntolerated(taints, tolerations)
    } answer: { taint in
      guard let taint else { return ["tolerated": true] }
      return ["tolerated": false, "reasons": [Node(TaintFilter.reason(taint))]]
    }
  }

  private static let eligibility = VectorSuite(algorithm: "kubefleet.clustereligibility") {
    vector in
    let cluster = ClusterRow(try vector.input.decoded(MemberCluster.self, "memberCluster"))
    let now = vector.input.now
    return PreparedDecision {
      ClusterIneligibility(cluster, now: now)
    } answer: { obstacle in
      guard let obstacle else { return ["eligible": true] }
      return ["eligible": false, "reason": Node(obstacle.text)]
    }
  }

  private static func rows(_ input: Node) throws -> [ClusterRow] {
    try (input.decodedIfPresent([MemberCluster].self, "memberClusters") ?? []).map {
      ClusterRow($0)
    }
  }

  // MARK: The whole cycle

  private static func name(_ binding: BindingRow) -> String {
    BindingRow.name(placement: "crp", cluster: binding.targetCluster, suffix: "00000000")
  }

  private static let cycle = VectorSuite(algorithm: "kubefleet.scheduler.cycle") { vector in
    let fleet = SchedulingFleet(try rows(vector.input))
    let rules = PolicyRules(try vector.input.decoded(PolicySnapshot.self, "policySnapshot"))
    let objects = try vector.input.decodedIfPresent([ResourceBinding].self, "bindings") ?? []
    let bindings = BindingRow.sorted(objects.map { BindingRow($0, in: fleet) })
    let now = vector.input.now
    return PreparedDecision {
      Result { () throws(SchedulingFailure) -> [SchedulingCycle] in
        var scheduler = PlacementScheduler(rules: rules, fleet: fleet, now: now)
        var cycles = [try scheduler.cycle(bindings)]
        if !cycles[0].requeue { return cycles }
        var bindings = bindings
        while let cycle = cycles.last, cycle.requeue {
          cycle.apply(to: &bindings, rules, fleet, name: name)
          cycles.append(try scheduler.cycle(bindings))
        }
        return cycles
      }
    } answer: { result in
      switch result {
      case .success(let cycles): answer(cycles, bindings, rules, fleet)
      case .failure(let failure): ["error": Node(failure.kind.rawValue)]
      }
    }
  }

  private static func answer(
    _ cycles: [SchedulingCycle], _ bindings: [BindingRow], _ rules: PolicyRules,
    _ fleet: SchedulingFleet
  ) -> Node {
    var bindings = bindings
    var passes: [Node] = []
    var status: SchedulingCycle.Status?
    var decisions: [Node] = []
    for cycle in cycles {
      passes.append(answer(cycle, bindings, rules, fleet))
      status = cycle.status
      decisions = (status?.decisions ?? []).map { $0.object(rules, fleet, bindings).answer }
      cycle.apply(to: &bindings, rules, fleet, name: name)
    }
    stableSort(&bindings) { a, b in
      a.targetCluster == b.targetCluster
        ? bytewiseLess(a.state, b.state) : bytewiseLess(a.targetCluster, b.targetCluster)
    }
    return .members([
      ("cycles", .list(passes)),
      (
        "bindings",
        .list(
          bindings.map { binding in
            let score = binding.decision(rules, fleet).clusterScore
            return .members([
              ("targetCluster", Node(binding.targetCluster)), ("state", Node(binding.state)),
              ("schedulingPolicySnapshotName", Node(binding.policySnapshotName)),
              ("affinityScore", Node(orNull: score?.affinityScore.map { Node($0) })),
              ("topologySpreadScore", Node(orNull: score?.priorityScore.map { Node($0) })),
              ("previousState", Node(orNull: binding.previousState.map { Node($0) })),
            ])
          })
      ), ("clusterDecisions", .list(decisions)),
      (
        "scheduledCondition",
        Node(
          orNull: status.map {
            [
              "status": Node($0.isFulfilled ? "True" : "False"), "reason": Node($0.reason),
              "message": Node($0.message),
            ]
          })
      ),
    ])
  }

  private static func answer(
    _ cycle: SchedulingCycle, _ before: [BindingRow], _ rules: PolicyRules,
    _ fleet: SchedulingFleet
  ) -> Node {
    var created: [String] = []
    var patched: [String] = []
    var unscheduled: [String] = []
    for change in cycle.changes {
      switch change {
      case .release: break
      case .unschedule(let index): unscheduled.append(before[index].targetCluster)
      case .create(let decision): created.append(fleet.clusters[decision.place].name)
      case .take(let index, _): patched.append(before[index].targetCluster)
      case .restore(let index, _):
        let old = before[index]
        if old.state != old.previousState || old.policySnapshotName != rules.name {
          patched.append(old.targetCluster)
        }
      }
    }
    func names(_ names: [String]) -> Node {
      var names = names
      stableSort(&names, by: bytewiseLess)
      return Node(names)
    }
    var members: [(String, Node)] = [
      ("created", names(created)), ("patched", names(patched)),
      ("unscheduled", names(unscheduled)), ("requeue", Node(cycle.requeue)),
    ]
    if cycle.ranPlugins {
      members.append(
        (
          "filtered",
          .members(
            cycle.filtered.map {
              let cluster = fleet.clusters[$0.cluster]
              return (cluster.name, Node(rules.text($0.verdict, on: cluster)))
            })
        ))
    }
    if rules.type == .pickAll {
      members.append(("passed", Node(cycle.scored.map { fleet.clusters[$0.cluster].name })))
    }
    if let batch = cycle.batch {
      members += [
        ("desiredBatchSize", Node(batch.desired)), ("batchSizeLimit", Node(batch.limit)),
        ("numberToPick", Node(batch.picked)),
        (
          "scoredInPickOrder",
          .list(
            cycle.scored.map {
              [
                Node(fleet.clusters[$0.cluster].name), Node($0.affinity),
                Node($0.topologySpread), Node($0.obsoleteAffinity),
              ]
            })
        ),
      ]
    }
    return .members(members)
  }
}

extension ClusterDecision {
  /// The decision as the API writes it.
  var answer: Node {
    .members([
      ("clusterName", Node(clusterName)), ("selected", Node(selected)), ("reason", Node(reason)),
      (
        "clusterScore",
        Node(
          orNull: clusterScore.map {
            .members([
              ("affinityScore", Node(orNull: $0.affinityScore.map { Node($0) })),
              ("priorityScore", Node(orNull: $0.priorityScore.map { Node($0) })),
            ])
          })
      ),
    ])
  }
}
