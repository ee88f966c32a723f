import Documents
import Experiments
import FleetModel
import Foundation
import KubernetesAPI
import Reporting
import Scenarios
import Testing

@testable import RegattaKit

/// Every kind of workload, autoscalers, budgets and operations in members simulated as objects.
@Suite struct ObjectWorkloadTests {
  static let apps = """
    apiVersion: v1
    kind: List
    items:
      - apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 4
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - {name: web, image: "web:1", resources: {requests: {cpu: "1", memory: 1Gi}}}
      - apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: shop}
        spec:
          replicas: 3
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec:
              containers:
                - {name: db, image: "db:1", resources: {requests: {cpu: "2", memory: 4Gi}}}
      - apiVersion: batch/v1
        kind: Job
        metadata: {name: import, namespace: shop}
        spec:
          parallelism: 2
          completions: 6
          template:
            spec:
              restartPolicy: Never
              containers:
                - {name: main, resources: {requests: {cpu: "1", memory: 1Gi}}}
      - apiVersion: batch/v1
        kind: CronJob
        metadata: {name: report, namespace: shop}
        spec:
          schedule: "*/10 * * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - {name: main, resources: {requests: {cpu: "1", memory: 1Gi}}}
      - apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web, namespace: shop}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          minReplicas: 2
          maxReplicas: 20
          metrics:
            - type: Resource
              resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
      - apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: db, namespace: shop}
        spec: {maxUnavailable: 1, selector: {matchLabels: {app: db}}}
    """

  static let scenario = """
    apiVersion: regatta.dev/v1alpha1
    kind: Scenario
    metadata: {name: elastic}
    spec:
      fleet:
        regions: [{name: eu}]
        clusters:
          - {name: "eu-{n}", pools: [{name: workers, count: 6, cpu: 8, memory: 32Gi}]}
      workloads:
        manifests: [apps.yaml]
        startup: {imagePull: "lognormal(median: 12s, sigma: 0.5)", start: 2s, readiness: 5s}
        lifetime: 3m
      traffic:
        - workload: shop/web
          demand: [{at: 0s, cpu: "2"}, {at: 1h, cpu: "7"}]
      operations:
        - {at: 2h, drain: {cluster: eu-1, pool: workers, timeout: 10m, outFor: 2m}}
        - {at: 3h, rollOut: {workload: shop/web}}
      controlPlane: {kind: None}
      metrics: {select: ["*"]}
      run: {horizon: 4h, replications: 2, seed: 3, fidelity: objects}
    """

