import Documents
import Testing

@testable import Scenarios

/// What `--vary` and `spec.sweep` may say.
@Suite struct VariationTests {
  @Test(
    arguments: [
      ("run.seed=1,2,5", ["1", "2", "5"]),
      ("run.seed=1..4", ["1", "2", "3", "4"]),
      ("run.seed=1..8:3", ["1", "4", "7"]),
      ("run.horizon=1h..2h:30m", ["1h", "1h30m", "2h"]),
      ("run.horizon=1h30m..2h30m:30m", ["1h30m", "2h", "2h30m"]),
      ("run.horizon=1h..2h", ["1h", "2h"]),
      ("run.horizon=30m..2h:30m", ["30m", "1h", "1h30m", "2h"]),
      ("a=0.1..0.3:0.1", ["0.1", "0.2", "0.3"]),
      ("a=2Gi..4Gi", ["2Gi", "3Gi", "4Gi"]),
      (
        "a=exponential(mean: 10h..12h)",
        ["exponential(mean: 10h)", "exponential(mean: 11h)", "exponential(mean: 12h)"]
      ),
      (
        "a=uniform(low: 1s, high: 2s),[1,2],\"x,y\"",
        ["uniform(low: 1s, high: 2s)", "[1,2]", "\"x,y\""]
      ),
    ])
  func `values come in the order in which they are written`(text: String, values: [String]) throws {
    #expect(try Variation(parsing: text).grid == values)
  }

  @Test(arguments: [
    "run.seed", "=1", "run..seed=1", "run.seed=1,,2", "a=5..2", "a=1..2:0", "a=1..9:99",
  ])
  func `nonsense is refused`(text: String) {
    #expect(throws: DocumentError.self) { try Variation(parsing: text) }
  }

  @Test func `a share of the way is rounded to what the field takes`() throws {
    let whole = try Variation(parsing: "fleet.clusters[0].count=1..4")
    #expect(whole.value(at: 0, equallyLikely: false) == "1")
    #expect(whole.value(at: 0.4, equallyLikely: false) == "2")
    #expect(whole.value(at: 1, equallyLikely: false) == "4")
    #expect(
      (0..<8).map { whole.value(at: Double($0) / 8, equallyLikely: true) }
        == ["1", "1", "2", "2", "3", "3", "4", "4"])
    let time = try Variation(parsing: "a=10m..2h")
    #expect(time.grid == nil && time.count == nil)
    #expect(time.value(at: 0.5, equallyLikely: true) == "1h5m")
    #expect(try Variation(parsing: "a=0.5..1").value(at: 0.25, equallyLikely: true) == "0.625")
  }

  @Test func `a field that takes fractions gets them from a range of whole numbers`() throws {
    let scenario = try Scenario.decode(
      DocumentReader.read(Sample.minimal, file: "s.yaml")[0], file: "s.yaml")
    let variation = try Variation(parsing: "metrics.availableAt=0..1").resolved(in: scenario)
    #expect(variation.count == nil && variation.value(at: 0.25, equallyLikely: true) == "0.25")
  }

  @Test func `a distribution need not be quoted`() throws {
    let variation = try Variation(parsing: "a=exponential(mean: 10h..12h)")
    let override = try variation.override("exponential(mean: 11h)")
    #expect(override.value.string == "exponential(mean: 11h)")
  }
}
