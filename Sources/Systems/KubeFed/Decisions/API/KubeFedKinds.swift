import KubernetesAPI

/// The kinds of KubeFed v2 that Regatta reads.
///
/// Mirrors: `kubefed@d6f10d2 pkg/apis`, and the federated kinds that `kubefedctl enable` generates.
public enum KubeFedKinds {
  /// The group and version of the generated federated kinds.
  public static let federatedTypes = "types.kubefed.io/v1beta1"

  /// The kinds whose targets are workloads.
  public static let federatedWorkloads = [
    "FederatedDeployment", "FederatedReplicaSet", "FederatedStatefulSet", "FederatedJob",
    "FederatedDaemonSet",
  ]

  /// One entry per kind.
  public static let all: [KindEntry] =
    [
      KindEntry(KubeFedCluster.self, apiVersion: "core.kubefed.io/v1beta1", kind: "KubeFedCluster"),
      KindEntry(KubeFedConfig.self, apiVersion: "core.kubefed.io/v1beta1", kind: "KubeFedConfig"),
      KindEntry(
        FederatedTypeConfig.self, apiVersion: "core.kubefed.io/v1beta1",
        kind: "FederatedTypeConfig"),
      KindEntry(
        ReplicaSchedulingPreference.self, apiVersion: "scheduling.kubefed.io/v1alpha1",
        kind: "ReplicaSchedulingPreference"),
    ]
    + (federatedWorkloads + [
      "FederatedNamespace", "FederatedConfigMap", "FederatedSecret", "FederatedService",
      "FederatedServiceAccount", "FederatedIngress",
    ]).map { KindEntry(FederatedObject.self, apiVersion: federatedTypes, kind: $0) }
}

/// The kind of federation v1's own API; everything else is an ordinary kind with annotations.
///
/// Mirrors: `federation@804bb9f apis/federation/v1beta1/types.go`.
public enum FederationKinds {
  /// One entry per kind.
  public static let all: [KindEntry] = [
    KindEntry(FederationCluster.self, apiVersion: "federation/v1beta1", kind: "Cluster")
  ]
}
