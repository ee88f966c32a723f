import EventKernel

/// Stands before one program of a member's control plane: while the control plane is down the
/// program stands still, and what would have happened to it happens when it is back.
final class ControlPlaneGate: EventHandler {
  private unowned let server: APIServer
  private let handler: any EventHandler
  private var held: [Event] = []

  init(_ handler: any EventHandler, server: APIServer) {
    self.handler = handler
    self.server = server
  }

  func handle(_ event: Event, in simulation: Simulation) {
    if server.isUp {
      handler.handle(event, in: simulation)
    } else {
      held.append(event)
    }
  }

  /// Lets through what was held, in its order.
  func open() {
    let events = held
    held.removeAll(keepingCapacity: true)
    for event in events {
      server.simulation.schedule(
        event.component, code: event.code, argument: event.argument, at: server.now)
    }
  }
}

extension APIServer {
  /// Registers a program that stands still while this control plane is down.
  func register(_ program: any EventHandler, name: String) -> ComponentID {
    let gate = ControlPlaneGate(program, server: self)
    gates.append(gate)
    return simulation.register(gate, name: name)
  }

  /// The control plane stops, or is back.
  func setUp(_ isUp: Bool) {
    guard isUp != self.isUp else { return }
    self.isUp = isUp
    if isUp { for gate in gates { gate.open() } }
  }
}
