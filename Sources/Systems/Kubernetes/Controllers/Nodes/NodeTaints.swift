import EventKernel
import KubernetesAPI
import Stochastic

/// How the node lifecycle controller writes taints: read, change, patch, and again after a conflict.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/controller_utils.go` (AddOrUpdateTaintOnNode,
/// RemoveTaintOffNode), `pkg/controller/util/node/controller_utils.go` (SwapNodeControllerTaint).
final class NodeTaints {
  private unowned let server: APIServer
  private unowned let requests: RequestLine
  private var stream: RandomStream

  /// `UpdateTaintBackoff`: tries, and the shortest wait before the next one; the longest is twice
  /// that.
  private static let tries = 5
  private static let retryDelay = VirtualDuration.milliseconds(100)

  init(server: APIServer, requests: RequestLine, seed: StreamSeed) {
    self.server = server
    self.requests = requests
    stream = RandomStream(seed, entity: "node-lifecycle", purpose: "taint back-off")
  }

  /// Adds taints, then removes others if the node had them as it was seen.
  func swap(
    on node: NodeObject, add: [Taint], remove: [Taint], seen: [Taint],
    _ done: @escaping (Bool) -> Void
  ) {
    self.add(add, to: node) { [unowned self] succeeded in
      if succeeded { self.remove(remove, from: node, seen: seen, done) } else { done(false) }
    }
  }

  /// Adds taints; one that is there already is written anew, because it carries its time.
  func add(_ taints: [Taint], to node: NodeObject, _ done: @escaping (Bool) -> Void) {
    if taints.isEmpty { return done(true) }
    patch(node, tries: Self.tries, done) { current in
      current.filter { old in !taints.contains { $0.matches(old) } } + taints
    }
  }

  /// Removes taints; makes no request if the node had none of them as it was seen.
  func remove(
    _ taints: [Taint], from node: NodeObject, seen: [Taint], _ done: @escaping (Bool) -> Void
  ) {
    guard taints.contains(where: { taint in seen.contains(where: taint.matches) }) else {
      return done(true)
    }
    patch(node, tries: Self.tries, done) { current in
      let left = current.filter { old in !taints.contains { $0.matches(old) } }
      return left.count == current.count ? nil : left
    }
  }

  /// - Parameter change: The taints to be; nil if nothing is to be changed.
  private func patch(
    _ node: NodeObject, tries: Int, _ done: @escaping (Bool) -> Void,
    _ change: @escaping ([Taint]) -> [Taint]?
  ) {
    requests.send { [unowned self] in
      guard server.nodes[node.id] === node else { return done(false) }
      guard let taints = change(node.taints) else { return done(true) }
      let revision = node.revision
      requests.send { [unowned self] in
        guard server.nodes[node.id] === node else { return done(false) }
        if node.revision == revision {
          server.update(node, .taints) { $0.taints = taints }
          return done(true)
        }
        guard tries > 1 else { return done(false) }
        requests.wait(Self.retryDelay.scaled(by: 1 + stream.uniform())) { [unowned self] in
          patch(node, tries: tries - 1, done, change)
        }
      }
    }
  }
}

extension Taint {
  /// Whether both are the same mark, whatever its value: upstream's MatchTaint.
  func matches(_ other: Taint) -> Bool { key == other.key && effect == other.effect }
}
