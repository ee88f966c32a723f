import KubernetesAPI

/// Carries out what a pass wants written, as an API server would.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/execution.go`.
extension UpdateRunWorld {
  /// Writes the actions of a pass.
  ///
  /// - Parameters:
  ///   - countsGenerations: Whether a changed spec raises a binding's generation, as real API
  ///     servers do; then earlier conditions no longer count.
  ///   - deletesAtOnce: Whether deleted bindings vanish, instead of waiting for finalizers.
  ///   - time: Now in RFC 3339.
  public mutating func apply(
    _ actions: [UpdateRunAction], countsGenerations: Bool, deletesAtOnce: Bool, time: String
  ) {
    var gone: Set<Int> = []
    for action in actions {
      switch action {
      case .release(let index, let snapshot, let overrides, let strategy):
        var spec = bindings[index].spec
        spec.state = BindingState.bound
        spec.resourceSnapshotName = snapshot
        spec.resourceOverrideSnapshots = overrides.namespaced
        spec.clusterResourceOverrideSnapshots = overrides.cluster
        spec.applyStrategy = strategy
        if countsGenerations, spec != bindings[index].spec {
          bindings[index].metadata.generation &+= 1
        }
        bindings[index].spec = spec
        var condition = Condition(
          type: "RolloutStarted", status: "True", reason: "RolloutStarted")
        condition.observedGeneration = bindings[index].metadata.generation
        condition.lastTransitionTime = time
        bindings[index].status.conditions.removeAll { $0.type == "RolloutStarted" }
        bindings[index].status.conditions.append(condition)
      case .delete(let index):
        bindings[index].metadata.deletionTimestamp = time
        if deletesAtOnce { gone.insert(index) }
      case .createApproval(let name, _): approvals[name] = Approval()
      case .acceptApproval(let name): approvals[name]?.isAccepted = true
      }
    }
    if !gone.isEmpty { removeBindings(gone) }
  }
}
