import KubernetesAPI

/// The kinds of Open Cluster Management's API that Regatta reads.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/api`,
/// `governance-policy-propagator@19b1b7b api/v1`.
public enum OpenClusterManagementKinds {
  private static let cluster = "cluster.open-cluster-management.io"
  private static let work = "work.open-cluster-management.io"
  private static let policy = "policy.open-cluster-management.io"

  /// One entry per kind.
  public static let all: [KindEntry] = [
    KindEntry(ManagedCluster.self, apiVersion: "\(cluster)/v1", kind: "ManagedCluster"),
    KindEntry(ManagedClusterSet.self, apiVersion: "\(cluster)/v1beta2", kind: "ManagedClusterSet"),
    KindEntry(
      ManagedClusterSetBinding.self, apiVersion: "\(cluster)/v1beta2",
      kind: "ManagedClusterSetBinding"),
    KindEntry(Placement.self, apiVersion: "\(cluster)/v1beta1", kind: "Placement"),
    KindEntry(PlacementDecision.self, apiVersion: "\(cluster)/v1beta1", kind: "PlacementDecision"),
    KindEntry(
      AddOnPlacementScore.self, apiVersion: "\(cluster)/v1alpha1", kind: "AddOnPlacementScore"),
    KindEntry(ManifestWork.self, apiVersion: "\(work)/v1", kind: "ManifestWork"),
    KindEntry(
      ManifestWorkReplicaSet.self, apiVersion: "\(work)/v1alpha1", kind: "ManifestWorkReplicaSet"),
    KindEntry(Policy.self, apiVersion: "\(policy)/v1", kind: "Policy"),
    KindEntry(PolicySet.self, apiVersion: "\(policy)/v1beta1", kind: "PolicySet"),
    KindEntry(PlacementBinding.self, apiVersion: "\(policy)/v1", kind: "PlacementBinding"),
  ]
}
