import EventKernel

/// The requests that a controller makes outside of a work queue, each with what follows its answer.
///
///     line.send {            // the server is read and changed when the request is answered
///       server.delete(pod)
///       line.send { … }
///     }
///
/// All requests of one line share a client, the events that the controller records included.
final class RequestLine: EventHandler {
  unowned let simulation: Simulation
  @exclusivity(unchecked) private(set) var client: APIClient
  private var component = ComponentID(rawValue: 0)
  private var pending: [UInt64: () -> Void] = [:]
  private var count: UInt64 = 0
  private var events: EventSink

  init(_ name: String, client: APIClient, _ simulation: Simulation) {
    self.simulation = simulation
    self.client = client
    events = EventSink(at: simulation.now)
    component = simulation.register(self, name: name)
  }

  /// Sends a request; `answered` is called when it is answered, never before this returns.
  func send(_ answered: @escaping () -> Void) {
    schedule(at: client.send(at: simulation.now), answered)
  }

  /// Calls later.
  func wait(_ delay: VirtualDuration, _ body: @escaping () -> Void) {
    schedule(at: simulation.now + delay, body)
  }

  /// Records an event about an object: one after the other they take their turn at the client.
  /// Without a limit they delay nothing, so none is sent.
  func recordEvent(about object: String) {
    guard client.isLimited else { return }
    events.add(object)
    sendNextEvent()
  }

  private func sendNextEvent() {
    guard events.takeNext(at: simulation.now) else { return }
    send { [unowned self] in
      events.isSending = false
      sendNextEvent()
    }
  }

  private func schedule(at time: VirtualTime, _ body: @escaping () -> Void) {
    pending[count] = body
    simulation.schedule(component, code: 0, argument: count, at: time)
    count += 1
  }

  func handle(_ event: Event, in simulation: Simulation) {
    guard let body = pending.removeValue(forKey: event.argument) else {
      preconditionFailure("an answer belongs to a request that was sent")
    }
    body()
  }

  // MARK: Many of them

  /// Does something with each element by so many workers: each takes the next element when it is
  /// done with one, which it says by calling back, at once or later.
  ///
  /// Mirrors: `client-go@v0.36.2 util/workqueue/parallelizer.go` with chunks of one.
  static func forEach<Element>(
    _ elements: [Element], workers: Int = 1,
    _ body: @escaping (_ element: Element, _ done: @escaping () -> Void) -> Void,
    then: @escaping () -> Void
  ) {
    let round = Round(count: elements.count, workers: max(1, min(workers, elements.count)))
    let started = round.busyWorkers
    for _ in 0..<started { work(round, elements, body, then) }
  }

  /// What the workers of one `forEach` share.
  private final class Round {
    let count: Int
    var next = 0
    var busyWorkers: Int

    init(count: Int, workers: Int) {
      self.count = count
      busyWorkers = workers
    }
  }

  private static func work<Element>(
    _ round: Round, _ elements: [Element],
    _ body: @escaping (Element, @escaping () -> Void) -> Void, _ then: @escaping () -> Void
  ) {
    // A loop rather than a recursion: most elements are done at once.
    while round.next < round.count {
      let element = elements[round.next]
      round.next += 1
      var (isDone, isWaiting) = (false, false)
      body(element) {
        isDone = true
        if isWaiting { work(round, elements, body, then) }
      }
      if !isDone {
        isWaiting = true
        return
      }
    }
    round.busyWorkers -= 1
    if round.busyWorkers == 0 { then() }
  }
}
