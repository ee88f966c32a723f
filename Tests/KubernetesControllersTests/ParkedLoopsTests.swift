import EventKernel
import FleetModel
import KubernetesControllers
import Stochastic
import Testing

/// Parked loops change the same things at the same instants as loops that tick.
@Suite struct ParkedLoopsTests {
  static func history(seed: UInt64, mode: LoopMode) throws -> (log: [String], events: UInt64) {
    let world = try World(clusters: 2, zones: 3, nodes: 12, seed: seed, mode: mode)
    let services = (0..<3).map { index in
      world.service(
        "default/s\(index)", milliCPU: 700, startup: .uniform(low: 2, high: 20))
    }
    var stream = RandomStream(
      StreamSeed(master: seed), entity: "script", purpose: StreamPurpose("test"))
    for (index, service) in services.enumerated() {
      world.members.apply(service, replicas: Int32(8 + index), to: ClusterID(index % 2))
    }
    var active: [(end: Double, id: DisruptionID)] = []
    var now = 0.0
    for _ in 0..<40 {
      now += -60 * logarithm(stream.uniformPositive())
      for item in active.filter({ $0.end <= now }).sorted(by: { $0.end < $1.end }) {
        world.run(to: item.end)
        world.fleet.end(item.id)
      }
      active.removeAll { $0.end <= now }
      world.run(to: now)
      let length = [30.0, 120, 400, 900][stream.index(below: 4)] * (0.5 + stream.uniform())
      let target: DisruptionTarget =
        switch stream.index(below: 12) {
        case 0: .zone(ZoneID(stream.index(below: 3)))
        case 1: .clusterControlPlane(ClusterID(stream.index(below: 2)))
        case 2: stream.uniform() < 0.3 ? .region(RegionID(0)) : .zone(ZoneID(0))
        default: .node(NodeID(stream.index(below: 24)))
        }
      active.append((now + length, world.fleet.begin(target, cause: "test")))
      if stream.uniform() < 0.2 {
        world.members.apply(
          services[0], replicas: Int32(stream.index(below: 20)), to: ClusterID(0))
      }
    }
    world.run(to: now + 100)
    for item in active { world.fleet.end(item.id) }
    world.run(to: now + 2000)
    return (world.log, world.simulation.eventCount)
  }

  private static func logarithm(_ value: Double) -> Double {
    // ln by halving: enough for a script of instants.
    var value = value
    var result = 0.0
    while value < 0.5 {
      value *= 2
      result -= 0.6931471805599453
    }
    let x = (value - 1) / (value + 1)
    return result + 2 * (x + x * x * x / 3 + x * x * x * x * x / 5)
  }

  @Test(arguments: 1...12)
  func historiesAreIdentical(seed: Int) throws {
    let parked = try Self.history(seed: UInt64(seed), mode: .parked)
    let ticking = try Self.history(seed: UInt64(seed), mode: .ticking)
    if parked.log != ticking.log {
      let index = zip(parked.log, ticking.log).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
      Issue.record(
        """
        at \(index) of \(parked.log.count)/\(ticking.log.count):
        \(parked.log[max(0, index - 3)..<min(parked.log.count, index + 4)])
        \(ticking.log[max(0, index - 3)..<min(ticking.log.count, index + 4)])
        """)
    }
    #expect(parked.log.contains { $0.contains("NoExecute") })
    #expect(parked.events * 20 < ticking.events)
  }
}
