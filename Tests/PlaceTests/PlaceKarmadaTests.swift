import Documents
import Foundation
import Karmada
import KubernetesAPI
import Place
import Testing

/// The one-shot scheduler over the manifests in `Tests/Fixtures/place-karmada`.
@Suite struct PlaceKarmadaTests {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/place-karmada").path

  private func decisions() throws -> PlaceKarmada {
    try PlaceKarmada(paths: [Self.fixtures])
  }

  @Test func closestPolicyOfTheNamespaceClaims() throws {
    let web = try #require(decisions().decisions.first { $0.resource.name == "web" })
    #expect(web.policy?.name == "shop/web")
    #expect(web.policy?.closeness == .name)
    #expect(web.policy?.others.count == 2)
    #expect(web.result?.targets?.map(\.name).sorted() == ["eu-1", "us-1"])
    #expect(web.result?.targets?.reduce(0) { $0 + $1.replicas } == 22)
  }

  @Test func laterGroupTakesWhatTheFirstCannot() throws {
    let batch = try #require(decisions().decisions.first { $0.resource.name == "batch" })
    #expect(batch.attempts.map(\.affinityName) == ["gold", "everywhere"])
    #expect(batch.result?.observedAffinityName == "everywhere")
    // A limit counts as a request where there is none.
    #expect(batch.demand.requests?["cpu"]?.text == "1")
  }

  @Test func reasonsAreUpstreams() throws {
    let text = try decisions().text()
    #expect(text.contains("cluster(s) had untolerated taint {cluster.karmada.io/not-ready:"))
    #expect(
      text.contains("us-1     -      -     -    no        -         cluster(s) did not match"))
    #expect(text.contains("result     eu-1 12, us-1 10"))
    #expect(text.contains("No policy matches"))
  }

  @Test func jsonHasOneEntryPerCluster() throws {
    let json = try decisions().json()
    let first = try #require(json["decisions"]?.array?.first)
    #expect(first["attempts"]?.array?.first?["clusters"]?.array?.count == 3)
    #expect(first["result"]?["reason"]?.string == "Success")
    // What is printed reads back.
    let read = try DocumentReader.read(json.json(pretty: true), file: "json")
    #expect(read.first == json)
  }

  private func failure(_ text: String) -> DocumentError? {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    do {
      try text.write(to: file, atomically: true, encoding: .utf8)
      defer { try? FileManager.default.removeItem(at: file) }
      _ = try PlaceKarmada(paths: [file.path])
      return nil
    } catch {
      return error as? DocumentError
    }
  }

  private static let cluster = """
    apiVersion: cluster.karmada.io/v1alpha1
    kind: Cluster
    metadata: {name: a}
    ---

    """

  private static func policy(_ placement: String) -> String {
    """
    \(cluster)apiVersion: policy.karmada.io/v1alpha1
    kind: PropagationPolicy
    metadata: {name: p}
    spec:
      resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
      placement:
    \(placement)
    """
  }

  @Test(arguments: [
    ("    spreadConstraints: [{spreadByField: regoin}]", "did you mean \"region\"?"),
    ("    spreadConstraints: [{spreadByField: region}]", "needs a constraint on \"cluster\""),
    ("    spreadConstraints: [{minGroups: 3, maxGroups: 2}]", "2 < 3"),
    ("    spreadConstraints: [{minGroups: -1}]", "must not be negative"),
    ("    clusterAffinity: {}\n    clusterAffinities: []", "exclude each other"),
    ("    clusterAffinities: [{affinityName: a}, {affinityName: a}]", "used twice"),
    ("    replicaScheduling: {replicaSchedulingType: Dividd}", "did you mean \"Divided\"?"),
    (
      "    replicaScheduling: {weightPreference: {staticWeightList: [{weight: 0}]}}",
      "must be at least 1"
    ),
    ("    clusterTolerations: 3", "clusterTolerations"),
  ])
  func contradictionsAreErrorsWithTheirPlace(placement: String, problem: String) throws {
    let error = try #require(failure(Self.policy(placement)))
    #expect(error.description.contains(problem))
    #expect(error.line > 0 && error.column > 0)
  }

  @Test func otherBadInput() throws {
    let negative = """
      \(Self.cluster)apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d}
      spec: {replicas: -1}
      """
    #expect(failure(negative)?.description.contains("spec.replicas: must not be negative") == true)
    #expect(failure("kind: Deployment\napiVersion: apps/v1\nmetadata: {name: d}") != nil)
    #expect(failure("a: [") != nil)
    #expect(throws: DocumentError.self) { try PlaceKarmada(paths: ["/nowhere.yaml"]) }
  }

  /// A binding tells where the resource runs; the taint does not drive it away, and the sum is
  /// kept.
  @Test func bindingTellsWhereItRuns() throws {
    let binding = """
      apiVersion: work.karmada.io/v1alpha2
      kind: ResourceBinding
      metadata: {name: web-deployment, namespace: shop}
      spec:
        resource: {apiVersion: apps/v1, kind: Deployment, namespace: shop, name: web}
        replicas: 22
        clusters: [{name: eu-2, replicas: 22}]
      """
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    try binding.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let placed = try PlaceKarmada(paths: [Self.fixtures, file.path])
    let web = try #require(placed.decisions.first { $0.resource.name == "web" })
    #expect(web.result?.targets?.map(\.name) == ["eu-2"])
    #expect(web.result?.targets?.first?.replicas == 22)
  }
}
