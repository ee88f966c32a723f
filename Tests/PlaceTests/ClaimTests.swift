import Documents
import Karmada
import KubernetesAPI
import Place
import Testing

/// Which policy claims a workload that runs already, and what an edited policy does to it.
@Suite struct ClaimTests {
  private static let fleet = """
    apiVersion: cluster.karmada.io/v1alpha1
    kind: Cluster
    metadata: {name: a}
    status: {apiEnablements: [{groupVersion: apps/v1, resources: [{kind: Deployment}]}]}
    ---
    apiVersion: cluster.karmada.io/v1alpha1
    kind: Cluster
    metadata: {name: b}
    status: {apiEnablements: [{groupVersion: apps/v1, resources: [{kind: Deployment}]}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop, labels: {app: web}}
    spec: {replicas: 2, template: {spec: {containers: [{name: web}]}}}

    """

  private static func policy(
    _ name: String, cluster: String, more: String = "", kind: String = "PropagationPolicy"
  ) -> String {
    """
    ---
    apiVersion: policy.karmada.io/v1alpha1
    kind: \(kind)
    metadata: {name: \(name)\(kind == "PropagationPolicy" ? ", namespace: shop" : "")}
    spec:
      \(more)
      resourceSelectors: [{apiVersion: apps/v1, kind: Deployment, name: web}]
      placement: {clusterAffinity: {clusterNames: [\(cluster)]}}

    """
  }

  private func place(_ text: String, after: PlaceKarmada? = nil) throws -> PlaceKarmada {
    let objects = try KindRegistry.kubernetes.adding(PlaceKarmada.kinds).read(
      Array((Self.fleet + text).utf8), file: "test.yaml")
    return try PlaceKarmada(objects, options: PlaceOptions(), running: after)
  }

  private func targets(_ place: PlaceKarmada) -> [String]? {
    place.decisions.first?.targets.map(\.name)
  }

  /// A better policy does not take a claimed workload; without a claim it does.
  @Test func claimsStay() throws {
    let old = try place(Self.policy("old", cluster: "a"))
    let both =
      Self.policy("old", cluster: "a") + Self.policy("new", cluster: "b", more: "priority: 9")
    let after = try place(both, after: old)
    let claim = try #require(after.decisions.first?.policy)
    #expect(claim.name == "shop/old" && claim.isSticky)
    #expect(claim.others.first?.reason == "a claim stays with the policy that has it")
    #expect(targets(after) == ["a"])
    let fresh = try place(both)
    #expect(fresh.decisions.first?.policy?.name == "shop/new")
    #expect(targets(fresh) == ["b"])
  }

  @Test func preemptionNeedsItsGate() throws {
    let old = try place(Self.policy("old", cluster: "a"))
    let after = try place(
      Self.policy("old", cluster: "a")
        + Self.policy("new", cluster: "b", more: "priority: 9\n  preemption: Always"), after: old)
    #expect(after.decisions.first?.policy?.others.first?.reason.contains("feature gate") == true)
    #expect(targets(after) == ["a"])
  }

  @Test func anEditedPolicyMovesWhatItClaims() throws {
    let old = try place(Self.policy("p", cluster: "a"))
    let after = try place(Self.policy("p", cluster: "b"), after: old)
    #expect(after.decisions.first?.trigger == .placementChanged)
    #expect(targets(after) == ["b"])
  }

  @Test func aLazyPolicyWaitsForTheWorkload() throws {
    let lazy = "activationPreference: Lazy"
    let old = try place(Self.policy("p", cluster: "a", more: lazy))
    let after = try place(Self.policy("p", cluster: "b", more: lazy), after: old)
    #expect(targets(after) == ["a"])
    #expect(after.decisions.first?.notes.contains { $0.hasPrefix("The policy is Lazy") } == true)
  }

  @Test func withoutItsPolicyAWorkloadStays() throws {
    let old = try place(Self.policy("p", cluster: "a"))
    let after = try place("", after: old)
    #expect(after.decisions.first?.policy == nil)
    #expect(targets(after) == ["a"])
    #expect(after.text().contains("stays where it is, without a policy"))
  }

  /// A resource from a running control plane carries its claim.
  @Test func marksOnTheResourceCount() throws {
    let marked = Self.fleet.replacing(
      "labels: {app: web}",
      with: """
        labels: {propagationpolicy.karmada.io/permanent-id: x}, annotations: \
        {propagationpolicy.karmada.io/namespace: shop, propagationpolicy.karmada.io/name: old}
        """)
    let text =
      marked + Self.policy("old", cluster: "a")
      + Self.policy("new", cluster: "b", more: "priority: 9")
    let objects = try KindRegistry.kubernetes.adding(PlaceKarmada.kinds).read(
      Array(text.utf8), file: "test.yaml")
    let place = try PlaceKarmada(objects, options: PlaceOptions(), running: nil)
    #expect(place.decisions.first?.policy?.name == "shop/old")
  }

  @Test func nearMissesSayWhy() throws {
    let place = try place(
      """
      ---
      apiVersion: policy.karmada.io/v1alpha1
      kind: ClusterPropagationPolicy
      metadata: {name: p}
      spec:
        resourceSelectors:
        - {apiVersion: apps/v1beta1, kind: Deployment}
      ---
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: q, namespace: shop}
      spec:
        resourceSelectors:
        - {apiVersion: apps/v1, kind: Deployment, name: other}
      ---
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: r, namespace: shop}
      spec:
        resourceSelectors:
        - {apiVersion: apps/v1, kind: Deployment, labelSelector: {matchLabels: {app: x}}}
      """)
    #expect(
      place.decisions.first?.nearMisses == [
        "PropagationPolicy shop/q: selects the name other",
        "PropagationPolicy shop/r: selects other labels",
        "ClusterPropagationPolicy p: selects apps/v1beta1, not apps/v1",
      ])
  }
}
