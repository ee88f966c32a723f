import KubernetesAPI

extension [Condition] {
  /// Replaces the condition of a type, or adds it at the end. The old time stays unless the status
  /// changes.
  ///
  /// Mirrors: `k8s.io/apimachinery pkg/api/meta/conditions.go` (SetStatusCondition).
  mutating func set(_ condition: Condition) {
    guard let place = firstIndex(where: { $0.type == condition.type }) else {
      append(condition)
      return
    }
    if self[place].status != condition.status {
      self[place].status = condition.status
      self[place].lastTransitionTime = condition.lastTransitionTime
    }
    self[place].reason = condition.reason
    self[place].message = condition.message
    self[place].observedGeneration = condition.observedGeneration
  }
}
