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
