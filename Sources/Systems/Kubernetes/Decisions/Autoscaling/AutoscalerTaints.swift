import KubernetesAPI

/// The taints that the autoscaler writes, and those that pass.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/utils/taints/taints.go`,
/// `utils/kubernetes/ready.go`.
public enum AutoscalerTaints {
  /// A node that is being deleted; the value is the instant in seconds.
  public static let toBeDeleted = "ToBeDeletedByClusterAutoscaler"
  /// A node that is not needed.
  public static let deletionCandidate = "DeletionCandidateOfClusterAutoscaler"

  private static let ofConditions: Set<String> = [
    WellKnown.notReady, WellKnown.unreachable, WellKnown.unschedulable,
    "node.kubernetes.io/memory-pressure", "node.kubernetes.io/disk-pressure",
    "node.kubernetes.io/network-unavailable", "node.kubernetes.io/pid-pressure",
    "node.cloudprovider.kubernetes.io/uninitialized", "node.cloudprovider.kubernetes.io/shutdown",
    "cloud.google.com/impending-node-termination", "NodeWithImpairedVolumes",
  ]
  private static let startupPrefixes = [
    "ignore-taint.cluster-autoscaler.kubernetes.io/",
    "startup-taint.cluster-autoscaler.kubernetes.io/",
  ]
  private static let statusPrefix = "status-taint.cluster-autoscaler.kubernetes.io/"

  /// Whether a node with this taint is still starting.
  public static func isStartup(_ key: String) -> Bool {
    startupPrefixes.contains { key.hasPrefix($0) }
  }

  /// The taints that a fresh node of the same group has too.
  public static func lasting(_ taints: [Taint]) -> [Taint] {
    taints.filter { taint in
      taint.key != toBeDeleted && taint.key != deletionCandidate
        && !ofConditions.contains(taint.key) && !isStartup(taint.key)
        && !taint.key.hasPrefix(statusPrefix)
    }
  }

  /// Whether the node began to be deleted less than five minutes ago.
  public static func isBeingDeleted(_ node: ClusterNode, now: Int64) -> Bool {
    guard let taint = node.spec.taints.first(where: { $0.key == toBeDeleted }),
      let seconds = Int64(taint.value)
    else { return false }
    let (began, overflow) = seconds.multipliedReportingOverflow(by: AutoscalerOptions.second)
    return !overflow && now &- began < AutoscalerOptions.maxNodeDeletionTime
  }
}

extension ClusterNode {
  /// Whether pods can run on the node, as the autoscaler sees it.
  public var isReadyForAutoscaler: Bool {
    var isReady = false
    for condition in status.conditions {
      switch condition.type {
      case "Ready":
        isReady = condition.status != "False" && condition.status != "Unknown"
      case "DiskPressure", "NetworkUnavailable":
        if condition.status == "True" { return false }
      default: break
      }
      if condition.type == "Ready", !isReady { return false }
    }
    let notReady: Set<String> = [
      WellKnown.notReady, "node.kubernetes.io/disk-pressure",
      "node.kubernetes.io/network-unavailable",
    ]
    return isReady
      && !spec.taints.contains {
        notReady.contains($0.key)
          || !spec.unschedulable && AutoscalerTaints.isStartup($0.key)
      }
  }

  /// Whether the node has a taint of that key.
  public func hasTaint(_ key: String) -> Bool { spec.taints.contains { $0.key == key } }
}
