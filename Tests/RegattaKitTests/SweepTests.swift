import Documents
import Foundation
import Reporting
import Scenarios
import Testing

@testable import Experiments
@testable import RegattaKit

/// One scenario at many settings.
@Suite struct SweepTests {
  static let pools = "fleet.clusters[0].pools[0].count"

  /// Twenty-four pods of one core on nodes of four: six nodes hold them all.
  static let text = """
    apiVersion: regatta.dev/v1alpha1
    kind: Scenario
    metadata: {name: spare}
    spec:
      fleet:
        regions: [{name: eu}]
        clusters:
          - {count: 1, pools: [{name: general, count: 6, cpu: 4, memory: 32Gi}]}
      workloads:
        generators:
          - {name: "web-{n}", count: 6, replicas: 4, classes: [{cpu: 900m, memory: 1Gi}]}
      controlPlane: {kind: None}
      costs: {nodeHour: 0.5}
      objectives: [availability >= 99%]
      run: {horizon: 2h, warmup: 30m, replications: 4, seed: 3}
    """

  private func source(_ scene: Scene) -> ScenarioSource {
    let path = scene.folder.path
    return { try ScenarioLoader.load(path, overrides: $0) }
  }

  private func sweep(
    _ variations: [String], _ design: SweepDesign = .grid, metrics: [String] = [],
    threads: Int = 2, scene: Scene
  ) throws -> SweepResult {
    try Sweep(
      variations.map { try Variation(parsing: $0) }, design: design, metrics: metrics,
      catalog: .standard, source: source(scene)
    ).run(threads: threads)
  }

  @Test func `a point is what the scenario with its values gives, on any number of threads`() throws
  {
    let scene = try Scene()
    defer { scene.remove() }
    let changes = ["fleet.clusters[0].count=2,3", "run.horizon=2h,3h"]
    let one = try sweep(changes, threads: 1, scene: scene)
    let three = try sweep(changes, threads: 3, scene: scene)
    #expect(SweepReports.files(one).map(\.contents) == SweepReports.files(three).map(\.contents))
    #expect(one.points.map(\.settings) == [["2", "2h"], ["2", "3h"], ["3", "2h"], ["3", "3h"]])
    let plan = try scene.plan("fleet.clusters[0].count=3", "run.horizon=2h")
    let arm = try Experiment(plan).run(threads: 2).arms[0]
    let metric = try #require(one.points[2].metrics.first)
    let alone = arm.metrics.first { $0.name == metric.name && $0.dimensions.isEmpty }
    #expect(metric == alone)
  }

  @Test func `the price of nodes is that of their hours`() throws {
    let scene = try Scene(Self.text)
    defer { scene.remove() }
    let result = try sweep([Self.pools + "=2..6:4"], metrics: ["cost.total"], scene: scene)
    // One and a half hours at a half.
    #expect(result.points.map { $0.metrics[0].estimate } == [1.5, 4.5])
  }

