import Documents
import Foundation
import GoSemantics
import KubernetesAPI
import Place
import Testing

/// What clusters get: replicas, overrides in their order, and failures.
@Suite struct OverrideTests {
  private static let base = """
    apiVersion: cluster.karmada.io/v1alpha1
    kind: Cluster
    metadata: {name: a}
    spec: {region: eu}
    status:
      apiEnablements:
      - {groupVersion: apps/v1, resources: [{kind: Deployment}]}
      - {groupVersion: batch/v1, resources: [{kind: Job}]}
      resourceSummary: {allocatable: {pods: "100"}}
    ---
    apiVersion: cluster.karmada.io/v1alpha1
    kind: Cluster
    metadata: {name: b}
    spec: {region: us}
    status:
      apiEnablements:
      - {groupVersion: apps/v1, resources: [{kind: Deployment}]}
      - {groupVersion: batch/v1, resources: [{kind: Job}]}
      resourceSummary: {allocatable: {pods: "100"}}
    ---
    apiVersion: policy.karmada.io/v1alpha1
    kind: ClusterPropagationPolicy
    metadata: {name: p}
    spec:
      resourceSelectors:
      - {apiVersion: apps/v1, kind: Deployment}
      - {apiVersion: batch/v1, kind: Job}
      placement:
        replicaScheduling:
          replicaSchedulingType: Divided
          weightPreference:
            staticWeightList:
            - {targetCluster: {clusterNames: [a]}, weight: 3}
            - {targetCluster: {clusterNames: [b]}, weight: 1}
    ---

    """

  private func place(_ text: String) throws -> PlaceKarmada {
    var options = PlaceOptions()
    options.showsOverrides = true
    let objects = try KindRegistry.kubernetes.adding(PlaceKarmada.kinds).read(
      Array((Self.base + text).utf8), file: "test.yaml")
    return try PlaceKarmada(objects, options: options, running: nil)
  }

  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, uid: x, resourceVersion: "7", labels: {app: web}}
    spec:
      replicas: 8
      template: {spec: {containers: [{name: web, image: "docker.io/web:1"}]}}
    status: {replicas: 8}
    """

  @Test func replicasAreRevisedAndTheRestPruned() throws {
    let rendered = try #require(place(Self.deployment).decisions.first?.rendered)
    #expect(rendered.map(\.cluster) == ["a", "b"])
    #expect(
      rendered[0].diff.filter { $0.hasPrefix("-") || $0.hasPrefix("+") } == [
        "-  replicas: 8", "+  replicas: 6",
      ])
    #expect(rendered[1].text?.contains("replicas: 2") == true)
    #expect(rendered[1].text?.contains("resourceVersion") == false)
    #expect(rendered[1].text?.contains("status") == false)
  }

  @Test func completionsAreDividedLikeReplicas() throws {
    let rendered = try #require(
      place(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: j}
        spec:
          parallelism: 4
          completions: 12
          ttlSecondsAfterFinished: 5
          template: {spec: {containers: [{name: j}]}}
        """
      ).decisions.first?.rendered)
    #expect(rendered[0].text?.contains("completions: 9\n") == true)
    #expect(rendered[0].text?.contains("parallelism: 3\n") == true)
    #expect(rendered[1].text?.contains("completions: 3\n") == true)
    #expect(rendered[1].text?.contains("ttlSecondsAfterFinished") == false)
  }

  private static let overrides = """

    ---
    apiVersion: policy.karmada.io/v1alpha1
    kind: OverridePolicy
    metadata: {name: own}
    spec:
      resourceSelectors: [{apiVersion: apps/v1, kind: Deployment, name: web}]
      overrideRules:
      - overriders: {labelsOverrider: [{operator: replace, value: {app: own}}]}
      - targetCluster: {clusterNames: [b]}
        overriders: {labelsOverrider: [{operator: add, value: {more: own}}]}
    ---
    apiVersion: policy.karmada.io/v1alpha1
    kind: ClusterOverridePolicy
    metadata: {name: wide}
    spec:
      overrideRules:
      - overriders: {labelsOverrider: [{operator: replace, value: {app: wide}}]}
    """

  @Test func ownPoliciesComeLastAndWin() throws {
    let place = try place(Self.deployment + Self.overrides)
    let rendered = try #require(place.decisions.first?.rendered)
    #expect(rendered[0].policies == ["ClusterOverridePolicy wide", "OverridePolicy own"])
    #expect(rendered[1].policies == ["ClusterOverridePolicy wide", "OverridePolicy own (2 rules)"])
    #expect(rendered[0].text?.contains("app: own") == true)
    var options = PlaceOptions()
    options.showsOverrides = true
    #expect(place.text(options).contains("ClusterOverridePolicy wide, then OverridePolicy own"))
  }

  @Test func failuresStopTheDelivery() throws {
    let place = try place(
      Self.deployment + """

        ---
        apiVersion: policy.karmada.io/v1alpha1
        kind: OverridePolicy
        metadata: {name: bad}
        spec:
          overrideRules:
          - targetCluster: {clusterNames: [b]}
            overriders: {plaintext: [{path: /spec/nothing/here, operator: replace, value: 1}]}
        """)
    let rendered = try #require(place.decisions.first?.rendered)
    #expect(rendered[0].error == nil)
    #expect(rendered[1].text == nil && rendered[1].error?.isEmpty == false)
    #expect(place.workloads.first?.problem?.hasPrefix("not delivered to b: ") == true)
    var options = PlaceOptions()
    options.showsOverrides = true
    #expect(place.text(options).contains("b: nothing is delivered: "))
  }
}
