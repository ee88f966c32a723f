import Documents
import EventKernel
import Testing

@testable import Scenarios

@Suite struct BadInputTests {
  /// A minimal scenario in which one line is replaced, and what must be said about it.
  struct Mistake: Sendable, CustomTestStringConvertible {
    var line: String
    var replacement: String
    var complaint: String
    var testDescription: String { replacement }

    init(_ line: String, _ replacement: String, _ complaint: String) {
      self.line = line
      self.replacement = replacement
      self.complaint = complaint
    }
  }

  static let mistakes = [
    Mistake(
      "name: minimal", "nam: minimal",
      "s.yaml:4:3: metadata.nam: unknown field; did you mean \"name\"?"),
    Mistake(
      "kind: Scenario", "kind: Scenari",
      "s.yaml:2:7: kind: expected Scenario, got the string \"Scenari\"; did you mean \"Scenario\"?"),
    Mistake(
      "apiVersion: regatta.dev/v1alpha1", "apiVersion: regatta.dev/v1",
      "s.yaml:1:13: apiVersion: expected regatta.dev/v1alpha1, got the string \"regatta.dev/v1\""),
    Mistake(
      "name: minimal", "name: 3", "s.yaml:4:9: metadata.name: expected text, got the number 3"),
    Mistake(
      "name: minimal", "name: Not a name", "s.yaml:4:9: metadata.name: \"Not a name\" is no name"),
    Mistake(
      "count: 3", "count: 0",
      "s.yaml:11:21: spec.fleet.clusters[0].pools[0].count: 0 is outside 1 to 1000000"),
    Mistake(
      "count: 3", "count: -3",
      "s.yaml:11:21: spec.fleet.clusters[0].pools[0].count: -3 is outside 0 to 1000000"),
    Mistake(
      "count: 3", "count: 2.5",
      "spec.fleet.clusters[0].pools[0].count: expected a whole number, got the number 2.5"),
    Mistake(
      "count: 3", "count: three",
      "pools[0].count: expected a whole number, got the string \"three\""),
    Mistake("cpu: 4", "cpu: .nan", ""),
    Mistake("cpu: 4", "cpu: -4", "pools[0].cpu: the CPU quantity -4 is negative"),
    Mistake(
      "memory: 16Gi", "memory: 16Gx",
      "pools[0].memory: expected a quantity of bytes such as 64Gi or 500M"),
    Mistake(
      "cpu: 4, memory: 16Gi", "shape: openb/32c-256",
      "unknown machine shape \"openb/32c-256\"; did you mean \"openb/32c-256g\"?"),
    Mistake("cpu: 4, memory: 16Gi", "pods: 3", "a pool needs either a shape, or cpu and memory"),
    Mistake(
      "- name: eu", "- {name: eu, zones: []}",
      "spec.fleet.regions[0].zones: needs at least 1 of name"),
    Mistake(
      "- name: eu", "- {name: eu, zones: [a, a]}",
      "spec.fleet.regions[0].zones[1]: the zone \"a\" is given twice"),
    Mistake(
      "- name: eu", "- {name: eu, geography: {latitude: 91, longitude: 0}}",
      "geography.latitude: 91.0 is outside -90.0 to 90.0"),
  ]

  @Test(arguments: mistakes)
  func `one mistake is told with its place`(mistake: Mistake) throws {
    #expect(Sample.minimal.contains(mistake.line))
    let text = Sample.minimal.replacing(mistake.line, with: mistake.replacement)
    let complaints = Sample.complaints(text)
    #expect(complaints.count == 1)
    #expect(complaints.first?.contains(mistake.complaint) == true, "\(complaints)")
  }

