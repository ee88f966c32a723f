import EventKernel
import Failures
import FleetModel
import KubernetesAPI
import Statistics
import Stochastic
import Testing

/// What the models did to a fleet, with instants.
final class Diary: FleetObserver {
  struct Entry: Equatable {
    var target: DisruptionTarget
    var cause: String
    var start: Double
    var end: Double?
  }
  var entries: [Entry] = []
  private var open: [Int: Int] = [:]
  private let simulation: Simulation

  init(_ fleet: Fleet) {
    simulation = fleet.simulation
    fleet.add(self as any FleetObserver)
  }

  func disruptionBegan(_ disruption: Disruption) {
    open[disruption.index] = entries.count
    entries.append(
      Entry(
        target: disruption.target, cause: disruption.cause, start: simulation.now.inSeconds))
  }
  func disruptionEnded(_ disruption: Disruption) {
    if let index = open[disruption.index] { entries[index].end = simulation.now.inSeconds }
  }
  func servingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
  func pendingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
  func unreachableChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
  func usageChanged(in cluster: ClusterID, by delta: NodeResources) {}
  func reached(_ milestone: Milestone) {}
  func requested(_ count: Int, of cluster: ClusterID?) {}
  func violated(_ invariant: String, _ detail: @autoclosure () -> String) {}
}

enum Fleets {
  static func fleet(
    regions: Int = 2, zones: Int = 2, clusters: Int = 4, nodes: Int = 6, days: Int = 365,
    seed: UInt64 = 1, replication: UInt64 = 0
  ) throws -> Fleet {
    Fleet(
      simulation: Simulation(),
      seed: StreamSeed(master: seed, scenario: 0, replication: replication),
      topology: try Topology(
        .regular(
          regions: regions, zonesPerRegion: zones, clusters: clusters, nodesPerCluster: nodes,
          allocatable: NodeResources(milliCPU: 1000, memory: 1 << 30, pods: 10))),
      tenants: [], horizon: .zero + .days(days))
  }
}

@Suite struct FailureTests {
  @Test func scriptedDisruptionsComeAndGo() throws {
    let fleet = try Fleets.fleet()
    let diary = Diary(fleet)
    try FixedDisruptions([
      .init(target: .region(RegionID(1)), start: VirtualTime(seconds: 10), duration: .hours(2)),
      .init(target: .hub, start: VirtualTime(seconds: 20)),
      .init(
        target: .link(ClusterID(0)), start: VirtualTime(seconds: 5), duration: .seconds(5),
        mode: .refused),
    ]).install(in: fleet)
    fleet.simulation.run(until: VirtualTime(seconds: 7))
    #expect(fleet.hubToMember(ClusterID(0)) == .refused)
    fleet.simulation.run(until: .zero + .days(1))
    #expect(diary.entries.map(\.start) == [5, 10, 20])
    #expect(diary.entries.map(\.end) == [10, 7210, nil])
    #expect(fleet.activeDisruptionCount == 1 && !fleet.hubIsUp)
  }

  @Test func onlyFailuresBeforeTheHorizonArePending() throws {
    let fleet = try Fleets.fleet(clusters: 10, nodes: 100, days: 1)
    try RenewalFailures(
      cause: "node", domain: .node, timeToFailure: .exponential(mean: 100 * 86_400),
      repair: .constant(60)
    ).install(in: fleet)
    // 1,000 nodes, 1 % of which fail within the day.
    #expect((1...30).contains(fleet.simulation.pendingCount))
  }

  @Test func entitiesDrawFromTheirOwnStreams() throws {
    func diary(clusters: Int) throws -> [Diary.Entry] {
      let fleet = try Fleets.fleet(clusters: clusters)
      let diary = Diary(fleet)
      try RenewalFailures(
        cause: "node", domain: .node, timeToFailure: .exponential(mean: 20 * 86_400),
        repair: .lognormal(median: 3600, sigma: 1)
      ).install(in: fleet)
      fleet.simulation.run(until: fleet.horizon)
      return diary.entries.filter { entry in
        guard case .node(let node) = entry.target else { return false }
        return node.position < 24
      }
    }
    let small = try diary(clusters: 4)
    #expect(small.count > 100)
    #expect(try diary(clusters: 4) == small)
    // More clusters change nothing for the first four.
    #expect(try diary(clusters: 8) == small)
  }

