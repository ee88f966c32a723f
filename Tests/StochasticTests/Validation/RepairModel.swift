import EventKernel
import Statistics
import Stochastic

/// Components that fail and queue for repairers, on the kernel.
///
/// Every component draws its lives and repairs from streams of its own, one phase per failure.
final class RepairShop: EventHandler {
  enum Code: UInt16 {
    case failure, repair, mark
  }

  private let group: RepairableGroup
  private let required: Int
  private let seed: StreamSeed
  /// Lives of the system after which the run stops; nil for one endless life.
  private let livesWanted: Int?
  private let entities: [UInt64]
  private var phases: [UInt32]
  private var component = ComponentID(rawValue: 0)
  private var markGap = VirtualDuration.infinite
  private var waiting: [Int] = []
  private var down = TimeWeightedAverage()
  private var queued = TimeWeightedAverage()
  private var systemDown = TimeWeightedAverage()
  private var allUp = TimeWeightedAverage(level: 1)
  private var failures = 0
  private(set) var systemFailures = 0
  /// Events of an earlier life of the system are stale.
  private var life: UInt64 = 0
  private(set) var marks: [[Double]] = []

  init(
    _ group: RepairableGroup, required: Int, seed: StreamSeed, livesWanted: Int? = nil
  ) {
    self.group = group
    self.required = required
    self.seed = seed
    self.livesWanted = livesWanted
    entities = (0..<group.components).map { StreamName.hash("machine-\($0)") }
    phases = [UInt32](repeating: 0, count: group.components)
  }

  /// Starts with the first few down; exact, since all times are exponential.
  func start(in simulation: Simulation, down present: Int, markEvery gap: VirtualDuration) {
    component = simulation.register(self, name: "repair shop")
    markGap = gap
    for machine in 0..<group.components {
      if machine < present {
        fail(machine, in: simulation)
      } else {
        scheduleFailure(of: machine, in: simulation)
      }
    }
    simulation.schedule(component, code: Code.mark.rawValue, at: .zero, priority: .last)
  }

  func handle(_ event: Event, in simulation: Simulation) {
    let machine = Int(event.argument & 0xffff_ffff)
    guard event.code == Code.mark.rawValue || event.argument >> 32 == life else { return }
    switch event.code {
    case Code.failure.rawValue:
      fail(machine, in: simulation)
    case Code.repair.rawValue:
      repaired(machine, in: simulation)
    default:
      mark(in: simulation)
    }
  }

  private func scheduleFailure(of machine: Int, in simulation: Simulation) {
    var stream = RandomStream(
      seed, entity: entities[machine], purpose: .failure, phase: phases[machine])
    simulation.schedule(
      component, code: Code.failure.rawValue, argument: life << 32 | UInt64(machine),
      after: .seconds(stream.exponential(mean: 1 / group.failureRate)))
  }

  private func fail(_ machine: Int, in simulation: Simulation) {
    failures += 1
    let lifeBefore = life
    changeDown(by: 1, in: simulation)
    guard life == lifeBefore else { return }
    if down.level <= group.repairers {
      startRepair(of: machine, in: simulation)
    } else {
      waiting.append(machine)
      queued.change(by: 1, at: simulation.now.nanoseconds)
    }
  }

  private func startRepair(of machine: Int, in simulation: Simulation) {
    var stream = RandomStream(
      seed, entity: entities[machine], purpose: .repair, phase: phases[machine])
    simulation.schedule(
      component, code: Code.repair.rawValue, argument: life << 32 | UInt64(machine),
      after: .seconds(stream.exponential(mean: 1 / group.repairRate)))
  }

  private func repaired(_ machine: Int, in simulation: Simulation) {
    changeDown(by: -1, in: simulation)
    phases[machine] += 1
    scheduleFailure(of: machine, in: simulation)
    guard !waiting.isEmpty else { return }
    queued.change(by: -1, at: simulation.now.nanoseconds)
    startRepair(of: waiting.removeFirst(), in: simulation)
  }

