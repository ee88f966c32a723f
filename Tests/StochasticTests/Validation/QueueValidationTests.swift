import EventKernel
import Statistics
import Stochastic
import Testing
import ValidationModels

#if DEBUG
  private let scale = 1.0
#else
  private let scale = 6.0
#endif

@Suite("Queues reproduce their closed forms")
struct QueueValidationTests {
  @Test("M/M/1 at half load", arguments: [Start.empty, .stationary])
  func singleServer(_ start: Start) {
    let queue = SingleServerQueue(arrivalRate: 0.5, serviceRate: 1)
    AcceptanceRule.check(QueueModel.singleServer(queue, length: 60_000 * scale), start: start)
  }

  @Test("M/M/c with five servers", arguments: [Start.empty, .stationary])
  func multiServer(_ start: Start) {
    let queue = MultiServerQueue(arrivalRate: 3, serviceRate: 1, servers: 5)
    AcceptanceRule.check(QueueModel.multiServer(queue, length: 10_000 * scale), start: start)
  }

  @Test(
    "M/G/1 with several laws of service",
    arguments: [
      ("1s", 0.6, 30_000), ("erlang(phases: 4, mean: 1s)", 0.6, 40_000),
      ("weibull(shape: 1.5, mean: 1s)", 0.5, 40_000),
      ("triangular(0s, 0.5s, 2.5s)", 0.5, 40_000),
    ])
  func generalService(_ service: String, _ rate: Double, _ length: Double) throws {
    let law = try Distribution(parsing: service)
    AcceptanceRule.check(
      QueueModel.generalService(arrivalRate: rate, law, length: length * scale), start: .empty)
  }

  @Test("no bias over 20 seeds")
  func bias() {
    AcceptanceRule.probeBias(
      QueueModel.singleServer(
        SingleServerQueue(arrivalRate: 0.5, serviceRate: 1), length: 2_000))
    AcceptanceRule.probeBias(
      QueueModel.multiServer(
        MultiServerQueue(arrivalRate: 3, serviceRate: 1, servers: 5), length: 400))
  }

  @Test(
    "Little's law holds exactly between two empty instants",
    arguments: [
      ("exponential(mean: 1s)", 1), ("lognormal(mean: 1s, cv2: 10)", 1),
      ("weibull(shape: 0.7, mean: 3s)", 4), ("1s", 1),
    ])
  func little(_ service: String, _ servers: Int) throws {
    let simulation = Simulation()
    let queue = Queue(
      arrivalRate: 0.8, service: try Distribution(parsing: service), servers: servers,
      seed: StreamSeed(master: 5))
    queue.start(in: simulation, number: 0, markEvery: .infinite)
    simulation.run(until: VirtualTime(seconds: 10_000))
    queue.close()
    simulation.run()
    #expect(queue.number.level == 0)
    #expect(queue.departures > 7_000)
    // An identity of whole nanoseconds, not a statistical test.
    #expect(queue.number.integral == queue.sojourns)
  }
}

#if !DEBUG
  /// Heavy loads and heavy tails need millions of customers: optimized builds only.
  @Suite("Queues under heavy load reproduce their closed forms")
  struct HeavyLoadValidationTests {
    @Test("M/M/1 at 80 %", arguments: [Start.empty, .stationary])
    func singleServer(_ start: Start) {
      let queue = SingleServerQueue(arrivalRate: 0.8, serviceRate: 1)
      AcceptanceRule.check(QueueModel.singleServer(queue, length: 700_000), start: start)
    }

    @Test("M/M/c at 80 %", arguments: [Start.empty, .stationary])
    func multiServer(_ start: Start) {
      for (rate, servers, length) in [(1.6, 2, 400_000.0), (8, 10, 100_000)] {
        let queue = MultiServerQueue(arrivalRate: rate, serviceRate: 1, servers: servers)
        AcceptanceRule.check(QueueModel.multiServer(queue, length: length), start: start)
      }
    }

    @Test(
      "M/G/1 with heavy tails",
      arguments: [
        ("hyperexponential(mean: 1s, cv2: 5)", 0.5, 2_500_000),
        ("lognormal(mean: 1s, cv2: 10)", 0.5, 2_000_000),
        ("weibull(shape: 0.7, mean: 1s)", 0.7, 800_000),
      ])
    func generalService(_ service: String, _ rate: Double, _ length: Double) throws {
      let law = try Distribution(parsing: service)
      AcceptanceRule.check(
        QueueModel.generalService(arrivalRate: rate, law, length: length), start: .empty)
    }
  }
#endif
