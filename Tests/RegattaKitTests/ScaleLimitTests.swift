import Foundation
import Experiments
import Reporting
import Scenarios
import Testing

@testable import RegattaKit

/// Limits from the scenario's words to the words of the report.
@Suite struct ScaleLimitTests {
  private static let set = [
    "fleet.clusters[0].limits={pods: 12, model: queueing}", "run.replications=2",
    "failures=[]", "workloads.at=10m", "run.warmup=1m",
  ]

  private func result(_ overrides: [String]) throws -> ExperimentResult {
    let scene = try Scene()
    defer { scene.remove() }
    let loaded = try ScenarioLoader.load(
      scene.folder.path, overrides: overrides.map { try Override(parsing: $0) })
    return try Experiment(try Plan(loaded, catalog: .standard)).run(threads: 2)
  }

  private func estimate(_ name: String, _ result: ExperimentResult) -> Double? {
    result.arms[0].metrics.first { $0.name == name && $0.dimensions.isEmpty }?.estimate
  }

  @Test func `crossing a limit shows in metrics, timeline and report`() throws {
    var overrides = Self.set
    overrides.append(
      "workloads.generators[0]={name: \"job-{n}\", kind: Job, arrivals: \"poisson(rate: 60/h)\","
        + " replicas: 10, lifetime: 30m, namespaces: [shop]}")
    let result = try result(overrides)
    #expect((estimate("limits.exceeded", result) ?? 0) > 0)
    #expect((estimate("pods.startup.p50", result) ?? 0) > 0)
    #expect((estimate("api.latency.p99", result) ?? 0) > 0.001)
    #expect(estimate("api.rejected", result) == 0)
    #expect((estimate("scheduler.throughput", result) ?? 0) > 500)
    let events = result.arms[0].timeline?.events.filter { $0.kind == "limit" } ?? []
    #expect(events.first?.text.hasSuffix("had 13 pods, more than 12") == true)
    let report = Reports.html(result)
    #expect(report.contains("more than 12"))
  }

  @Test func `without limits there are no queues and no figures of queues`() throws {
    let result = try result(["run.replications=1"])
    #expect(estimate("limits.exceeded", result) == 0)
    #expect(result.arms[0].metrics.allSatisfy { !$0.name.hasPrefix("api.latency") })
    #expect(result.arms[0].metrics.allSatisfy { !$0.name.hasPrefix("pods.startup") })
  }

  @Test func `queues far from their limits hardly change what users see`() throws {
    let none = try result(["run.replications=2"])
    let queues = try result([
      "run.replications=2", "fleet.clusters[0].limits={model: queueing}",
    ])
    let availability = (
      try #require(estimate("availability.replicas", none)),
      try #require(estimate("availability.replicas", queues))
    )
    #expect(abs(availability.0 - availability.1) < 1e-4)
  }
}
