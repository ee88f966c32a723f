import EventKernel
import GoSemantics
import Kubernetes
import KubernetesAPI

/// Keeps as many pods of each replica set as are wanted.
///
/// Expectations need no bookkeeping here: a key's requests are answered, and their effects seen,
/// before the key is taken up again. Nor does a pass that is behind its own writes: upstream skips it,
/// and the events that it waits for bring the key back at once. Pods without an owner are not adopted.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/replicaset/replica_set.go`.
final class ReplicaSetController: Reconciler, APIWatcher {
  private unowned let server: APIServer
  private(set) var loop: ControllerLoop!

  init(server: APIServer, client: APIClient, workers: Int = 5) {
    self.server = server
    loop = ControllerLoop("replicaset", self, workers: workers, client: client, server.simulation)
    server.watch(self)
  }

  func start() { loop.start() }
  func stop() { loop.stop() }

  // MARK: Watching

  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    if let set = object as? ReplicaSetObject { loop.add(set.id) }
  }

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    guard let set = pod.owner as? ReplicaSetObject else { return }
    loop.add(set.id)
    if case .modified(let change) = event, change.contains(.ready), pod.isReady == true,
      !pod.isTerminating, set.spec.minReadySeconds > 0
    {
      loop.add(set.id, after: .seconds(set.spec.minReadySeconds))
    }
  }

  // MARK: Reconciling

  func reconcile(_ key: Int32, _ work: Reconciliation) {
    guard let set = server.replicaSets[key] else { return }
    let pods = set.pods.inOrder
    let active = pods.filter(\.isActive)
    let terminating = pods.count { $0.isTerminating && !$0.isFinished }
    // Everything below compares with the objects as they were read now.
    let states = active.map {
      ReplicaSetSync.PodState(
        isReady: $0.isReady == true, readySince: $0.readyChanged.nanoseconds)
    }
    let (status, generation, version) = (set.status, set.generation, set.version)
    switch ReplicaSetSync.manage(active: active.count, replicas: set.spec.replicas) {
    case .none: break
    case .create(let count):
      for batch in ReplicaSetSync.slowStartBatches(count) {
        work.parallel((0..<batch).map { _ in { self.createPod(of: set) } })
      }
    case .delete(let count):
      work.parallel(
        victims(count, of: active, set).map { pod in
          {
            // A pod that is gone already is no failure.
            if self.server.delete(pod) { self.loop.recordEvent(about: set.name) }
            return true
          }
        })
    }
    work.then { work in
      let now = self.server.now.nanoseconds
      let counts = ReplicaSetSync.status(
        states, minReadySeconds: set.spec.minReadySeconds, at: now)
      let new = ReplicaSetObject.Status(
        observedGeneration: generation, replicas: counts.replicas, ready: counts.ready,
        available: counts.available, terminating: Int32(clamping: terminating))
      if new != status { self.write(new, of: set, version, work) }
      work.then { _ in
        self.planAvailabilityCheck(of: set, states, counts.ready != counts.available, since: now)
      }
    }
  }

  private func createPod(of set: ReplicaSetObject) -> Bool {
    set.podCount += 1
    let number = String(set.podCount)
    let padded = String(repeating: "0", count: max(0, 5 - number.utf8.count)) + number
    let pod = server.createPod(
      name: "\(set.name)-\(padded)", namespace: set.namespace, template: set.podTemplate,
      owner: set)
    // SuccessfulCreate or FailedCreate.
    loop.recordEvent(about: set.name)
    return pod != nil
  }

  /// A conflict is tried again once, with the version read anew.
  private func write(
    _ status: ReplicaSetObject.Status, of set: ReplicaSetObject, _ version: Int64,
    _ work: Reconciliation
  ) {
    var isConflict = false
    var fresh: Int64 = -1
    work.request { isConflict = !self.server.write(status, of: set, ifVersion: version) }
    work.then { work in
      guard isConflict else { return }
      work.request {
        fresh = set.version
        return self.server.replicaSets[set.id] === set
      }
      work.request { self.server.write(status, of: set, ifVersion: fresh) }
    }
  }

  private func planAvailabilityCheck(
    of set: ReplicaSetObject, _ states: [ReplicaSetSync.PodState], _ isPending: Bool,
    since now: Int64
  ) {
    let minReady = Int64(set.spec.minReadySeconds) * 1_000_000_000
    guard minReady > 0, isPending else { return }
    let next = states.lazy.filter(\.isReady).map { $0.readySince &+ minReady }.filter { $0 > now }
      .min()
    let delay = next.map { max(0, $0 - self.server.now.nanoseconds) } ?? minReady
    loop.add(set.id, after: VirtualDuration(nanoseconds: delay))
  }

  // MARK: Deleting

  private func victims(_ count: Int, of active: [PodObject], _ set: ReplicaSetObject)
    -> [PodObject]
  {
    guard count < active.count else { return active }
    var onNode: [Int32: Int32] = [:]
    for related in set.deployment?.replicaSets ?? [] {
      for pod in related.pods.pods where pod.isActive {
        onNode[pod.node?.id ?? -1, default: 0] += 1
      }
    }
    let now = server.now.nanoseconds
    var ranked = active.map { pod in
      (pod: pod, order: PodDeletionOrder(of: pod, rank: onNode[pod.node?.id ?? -1] ?? 0))
    }
    unstableSort(&ranked) { $0.order.goesBefore($1.order, at: now) }
    return ranked.prefix(count).map(\.pod)
  }
}

extension PodDeletionOrder {
  /// What the order reads of a pod. UIDs are random, so any fixed order may stand for theirs.
  init(of pod: PodObject, rank: Int32) {
    self.init(
      isAssigned: pod.node != nil, phase: pod.phase == .pending ? .pending : .running,
      isReady: pod.isReady == true,
      deletionCost: pod.template.metadata.annotations["controller.kubernetes.io/pod-deletion-cost"]
        .flatMap { Int32($0) } ?? 0,
      rank: rank, readySince: pod.isReady == true ? pod.readyChanged.nanoseconds : nil,
      created: APIServer.wholeSecond(of: pod.created).nanoseconds,
      tie: UInt64(UInt32(bitPattern: pod.id)) &* 0x9E37_79B9_7F4A_7C15)
  }
}
