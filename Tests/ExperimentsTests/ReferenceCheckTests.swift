import Documents
import Testing

@testable import Experiments

@Suite struct ReferenceCheckTests {
  /// A result of one arm, from the values of its metrics by replication.
  static func result(
    _ columns: [(name: String, values: [Double?])], seed: UInt64 = 1, digest: String = "one",
    fingerprints: [String]? = nil, objectives: [ObjectiveOutcome] = []
  ) -> ExperimentResult {
    let count = columns.map(\.values.count).max() ?? 0
    let metrics = columns.map { column in
      let family = MetricCatalog.families.first { $0.name == column.name }
      return MetricSummary(
        name: column.name, dimensions: [:], unit: family?.unit ?? "things", help: "",
        estimate: nil, lower: nil, upper: nil, minimum: nil, maximum: nil, count: count,
        method: "t over replications")
    }
    let arm = ArmResult(
      name: "baseline", replications: count, metrics: metrics,
      fingerprints: fingerprints ?? (0..<count).map { "\(seed)-\($0)" },
      values: (0..<count).map { row in columns.map { $0.values[row] } }, timeline: nil,
      samples: [:], objectives: objectives)
    return ExperimentResult(
      engineVersion: "1", scenario: "s", summary: "", digest: digest, seed: seed,
      horizonSeconds: 1, warmupSeconds: 0, fidelity: "nodes", confidence: 0.95,
      fleet: FleetSummary(
        regions: [], clusters: 0, nodes: 0, services: 0, replicas: 0, controlPlane: "None"),
      arms: [arm])
  }

  /// Ten values about a mean, scattered by less than one.
  static func values(about mean: Double, shift: Int = 0) -> [Double?] {
    (0..<10).map { mean + Double(($0 * 7 + shift * 3) % 10) / 10 }
  }

  private func check(
    _ reference: ExperimentResult, _ now: ExperimentResult, same: Bool = true,
    _ change: (inout CheckRules) -> Void = { _ in }
  ) -> ReferenceCheck {
    var rules = CheckRules()
    change(&rules)
    return ReferenceCheck(reference: reference, now: now, isSameScenario: same, rules: rules)
  }

  private func verdict(
    _ metric: String, _ before: [Double?], _ after: [Double?],
    _ change: (inout CheckRules) -> Void = { _ in }
  ) -> ReferenceCheck.Verdict {
    check(Self.result([(metric, before)]), Self.result([(metric, after)]), change).lines[0].verdict
  }

  @Test func `equal results have no change, and say what would have been seen`() {
    let result = Self.result([("outage.total", Self.values(about: 100))])
    let check = check(result, result)
    #expect(check.isPassed)
    #expect(check.summary == "no change")
    #expect(check.lines[0].verdict == .noChange)
    #expect(check.lines[0].isIdentical)
    // Independent samples of 10 with a standard deviation of 0.3: about 1.2 standard deviations.
    let detectable = check.lines[0].detectable ?? 0
    #expect(detectable > 0.3 && detectable < 0.6)
  }

  @Test func `the direction makes a regression or an improvement`() {
    let before = Self.values(about: 100)
    let more = before.map { ($0 ?? 0) + 1 }
    #expect(verdict("outage.total", before, more) == .regression)
    #expect(verdict("outage.total", more, before) == .improvement)
    #expect(verdict("jobs.completed", before, more) == .improvement)
    #expect(verdict("replicas.moved", before, more) == .changed)
    let check = check(
      Self.result([("outage.total", before), ("jobs.completed", before)]),
      Self.result([("outage.total", more), ("jobs.completed", more)]))
    #expect(check.failures == ["1 regression"])
    #expect(check.lines[0].pValue == 0)
    #expect(check.lines[0].difference.map { abs($0 - 1) < 1e-9 } == true)
  }

  @Test func `pairs find what independent samples cannot`() {
    let before = Self.values(about: 100)
    let after = before.enumerated().map { ($1 ?? 0) + 0.05 + 0.01 * Double($0 % 3) }
    #expect(verdict("outage.total", before, after) == .regression)
    let check = check(
      Self.result([("outage.total", before)]), Self.result([("outage.total", after)], seed: 2))
    #expect(check.lines[0].method == .independent)
    #expect(check.lines[0].verdict == .noChange)
    #expect(check.notes.contains { $0.contains("The seeds differ (1 then, 2 now)") })
  }

  @Test func `chance is no regression, and many figures do not make one`() {
    // Differences about zero: p = 0.04 alone is not enough among many.
    let before = Self.values(about: 100)
    let after = Self.values(about: 100, shift: 1)
    #expect(verdict("outage.total", before, after) == .noChange)
    let drift = before.enumerated().map { index, value in
      (value ?? 0) + [0.3, -0.05, 0.2, 0.25, -0.05, 0.1, 0.3, -0.05, 0.2, 0.05][index]
    }
    let alone = check(
      Self.result([("outage.total", before)]), Self.result([("outage.total", drift)]))
    let p = alone.lines[0].pValue ?? 1
    #expect(p > 0.01 && p < 0.05)
    #expect(alone.lines[0].verdict == .regression)
    let names = ["outage.total", "outage.longest", "outage.windows", "pods.pending.mean"]
    let among = check(
      Self.result(names.map { ($0, before) }), Self.result(names.map { ($0, drift) }))
    #expect(among.lines[0].adjustedPValue.map { abs($0 - 4 * p) < 1e-12 } == true)
    #expect(among.isPassed)
    #expect((among.lines[0].detectable ?? 0) > (alone.lines[0].detectable ?? 1))
  }

