import Documents
import Karmada
import KubernetesAPI

extension PlaceKarmada {
  /// The decisions as one JSON object: `{"system": "karmada", "decisions": […]}`.
  public func json() -> Node {
    ["system": "karmada", "decisions": Node(decisions.map(json))]
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
      "attempts": Node(decision.attempts.map(json)),
      "notes": Node(decision.notes),
    ]
    if let policy = decision.policy {
      node.set(
        "policy",
        [
          "kind": Node(policy.kind), "name": Node(policy.name), "priority": Node(policy.priority),
          "match": Node(policy.closeness.text), "others": Node(policy.others),
        ])
    }
    if let result = decision.result { node.set("result", json(result)) }
    return node
  }

  private func json(_ result: SchedulingResult) -> Node {
    var node: Node = ["reason": Node(result.reason.rawValue)]
    if let targets = result.targets {
      node.set(
        "clusters",
        Node(
          targets.sortedByName.map { ["name": Node($0.name), "replicas": Node($0.replicas)] }))
    }
    if !result.message.isEmpty { node.set("message", Node(result.message)) }
    if let retry = result.retry { node.set("retryQueue", Node(retry.rawValue)) }
    if !result.observedAffinityName.isEmpty {
      node.set("affinityName", Node(result.observedAffinityName))
    }
    return node
  }

  private func json(_ attempt: Attempt) -> Node {
    let placed = attempt.targets
    var node: Node = [
      "strategy": Node(attempt.binding.strategyText),
      "clusters": Node(
        clusters.indices.map { index in
          let name = clusters[index].name
          var cluster: Node = [
            "name": Node(name),
            "feasible": Node(attempt.steps.feasible.contains(index)),
            "reasons": Node(
              clusters[index].isDeleting
                ? ["is being deleted"] : attempt.reasons[index].map(\.text)),
            "selected": Node(attempt.steps.selected.contains { $0.index == index }),
          ]
          if let candidate = attempt.steps.candidates.first(where: { $0.index == index }) {
            cluster.set("score", Node(candidate.score))
            cluster.set("allocatableReplicas", Node(candidate.allocatable))
            cluster.set("availableReplicas", Node(candidate.available))
            cluster.set("overflowOrder", Node(candidate.overflowOrder))
          }
          if let replicas = placed[name] { cluster.set("replicas", Node(replicas)) }
          return cluster
        }),
    ]
    if !attempt.affinityName.isEmpty { node.set("affinityName", Node(attempt.affinityName)) }
    if let error = attempt.steps.selectionError { node.set("selectionError", Node(error)) }
    return node
  }
}
