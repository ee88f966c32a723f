import KubernetesAPI

/// What upstream fills in where a placement says nothing.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/defaulter/clusterresourceplacement.go`, vectors
/// `placement-default`.
extension PlacementSpec {
  /// The placement with every default written out.
  public func defaulted() -> PlacementSpec {
    var spec = self
    spec.policy = (spec.policy ?? PlacementPolicy(placementType: "PickAll")).defaulted()
    spec.strategy = spec.strategy.defaulted()
    spec.revisionHistoryLimit = spec.revisionHistoryLimit ?? 10
    return spec
  }
}

extension PlacementPolicy {
  /// The policy with the defaults of its constraints and tolerations; its type stays.
  func defaulted() -> PlacementPolicy {
    var policy = self
    for index in policy.topologySpreadConstraints.indices {
      if policy.topologySpreadConstraints[index].maxSkew == nil {
        policy.topologySpreadConstraints[index].maxSkew = 1
      }
      if policy.topologySpreadConstraints[index].whenUnsatisfiable.isEmpty {
        policy.topologySpreadConstraints[index].whenUnsatisfiable = "DoNotSchedule"
      }
    }
    if var tolerations = policy.tolerations {
      for index in tolerations.indices where tolerations[index].operator.isEmpty {
        tolerations[index].operator = "Equal"
      }
      policy.tolerations = tolerations
    }
    return policy
  }
}

extension RolloutStrategy {
  /// The strategy with its pace and the way of applying.
  func defaulted() -> RolloutStrategy {
    var strategy = self
    if strategy.type.isEmpty { strategy.type = "RollingUpdate" }
    if strategy.type == "RollingUpdate" {
      var rolling = strategy.rollingUpdate ?? RollingUpdateConfig()
      rolling.maxUnavailable = rolling.maxUnavailable ?? .string("25%")
      rolling.maxSurge = rolling.maxSurge ?? .string("25%")
      rolling.unavailablePeriodSeconds = rolling.unavailablePeriodSeconds ?? 60
      strategy.rollingUpdate = rolling
    }
    strategy.applyStrategy = (strategy.applyStrategy ?? ApplyStrategy()).defaulted()
    return strategy
  }
}

extension ApplyStrategy {
  /// The strategy with every default written out.
  func defaulted() -> ApplyStrategy {
    var strategy = self
    if strategy.type.isEmpty { strategy.type = "ClientSideApply" }
    if strategy.type == "ServerSideApply", strategy.serverSideApplyConfig == nil {
      strategy.serverSideApplyConfig = ServerSideApplyConfig()
    }
    if strategy.comparisonOption.isEmpty { strategy.comparisonOption = "PartialComparison" }
    if strategy.whenToApply.isEmpty { strategy.whenToApply = "Always" }
    if strategy.whenToTakeOver.isEmpty { strategy.whenToTakeOver = "Always" }
    return strategy
  }
}
