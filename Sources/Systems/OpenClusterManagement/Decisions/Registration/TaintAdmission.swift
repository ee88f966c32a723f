import GoSemantics
import KubernetesAPI

/// What the admission of ManagedClusters does to their taints and labels.
///
/// Mirrors: `ocm@00f84c3 pkg/registration/webhook/v1/managedcluster_mutating.go`.
public enum TaintAdmission {
  /// Why a ManagedCluster is refused.
  public struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// Upstream's message.
    public var description: String
  }

  /// The set that clusters without one belong to.
  public static let defaultClusterSet = "default"

  /// The taints as they are stored: new and changed ones are added now.
  ///
  /// - Parameter old: The cluster as it was; nil when it is created.
  public static func taints(
    of cluster: ManagedCluster, old: ManagedCluster?, now: GoInstant
  ) throws(Refusal) -> [Taint] {
    var taints = cluster.spec.taints
    var refused: [String] = []
    for place in taints.indices {
      let taint = taints[place]
      guard let old else {
        taints[place].timeAdded = now.rfc3339
        continue
      }
      let before = old.spec.taints.first { $0.key == taint.key }
      let time = instant(taint)
      if let before, before.value == taint.value, before.effect == taint.effect {
        if instant(before) != time { refused.append(taint.key) }
        continue
      }
      if time != .zero {
        refused.append(taint.key)
        continue
      }
      taints[place].timeAdded = now.rfc3339
    }
    if refused.isEmpty { return taints }
    throw Refusal(
      description:
        "It is not allowed to set TimeAdded of Taint \"\(refused.joined(separator: ","))\".")
  }

  /// The labels as they are stored: a cluster without a set belongs to the default one.
  public static func labels(of cluster: ManagedCluster) -> [String: String] {
    var labels = cluster.metadata.labels
    if (labels[ManagedClusterSet.label] ?? "").isEmpty {
      labels[ManagedClusterSet.label] = defaultClusterSet
    }
    return labels
  }

  private static func instant(_ taint: Taint) -> GoInstant {
    taint.timeAdded.flatMap(GoInstant.init(rfc3339:)) ?? .zero
  }
}