  private func estimates(
    _ overrides: String..., text: String = scenario, apps: String = apps
  ) throws -> [String: Double] {
    let scene = try Scene(text, apps: apps)
    defer { scene.remove() }
    var plan = try Plan(
      try ScenarioLoader.load(
        scene.folder.path, overrides: overrides.map { try Override(parsing: $0) }),
      catalog: .standard)
    plan.checksInvariants = true
    let result = try Experiment(plan).run(threads: 1)
    return Dictionary(
      result.arms[0].metrics.compactMap { metric in
        metric.estimate.map { (metric.name + metric.dimensions.values.sorted().joined(), $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  @Test("all kinds live together, threads change no byte, and no invariant breaks")
  func together() throws {
    let scene = try Scene(Self.scenario, apps: Self.apps)
    defer { scene.remove() }
    var plan = try scene.plan()
    plan.checksInvariants = true
    let one = try Experiment(plan).run(threads: 1)
    let two = try Experiment(plan).run(threads: 2)
    #expect(Reports.files(one).map(\.contents) == Reports.files(two).map(\.contents))
    #expect(
      one.arms[0].metrics.first { $0.name == "invariants.violations" }?.estimate == 0)
  }

  @Test("an autoscaler follows the traffic; without it the demand goes unserved")
  func autoscaling() throws {
    let scaled = try estimates("spec.operations=[]")
    // 7 cores at 70 % of 1 core each are 10 replicas, for three hours of four.
    let replicas = try #require(scaled["traffic.replicas.mean"])
    #expect(replicas > 7.5 && replicas < 9.5)
    let unscaled = try estimates(
      "spec.operations=[]",
      apps: Self.apps.replacing("kind: HorizontalPodAutoscaler", with: "kind: ConfigMap"))
    #expect(unscaled["traffic.replicas.mean"] == 4)
    // 3 of 7 cores for three of four hours, of 2 + 3 · 7 in all.
    #expect(abs((unscaled["traffic.unserved"] ?? 0) - 9.0 / 23) < 1e-3)
    #expect((scaled["traffic.unserved"] ?? 1) < 0.02)
  }

  @Test("what leaves for the users is paid by the region that serves it")
  func egress() throws {
    let changes = [
      "spec.operations=[]", "spec.traffic[0].egress=1Mi",
      "spec.costs={egressGiB: 0.5, egressRegions: {eu: 2}}",
    ]
    let apps = Self.apps.replacing("kind: HorizontalPodAutoscaler", with: "kind: ConfigMap")
    let found = try estimates(changes[0], changes[1], changes[2], apps: apps)
    // 2 cores for an hour and 4 of the 7 demanded for three more: 14 core-hours at 1 MiB a second.
    let expected = 14.0 * 3600 / 1024
    #expect(abs((found["traffic.egress"] ?? 0) / expected - 1) < 1e-3)
    #expect(found["traffic.egresseu"] == found["traffic.egress"])
    #expect(abs((found["cost.total"] ?? 0) / (2 * expected) - 1) < 1e-3)
    #expect(try estimates(changes[0], changes[2], apps: apps)["traffic.egress"] == nil)
  }

  @Test("the timeline tells what was done on purpose")
  func operationsAreTold() throws {
    let scene = try Scene(Self.scenario, apps: Self.apps)
    defer { scene.remove() }
    let result = try Experiment(try scene.plan("run.replications=1")).run(threads: 1)
    let events = try #require(result.arms[0].timeline).events
    let drains = events.filter { $0.kind == "drain" }
    // Six nodes, one after the other, from the second hour on.
    #expect(drains.count == 6)
    #expect(drains.first?.seconds == 7200)
    #expect(drains.allSatisfy { $0.region == "eu" && $0.text.contains("cordoned and drained") })
    #expect(events.count { $0.kind == "uncordon" } == 6)
    let rollOut = try #require(events.first { $0.kind == "roll-out" })
    #expect(rollOut.seconds == 10_800 && rollOut.text == "shop/web rolled out")
    // Each has a shape of its own in the report.
    let page = Reports.html(result)
    for kind in ["drain", "uncordon", "roll-out"] {
      #expect(page.contains("href=\"#mark-\(kind)\""))
    }
  }

  @Test("a drain keeps within the budget; without eviction it does not")
  func drains() throws {
    // Two of three replicas are enough; the budget never lets two be away.
    let setting = ["spec.metrics.availableAt=0.5", "spec.operations[0].drain.parallel=5"]
    let polite = try estimates(setting[0], setting[1])
    let rude = try estimates(
      setting[0], setting[1], "spec.operations[0].drain.disableEviction=true")
    #expect(polite["availability.timeshop/db"] == 1)
    #expect(try #require(polite["availability.replicasshop/db"]) < 1)
    #expect(try #require(rude["availability.timeshop/db"]) < 1)
  }

  @Test("what is done needs members simulated as objects, clusters, pools and workloads that exist")
  func refusals() throws {
    func problem(_ overrides: String...) throws -> DocumentError? {
      let scene = try Scene(Self.scenario, apps: Self.apps)
      defer { scene.remove() }
      do {
        _ = try Plan(
          try ScenarioLoader.load(
            scene.folder.path, overrides: overrides.map { try Override(parsing: $0) }),
          catalog: .standard)
        return nil
      } catch let error as ScenarioError {
        return error.problems.first
      }
    }
    #expect(try problem("spec.run.fidelity=nodes")?.path == "spec.operations[0].drain.cluster")
    let pool = try problem("spec.operations[0].drain.pool=worker")
    #expect(pool?.suggestion == "workers")
    let workload = try problem("spec.operations[1].rollOut.workload=shop/wep")
    #expect(workload?.suggestion == "shop/web")
    let job = try problem("spec.operations[1].rollOut.workload=shop/import")
    #expect(job?.problem.contains("cannot be rolled out") == true)
    #expect(try problem("spec.traffic[0].workload=shop/wed")?.suggestion == "shop/web")
    #expect(try problem("spec.traffic[0].every=30m")?.path == "spec.traffic[0].every")
  }

  @Test("a pod has the priority of its class, and an unknown class is refused")
  func priorities() throws {
    let classes = """
      apiVersion: v1
      kind: List
      items:
        - apiVersion: scheduling.k8s.io/v1
          kind: PriorityClass
          metadata: {name: gold}
          value: 1000
          preemptionPolicy: Never
        - apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec:
            replicas: 1
            template: {spec: {priorityClassName: gold, containers: [{name: main}]}}
      """
    let scene = try Scene(apps: classes)
    defer { scene.remove() }
    let pod = try #require(try scene.plan().services.first?.template?.spec)
    #expect(pod.priority == 1000 && pod.preemptionPolicy == "Never")
    let wrong = try Scene(
      apps: classes.replacing("priorityClassName: gold", with: "priorityClassName: golf"))
    defer { wrong.remove() }
    let error = #expect(throws: ScenarioError.self) { try wrong.plan() }
    #expect(error?.problems.first?.suggestion == "gold")
  }

  @Test("a schedule that cannot be read is refused where it stands")
  func badSchedule() throws {
    let scene = try Scene(
      Self.scenario, apps: Self.apps.replacing("*/10 * * * *", with: "*/10 * * *"))
    defer { scene.remove() }
    let error = #expect(throws: ScenarioError.self) { try scene.plan() }
    #expect(error?.problems.first?.path == "spec.schedule")
    #expect((error?.problems.first?.line ?? 0) > 0)
  }
}
