import GoSemantics
import Karmada
import Kubernetes
import Testing

/// Rules at times, and what comes before the metrics.
@Suite struct AutoscalingTests {
  private func rule(_ schedule: String, zone: String? = nil) -> CronFederatedHPARule {
    var rule = CronFederatedHPARule(name: "r", schedule: schedule)
    rule.timeZone = zone
    return rule
  }

  /// 2026-01-01T00:00:00Z.
  private let newYear: Int64 = 1_767_225_600

  @Test func rulesComeDueAtSecondZero() throws {
    let plan = try CronFederatedScaling.Plan(rule("0 9 * * *"))
    #expect(plan.next(after: newYear) == newYear + 9 * 3600)
    #expect(plan.next(after: newYear + 9 * 3600) == newYear + 33 * 3600)
  }

  @Test func theZoneOfTheRuleCounts() throws {
    let tokyo = TimeLocation.utc
    var asked: [String] = []
    let zone = { (name: String) throws(ZoneInfo.UnknownZone) -> TimeLocation in
      asked.append(name)
      return tokyo
    }
    _ = try withoutActuallyEscaping(zone) {
      try CronFederatedScaling.Plan(rule("0 9 * * *", zone: "Asia/Tokyo"), zone: $0)
    }
    #expect(asked == ["Asia/Tokyo"])
  }

  @Test func wrongSchedulesHaveNoPlan() {
    #expect(throws: CronSchedule.ParseError.self) {
      try CronFederatedScaling.Plan(rule("61 * * * *"))
    }
  }

  @Test func aRuleSetsWhatItNames() {
    var both = rule("@daily")
    both.targetMinReplicas = 3
    let limits = CronFederatedScaling.Limits(minimum: 1, maximum: 10)
    #expect(
      CronFederatedScaling.limits(limits, after: both) == .init(minimum: 3, maximum: 10))
    both.targetMaxReplicas = 4
    #expect(CronFederatedScaling.limits(limits, after: both) == .init(minimum: 3, maximum: 4))
    #expect(CronFederatedScaling.replicas(7, after: both) == 7)
    both.targetReplicas = 0
    #expect(CronFederatedScaling.replicas(7, after: both) == 0)
  }

  @Test func historiesAreBounded() {
    var history: [Int] = []
    for run in 1...5 { history = CronFederatedScaling.remember(run, in: history, limit: nil) }
    #expect(history == [5, 4, 3])
    #expect(CronFederatedScaling.remember(6, in: history, limit: 1) == [6])
    #expect(CronFederatedScaling.remember(6, in: history, limit: 0) == [])
  }

  @Test func changedRulesStartAnewAndGoneOnesStop() {
    var paused = rule("@hourly")
    paused.name = "paused"
    var running = paused
    paused.suspend = true
    running.suspend = nil
    var gone = running
    gone.name = "gone"
    var fresh = running
    fresh.name = "fresh"
    let same = rule("@daily")
    let plan = CronFederatedScaling.replan(
      running: [same, running, gone], rules: [same, paused, fresh], targetChanged: false)
    #expect(plan.kept == ["r"] && plan.started == ["fresh"])
    #expect(plan.stopped == ["paused", "gone"])
    let moved = CronFederatedScaling.replan(running: [same], rules: [same], targetChanged: true)
    #expect(moved.started == ["r"] && moved.kept.isEmpty)
  }

  @Test func membersWithoutReplicasAreAnError() {
    let check = { FederatedAutoscaling.check(template: $0, members: $1, minimum: 2, maximum: 8) }
    #expect(check(4, 0) == .noReplicas)
    #expect(check(9, 3) == .outOfRange(8))
    #expect(check(1, 3) == .outOfRange(2))
    #expect(check(4, 6) == .metrics(podsPerReplica: 1.5))
  }

  @Test func averagesOfObjectsAreDividedTwice() {
    let one = FederatedAutoscaling.calculator(replicas: 4, podsPerReplica: 1, now: 0)
    #expect(one.objectAverage(10_000, target: 1_000).replicas == 10)
    let two = FederatedAutoscaling.calculator(replicas: 4, podsPerReplica: 2, now: 0)
    #expect(two.objectAverage(10_000, target: 1_000).replicas == 3)
    // Within the tolerance the present replicas are divided once.
    #expect(two.objectAverage(4_000, target: 1_000).replicas == 2)
  }
}
