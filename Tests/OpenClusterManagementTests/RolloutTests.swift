import Documents
import GoSemantics
import KubernetesAPI
import Testing

@testable import OpenClusterManagement

/// Rollouts step by step.
@Suite struct RolloutTests {
  private let now = GoInstant(seconds: 1_768_000_000)

  private func groups(_ lists: [String]...) throws -> ClusterGroups {
    try ClusterGroups(
      lists.enumerated().map { index, clusters in
        PlacementDecision(
          ObjectMeta(
            name: "p-decision-\(index + 1)", namespace: "n",
            labels: [
              PlacementDecision.placementLabel: "p",
              PlacementDecision.groupIndexLabel: "\(index)",
            ]), clusters: clusters)
      }, of: "p", namespace: "n")
  }

  private func strategy(_ yaml: String) throws -> RolloutStrategy {
    let node = try #require(
      try DocumentReader.read(Array(yaml.utf8), file: "strategy.yaml").first)
    return try NodeDecoder(file: "strategy.yaml").decode(RolloutStrategy.self, from: node)
  }

  @Test func aFailedClusterHoldsItsPlaceUntilItsDeadline() throws {
    let strategy = try strategy(
      "{type: Progressive, progressive: {maxConcurrency: 1, maxFailures: 1, progressDeadline: 60s}}"
    )
    let groups = try groups(["a", "b", "c"])
    let failed = ClusterRolloutStatus("a", .failed, since: now)
    let waiting = try Rollout.next(strategy, groups, existing: [failed], now: now)
    #expect(waiting.clustersToRollout.map(\.clusterName) == ["a"])
    #expect(waiting.recheckAfter == 60_000_000_000)
    let later = try Rollout.next(
      strategy, groups, existing: [failed], now: now.adding(nanoseconds: 60_000_000_000))
    #expect(later.clustersTimeOut.map(\.clusterName) == ["a"])
    #expect(later.clustersToRollout.map(\.clusterName) == ["b"])
    #expect(!later.maxFailureBreach)
  }

  @Test func nothingSelectedIsNothingToDo() throws {
    let result = try Rollout.next(
      try strategy("{type: All}"), try groups([]), existing: [ClusterRolloutStatus("x", .failed)],
      now: now)
    #expect(result.clustersToRollout.isEmpty)
    #expect(result.clustersRemoved.map(\.clusterName) == ["x"])
  }

  @Test func aMandatoryClusterThatTimedOutBeforeLetsTheOthersGo() throws {
    let strategy = try strategy(
      "{type: ProgressivePerGroup, progressivePerGroup: {mandatoryDecisionGroups: [{groupIndex: 0}]}}"
    )
    let result = try Rollout.next(
      strategy, try groups(["a"], ["b"]), existing: [ClusterRolloutStatus("a", .timeOut)], now: now)
    #expect(result.clustersToRollout.map(\.clusterName) == ["b"])
  }

  @Test(arguments: [
    ("10d", "time: unknown unit \"d\" in duration \"10d\""), ("soon", "invalid timeout format"),
  ])
  func wrongDeadlines(text: String, message: String) throws {
    let strategy = try strategy("{type: All, all: {progressDeadline: \"\(text)\"}}")
    #expect(throws: RolloutError.self) {
      try Rollout.next(strategy, try groups(["a"]), existing: [], now: now)
    }
    _ = message
  }

  @Test func groupsBehindAGapAreNotSeen() throws {
    let decisions = [0, 2].map { index in
      PlacementDecision(
        ObjectMeta(
          name: "p-\(index)", namespace: "n",
          labels: [
            PlacementDecision.placementLabel: "p", PlacementDecision.groupIndexLabel: "\(index)",
          ]), clusters: ["c\(index)"])
    }
    let groups = try ClusterGroups(decisions, of: "p", namespace: "n")
    let result = try Rollout.next(try strategy("{type: All}"), groups, existing: [], now: now)
    #expect(result.clustersToRollout.map(\.clusterName) == ["c0"])
  }
}
