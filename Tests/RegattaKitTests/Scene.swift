import Experiments
import Foundation
import Scenarios

@testable import RegattaKit

/// A small scenario in a folder of its own.
struct Scene {
  let folder: URL

  static let text = """
    apiVersion: regatta.dev/v1alpha1
    kind: Scenario
    metadata: {name: small}
    spec:
      fleet:
        regions: [{name: eu, jurisdiction: EU}, {name: us}]
        clusters:
          - {count: 3, pools: [{count: 4, cpu: 8, memory: 32Gi}]}
      tenants: [{name: bank, jurisdictions: [EU]}]
      workloads:
        manifests: [apps.yaml]
        generators:
          - {name: "web-{n}", count: 6, replicas: 4, namespaces: [bank, shop]}
      failures:
        - {at: 1h, target: {region: eu}, for: "uniform(low: 10m, high: 30m)"}
        - {each: node, timeToFailure: "exponential(mean: 20h)", timeToRepair: 10m}
      controlPlane: {kind: None}
      objectives: [availability >= 10%, "max(pods.pending) < 1000"]
      run: {horizon: 6h, warmup: 30m, replications: 6, seed: 3}
    """

  static let apps = """
    apiVersion: v1
    kind: List
    items:
      - apiVersion: apps/v1
        kind: Deployment
        metadata: {name: api, namespace: shop}
        spec:
          replicas: 5
          template:
            spec:
              containers:
                - {name: api, resources: {requests: {cpu: 500m, memory: 1Gi}}}
      - {apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop}}
    """

  init(_ text: String = Scene.text, apps: String = Scene.apps) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "regatta-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: folder.appendingPathComponent("scenario.yaml"))
    try Data(apps.utf8).write(to: folder.appendingPathComponent("apps.yaml"))
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func plan(_ overrides: String...) throws -> Plan {
    let loaded = try ScenarioLoader.load(
      folder.path, overrides: overrides.map { try Override(parsing: $0) })
    return try Plan(loaded, catalog: .standard)
  }
}
