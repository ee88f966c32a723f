import GoSemantics
import KubernetesAPI

extension ManifestWork {
  /// How far the work's cluster is with the work's template.
  ///
  /// Without a condition rule that produces `Progressing` a cluster stays `ToApply` for ever.
  ///
  /// Mirrors: `ocm@00f84c3 pkg/work/hub/controllers/manifestworkreplicasetcontroller/manifestworkreplicaset_deploy_reconcile.go`
  /// (clusterRolloutStatusFunc, shouldReturnToApply).
  public var rolloutStatus: ClusterRolloutStatus {
    let conditions = status.conditions
    let toApply = ClusterRolloutStatus(metadata.namespace, .toApply)
    func isObserved(_ condition: Condition) -> Bool {
      (condition.observedGeneration ?? 0) == metadata.generation
    }
    guard let applied = conditions[WorkConditionType.applied], isObserved(applied),
      applied.status == "True",
      let progressing = conditions[WorkConditionType.progressing], isObserved(progressing)
    else { return toApply }
    let degraded = conditions[WorkConditionType.degraded]
    if let degraded, !isObserved(degraded) { return toApply }
    func state(_ status: RolloutStatus, _ condition: Condition) -> ClusterRolloutStatus {
      ClusterRolloutStatus(
        metadata.namespace, status,
        since: condition.lastTransitionTime.flatMap(GoInstant.init(rfc3339:)) ?? .zero)
    }
    switch progressing.status {
    case "True":
      if let degraded, degraded.status == "True" { return state(.failed, degraded) }
      return state(.progressing, progressing)
    case "False": return state(.succeeded, progressing)
    default: return state(.progressing, progressing)
    }
  }
}
