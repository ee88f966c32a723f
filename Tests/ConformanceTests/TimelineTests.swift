import Conformance
import Documents
import Testing

@Suite struct TimelineTests {
  private let rules = TimelineRules(
    narrowAllowance: 0.25, loopPeriods: [1, 5, 10],
    isLastValueOnly: { _, field in field.hasSuffix("health") })

  private func recorded(
    _ changes: [Node], sometimes: [Node] = [], initial: Node = [:], stable: Bool = true
  ) -> VectorCase {
    VectorCase(
      id: "t", algorithm: "timeline.test", input: [:],
      expected: [
        "changes": Node(changes), "sometimes": Node(sometimes), "initial": initial,
        "orderStable": Node(stable), "runs": 5,
      ])
  }

  private func entry(_ from: Double, _ to: Double, _ field: String, _ value: Node) -> Node {
    [
      "atSeconds": [Node(from), Node(to)], "object": "O/a", "field": Node(field), "value": value,
    ]
  }

  private func change(_ seconds: Double, _ field: String, _ value: Node) -> TimelineChange {
    TimelineChange(seconds: seconds, object: "O/a", field: field, value: value)
  }

  private func kinds(
    _ vector: VectorCase, _ ours: [TimelineChange]
  ) throws -> [TimelineDifference.Kind] {
    try TimelineComparison(vector, ours: ours, rules: rules).differences.map(\.kind)
  }

  @Test func windowsAreWidenedByTheirAllowance() throws {
    let narrow = recorded([entry(60, 60.01, "x", 1)])
    for (seconds, agrees) in [(59.75, true), (60.26, true), (59.74, false), (60.27, false)] {
      #expect(try kinds(narrow, [change(seconds, "x", 1)]).isEmpty == agrees, "\(seconds)")
    }
    let wide = recorded([entry(60, 64, "x", 1)])
    for (seconds, agrees) in [(55.0, true), (69.0, true), (54.9, false), (69.1, false)] {
      #expect(try kinds(wide, [change(seconds, "x", 1)]).isEmpty == agrees, "\(seconds)")
    }
    #expect(try kinds(wide, [change(75, "x", 1)]) == [.mistimed])
    #expect(try kinds(wide, []) == [.missing])
    #expect(try kinds(wide, [change(60, "x", 2)]) == [.missing, .unexpected])
  }

  @Test func aPartMayLackOurs() throws {
    let vector = recorded([entry(60, 60, "x", 1)])
    let ours = [change(60, "x", 1), change(70, "y", 2)]
    #expect(try kinds(vector, ours) == [.unexpected])
    var part = rules
    part.isSubset = { $0.id == "t" }
    #expect(try TimelineComparison(vector, ours: ours, rules: part).agrees)
    let missing = try TimelineComparison(vector, ours: [change(70, "y", 2)], rules: part)
    #expect(missing.differences.map(\.kind) == [.missing])
  }

  @Test func periodsFollowTheWindow() throws {
    let vector = recorded([])
    func allowance(_ from: Double, _ to: Double) throws -> Double {
      let recording = try TimelineRecording(["changes": [entry(from, to, "x", 1)]])
      return rules.allowance(of: recording.entries[0], in: vector)
    }
    #expect(try allowance(0, 0.25) == 0.25)
    #expect(try allowance(0, 0.3) == 1)
    #expect(try allowance(0, 1.2) == 1)
    #expect(try allowance(0, 6) == 10)
    #expect(try allowance(0, 60) == 10)
  }

  @Test func aShareOfAWideWindowReplacesThePeriods() throws {
    var shares = rules
    shares.wideShare = { $0.id == "t" ? 0.2 : nil }
    let recording = try TimelineRecording([
      "changes": [entry(0, 0.25, "x", 1), entry(0, 1, "x", 1), entry(0, 10, "x", 1)]
    ])
    let allowances = recording.entries.map { shares.allowance(of: $0, in: recorded([])) }
    #expect(allowances == [0.25, 0.25, 2])
  }

  @Test func aChoiceIsOpenForWhatIsUncertainOrWide() throws {
    var open = rules
    open.choice = { _ in { _, field in field == "x" ? "any" : nil } }
    func agrees(_ entry: Node, isCertain: Bool, _ ours: TimelineChange) throws -> Bool {
      let vector = isCertain ? recorded([entry]) : recorded([], sometimes: [entry])
      return try TimelineComparison(vector, ours: [ours], rules: open).agrees
    }
    var other = change(60, "x", 1)
    other.object = "O/b"
    #expect(try agrees(entry(60, 60, "x", 1), isCertain: false, other))
    #expect(try agrees(entry(60, 70, "x", 1), isCertain: true, other))
    #expect(try !agrees(entry(60, 60, "x", 1), isCertain: true, other))
    other.field = "y"
    #expect(try !agrees(entry(60, 60, "y", 1), isCertain: false, other))
  }

