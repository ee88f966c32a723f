import Testing

@testable import Experiments
@testable import Reporting

/// The sentences say what the numbers say.
@Suite struct NarrativeTests {
  private func text(_ result: ExperimentResult) -> String {
    let narrative = Narrative(result, arm: result.arms[0])
    let all = [narrative.headline] + narrative.sentences.map(\.text) + narrative.caveats
    return String(all.joined(separator: " ").map { $0 == "\u{A0}" ? " " : $0 })
  }

  @Test func outageIsTold() {
    let text = text(Fixture.outage())
    #expect(
      text.hasPrefix(
        "Region eu-west failed: half of the replicas that it took were made up for within 6m"))
    #expect(text.contains("region eu-west failed at 01:00:00, repaired after 2h 00m"))
    #expect(text.contains("The load went to us-east (+102 replicas) and ap-south (+68 replicas)."))
    #expect(text.contains("the worst served region was eu-west"))
    #expect(text.contains("480 of 480 wanted replicas served"))
    #expect(text.contains("Of 3 objectives 1 holds; missed: failover.recover.p99 <= 9m"))
  }

  @Test func objectivesAreUndecidedWhileTheIntervalHoldsTheLimit() {
    var result = Fixture.outage()
    result.arms[0].objectives.removeAll { $0.certain && !$0.met }
    #expect(text(result).contains("An objective is undecided."))
    result.arms[0].objectives.removeAll { !$0.certain }
    #expect(text(result).contains("The objective holds."))
  }

  @Test func whatIsMissingIsNotInvented() {
    #expect(text(Fixture.empty()).contains("Nothing failed in the first replication."))
    let single = text(Fixture.single())
    #expect(single.contains("Failures struck, and no recovery was measured"))
    #expect(single.contains("One replication is one throw of the dice"))
    #expect(!single.contains("confidence interval"))
  }

  @Test func aBrokenInvariantIsSaid() {
    var result = Fixture.outage()
    for index in result.arms[0].metrics.indices
    where result.arms[0].metrics[index].group == "invariants" {
      result.arms[0].metrics[index].maximum = 1
    }
    #expect(text(result).contains("do not trust this result"))
  }

  @Test func anUnrepairedFailureIsSaid() {
    var result = Fixture.outage()
    result.arms[0].timeline?.events.removeAll { $0.kind == "repair" }
    #expect(text(result).contains("not repaired before the end"))
  }

  @Test func severalFailuresAreCounted() {
    #expect(text(Fixture.crowded()).contains("1,250 failures struck in the first replication"))
    var result = Fixture.outage()
    let first = result.arms[0].timeline!.events[0]
    for second in 1...5 {
      result.arms[0].timeline!.events.insert(
        Timeline.Event(
          seconds: Double(second), kind: "failure", text: "Node n-\(second) failed",
          region: first.region), at: second - 1)
    }
    let text = text(result)
    #expect(text.contains("6 failures struck"))
    // The gravest are told, and a node's end is not taken for a region's.
    #expect(text.contains("node n-1 failed at 00:00:01, not repaired before the end"))
    #expect(text.contains("region eu-west failed at 01:00:00, repaired after 2h 00m"))
  }

  @Test func listsReadAsEnglish() {
    #expect(Narrative.list([], separator: ", ") == "")
    #expect(Narrative.list(["a"], separator: ", ") == "a")
    #expect(Narrative.list(["a", "b"], separator: ", ") == "a and b")
    #expect(Narrative.list(["a", "b", "c"], separator: ", ") == "a, b and c")
  }
}
