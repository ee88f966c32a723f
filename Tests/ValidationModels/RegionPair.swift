import EventKernel
import Statistics
import Stochastic

/// Two regions, one carrying all traffic; when it fails, traffic moves after a failover time.
///
/// As in the exact chain: a repair during the failover ends it; after both were down, the first
/// region back takes the traffic at once; a failure of the idle region interrupts nothing but
/// starts a failover too, since rule A counts every survivable failure.
final class RegionPair: EventHandler {
  enum Code: UInt16 {
    case failure, repair, failedOver, mark
  }

  private let model: FailoverModel
  private let seed: StreamSeed
  private var component = ComponentID(rawValue: 0)
  private var phases: [UInt32] = [0, 0]
  private var failovers: UInt32 = 0
  private var isUp = [true, true]
  private var pendingFailover = EventHandle.none
  private var failingOver = TimeWeightedAverage()
  private var bothDown = TimeWeightedAverage()
  private(set) var marks: [[Double]] = []

  init(_ model: FailoverModel, seed: StreamSeed) {
    self.model = model
    self.seed = seed
  }

  func start(in simulation: Simulation, state: Int) {
    component = simulation.register(self, name: "regions")
    // States of the chain: both up, failing over, failed over, both down.
    isUp = [state == 0, state != 3]
    for region in 0..<2 { scheduleNext(of: region, in: simulation) }
    if state == 1 { beginFailover(in: simulation) }
    bothDown.record(state == 3 ? 1 : 0, at: 0)
    simulation.schedule(component, code: Code.mark.rawValue, at: .zero, priority: .last)
  }

  func handle(_ event: Event, in simulation: Simulation) {
    let now = simulation.now.nanoseconds
    switch event.code {
    case Code.failure.rawValue:
      let region = Int(event.argument)
      isUp[region] = false
      scheduleNext(of: region, in: simulation)
      if isUp[1 - region] {
        beginFailover(in: simulation)
      } else {
        endFailover(in: simulation)
        bothDown.record(1, at: now)
      }
    case Code.repair.rawValue:
      let region = Int(event.argument)
      isUp[region] = true
      phases[region] += 1
      scheduleNext(of: region, in: simulation)
      endFailover(in: simulation)
      bothDown.record(0, at: now)
    case Code.failedOver.rawValue:
      failingOver.record(0, at: now)
      pendingFailover = .none
    default:
      failingOver.advance(to: now)
      bothDown.advance(to: now)
      marks.append([Double(now), Double(failingOver.integral), Double(bothDown.integral)])
      simulation.schedule(
        component, code: Code.mark.rawValue, after: .seconds(model.length / 50), priority: .last)
    }
  }

  private func scheduleNext(of region: Int, in simulation: Simulation) {
    let purpose: StreamPurpose = isUp[region] ? .failure : .repair
    let mean = isUp[region] ? model.meanTimeToFailure : model.meanTimeToRepair
    var stream = RandomStream(
      seed, entity: "region-\(region)", purpose: purpose, phase: phases[region])
    simulation.schedule(
      component, code: (isUp[region] ? Code.failure : .repair).rawValue,
      argument: UInt64(region), after: .seconds(stream.exponential(mean: mean)))
  }

  private func beginFailover(in simulation: Simulation) {
    failingOver.record(1, at: simulation.now.nanoseconds)
    var stream = RandomStream(
      seed, entity: "traffic", purpose: "failover", phase: failovers)
    failovers += 1
    pendingFailover = simulation.scheduleCancellable(
      component, code: Code.failedOver.rawValue,
      after: .seconds(stream.exponential(mean: model.failover)))
  }

  private func endFailover(in simulation: Simulation) {
    failingOver.record(0, at: simulation.now.nanoseconds)
    simulation.cancel(pendingFailover)
    pendingFailover = .none
  }
}
