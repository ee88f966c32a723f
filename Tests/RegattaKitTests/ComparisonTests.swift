import Experiments
import Foundation
import Reporting
import ResultsStore
import Scenarios
import Synchronization
import Testing

@testable import RegattaKit

/// Arms under common random numbers.
@Suite struct ComparisonTests {
  private static let arms = """
      arms:
        - {name: short, set: {"failures[0].for": 1m}}
        - {name: long, set: {"failures[0].for": 100m}}
        - {name: same, set: {run.horizon: 6h}}
      run:
    """

  private func comparison(
    _ scene: Scene, _ question: Comparison.Question = .init(), overrides: [String] = [],
    arms: [String] = []
  ) throws -> Comparison {
    let loaded = try ScenarioLoader.loadArms(
      scene.folder.path, overrides: overrides.map { try Override(parsing: $0) },
      adding: arms.map { try ArmPatch(parsing: $0) })
    return try Comparison(
      loaded.map { Comparison.Arm(name: $0.name, plan: try Plan($0.scenario, catalog: .standard)) },
      question)
  }

  private func scene() throws -> Scene {
    try Scene(Scene.text.replacing("  run:", with: Self.arms))
  }

  @Test func `a known better arm is selected, and equal arms do not differ`() throws {
    let scene = try scene()
    defer { scene.remove() }
    let result = try comparison(scene, overrides: ["run.replications=12"]).run(threads: 2)
    let compared = try #require(result.comparison)
    #expect(result.arms.map(\.name) == ["baseline", "short", "long", "same"])
    #expect(compared.recommended == "short")
    let selection = try #require(compared.selection)
    // The objectives' metric decides, and more availability is better.
    #expect(selection.metric == "availability.replicas" && selection.better == .larger)
    #expect(selection.isDecided)
    #expect(selection.regret.probability == 0)
    let metric = compared.metrics[0]
    #expect(metric.arms[1].toBest?.isBest == true)
    #expect(metric.arms[1].difference.map { $0.estimate > 0 && $0.isSignificant } == true)
    #expect(metric.arms[2].difference.map { $0.estimate < 0 && $0.isSignificant } == true)
    // The same scenario under the same random numbers is the same to the last bit.
    #expect(metric.arms[3].difference?.estimate == 0)
    #expect(result.arms[3].fingerprints == result.arms[0].fingerprints)
    #expect(result.arms[1].fingerprints != result.arms[0].fingerprints)
    #expect(try JSONReport.read(Reports.json(result)) == result)
  }

