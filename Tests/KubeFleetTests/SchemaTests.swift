import Documents
import KubernetesAPI
import Testing

@testable import KubeFleet

/// What the schemas know of KubeFleet's kinds.
@Suite struct SchemaTests {
  private func unknownField(
    _ text: String, _ kind: String, version: String = "placement.kubernetes-fleet.io/v1beta1"
  ) throws -> UnknownField? {
    KubeFleetSchemas.unknownField(
      in: try DocumentReader.readJSON(text),
      kind: GroupVersionKind(apiVersion: version, kind: kind))
  }

  @Test func everyKindThatIsReadIsDescribed() throws {
    for entry in KubeFleetKinds.all {
      let name = entry.identifier
      let path = KubeFleetSchemas.unknownField(
        in: try DocumentReader.readJSON(#"{"metadata": {"lables": {}}}"#), kind: name)?.path
      #expect(path == "metadata.lables", "\(name)")
    }
  }

  @Test(arguments: [
    ("ClusterApprovalRequest", #"{"spec": {"targetStag": ""}}"#, "spec.targetStag"),
    (
      "ClusterResourceBinding", #"{"spec": {"clusterDecision": {"clusterScore": {"score": 1}}}}"#,
      "spec.clusterDecision.clusterScore.score"
    ),
    (
      "ResourceOverride", #"{"spec": {"resourceSelectors": [{}, {"labelSelector": {}}]}}"#,
      "spec.resourceSelectors[1].labelSelector"
    ),
    (
      "StagedUpdateStrategy",
      #"{"spec": {"stages": [{"afterStageTasks": [{"waitTme": "1h"}]}]}}"#,
      "spec.stages[0].afterStageTasks[0].waitTme"
    ),
    ("ClusterResourcePlacementDisruptionBudget", #"{"specs": {}}"#, "specs"),
  ])
  func unknownFieldsAreFound(kind: String, text: String, path: String) throws {
    #expect(try unknownField(text, kind)?.path == path)
  }

  @Test func versionsDiffer() throws {
    let placement = #"{"spec": {"strategy": {"deleteStrategy": {"propagationPolicy": "Delete"}}}}"#
    let member = #"{"spec": {"deleteOptions": {"validationMode": "Skip"}}}"#
    for kind in ["ClusterResourcePlacement", "ResourcePlacement"] {
      #expect(try unknownField(placement, kind) == nil)
      #expect(
        try unknownField(placement, kind, version: "placement.kubernetes-fleet.io/v1")?.path
          == "spec.strategy.deleteStrategy")
    }
    #expect(
      try unknownField(member, "MemberCluster", version: "cluster.kubernetes-fleet.io/v1beta1")
        == nil)
    #expect(
      try unknownField(member, "MemberCluster", version: "cluster.kubernetes-fleet.io/v1")?.path
        == "spec.deleteOptions")
  }

  @Test func whatIsOpenStaysOpen() throws {
    #expect(
      try unknownField(
        #"{"spec": {"policy": {"overrideRules": [{"jsonPatchOverrides": [{"value": {"a": 1}}]}]}}}"#,
        "ClusterResourceOverride") == nil)
    #expect(try unknownField(#"{"status": {"anything": 1}}"#, "ClusterResourcePlacement") == nil)
    // Only kinds of KubeFleet's own groups are judged.
    #expect(try unknownField(#"{"spec": {"a": 1}}"#, "ServiceExport", version: "v1") == nil)
    #expect(
      try unknownField(
        #"{"spec": {"a": 1}}"#, "ServiceExport", version: "multicluster.x-k8s.io/v1alpha1") == nil)
  }
}
