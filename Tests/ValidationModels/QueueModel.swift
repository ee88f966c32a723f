import EventKernel
import Statistics
import Stochastic

/// The queue with what is known about it.
public struct QueueModel: ValidationModel {
  var arrivalRate: Double
  var service: Distribution
  var servers: Int
  /// Virtual seconds of one replication.
  var length: Double
  var measures: QueueMeasures
  /// The probability that an arrival waits; nil checks the probability of an empty system instead.
  var waitProbability: Double?
  /// The law of the number in the system, for starting in it.
  var stationary: [Double] = []

  public static func singleServer(_ queue: SingleServerQueue, length: Double) -> QueueModel {
    let rho = queue.arrivalRate / queue.serviceRate
    return QueueModel(
      arrivalRate: queue.arrivalRate, service: .exponential(mean: 1 / queue.serviceRate),
      servers: 1, length: length, measures: queue.measures,
      stationary: BirthDeath.stationary(up: { _ in rho }, down: { _ in 1 }, states: 400))
  }

  public static func multiServer(_ queue: MultiServerQueue, length: Double) -> QueueModel {
    QueueModel(
      arrivalRate: queue.arrivalRate, service: .exponential(mean: 1 / queue.serviceRate),
      servers: queue.servers, length: length, measures: queue.measures,
      waitProbability: queue.waitProbability,
      stationary: BirthDeath.stationary(
        up: { _ in queue.arrivalRate },
        down: { Double(min($0, queue.servers)) * queue.serviceRate },
        states: queue.servers + 400))
  }

  public static func generalService(
    arrivalRate: Double, _ service: Distribution, length: Double
  ) -> QueueModel {
    QueueModel(
      arrivalRate: arrivalRate, service: service, servers: 1, length: length,
      measures: GeneralServiceQueue.measures(
        arrivalRate: arrivalRate, meanService: service.mean,
        squaredVariation: service.squaredCoefficientOfVariation))
  }

  /// Waiting alone varies more than all the rest: only optimized builds simulate enough of it.
  /// What is checked.
  public var quantities: [CheckedQuantity] {
    let quantities: [CheckedQuantity] = [
      .mean("L", measures.meanNumber), .mean("W", measures.meanSojourn),
      waitProbability.map { .probability("P(wait)", $0) }
        ?? .probability("P(empty)", 1 - measures.utilization),
    ]
    #if DEBUG
      return quantities
    #else
      return quantities + [.mean("Wq", measures.meanWait)]
    #endif
  }

  /// Runs one replication.
  public func run(_ seed: StreamSeed, start: Start) -> [[Double]] {
    let simulation = Simulation()
    let queue = Queue(
      arrivalRate: arrivalRate, service: service, servers: servers, seed: seed)
    var present = 0
    if start == .stationary {
      var stream = RandomStream(seed, entity: "queue", purpose: "start")
      present = stream.state(of: stationary)
    }
    queue.start(in: simulation, number: present, markEvery: .seconds(length / 50))
    simulation.run(until: VirtualTime(seconds: length * (1 + 1e-9)))
    return queue.marks
  }

  /// The quantities over a window.
  public func estimate(_ growth: [Double]) -> [Double] {
    [
      growth[1] / growth[0], growth[3] / growth[4] / 1e9,
      waitProbability == nil ? growth[2] / growth[0] : growth[7] / growth[6],
      growth[5] / growth[6] / 1e9,
    ]
  }
}
