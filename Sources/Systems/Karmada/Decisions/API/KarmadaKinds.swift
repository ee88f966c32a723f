import KubernetesAPI

/// The kinds of Karmada's API that Regatta reads.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis`.
public enum KarmadaKinds {
  /// One entry per kind; a ClusterPropagationPolicy reads as a ``PropagationPolicy`` without
  /// namespace.
  public static let all: [KindEntry] = [
    KindEntry(Cluster.self, apiVersion: "cluster.karmada.io/v1alpha1", kind: "Cluster"),
    KindEntry(
      PropagationPolicy.self, apiVersion: "policy.karmada.io/v1alpha1", kind: "PropagationPolicy"),
    KindEntry(
      PropagationPolicy.self, apiVersion: "policy.karmada.io/v1alpha1",
      kind: "ClusterPropagationPolicy"),
    KindEntry(
      OverridePolicy.self, apiVersion: "policy.karmada.io/v1alpha1", kind: "OverridePolicy"),
    KindEntry(
      OverridePolicy.self, apiVersion: "policy.karmada.io/v1alpha1",
      kind: "ClusterOverridePolicy"),
    KindEntry(
      ClusterTaintPolicy.self, apiVersion: "policy.karmada.io/v1alpha1",
      kind: "ClusterTaintPolicy"),
    KindEntry(
      ResourceBinding.self, apiVersion: "work.karmada.io/v1alpha2", kind: "ResourceBinding"),
    KindEntry(
      ResourceBinding.self, apiVersion: "work.karmada.io/v1alpha2",
      kind: "ClusterResourceBinding"),
  ]
}
