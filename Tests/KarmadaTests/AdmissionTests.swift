import Documents
import Karmada
import KubernetesAPI
import Testing

/// Admission from the schema to the validating webhook.
@Suite struct AdmissionTests {
  private func admit(_ spec: String, kind: String = "PropagationPolicy") throws -> Node {
    let yaml = "{metadata: {name: p, namespace: default}, spec: \(spec)}"
    let object = try #require(DocumentReader.read(yaml, file: "policy").first)
    let request = KarmadaAdmission.Request(
      kind: kind, namespace: kind.hasPrefix("Cluster") ? "" : "default", object: object)
    return try KarmadaAdmission.admit(request, permanentID: "id")
  }

  private func message(_ spec: String, kind: String = "PropagationPolicy") -> String? {
    do {
      _ = try admit(spec, kind: kind)
      return nil
    } catch let denial as KarmadaAdmission.Denial {
      return denial.description
    } catch {
      return "\(error)"
    }
  }

  private let selectors = "resourceSelectors: [{apiVersion: v1, kind: Secret, name: s}]"

  @Test func aPolicyIsStoredWithAllDefaults() throws {
    let stored = try admit(
      """
      {\(selectors), propagateDeps: true, placement: {replicaScheduling: {}},
      failover: {application: {decisionConditions: {}}}}
      """)
    let spec = stored["spec"]
    #expect(spec?["schedulerName"] == "default-scheduler")
    #expect(spec?["resourceSelectors"]?.array?.first?["namespace"] == "default")
    #expect(
      spec?["placement"]?["replicaScheduling"]
        == ["replicaSchedulingType": "Divided", "replicaDivisionPreference": "Weighted"])
    #expect(
      spec?["failover"]?["application"]
        == [
          "decisionConditions": ["tolerationSeconds": 300], "purgeMode": "Gracefully",
          "gracePeriodSeconds": 600,
        ])
    #expect(
      stored["metadata"]?["finalizers"] == ["karmada.io/propagation-policy-controller"])
  }

  @Test func theSchemaSpeaksBeforeTheWebhook() {
    #expect(
      message("{\(selectors), preemption: Sometimes}")
        == "spec.preemption: Unsupported value: \"Sometimes\": supported values: \"Always\","
        + " \"Never\"")
    #expect(
      message("{resourceSelectors: []}")
        == "spec.resourceSelectors: Invalid value: 0: spec.resourceSelectors in body should have"
        + " at least 1 items")
    #expect(message("{}") == "spec.resourceSelectors: Required value")
    #expect(
      message("{\(selectors), priority: high}")
        == "spec.priority: Invalid value: \"string\": spec.priority in body must be of type"
        + " integer: \"string\"")
    let weight = "{staticWeightList: [{targetCluster: {}, weight: 0}]}"
    #expect(
      message("{\(selectors), placement: {replicaScheduling: {weightPreference: \(weight)}}}")?
        .hasSuffix("weight in body should be greater than or equal to 1") == true)
  }

  @Test func severalErrorsAreToldInOrder() {
    #expect(
      message("{\(selectors), placement: {spreadConstraints: [{minGroups: -1, maxGroups: -2}]}}")
        == "[spec.placement.spreadConstraints[0]: Invalid value: {\"spreadByField\":\"cluster\","
        + "\"maxGroups\":-2,\"minGroups\":-1}: minGroups lower than 0 is not allowed,"
        + " spec.placement.spreadConstraints[0]: Invalid value: {\"spreadByField\":\"cluster\","
        + "\"maxGroups\":-2,\"minGroups\":-1}: maxGroups lower than 0 is not allowed]")
  }

  @Test(arguments: [
    ("@daily", true), ("* * * * *", true), ("0 0 * * 7", true), ("0 0 ? * MON-FRI", true),
    ("1 2 3 4 5 6", true), ("0 0 1 1 * 2030", true), ("0 0 L * *", true), ("0 0 * * 5#2", true),
    ("0 0 * * W", false), ("* * * *", false), ("60 * * * *", false), ("5-1 * * * *", false),
    ("*/0 * * * *", false), ("@every 5m", false), ("", false), ("1/ * * * *", false),
  ])
  func schedules(schedule: String, isValid: Bool) {
    let object: Node = [
      "metadata": ["name": "c", "namespace": "default"],
      "spec": [
        "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"],
        "rules": [["name": "r", "schedule": Node(schedule), "targetReplicas": 1]],
      ],
    ]
    let request = KarmadaAdmission.Request(
      kind: "CronFederatedHPA", namespace: "default", object: object)
    #expect(((try? KarmadaAdmission.validate(request)) != nil) == isValid)
  }

  @Test func malformedObjectsAreRefusedWithoutHarm() {
    for spec in ["7", "[]", "{resourceSelectors: {a: b}}", "{\(selectors), placement: [1]}"] {
      #expect(message(spec) != nil)
      for kind in [
        "OverridePolicy", "ClusterTaintPolicy", "FederatedHPA", "CronFederatedHPA",
        "FederatedResourceQuota",
      ] {
        _ = message(spec, kind: kind)
      }
    }
  }
}
