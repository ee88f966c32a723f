import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension OpenClusterManagementSuites {
  /// From candidates to PlacementDecisions.
  static let placement: [VectorSuite] = [
    schedule, tolerations, predicates, prioritizers, decisionGroups,
  ]

  private static func state(
    _ input: Node, expressions: Bool = false
  ) throws -> PrioritizerState {
    PrioritizerState(
      clusters: try input.decodedList(ManagedCluster.self, "managedClusters"),
      decisions: try input.decodedList(PlacementDecision.self, "placementDecisions"),
      scores: try input.decodedList(AddOnPlacementScore.self, "addOnPlacementScores"),
      preparesExpressions: expressions)
  }

  /// The indices of the input's clusters in the order in which they are written.
  private static func candidates(
    _ input: Node, _ key: String, _ state: PrioritizerState
  ) throws -> [Int] {
    try input.decodedList(ManagedCluster.self, key).compactMap {
      state.table.index(of: $0.metadata.name)
    }
  }

  private static func status(_ status: SchedulingStatus) -> Node {
    var members: [(String, Node)] = [("code", Node(status.code.rawValue))]
    if !status.plugin.isEmpty { members.append(("plugin", Node(status.plugin))) }
    if !status.message.isEmpty { members.append(("message", Node(shortened(status.message)))) }
    return .members(members)
  }

  /// The vectors do not keep the compiler's words.
  private static func shortened(_ message: String) -> String {
    message.hasPrefix("compilation failed") ? "compilation failed" : message
  }

  private static let tolerations = VectorSuite(algorithm: "ocm.placement.taintToleration") {
    vector in
    let state = try state(vector.input)
    let placement = PreparedPlacement(try vector.input.decoded(Placement.self, "placement"))
    let candidates = try candidates(vector.input, "managedClusters", state)
    let now = try vector.input.instant("now")
    return PreparedDecision {
      () -> (tolerated: [Int], status: SchedulingStatus, until: GoInstant?) in
      let filter = TaintTolerationFilter(placement, state, now: now)
      let plugin = TaintTolerationFilter.plugin
      do throws(SchedulingStatus) {
        return (
          try filter.filter(candidates, in: state.table),
          SchedulingStatus(.success, plugin: plugin),
          filter.requeueTime(in: state.table)
        )
      } catch {
        return ([], error, filter.requeueTime(in: state.table))
      }
    } answer: { verdict in
      [
        "tolerated": Node(verdict.tolerated.map(state.table.name)),
        "status": status(verdict.status),
        "requeueTime": Node(orNull: verdict.until.map { Node($0.rfc3339) }),
      ]
    }
  }

  private static let predicates = VectorSuite(algorithm: "ocm.placement.predicate") { vector in
    var placement = Placement(name: "placement", namespace: "default")
    placement.spec.predicates = try vector.input.decodedList(ClusterPredicate.self, "predicates")
    let prepared = PreparedPlacement(placement)
    let state = try state(vector.input, expressions: prepared.hasExpressions)
    let candidates = try candidates(vector.input, "managedClusters", state)
    return PreparedDecision { () -> (matched: [Int], status: SchedulingStatus) in
      do throws(SchedulingStatus) {
        return (
          try PredicateFilter.filter(candidates, prepared, state),
          SchedulingStatus(.success, plugin: PreparedPredicate.plugin)
        )
      } catch {
        return ([], error)
      }
    } answer: {
      ["matched": Node($0.matched.map(state.table.name)), "status": status($0.status)]
    }
  }

  private static let prioritizers = VectorSuite(algorithm: "ocm.placement.prioritizer") { vector in
    let input = vector.input
    let state = try state(input)
    let name = try VectorInput(input).text("prioritizer")
    let prioritizer =
      Prioritizer(builtIn: name)
      ?? .addOn(
        resource: input["resourceName"]?.string ?? "", score: input["scoreName"]?.string ?? "")
    let placement = PreparedPlacement(try input.decoded(Placement.self, "placement"))
    let candidates = try candidates(input, "managedClusters", state)
    let now = try input.instant("now")
    return PreparedDecision {
      prioritizer.scores(of: candidates, for: placement, in: state, now: now)
    } answer: { scores in
      [
        "name": Node(scores.name), "status": status(scores.status),
        "scores": OpenClusterManagementSuites.scores(scores, candidates, state),
      ]
    }
  }

  private static func scores(
    _ scores: PrioritizerScores, _ clusters: [Int], _ state: PrioritizerState
  ) -> Node {
    .members(
      clusters.enumerated().compactMap { place, cluster in
        scores.score(at: place).map { (state.table.name(cluster), Node($0)) }
      })
  }

  private static let decisionGroups = VectorSuite(algorithm: "ocm.placement.decisionGroups") {
    vector in
    let input = vector.input
    let table = ClusterTable(try input.decodedList(ManagedCluster.self, "selectedClusters"))
    let strategy = PreparedGroupStrategy(
      try input.decoded(GroupStrategy.self, "groupStrategy"))
    let name = try VectorInput(input).text("placementName")
    return PreparedDecision {
      DecisionGroups(Array(0..<table.count), placement: name, strategy: strategy, in: table)
    } answer: { groups in
      var members: [(String, Node)] = [
        (
          "placementDecisions",
          Node(
            groups.slices.map { slice in
              [
                "name": Node(slice.name), "clusterNames": Node(slice.clusters.map(table.name)),
                "labels": .members([
                  (PlacementDecision.placementLabel, Node(name)),
                  (PlacementDecision.groupNameLabel, Node(slice.groupName)),
                  (PlacementDecision.groupIndexLabel, Node(String(slice.groupIndex))),
                ]),
              ] as Node
            })
        ),
        ("decisionGroups", Node(groups.groups.map(group))), ("status", status(groups.status)),
      ]
      if let length = groups.groupLength { members.append(("groupLength", Node(length))) }
      return .members(members)
    }
  }

  private static func group(_ group: DecisionGroupStatus) -> Node {
    [
      "decisionGroupIndex": Node(group.decisionGroupIndex),
      "decisionGroupName": Node(group.decisionGroupName), "decisions": Node(group.decisions),
      "clusterCount": Node(group.clusterCount),
    ]
  }

  private static let schedule = VectorSuite(algorithm: "ocm.placement.schedule") { vector in
    let input = vector.input
    let placement = PreparedPlacement(try input.decoded(Placement.self, "placement"))
    let state = try state(input, expressions: placement.hasExpressions)
    let sets = ClusterSetIndex(
      try input.decodedList(ManagedClusterSet.self, "managedClusterSets"),
      bindings: try input.decodedList(
        ManagedClusterSetBinding.self, "managedClusterSetBindings"), in: state.table)
    let now = try input.instant("now")
    return PreparedDecision {
      try PlacementSync(placement, sets: sets, in: state, now: now)
    } answer: {
      answer($0, state)
    }
  }

  private static func answer(_ sync: PlacementSync, _ state: PrioritizerState) -> Node {
    let name = state.table.name
    let schedule = sync.schedule
    let feasible = schedule.filters.last?.clusters ?? []
    var prioritizers = schedule.prioritizers
    stableSort(&prioritizers) {
      $0.name != $1.name ? bytewiseLess($0.name, $1.name) : $0.weight < $1.weight
    }
    // The vectors hold the scheduler's ending; a wrong group strategy shows in the conditions only.
    let isWarning = schedule.status.code == .warning
    let decisions = sync.writes.remaining
    return [
      "eligibleClusterSets": Node(sync.sets.eligible),
      "availableClusters": Node(sync.sets.available.map(name)),
      "status": isWarning ? ["code": "Warning"] : status(schedule.status),
      "filterResults": Node(
        schedule.filters.map {
          ["name": Node($0.name), "filteredClusters": Node($0.clusters.map(name))] as Node
        }),
      "prioritizerResults": Node(
        prioritizers.map {
          [
            "name": Node($0.name), "weight": Node($0.weight),
            "scores": scores($0, feasible, state),
          ] as Node
        }),
      "totalScores": schedule.ranking.map { ranking in
        .members(zip(ranking, schedule.totals).map { (name($0), Node($1)) })
      } ?? .null,
      "ranking": Node((schedule.ranking ?? []).map(name)),
      "decisions": Node(schedule.selected.map(name)),
      "unscheduled": Node(schedule.unscheduled),
      "requeueTime": Node(orNull: schedule.requeueTime.map { Node($0.rfc3339) }),
      "syncReturnsError": Node(sync.returnsError),
      "placementStatus": [
        "numberOfSelectedClusters": Node(schedule.selectedCount),
        "decisionGroups": Node(sync.groups.groups.map(group)),
        "conditions": Node(
          sync.conditions.map {
            [
              "type": Node($0.type), "status": Node($0.status), "reason": Node($0.reason),
              "message": Node(conditionMessage($0.message)),
            ] as Node
          }),
      ],
      "placementDecisions": Node(
        decisions.map { decision in
          [
            "name": Node(decision.metadata.name),
            "labels": Node(decision.metadata.labels.mapValues { Node($0) }),
            "clusterNames": Node(decision.status.decisions.map(\.clusterName)),
          ] as Node
        }),
    ]
  }

  private static func conditionMessage(_ message: String) -> String {
    let prefix = "\(PreparedPredicate.plugin):"
    guard message.hasPrefix(prefix) else { return message }
    return prefix + shortened(String(message.dropFirst(prefix.count)))
  }
}
