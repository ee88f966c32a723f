import Experiments
import Foundation
import Reporting
import Scenarios
import Statistics
import Testing
import Workloads

@testable import RegattaKit

@Suite struct ArrivalTests {
  /// One cluster whose node holds five jobs: five servers and a queue.
  static let queue = """
    apiVersion: regatta.dev/v1alpha1
    kind: Scenario
    metadata: {name: queue}
    spec:
      fleet:
        regions: [{name: eu}]
        clusters: [{pools: [{count: 1, cpu: 5, memory: 64Gi}]}]
      workloads:
        startup: 0s
        generators:
          - name: "job-{nnnn}"
            kind: Job
            arrivals: "poisson(rate: 24/h)"
            lifetime: "exponential(mean: 10m)"
            classes: [{cpu: 1, memory: 1Gi}]
      controlPlane: {kind: None, settings: {clusters-per-service: 1}}
      run: {horizon: 11d, warmup: 1d, replications: 10, seed: 11}
    """

  /// A hub with Karmada, two regions that fill up, and everything that can arrive.
  static let busy = """
    apiVersion: regatta.dev/v1alpha1
    kind: Scenario
    metadata: {name: busy}
    spec:
      fleet:
        regions: [{name: eu}, {name: us}]
        clusters: [{count: 2, pools: [{count: 2, cpu: 8, memory: 32Gi}]}]
      workloads:
        generators:
          - {name: "web-{n}", count: 2, replicas: 4}
          - name: "batch-{n}"
            kind: Job
            arrivals: "nhpp(rate: 60/h, amplitude: 0.5, period: 1d)"
            replicas: "uniform(low: 1, high: 4)"
            lifetime: "lognormal(median: 5m, sigma: 1)"
            labels: {tier: batch}
            namespaces: [night, day]
            classes: [{weight: 3, cpu: 500m}, {cpu: 2}]
          - name: "preview-{n}"
            arrivals: "renewal(weibull(shape: 0.7, mean: 30m))"
            lifetime: "exponential(mean: 1h)"
            count: 5
      failures:
        - {at: 2h, target: {region: eu}, for: 30m}
      controlPlane: {kind: Karmada, manifests: [apps.yaml]}
      run: {horizon: 6h, warmup: 0s, replications: 3, seed: 5}
    """

  static let policy = """
    apiVersion: policy.karmada.io/v1alpha1
    kind: ClusterPropagationPolicy
    metadata: {name: all}
    spec:
      resourceSelectors:
        - {apiVersion: apps/v1, kind: Deployment}
        - apiVersion: batch/v1
          kind: Job
          labelSelector: {matchLabels: {tier: batch}}
      placement:
        replicaScheduling:
          replicaSchedulingType: Divided
          replicaDivisionPreference: Weighted
          weightPreference: {dynamicWeight: AvailableReplicas}
    """

  static func metric(_ result: ExperimentResult, _ name: String) throws -> MetricSummary {
    try #require(result.arms[0].metrics.first { $0.name == name && $0.dimensions.isEmpty })
  }

  @Test func `jobs wait as in M/M/c`() throws {
    let scene = try Scene(Self.queue)
    defer { scene.remove() }
    let result = try Experiment(try scene.plan()).run(threads: 2)
    let wait = try Self.metric(result, "jobs.wait.mean")
    let exact =
      60
      * MultiServerQueue(arrivalRate: 0.4, serviceRate: 0.1, servers: 5)
      .measures.meanWait
    let lower = try #require(wait.lower)
    let upper = try #require(wait.upper)
    #expect(lower <= exact && exact <= upper, "\(lower) … \(upper), Erlang C says \(exact)")
    #expect((upper - lower) / exact < 0.4)
    // 10 days of 24 an hour, over ten runs: the mean has a standard deviation of 24.
    let arrived = try #require(try Self.metric(result, "jobs.arrived").estimate)
    #expect(abs(arrived - 5_760) < 4 * 24)
    // Little's law.
    let waiting = try #require(try Self.metric(result, "jobs.waiting.mean").estimate)
    let expected = try #require(wait.estimate) * arrived / (10 * 86_400)
    #expect(abs(waiting - expected) < 0.02 * expected)
  }

