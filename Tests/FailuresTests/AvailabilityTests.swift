import EventKernel
import Failures
import FleetModel
import Statistics
import Stochastic
import Testing

/// k-out-of-n regions against the closed form: with exponential failures and repairs and one
/// repairer per region, the number of regions up is binomial.
@Suite struct AvailabilityTests {
  struct Case: CustomTestStringConvertible {
    var regions: Int
    var needed: Int
    var mtbf: Double
    var mttr: Double
    var testDescription: String { "\(needed) of \(regions), \(mtbf) h / \(mttr) h" }

    /// The probability that fewer than `needed` regions are up.
    var unavailability: Double {
      let up = mtbf / (mtbf + mttr)
      var sum = 0.0
      for count in 0..<needed {
        var term = 1.0
        for index in 0..<count { term *= Double(regions - index) / Double(index + 1) }
        for _ in 0..<count { term *= up }
        for _ in 0..<(regions - count) { term *= 1 - up }
        sum += term
      }
      return sum
    }
  }

  /// Bonferroni over the four cases, as the acceptance rule for validation models says.
  @Test(arguments: [
    Case(regions: 2, needed: 1, mtbf: 90, mttr: 10),
    Case(regions: 3, needed: 2, mtbf: 50, mttr: 10),
    Case(regions: 4, needed: 3, mtbf: 40, mttr: 6),
    Case(regions: 6, needed: 5, mtbf: 100, mttr: 5),
  ])
  func unavailabilityIsInTheInterval(_ model: Case) throws {
    var shares: [Double] = []
    for replication in 0..<30 {
      let fleet = try Fleets.fleet(
        regions: model.regions, zones: 1, clusters: model.regions, nodes: 1, days: 4000,
        seed: 20, replication: UInt64(replication))
      let clock = DownClock(fleet, needed: model.needed)
      try RenewalFailures(
        cause: "region", domain: .region, timeToFailure: .exponential(mean: model.mtbf * 3600),
        repair: .exponential(mean: model.mttr * 3600)
      ).install(in: fleet)
      let warmUp = VirtualTime.zero + .days(200)
      fleet.simulation.run(until: warmUp)
      clock.restart()
      fleet.simulation.run(until: fleet.horizon)
      shares.append(clock.total() / (fleet.horizon - warmUp).inSeconds)
    }
    let interval = meanInterval(shares, confidence: 1 - 0.01 / 4)
    #expect(interval.lower <= model.unavailability && model.unavailability <= interval.upper)
    #expect((interval.upper - interval.lower) / 2 <= 0.1 * model.unavailability)
  }

  /// Sums the time with fewer regions up than needed.
  private final class DownClock: FleetObserver {
    private let fleet: Fleet
    private let needed: Int
    private var up: Int
    private var since: VirtualTime?
    private var seconds = 0.0

    init(_ fleet: Fleet, needed: Int) {
      self.fleet = fleet
      self.needed = needed
      up = fleet.topology.regions.count
      fleet.add(self as any FleetObserver)
    }

    func restart() {
      seconds = 0
      if since != nil { since = fleet.simulation.now }
    }

    func total() -> Double {
      seconds + (since.map { (fleet.simulation.now - $0).inSeconds } ?? 0)
    }

    func disruptionBegan(_ disruption: Disruption) {
      up -= 1
      if up == needed - 1 { since = fleet.simulation.now }
    }
    func disruptionEnded(_ disruption: Disruption) {
      up += 1
      if up == needed, let start = since {
        seconds += (fleet.simulation.now - start).inSeconds
        since = nil
      }
    }
    func servingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
    func pendingChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
    func unreachableChanged(_ service: ServiceID, in cluster: ClusterID, by delta: Int32) {}
    func usageChanged(in cluster: ClusterID, by delta: NodeResources) {}
    func reached(_ milestone: Milestone) {}
    func requested(_ count: Int, of cluster: ClusterID?) {}
    func violated(_ invariant: String, _ detail: @autoclosure () -> String) {}
  }
}
