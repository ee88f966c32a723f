import KubernetesAPI

/// The taints that follow from a cluster's availability.
///
/// Mirrors: `ocm@00f84c3 pkg/registration/hub/taint/controller.go`, `pkg/registration/helpers/helpers.go`.
public enum AvailabilityTaints {
  /// Of a cluster that reports that its API server is down.
  public static let unavailable = Taint(
    key: "cluster.open-cluster-management.io/unavailable", effect: "NoSelect")
  /// Of a cluster that reports nothing.
  public static let unreachable = Taint(
    key: "cluster.open-cluster-management.io/unreachable", effect: "NoSelect")

  /// A cluster's taints after its availability was looked at; nil if they stay as they are. A new
  /// taint has no time yet: the admission gives it one.
  public static func taints(of cluster: ManagedCluster) -> [Taint]? {
    if cluster.metadata.deletionTimestamp != nil { return nil }
    let available = cluster.status.conditions[ManagedClusterConditionType.available]
    let old = cluster.spec.taints
    var taints = old
    func isSame(_ left: Taint, _ right: Taint) -> Bool {
      left.key == right.key && left.value == right.value && left.effect == right.effect
    }
    func remove(_ unwanted: Taint) {
      taints.removeAll { isSame($0, unwanted) }
    }
    func add(_ wanted: Taint) {
      if !taints.contains(where: { isSame($0, wanted) }) { taints.append(wanted) }
    }
    switch available?.status {
    case nil, "Unknown":
      remove(unavailable)
      add(unreachable)
    case "False":
      remove(unreachable)
      add(unavailable)
    case "True":
      remove(unavailable)
      remove(unreachable)
    default: break
    }
    return taints == old ? nil : taints
  }
}
