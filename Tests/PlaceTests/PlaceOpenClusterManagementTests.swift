import Documents
import Foundation
import GoSemantics
import KubernetesAPI
import OpenClusterManagement
import Place
import Testing

/// The one-shot scheduler over the hub in `Tests/Fixtures/place-ocm`.
@Suite struct PlaceOpenClusterManagementTests {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/place-ocm").path

  private func report() throws -> PlaceOpenClusterManagement {
    try PlaceOpenClusterManagement(paths: [Self.fixtures])
  }

  @Test func placementsAreScheduledOneAfterTheOther() throws {
    let report = try report()
    #expect(report.placements.map(\.placement.metadata.name) == ["web", "cache"])
    let targets = report.workloads.map { $0.targets.map(\.cluster) }
    #expect(targets[0] == ["eu-1", "eu-2"])
    // The second placement sees where the first one is, and goes everywhere all the same.
    #expect(targets[1] == ["eu-1", "eu-2", "us-1", "us-2"])
    let second = try #require(report.placements[1].sync)
    #expect(second.schedule.totals == [200, 100, -100, -100])
    // The hour that `cache` tolerates began when us-1 was lost.
    #expect(second.schedule.requeueTime?.rfc3339 == "2026-02-01T10:00:00Z")
    #expect(report.now.rfc3339 == "2026-02-01T09:00:00Z")
  }

  @Test func textSaysWhy() throws {
    let text = try report().text()
    #expect(
      text.contains(
        "1 cluster: taint cluster.open-cluster-management.io/unreachable:NoSelect: us-1"))
    #expect(text.contains("1 cluster: predicate not met: labels: us-2"))
    #expect(text.contains("group 0    canary: 1 cluster: eu-2"))
    #expect(text.contains("wave 2     after 5m0s, 1 cluster: eu-1"))
    #expect(text.contains("enforced   2 clusters: eu-1, eu-2 (PlacementBinding enforce-web)"))
    #expect(text.contains("compliance NonCompliant"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func jsonHasRawAndWeightedScores() throws {
    let json = try report().json()
    let first = try #require(json["decisions"]?.array?.first)
    let clusters = try #require(first["clusters"]?.array)
    #expect(clusters.compactMap { $0["name"]?.string } == ["eu-1", "eu-2", "us-1", "us-2"])
    let score = try #require(clusters[1]["scores"]?.array?.last)
    #expect(score["prioritizer"]?.string == "AddOn/load/headroom")
    #expect(score["score"]?.int64 == 40)
    #expect(score["weighted"]?.int64 == 80)
    #expect(clusters[2]["passes"]?.bool == false)
    let read = try DocumentReader.read(json.json(pretty: true), file: "json")
    #expect(read.first == json)
  }

  @Test func comparingShowsWhoMoves() throws {
    let before = try report()
    var objects = try ManifestFiles.read([Self.fixtures], kinds: PlaceOpenClusterManagement.kinds)
    // eu-1 goes into maintenance.
    let place = try #require(
      objects.firstIndex {
        $0.identifier.kind == "ManagedCluster" && $0.metadata.name == "eu-1"
      })
    var spec = try #require(objects[place].node["spec"])
    spec.set("taints", [["key": "maintenance", "effect": "NoSelect"]])
    objects[place].node.set("spec", spec)
    let after = try PlaceOpenClusterManagement(objects, options: PlaceOptions(), running: before)
    let difference = PlaceDifference(
      from: before.workloads, to: after.workloads, system: "ocm")
    let web = try #require(difference.changes.first { $0.name == "Placement shop/web" })
    #expect(web.shares.map(\.cluster) == ["eu-1"])
    #expect(web.problem.after?.hasPrefix("NotAllDecisionsScheduled: 1 cluster") == true)
  }

  private func failure(_ text: String) -> DocumentError? {
    do throws(DocumentError) {
      let registry = KindRegistry.kubernetes.adding(PlaceOpenClusterManagement.kinds)
      let objects = try registry.read(Array(text.utf8), file: "hub.yaml")
      _ = try PlaceOpenClusterManagement(objects, options: PlaceOptions(), running: nil)
      return nil
    } catch {
      return error
    }
  }

  private static let cluster = """
    apiVersion: cluster.open-cluster-management.io/v1
    kind: ManagedCluster
    metadata: {name: a}
    ---

    """

  @Test func refusalsAreTheServers() {
    let placement = """
      apiVersion: cluster.open-cluster-management.io/v1beta1
      kind: Placement
      metadata: {name: p, namespace: ns}
      spec:
      """
    let weight = failure(
      Self.cluster + placement
        + "\n  prioritizerPolicy: {configurations: [{scoreCoordinate: {builtIn: Steady}, weight: 11}]}\n"
    )
    #expect(weight?.path == "spec.prioritizerPolicy.configurations[0].weight")
    #expect(weight?.problem.hasSuffix("in body should be less than or equal to 10") == true)
    #expect(weight?.line == 9)
    let field = failure(Self.cluster + placement + "\n  numberOfCluster: 3\n")
    #expect(field?.suggestion == "numberOfClusters")
    let binding = failure(
      Self.cluster + """
        apiVersion: cluster.open-cluster-management.io/v1beta2
        kind: ManagedClusterSetBinding
        metadata: {name: a, namespace: ns}
        spec: {clusterSet: b}
        """)
    #expect(binding?.problem.contains("must have the same name") == true)
    #expect(
      failure("kind: Pod\napiVersion: v1\nmetadata: {name: p}\n")?.problem.contains(
        "ManagedCluster") == true)
  }

  @Test func wrongPlacementsAreEmptied() throws {
    let text =
      Self.cluster + """
        apiVersion: cluster.open-cluster-management.io/v1beta2
        kind: ManagedClusterSetBinding
        metadata: {name: global, namespace: ns}
        spec: {clusterSet: global}
        ---
        apiVersion: cluster.open-cluster-management.io/v1beta1
        kind: Placement
        metadata: {name: p, namespace: ns}
        spec:
          tolerations: [{operator: Exists, value: x}]
        """
    let registry = KindRegistry.kubernetes.adding(PlaceOpenClusterManagement.kinds)
    let objects = try registry.read(Array(text.utf8), file: "hub.yaml")
    let report = try PlaceOpenClusterManagement(objects, options: PlaceOptions(), running: nil)
    let sync = try #require(report.placements.first?.sync)
    #expect(sync.conditions[0].message.hasPrefix("TaintToleration:If the operator is Exists"))
    #expect(sync.writes.remaining.map(\.status.decisions.count) == [0])
    #expect(report.workloads[0].problem?.hasPrefix("Misconfigured") == true)
  }
}
