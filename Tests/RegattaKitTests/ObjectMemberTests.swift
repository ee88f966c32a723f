import Documents
import Experiments
import Reporting
import Scenarios
import Testing

@testable import RegattaKit

/// Members simulated as objects, under the failures of a small scenario.
@Suite struct ObjectMemberTests {
  @Test("threads change no byte, and no invariant of the fleet breaks")
  func runs() throws {
    let scene = try Scene()
    defer { scene.remove() }
    var plan = try scene.plan("spec.run.fidelity=objects", "spec.run.replications=2")
    plan.checksInvariants = true
    let one = try Experiment(plan).run(threads: 1)
    let two = try Experiment(plan).run(threads: 2)
    #expect(Reports.files(one).map(\.contents) == Reports.files(two).map(\.contents))
    let metrics = one.arms[0].metrics
    #expect(metrics.first { $0.name == "invariants.violations" }?.estimate == 0)
    let availability = metrics.first { $0.name == "availability.replicas" }?.estimate ?? 0
    #expect(availability > 0.5 && availability < 1)
  }

  @Test("a group of clusters can be simulated otherwise than the rest")
  func mixed() throws {
    let scene = try Scene()
    defer { scene.remove() }
    let rows = try scene.plan("spec.run.replications=1")
    let mixed = try scene.plan(
      "spec.run.replications=1", "spec.fleet.clusters[0].fidelity=objects")
    let figures = try [rows, mixed].map { plan in
      try Experiment(plan).run(threads: 1).arms[0].metrics
        .first { $0.name == "availability.replicas" }?.estimate ?? 0
    }
    // The same failures: what differs is how fast members replace what they lost.
    #expect(abs(figures[0] - figures[1]) < 0.05)
  }

  @Test("what members simulated as nodes cannot run is refused where it stands")
  func refusesCronJobs() throws {
    let apps = """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: report}
      spec:
        schedule: "@hourly"
        jobTemplate: {spec: {template: {spec: {containers: [{name: main}]}}}}
      """
    let scene = try Scene(apps: apps)
    defer { scene.remove() }
    let error = #expect(throws: ScenarioError.self) { try scene.plan() }
    #expect(error?.problems.first?.path == "kind" && error?.problems.first?.line == 2)
    _ = try scene.plan("spec.run.fidelity=objects")
  }

  @Test("an unknown flag of a member is an error with the nearest name")
  func unknownFlag() throws {
    let scene = try Scene()
    defer { scene.remove() }
    let error = #expect(throws: ScenarioError.self) {
      try scene.plan("spec.fleet.kubernetes.node-monitor-grace-perod=40s")
    }
    #expect(error?.problems.first?.suggestion == "node-monitor-grace-period")
  }
}
