import KubernetesAPI
import Testing

@testable import KubeFleet

/// The managed fleet's update runs, by what the documentation says of them.
@Suite struct ManagedFleetTests {
  typealias Strategy = FleetUpdateStrategy

  private func run(
    _ stages: [Strategy.Stage], _ members: [(name: String, group: String)]
  ) throws -> FleetUpdateRun {
    var run = try FleetUpdateRun(Strategy(stages: stages), members: members)
    run.start()
    return run
  }

  private func started(_ actions: [FleetUpdateRun.Action]) -> [String] {
    actions.compactMap { if case .start(let name) = $0 { name } else { nil } }
  }

  /// 20 clusters in groups of 8 and 12, stage 25 %, A 50 %, B 25 %: at most five at once.
  @Test func documentedExampleOfConcurrency() throws {
    let members =
      (1...8).map { (name: "a\($0)", group: "A") } + (1...12).map { (name: "b\($0)", group: "B") }
    var run = try run(
      [
        Strategy.Stage(
          name: "s",
          groups: [
            .init(name: "A", maxConcurrency: .string("50%")),
            .init(name: "B", maxConcurrency: .string("25%")),
          ], maxConcurrency: .string("25%"))
      ], members)
    #expect(run.stages[0].concurrency == 5)
    #expect(run.stages[0].groups.map(\.concurrency) == [4, 3])
    let first = started(run.advance(now: 0) { _ in .init() })
    #expect(first == ["a1", "a2", "a3", "a4", "b1"])
    run.finished("a1", succeeded: true)
    #expect(started(run.advance(now: 1) { _ in .init() }) == ["a5"])
  }

