import EventKernel
import Statistics
import Stochastic

/// A queue with Poisson arrivals, some servers and one line, on the kernel.
final class Queue: EventHandler {
  enum Code: UInt16 {
    case arrival, departure, mark
  }

  private let meanGap: Double
  private let service: Distribution
  private let servers: Int
  private var arrivals: RandomStream
  private var services: RandomStream
  private var component = ComponentID(rawValue: 0)
  private var markGap = VirtualDuration.infinite
  private var acceptsArrivals = true

  /// Instants of arrival of those waiting, from `head` on.
  private var line: [Int64] = []
  private var head = 0
  private(set) var number = TimeWeightedAverage()
  private var busy = TimeWeightedAverage()
  private var empty = TimeWeightedAverage(level: 1)
  private(set) var sojourns: Int128 = 0
  private var waits: Int128 = 0
  private(set) var departures = 0
  private var starts = 0
  private var delayed = 0
  private(set) var marks: [[Double]] = []

  init(arrivalRate: Double, service: Distribution, servers: Int, seed: StreamSeed) {
    meanGap = 1 / arrivalRate
    self.service = service
    self.servers = servers
    arrivals = RandomStream(seed, entity: "queue", purpose: .arrival)
    services = RandomStream(seed, entity: "queue", purpose: .service)
  }

  /// Starts with some in the system; exact for exponential service only.
  func start(in simulation: Simulation, number present: Int, markEvery gap: VirtualDuration) {
    component = simulation.register(self, name: "queue")
    markGap = gap
    for _ in 0..<present { arrive(in: simulation) }
    simulation.schedule(component, code: Code.mark.rawValue, at: .zero, priority: .last)
    scheduleArrival(in: simulation)
  }

  /// Lets nobody in any more, so that the queue empties.
  func close() { acceptsArrivals = false }

  func handle(_ event: Event, in simulation: Simulation) {
    switch event.code {
    case Code.arrival.rawValue:
      guard acceptsArrivals else { return }
      arrive(in: simulation)
      scheduleArrival(in: simulation)
    case Code.departure.rawValue:
      depart(arrivedAt: Int64(event.argument), in: simulation)
    default:
      mark(in: simulation)
    }
  }

  private func scheduleArrival(in simulation: Simulation) {
    simulation.schedule(
      component, code: Code.arrival.rawValue,
      after: .seconds(arrivals.exponential(mean: meanGap)))
  }

  private func arrive(in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    number.change(by: 1, at: now)
    empty.record(0, at: now)
    if busy.level < Int64(servers) {
      serve(arrivedAt: now, in: simulation)
    } else {
      delayed += 1
      line.append(now)
    }
  }

  private func serve(arrivedAt arrival: Int64, in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    starts += 1
    waits += Int128(now - arrival)
    busy.change(by: 1, at: now)
    simulation.schedule(
      component, code: Code.departure.rawValue, argument: UInt64(arrival),
      after: service.sampleDuration(using: &services))
  }

  private func depart(arrivedAt arrival: Int64, in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    departures += 1
    sojourns += Int128(now - arrival)
    number.change(by: -1, at: now)
    busy.change(by: -1, at: now)
    if number.level == 0 { empty.record(1, at: now) }
    guard head < line.count else { return }
    let next = line[head]
    head += 1
    if head == 4_096 {
      line.removeFirst(head)
      head = 0
    }
    serve(arrivedAt: next, in: simulation)
  }

  private func mark(in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    number.advance(to: now)
    busy.advance(to: now)
    empty.advance(to: now)
    marks.append([
      Double(now), Double(number.integral), Double(empty.integral), Double(sojourns),
      Double(departures), Double(waits), Double(starts), Double(delayed),
    ])
    simulation.schedule(component, code: Code.mark.rawValue, after: markGap, priority: .last)
  }
}

/// The queue with what is known about it.
struct QueueModel: ValidationModel {
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

  static func singleServer(_ queue: SingleServerQueue, length: Double) -> QueueModel {
    let rho = queue.arrivalRate / queue.serviceRate
    return QueueModel(
      arrivalRate: queue.arrivalRate, service: .exponential(mean: 1 / queue.serviceRate),
      servers: 1, length: length, measures: queue.measures,
      stationary: BirthDeath.stationary(up: { _ in rho }, down: { _ in 1 }, states: 400))
  }

  static func multiServer(_ queue: MultiServerQueue, length: Double) -> QueueModel {
    QueueModel(
      arrivalRate: queue.arrivalRate, service: .exponential(mean: 1 / queue.serviceRate),
      servers: queue.servers, length: length, measures: queue.measures,
      waitProbability: queue.waitProbability,
      stationary: BirthDeath.stationary(
        up: { _ in queue.arrivalRate },
        down: { Double(min($0, queue.servers)) * queue.serviceRate },
        states: queue.servers + 400))
  }

  static func generalService(
    arrivalRate: Double, _ service: Distribution, length: Double
  ) -> QueueModel {
    QueueModel(
      arrivalRate: arrivalRate, service: service, servers: 1, length: length,
      measures: GeneralServiceQueue.measures(
        arrivalRate: arrivalRate, meanService: service.mean,
        squaredVariation: service.squaredCoefficientOfVariation))
  }

  /// Waiting alone varies more than all the rest: only optimized builds simulate enough of it.
  var quantities: [CheckedQuantity] {
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

  func run(_ seed: StreamSeed, start: Start) -> [[Double]] {
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

  func estimate(_ growth: [Double]) -> [Double] {
    [
      growth[1] / growth[0], growth[3] / growth[4] / 1e9,
      waitProbability == nil ? growth[2] / growth[0] : growth[7] / growth[6],
      growth[5] / growth[6] / 1e9,
    ]
  }
}

extension RandomStream {
  /// A state drawn from its probabilities.
  mutating func state(of probabilities: [Double]) -> Int {
    var rest = uniform()
    for (state, probability) in probabilities.enumerated() {
      rest -= probability
      if rest < 0 { return state }
    }
    return probabilities.count - 1
  }
}
