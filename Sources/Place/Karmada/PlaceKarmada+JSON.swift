import Documents
import Karmada
import KubernetesAPI

extension PlaceKarmada {
  /// The decisions as one JSON object; `docs/reference/place.md` says what its fields mean.
  public func json() -> Node {
    [
      "schemaVersion": 1, "system": "karmada", "clusters": Node(clusters.count),
      "decisions": Node(decisions.map(json)),
    ]
  }

  private func json(_ decision: Decision) -> Node {
    let resource = decision.resource
    var node: Node = [
      "resource": [
        "apiVersion": Node(resource.apiVersion), "kind": Node(resource.kind),
        "namespace": Node(resource.namespace), "name": Node(resource.name),
      ],
      "replicas": Node(decision.demand.replicas),
      "requests": Node((decision.demand.requests ?? [:]).mapValues { Node($0.text) }),
      "targets": Self.json(decision.targets),
      "attempts": Node(decision.attempts.map(json)),
      "notes": Node(decision.notes),
    ]
    if let policy = decision.policy {
      node.set("policy", Self.json(policy))
    } else {
      node.set("nearMisses", Node(decision.nearMisses))
    }
    if let running = decision.running {
      node.set(
        "running",
        [
          "source": Node(running.source), "clusters": Self.json(running.clusters),
          "evicting": Node(running.evicting),
          "affinityName": Node(running.observedAffinityName),
        ])
    }
    if !decision.rendered.isEmpty {
      node.set("rendered", Node(decision.rendered.map(Self.json)))
    }
    if let trigger = decision.trigger { node.set("trigger", Node(trigger.word)) }
    if let result = decision.result { node.set("result", Self.json(result)) }
    return node
  }

  private static func json(_ policy: PolicyClaim) -> Node {
    [
      "kind": Node(policy.kind), "name": Node(policy.name), "priority": Node(policy.priority),
      "match": Node(policy.closeness.word), "claimedBefore": Node(policy.isSticky),
      "others": Node(
        policy.others.map {
          ["kind": Node($0.kind), "name": Node($0.name), "reason": Node($0.reason)]
        }),
    ]
  }

  private static func json(_ object: RenderedObject) -> Node {
    let header = object.diff.isEmpty ? [] : ["--- template", "+++ \(object.cluster)"]
    var node: Node = [
      "cluster": Node(object.cluster), "policies": Node(object.policies),
      "diff": Node((header + object.diff).joined(separator: "\n")),
    ]
    if let text = object.text { node.set("object", Node(text)) }
    if let error = object.error { node.set("error", Node(error)) }
    return node
  }

  private static func json(_ targets: [TargetCluster]) -> Node {
    Node(targets.sortedByName.map { ["name": Node($0.name), "replicas": Node($0.replicas)] })
  }

  private static func json(_ result: SchedulingResult) -> Node {
    var node: Node = ["reason": Node(result.reason.rawValue)]
    if let targets = result.targets { node.set("clusters", json(targets)) }
    if !result.message.isEmpty { node.set("message", Node(result.message)) }
    if let retry = result.retry { node.set("retryQueue", Node(retry.rawValue)) }
    if !result.observedAffinityName.isEmpty {
      node.set("affinityName", Node(result.observedAffinityName))
    }
    return node
  }

  // MARK: Attempts

  private func json(_ attempt: ScheduleAttempt) -> Node {
    let placed = attempt.targets
    let explanation = PlacementExplanation(attempt: attempt, clusters: clusters)
    let selected = Set(attempt.steps.selected.map(\.index))
    let feasible = Set(attempt.steps.feasible)
    let candidates = Dictionary(attempt.steps.candidates.map { ($0.index, $0) }) { first, _ in first
    }
    var node: Node = [
      "strategy": Node(attempt.binding.strategyText),
      "clusters": Node(
        clusters.indices.map { index in
          let name = clusters[index].name
          var cluster: Node = [
            "name": Node(name), "feasible": Node(feasible.contains(index)),
            "reasons": Node(attempt.verdict(on: index, among: clusters)),
            "selected": Node(selected.contains(index)),
          ]
          if let candidate = candidates[index] {
            cluster.set("score", Node(candidate.score))
            cluster.set("allocatableReplicas", Node(candidate.allocatable))
            cluster.set("availableReplicas", Node(candidate.available))
            cluster.set("overflowOrder", Node(candidate.overflowOrder))
            let limit = explanation.limit(of: candidate)
            if !limit.isEmpty { cluster.set("limitedBy", Node(limit)) }
          }
          if let replicas = placed[name] { cluster.set("replicas", Node(replicas)) }
          return cluster
        }),
      "spread": Node(spread(attempt, explanation)),
      "division": Node(attempt.steps.division.map(json)),
    ]
    if !attempt.affinityName.isEmpty { node.set("affinityName", Node(attempt.affinityName)) }
    if let error = attempt.steps.selectionError { node.set("selectionError", Node(error)) }
    return node
  }

  private func spread(_ attempt: ScheduleAttempt, _ explanation: PlacementExplanation) -> [Node] {
    let placement = attempt.binding.placement
    guard !placement.ignoresSpreadConstraints, !attempt.steps.candidates.isEmpty else { return [] }
    let chosen = Set(explanation.chosenRegions)
    return SpreadField.allCases.compactMap { field in
      guard let limits = placement.spreadConstraint(field) else { return nil }
      var node: Node = [
        "field": Node(field.rawValue), "minGroups": Node(limits.minGroups),
        "maxGroups": Node(limits.maxGroups),
      ]
      guard field != .cluster else { return node }
      node.set(
        "groups",
        Node(
          explanation.groups(by: field).map { group in
            [
              "name": Node(group.name), "score": Node(group.score),
              "clusters": Node(group.members.count), "availableReplicas": Node(group.available),
              "chosen": Node(field == .region && chosen.contains(group.name)),
            ]
          }))
      return node
    }
  }

  private func json(_ step: DivisionStep) -> Node {
    let entries = { (entries: [DivisionStep.Entry]) in
      Node(
        entries.map { ["name": Node(clusters[$0.index].name), "amount": Node($0.amount)] as Node })
    }
    var node: Node = [
      "kind": Node(step.kind.rawValue), "replicas": Node(step.replicas),
      "earlier": entries(step.earlier), "weights": entries(step.weights),
      "spared": entries(step.spared), "given": entries(step.given),
      "result": entries(step.result),
    ]
    if let order = step.overflowOrder { node.set("overflowOrder", Node(order)) }
    return node
  }
}
