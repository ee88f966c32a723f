import EventKernel
import Kubernetes
import KubernetesAPI

/// The taint eviction controller of one member: deletes the pods of nodes with NoExecute taints when
/// their tolerations end.
///
/// A deletion once planned stays as it is, whatever taints come later, until every NoExecute taint
/// is gone or all that are left are tolerated for ever.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/tainteviction/{taint_eviction,timed_workers}.go`.
final class TaintEvictionController: EventHandler {
  private unowned let server: APIServer
  private let requests: RequestLine
  private var component = ComponentID(rawValue: 0)
  private var isRunning = false
  private var isScheduled = false

  /// The NoExecute taints of nodes that have any, as last handled; and as last seen.
  private var tainted: [Int32: [Taint]] = [:]
  private var seen: [Int32: [Taint]] = [:]
  // What waits to be handled, in order.
  private var changedNodes: [Int32] = []
  private var changedPods: [Int32] = []
  /// Deletions that are planned or under way, by pod.
  private var planned: [Int32: Deletion] = [:]

  private struct Deletion {
    /// When it was planned.
    var created: VirtualTime
    /// Nil for one that did not have to wait.
    var alarm: EventHandle?
  }

  private enum Code: UInt16 {
    case handleChanges
    case tolerationEnds
  }

  private static let tries = 5
  private static let retryDelay = VirtualDuration.milliseconds(10)
  private static let reason = "DeletionByTaintManager"

  init(server: APIServer, client: APIClient) {
    self.server = server
    requests = RequestLine("taint-eviction requests", client: client, server.simulation)
    component = server.register(self, name: "taint-eviction")
    server.watch(self)
  }

  /// Starts to handle changes; those seen before wait until then.
  func start() {
    isRunning = true
    wake()
  }

  private func wake() {
    guard isRunning, !isScheduled, !(changedNodes.isEmpty && changedPods.isEmpty) else { return }
    isScheduled = true
    server.simulation.schedule(
      component, code: Code.handleChanges.rawValue, at: server.now, priority: .late)
  }

  func handle(_ event: Event, in simulation: Simulation) {
    switch Code(rawValue: event.code) {
    case .handleChanges:
      isScheduled = false
      handleChanges()
    case .tolerationEnds: delete(Int32(truncatingIfNeeded: event.argument))
    case nil: preconditionFailure("a controller is sent only its own events")
    }
  }

  // MARK: Changes

  /// Nodes go before pods, so that pods are judged by the newest taints.
  private func handleChanges() {
    let (nodes, pods) = (changedNodes, changedPods)
    changedNodes.removeAll(keepingCapacity: true)
    changedPods.removeAll(keepingCapacity: true)
    for id in nodes { handleNode(id) }
    for id in pods { handlePod(id) }
  }

  private func handleNode(_ id: Int32) {
    guard let node = server.nodes[id] else {
      tainted[id] = nil
      return
    }
    let taints = node.noExecuteTaints
    tainted[id] = taints.isEmpty ? nil : taints
    for pod in node.pods.inOrder {
      if taints.isEmpty { cancel(pod.id) } else { judge(pod, taints) }
    }
  }

  private func handlePod(_ id: Int32) {
    guard let pod = server.pods[id] else { return cancel(id) }
    guard let node = pod.node, let taints = tainted[node.id] else { return }
    judge(pod, taints)
  }

  /// Plans, keeps or cancels the deletion of a pod.
  private func judge(_ pod: PodObject, _ taints: [Taint]) {
    let (eviction, allTolerated) = TaintTolerance.eviction(taints, pod.tolerations)
    guard allTolerated else {
      cancel(pod.id)
      return plan(pod, after: .zero)
    }
    // Seconds beyond the range of a duration wrap there and mean for ever.
    guard case .after(let seconds) = eviction, seconds < .max, seconds &* 1_000_000_000 >= 0 else {
      return cancel(pod.id)
    }
    if let deletion = planned[pod.id], deletion.alarm != nil {
      if deletion.created < server.now { return }
      cancel(pod.id)
    }
    plan(pod, after: VirtualDuration(nanoseconds: seconds &* 1_000_000_000))
  }

  private func plan(_ pod: PodObject, after delay: VirtualDuration) {
    guard planned[pod.id] == nil else { return }
    planned[pod.id] = Deletion(created: server.now)
    if delay == .zero { return delete(pod.id) }
    planned[pod.id]?.alarm = server.simulation.scheduleCancellable(
      component, code: Code.tolerationEnds.rawValue, argument: UInt64(UInt32(bitPattern: pod.id)),
      at: server.now + delay, priority: .late)
  }

  private func cancel(_ pod: Int32) {
    guard let deletion = planned.removeValue(forKey: pod), let alarm = deletion.alarm else {
      return
    }
    server.simulation.cancel(alarm)
    requests.recordEvent(about: "\(pod)")
  }

  // MARK: Deletion

  private func delete(_ id: Int32) {
    requests.recordEvent(about: "\(id)")
    delete(id, tries: Self.tries)
  }

  /// Reads the pod, says why it goes, and deletes it; after an error all over again.
  private func delete(_ id: Int32, tries: Int) {
    requests.send { [unowned self] in
      guard let pod = server.pods[id] else { return retry(id, tries) }
      if pod.disruptionReason == Self.reason { return delete(pod, tries) }
      requests.send { [unowned self] in
        let isWritten = server.update(pod, .conditions) { $0.disruptionReason = Self.reason }
        if isWritten { delete(pod, tries) } else { retry(id, tries) }
      }
    }
  }

  private func delete(_ pod: PodObject, _ tries: Int) {
    requests.send { [unowned self] in
      if server.delete(pod) { planned[pod.id] = nil } else { retry(pod.id, tries) }
    }
  }

  private func retry(_ id: Int32, _ tries: Int) {
    requests.wait(Self.retryDelay) { [unowned self] in
      if tries > 1 { delete(id, tries: tries - 1) } else { planned[id] = nil }
    }
  }
}

extension TaintEvictionController: APIWatcher {
  func nodeChanged(_ node: NodeObject, _ event: WatchEvent<NodeChange>) {
    if case .modified(let change) = event, !change.contains(.taints) { return }
    let taints: [Taint]
    switch event {
    case .deleted: taints = []
    case .added, .modified: taints = node.noExecuteTaints
    }
    if case .modified = event, taints == seen[node.id] ?? [] { return }
    seen[node.id] = taints.isEmpty ? nil : taints
    changedNodes.append(node.id)
    wake()
  }

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    switch event {
    case .modified(let change) where change.isDisjoint(with: [.bound, .tolerations]): return
    case .added: if pod.node == nil { return }
    case .modified: break
    case .deleted: if planned[pod.id] == nil { return }
    }
    changedPods.append(pod.id)
    wake()
  }
}

extension NodeObject {
  fileprivate var noExecuteTaints: [Taint] { taints.filter { $0.effect == "NoExecute" } }
}
