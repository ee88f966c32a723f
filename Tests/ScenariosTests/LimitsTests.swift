import Documents
import EventKernel
import Kubernetes
import Testing

@testable import Scenarios

@Suite struct LimitsTests {
  @Test func `the defaults are the official thresholds, and no queues`() throws {
    let limits = try Sample.decode(Sample.minimal).spec.fleet.clusters[0].limits
    #expect(limits == .official)
    #expect(limits.model == .none)
    #expect(limits.action == .warn)
  }

  @Test func `every limit can be set, in any order`() throws {
    let limits = try Sample.decode(Sample.full).spec.fleet.clusters[0].limits
    #expect(limits.pods == 100)
    #expect(limits.action == .reject)
    #expect(limits.storeQuota == 8 << 30)
    let usual = ClientBudget(qps: 50, burst: 100)
    #expect(limits.controlPlane.schedulerClient(usual) == ClientBudget(qps: 300, burst: 50))
    #expect(limits.controlPlane.controllerClient(usual) == usual)
    #expect(limits.controlPlane.etcd.commit == 0.01)
    #expect(limits.controlPlane.schedulerFeature == .nodeAffinity)
  }

  @Test func `what was read is written so that it reads the same`() throws {
    let scenario = try Sample.decode(Sample.full)
    let again = try Scenario.decode(scenario.canonical, file: "again.yaml")
    #expect(again.spec.fleet.clusters.map(\.limits) == scenario.spec.fleet.clusters.map(\.limits))
  }

  @Test(arguments: [
    ("{nodes: 0}", "limits.nodes: 0 is outside 1 to 1000000"),
    ("{pods: many}", "limits.pods: expected a whole number, got the string \"many\""),
    ("{churnPerSecond: -1}", "limits.churnPerSecond: -1.0 is outside"),
    ("{churnPerSecond: .nan}", "a number must be finite"),
    ("{etcdQuota: 1Ki}", "limits.etcdQuota: 1Ki is outside 1048576 to 1099511627776 bytes"),
    ("{onExceeded: refuse}", "is not one of warn, reject"),
    ("{model: queue}", "\"queue\" is not one of none, queueing"),
    ("{podPerNode: 3}", "unknown field; did you mean \"podsPerNode\"?"),
    ("{controlPlane: {cores: 0}}", "limits.controlPlane.cores: 0.0 is outside 0.1 to 10000.0"),
    ("{controlPlane: {schedulerFeature: gpu}}", "is not one of plain, nodeAffinity"),
    ("{controlPlane: {etcdCommit: 5}}", "expected a duration with a unit"),
    ("3", "limits: expected an object (Limits), got the number 3"),
  ])
  func `a wrong limit is one clear error`(text: String, complaint: String) {
    let broken = Sample.minimal.replacing("- pools:", with: "- limits: \(text)\n        pools:")
    let complaints = Sample.complaints(broken)
    #expect(complaints.count == 1)
    #expect(complaints.first?.contains(complaint) == true, "\(complaints)")
  }
}
