import Documents
import Experiments
import Reporting
import Scenarios
import Testing

@testable import RegattaKit

/// Scenarios in which the cluster autoscaler moves the number of nodes.
@Suite struct NodePoolScalingTests {
  private static let text = Scene.text.replacing(
    "pools: [{count: 4, cpu: 8, memory: 32Gi}]",
    with: "pools: [{count: 1, cpu: 1, memory: 2Gi, autoscaling:"
      + " {min: 0, max: 9, provisioning: 'lognormal(median: 2m, sigma: 0.6)',"
      + " outOfCapacity: 10%, failure: 5%}}]"
  ).replacing("run: {", with: "run: {fidelity: objects, ")

  @Test("threads change no byte, no invariant breaks, and clusters grow and shrink")
  func runs() throws {
    let scene = try Scene(Self.text)
    defer { scene.remove() }
    var plan = try scene.plan("spec.run.replications=2")
    #expect(plan.fleetSummary.nodes == 6)
    plan.checksInvariants = true
    let one = try Experiment(plan).run(threads: 1)
    let two = try Experiment(plan).run(threads: 2)
    #expect(Reports.files(one).map(\.contents) == Reports.files(two).map(\.contents))
    func estimate(_ name: String) -> Double {
      one.arms[0].metrics.first { $0.name == name && $0.dimensions.isEmpty }?.estimate ?? -1
    }
    #expect(estimate("invariants.violations") == 0)
    #expect(estimate("nodes.max") > 6 && estimate("nodes.max") <= 54)
    #expect(estimate("nodes.mean") < estimate("nodes.max"))
    // 5 h 30 min are counted.
    #expect(abs(estimate("nodes.hours") - 5.5 * estimate("nodes.mean")) < 1e-6)
    #expect(estimate("availability.replicas") > 0.5)
    #expect(estimate("utilisation.cpu") > 0 && estimate("utilisation.cpu") < 1)
  }

  @Test("a wrong flag of the autoscaler is told where it stands")
  func wrongFlag() throws {
    let scene = try Scene(Self.text)
    defer { scene.remove() }
    #expect(throws: ScenarioError.self) {
      try scene.plan("spec.fleet.kubernetes.scale-down-unneeded-time=soon")
    }
    let error = #expect(throws: ScenarioError.self) {
      try scene.plan("spec.fleet.kubernetes.scale-down-uneeded-time=5m")
    }
    #expect(error?.problems.first?.suggestion == "scale-down-unneeded-time")
    _ = try scene.plan("spec.fleet.clusters[0].kubernetes.scale-down-unneeded-time=5m")
  }

  @Test("metrics of the number of nodes exist only where it changes")
  func metrics() throws {
    let scene = try Scene()
    defer { scene.remove() }
    #expect(try scene.plan().metrics.allSatisfy { !$0.family.name.hasPrefix("nodes.") })
  }
}
