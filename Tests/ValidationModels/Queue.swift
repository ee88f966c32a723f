import EventKernel
import Statistics
import Stochastic

/// A queue with Poisson arrivals, some servers and one line, on the kernel.
public final class Queue: EventHandler {
  private enum Code: UInt16 {
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
  /// How many wait or are served.
  public private(set) var number = TimeWeightedAverage()
  private var busy = TimeWeightedAverage()
  private var empty = TimeWeightedAverage(level: 1)
  /// Nanoseconds that those who left have spent here.
  public private(set) var sojourns: Int128 = 0
  private var waits: Int128 = 0
  /// How many have left.
  public private(set) var departures = 0
  private var starts = 0
  private var delayed = 0
  /// The accumulators at equally spaced instants.
  public private(set) var marks: [[Double]] = []

  /// An empty queue.
  public init(arrivalRate: Double, service: Distribution, servers: Int, seed: StreamSeed) {
    meanGap = 1 / arrivalRate
    self.service = service
    self.servers = servers
    arrivals = RandomStream(seed, entity: "queue", purpose: .arrival)
    services = RandomStream(seed, entity: "queue", purpose: .service)
  }

  /// Starts with some in the system; exact for exponential service only.
  public func start(in simulation: Simulation, number present: Int, markEvery gap: VirtualDuration)
  {
    component = simulation.register(self, name: "queue")
    markGap = gap
    for _ in 0..<present { arrive(in: simulation) }
    simulation.schedule(component, code: Code.mark.rawValue, at: .zero, priority: .last)
    scheduleArrival(in: simulation)
  }

  /// Lets nobody in any more, so that the queue empties.
  public func close() { acceptsArrivals = false }

  /// An arrival, a departure, or a mark.
  public func handle(_ event: Event, in simulation: Simulation) {
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
