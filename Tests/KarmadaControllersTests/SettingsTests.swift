import Conformance
import Documents
import EventKernel
import Karmada
import Testing

@testable import KarmadaControllers

/// Flags and gates by their upstream names.
@Suite struct SettingsTests {
  @Test func flagsAreReadAsOnACommandLine() throws {
    var settings = KarmadaSettings()
    try settings.set("cluster-failure-threshold", to: "1m30s")
    try settings.set("graceful-eviction-timeout", to: "500ms")
    try settings.set("resource-eviction-rate", to: "0.1")
    try settings.set("Failover", to: "true")
    try settings.set("SchedulingOvercommitProtection", to: "true")
    #expect(settings.timing.clusterFailureThresholdNanoseconds == 90_000_000_000)
    #expect(settings.timing.gracefulEvictionTimeoutNanoseconds == 500_000_000)
    #expect(settings.timing.resourceEvictionRate == 0.1)
    #expect(settings.timing.failoverEnabled)
    #expect(settings.isEnabled("SchedulingOvercommitProtection"))
  }

  @Test(arguments: [
    ("cluster-failure-threshold", "soon"), ("cluster-failure-threshold", "-1s"),
    ("resource-eviction-rate", "nan"), ("kube-api-qps", "-3"), ("Failover", "maybe"),
    ("no-such-flag", "1"), ("WorkloadAffinity", "true"),
  ])
  func wrongSettingsAreRefused(name: String, text: String) {
    var settings = KarmadaSettings()
    #expect(throws: KarmadaSettings.Problem.self) { try settings.set(name, to: text) }
  }

  @Test func everyNameIsUnderstood() throws {
    #expect(KarmadaSettings.names == KarmadaSettings.names.sorted())
    #expect(KarmadaSettings.names.contains("cluster-monitor-grace-period"))
  }

  /// Two bindings leave the unschedulable set in one flush: with the gate, the second one counts
  /// the first one's replicas although no summary shows them yet.
  @Test(arguments: [false, true])
  func overcommitProtectionCountsWhatIsOnItsWay(isOn: Bool) throws {
    let cases = try VectorFile.read(
      path: "\(TimelineTests.folder)/timeline-scheduler-queue.jsonl.gz")
    var vector = try #require(cases.first { $0.id.contains("priority-two-waiting") })
    vector.input.set("settings", ["SchedulingOvercommitProtection": Node(isOn)])
    let changes = try TimelineRun.changes(of: vector, seed: 1)
    let placed = changes.filter {
      $0.field == "spec.clusters" && $0.value != [:] && $0.seconds < 380
    }
    #expect(placed.count == (isOn ? 1 : 2))
    #expect(placed.first?.object == "ResourceBinding/default/high-deployment")
  }
}
