import Documents
import Foundation
import KubeFleet
import KubernetesAPI
import Place
import Testing

/// KubeFleet's scheduler over the manifests in `Tests/Fixtures/place-kubefleet` and
/// `scenarios/fleet-manager`.
@Suite struct PlaceKubeFleetTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let fixtures = root.appending(path: "Tests/Fixtures/place-kubefleet").path
  private static let scenario = root.appending(path: "scenarios/fleet-manager/manifests").path

  private func shop() throws -> PlaceKubeFleet.Decision {
    try #require(PlaceKubeFleet(paths: [Self.fixtures]).decisions.first)
  }

  private func objects(_ text: String) throws -> [ManifestObject] {
    try KindRegistry.kubernetes.adding(PlaceKubeFleet.kinds).read(Array(text.utf8), file: "text")
  }

  @Test func spreadPicksOneClusterPerPass() throws {
    let decision = try shop()
    #expect(decision.clusters == ["aks-east-2", "aks-west-1"])
    #expect(decision.cycles.map { $0.batch?.picked } == [1, 1])
    #expect(decision.scores.prefix(2).map(\.order) == [1, 2])
    #expect(decision.selected == ["Namespace shop", "ConfigMap shop/settings"])
  }

  @Test func everyPluginSaysItsPart() throws {
    let report = try PlaceKubeFleet(paths: [Self.fixtures])
    let clusters = try #require(report.json()["decisions"]?.array?.first?["clusters"]?.array)
    #expect(clusters.compactMap { $0["name"]?.string }.first == "aks-east-1")
    let silent = try #require(clusters.first { $0["name"] == "aks-silent" })
    let reasons = (silent["plugins"]?.array ?? []).compactMap { $0["reason"]?.string }
    #expect(
      reasons == [
        "cluster is not connected to the fleet: no recent heartbeat signals (last received 30.00 "
          + "minutes ago)"
      ])
    let text = report.text()
    #expect(text.contains("filters    3 of 5 clusters pass"))
    #expect(text.contains("TaintToleration: taint &{Key:drain Value:true Effect:NoSchedule}"))
    #expect(text.contains("overrides  aks-west-1: ResourceOverride shop/region"))
  }

  @Test func overridesAreRendered() throws {
    var options = PlaceOptions()
    options.showsOverrides = true
    let report = try PlaceKubeFleet(paths: [Self.fixtures], options: options)
    let rendered = try #require(report.workloads.first?.rendered)
    #expect(rendered["aks-west-1"]?.contains("\"region\": \"westus\"") == true)
    #expect(rendered["aks-east-2"]?.contains("\"region\": \"none\"") == true)
  }

  @Test func namespaceInEastusWithAServiceOverIt() throws {
    let report = try PlaceKubeFleet(paths: [
      Self.scenario + "/members.yaml", Self.scenario + "/eastus",
    ])
    let store = try #require(report.decisions.first)
    let eastus = ["aks-prod-eastus-1", "aks-prod-eastus-2", "aks-test-eastus"]
    #expect(store.clusters == eastus)
    #expect(store.rollout?.waves.map(\.added) == [eastus])
    #expect(store.update?.waves.map(\.updated).map(\.count) == [1, 1, 1])
    #expect(report.services.map(\.clusters) == [eastus])
    #expect(report.services.first?.problem == nil)
    #expect(report.text().contains("6 MemberClusters without status"))
  }

  @Test func wavesFromTestToProd() throws {
    let report = try PlaceKubeFleet(paths: [
      Self.scenario + "/members.yaml", Self.scenario + "/update-waves",
    ])
    let plan = try #require(report.decisions.first?.stagePlans.first)
    #expect(plan.problem == nil)
    #expect(plan.stages.map(\.name) == ["test", "staging", "prod"])
    #expect(plan.stages[0].after == ["wait 1h"])
    #expect(plan.stages[1].after == ["wait 1h", "approval"])
    #expect(
      plan.stages[2].waves == [
        ["aks-prod-eastus-1", "aks-prod-eastus-2"], ["aks-prod-westeurope", "aks-prod-westus"],
      ])
  }

  @Test func smallerNTakesTheSmallerNameAway() throws {
    let before = try PlaceKubeFleet(paths: [Self.fixtures])
    let text = try String(contentsOfFile: Self.fixtures + "/shop.yaml", encoding: .utf8)
      .replacing("numberOfClusters: 2", with: "numberOfClusters: 1")
    let members = try String(contentsOfFile: Self.fixtures + "/fleet.yaml", encoding: .utf8)
    let after = try PlaceKubeFleet(
      try objects(members + "\n---\n" + text), options: PlaceOptions(), running: before)
    let decision = try #require(after.decisions.first)
    #expect(before.decisions.first?.leavesFirst.first == decision.leaving.first)
    #expect(decision.leaving.count == 1)
    #expect(decision.snapshot.metadata.name == "shop-0")
    let difference = PlaceDifference(
      from: before.workloads, to: after.workloads, system: "kubefleet")
    #expect(!difference.isEmpty)
  }

  @Test func stagesMustHoldEveryCluster() throws {
    let members = try String(contentsOfFile: Self.scenario + "/members.yaml", encoding: .utf8)
    let catalog = try String(
      contentsOfFile: Self.scenario + "/update-waves/catalog.yaml", encoding: .utf8)
    let strategy = """
      apiVersion: placement.kubernetes-fleet.io/v1beta1
      kind: ClusterStagedUpdateStrategy
      metadata: {name: s}
      spec: {stages: [{name: test, labelSelector: {matchLabels: {environment: test}}}]}
      """
    let report = try PlaceKubeFleet(
      try objects([members, catalog, strategy].joined(separator: "\n---\n")),
      options: PlaceOptions(), running: nil)
    let problem = report.decisions.first?.stagePlans.first?.problem
    #expect(problem?.contains("some clusters are not placed in any stage, total 5") == true)
  }

  private func failure(_ text: String) -> DocumentError? {
    do {
      _ = try PlaceKubeFleet(try objects(text), options: PlaceOptions(), running: nil)
      return nil
    } catch {
      return error as? DocumentError
    }
  }

  private static func placement(_ spec: String) -> String {
    """
    apiVersion: cluster.kubernetes-fleet.io/v1beta1
    kind: MemberCluster
    metadata: {name: a}
    ---
    apiVersion: placement.kubernetes-fleet.io/v1beta1
    kind: ClusterResourcePlacement
    metadata: {name: p}
    spec:
    \(spec)
    """
  }

  @Test(arguments: [
    ("  policy: {placementType: PickAll}", "must select something"),
    (
      "  resourceSelectors: [{version: v1, kind: Namespace, name: a}]\n"
        + "  policy: {placementType: PickNN}", "did you mean \"PickN\"?"
    ),
    (
      "  resourceSelectors: [{version: v1, kind: Namespace, name: a}]\n"
        + "  policy: {placementType: PickN}",
      "number of cluster cannot be nil for policy type PickN"
    ),
    (
      "  resourceSelectors: [{version: v1, kind: ConfigMap, name: a}]",
      "select the namespace to place what is inside"
    ),
    (
      "  resourceSelectors: [{version: v1, kind: Namespace, name: a}]\n"
        + "  strategy: {rollingUpdate: {maxSurge: many}}",
      "maxSurge is neither a number nor a percentage"
    ),
  ])
  func contradictionsAreErrorsWithTheirPlace(spec: String, problem: String) throws {
    let error = try #require(failure(Self.placement(spec)))
    #expect(error.description.contains(problem), "\(error)")
    #expect(error.line > 0)
  }

  @Test func membersAreNeeded() {
    let text = """
      apiVersion: placement.kubernetes-fleet.io/v1beta1
      kind: ClusterResourcePlacement
      metadata: {name: p}
      spec: {resourceSelectors: [{version: v1, kind: Namespace, name: a}]}
      """
    #expect(failure(text)?.description.contains("there is no MemberCluster") == true)
  }

  // MARK: Misspelt manifests

  private static let selectors = "resourceSelectors: [{version: v1, kind: Namespace, name: a}]"

  @Test(arguments: [
    ("policy: {afinity: {}}", "spec.policy.afinity", "affinity"),
    (
      "policy: {affinity: {clusterAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
        + "{clusterSelectorTerm: []}}}}",
      "spec.policy.affinity.clusterAffinity.requiredDuringSchedulingIgnoredDuringExecution"
        + ".clusterSelectorTerm", "clusterSelectorTerms"
    ),
    (
      "policy: {topologySpreadConstraints: [{topologyKey: a}, {topologykey: b}]}",
      "spec.policy.topologySpreadConstraints[1].topologykey", "topologyKey"
    ),
    (
      "strategy: {rollingUpdate: {maxUnavailible: 1}}",
      "spec.strategy.rollingUpdate.maxUnavailible", "maxUnavailable"
    ),
  ])
  func unknownFieldsNameTheNearest(field: String, path: String, nearest: String) throws {
    let text = Self.placement("  \(Self.selectors)\n  \(field)")
    let error = try #require(failure(text))
    #expect(error.path == path)
    #expect(error.problem == "unknown field")
    #expect(error.suggestion == nearest)
    #expect(error.file == "text")
    #expect(error.line == 10)
  }

  @Test func unknownFieldInAnOverrideRule() throws {
    let override = """
      apiVersion: placement.kubernetes-fleet.io/v1beta1
      kind: ResourceOverride
      metadata: {name: overrides, namespace: shop}
      spec:
        resourceSelectors: [{group: "", version: v1, kind: ConfigMap, name: c}]
        policy:
          overrideRules:
            - clusterSelector:
                clusterSelectorTerms:
                  - labelSelector: {matchLabel: {a: b}}
              jsonPatchOverrides: [{op: add, path: /data/a, value: {free: form}}]
      """
    let error = try #require(
      failure(Self.placement("  \(Self.selectors)") + "\n---\n" + override))
    #expect(
      error.path == "spec.policy.overrideRules[0].clusterSelector.clusterSelectorTerms[0]"
        + ".labelSelector.matchLabel")
    #expect(error.suggestion == "matchLabels")
    #expect(error.line > 0)
  }

  @Test func everyFieldIsKnown() throws {
    let report = try PlaceKubeFleet(paths: [Self.fixtures + "-fields"])
    #expect(report.decisions.map(\.clusters) == [["a"], ["a"]])
  }
}