  @Test func `two threads and one agree, and everything goes in the end`() throws {
    let scene = try Scene(Self.busy, apps: Self.policy)
    defer { scene.remove() }
    var plan = try scene.plan()
    plan.checksInvariants = true
    let one = try Experiment(plan).run(threads: 1)
    let two = try Experiment(plan).run(threads: 2)
    #expect(Reports.files(one).map(\.contents) == Reports.files(two).map(\.contents))
    #expect(try Self.metric(one, "invariants.violations").estimate == 0)
    let arrived = try #require(try Self.metric(one, "jobs.arrived").estimate)
    let completed = try #require(try Self.metric(one, "jobs.completed").estimate)
    #expect(arrived > 250 && arrived < 550)
    #expect(completed > 0.8 * arrived && completed <= arrived)
    #expect(try #require(try Self.metric(one, "jobs.wait.p50").estimate) < 120)
    #expect(one.notes.contains { $0.contains("arrive during the run") })
    #expect(one.arms[0].samples["jobs.wait"]?.isEmpty == false)
  }

  @Test func `a trace is replayed row by row`() throws {
    let scene = try Scene(
      Self.queue.replacing(
        "generators:",
        with: """
          traces:
                - {path: jobs.csv, format: openb, from: 10s, speedup: 2, namespace: lab}
              generators:
          """
      ).replacing("poisson(rate: 24/h)", with: "trace(5s, 10s)"))
    defer { scene.remove() }
    let rows = """
      name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
      early,1000,1024,0,0,,LS,Succeeded,100,200,100
      one,1000,1024,0,0,,LS,Succeeded,110,710,110
      two,5000,1024,0,0,,BE,Succeeded,120,180,150
      big,9000,1024,0,0,,BE,Succeeded,130,180,150
      """
    let file = scene.folder.appendingPathComponent("jobs.csv")
    try Data(rows.utf8).write(to: file)
    let plan = try scene.plan("run.warmup=0s", "run.horizon=3h", "run.replications=1")
    #expect(plan.loaded.traces[0].map(\.name) == ["one", "two", "big"])
    #expect(plan.loaded.traces[0].map(\.arrival) == [0, 5, 10])
    let result = try Experiment(plan).run(threads: 1)
    #expect(try Self.metric(result, "jobs.arrived").estimate == 5)
    // Nothing has room for the last row.
    #expect(try Self.metric(result, "jobs.completed").estimate == 4)
    #expect(try #require(try Self.metric(result, "jobs.waiting.mean").estimate) >= 1)
    // The file is part of what a result depends on.
    let before = plan.loaded.digest
    try Data(rows.replacing(",9000,", with: ",8000,").utf8).write(to: file)
    #expect(try scene.plan().loaded.digest != before)
    // Errors point into the file.
    try Data(rows.replacing("two,5000", with: "two,lots").utf8).write(to: file)
    let error = #expect(throws: ScenarioError.self) { _ = try scene.plan() }
    #expect("\(try #require(error))".contains("jobs.csv:4:1: cpu_milli"))
    try FileManager.default.removeItem(at: file)
    let missing = #expect(throws: ScenarioError.self) { _ = try scene.plan() }
    #expect("\(try #require(missing))".contains("spec.workloads.traces[0].path: there is no file"))
  }

  @Test func `too many arrivals are refused before the run`() throws {
    let scene = try Scene(Self.queue.replacing("24/h", with: "10/s"))
    defer { scene.remove() }
    let error = #expect(throws: ScenarioError.self) { _ = try scene.plan() }
    #expect(
      "\(try #require(error))".contains(
        "spec.workloads.generators[0].arrivals: more than 1000000 workloads would arrive"))
    #expect(throws: Never.self) { try scene.plan("workloads.generators[0].count=10") }
  }

  @Test func `a generator needs a number or arrivals`() throws {
    for (mistake, complaint) in [
      ("", "the field \"count\" is missing"),
      ("arrivals: \"poison(rate: 3/h)\"", "did you mean \"poisson\"?"),
      ("arrivals: 3", "expected an arrival process such as poisson(rate: 30/h), got the number 3"),
    ] {
      let scene = try Scene(
        Self.queue.replacing("arrivals: \"poisson(rate: 24/h)\"", with: mistake))
      defer { scene.remove() }
      let error = #expect(throws: ScenarioError.self) { _ = try scene.plan() }
      #expect("\(try #require(error))".contains(complaint))
    }
  }
}
