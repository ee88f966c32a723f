import KubernetesAPI

/// How many soft taints of a node a pod does not tolerate.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go`.
public enum TaintScore {
  /// The weight of this score in the default profile.
  public static let weight: Int64 = 3

  /// The raw score, which is normalised in reverse: `PreferNoSchedule` taints that no toleration
  /// for that effect, or for every effect, covers.
  public static func intolerable(_ taints: [Taint], _ tolerations: [Toleration]) -> Int64 {
    Int64(
      taints.count { taint in
        taint.effect == "PreferNoSchedule"
          && !tolerations.contains {
            ($0.effect.isEmpty || $0.effect == "PreferNoSchedule") && $0.tolerates(taint)
          }
      })
  }
}
