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
    #expect(text.contains("1 fails TaintToleration: cluster(s) had untolerated taint\n"))
    #expect(text.contains("{cluster.karmada.io/not-ready:NoSchedule}: eu-2\n"))
    #expect(text.contains("1 fails ClusterAffinity: cluster(s) did not match"))
    #expect(text.contains("result     eu-1 12, us-1 10"))
    #expect(text.contains("No policy matches 1 resource: Secret shop/key."))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func jsonHasOneEntryPerCluster() throws {
    let json = try decisions().json()
    let first = try #require(json["decisions"]?.array?.first)
    let clusters = try #require(first["attempts"]?.array?.first?["clusters"]?.array)
    #expect(clusters.count == 3)
    #expect(clusters[0]["limitedBy"]?.string == "cpu")
    #expect(clusters[1]["reasons"]?.array?.count == 1)
    #expect(first["result"]?["reason"]?.string == "Success")
    let division = try #require(first["attempts"]?.array?.first?["division"]?.array?.first)
    #expect(division["kind"]?.string == "scaleUp")
    #expect(division["weights"]?.array?.count == 2)
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
    ("    spreadConstraints: [{spreadByField: region}]", "the cluster spread constraint must be"),
    (
      "    spreadConstraints: [{minGroups: 3, maxGroups: 2}]",
      "maxGroups lower than minGroups is not allowed"
    ),
    ("    spreadConstraints: [{minGroups: -1}]", "minGroups lower than 0 is not allowed"),
    (
      "    clusterAffinity: {}\n    clusterAffinities: [{affinityName: a}]",
      "clusterAffinities cannot co-exist with clusterAffinity"
    ),
    ("    clusterAffinities: [{affinityName: a}, {affinityName: a}]", "must have a unique name"),
    ("    replicaScheduling: {replicaSchedulingType: Dividd}", "did you mean \"Divided\"?"),
    (
      "    replicaScheduling: {weightPreference: {staticWeightList: [{weight: 0}]}}",
      "Invalid value: 0"
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

  // MARK: What runs already

  private func placed(_ more: String) throws -> PlaceKarmada {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    try more.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    return try PlaceKarmada(paths: [Self.fixtures, file.path])
  }

  private static func binding(_ annotations: String = "", targets: String) -> String {
    """
    apiVersion: work.karmada.io/v1alpha2
    kind: ResourceBinding
    metadata: {name: web-deployment, namespace: shop\(annotations)}
    spec:
      resource: {apiVersion: apps/v1, kind: Deployment, namespace: shop, name: web}
      replicas: 22
      clusters: [\(targets)]
    """
  }

  /// The taint does not drive it away, and the sum is kept.
  @Test func bindingTellsWhereItRuns() throws {
    let placed = try placed(Self.binding(targets: "{name: eu-2, replicas: 22}"))
    let web = try #require(placed.decisions.first { $0.resource.name == "web" })
    #expect(web.trigger == .placementChanged)
    #expect(web.attempts.first?.steps.division.first?.kind == .unchanged)
    #expect(web.result?.targets?.map(\.name) == ["eu-2"])
    #expect(web.result?.targets?.first?.replicas == 22)
  }

  @Test func nothingMakesTheSchedulerLook() throws {
    let note =
      "{\\\"replicaScheduling\\\":{\\\"replicaSchedulingType\\\":\\\"Divided\\\","
      + "\\\"replicaDivisionPreference\\\":\\\"Weighted\\\",\\\"weightPreference\\\":"
      + "{\\\"dynamicWeight\\\":\\\"AvailableReplicas\\\"}}}"
    let placed = try placed(
      Self.binding(
        ", annotations: {policy.karmada.io/applied-placement: \"\(note)\"}",
        targets: "{name: eu-2, replicas: 22}"))
    let web = try #require(placed.decisions.first { $0.resource.name == "web" })
    #expect(web.trigger == nil)
    #expect(web.result == nil)
    #expect(web.targets == [TargetCluster(name: "eu-2", replicas: 22)])
    #expect(placed.text().contains("result     stays: eu-2 22"))
  }

  @Test func scaleUpAddsToWhatRuns() throws {
    let placed = try placed(Self.binding(targets: "{name: us-1, replicas: 4}"))
    let web = try #require(placed.decisions.first { $0.resource.name == "web" })
    let step = try #require(web.attempts.first?.steps.division.first)
    #expect(step.kind == .scaleUp)
    #expect(step.replicas == 18)
    #expect(step.earlier.map(\.amount) == [4])
    #expect(placed.text().contains("4 stay (us-1 4), 18 replicas more"))
  }

  // MARK: Misspelt manifests

  @Test(arguments: [
    ("clusterAffinty: {}", "spec.placement.clusterAffinty", "clusterAffinity"),
    (
      "clusterAffinity: {clusterName: [a]}", "spec.placement.clusterAffinity.clusterName",
      "clusterNames"
    ),
    (
      "spreadConstraints: [{spreadByFeild: region}]",
      "spec.placement.spreadConstraints[0].spreadByFeild", "spreadByField"
    ),
  ])
  func unknownFieldsNameTheNearest(placement: String, path: String, nearest: String) throws {
    let error = try #require(failure(Self.policy("    " + placement)))
    #expect(error.path == path)
    #expect(error.suggestion == nearest)
    #expect(error.line > 0)
  }

  @Test func unknownKindOfKarmada() throws {
    let text = Self.policy("    {}").replacing(
      "kind: PropagationPolicy", with: "kind: PropagationPolcy")
    let error = try #require(failure(text))
    #expect(error.suggestion == "PropagationPolicy")
  }

  // MARK: Large and hostile

  @Test func thousandsOfClustersAreSummarised() throws {
    var text = ""
    for index in 0..<3000 {
      text += """
        ---
        apiVersion: cluster.karmada.io/v1alpha1
        kind: Cluster
        metadata: {name: c\(index), labels: {odd: "\(index % 2)"}}
        spec: {region: r\(index % 3)}
        status:
          apiEnablements: [{groupVersion: apps/v1, resources: [{kind: Deployment}]}]
          resourceSummary: {allocatable: {cpu: "4", pods: "10"}}

        """
    }
    text += """
      ---
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: p}
      spec:
        resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
        placement:
          clusterAffinity: {labelSelector: {matchLabels: {odd: "1"}}}
          replicaScheduling:
            replicaSchedulingType: Divided
            weightPreference: {dynamicWeight: AvailableReplicas}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 1600
        template: {spec: {containers: [{name: a, resources: {requests: {cpu: "1"}}}]}}
      """
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    try text.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let place = try PlaceKarmada(paths: [file.path])
    let short = place.text()
    #expect(short.contains("1500 of 3000 clusters pass"))
    #expect(short.contains("c0, c10, c100, c1000, c1002 and 1495 more"))
    #expect(short.split(separator: "\n").count < 80)
    var options = PlaceOptions()
    options.showsAll = true
    #expect(place.text(options).split(separator: "\n").count > 3000)
    #expect(place.workloads.first?.targets.count == 1500)
  }

  /// The real scheduler would search for ages.
  @Test func tooManyCombinationsOfRegions() throws {
    var text = ""
    for index in 0..<40 {
      text += """
        ---
        apiVersion: cluster.karmada.io/v1alpha1
        kind: Cluster
        metadata: {name: c\(index)}
        spec: {region: r\(index)}
        status: {apiEnablements: [{groupVersion: apps/v1, resources: [{kind: Deployment}]}]}

        """
    }
    text += """
      ---
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: p}
      spec:
        resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
        placement:
          spreadConstraints:
          - {spreadByField: region, minGroups: 20, maxGroups: 20}
          - {spreadByField: cluster, minGroups: 20}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {replicas: 2, template: {spec: {containers: []}}}
      """
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    try text.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let place = try PlaceKarmada(paths: [file.path])
    #expect(place.decisions.first?.result == nil)
    #expect(place.text().contains("too many to try"))
  }

  @Test func namesCannotActOnTheTerminal() throws {
    let text = """
      \(Self.cluster)apiVersion: v1
      kind: ConfigMap
      metadata: {name: "a\\u001b[2Jb\\nc"}
      """
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    try text.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let place = try PlaceKarmada(paths: [file.path])
    #expect(!place.text().unicodeScalars.contains("\u{1B}"))
    #expect(place.text().contains("a\\u{1b}[2Jb\\nc"))
  }
}
