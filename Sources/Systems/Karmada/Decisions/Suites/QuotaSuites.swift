import Conformance
import Documents
import KubernetesAPI

extension KarmadaSuites {
  /// Federated quotas.
  static let quota: [VectorSuite] = [quotaAdmission, quotaOverallUsed]

  private static func list(_ resources: ResourceList) -> Node {
    .members(resources.sorted { $0.key < $1.key }.map { ($0.key, Node($0.value.canonicalText)) })
  }

  private static let quotaAdmission = VectorSuite(
    algorithm: "federatedResourceQuota.admission"
  ) { vector in
    let quota = try vector.input.decoded(FederatedResourceQuota.self, "federatedResourceQuota")
    let new = FederatedQuota.Usage(
      try vector.input.decoded(ResourceBindingSpec.self, "newBindingSpec"))
    let old = try vector.input.decodedIfPresent(ResourceBindingSpec.self, "oldBindingSpec")
      .map { FederatedQuota.Usage($0) }
    return PreparedDecision {
      () -> (delta: ResourceList, verdict: FederatedQuota.Verdict)? in
      guard FederatedQuota.isRelevant(new, old: old) else { return nil }
      let delta = FederatedQuota.delta(new, old: old)
      return (
        delta,
        FederatedQuota.admit(
          delta, overall: quota.spec.overall, used: quota.status?.overallUsed ?? [:])
      )
    } answer: { outcome in
      guard let outcome else { return ["quotaRelevant": false] }
      var answer: Node = [
        "quotaRelevant": true, "delta": list(outcome.delta),
        "allowed": Node(outcome.verdict.isAllowed),
      ]
      if case .allowed(let used) = outcome.verdict { answer.set("newOverallUsed", list(used)) }
      return answer
    }
  }

  private static let quotaOverallUsed = VectorSuite(
    algorithm: "federatedResourceQuota.overallUsed"
  ) { vector in
    let overall =
      try vector.input.decodedIfPresent([String: Quantity].self, "overall") ?? [:]
    let bindings =
      (try vector.input.decodedIfPresent([ResourceBindingSpec].self, "bindingSpecs") ?? [])
      .map { FederatedQuota.Usage($0) }
    return PreparedDecision {
      FederatedQuota.overallUsed(by: bindings, overall: overall)
    } answer: {
      ["overallUsed": list($0)]
    }
  }
}
