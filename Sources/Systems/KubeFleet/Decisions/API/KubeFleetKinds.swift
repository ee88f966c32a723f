import KubernetesAPI

/// The kinds of KubeFleet's API that Regatta reads.
///
/// Cluster-scoped and namespaced kinds of the same shape share one type; the namespace tells.
///
/// Mirrors: `kubefleet@e160c1cd apis`, `fleet-networking@4fcffcf api`.
public enum KubeFleetKinds {
  /// The group and versions of members.
  private static let cluster = ["v1beta1", "v1"].map { "cluster.kubernetes-fleet.io/\($0)" }
  /// The group and versions of placements.
  private static let placement = ["v1beta1", "v1"].map { "placement.kubernetes-fleet.io/\($0)" }
  /// The group and versions of networking.
  private static let networking = ["v1alpha1", "v1beta1"].map {
    "networking.fleet.azure.com/\($0)"
  }

  private static func entries<Object: KubernetesObject>(
    _ type: Object.Type, _ versions: [String], _ kinds: String...
  ) -> [KindEntry] {
    versions.flatMap { version in
      kinds.map { KindEntry(type, apiVersion: version, kind: $0) }
    }
  }

  /// One entry per kind and version.
  public static let all: [KindEntry] =
    entries(MemberCluster.self, cluster, "MemberCluster")
    + entries(
      ClusterResourcePlacement.self, placement, "ClusterResourcePlacement", "ResourcePlacement")
    + entries(ResourceBinding.self, placement, "ClusterResourceBinding", "ResourceBinding")
    + entries(
      PolicySnapshot.self, placement, "ClusterSchedulingPolicySnapshot",
      "SchedulingPolicySnapshot")
    + entries(ResourceOverride.self, placement, "ClusterResourceOverride", "ResourceOverride")
    + entries(
      ResourceOverrideSnapshot.self, placement, "ClusterResourceOverrideSnapshot",
      "ResourceOverrideSnapshot")
    + entries(
      StagedUpdateStrategy.self, placement, "ClusterStagedUpdateStrategy", "StagedUpdateStrategy")
    + entries(StagedUpdateRunObject.self, placement, "ClusterStagedUpdateRun", "StagedUpdateRun")
    + entries(PlacementEviction.self, placement, "ClusterResourcePlacementEviction")
    + entries(PlacementDisruptionBudget.self, placement, "ClusterResourcePlacementDisruptionBudget")
    + entries(ServiceExport.self, networking, "ServiceExport")
    + entries(ServiceImport.self, networking, "ServiceImport")
    + entries(InternalServiceExport.self, networking, "InternalServiceExport")
    + entries(MultiClusterService.self, networking, "MultiClusterService")
    + entries(TrafficManagerProfile.self, networking, "TrafficManagerProfile")
    + entries(TrafficManagerBackend.self, networking, "TrafficManagerBackend")
}
