import Documents
import KubernetesAPI
import Testing

@testable import OpenClusterManagement

/// Defaults and objections of the API server.
@Suite struct AdmissionTests {
  private let placement = GroupVersionKind(
    apiVersion: "cluster.open-cluster-management.io/v1beta1", kind: "Placement")
  private let replicaSet = GroupVersionKind(
    apiVersion: "work.open-cluster-management.io/v1alpha1", kind: "ManifestWorkReplicaSet")

  private func node(_ yaml: String) throws -> Node {
    try #require(try DocumentReader.read(Array(yaml.utf8), file: "object.yaml").first)
  }

  @Test func weightsDefaultToOneAndZeroStaysZero() throws {
    let node = try node(
      """
      spec:
        prioritizerPolicy:
          configurations: [{scoreCoordinate: {builtIn: Steady}}, {scoreCoordinate: {builtIn: Balance}, weight: 0}]
        tolerations: [{key: a}]
      """)
    let stored = Admission.defaulted(node, kind: placement)
    let decoded = try NodeDecoder(file: "object.yaml").decode(Placement.self, from: stored)
    let configurations = decoded.spec.prioritizerPolicy.configurations
    #expect(configurations.map(\.weight) == [1, 0])
    #expect(configurations.map { $0.scoreCoordinate?.type } == ["BuiltIn", "BuiltIn"])
    #expect(decoded.spec.prioritizerPolicy.mode == "Additive")
    #expect(decoded.spec.tolerations.first?.operator == "Equal")
  }

  @Test func rolloutsDefaultToAll() throws {
    let stored = Admission.defaulted(
      try node("spec: {placementRefs: [{name: p}]}"), kind: replicaSet)
    let set = try NodeDecoder(file: "object.yaml").decode(
      ManifestWorkReplicaSet.self, from: stored)
    let strategy = set.spec.placementRefs.first?.rolloutStrategy
    #expect(strategy?.type == "All")
    #expect(strategy?.all?.progressDeadline == "None")
    #expect(set.spec.cascadeDeletionPolicy == "Background")
  }

  @Test(arguments: [
    (
      "spec: {decisionStrategy: {groupStrategy: {clustersPerDecisionGroup: 0%}}}",
      "spec.decisionStrategy.groupStrategy.clustersPerDecisionGroup: Invalid value: \"0%\": "
        + "spec.decisionStrategy.groupStrategy.clustersPerDecisionGroup in body should match "
        + "'^((100|[1-9][0-9]{0,1})%|[1-9][0-9]*)$'"
    ),
    (
      "spec: {tolerations: [{effect: NoSchedule}]}",
      "spec.tolerations[0].effect: Unsupported value: \"NoSchedule\": supported values: "
        + "\"NoSelect\", \"NoSelectIfNew\", \"PreferNoSelect\""
    ),
    (
      "spec: {prioritizerPolicy: {configurations: [{weight: 1}]}}",
      "spec.prioritizerPolicy.configurations[0].scoreCoordinate: Required value"
    ),
    (
      "spec: {numberOfClusters: many}",
      "spec.numberOfClusters: Invalid value: \"string\": spec.numberOfClusters in body must be of "
        + "type integer: \"string\""
    ),
    ("{}", "spec: Required value"),
  ])
  func objectionsReadAsTheServers(yaml: String, message: String) throws {
    #expect(Admission.issues(try node(yaml), kind: placement).map(\.description) == [message])
  }

  @Test func manifestsOfASetAreCheckedToo() throws {
    let yaml = """
      spec:
        placementRefs: [{name: p}]
        manifestWorkTemplate:
          workload:
            manifests:
              - {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: ns}}
              - {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: ns}}
      """
    #expect(
      Admission.issues(try node(yaml), kind: replicaSet).map(\.problem) == [
        "duplicate manifest for resource ns/a with resource type v1.ConfigMap"
      ])
  }

  @Test func unknownFieldsAreFoundInTheSpec() throws {
    let fields = Admission.unknownFields(
      try node("spec: {predicate: [], tolerations: [{keys: a}]}"), kind: placement)
    #expect(fields.map(\.path) == ["spec.predicate", "spec.tolerations[0].keys"])
    #expect(fields.first?.known.contains("predicates") == true)
  }
}
