import Documents
import KubeFleet
import KubernetesAPI

extension PlaceKubeFleet {
  /// The decisions as one JSON object; `docs/reference/place.md` says what its fields mean.
  public func json() -> Node {
    [
      "schemaVersion": 1, "system": "kubefleet", "clusters": Node(fleet.clusters.count),
      "decisions": Node(decisions.map(json)),
      "services": Node(services.map(Self.json)), "notes": Node(notes),
    ]
  }

  private func json(_ decision: Decision) -> Node {
    let policy = decision.placement.spec.policy
    var node: Node = [
      "placement": [
        "kind": Node(decision.kind), "namespace": Node(decision.placement.metadata.namespace),
        "name": Node(decision.placement.metadata.name),
      ],
      "placementType": Node(policy?.placementType ?? "PickAll"),
      "policySnapshot": Node(decision.snapshot.metadata.name),
      "resources": Node(decision.selected),
      "clusters": Node(fleet.byNameOrder.map { cluster($0, decision) }),
      "cycles": Node(decision.cycles.map(json)), "targets": Node(decision.clusters),
      "leaving": Node(decision.leaving), "leavesFirst": Node(decision.leavesFirst),
      "overrides": Node(decision.overrides.map(Self.json)),
      "stages": Node(decision.stagePlans.map(Self.json)),
    ]
    if let number = policy?.numberOfClusters { node.set("numberOfClusters", Node(number)) }
    if let status = decision.status {
      node.set(
        "scheduled",
        [
          "status": Node(status.isFulfilled ? "True" : "False"), "reason": Node(status.reason),
          "message": Node(status.message),
        ])
    }
    if let failure = decision.failure { node.set("error", Node(failure.description)) }
    if let rollout = decision.rollout { node.set("rollout", Self.json(rollout)) }
    if let update = decision.update { node.set("update", Self.json(update)) }
    return node
  }

  private func cluster(_ index: Int, _ decision: Decision) -> Node {
    let name = fleet.clusters[index].name
    var node: Node = ["name": Node(name)]
    if !decision.verdicts.isEmpty {
      node.set(
        "plugins",
        Node(
          FilterPlugin.allCases.map { plugin in
            let verdict = decision.verdicts[index].first { $0.plugin == plugin }
            return [
              "plugin": Node(plugin.rawValue), "passes": Node(verdict == nil),
              "reason": Node(orNull: verdict.map { Node($0.reason) }),
            ]
          }))
    }
    if let score = decision.scores.first(where: { $0.cluster == index }) {
      node.set(
        "score",
        [
          "topologySpread": Node(score.scored.topologySpread),
          "affinity": Node(score.scored.affinity),
          "obsoleteAffinity": Node(score.scored.obsoleteAffinity),
          "pickedAs": Node(orNull: score.order.map { Node($0) }),
        ])
    }
    if let binding = decision.before.first(where: { $0.targetCluster == name }) {
      node.set("before", Node(binding.isDeleting ? "Deleting" : binding.state))
    }
    if let binding = decision.after.first(where: { $0.targetCluster == name }) {
      node.set("after", Node(binding.state))
    }
    return node
  }

  private func json(_ cycle: SchedulingCycle) -> Node {
    [
      "desired": Node(orNull: cycle.batch.map { Node($0.desired) }),
      "limit": Node(orNull: cycle.batch.map { Node($0.limit) }),
      "picked": Node(
        cycle.scored.prefix(cycle.batch?.picked ?? cycle.scored.count).map {
          fleet.clusters[$0.cluster].name
        }), "requeue": Node(cycle.requeue),
    ]
  }

  private static func json(_ entry: ClusterOverrides) -> Node {
    [
      "cluster": Node(entry.cluster), "names": Node(entry.names), "deleted": Node(entry.deleted),
      "problem": Node(orNull: entry.problem.map { Node($0) }), "objects": Node(entry.objects),
      "diff": Node(entry.diff.joined(separator: "\n")),
    ]
  }

  private static func json(_ waves: RolloutWaves) -> Node {
    [
      "waves": Node(
        waves.waves.map {
          [
            "updated": Node($0.updated), "added": Node($0.added), "removed": Node($0.removed),
          ]
        }), "held": Node(waves.held),
    ]
  }

  private static func json(_ plan: StagePlan) -> Node {
    [
      "run": Node(plan.name), "strategy": Node(plan.strategy),
      "problem": Node(orNull: plan.problem.map { Node($0) }),
      "stages": Node(
        plan.stages.map { stage in
          [
            "name": Node(stage.name), "clusters": Node(stage.clusters),
            "maxConcurrency": Node(stage.concurrency), "before": Node(stage.before),
            "after": Node(stage.after), "waves": Node(stage.waves.map { Node($0) }),
          ]
        }), "deleted": Node(plan.deleted),
    ]
  }

  private static func json(_ service: ServiceBackends) -> Node {
    [
      "name": Node(service.name), "imports": Node(service.service),
      "clusters": Node(service.clusters),
      "problem": Node(orNull: service.problem.map { Node($0) }),
    ]
  }
}