  @Test func occurrencesAreMatchedInOrder() throws {
    let vector = recorded(
      [entry(10, 10, "x", 1), entry(20, 20, "x", 0), entry(30, 30, "x", 1)],
      sometimes: [entry(40, 40, "x", 0)])
    let three = [change(10, "x", 1), change(20, "x", 0), change(30, "x", 1)]
    #expect(try kinds(vector, three).isEmpty)
    #expect(try kinds(vector, three + [change(40, "x", 0)]).isEmpty)
    #expect(try kinds(vector, three + [change(50, "x", 0)]) == [.unexpected])
    #expect(try kinds(vector, Array(three.prefix(2))) == [.missing])
  }

  @Test func racesCountByTheirLastValue() throws {
    let vector = recorded([
      entry(60, 60, "x", ["m2": 3]), entry(60, 60, "x", ["m2": 4]),
      entry(60, 60.01, "health", "Unknown"), entry(60, 60.05, "health", "Unhealthy"),
      entry(65, 65, "health", "Healthy"),
    ])
    let merged = [
      change(60, "x", ["m2": 4]), change(60, "health", "Unhealthy"),
      change(65, "health", "Healthy"),
    ]
    #expect(try kinds(vector, merged).isEmpty)
    let transient = [
      change(60, "x", ["m9": 1]), change(60, "x", ["m2": 4]), change(60, "health", "Unhealthy"),
      change(65, "health", "Healthy"),
    ]
    #expect(try kinds(vector, transient).isEmpty)
    let wrongLast = [
      change(60, "x", ["m2": 3]), change(60, "health", "Unhealthy"),
      change(65, "health", "Healthy"),
    ]
    #expect(try kinds(vector, wrongLast) == [.missing])
  }

  @Test func aRaceThatEndsWhereItBeganMayBeInvisible() throws {
    let vector = recorded(
      [entry(60, 60, "x", 0), entry(60, 60, "x", 1)], initial: ["O/a x": 1])
    #expect(try kinds(vector, []).isEmpty)
    #expect(try kinds(recorded([entry(60, 60, "x", 0), entry(60, 60, "x", 1)]), []) == [.missing])
    let quiet = recorded([], initial: ["O/a x": 1])
    #expect(try kinds(quiet, [change(5, "x", 0), change(5, "x", 1)]).isEmpty)
    #expect(try kinds(quiet, [change(5, "x", 0), change(6, "x", 1)]).count == 2)
  }

  @Test func orderCountsOnlyWhereItWasStable() throws {
    let changes = [entry(10, 10, "x", 1), entry(10.1, 10.1, "y", 1)]
    let swapped = [change(10.1, "x", 1), change(10, "y", 1)]
    #expect(try kinds(recorded(changes), swapped) == [.misordered])
    #expect(try kinds(recorded(changes, stable: false), swapped).isEmpty)
    let together = [entry(10, 10, "x", 1), entry(10.001, 10.001, "y", 1)]
    #expect(try kinds(recorded(together), swapped).isEmpty)
  }

  @Test func differencesAreShownSideBySide() throws {
    let suite = TimelineSuite(algorithm: "timeline.test", seeds: [7], rules: rules) { _, _ in
      [change(10, "x", 1), change(33, "y", 2)]
    }
    let vector = recorded([entry(10, 10, "x", 1), entry(30, 30, "y", 2)])
    let outcome = VectorRunner(suites: [], timelines: [suite]).replay(vector)
    #expect(outcome.status == .disagreed)
    let report = outcome.report
    #expect(report.contains("seed 7: 1 differences"))
    #expect(
      report.contains(
        "mistimed: O/a y = 2 came at 33.000 s, recorded in [30.000 s, 30.000 s] with an "
          + "allowance of 0.250 s"))
    #expect(report.contains("! [30.000 s, 30.000 s] O/a y = 2"))
    #expect(report.contains("│ 33.000 s O/a y = 2"))
    #expect(
      outcome.emitted.json()
        == #"{"id":"t","runs":[{"changes":[{"atSeconds":10,"field":"x","object":"O/a","value":1},"#
        + #"{"atSeconds":33,"field":"y","object":"O/a","value":2}],"seed":7}]}"#)
  }
}