  @Test func `every part of a range is met once by a Latin hypercube`() throws {
    let scene = try Scene(Self.text)
    defer { scene.remove() }
    let result = try sweep(
      [Self.pools + "=4..8", "run.seed=1..5"], .latin(5), scene: scene)
    for column in 0..<2 {
      let low = column == 0 ? 4 : 1
      #expect(
        result.points.compactMap { Int($0.settings[column]) }.sorted() == Array(low...(low + 4)))
    }
  }

  @Test(arguments: [SweepDesign.morris(4), .sobol(8)])
  func `what matters comes first`(design: SweepDesign) throws {
    let scene = try Scene(Self.text)
    defer { scene.remove() }
    let result = try sweep(
      ["metrics.timelinePoints=100..400:100", Self.pools + "=2..6"], design, scene: scene)
    let ranking = try #require(result.sensitivity.first)
    #expect(ranking.factors.map(\.path) == [Self.pools, "metrics.timelinePoints"])
    #expect(ranking.factors[1].influence.estimate == 0)
    #expect(SweepReports.text(result).contains("What matters for availability.replicas"))
  }

  @Test func `what cannot be varied is told before anything runs`() throws {
    let scene = try Scene(Self.text)
    defer { scene.remove() }
    for change in ["run.horizont=1h,2h", Self.pools + "=3,0", "fleet.clusters[7].count=1,2"] {
      #expect(throws: (any Error).self) { try sweep([change], scene: scene) }
    }
    #expect(throws: SweepProblem.self) { try sweep([], scene: scene) }
    #expect(throws: SweepProblem.self) { try sweep(["run.horizon=10m..2h"], scene: scene) }
    #expect(throws: ScenarioError.self) {
      try sweep([Self.pools + "=3,4"], metrics: ["availabilty"], scene: scene)
    }
    #expect(throws: ScenarioError.self) {
      try Plan(
        try ScenarioLoader.load(
          scene.folder.path, overrides: [try Override(parsing: "costs={pools: {genral: 1}}")]),
        catalog: .standard)
    }
  }

  @Test func `the scenario may say what is varied`() throws {
    let scene = try Scene(
      Self.text + "\n  sweep: [{path: \"\(Self.pools)\", range: 5..6}]\n")
    defer { scene.remove() }
    #expect(try sweep([], scene: scene).points.map(\.settings) == [["5"], ["6"]])
  }

  // MARK: Capacity

  private func plan(
    _ variations: [String], _ criterion: CapacityCriterion = .means, threads: Int = 2,
    scene: Scene
  ) throws -> CapacityResult {
    try CapacityPlanner(
      variations.map { try Variation(parsing: $0) }, criterion: criterion,
      maximumReplications: 60, catalog: .standard, source: source(scene)
    ).run(threads: threads)
  }

  @Test(arguments: [CapacityCriterion.means, .share(of: 0.5)])
  func `the smallest number of nodes that holds all pods is found`(
    criterion: CapacityCriterion
  ) throws {
    let scene = try Scene(Self.text)
    defer { scene.remove() }
    let result = try plan([Self.pools + "=1..20"], criterion, scene: scene)
    let found = try #require(result.found)
    #expect(result.settings[found].settings == ["6"])
    #expect(result.isMonotone == true)
    #expect(result.settings.count < 10)
    // The one below was looked at, and fails.
    #expect(result.settings[found - 1].settings == ["5"])
    #expect(result.settings[found - 1].verdict == .fails)
    let again = try plan([Self.pools + "=1..20"], criterion, threads: 1, scene: scene)
    #expect(
      CapacityReports.files(again).map(\.contents) == CapacityReports.files(result).map(\.contents))
  }

  @Test func `none is told when none is enough`() throws {
    let scene = try Scene(Self.text)
    defer { scene.remove() }
    let result = try plan([Self.pools + "=1..5"], scene: scene)
    #expect(result.found == nil)
    #expect(CapacityReports.text(result).contains("None of the 5 settings is good enough."))
  }

  @Test func `of several variables the cheapest combination is found`() throws {
    let scene = try Scene(Self.text)
    defer { scene.remove() }
    let cores = "fleet.clusters[0].pools[0].cpu"
    let result = try plan([cores + "=4,8", Self.pools + "=2..7"], scene: scene)
    let found = try #require(result.found)
    // Three nodes of eight cores hold the twenty-four pods.
    #expect(result.settings[found].settings == ["8", "3"])
    #expect(result.settings[found].cost == 2.25)
  }

  @Test func `bisection and the looks above it`() {
    for count in 1...40 {
      for answer in 0..<count {
        var visited: Set<Int> = []
        let found = CapacityPlanner.bisect(count) {
          visited.insert($0)
          return $0 >= answer
        }
        #expect(found == answer)
        visited.formUnion(CapacityPlanner.checks(above: answer, of: count))
        #expect(visited.count <= CapacityPlanner.mostVisits(count))
      }
      #expect(CapacityPlanner.bisect(count) { _ in false } == nil)
    }
  }

  @Test func `a verdict waits until the interval lies on one side of the bound`() throws {
    let objective = try Objective(parsing: "availability >= 50%")
    var test = try SettingTest(
      .means, [objective], error: 0.01, block: 4, maximumReplications: 8)
    #expect(test.next == 0..<4)
    try test.add([[0.4], [0.7], [0.45], [0.65]])
    #expect(test.verdict == nil && test.next == 4..<8)
    try test.add([[0.4], [0.7], [0.45], [0.65]])
    #expect(test.verdict == .open && test.next == nil)
    test = try SettingTest(.means, [objective], error: 0.01, block: 4, maximumReplications: 8)
    try test.add([[0.40], [0.41], [0.40], [0.42]])
    #expect(test.verdict == .fails)
    test = try SettingTest(.means, [objective], error: 0.01, block: 4, maximumReplications: 8)
    try test.add([[nil], [nil], [nil], [nil]])
    #expect(test.verdict == .holds)
  }
}
