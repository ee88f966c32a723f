import Documents
import EventKernel
import Stochastic
import Testing

@testable import Scenarios

@Suite struct DecodingTests {
  @Test func `a minimal scenario has every default`() throws {
    let scenario = try Sample.decode(Sample.minimal)
    #expect(scenario.spec.run.horizon == .hours(24))
    #expect(scenario.spec.run.replications == 30)
    #expect(scenario.spec.controlPlane.kind == "Karmada")
    #expect(scenario.spec.fleet.regions[0].zones == ["a", "b", "c"])
    #expect(scenario.spec.fleet.clusterNames.map(\.name) == ["eu-1"])
    #expect(scenario.spec.fleet.clusters[0].pools[0].cpu?.value == 4000)
    #expect(scenario.spec.fleet.clusters[0].pools[0].memory?.value == 16 << 30)
    #expect(scenario.spec.fleet.clusters[0].pools[0].pods == 110)
  }

  @Test func `every section is read`() throws {
    let spec = try Sample.decode(Sample.full).spec
    #expect(
      spec.fleet.clusterNames.map(\.name) == ["eu-01", "eu-02", "us-01", "us-02", "single"])
    #expect(spec.fleet.regions[0].utcOffset.minutes == 90)
    #expect(spec.fleet.clusters[0].pools[0].gpu == 8)
    #expect(spec.fleet.clusters[0].pools[1].cpu?.value == 500)
    #expect(spec.fleet.clusters[1].syncMode == .pull)
    #expect(spec.tenants[0].namespaces == ["bank"])
    #expect(spec.failures.count == 5)
    #expect(spec.failures[0].target == .region("eu"))
    #expect(spec.failures[0].partition == .blackhole)
    #expect(spec.failures[2].target == .node(cluster: "us-01", index: 2))
    #expect(spec.failures[3].hit == 0.95)
    #expect(spec.failures[4].each == .link)
    #expect(spec.failures[4].timeToFailure == .exponential(mean: 45 * 86400))
    #expect(spec.objectives[1].metric == "failover.recover.p99")
    #expect(spec.workloads.generators[0].names == ["web-001", "web-002", "web-003"])
    #expect(spec.workloads.generators[1].names.isEmpty)
    #expect(spec.workloads.generators[1].nameByNumber(12) == "batch-12")
    #expect(spec.workloads.generators[1].arrivals?.meanRate != nil)
    #expect(spec.workloads.traces.map(\.format) == [.openb, .swim])
    #expect(spec.workloads.traces[0].speedup == 2)
    #expect(spec.workloads.traces[1].perSecond == 1e8)
  }

  @Test func `a preset of several laws stands for each of them`() throws {
    let text = Sample.minimal + "\n  failures: [{preset: cloud-default}]"
    let failures = try Sample.decode(text).spec.failures
    #expect(failures.contains { $0.each == .zone && $0.hit == 0.95 })
    #expect(failures.contains { $0.each == .rack && $0.rackNodes == 40 })
    #expect(failures.allSatisfy { $0.timeToFailure != nil && $0.timeToRepair != nil })
  }

  @Test(arguments: [Sample.minimal, Sample.full])
  func `what explain prints is the same scenario`(text: String) throws {
    let written = try DocumentReader.read(text, file: "s.yaml")[0]
    let scenario = try Scenario.decode(written, file: "s.yaml")
    let explanation = Explanation.yaml(scenario.canonical, written: written)
    let again = try Sample.decode(explanation)
    #expect(again == scenario)
    #expect(again.canonical == scenario.canonical)
    #expect(explanation.contains("# default"))
    // Everything in the explanation is given, so explaining it marks nothing.
    let twice = Explanation.yaml(
      again.canonical, written: try DocumentReader.read(explanation, file: "e.yaml")[0])
    #expect(!twice.contains("# default"))
  }

  @Test func `explain marks only what was not written`() throws {
    let written = try DocumentReader.read(Sample.minimal, file: "s.yaml")[0]
    let scenario = try Scenario.decode(written, file: "s.yaml")
    let lines = Explanation.yaml(scenario.canonical, written: written).split(separator: "\n")
    #expect(
      lines.contains("    horizon: 1d  # default" as Substring)
        || lines.contains { $0.contains("horizon") && $0.hasSuffix("# default") })
    #expect(lines.contains { $0.contains("name: minimal") && !$0.hasSuffix("# default") })
  }

  @Test(arguments: [
    ("0", 0), ("90s", 90_000_000_000), ("1h30m", 5_400_000_000_000), ("1.5h", 5_400_000_000_000),
    ("30d", 2_592_000_000_000_000), ("500ms", 500_000_000), ("3ns", 3),
  ])
  func `durations are exact`(text: String, nanoseconds: Int64) throws {
    let duration = try #require(DurationText.parse(text))
    #expect(duration.nanoseconds == nanoseconds)
    #expect(DurationText.parse(DurationText.format(duration)) == duration)
  }

  @Test(arguments: ["", "5", "-5s", "1x", "s", "1h-", "1000y", "nan s", "1e3s"])
  func `what is no duration is refused`(text: String) {
    #expect(DurationText.parse(text) == nil)
  }

  @Test func `objectives are read`() throws {
    let objective = try Objective(parsing: "availability{region=eu-west} >= 99.95 %")
    #expect(objective.metric == "availability")
    #expect(objective.dimensions == ["region": "eu-west"])
    #expect(objective.comparison == .atLeast)
    #expect(abs(objective.bound.value - 0.9995) < 1e-12)
    #expect(try Objective(parsing: "p99(failover.recover)<=5m").bound == .duration(300))
    #expect(throws: ObjectiveError.self) { try Objective(parsing: "availability") }
    #expect(throws: ObjectiveError.self) { try Objective(parsing: "a >= x") }
    #expect(throws: ObjectiveError.self) { try Objective(parsing: " >= 1") }
    #expect(throws: ObjectiveError.self) { try Objective(parsing: "a{b} >= 1") }
  }

  @Test func `digests know the FIPS examples`() {
    func digest(_ text: String) -> String {
      var digest = Digest()
      digest.update(Array(text.utf8))
      return digest.hexadecimal()
    }
    #expect(digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }
}
