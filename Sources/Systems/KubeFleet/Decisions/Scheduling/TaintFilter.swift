import KubernetesAPI

/// Taints of members against the tolerations of a placement.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/tainttoleration/filtering.go`,
/// vectors `taint-toleration`.
public enum TaintFilter {
  /// The first taint in order that no toleration covers.
  public static func firstUntolerated(_ taints: [Taint], _ tolerations: [Toleration]) -> Taint? {
    taints.first { taint in !tolerations.contains { tolerates($0, taint) } }
  }

  /// Unlike Kubernetes, an operator that was never defaulted covers nothing.
  private static func tolerates(_ toleration: Toleration, _ taint: Taint) -> Bool {
    switch toleration.operator {
    case "Exists":
      guard toleration.key.isEmpty || toleration.key == taint.key else { return false }
    case "Equal":
      guard toleration.key == taint.key, toleration.value == taint.value else { return false }
    default: return false
    }
    return toleration.effect == taint.effect || toleration.effect.isEmpty
  }

  /// The reason as it stands in the scheduler's decisions.
  public static func reason(_ taint: Taint) -> String {
    "taint &{Key:\(taint.key) Value:\(taint.value) Effect:\(taint.effect)} cannot be tolerated"
  }
}
