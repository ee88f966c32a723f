import KubernetesAPI

/// Whether a rollout must wait for a deleted binding to vanish before its cluster gets a new one.
///
/// Upstream walks a map and stops at the first cluster with both kinds of bindings, so that
/// several such clusters may give several outcomes.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/rollout/controller.go`
/// (waitForResourcesToCleanUp), vectors `rollout-pick`.
public enum CleanUpWait: Sendable, Hashable {
  /// Nothing to wait for.
  case proceed
  /// Look again after ``Timing/cleanUpWait``.
  case wait
  /// Two live bindings for one cluster.
  case duplicate(cluster: String)
  /// The replacement is bound before the old binding is gone.
  case boundTooEarly(cluster: String)
  /// The replacement was bound and unscheduled before the old binding is gone.
  case unscheduledTooEarly(cluster: String)

  /// Everything that upstream may find, in the order of the bindings.
  public static func outcomes(_ bindings: [ResourceBinding]) -> [CleanUpWait] {
    var deleting: Set<String> = []
    var live: [String: Int] = [:]
    for (index, binding) in bindings.enumerated() {
      let cluster = binding.spec.targetCluster
      if binding.isDeleting {
        deleting.insert(cluster)
      } else if live.updateValue(index, forKey: cluster) != nil {
        return [.duplicate(cluster: cluster)]
      }
    }
    var found: [CleanUpWait] = []
    for binding in bindings
    where !binding.isDeleting && deleting.contains(binding.spec.targetCluster) {
      let cluster = binding.spec.targetCluster
      let previous = binding.metadata.annotations[ResourceBinding.previousStateAnnotation]
      let outcome: CleanUpWait =
        if binding.spec.state == BindingState.bound {
          .boundTooEarly(cluster: cluster)
        } else if binding.spec.state == BindingState.unscheduled, previous == BindingState.bound {
          .unscheduledTooEarly(cluster: cluster)
        } else {
          .wait
        }
      if !found.contains(outcome) { found.append(outcome) }
    }
    return found.isEmpty ? [.proceed] : found
  }
}
