import KubernetesAPI

/// What becomes of a request to take a placement off one cluster.
///
/// The outcome is final: an eviction that a budget blocks is not tried again.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/clusterresourceplacementeviction/controller.go`,
/// vectors `eviction`.
public enum EvictionOutcome: Sendable, Equatable {
  /// There is no such placement.
  case placementMissing
  /// The placement is being deleted.
  case placementDeleting
  /// The clusters of the placement are fixed.
  case placementFixed
  /// The placement is not on the cluster.
  case bindingMissing
  /// The placement is on the cluster more than once.
  case bindingAmbiguous
  /// The binding is being deleted already: done.
  case alreadyDeleting
  /// Nothing has reached the cluster yet: refused.
  case nothingPlaced
  /// The placement failed there, so no budget holds it: this binding is deleted.
  case failedPlacement(binding: Int)
  /// There is no budget: this binding is deleted.
  case unlimited(binding: Int)
  /// The budget does not go with the placement: refused.
  case budgetMisconfigured
  /// The budget allows it: this binding is deleted.
  case allowed(binding: Int, available: Int, total: Int)
  /// The budget forbids it.
  case blocked(available: Int, total: Int)

  /// Whether the request made sense (condition `Valid`).
  public var isValid: Bool {
    switch self {
    case .placementMissing, .placementDeleting, .placementFixed, .bindingMissing,
      .bindingAmbiguous:
      false
    default: true
    }
  }

  /// Whether the cluster loses the placement (condition `Executed`).
  public var isExecuted: Bool {
    switch self {
    case .alreadyDeleting, .failedPlacement, .unlimited, .allowed: true
    default: false
    }
  }

  /// The binding to delete.
  public var deleted: Int? {
    switch self {
    case .failedPlacement(let binding), .unlimited(let binding): binding
    case .allowed(let binding, _, _): binding
    default: nil
    }
  }

  /// The message of the condition that decides: `Valid` if that is false, else `Executed`.
  public var message: String {
    switch self {
    case .placementMissing: "Failed to find ClusterResourcePlacement targeted by eviction"
    case .placementDeleting: "Found deleting ClusterResourcePlacement targeted by eviction"
    case .placementFixed:
      "Found ClusterResourcePlacement with PickFixed placement type targeted by eviction"
    case .bindingMissing:
      "Failed to find scheduler decision for placement in cluster targeted by eviction"
    case .bindingAmbiguous:
      "Found more than one scheduler decision for placement in cluster targeted by eviction"
    case .alreadyDeleting:
      "Eviction is allowed, resources propagated by placement is currently being removed from "
        + "cluster targeted by eviction"
    case .nothingPlaced:
      "Eviction is blocked, placement has not propagated resources to target cluster yet"
    case .failedPlacement: "Eviction is allowed, placement has failed"
    case .unlimited:
      "Eviction is allowed, no ClusterResourcePlacementDisruptionBudget specified"
    case .budgetMisconfigured:
      "Eviction is blocked by misconfigured ClusterResourcePlacementDisruptionBudget, either "
        + "MaxUnavailable is specified or MinAvailable is specified as a percentage for PickAll "
        + "ClusterResourcePlacement"
    case .allowed(_, let available, let total):
      "Eviction is allowed by specified ClusterResourcePlacementDisruptionBudget, "
        + "availablePlacements: \(available), totalPlacements: \(total)"
    case .blocked(let available, let total):
      "Eviction is blocked by specified ClusterResourcePlacementDisruptionBudget, "
        + "availablePlacements: \(available), totalPlacements: \(total)"
    }
  }

  /// Judges an eviction from a cluster.
  ///
  /// - Parameters:
  ///   - placement: Nil if it does not exist.
  ///   - bindings: All of the placement.
  ///   - budget: Nil if there is none with the placement's name.
  public init(
    from cluster: String, placement: ClusterResourcePlacement?, bindings: [ResourceBinding],
    budget: DisruptionBudgetSpec?
  ) {
    self = Self.judge(cluster, placement, bindings, budget)
  }

  private static func judge(
    _ cluster: String, _ placement: ClusterResourcePlacement?, _ bindings: [ResourceBinding],
    _ budget: DisruptionBudgetSpec?
  ) -> EvictionOutcome {
    guard let placement else { return .placementMissing }
    if placement.metadata.deletionTimestamp != nil { return .placementDeleting }
    let type = placement.spec.policy?.placementType ?? "PickAll"
    if type == "PickFixed" { return .placementFixed }
    let targets = bindings.indices.filter { bindings[$0].spec.targetCluster == cluster }
    guard let target = targets.first else { return .bindingMissing }
    if targets.count > 1 { return .bindingAmbiguous }
    let binding = bindings[target]
    if binding.isDeleting { return .alreadyDeleting }
    guard isPlaced(binding) else { return .nothingPlaced }
    if binding.hasFailed || binding.isDiffReported { return .failedPlacement(binding: target) }
    guard let budget else { return .unlimited(binding: target) }
    if type == "PickAll" {
      if budget.maxUnavailable != nil { return .budgetMisconfigured }
      if case .string = budget.minAvailable { return .budgetMisconfigured }
    }
    let available = bindings.count { $0.isTrue("Available") }
    let wanted = type == "PickN" ? Int64(placement.spec.policy?.numberOfClusters ?? 0) : 0
    let allowed = budget.disruptions(
      available: Int64(available), total: Int64(bindings.count), wanted: wanted)
    return allowed > 0
      ? .allowed(binding: target, available: available, total: bindings.count)
      : .blocked(available: available, total: bindings.count)
  }

  private static func isPlaced(_ binding: ResourceBinding) -> Bool {
    switch binding.spec.state {
    case BindingState.bound: true
    case BindingState.unscheduled:
      binding.metadata.annotations[ResourceBinding.previousStateAnnotation] == BindingState.bound
    default: false
    }
  }
}
