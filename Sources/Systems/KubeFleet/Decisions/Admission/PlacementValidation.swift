import KubernetesAPI

/// The validating web hook of placements.
///
/// The API server's own checks come before and are not repeated here.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/validator/placement.go`, vectors `placement-validate`.
public struct PlacementValidation: Sendable {
  /// Kinds that discovery knows as cluster-scoped, as `[group/]version/Kind`.
  public var clusterScopedKinds: Set<String>
  /// Kinds that discovery knows as namespaced.
  public var namespacedKinds: Set<String>

  /// A web hook that knows these kinds.
  public init(clusterScopedKinds: Set<String>, namespacedKinds: Set<String>) {
    self.clusterScopedKinds = clusterScopedKinds
    self.namespacedKinds = namespacedKinds
  }

  /// Judges a placement that is created, or changed from an old one.
  public func verdict(
    _ placement: ClusterResourcePlacement, replacing old: ClusterResourcePlacement? = nil
  ) -> AdmissionVerdict {
    if let old {
      let problems = findings(old)
      if !problems.isEmpty {
        if placement.metadata.deletionTimestamp != nil {
          return AdmissionVerdict(
            isAllowed: true, findings: ["allow update on old invalid v1beta1"])
        }
        return AdmissionVerdict(
          isAllowed: false, findings: ["deny update on old invalid v1beta1"] + problems)
      }
      if Self.type(old) != Self.type(placement) {
        return AdmissionVerdict(isAllowed: false, findings: ["placement type is immutable"])
      }
      let kept = Set(placement.spec.policy?.tolerations ?? [])
      if !(old.spec.policy?.tolerations ?? []).allSatisfy(kept.contains) {
        return AdmissionVerdict(
          isAllowed: false,
          findings: [
            "tolerations have been updated/deleted, only additions to tolerations are allowed"
          ])
      }
    }
    let problems = findings(placement)
    return problems.isEmpty
      ? AdmissionVerdict(isAllowed: true, findings: [])
      : AdmissionVerdict(isAllowed: false, findings: ["deny create/update v1beta1"] + problems)
  }

  private static func type(_ placement: ClusterResourcePlacement) -> String {
    placement.spec.policy?.placementType ?? "PickAll"
  }

  private func findings(_ placement: ClusterResourcePlacement) -> [String] {
    var found: [String] = []
    if placement.metadata.name.utf8.count > NameSyntax.labelLength {
      found.append("the name field cannot have length exceeding 63")
    }
    let selectors = placement.spec.resourceSelectors
    let selectsInside = selectors.contains {
      $0.group.isEmpty && $0.version == "v1" && $0.kind == "Namespace"
        && $0.selectionScope == "NamespaceWithResourceSelectors"
    }
    let isClusterScoped = placement.metadata.namespace.isEmpty
    for selector in selectors {
      if let labelSelector = selector.labelSelector {
        if !selector.name.isEmpty {
          found.append(
            "the labelSelector and name fields are mutually exclusive in selector")
        }
        if !Self.isValid(labelSelector) {
          found.append("the labelSelector in resource selector")
        }
      }
      guard isKnown(selector) else {
        // Nothing more is looked at.
        return found + ["failed to get GVR of the selector"]
      }
      let isCluster = clusterScopedKinds.contains(Self.key(selector))
      if isClusterScoped, !isCluster, !selectsInside {
        found.append("or it is not a cluster scoped resource")
      }
      if !isClusterScoped, isCluster { found.append("or it is a cluster scoped resource") }
    }
    if let policy = placement.spec.policy { found += PolicyValidation.findings(policy) }
    return found + StrategyValidation.findings(placement.spec.strategy)
  }

  static func isValid(_ selector: LabelSelector?) -> Bool { (try? Selector(selector)) != nil }

  private static func key(_ selector: ResourceSelectorTerm) -> String {
    selector.group.isEmpty
      ? "\(selector.version)/\(selector.kind)"
      : "\(selector.group)/\(selector.version)/\(selector.kind)"
  }

  private func isKnown(_ selector: ResourceSelectorTerm) -> Bool {
    let key = Self.key(selector)
    if clusterScopedKinds.contains(key) || namespacedKinds.contains(key) { return true }
    // Without a version, discovery takes any.
    guard selector.version.isEmpty else { return false }
    let prefix = selector.group.isEmpty ? "" : selector.group + "/"
    // order-free: any will do.
    return clusterScopedKinds.union(namespacedKinds).contains {
      $0.hasPrefix(prefix) && $0.hasSuffix("/" + selector.kind)
        && $0.split(separator: "/").count == (prefix.isEmpty ? 2 : 3)
    }
  }
}

/// What is wrong with a rollout strategy.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/validator/placement.go` (validateRolloutStrategy).
enum StrategyValidation {
  static func findings(_ strategy: RolloutStrategy) -> [String] {
    var found: [String] = []
    if !["", "RollingUpdate", "External"].contains(strategy.type) {
      found.append("unsupported rollout strategy type")
    }
    if let rolling = strategy.rollingUpdate {
      if strategy.type == "External" {
        found.append("rollingUpdateConifg is not valid for ExternalRollout strategy type")
      }
      if let period = rolling.unavailablePeriodSeconds, period < 0 {
        found.append("unavailablePeriodSeconds must be greater than or equal to 0")
      }
      found += amount("maxUnavailable", rolling.maxUnavailable)
      found += amount("maxSurge", rolling.maxSurge)
    }
    if let apply = strategy.applyStrategy, apply.type != "ServerSideApply",
      apply.serverSideApplyConfig != nil
    {
      found.append("serverSideApplyConfig is only valid for ServerSideApply strategy type")
    }
    return found
  }

  private static func amount(_ name: String, _ value: IntOrString?) -> [String] {
    guard let value else { return [] }
    guard let scaled = try? value.scaled(total: 10, roundUp: true) else { return ["\(name) `"] }
    return scaled < 0 ? ["\(name) must be greater than or equal to 0"] : []
  }
}
