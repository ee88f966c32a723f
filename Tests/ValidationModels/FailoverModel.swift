import EventKernel
import Statistics
import Stochastic

/// The pair with its exact chain. Times in seconds.
public struct FailoverModel: ValidationModel {
  var meanTimeToFailure: Double
  var meanTimeToRepair: Double
  var failover: Double
  /// Virtual seconds of one replication.
  var length: Double

  /// A model whose replications last `length` virtual seconds.
  public init(
    meanTimeToFailure: Double, meanTimeToRepair: Double, failover: Double, length: Double
  ) {
    self.meanTimeToFailure = meanTimeToFailure
    self.meanTimeToRepair = meanTimeToRepair
    self.failover = failover
    self.length = length
  }

  private var exact: (failingOver: Double, bothDown: Double) {
    RegionFailover.exactPair(
      meanTimeToFailure: meanTimeToFailure, meanTimeToRepair: meanTimeToRepair,
      failover: failover)
  }

  /// What is checked.
  public var quantities: [CheckedQuantity] {
    let exact = exact
    return [
      .probability("total unavailability", exact.failingOver + exact.bothDown),
      .probability("P(failing over)", exact.failingOver),
      .probability("P(both down)", exact.bothDown),
    ]
  }

  /// Runs one replication.
  public func run(_ seed: StreamSeed, start: Start) -> [[Double]] {
    let simulation = Simulation()
    let pair = RegionPair(self, seed: seed)
    var state = 0
    if start == .stationary {
      var stream = RandomStream(seed, entity: "traffic", purpose: "start")
      let (a, b, f) = (1 / meanTimeToFailure, 1 / meanTimeToRepair, 1 / failover)
      state = stream.state(
        of: MarkovChain.stationary(rates: [
          [0, 2 * a, 0, 0], [b, 0, f, a], [b, 0, 0, a], [0, 0, 2 * b, 0],
        ]))
    }
    pair.start(in: simulation, state: state)
    simulation.run(until: VirtualTime(seconds: length * (1 + 1e-9)))
    return pair.marks
  }

  /// The quantities over a window.
  public func estimate(_ growth: [Double]) -> [Double] {
    [
      (growth[1] + growth[2]) / growth[0], growth[1] / growth[0], growth[2] / growth[0],
    ]
  }
}
