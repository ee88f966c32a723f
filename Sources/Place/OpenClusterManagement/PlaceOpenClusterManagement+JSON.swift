import Documents
import GoSemantics
import KubernetesAPI
import OpenClusterManagement

extension PlaceOpenClusterManagement {
  /// The decisions as one JSON object; `docs/reference/place.md` says what its fields mean.
  public func json() -> Node {
    [
      "schemaVersion": 1, "system": "ocm", "now": Node(now.rfc3339),
      "clusters": Node(table.count),
      "decisions": Node(placements.map(json)),
      "replicaSets": Node(replicaSets.map(Self.json)), "policies": Node(policies.map(Self.json)),
    ]
  }

  private func json(_ outcome: PlacementOutcome) -> Node {
    var node: Node = [
      "placement": [
        "namespace": Node(outcome.placement.metadata.namespace),
        "name": Node(outcome.placement.metadata.name),
      ],
      "notes": Node(outcome.notes),
    ]
    guard let sync = outcome.sync else { return node }
    node.set("clusterSets", Node(sync.sets.eligible))
    node.set("status", Self.json(sync.status))
    node.set("clusters", Node(clusters(outcome, sync)))
    node.set("selected", Node(sync.schedule.selected.sorted().map(table.name)))
    node.set("unscheduled", Node(sync.schedule.unscheduled))
    node.set(
      "groups",
      Node(
        sync.groups.groups.map { group -> Node in
          let clusters = sync.groups.slices.filter {
            $0.groupIndex == Int(group.decisionGroupIndex)
          }.flatMap(\.clusters)
          return [
            "index": Node(group.decisionGroupIndex), "name": Node(group.decisionGroupName),
            "decisions": Node(group.decisions), "clusters": Node(clusters.map(table.name)),
          ]
        }))
    node.set(
      "writes",
      Node(
        sync.writes.writes.map {
          ["action": Node($0.action.rawValue), "name": Node($0.object.metadata.name)] as Node
        }))
    node.set("conditions", Self.json(sync.conditions))
    node.set("requeueTime", Node(orNull: sync.schedule.requeueTime.map { Node($0.rfc3339) }))
    node.set("retries", Node(sync.returnsError))
    return node
  }

  private static func json(_ status: SchedulingStatus) -> Node {
    [
      "code": Node(status.code.rawValue), "plugin": Node(status.plugin),
      "message": Node(status.message),
    ]
  }

  private static func json(_ conditions: [Condition]) -> Node {
    Node(
      conditions.map {
        [
          "type": Node($0.type), "status": Node($0.status), "reason": Node($0.reason),
          "message": Node($0.message),
        ] as Node
      })
  }

  /// One object per candidate, in name order.
  private func clusters(_ outcome: PlacementOutcome, _ sync: PlacementSync) -> [Node] {
    let schedule = sync.schedule
    var ranks: [Int: Int] = [:]
    for (rank, cluster) in (schedule.ranking ?? []).enumerated() { ranks[cluster] = rank }
    var places: [Int: Int] = [:]
    for (place, cluster) in (schedule.filters.last?.clusters ?? []).enumerated() {
      places[cluster] = place
    }
    return sync.sets.available.enumerated().map { candidate, cluster in
      var node: Node = ["name": Node(table.name(cluster))]
      if candidate < outcome.verdicts.count {
        let verdict = outcome.verdicts[candidate]
        node.set(
          "predicates", Node(verdict.predicates.map { Node($0?.rawValue ?? "met") }))
        node.set("passes", Node(verdict.passes))
        node.set("reason", Node(outcome.reason(at: candidate)))
        node.set("chosenBefore", Node(verdict.isChosen))
      }
      guard let rank = ranks[cluster], let place = places[cluster] else { return node }
      node.set("rank", Node(rank + 1))
      node.set(
        "scores",
        Node(
          schedule.prioritizers.map { scores -> Node in
            let score = scores.score(at: place)
            return [
              "prioritizer": Node(scores.name), "weight": Node(scores.weight),
              "score": Node(orNull: score.map { Node($0) }),
              "weighted": Node((score ?? 0) &* Int64(scores.weight)),
            ]
          }))
      node.set("total", Node(schedule.totals[rank]))
      node.set("selected", Node(rank < schedule.selectedCount))
      return node
    }
  }

  private static func json(_ outcome: ReplicaSetOutcome) -> Node {
    let plans = outcome.plans.map { plan -> Node in
      let waves = plan.waves.map { wave -> Node in
        ["startSeconds": Node(Double(wave.start) / 1e9), "clusters": Node(wave.clusters)]
      }
      return [
        "placement": Node(plan.placement), "strategy": Node(plan.strategy), "waves": Node(waves),
        "blocking": Node(plan.blocking), "problem": Node(orNull: plan.problem.map { Node($0) }),
      ]
    }
    return [
      "replicaSet": [
        "namespace": Node(outcome.set.metadata.namespace), "name": Node(outcome.set.metadata.name),
      ],
      "created": Node(outcome.pass.created), "updated": Node(outcome.pass.updated),
      "deleted": Node(outcome.pass.deleted), "rollouts": Node(plans),
      "conditions": json(outcome.pass.status.conditions),
    ]
  }

  private static func json(_ outcome: PolicyOutcome) -> Node {
    let clusters = zip(outcome.placement.listed, outcome.compliance).map { listed, state -> Node in
      let replica = outcome.placement.replicas.first { $0.cluster == listed.cluster }
      return [
        "name": Node(listed.cluster), "bindings": Node(listed.bindings),
        "replicated": Node(replica != nil),
        "remediationAction": Node(orNull: replica.map { Node($0.remediationAction) }),
        "compliant": Node(state.rawValue),
      ]
    }
    return [
      "policy": [
        "namespace": Node(outcome.policy.metadata.namespace),
        "name": Node(outcome.policy.metadata.name),
      ],
      "disabled": Node(outcome.policy.spec.disabled), "clusters": Node(clusters),
      "compliant": Node(outcome.root.rawValue),
    ]
  }
}
