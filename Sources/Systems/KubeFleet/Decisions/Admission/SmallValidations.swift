import KubernetesAPI

/// The validating web hooks of budgets, evictions and members.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/validator/{clusterresourceplacementdisruptionbudget,
/// clusterresourceplacementeviction,membercluster}.go`, vectors `admission-small`.
public enum SmallValidations {
  /// Judges a budget; without its placement anything goes.
  public static func verdict(
    _ budget: DisruptionBudgetSpec, placement: ClusterResourcePlacement?
  ) -> AdmissionVerdict {
    guard let placement, (placement.spec.policy?.placementType ?? "PickAll") == "PickAll" else {
      return .denied(if: [])
    }
    var found: [String] = []
    if budget.maxUnavailable != nil {
      found.append("PickAll is not supported with any specified max unavailable")
    }
    if case .string = budget.minAvailable {
      found.append("PickAll is not supported with min available as a percentage")
    }
    return .denied(if: found)
  }

  /// Judges an eviction by its placement; without one it may pass.
  public static func verdict(
    evictingFrom placement: ClusterResourcePlacement?
  ) -> AdmissionVerdict {
    guard let placement else { return .denied(if: []) }
    if placement.metadata.deletionTimestamp != nil { return .denied(if: ["is being deleted"]) }
    return .denied(
      if: placement.spec.policy?.placementType == "PickFixed"
        ? ["cluster resource placement policy type PickFixed is not supported"] : [])
  }

  /// Judges a member by its taints.
  public static func verdict(_ cluster: MemberCluster) -> AdmissionVerdict {
    var found: [String] = []
    var seen: Set<Taint> = []
    for taint in cluster.spec.taints {
      if !NameSyntax.isQualifiedName(taint.key) { found.append("invalid taint key") }
      if !LabelSyntax.isValue(taint.value) { found.append("invalid taint value") }
      if !seen.insert(taint).inserted { found.append("taints must be unique") }
    }
    return .denied(if: found)
  }
}
