import Documents
import KubernetesAPI
import Testing

@testable import KubeFleet

/// Rules read in the source that no recording covers.
@Suite struct WorkTests {
  @Test func wavesByResource() {
    #expect(ApplyWaves.wave(group: "", resource: "namespaces") == 0)
    #expect(ApplyWaves.wave(group: "rbac.authorization.k8s.io", resource: "roles") == 2)
    #expect(ApplyWaves.wave(group: "apps", resource: "deployments") == 4)
    #expect(ApplyWaves.wave(group: "example.com", resource: "deployments") == ApplyWaves.last)
    // Group and name are looked up separately.
    #expect(ApplyWaves.wave(group: "batch", resource: "secrets") == 1)
    let waves = ApplyWaves.waves(of: [
      ("apps", "deployments"), ("example.com", "widgets"), ("", "namespaces"), ("", "services"),
    ])
    #expect(waves.map(\.wave) == [0, 4, 999])
    #expect(waves.map(\.manifests) == [[2], [0, 3], [1]])
  }

  @Test func snapshotsArePackedInOrder() {
    #expect(
      ResourceSnapshots.split([3, 3, 3, 9, 20, 1], limit: 10) == [0..<3, 3..<4, 4..<5, 5..<6])
    #expect(ResourceSnapshots.split([10, 1], limit: 10) == [0..<1, 1..<2])
    #expect(ResourceSnapshots.split([]) == [])
    #expect(ResourceSnapshots.split([.max, .max], limit: 10) == [0..<1, 1..<2])
  }

  @Test func newVersionsWait() {
    let second: Int64 = 1_000_000_000
    #expect(ResourceSnapshots.earliest(detected: 7, last: nil) == 7)
    #expect(ResourceSnapshots.earliest(detected: 100 * second, last: 0) == 115 * second)
    #expect(
      ResourceSnapshots.earliest(detected: 100 * second, last: 99 * second) == 129 * second)
  }

  @Test func servicesResolveByTheFirstExport() {
    func port(_ number: Int32) -> ServiceImportPort {
      var port = ServiceImportPort()
      port.port = number
      return port
    }
    var service = ServiceResolution()
    let isExported = service.resolve([
      .init(cluster: "a", ports: [port(80)], isRegistered: false)
    ])
    #expect(!isExported)
    service.resolve([
      .init(cluster: "a", ports: [port(80)]), .init(cluster: "b", ports: [port(81)]),
      .init(cluster: "c", ports: [port(80)]),
    ])
    #expect(service.clusters == ["a", "c"])
    #expect(service.conflicts == ["b"])
    // A cluster whose ports change falls out, one that comes to agree joins at the end.
    service.update(.init(cluster: "a", ports: [port(8080)]))
    service.update(.init(cluster: "b", ports: [port(80)]))
    #expect(service.clusters == ["c", "b"])
    #expect(service.conflicts == ["a"])
    service.remove("c")
    service.remove("b")
    #expect(service.ports.isEmpty)
  }

  @Test func multiClusterServices() throws {
    let text = """
      {"metadata": {"name": "web", "namespace": "shop",
      "annotations": {"networking.fleet.azure.com/azure-load-balancer-internal": "true"}},
      "spec": {"serviceImport": {"name": "web"}}}
      """
    let service = try NodeDecoder(file: "test").decode(
      MultiClusterService.self, from: DocumentReader.readJSON(text))
    #expect(MultiClusterServiceState(service, import: nil, owner: nil) == .importing)
    #expect(MultiClusterServiceState(service, import: nil, owner: "other") == .ownedByAnother)
    var resolution = ServiceResolution()
    resolution.resolve([.init(cluster: "a", ports: [])])
    #expect(
      MultiClusterServiceState(service, import: resolution, owner: "web")
        == .serving(ports: [], isInternal: true))
    #expect(MultiClusterServiceState.derivedName(service) == "shop-web")
  }

  @Test func exportWeights() throws {
    func weight(_ text: String?) throws -> Int64? {
      var export = try NodeDecoder(file: "test").decode(
        ServiceExport.self, from: ["metadata": ["name": "web"]])
      export.metadata.annotations[ServiceExport.weightAnnotation] = text
      return export.weight
    }
    #expect(try weight(nil) == 1)
    #expect(try weight("0") == 0)
    #expect(try weight("1000") == 1000)
    #expect(try weight("1001") == nil)
    #expect(try weight("many") == nil)
  }
}
