import EventKernel
import ProcessUsage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// All logical processes of PHOLD; the event's argument says which one it reaches.
final class LogicalProcesses: EventHandler {
  private let states: UnsafeMutablePointer<Splitmix>
  private let count: Int
  var left = 0
  var sum = 0.0

  init(count: Int) {
    self.count = count
    states = .allocate(capacity: count)
    for index in 0..<count {
      (states + index).initialize(to: Splitmix(state: UInt64(index) &* 0x123_4567 &+ 42))
    }
  }

  deinit {
    states.deallocate()
  }

  func delay(_ process: Int) -> VirtualDuration {
    VirtualDuration(nanoseconds: Int64((0.1 - 0.9 * log(states[process].uniform())) * 1e9))
  }

  func handle(_ event: Event, in simulation: Simulation) {
    let process = Int(truncatingIfNeeded: event.argument)
    sum += simulation.now.inSeconds
    var destination = process
    if states[process].uniform() <= 0.25 {
      destination = Int(truncatingIfNeeded: states[process].next() % UInt64(count))
    }
    simulation.schedule(
      event.component, code: 0, argument: UInt64(destination), after: delay(process))
    left &-= 1
    if left == 0 { simulation.stop() }
  }
}

/// Sequential PHOLD through the public interface; the check is the mean time of the events.
func phold(_ count: Int, _ operations: Int) -> (rate: Double, mean: Double) {
  let simulation = Simulation()
  let processes = LogicalProcesses(count: count)
  let component = simulation.register(processes, name: "processes")
  for process in 0..<count {
    simulation.schedule(
      component, code: 0, argument: UInt64(process), after: processes.delay(process))
  }
  var start = 0.0
  for phase in [count, operations] {
    processes.sum = 0
    processes.left = phase
    start = Usage.cpuSeconds
    simulation.run()
  }
  return (Double(operations) / (Usage.cpuSeconds - start), processes.sum / Double(operations))
}
