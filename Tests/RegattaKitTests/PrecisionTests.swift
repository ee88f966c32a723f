import Documents
import Reporting
import Scenarios
import Testing

@testable import Experiments
@testable import RegattaKit

/// Experiments that run until their metrics are known as exactly as asked.
@Suite struct PrecisionTests {
  private func run(_ precision: String, threads: Int, most: Int = 60) throws -> ExperimentResult {
    let scene = try Scene()
    defer { scene.remove() }
    let plan = try scene.plan(
      "spec.run.precision=[\(precision)]", "spec.run.replications=4",
      "spec.run.maxReplications=\(most)", "spec.run.horizon=3h")
    return try Experiment(plan).run(threads: threads)
  }

  @Test("the end depends on the values alone, whatever finishes first")
  func deterministic() throws {
    let one = try run("availability ± 2%", threads: 1)
    let three = try run("availability ± 2%", threads: 3)
    #expect(Reports.files(one).map(\.contents) == Reports.files(three).map(\.contents))
    let arm = one.arms[0]
    let outcome = try #require(arm.precision?.first)
    #expect(outcome.isReached && outcome.replications == arm.replications)
    #expect(try #require(outcome.halfWidth) <= 0.02)
    #expect(arm.replications > 4 && arm.replications < 60)
    #expect(one.notes.contains { $0.hasPrefix("Stopped after \(arm.replications) replications") })
  }

  @Test("one replication fewer would not have been enough")
  func minimal() throws {
    let stopped = try run("availability ± 2%", threads: 2)
    let before = try run(
      "availability ± 2%", threads: 1, most: stopped.arms[0].replications - 1)
    #expect(before.arms[0].precision?.first?.isReached == false)
    #expect(before.notes.contains { $0.contains("was not reached") })
  }

  @Test("a metric that is not measured is refused with the nearest name")
  func unknown() throws {
    let scene = try Scene()
    defer { scene.remove() }
    let error = #expect(throws: ScenarioError.self) {
      try scene.plan("spec.run.precision=[availabilty ± 1%]")
    }
    #expect(error?.problems.first?.suggestion == "availability")
  }
}
