/// What the CRD schema and the admission webhook fill into a policy before anybody acts on it.
///
/// Mirrors: `karmada@f8fdd02 charts/karmada/_crds/bases/policy`,
/// `pkg/webhook/propagationpolicy/mutating.go`, `pkg/util/helper/policy.go`.
public enum PolicyDefaults {
  /// A policy's body with its defaults.
  ///
  /// - Parameters:
  ///   - spec: The body as written.
  ///   - namespace: The policy's namespace, given to selectors without one; empty for a
  ///     ClusterPropagationPolicy.
  public static func defaulted(_ spec: PropagationSpec, namespace: String) -> PropagationSpec {
    var spec = spec
    spec.priority = spec.priority ?? 0
    spec.preemption = spec.preemption ?? "Never"
    spec.schedulerName = spec.schedulerName ?? "default-scheduler"
    spec.conflictResolution = spec.conflictResolution ?? "Abort"
    if !namespace.isEmpty {
      spec.resourceSelectors = spec.resourceSelectors?.map { selector in
        var selector = selector
        if (selector.namespace ?? "").isEmpty { selector.namespace = namespace }
        return selector
      }
    }
    let sharesServices = spec.resourceSelectors?.contains {
      $0.apiVersion == "multicluster.x-k8s.io/v1alpha1" && $0.kind == "ServiceImport"
    }
    if sharesServices == true { spec.propagateDeps = true }
    spec.placement = spec.placement.map(defaulted)
    if var application = spec.failover?.application {
      application.purgeMode = application.purgeMode ?? "Gracefully"
      var conditions = application.decisionConditions ?? .init()
      conditions.tolerationSeconds = conditions.tolerationSeconds ?? 300
      application.decisionConditions = conditions
      if application.purgeMode == "Gracefully" {
        application.gracePeriodSeconds = application.gracePeriodSeconds ?? 600
      }
      spec.failover?.application = application
    }
    if let cluster = spec.failover?.cluster {
      spec.failover?.cluster?.purgeMode = cluster.purgeMode ?? "Gracefully"
    }
    return spec
  }

  private static func defaulted(_ placement: Placement) -> Placement {
    var placement = placement
    placement.spreadConstraints = placement.spreadConstraints?.map { constraint in
      var constraint = constraint
      if (constraint.spreadByField ?? "").isEmpty && (constraint.spreadByLabel ?? "").isEmpty {
        constraint.spreadByField = "cluster"
      }
      if constraint.minGroups ?? 0 == 0 { constraint.minGroups = 1 }
      return constraint
    }
    if var strategy = placement.replicaScheduling {
      strategy.replicaSchedulingType = strategy.replicaSchedulingType ?? "Divided"
      if strategy.replicaSchedulingType == "Divided"
        && (strategy.replicaDivisionPreference ?? "").isEmpty
      {
        strategy.replicaDivisionPreference = "Weighted"
      }
      placement.replicaScheduling = strategy
    }
    return placement
  }
}
