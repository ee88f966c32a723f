import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KubeFedSuites {
  /// Which clusters get an object, and what differs where.
  static let placement: [VectorSuite] = [
    computePlacement, replicaOverrides, applyOverrides, clusterSelector,
  ]

  private struct PlacementInput: Decodable {
    var federatedObject: FederatedObject
    var clusters: [KubeFedCluster]
    @OrZero var namespaced: Bool
    @OrZero var selectorOnly: Bool
    var federatedNamespace: FederatedObject?
    @OrZero var limitedScope: Bool
  }

  private static let computePlacement = VectorSuite(
    algorithm: "kubefed.v2.computePlacement", matches: matchesOrBothFail
  ) { vector in
    let input = try decode(PlacementInput.self, vector.input, "input")
    let candidates = input.clusters.map {
      PlacementCandidate(name: $0.metadata.name, labels: $0.metadata.labels)
    }
    return PreparedDecision { () -> Result<Set<String>, PlacementSelection.SelectorProblem> in
      Result { () throws(PlacementSelection.SelectorProblem) in
        let own = input.federatedObject.spec.placement
        guard input.namespaced else {
          return try PlacementSelection.clusters(
            for: own, among: candidates, selectorOnly: input.selectorOnly)
        }
        let namespace = input.federatedNamespace.map {
          NamespacePlacement.federated($0.spec.placement)
        }
        return try PlacementSelection.clusters(
          for: own, in: namespace ?? .absent, among: candidates,
          isLimitedScope: input.limitedScope, selectorOnly: input.selectorOnly)
      }
    } answer: { result in
      switch result {
      case .success(let names): ["clusters": Node(names.sorted(by: bytewiseLess))]
      case .failure(let problem): ["error": Node(problem.description)]
      }
    }
  }

  private static let replicaOverrides = VectorSuite(algorithm: "kubefed.v2.replicaOverrides") {
    vector in
    let written = vector.input["federatedObject"]?["spec"]?["overrides"]
    let replicas = try decode(
      [String: Int64].self, vector.input["scheduledReplicas"], "scheduledReplicas")
    return PreparedDecision {
      () -> Result<(isNeeded: Bool, after: ClusterOverrides), ClusterOverrides.Problem> in
      Result { () throws(ClusterOverrides.Problem) in
        let overrides = try ClusterOverrides(written)
        return (
          ReplicaOverrides.isUpdateNeeded(overrides, replicas),
          ReplicaOverrides.updated(overrides, replicas)
        )
      }
    } answer: { result in
      switch result {
      case .failure(let problem): return ["error": Node(problem.description)]
      case .success(let outcome):
        let after = outcome.after.items.map { item in
          Node.Member(
            key: item.clusterName,
            value: Node(orNull: item.overrides.map { Node($0.map(answer)) }))
        }
        return ["updateNeeded": Node(outcome.isNeeded), "overridesAfter": Node(.object(after))]
      }
    }
  }

  private static func answer(_ override: ClusterOverride) -> Node {
    var node: Node = ["path": Node(override.path)]
    if !override.op.isEmpty { node.set("op", Node(override.op)) }
    if let value = override.value { node.set("value", value) }
    return node
  }

  private static let applyOverrides = VectorSuite(
    algorithm: "kubefed.v2.applyOverrides", matches: matchesOrBothFail
  ) { vector in
    let object = try VectorInput(vector.input).member("object")
    let written = vector.input["clusterOverrides"] ?? .null
    return PreparedDecision { () -> Result<Node, JSONPatch.Failure> in
      let overrides: [ClusterOverride]
      do throws(ClusterOverrides.Problem) {
        overrides = try ClusterOverrides.list(written, "clusterOverrides") ?? []
      } catch {
        return .failure(JSONPatch.Failure(description: error.description))
      }
      return Result { () throws(JSONPatch.Failure) in
        try OverridePatch.apply(overrides, to: object)
      }
    } answer: { result in
      switch result {
      case .success(let patched): ["object": patched]
      case .failure(let problem): ["error": Node(problem.description)]
      }
    }
  }

  private static let clusterSelector = VectorSuite(
    algorithm: "federation.v1.clusterSelector", matches: matchesOrBothFail
  ) { vector in
    let labels = try decode([String: String].self, vector.input["clusterLabels"], "clusterLabels")
    let annotations = try decode(
      [String: String].self, vector.input["annotations"], "annotations")
    return PreparedDecision { () -> Bool? in
      try? ClusterSelectorAnnotation(annotations: annotations).sends(to: labels)
    } answer: { sends in
      sends.map { ["sendToCluster": Node($0)] } ?? ["error": "invalid selector"]
    }
  }
}