  static let additions: [(text: String, complaint: String)] = [
    ("clusters: []", ""),
    (
      "spec.fleet.clusters: [{regions: [eo], pools: [{count: 1, shape: openb/32c-256g}]}]",
      "there is no region \"eo\"; did you mean \"eu\"?"
    ),
    (
      "spec.fleet.clusters: [{zones: [d], pools: [{count: 1, shape: openb/32c-256g}]}]",
      "clusters[0].zones[0]: the region \"eu\" has no zone \"d\""
    ),
    (
      "spec.fleet.clusters: [{zones: [a], pools: [{count: 1, zones: [b], shape: openb/32c-256g}]}]",
      "pools[0].zones[0]: the zone \"b\" is none of the cluster's zones in \"eu\""
    ),
    (
      "spec.fleet.clusters: [{name: x, count: 2, pools: [{count: 1, shape: openb/32c-256g}]}]",
      "2 clusters would all be called \"x\""
    ),
    ("spec.fleet.clusters: []", "spec.fleet.clusters: needs at least 1 of Cluster"),
    ("spec.fleet.regions: []", "spec.fleet.regions: needs at least 1 of Region"),
    ("spec.fleet.network: {hub: us}", "network.hub: there is no region \"us\""),
    (
      "spec.tenants: [{name: t, jurisdictions: [UE]}]",
      "tenants[0].jurisdictions[0]: no region has the jurisdiction \"UE\""
    ),
    (
      "spec.failures: [{at: 1h, target: {region: us}}]",
      "failures[0].target.region: there is no region \"us\""
    ),
    (
      "spec.failures: [{at: 1h, target: {node: eu-1/3}}]",
      "failures[0].target.node: eu-1 has 3 nodes, numbered from 0"
    ),
    ("spec.failures: [{at: 1h}]", "failures[0]: a failure at a fixed time needs a target"),
    ("spec.failures: [{each: nodes}]", "did you mean \"node\"?"),
    ("spec.failures: [{each: node}]", "\"each\" needs timeToFailure and timeToRepair"),
    (
      "spec.failures: [{each: node, timeToFailure: 5, timeToRepair: 1h}]",
      "timeToFailure: 5 needs a unit of time, such as 30s"
    ),
    (
      "spec.failures: [{each: node, timeToFailure: 'exponental(mean: 5d)', timeToRepair: 1h}]",
      "exponential"
    ),
    ("spec.failures: [{preset: cloud-defualt}]", "did you mean \"cloud-default\"?"),
    ("spec.failures: [{preset: cloud-default/zon}]", "did you mean \"cloud-default/zone\"?"),
    ("spec.failures: [{at: -1h, target: hub}]", "failures[0].at: \"-1h\" is no duration"),
    ("spec.run: {warmup: 2d}", "run.warmup: must be shorter than the horizon of 1d"),
    ("spec.run: {seed: -1}", "run.seed: expected a whole number from 0"),
    ("spec.run: {replications: 0}", "run.replications: 0 is outside 1"),
    ("spec.run: {confidence: 1}", "run.confidence: 1.0 is outside"),
    ("spec.run: {fidelity: capacity}", "\"capacity\" is not in this version"),
    ("spec.arms: [{set: {}}]", "arms[0]"),
    ("spec.sweep: {}", "spec.sweep: expected a list of Variation"),
    ("spec.sweep: [{path: run..seed, values: [1]}]", "sweep[0].path: \"run..seed\" is no path"),
    ("spec.sweep: [{path: run.seed}]", "sweep[0]: needs exactly one of values and range"),
    ("spec.sweep: [{path: run.seed, range: 9..1}]", "must have its low end before"),
    ("spec.sweep: [{path: run.seed, range: 5}]", "sweep[0].range: expected text"),
    ("spec.sweep: [{path: run.seed, range: 1h..4Gi}]", "has ends or a step in different units"),
    ("spec.operations: [{at: 1h}]", "operations[0]: needs exactly one of drain and rollOut"),
    (
      "spec.traffic: [{workload: a, demand: [{at: 1h}, {at: 1h}]}]",
      "traffic[0].demand[1].at: must be later than the entry before"
    ),
    ("spec.run: {precision: [availability]}", "has no ±"),
    (
      "spec.run: {precision: [availability ± 1%], maxReplications: 5}",
      "run.maxReplications: must be at least the 30 replications"
    ),
    ("spec.objectives: [availability]", "has no comparison"),
    (
      "spec.workloads: {generators: [{name: a, count: 2}]}",
      "2 workloads would all be called \"a\""
    ),
    ("spec.workloads: {generators: [{name: a, kind: Job}]}", "\"count\" is missing (how many)"),
    (
      "spec.workloads: {generators: [{name: a, arrivals: 'poisson(rate: 1/h)'}]}",
      "generators[0].name: All workloads would"
    ),
    (
      "spec.workloads: {traces: [{path: a.csv, format: openbb}]}",
      "traces[0].format: \"openbb\" is not one of openb, swim, azure-llm, opendc; did you mean"
        + " \"openb\"?"
    ),
    (
      "spec.workloads: {traces: [{path: a.csv, format: openb, perSecond: 3}]}",
      "traces[0].perSecond: openb records how long a pod runs"
    ),
    ("spec.workloads: {traces: [{path: a.csv, format: swim, speedup: 0}]}", "0.0 is outside"),
    ("spec.workloads: {startup: 3}", "workloads.startup: 3 needs a unit of time"),
  ]

  @Test(arguments: additions.indices)
  func `an impossible value is told with its place`(index: Int) throws {
    let (text, complaint) = Self.additions[index]
    guard !complaint.isEmpty else { return }
    let colon = try #require(text.firstIndex(of: ":"))
    let override = try Override(
      parsing: text[..<colon] + "=" + text[text.index(after: colon)...])
    let node = try override.apply(
      to: DocumentReader.read(Sample.minimal, file: "s.yaml")[0])
    do {
      _ = try Scenario.decode(node, file: "s.yaml")
      Issue.record("accepted")
    } catch {
      #expect(error.problems.count == 1)
      #expect(error.description.contains(complaint), "\(error)")
    }
  }

  @Test func `several mistakes are told at once`() {
    let text = Sample.minimal.replacing("name: minimal", with: "name: 3")
      .replacing("count: 3", with: "count: 0")
    #expect(Sample.complaints(text).count == 2)
  }

  @Test func `what is no scenario is refused`() {
    #expect(Sample.complaints("[]").count == 1)
    #expect(Sample.complaints("3").count == 1)
    #expect(Sample.complaints("{}").count == 4)
  }

  @Test(arguments: ["run.horizon", "=3", "a..b=3", "fleet.clusters[9].count=3", "a[x]=1"])
  func `a malformed override is refused`(text: String) throws {
    #expect(throws: DocumentError.self) {
      let node = try DocumentReader.read(Sample.minimal, file: "s.yaml")[0]
      _ = try Override(parsing: text).apply(to: node)
    }
  }

  @Test func `overrides replace, add and keep the rest`() throws {
    var node = try DocumentReader.read(Sample.minimal, file: "s.yaml")[0]
    for text in ["run.horizon=2h", "fleet.clusters[0].pools[0].count=7", "metadata.name=other"] {
      node = try Override(parsing: text).apply(to: node)
    }
    let scenario = try Scenario.decode(node, file: "s.yaml")
    #expect(scenario.spec.run.horizon == .hours(2))
    #expect(scenario.spec.fleet.clusters[0].pools[0].count == 7)
    #expect(scenario.metadata.name == "other")
  }
}