  private func changeDown(by difference: Int64, in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    down.change(by: difference, at: now)
    allUp.record(down.level == 0 ? 1 : 0, at: now)
    let isDown = Int64(group.components) - down.level < Int64(required)
    if isDown, systemDown.level == 0 {
      systemFailures += 1
      if let livesWanted {
        if systemFailures == livesWanted { simulation.stop() }
        return beginLife(in: simulation)
      }
    }
    systemDown.record(isDown ? 1 : 0, at: now)
  }

  /// Everything is up again at once, with new draws.
  private func beginLife(in simulation: Simulation) {
    life += 1
    waiting = []
    let now = simulation.now.nanoseconds
    down.record(0, at: now)
    queued.record(0, at: now)
    for machine in 0..<group.components {
      phases[machine] += 1
      scheduleFailure(of: machine, in: simulation)
    }
  }

  private func mark(in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    down.advance(to: now)
    queued.advance(to: now)
    systemDown.advance(to: now)
    allUp.advance(to: now)
    marks.append([
      Double(now), Double(down.integral), Double(queued.integral), Double(systemDown.integral),
      Double(allUp.integral), Double(failures), Double(systemFailures),
    ])
    simulation.schedule(component, code: Code.mark.rawValue, after: markGap, priority: .last)
  }
}

/// The machine repairman: how many are down, waiting and failing.
struct RepairModel: ValidationModel {
  var group: RepairableGroup
  /// Virtual seconds of one replication.
  var length: Double

  var quantities: [CheckedQuantity] {
    [
      .mean("mean down", group.meanDown),
      .mean("failures per second", group.failureThroughput),
      .mean("mean down time", group.meanDownTime),
      .probability("P(all up)", group.downProbabilities[0]),
      .probability("mean waiting", group.meanWaitingForRepair),
    ]
  }

  func run(_ seed: StreamSeed, start: Start) -> [[Double]] {
    runShop(group, required: 0, length: length, seed, start: start)
  }

  func estimate(_ growth: [Double]) -> [Double] {
    [
      growth[1] / growth[0], growth[5] / growth[0] * 1e9, growth[1] / growth[5] / 1e9,
      growth[4] / growth[0], growth[2] / growth[0],
    ]
  }
}

/// A system that needs some of its components.
struct RedundancyModel: ValidationModel {
  var group: RepairableGroup
  var required: Int
  /// Virtual seconds of one replication.
  var length: Double

  var quantities: [CheckedQuantity] {
    let frequency = group.systemFailureFrequency(required: required)
    let unavailability = group.unavailability(required: required)
    return [
      .probability("unavailability", unavailability),
      CheckedQuantity(name: "system failures per second", exact: frequency, precision: 0.1),
      CheckedQuantity(
        name: "mean down time", exact: unavailability / frequency, precision: 0.1),
    ]
  }

  func run(_ seed: StreamSeed, start: Start) -> [[Double]] {
    runShop(group, required: required, length: length, seed, start: start)
  }

  func estimate(_ growth: [Double]) -> [Double] {
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
struct TimeToFailureModel: ValidationModel {
  var group: RepairableGroup
  var required: Int
  /// Lives of the system per replication.
  var lives: Int

  var quantities: [CheckedQuantity] {
    [.mean("mean time to failure", group.meanTimeToFailure(required: required))]
  }

  func run(_ seed: StreamSeed, start: Start) -> [[Double]] {
    let simulation = Simulation()
    let shop = RepairShop(group, required: required, seed: seed, livesWanted: lives)
    shop.start(in: simulation, down: 0, markEvery: .infinite)
    simulation.run()
    return [[0, 0], [simulation.now.inSeconds, Double(shop.systemFailures)]]
  }

  func estimate(_ growth: [Double]) -> [Double] { [growth[0] / growth[1]] }
}
