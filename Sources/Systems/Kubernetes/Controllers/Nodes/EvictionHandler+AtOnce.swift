import EventKernel
import Kubernetes

extension APIServer {
  /// Evicts a pod with requests that take no time, so that nobody else's writes come in between.
  func evictAtOnce(_ pod: PodObject, gracePeriodSeconds: Int64? = nil) -> EvictionHandler.Result {
    guard pods[pod.id] === pod else { return .notFound }
    let asked = Eviction.Pod(
      phase: pod.phase.rawValue, isReady: pod.isReady == true, isDeleting: pod.isTerminating)
    let chosen = budgets.filter { $0.selects(pod) }
    switch Eviction.decide(asked, budgets: chosen.map(Eviction.Budget.init)) {
    case .allowed: break
    case .allowedFromBudget:
      let budget = chosen[0]
      let status = Eviction.spend(budget.status, pod: pod.name, at: now.nanoseconds)
      let isWritten = write(status, of: budget, ifRevision: budget.revision) {
        if status.disruptionsAllowed == 0 { $0.condition = $0.freshCondition }
      }
      if !isWritten { return .failed }
    case .tooManyRequests: return .tooManyRequests
    case .forbidden, .internalError: return .failed
    }
    if pod.disruptionReason != EvictionHandler.reason {
      update(pod, .conditions) { $0.disruptionReason = EvictionHandler.reason }
    }
    return delete(pod, gracePeriodSeconds: gracePeriodSeconds) ? .accepted : .notFound
  }
}
