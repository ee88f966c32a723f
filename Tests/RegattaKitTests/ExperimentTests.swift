import Experiments
import Foundation
import Reporting
import ResultsStore
import Scenarios
import Synchronization
import Testing

@testable import RegattaKit

@Suite struct ExperimentTests {
  /// Keeps replications in memory, and can refuse to go on.
  final class MemoryStore: ReplicationStore {
    let kept = Mutex<[Int: ReplicationResult]>([:])
    let limit: Int

    struct Killed: Error {}

    init(limit: Int = .max) { self.limit = limit }

    func load(_ replication: Int) -> ReplicationResult? { kept.withLock { $0[replication] } }
    func save(_ result: ReplicationResult) throws {
      try kept.withLock { kept in
        if kept.count >= limit { throw Killed() }
        kept[result.replication] = result
      }
    }
  }

  @Test func `the number of threads changes no byte`() throws {
    let scene = try Scene()
    defer { scene.remove() }
    let plan = try scene.plan()
    let one = try Experiment(plan).run(threads: 1)
    let two = try Experiment(plan).run(threads: 2)
    #expect(Reports.files(one).map(\.contents) == Reports.files(two).map(\.contents))
    #expect(Set(one.arms[0].fingerprints).count == 6)
  }

  @Test func `an interrupted experiment goes on to the same bytes`() throws {
    let scene = try Scene()
    defer { scene.remove() }
    let plan = try scene.plan()
    let whole = try Experiment(plan).run(threads: 2)
    let database = try ResultsDatabase(
      path: scene.folder.appendingPathComponent("store.sqlite").path, access: .writing)
    let disk = database.replications(
      of: plan.loaded.replicationKey, at: "2026-11-27T12:00:00Z")
    let store = MemoryStore(limit: 3)
    #expect(throws: MemoryStore.Killed.self) {
      try Experiment(plan).run(threads: 2, store: store)
    }
    // What survives on disk is all that the second attempt sees.
    let kept = store.kept.withLock { $0 }
    #expect(kept.count == 3)
    for key in kept.keys.sorted() { try disk.save(#require(kept[key])) }
    let progress = Mutex<[Experiment.Progress]>([])
    let resumed = try Experiment(plan).run(threads: 1, store: disk) { step in
      progress.withLock { $0.append(step) }
    }
    #expect(progress.withLock { $0.last?.resumed } == 3)
    #expect(progress.withLock { $0.last?.finished } == 6)
    #expect(Reports.json(resumed) == Reports.json(whole))
    #expect(Reports.html(resumed) == Reports.html(whole))
    // A checkpoint of another scenario is not taken.
    let other = database.replications(of: "other", at: "2026-11-27T12:00:00Z")
    #expect(other.load(kept.keys.sorted()[0]) == nil)
    let path = scene.folder.appendingPathComponent("out").path
    try ResultsDirectory(path: path).write(resumed)
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(names == ["replications.csv", "report.html", "result.json"])
  }

  @Test func `more replications keep those that there are`() throws {
    let scene = try Scene()
    defer { scene.remove() }
    let few = try scene.plan("run.replications=2")
    let many = try scene.plan("run.replications=4")
    #expect(few.loaded.replicationKey == many.loaded.replicationKey)
    #expect(few.loaded.digest != many.loaded.digest)
    let a = try Experiment(few).run(threads: 1)
    let b = try Experiment(many).run(threads: 1)
    #expect(a.arms[0].fingerprints == Array(b.arms[0].fingerprints.prefix(2)))
    #expect(a.arms[0].values == Array(b.arms[0].values.prefix(2)))
  }

  @Test func `seeds matter, and the digest sees every file`() throws {
    let scene = try Scene()
    defer { scene.remove() }
    let plan = try scene.plan()
    let other = try scene.plan("run.seed=4")
    #expect(
      try Run(plan, replication: 0).execute().fingerprint
        != Run(other, replication: 0).execute().fingerprint)
    try Data(Scene.apps.replacing("replicas: 5", with: "replicas: 6").utf8).write(
      to: scene.folder.appendingPathComponent("apps.yaml"))
    #expect(try scene.plan().loaded.digest != plan.loaded.digest)
  }

  @Test func `metrics agree with what was done`() throws {
    let scene = try Scene()
    defer { scene.remove() }
    let result = try Experiment(try scene.plan()).run(threads: 2)
    let arm = result.arms[0]
    func metric(_ name: String, _ dimensions: [String: String] = [:]) throws -> MetricSummary {
      try #require(arm.metrics.first { $0.name == name && $0.dimensions == dimensions })
    }
    // Half to all of what stands in one of two regions is away for about 20 minutes of 5.5 h.
    let availability = try metric("availability.replicas")
    #expect(try #require(availability.estimate) > 0.9)
    #expect(try #require(availability.estimate) < 0.99)
    #expect(try metric("failover.failures", ["level": "region"]).estimate == 1)
    let recover = try #require(try metric("failover.recover.p50").estimate)
    #expect(recover > 600 && recover < 1900)
    #expect(try metric("failover.detect.p50").estimate == nil)
    #expect(try metric("invariants.violations").estimate == 0)
    // The bank's pods may only run in the EU, and all of that was away.
    let bank = try #require(try metric("availability.replicas", ["tenant": "bank"]).estimate)
    #expect(bank < (try #require(availability.estimate)))
    #expect(arm.objectives.map(\.met) == [true, true])
    #expect(result.fleet.services == 7)
    #expect(result.fleet.replicas == 29)
    #expect(result.notes.contains { $0.contains("1 × Service") })
    let timeline = try #require(arm.timeline)
    #expect(timeline.events.contains { $0.kind == "failure" && $0.region == "eu" })
    #expect(timeline.seconds == timeline.seconds.sorted())
    #expect(timeline.seconds.last == 21_600.0)
    #expect(timeline.wanted.last == 29)
  }
}
