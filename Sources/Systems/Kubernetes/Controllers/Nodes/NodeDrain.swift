import EventKernel

/// `kubectl drain` of one node: cordons it, evicts or deletes its pods, and waits until they are
/// gone.
///
/// Mirrors: `k8s.io/kubectl@v0.36.2 pkg/drain/drain.go`, with `--force` and `--ignore-daemonsets`.
final class NodeDrain {
  /// Its flags.
  struct Options {
    /// `--timeout`; zero for none.
    var timeout = VirtualDuration.zero
    /// `--disable-eviction`: deletes rather than evicts, which no budget can refuse.
    var disableEviction = false
  }

  private unowned let server: APIServer
  private let evictions: EvictionHandler
  private let requests: RequestLine
  private let options: Options
  private var deadline = VirtualTime.never
  private let finished: (Bool) -> Void

  private static let retryDelay = VirtualDuration.seconds(5)
  private static let pollPeriod = VirtualDuration.seconds(1)

  /// - Parameter finished: Called once, with whether every pod is gone.
  init(
    server: APIServer, evictions: EvictionHandler, client: APIClient, options: Options,
    finished: @escaping (_ succeeded: Bool) -> Void
  ) {
    self.server = server
    self.evictions = evictions
    requests = RequestLine("drain", client: client, server.simulation)
    self.options = options
    self.finished = finished
  }

  /// Begins to drain a node.
  func start(_ node: NodeObject) {
    server.update(node, .unschedulable) { $0.unschedulable = true }
    requests.send { [unowned self] in
      let pods = node.pods.inOrder
      if pods.isEmpty { return finished(true) }
      if options.disableEviction { return deleteAll(pods) }
      // Asks first whether the server knows evictions.
      requests.send { [unowned self] in
        limit(from: server.now)
        evictAll(pods)
      }
    }
  }

  private func limit(from now: VirtualTime) {
    if options.timeout > .zero { deadline = now + options.timeout }
  }

  // MARK: Evicting

  private func evictAll(_ pods: [PodObject]) {
    var succeeded = true
    RequestLine.forEach(pods, workers: pods.count) { [unowned self] pod, done in
      evict(pod) {
        if !$0 { succeeded = false }
        done()
      }
    } then: { [unowned self] in
      finished(succeeded)
    }
  }

  private func evict(_ pod: PodObject, _ done: @escaping (Bool) -> Void) {
    if server.now >= deadline { return done(false) }
    requests.send { [unowned self] in
      evictions.evict(pod) { [unowned self] result in
        switch result {
        case .accepted: wait(for: [pod], done)
        case .notFound: done(true)
        case .failed: done(false)
        case .tooManyRequests:
          requests.wait(Self.retryDelay) { [unowned self] in
            requests.send { [unowned self] in evict(pod, done) }
          }
        }
      }
    }
  }

  // MARK: Deleting

  private func deleteAll(_ pods: [PodObject]) {
    RequestLine.forEach(pods) { [unowned self] pod, done in
      requests.send { [unowned self] in
        server.delete(pod)
        done()
      }
    } then: { [unowned self] in
      limit(from: server.now)
      wait(for: pods) { [unowned self] in finished($0) }
    }
  }

  // MARK: Waiting

  /// Polls until the pods are gone or time is up.
  private func wait(for pods: [PodObject], _ done: @escaping (Bool) -> Void) {
    let polls = PeriodicLoop(period: Self.pollPeriod, phase: server.now)
    poll(pods, polls, done)
  }

  private func poll(_ pods: [PodObject], _ polls: PeriodicLoop, _ done: @escaping (Bool) -> Void) {
    var left: [PodObject] = []
    RequestLine.forEach(pods) { [unowned self] pod, next in
      requests.send { [unowned self] in
        if server.pods[pod.id] === pod { left.append(pod) }
        next()
      }
    } then: { [unowned self] in
      if left.isEmpty { return done(true) }
      let next = polls.firstTick(after: server.now)
      if deadline <= next {
        return requests.wait(max(.zero, deadline - server.now)) { done(false) }
      }
      requests.wait(next - server.now) { [unowned self] in poll(left, polls, done) }
    }
  }
}
