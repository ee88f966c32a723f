import KubernetesAPI

/// The taints that follow from a cluster's `Ready` condition.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/cluster/cluster_controller.go`,
/// `pkg/util/helper/taint.go`, vectors `karmada/taints.jsonl.gz` (`taints.byCondition`).
public enum ConditionTaints {
  /// On a cluster that is not ready, or has not said yet.
  public static let notReady = Taint(key: "cluster.karmada.io/not-ready", effect: "NoSchedule")
  /// On a cluster that is silent.
  public static let unreachable = Taint(
    key: "cluster.karmada.io/unreachable", effect: "NoSchedule")

  /// The taints that a cluster should have.
  ///
  /// - Parameters:
  ///   - taints: Its present taints.
  ///   - ready: Its condition `Ready`; `nil` if it has none.
  ///   - now: The time given to taints that are added.
  /// - Returns: The taints by key and effect: what is added stands at the end, and nothing moves
  ///   if nothing changes.
  public static func reconcile(
    _ taints: [ClusterTaint], ready: ReadyStatus?, now: Int64
  ) -> [ClusterTaint] {
    switch ready {
    case .no: replace(taints, add: [notReady], remove: [unreachable], now: now)
    case .unknown: replace(taints, add: [unreachable], remove: [notReady], now: now)
    case .yes: replace(taints, add: [], remove: [notReady, unreachable], now: now)
    case nil: replace(taints, add: [notReady], remove: [], now: now)
    }
  }

  private static func replace(
    _ taints: [ClusterTaint], add: [Taint], remove: [Taint], now: Int64
  ) -> [ClusterTaint] {
    let kept = taints.filter { entry in !remove.contains { $0.hasSamePlace(as: entry.taint) } }
    let added = add.filter { taint in !taints.contains { $0.taint.hasSamePlace(as: taint) } }
    return kept + added.map { ClusterTaint($0, addedNanoseconds: now) }
  }
}

extension Taint {
  /// Whether two taints have the same key and effect, which is what makes a taint one.
  func hasSamePlace(as other: Taint) -> Bool {
    key == other.key && effect == other.effect
  }
}