  @Test func `the number of threads changes no byte`() throws {
    let scene = try scene()
    defer { scene.remove() }
    var question = Comparison.Question()
    question.best = MetricReference(name: "outage.total")
    question.indifference = .duration(30)
    question.maxReplications = 40
    let one = try comparison(scene, question).run(threads: 1)
    let three = try comparison(scene, question).run(threads: 3)
    #expect(Reports.files(one).map(\.contents) == Reports.files(three).map(\.contents))
    #expect(
      Reports.files(one).map(\.name)
        == ["result.json", "replications.csv", "report.html", "comparison.csv"])
  }

  @Test func `an arm alone is the arm beside others`() throws {
    let scene = try scene()
    defer { scene.remove() }
    let together = try comparison(scene).run(threads: 2)
    let alone = try Experiment(
      try scene.plan("failures[0].for=1m", "arms=[]")
    ).run(threads: 2)
    #expect(alone.arms[0].fingerprints == together.arms[1].fingerprints)
    #expect(alone.arms[0].values == together.arms[1].values)
    // A run of the scenario is its baseline, and can go on where a comparison stopped.
    let loaded = try ScenarioLoader.load(scene.folder.path)
    let baseline = try ScenarioLoader.loadArms(scene.folder.path)[0].scenario
    #expect(loaded.replicationKey == baseline.replicationKey)
    #expect(loaded.digest != baseline.digest)
  }

  @Test func `only arms in the race are run again`() throws {
    let scene = try Scene(Scene.text)
    defer { scene.remove() }
    var question = Comparison.Question()
    question.best = MetricReference(name: "availability")
    // Nearly as good as the baseline, so that it takes more replications to tell.
    question.indifference = .percent(0.02)
    question.maxReplications = 60
    let result = try comparison(
      scene, question,
      arms: [
        "near:failures[0].for=\"uniform(low: 11m, high: 29.5m)\"; failures[0].at=1h",
        "far:failures[0].for=5h",
      ]
    ).run(threads: 2)
    let selection = try #require(result.comparison?.selection)
    let eliminated = try #require(selection.eliminatedAt[2])
    #expect(result.arms[2].replications == eliminated)
    #expect(result.arms[0].replications > eliminated)
    #expect(selection.leader != "far")
    #expect(selection.isIndifferenceGiven && selection.indifference == 0.0002)
  }

  @Test func `an interrupted comparison goes on to the same bytes`() throws {
    let scene = try scene()
    defer { scene.remove() }
    let comparison = try comparison(scene)
    let whole = try comparison.run(threads: 2)
    let path = scene.folder.appendingPathComponent("out").path
    let kept = Mutex(0)
    struct Killed: Error {}
    struct Limited: ReplicationStore {
      let kept: KeptReplications
      let spend: @Sendable () throws -> Void
      func load(_ replication: Int) -> ReplicationResult? { kept.load(replication) }
      func save(_ result: ReplicationResult) throws {
        try spend()
        try kept.save(result)
      }
    }
    let database = try ResultsDatabase(
      path: scene.folder.appendingPathComponent("results.sqlite").path, access: .writing)
    @Sendable func replications(_ plan: Plan) -> KeptReplications {
      database.replications(of: plan.loaded.replicationKey, at: "2000-01-01T00:00:00Z")
    }
    #expect(throws: Killed.self) {
      try comparison.run(
        threads: 2,
        store: { plan in
          Limited(kept: replications(plan)) {
            try kept.withLock { kept in
              if kept >= 7 { throw Killed() }
              kept += 1
            }
          }
        })
    }
    let progress = Mutex<[Experiment.Progress]>([])
    let resumed = try comparison.run(threads: 1, store: { replications($0) }) { step in
      progress.withLock { $0.append(step) }
    }
    // The arm `same` has the baseline's key: what one has run, the other need not.
    #expect(progress.withLock { $0.last?.resumed ?? 0 } >= 7)
    #expect(Reports.json(resumed) == Reports.json(whole))
    try ResultsDirectory(path: path).write(resumed)
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(names == ["comparison.csv", "replications.csv", "report.html", "result.json"])
  }

  @Test func `arms that share no chances are refused`() throws {
    let scene = try Scene(Scene.text)
    defer { scene.remove() }
    for field in ["seed=4", "horizon=7h", "warmup=10m", "confidence=0.9"] {
      #expect {
        _ = try comparison(scene, arms: ["other:run.\(field)"])
      } throws: { error in
        "\(error)".contains("spec.run.\(field.prefix { $0 != "=" }): must be")
          && "\(error)".contains("(arm \"other\")")
      }
    }
    #expect { _ = try comparison(scene) } throws: { "\($0)".contains("nothing to compare") }
  }

  @Test func `the report tells what a comparison found`() throws {
    let scene = try scene()
    defer { scene.remove() }
    let result = try comparison(scene, overrides: ["run.replications=12"]).run(threads: 2)
    let text = Reports.text(result).replacing("\n", with: " ")
    #expect(text.contains("short is best by availability.replicas"))
    #expect(text.contains("Ruled out: "))
    #expect(text.contains("The same as baseline in every replication:"))
    let html = Reports.html(result)
    #expect(html.contains("short is best by availability.replicas"))
    #expect(html.contains("<details class=\"arm\">"))
    let rows = Reports.comparisonCSV(result).split(separator: "\r\n")
    #expect(rows.count == 1 + 4 * (result.comparison?.metrics.count ?? 0))
  }
}