  @Test func amountsThatAreRefused() {
    func problem(_ stage: Strategy.Stage, members: Int) -> Strategy.Problem? {
      do throws(Strategy.Problem) {
        _ = try FleetUpdateRun(
          Strategy(stages: [stage]),
          members: (0..<members).map { (name: "m\($0)", group: "A") })
        return nil
      } catch {
        return error
      }
    }
    let three = Strategy.Group(name: "A", maxConcurrency: .int(3))
    #expect(
      problem(.init(name: "s", groups: [three], maxConcurrency: .int(2)), members: 4)
        == .exceedsStage(group: "A"))
    #expect(problem(.init(name: "s", groups: [three]), members: 2) == .exceedsGroup(group: "A"))
    #expect(
      problem(.init(name: "s", groups: [three], maxConcurrency: .int(51)), members: 4)
        == .exceedsLimit(stage: "s"))
    #expect(
      problem(
        .init(name: "s", groups: (0...50).map { Strategy.Group(name: "g\($0)") }), members: 1)
        == .tooManyGroups(stage: "s"))
    #expect(
      problem(.init(name: "s", groups: [.init(name: "A", maxConcurrency: .int(0))]), members: 1)
        == .amount("A"))
    #expect(problem(.init(name: "s", groups: [three]), members: 3) == nil)
  }

  @Test func membersGoByTheirWindows() throws {
    let hour: Int64 = 3600 * 1_000_000_000
    var windows: [String: FleetUpdateRun.Situation] = [:]
    func situation(_ window: FleetUpdateRun.Situation.Window) -> FleetUpdateRun.Situation {
      var situation = FleetUpdateRun.Situation()
      situation.window = window
      return situation
    }
    windows["a-closed"] = situation(.closed(opens: 9 * hour))
    windows["b-none"] = situation(.none)
    windows["c-soon"] = situation(.closed(opens: 3 * hour))
    windows["d-open"] = situation(.open)
    var run = try run(
      [.init(name: "s", groups: [.init(name: "A")])],
      ["a-closed", "b-none", "c-soon", "d-open"].map { ($0, "A") })
    #expect(started(run.advance(now: 0) { windows[$0] ?? .init() }) == ["d-open"])
    run.finished("d-open", succeeded: true)
    // The one that opens soon is tried first, must wait, and lets the next one go.
    let actions = run.advance(now: 1) { windows[$0] ?? .init() }
    #expect(actions == [.wake(3 * hour), .start("b-none")])
    run.finished("b-none", succeeded: true)
    _ = run.advance(now: 2) { windows[$0] ?? .init() }
    #expect(run.state == .pending)
    windows["c-soon"] = situation(.open)
    #expect(started(run.advance(now: 3 * hour) { windows[$0] ?? .init() }) == ["c-soon"])
    #expect(run.state == .running)
  }

  @Test func failureStopsWhatHasNotBegun() throws {
    var run = try run(
      [
        .init(name: "one", groups: [.init(name: "A"), .init(name: "B")]),
        .init(name: "two", groups: [.init(name: "C")]),
      ], [("a1", "A"), ("a2", "A"), ("b1", "B"), ("c1", "C")])
    #expect(started(run.advance(now: 0) { _ in .init() }) == ["a1", "b1"])
    run.finished("a1", succeeded: false)
    #expect(run.state == .failed)
    #expect(run.stages[0].state == .failed)
    #expect(run.advance(now: 1) { _ in .init() }.isEmpty)
    // What is under way ends by itself; a second start tries the failed one again.
    run.finished("b1", succeeded: true)
    #expect(run.stages[0].groups[1].members[0].state == .completed)
    run.start()
    #expect(started(run.advance(now: 2) { _ in .init() }) == ["a1"])
  }

  @Test func stopWaitsForWhatIsUnderWay() throws {
    var run = try run(
      [.init(name: "s", groups: [.init(name: "A")])], [("a1", "A"), ("a2", "A")])
    _ = run.advance(now: 0) { _ in .init() }
    run.stop()
    #expect(run.state == .stopping)
    #expect(run.advance(now: 1) { _ in .init() }.isEmpty)
    run.finished("a1", succeeded: true)
    #expect(run.state == .stopped)
    run.start()
    #expect(started(run.advance(now: 2) { _ in .init() }) == ["a2"])
  }

  @Test func waitAndApprovalBeginTogether() throws {
    let second: Int64 = 1_000_000_000
    var run = try run(
      [
        .init(
          name: "test", groups: [.init(name: "A")], afterStageWaitInSeconds: 60,
          approvesAfter: true),
        .init(name: "prod", groups: [.init(name: "B")], approvesBefore: true),
      ], [("a1", "A"), ("b1", "B")])
    // No approval before it is asked for.
    run.approve(.afterStage(0))
    _ = run.advance(now: 0) { _ in .init() }
    run.finished("a1", succeeded: true)
    #expect(
      run.advance(now: second) { _ in .init() }
        == [.requestApproval(.afterStage(0)), .wake(61 * second)])
    #expect(run.state == .pending)
    run.approve(.afterStage(0))
    #expect(run.advance(now: 30 * second) { _ in .init() } == [.wake(61 * second)])
    #expect(
      run.advance(now: 61 * second) { _ in .init() } == [.requestApproval(.beforeStage(1))])
    run.skip(stage: 1)
    #expect(run.advance(now: 62 * second) { _ in .init() }.isEmpty)
    #expect(run.state == .completed)
    #expect(run.stages[1].state == .skipped)
  }

  @Test func membersAtTheTargetAreLeftOut() throws {
    var run = try run(
      [.init(name: "s", groups: [.init(name: "A")])], [("a1", "A"), ("a2", "A"), ("a3", "A")])
    run.skip(member: "a2")
    let actions = run.advance(now: 0) { name in
      var situation = FleetUpdateRun.Situation()
      situation.isAtTarget = name == "a1"
      return situation
    }
    #expect(started(actions) == ["a3"])
    run.finished("a3", succeeded: true)
    _ = run.advance(now: 1) { _ in .init() }
    #expect(run.state == .completed)
    #expect(run.stages[0].groups[0].members.map(\.state) == [.skipped, .skipped, .completed])
  }

  @Test func channels() {
    let versions = ["1.32.9", "1.33.4", "1.33.5", "1.34.1", "1.34.2"].compactMap {
      KubernetesVersion($0)
    }
    func version(_ channel: AutoUpgradeChannel) -> String? {
      channel.upgrade(available: versions)?.kubernetesVersion?.description
    }
    #expect(version(.rapid) == "1.34.2")
    #expect(version(.stable) == "1.33.5")
    #expect(version(.targetKubernetesVersion(major: 1, minor: 32)) == "1.32.9")
    #expect(version(.targetKubernetesVersion(major: 1, minor: 30)) == nil)
    #expect(AutoUpgradeChannel.nodeImage.upgrade(available: [])?.nodeImages == .consistent)
    #expect(
      AutoUpgradeChannel.isReachable(
        KubernetesVersion(1, 34, 2), from: KubernetesVersion(1, 33, 0)))
    #expect(
      !AutoUpgradeChannel.isReachable(
        KubernetesVersion(1, 34, 2), from: KubernetesVersion(1, 32, 9)))
  }

  @Test func nodeImages() {
    let images = ["eastus": ["202601.07.0", "202601.13.0"], "westus": ["202601.07.0"]]
    let latest = FleetUpgrade(kind: .nodeImageOnly)
    #expect(latest.nodeImage(in: "eastus", images: images) == "202601.13.0")
    let consistent = FleetUpgrade(kind: .nodeImageOnly, nodeImages: .consistent)
    #expect(consistent.nodeImage(in: "eastus", images: images) == "202601.07.0")
    #expect(consistent.nodeImage(in: "eastus", images: ["eastus": ["a"], "westus": []]) == nil)
  }

  @Test func windows() {
    let day: Int64 = 86400
    // 1970-01-01 was a Thursday.
    let sunday = MaintenanceWindow(
      .weekly(intervalWeeks: 2, weekday: 0), startSecond: 22 * 3600, startDay: 0)
    #expect(sunday.nextOpening(after: 0) == 3 * day + 22 * 3600 + 7 * day)
    #expect(sunday.isOpen(at: 11 * day + 3600))
    #expect(!sunday.isOpen(at: 11 * day + 3 * 3600))
    let last = MaintenanceWindow(.relativeMonthly(intervalMonths: 1, weekIndex: -1, weekday: 5))
    #expect(last.nextOpening(after: 0) == 29 * day)
    let third = MaintenanceWindow(
      .relativeMonthly(intervalMonths: 1, weekIndex: 3, weekday: 4), utcOffsetSeconds: 3600)
    #expect(third.nextOpening(after: 0) == 14 * day - 3600)
    let monthly = MaintenanceWindow(.monthly(intervalMonths: 1, day: 31), excludedDays: [30...30])
    #expect(monthly.nextOpening(after: 0) == 89 * day)
    let daily = MaintenanceWindow(.daily(intervalDays: 3), startDay: 2)
    #expect(daily.nextOpening(after: 2 * day + 1) == 5 * day)
  }

  @Test func nodePoolsSurgeDrainAndSoak() {
    let minute: Int64 = 60 * 1_000_000_000
    var settings = NodePoolUpgrade.Settings()
    settings.nodeSoakSeconds = 60
    // 10 % of three nodes, rounded up.
    var pool = NodePoolUpgrade(nodes: 3, settings: settings)
    #expect(pool.surge == 1)
    #expect(pool.start(now: 0) == [.addSurgeNodes(1)])
    #expect(pool.surgeNodesReady(now: 0) == [.cordonAndDrain(0), .wake(30 * minute)])
    #expect(pool.drained(0, now: minute) == [.wake(2 * minute)])
    #expect(pool.tick(now: 2 * minute) == [.reimage(0)])
    #expect(pool.reimaged(0, now: 3 * minute) == [.cordonAndDrain(1), .wake(33 * minute)])
    // A budget that is never satisfied: the drain runs out and the upgrade fails.
    #expect(pool.tick(now: 33 * minute) == [.uncordon(1)])
    #expect(pool.state == .failed)
  }

  @Test func undrainableNodesMayBeLeftClosed() {
    var settings = NodePoolUpgrade.Settings()
    settings.maxSurge = .int(0)
    settings.maxUnavailable = .int(2)
    settings.undrainable = .cordon
    var pool = NodePoolUpgrade(nodes: 2, settings: settings)
    let deadline: Int64 = 1800 * 1_000_000_000
    #expect(
      pool.start(now: 0) == [
        .cordonAndDrain(0), .wake(deadline), .cordonAndDrain(1), .wake(deadline),
      ])
    #expect(pool.drained(1, now: 1) == [.reimage(1)])
    #expect(pool.reimaged(1, now: 2).isEmpty)
    #expect(pool.tick(now: deadline).isEmpty)
    #expect(pool.state == .completed)
    #expect(pool.nodes == [.undrainable, .upgraded])
  }

  @Test func stepsOfACluster() {
    var upgrade = ClusterUpgrade(.full, nodePools: 2)
    #expect(upgrade.steps == [.controlPlane, .nodePool(0), .nodePool(1)])
    upgrade.finished(succeeded: true)
    #expect(upgrade.current == .nodePool(0))
    upgrade.finished(succeeded: false)
    #expect(upgrade.current == nil)
    #expect(!upgrade.isCompleted)
    #expect(ClusterUpgrade(.nodeImageOnly, nodePools: 1).steps == [.nodePool(0)])
    #expect(ClusterUpgrade(.controlPlaneOnly, nodePools: 3).steps == [.controlPlane])
  }
}
