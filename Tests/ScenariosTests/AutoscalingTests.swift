import Documents
import Stochastic
import Testing

@testable import Scenarios

@Suite struct AutoscalingTests {
  private static func scenario(_ autoscaling: String, count: Int = 3, fidelity: String = "objects")
    -> String
  {
    Sample.minimal.replacing(
      "{count: 3, cpu: 4, memory: 16Gi}",
      with: "{count: \(count), cpu: 4, memory: 16Gi, autoscaling: \(autoscaling)}")
      + "\n  run: {fidelity: \(fidelity)}\n"
  }

  @Test func `a pool that scales needs only its bounds`() throws {
    let scenario = try Sample.decode(Self.scenario("{min: 0, max: 10}", count: 0))
    let pool = scenario.spec.fleet.clusters[0].pools[0]
    let scaling = try #require(pool.autoscaling)
    #expect(pool.count == 0 && pool.most == 10)
    #expect(scaling.min == 0 && scaling.max == 10 && scaling.outOfCapacity == 0)
    let text = scaling.provisioning.description
    #expect(text.contains("lognormal") && text.contains("0.6"))
  }

  @Test func `what was read is written so that it reads the same`() throws {
    let scenario = try Sample.decode(
      Self.scenario(
        "{min: 1, max: 10, provisioning: 'uniform(low: 1m, high: 5m)', deletion: 20s,"
          + " outOfCapacity: 10%, failure: 0.01, priority: 3}"))
    let again = try Scenario.decode(scenario.canonical, file: "again.yaml")
    let first = scenario.spec.fleet.clusters[0].pools[0].autoscaling
    #expect(first?.outOfCapacity == 0.1 && first?.priority == 3)
    #expect(again.spec.fleet.clusters[0].pools[0].autoscaling == first)
  }

  @Test(arguments: [
    ("{max: 3}", 3, "pools[0].autoscaling: the field \"min\" is missing"),
    ("{min: 1, max: 0}", 1, "autoscaling.max: 0 is outside 1 to 1000000"),
    ("{min: 5, max: 4}", 4, "autoscaling.min: 5 is more than the maximum of 4"),
    (
      "{min: 1, max: 4}", 5,
      "s.yaml:11:21: spec.fleet.clusters[0].pools[0].count: 5 is outside 1 to 4"
    ),
    ("{min: 1, max: 4}", 0, "pools[0].count: 0 is outside 1 to 4"),
    ("{min: 1, max: 4, provisioning: 4}", 3, "autoscaling.provisioning: 4 needs a unit of time"),
    ("{min: 1, max: 4, failure: 2}", 3, "autoscaling.failure: expected a share"),
    ("{min: 1, max: 4, maximum: 2}", 3, "autoscaling.maximum: unknown field"),
  ])
  func `impossible pools are told with their place`(
    autoscaling: String, count: Int, complaint: String
  ) {
    let complaints = Sample.complaints(Self.scenario(autoscaling, count: count))
    #expect(complaints.count == 1)
    #expect(complaints.contains { $0.contains(complaint) }, "\(complaints)")
  }

  @Test func `members simulated as rows keep their nodes`() {
    let complaints = Sample.complaints(
      Self.scenario("{min: 1, max: 4}", fidelity: "nodes")
    )
    #expect(complaints.count == 1)
    #expect(
      complaints.first?.contains("s.yaml:11:59: spec.fleet.clusters[0].pools[0].autoscaling: nodes")
        ?? false, "\(complaints)")
  }
}
