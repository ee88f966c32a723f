import EventKernel

/// Nodes that are taken out on purpose, so many at a time: drained, worked on, uncordoned.
///
/// A node whose drain fails stays cordoned, and the next one is taken.
final class NodeMaintenance {
  /// What happens to one node, in this order unless its drain fails.
  enum Step {
    case draining, drainFailed, switchedOff, switchedOn, uncordoned
  }

  /// What is to be done.
  struct Order {
    var nodes: [NodeObject]
    /// How many are out at the same time.
    var parallel: Int
    var options: NodeDrain.Options
    /// For how long a machine stands still; asked once per node, in order.
    var outFor: (NodeObject) -> VirtualDuration
  }

  private unowned let server: APIServer
  private let evictions: EvictionHandler
  private let client: APIClient
  private let requests: RequestLine
  private let order: Order
  /// Told of every step.
  private let told: (Step, NodeObject) -> Void
  private var next = 0
  /// Keeps what works; drains refer to themselves only weakly.
  private var drains: [NodeDrain] = []

  init(
    server: APIServer, evictions: EvictionHandler, client: APIClient, order: Order,
    told: @escaping (Step, NodeObject) -> Void
  ) {
    self.server = server
    self.evictions = evictions
    self.client = client
    self.order = order
    self.told = told
    requests = RequestLine("node maintenance", client: client, server.simulation)
  }

  /// Takes the first nodes.
  func start() {
    for _ in 0..<order.parallel { takeNext() }
  }

  private func takeNext() {
    guard next < order.nodes.count else { return }
    let node = order.nodes[next]
    next += 1
    guard server.nodes[node.id] === node else { return takeNext() }
    let drain = NodeDrain(
      server: server, evictions: evictions, client: client, options: order.options
    ) { [unowned self] succeeded in
      if succeeded {
        work(on: node)
      } else {
        told(.drainFailed, node)
        takeNext()
      }
    }
    drains.append(drain)
    told(.draining, node)
    drain.start(node)
  }

  private func work(on node: NodeObject) {
    let time = order.outFor(node)
    guard time > .zero else { return uncordon(node) }
    told(.switchedOff, node)
    requests.wait(time) { [unowned self] in
      told(.switchedOn, node)
      uncordon(node)
    }
  }

  private func uncordon(_ node: NodeObject) {
    requests.send { [unowned self] in
      server.update(node, .unschedulable) { $0.unschedulable = false }
      told(.uncordoned, node)
      takeNext()
    }
  }
}
