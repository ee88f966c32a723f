import EventKernel
import Statistics
import Stochastic

/// The machine repairman: how many are down, waiting and failing.
public struct RepairModel: ValidationModel {
  var group: RepairableGroup
  /// Virtual seconds of one replication.
  var length: Double

  /// A model whose replications last `length` virtual seconds.
  public init(group: RepairableGroup, length: Double) {
    self.group = group
    self.length = length
  }

  /// What is checked.
  public var quantities: [CheckedQuantity] {
    [
      .mean("mean down", group.meanDown),
      .mean("failures per second", group.failureThroughput),
      .mean("mean down time", group.meanDownTime),
      .probability("P(all up)", group.downProbabilities[0]),
      .probability("mean waiting", group.meanWaitingForRepair),
    ]
  }

  /// Runs one replication.
  public func run(_ seed: StreamSeed, start: Start) -> [[Double]] {
    runShop(group, required: 0, length: length, seed, start: start)
  }

  /// The quantities over a window.
  public func estimate(_ growth: [Double]) -> [Double] {
    [
      growth[1] / growth[0], growth[5] / growth[0] * 1e9, growth[1] / growth[5] / 1e9,
      growth[4] / growth[0], growth[2] / growth[0],
    ]
  }
}

/// A system that needs some of its components.
public struct RedundancyModel: ValidationModel {
  var group: RepairableGroup
  var required: Int
  /// Virtual seconds of one replication.
  var length: Double

  /// A model whose replications last `length` virtual seconds.
  public init(group: RepairableGroup, required: Int, length: Double) {
    self.group = group
    self.required = required
    self.length = length
  }

  /// What is checked.
  public var quantities: [CheckedQuantity] {
    let frequency = group.systemFailureFrequency(required: required)
    let unavailability = group.unavailability(required: required)
    return [
      .probability("unavailability", unavailability),
      CheckedQuantity(name: "system failures per second", exact: frequency, precision: 0.1),
      CheckedQuantity(
        name: "mean down time", exact: unavailability / frequency, precision: 0.1),
    ]
  }

  /// Runs one replication.
  public func run(_ seed: StreamSeed, start: Start) -> [[Double]] {
    runShop(group, required: required, length: length, seed, start: start)
  }

  /// The quantities over a window.
  public func estimate(_ growth: [Double]) -> [Double] {
    [growth[3] / growth[0], growth[6] / growth[0] * 1e9, growth[3] / growth[6] / 1e9]
  }
}

private func runShop(
  _ group: RepairableGroup, required: Int, length: Double, _ seed: StreamSeed, start: Start
) -> [[Double]] {
  let simulation = Simulation()
  let shop = RepairShop(group, required: required, seed: seed)
  var down = 0
  if start == .stationary {
    var stream = RandomStream(seed, entity: "repair shop", purpose: "start")
    down = stream.state(of: group.downProbabilities)
  }
  shop.start(in: simulation, down: down, markEvery: .seconds(length / 50))
  simulation.run(until: VirtualTime(seconds: length * (1 + 1e-9)))
  return shop.marks
}

/// From all up to the first system failure, again and again.
public struct TimeToFailureModel: ValidationModel {
  var group: RepairableGroup
  var required: Int
  /// Lives of the system per replication.
  var lives: Int

  /// A model whose replications last `lives` lives of the system.
  public init(group: RepairableGroup, required: Int, lives: Int) {
    self.group = group
    self.required = required
    self.lives = lives
  }

  /// What is checked.
  public var quantities: [CheckedQuantity] {
    [.mean("mean time to failure", group.meanTimeToFailure(required: required))]
  }

  /// Runs one replication.
  public func run(_ seed: StreamSeed, start: Start) -> [[Double]] {
    let simulation = Simulation()
    let shop = RepairShop(group, required: required, seed: seed, livesWanted: lives)
    shop.start(in: simulation, down: 0, markEvery: .infinite)
    simulation.run()
    return [[0, 0], [simulation.now.inSeconds, Double(shop.systemFailures)]]
  }

  /// The quantities over a window.
  public func estimate(_ growth: [Double]) -> [Double] { [growth[0] / growth[1]] }
}
