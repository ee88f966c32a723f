import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KubeFleetSuites {
  /// The validating web hooks.
  static let admission: [VectorSuite] = [
    placementValidation, overrideValidation, budgetValidation, evictionValidation,
    memberValidation,
  ]

  private static func answer(_ verdict: AdmissionVerdict) -> Node {
    // order-free: sorted below.
    var parts = Array(Set(verdict.findings))
    stableSort(&parts, by: bytewiseLess)
    return .members([
      ("allowed", Node(verdict.isAllowed)), ("messages", parts.isEmpty ? .null : Node(parts)),
    ])
  }

  private static let placementValidation = VectorSuite(
    algorithm: "kubefleet.placement.validate"
  ) { vector in
    func kinds(_ key: String) throws -> Set<String> {
      Set(try vector.input.decodedIfPresent([String].self, key) ?? [])
    }
    let validation = PlacementValidation(
      clusterScopedKinds: try kinds("clusterScopedKinds"),
      namespacedKinds: try kinds("namespacedKinds"))
    let placement = try vector.input.decoded(ClusterResourcePlacement.self, "placement")
    let isUpdate = vector.input["operation"]?.string == "UPDATE"
    let old =
      isUpdate
      ? try vector.input.decodedIfPresent(ClusterResourcePlacement.self, "oldPlacement") : nil
    return PreparedDecision {
      validation.verdict(placement, replacing: old)
    } answer: {
      answer($0)
    }
  }

  private static let overrideValidation = VectorSuite(
    algorithm: "kubefleet.override.validate"
  ) { vector in
    let isNamespaced = vector.input["resourceOverride"] != nil
    let override = try vector.input.decoded(
      ResourceOverride.self, isNamespaced ? "resourceOverride" : "clusterResourceOverride")
    let existing = try vector.input.decodedIfPresent([ResourceOverride].self, "existing") ?? []
    return PreparedDecision {
      OverrideValidation.verdict(override, existing: existing, isNamespaced: isNamespaced)
    } answer: {
      answer($0)
    }
  }

  private static let budgetValidation = VectorSuite(
    algorithm: "kubefleet.disruptionbudget.validate"
  ) { vector in
    let budget = try vector.input.decoded(PlacementDisruptionBudget.self, "disruptionBudget")
    let placement = try vector.input.decodedIfPresent(
      ClusterResourcePlacement.self, "placement")
    return PreparedDecision {
      SmallValidations.verdict(budget.spec, placement: placement)
    } answer: {
      answer($0)
    }
  }

  private static let evictionValidation = VectorSuite(algorithm: "kubefleet.eviction.validate") {
    vector in
    let placement = try vector.input.decodedIfPresent(
      ClusterResourcePlacement.self, "placement")
    return PreparedDecision {
      SmallValidations.verdict(evictingFrom: placement)
    } answer: {
      answer($0)
    }
  }

  private static let memberValidation = VectorSuite(
    algorithm: "kubefleet.membercluster.validate"
  ) { vector in
    let cluster = try vector.input.decoded(MemberCluster.self, "memberCluster")
    return PreparedDecision {
      SmallValidations.verdict(cluster)
    } answer: {
      answer($0)
    }
  }
}
