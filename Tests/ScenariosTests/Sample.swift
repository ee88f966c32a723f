import Documents

@testable import Scenarios

/// Small scenarios for tests.
enum Sample {
  /// The smallest scenario there is.
  static let minimal = """
    apiVersion: regatta.dev/v1alpha1
    kind: Scenario
    metadata:
      name: minimal
    spec:
      fleet:
        regions:
          - name: eu
        clusters:
          - pools:
              - {count: 3, cpu: 4, memory: 16Gi}
    """

  /// A scenario that uses every section.
  static let full = """
    apiVersion: regatta.dev/v1alpha1
    kind: Scenario
    metadata: {name: full, description: "Everything at once: a test"}
    spec:
      fleet:
        regions:
          - {name: eu, zones: [a, b], jurisdiction: EU, continent: Europe, utcOffset: +1h30m}
          - {name: us, jurisdiction: US, geography: {latitude: 39, longitude: -77.5}}
        clusters:
          - name: "{region}-{nn}"
            count: 2
            labels: {tier: "yes"}
            taints: [{key: k, effect: NoSchedule}]
            limits: {pods: 100, onExceeded: reject, model: queueing, etcdQuota: 8Gi,
              controlPlane: {cores: 16, schedulerBurst: 50, schedulerQPS: 300,
                schedulerFeature: nodeAffinity, etcdCommit: 10ms}}
            pools:
              - {name: gpu, count: 2, shape: openb/96c-384g-8xg2}
              - {name: small, count: 1, cpu: 500m, memory: 1e9, zones: [a]}
          - {name: single, regions: [us], syncMode: Pull, pools: [{count: 1, shape: openb/32c-256g}]}
        network: {hub: us, sameRegion: 2ms}
      tenants:
        - {name: bank, jurisdictions: [EU]}
      workloads:
        startup: 30s
        generators:
          - {name: "web-{nnn}", count: 3, replicas: "uniform(low: 1, high: 5)"}
          - {name: "batch-{n}", kind: Job, arrivals: "mmpp(rates: [90/h, 5/h], switching: [1/h, 1/d])"}
        traces:
          - {path: pods.csv.gz, format: openb, from: 112d, limit: 50, speedup: 2, namespace: lab}
          - {path: jobs.tsv, format: swim, perSecond: 1e8, classes: [{cpu: 2}]}
      failures:
        - {at: 1h, target: {region: eu}, for: 2h, partition: blackhole}
        - {at: 10m, target: hub}
        - {at: 20m, target: {node: us-01/2}, for: "exponential(mean: 1h)"}
        - {each: zone, timeToFailure: "exponential(mean: 6y)", timeToRepair: 4h, hit: 95%}
        - {preset: cloud-default/hub-member-link}
      metrics: {availableAt: 50%}
      objectives: [availability >= 99.95%, "p99(failover.recover) <= 5m"]
      run: {horizon: 2d, warmup: 1h, replications: 5, seed: 7}
    """

  static func decode(_ text: String) throws -> Scenario {
    let nodes = try DocumentReader.read(text, file: "s.yaml")
    return try Scenario.decode(nodes[0], file: "s.yaml")
  }

  /// The complaints about a text, one per line.
  static func complaints(_ text: String) -> [String] {
    do {
      _ = try decode(text)
      return []
    } catch let error as ScenarioError {
      return error.problems.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }
}