  @Test func `what does not matter is within noise`() throws {
    let before = Self.values(about: 100)
    let more = before.map { ($0 ?? 0) + 1 }
    #expect(verdict("outage.total", before, more) { $0.noise = 0.02 } == .withinNoise)
    #expect(verdict("outage.total", before, more) { $0.noise = 0.005 } == .regression)
    func threshold(_ text: String) throws -> ReferenceCheck.Verdict {
      let threshold = try CheckRules.Threshold(parsing: text)
      return verdict("outage.total", before, more) { $0.thresholds = [threshold] }
    }
    #expect(try threshold("outage.total=2%") == .withinNoise)
    #expect(try threshold("outage.total=0.5%") == .regression)
    #expect(try threshold("outage.total=2s") == .withinNoise)
    #expect(try threshold("outage.total = 500ms") == .regression)
    #expect(try threshold("outage.longest=50%") == .regression)
    // Ratios: a percentage is a difference; noise is a share of what is lacking.
    let ratio: [Double?] = [0.998, 0.9985, 0.999]
    let less = ratio.map { ($0 ?? 0) - 0.0003 }
    let tenth = try CheckRules.Threshold(parsing: "availability=0.1%")
    #expect(verdict("availability.replicas", ratio, less) { $0.noise = 0.1 } == .regression)
    #expect(verdict("availability.replicas", ratio, less) { $0.noise = 0.3 } == .withinNoise)
    #expect(
      verdict("availability.replicas", ratio, less) { $0.thresholds = [tenth] } == .withinNoise)
  }

  @Test(arguments: [
    "", "outage.total", "=2%", "outage.total=", "outage.total=x", "outage.total=-1%", "{a=b}=1",
    "outage.total{a=b}", "outage.total=nan", "Outage=1",
  ])
  func `a bad threshold is refused`(text: String) {
    #expect(throws: DocumentError.self) { try CheckRules.Threshold(parsing: text) }
  }

  @Test func `undefined, infinite and missing values are no evidence`() {
    let name = "failover.recover.p99"
    #expect(verdict(name, [nil, nil, nil], [nil, nil, nil]) == .noChange)
    #expect(verdict(name, [1, 2, 3], [nil, nil, nil]) == .untested)
    #expect(verdict(name, [1, .infinity, .nan], [1, 2, 3]) == .untested)
    #expect(verdict(name, [1], [2]) == .untested)
    #expect(verdict(name, [1], [1]) == .noChange)
    #expect(verdict(name, [1, 2, nil, 4], [2, 3.1, 7, 5]) == .regression)
    let check = check(
      Self.result([(name, [1, 2, 3])]), Self.result([(name, [nil, nil, nil])]))
    #expect(check.notes.contains { $0.contains("defined in 3 replications of the reference") })
  }

  @Test func `lines may come and go`() {
    let values = Self.values(about: 1)
    let one = Self.result([("outage.total", values)])
    let two = Self.result([("outage.longest", values)])
    let check = check(one, two)
    #expect(check.lines.map(\.verdict) == [.new, .gone])
    #expect(check.isPassed)
    #expect(self.check(one, two) { $0.isExact = true }.failures == ["2 other changes"])
    #expect(self.check(one, two) { $0.metrics = ["outage.windows"] }.lines.isEmpty)
  }

  @Test func `fewer replications compare those that there are`() {
    let before = Self.values(about: 100)
    let check = check(
      Self.result([("outage.total", before)]),
      Self.result([("outage.total", Array(before.prefix(4)))]))
    #expect(check.commonReplications == 4)
    #expect(check.lines[0].isIdentical)
    #expect(check.notes.contains { $0.contains("the 4 that both have were compared") })
  }

  @Test func `objectives, fingerprints and exactness fail when asked`() {
    let values = Self.values(about: 100)
    let missed = ObjectiveOutcome(
      objective: "outage.total < 1s", metric: "outage.total", dimensions: [:], comparison: "<",
      bound: 1, met: false, certain: true)
    let before = Self.result([("outage.total", values)])
    let after = Self.result(
      [("outage.total", values)], fingerprints: ["other"] + (1..<10).map { "1-\($0)" },
      objectives: [missed])
    #expect(check(before, after).isPassed)
    #expect(check(before, after) { $0.objectives = true }.failures == ["1 missed objective"])
    #expect(
      check(before, after) { $0.fingerprints = true }.failures == ["1 of 10 fingerprints changed"])
    #expect(check(before, after) { $0.isExact = true }.isPassed)
    let better = Self.result([("outage.total", values.map { ($0 ?? 0) - 1 })])
    #expect(check(before, better).isPassed)
    #expect(check(before, better) { $0.isExact = true }.failures == ["1 improvement"])
  }

  @Test func `another machine's last digit is no difference`() {
    let before = Self.values(about: 100)
    #expect(
      check(
        Self.result([("outage.total", before)]),
        Self.result([("outage.total", before.map { ($0 ?? 0).nextUp })])
      ).lines[0].isIdentical)
  }
}
