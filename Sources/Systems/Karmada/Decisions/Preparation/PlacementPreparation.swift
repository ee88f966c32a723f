import GoSemantics
import KubernetesAPI

// From policies and bindings to the values that decisions read.
//
// Mirrors: `karmada@f8fdd02 pkg/util/selector.go`, `pkg/scheduler/core/assignment.go`,
// `pkg/scheduler/core/spreadconstraint/select_clusters.go`.

extension ClusterAffinityMatch {
  /// An affinity; selectors that cannot be understood match nothing.
  public init(_ affinity: ClusterAffinity) {
    let labels: [SelectorRequirement]? =
      affinity.labelSelector.map { selector in
        (try? Selector(selector))?.requirements
      } ?? []
    var fields: [SelectorRequirement]? = []
    var zones: [ZoneRequirement] = []
    for expression in affinity.fieldSelector?.matchExpressions ?? [] {
      if expression.key == "zone" {
        zones.append(
          ZoneRequirement(operator: expression.operator, values: expression.values ?? []))
      } else if let requirement = SelectorRequirement(expression) {
        fields?.append(requirement)
      } else {
        fields = nil
      }
    }
    self.init(
      clusterNames: affinity.clusterNames ?? [], exclude: affinity.exclude ?? [],
      labels: labels, fields: fields, zones: zones)
  }
}

extension SelectorRequirement {
  /// A condition of a field selector, with the operators of node selectors; `nil` if it cannot
  /// be understood.
  fileprivate init?(_ expression: ClusterFieldRequirement) {
    let known: Operator? =
      switch expression.operator {
      case "In": .isIn
      case "NotIn": .notIn
      case "Exists": .exists
      case "DoesNotExist": .doesNotExist
      case "Gt": .greaterThan
      case "Lt": .lessThan
      default: nil
      }
    guard let known,
      let requirement = try? SelectorRequirement(
        key: expression.key, operator: known, values: expression.values ?? [])
    else { return nil }
    self = requirement
  }
}

extension PlacementRules {
  /// A placement, as the scheduler reads it. Nothing is defaulted: what admission would have
  /// filled in must be there.
  public init(_ placement: Placement) {
    let strategy = placement.replicaScheduling
    self.init(
      affinity: placement.clusterAffinity.map(ClusterAffinityMatch.init),
      affinityTerms: (placement.clusterAffinities ?? []).map { term in
        AffinityTerm(
          name: term.affinityName ?? "", affinity: ClusterAffinityMatch(term.affinity),
          overflow: term.overflowAffinities?.map { ClusterAffinityMatch($0.affinity) })
      },
      tolerations: placement.clusterTolerations ?? [],
      spreadConstraints: (placement.spreadConstraints ?? []).map { constraint in
        (
          SpreadField(rawValue: constraint.spreadByField ?? ""),
          SpreadLimits(
            minGroups: constraint.minGroups ?? 0, maxGroups: constraint.maxGroups ?? 0)
        )
      },
      strategy: DivisionStrategy(strategy),
      ignoresSpreadConstraints: Self.ignoresSpreadConstraints(strategy))
  }

  /// Static weights take all feasible clusters.
  private static func ignoresSpreadConstraints(_ strategy: ReplicaSchedulingStrategy?) -> Bool {
    guard let strategy, strategy.replicaSchedulingType == "Divided",
      strategy.replicaDivisionPreference == "Weighted"
    else { return false }
    guard let weights = strategy.weightPreference else { return true }
    return !(weights.staticWeightList ?? []).isEmpty && (weights.dynamicWeight ?? "").isEmpty
  }
}

extension DivisionStrategy {
  /// The strategy that a placement asks for; absent means Duplicated.
  public init(_ strategy: ReplicaSchedulingStrategy?) {
    guard let strategy else {
      self = .duplicated
      return
    }
    let type = strategy.replicaSchedulingType ?? ""
    let preference = strategy.replicaDivisionPreference ?? ""
    switch (type, preference) {
    case ("Duplicated", _):
      self = .duplicated
    case ("Divided", "Aggregated"):
      self = .aggregated
    case ("Divided", "Weighted"):
      if let dynamic = strategy.weightPreference?.dynamicWeight, !dynamic.isEmpty {
        self = .dynamicWeight
      } else {
        let rules = strategy.weightPreference?.staticWeightList ?? []
        self = .staticWeight(
          StaticWeights(
            rules.map {
              (ClusterAffinityMatch($0.targetCluster ?? ClusterAffinity()), $0.weight ?? 0)
            }))
      }
    default:
      self = .unsupported(type: type, preference: preference)
    }
  }
}

extension WorkloadComponent {
  /// A component of a binding.
  public init(_ component: Component) {
    self.init(
      name: component.name, replicas: component.replicas ?? 0,
      requirements: component.replicaRequirements.map {
        ResourceAmounts($0.resourceRequest ?? [:])
      })
  }
}

extension BindingState {
  /// A binding as its object says.
  ///
  /// - Parameters:
  ///   - spec: What is wanted; its placement must be there.
  ///   - status: How far the system is.
  ///   - multiplePodTemplatesEnabled: Gate `MultiplePodTemplatesScheduling`.
  public init(
    _ spec: ResourceBindingSpec, status: ResourceBindingStatus?,
    multiplePodTemplatesEnabled: Bool = false
  ) {
    let resource = spec.resource
    let triggered = spec.rescheduleTriggeredAt.flatMap(GoTime.nanoseconds(rfc3339:))
    let scheduled = status?.lastScheduledTime.flatMap(GoTime.nanoseconds(rfc3339:))
    let isFresh = if let triggered, let scheduled { triggered > scheduled } else { false }
    self.init(
      workload: WorkloadReference(
        apiVersion: resource.apiVersion, kind: resource.kind,
        namespace: resource.namespace ?? "", name: resource.name ?? "", uid: resource.uid ?? ""),
      placement: PlacementRules(spec.placement ?? Placement()),
      replicas: spec.replicas ?? 0,
      requirements: spec.replicaRequirements.map {
        ResourceAmounts($0.resourceRequest ?? [:])
      },
      components: (spec.components ?? []).map(WorkloadComponent.init),
      clusters: spec.clusters ?? [],
      evictingClusters: (spec.gracefulEvictionTasks ?? []).map(\.fromCluster),
      observedAffinityName: status?.schedulerObservingAffinityName ?? "",
      isFresh: isFresh, multiplePodTemplatesEnabled: multiplePodTemplatesEnabled)
  }
}

extension ClusterTaintRule {
  /// A ClusterTaintPolicy.
  public init(_ spec: ClusterTaintPolicySpec) {
    let matches = { (conditions: [ClusterTaintPolicySpec.MatchCondition]?) in
      (conditions ?? []).map {
        Match(
          conditionType: $0.conditionType, operator: $0.operator,
          statusValues: $0.statusValues ?? [])
      }
    }
    self.init(
      targetClusters: spec.targetClusters.map(ClusterAffinityMatch.init),
      addOnConditions: matches(spec.addOnConditions),
      removeOnConditions: matches(spec.removeOnConditions),
      taints: (spec.taints ?? []).map {
        Taint(key: $0.key, value: $0.value ?? "", effect: $0.effect)
      })
  }
}