  @Test func aFailureWhileAnotherLastsDelaysNothing() throws {
    // Two models of one node: their phases advance apart.
    func starts(_ withOther: Bool) throws -> [Double] {
      let fleet = try Fleets.fleet()
      let diary = Diary(fleet)
      try RenewalFailures(
        cause: "reboot", domain: .node, timeToFailure: .exponential(mean: 10 * 86_400),
        repair: .constant(600)
      ).install(in: fleet)
      if withOther {
        try RenewalFailures(
          cause: "hardware", domain: .node, timeToFailure: .exponential(mean: 5 * 86_400),
          repair: .constant(86_400)
        ).install(in: fleet)
      }
      fleet.simulation.run(until: fleet.horizon)
      return diary.entries.filter { $0.cause == "reboot" }.map(\.start)
    }
    #expect(try starts(true) == starts(false))
  }

  @Test func commonCausesStrikeWholeGroupsAndKeepTheRate() throws {
    var total = 0
    var common = 0
    for replication in 0..<40 {
      let fleet = try Fleets.fleet(regions: 10, clusters: 10, replication: UInt64(replication))
      let diary = Diary(fleet)
      try CommonCauseFailures(
        cause: "region", domain: .region, group: .fleet,
        timeToFailure: .exponential(mean: 36.5 * 86_400), repair: .constant(1), beta: 0.2
      ).install(in: fleet)
      fleet.simulation.run(until: fleet.horizon)
      total += diary.entries.count
      let byStart = Dictionary(grouping: diary.entries, by: \.start)
      common += byStart.values.filter { $0.count == 10 }.count
      #expect(byStart.values.allSatisfy { $0.count == 1 || $0.count == 10 })
    }
    // Ten failures per region and year: 4,000 in all, a fifth of them common, ten at a time.
    #expect((3500...4500).contains(total))
    #expect((50...110).contains(common))
    #expect(throws: FailureModelError.beta(2, cause: "x")) {
      try CommonCauseFailures(
        cause: "x", domain: .node, group: .region, timeToFailure: .constant(1),
        repair: .constant(1), beta: 2
      ).install(in: Fleets.fleet())
    }
  }

  @Test func shocksHitTheirShareOfChildren() throws {
    var hit = 0
    var shocks = 0
    for replication in 0..<30 {
      let fleet = try Fleets.fleet(nodes: 50, replication: UInt64(replication))
      let diary = Diary(fleet)
      try ShockFailures(
        cause: "zone", domain: .zone, timeToFailure: .exponential(mean: 90 * 86_400),
        repair: .constant(3600), hitProbability: 0.7
      ).install(in: fleet)
      fleet.simulation.run(until: fleet.horizon)
      shocks += Set(diary.entries.map(\.start)).count
      hit += diary.entries.count
      #expect(diary.entries.allSatisfy { ($0.end ?? $0.start + 3600) - $0.start < 3600.1 })
    }
    // 50 nodes in each zone.
    #expect(shocks > 300)
    let share = Double(hit) / Double(shocks * 50)
    #expect(abs(share - 0.7) < 0.02)
  }

  @Test func racksCoverEveryNodeOnce() throws {
    let fleet = try Fleets.fleet(clusters: 3, nodes: 10)
    let diary = Diary(fleet)
    try RenewalFailures(
      cause: "rack", domain: .rack(nodes: 4), timeToFailure: .constant(100),
      repair: .constant(1e9)
    ).install(in: fleet)
    fleet.simulation.run(until: VirtualTime(seconds: 200))
    #expect(diary.entries.count == 30)
    #expect(Set(diary.entries.map(\.target)).count == 30)
  }

  @Test func presetsInstall() throws {
    for preset in FailurePreset.all {
      let fleet = try Fleets.fleet(clusters: 2, days: 30)
      for model in preset.models { try model.install(in: fleet) }
      #expect(!preset.models.isEmpty)
      fleet.simulation.run(until: fleet.horizon)
    }
    #expect(FailurePreset.cloudDefault.models.count == 8)
  }
}
