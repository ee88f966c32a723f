import EventKernel
import KubernetesAPI

/// The pod garbage collector of one member: pods of nodes that are gone, terminating pods of nodes
/// that are out of service, and the oldest of too many finished pods.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/podgc/gc_controller.go`.
final class PodGarbageCollector: EventHandler {
  private unowned let server: APIServer
  private let timing: KubernetesTiming
  private let mode: LoopMode
  private let requests: RequestLine
  private var component = ComponentID(rawValue: 0)
  private var rounds: PeriodicLoop
  private var nextRound = EventHandle.none
  private var isRunning = false
  private var isCollecting = false
  private var hasNews = true
  private var finishedCount = 0
  /// Names of nodes that pods are bound to and that are missing, and when that is certain.
  private var missing: [String: VirtualTime] = [:]

  private static let outOfService = "node.kubernetes.io/out-of-service"

  init(
    server: APIServer, timing: KubernetesTiming, client: APIClient, mode: LoopMode = .parked
  ) {
    self.server = server
    self.timing = timing
    self.mode = mode
    requests = RequestLine("pod-gc requests", client: client, server.simulation)
    rounds = PeriodicLoop(period: timing.podCollectionPeriod)
    component = server.register(self, name: "pod-gc")
    server.watch(self)
  }

  /// Starts the first round at once.
  func start() {
    isRunning = true
    rounds.phase = server.now
    scheduleRound()
  }

  func handle(_ event: Event, in simulation: Simulation) {
    nextRound = .none
    collect()
  }

  private func wake() {
    hasNews = true
    if isRunning, !isCollecting, nextRound == .none { scheduleRound() }
  }

  private func scheduleRound() {
    nextRound = server.simulation.scheduleCancellable(
      component, code: 0, at: rounds.firstTick(atOrAfter: server.now), priority: .late)
  }

  // MARK: A round

  private func collect() {
    isCollecting = true
    hasNews = false
    let pods = Array(server.pods)
    let excess = finished(pods)
    let outOfService = pods.filter { pod in
      guard pod.isTerminating, let node = pod.node, server.nodes[node.name] != nil else {
        return false
      }
      return !node.isReady && node.taints.contains { $0.key == Self.outOfService }
    }
    let orphans = pods.filter { pod in
      pod.node.map { server.nodes[$0.name] == nil } ?? false
    }
    let unscheduled = pods.filter { $0.node == nil && $0.isTerminating }
    let isQuiet =
      excess.isEmpty && outOfService.isEmpty && orphans.isEmpty && unscheduled.isEmpty
      && missing.isEmpty
    // Those of one kind that may be many go side by side, the others one after the other.
    delete(excess, workers: .max) { [unowned self] in
      delete(outOfService, workers: .max) { [unowned self] in
        collect(orphans) { [unowned self] in
          delete(unscheduled) { [unowned self] in
            isCollecting = false
            rounds.phase = server.now + timing.podCollectionPeriod
            if mode == .ticking || hasNews || !isQuiet { scheduleRound() }
          }
        }
      }
    }
  }

  /// Finished pods beyond the threshold, oldest first.
  private func finished(_ pods: [PodObject]) -> [PodObject] {
    let threshold = timing.terminatedPodThreshold
    guard threshold > 0, finishedCount > threshold else { return [] }
    let all = pods.filter(\.isFinished)
    let oldestFirst = all.sorted {
      let (left, right) = (
        APIServer.wholeSecond(of: $0.created), APIServer.wholeSecond(of: $1.created)
      )
      return (left, $0.name, $0.id) < (right, $1.name, $1.id)
    }
    return Array(oldestFirst.prefix(max(0, all.count - threshold)))
  }

  /// Deletes the pods of nodes that have been missing for long enough.
  private func collect(_ orphans: [PodObject], then: @escaping () -> Void) {
    let now = server.now
    var names: [String] = []
    for pod in orphans {
      let name = pod.node?.name ?? ""
      if missing[name] == nil { missing[name] = now + timing.podCollectionGrace }
      if !names.contains(name) { names.append(name) }
    }
    // order-free: a node that is no longer missing is only forgotten.
    for (name, due) in missing where due < now && !names.contains(name) { missing[name] = nil }
    // What is due at this very instant reaches the queue after the round has looked.
    let due = names.filter { missing[$0].map { $0 < now } ?? false }
    var gone: Set<String> = []
    RequestLine.forEach(due) { [unowned self] name, done in
      missing[name] = nil
      requests.send { [unowned self] in
        if server.nodes[name] == nil { gone.insert(name) }
        done()
      }
    } then: { [unowned self] in
      delete(
        orphans.filter { gone.contains($0.node?.name ?? "") }, reason: "DeletionByPodGC",
        then: then)
    }
  }

  /// Marks pods failed, so that they do not stay Running for ever, and deletes them at once.
  private func delete(
    _ pods: [PodObject], reason: String = "", workers: Int = 1, then: @escaping () -> Void
  ) {
    RequestLine.forEach(pods, workers: workers) { [unowned self] pod, done in
      let delete: () -> Void = { [unowned self] in
        requests.send { [unowned self] in
          server.delete(pod, gracePeriodSeconds: 0)
          done()
        }
      }
      if pod.isFinished { return delete() }
      requests.send { [unowned self] in
        let isWritten = server.update(pod, [.phase, .conditions]) {
          $0.phase = .failed
          if !reason.isEmpty { $0.disruptionReason = reason }
        }
        if isWritten { delete() } else { done() }
      }
    } then: {
      then()
    }
  }
}

extension PodGarbageCollector: APIWatcher {
  func nodeChanged(_ node: NodeObject, _ event: WatchEvent<NodeChange>) {
    switch event {
    case .added: break
    case .modified(let change): if !change.isDisjoint(with: [.taints, .ready]) { lookAt(node) }
    case .deleted: if !node.pods.isEmpty { wake() }
    }
  }

  private func lookAt(_ node: NodeObject) {
    if !node.isReady, node.taints.contains(where: { $0.key == Self.outOfService }) { wake() }
  }

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    switch event {
    case .added: break
    case .modified(let change):
      if change.contains(.phase), pod.isFinished {
        finishedCount += 1
        if finishedCount > timing.terminatedPodThreshold { wake() }
      }
      if change.contains(.deletion) {
        if let node = pod.node { lookAt(node) } else { wake() }
      }
      if change.contains(.bound), let node = pod.node, server.nodes[node.id] == nil { wake() }
    case .deleted: if pod.isFinished { finishedCount -= 1 }
    }
  }
}
