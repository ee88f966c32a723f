import EventKernel
import Kubernetes

/// Makes, replaces and deletes the pods of stateful sets by their ordinals.
///
/// Claims are counted, not kept: each costs a request when its pod is first made. Pods and
/// revisions without an owner are not adopted.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/statefulset`.
final class StatefulSetController: Reconciler, APIWatcher {
  private unowned let server: APIServer
  private(set) var loop: ControllerLoop!

  init(server: APIServer, client: APIClient, workers: Int = 5) {
    self.server = server
    loop = ControllerLoop("statefulset", self, workers: workers, client: client, server.simulation)
    server.watch(self)
  }

  func start() { loop.start() }
  func stop() { loop.stop() }

  // MARK: Watching

  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    if let set = object as? StatefulSetObject { loop.add(set.id) }
  }

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    guard let set = pod.owner as? StatefulSetObject else { return }
    loop.add(set.id)
    if case .modified(let change) = event, change.contains(.ready), pod.isReady == true,
      !pod.isTerminating, set.spec.minReadySeconds > 0
    {
      loop.add(set.id, after: .seconds(set.spec.minReadySeconds))
    }
  }

  // MARK: Reconciling

  func reconcile(_ key: Int32, _ work: Reconciliation) {
    guard let set = server.statefulSets[key] else { return }
    findRevision(of: set, work)
    work.then { work in
      guard let update = set.revisions.last else { return }
      self.sync(set, updateRevision: update.identity, work)
    }
  }

  /// Makes the revision of the template the latest one.
  private func findRevision(of set: StatefulSetObject, _ work: Reconciliation) {
    let template = set.spec.template
    if set.revisions.last?.template.text == template.text { return }
    let number = (set.revisions.last?.number ?? 0) &+ 1
    work.request {
      if let old = set.revisions.lastIndex(where: { $0.template.text == template.text }) {
        var revision = set.revisions.remove(at: old)
        revision.number = number
        set.revisions.append(revision)
        return
      }
      set.revisionCount += 1
      set.revisions.append(
        StatefulSetObject.Revision(
          identity: set.revisionCount, number: number, template: template,
          podTemplate: template.pods(
            labels: ["controller-revision-hash": "\(set.name)-\(set.revisionCount)"])))
    }
  }

  private func sync(_ set: StatefulSetObject, updateRevision: Int64, _ work: Reconciliation) {
    let now = server.now.nanoseconds
    let old = set.status
    let isKnown = set.revisions.contains { $0.identity == old.currentRevision }
    let pass = StatefulSetSync(
      replicas: set.spec.replicas, start: set.spec.start, isParallel: set.spec.isParallel,
      strategy: set.spec.strategy,
      currentRevision: isKnown ? old.currentRevision : updateRevision,
      updateRevision: updateRevision, currentReplicas: old.counters.current)
    let objects = set.pods.inOrder
    let states = objects.map { $0.state(in: set, at: now) }
    let plan = pass.plan(states)
    for portion in plan.portions {
      claim(portion, of: set, work)
      work.parallel(portion.map { operation in { self.perform(operation, on: set) } })
    }
    if let update = plan.update { work.request { self.perform(update, on: set) } }
    var new = StatefulSetObject.Status(
      observedGeneration: set.generation, counters: pass.counters(states),
      currentRevision: pass.currentRevision, updateRevision: updateRevision)
    if plan.update != nil { new.counters.current &-= 1 }
    if pass.isComplete(new.counters) {
      new.counters.current = new.counters.updated
      new.currentRevision = updateRevision
    }
    let version = set.version
    work.then { work in
      if new != old { self.write(new, of: set, version, work) }
      self.truncateHistory(of: set, [new.currentRevision, updateRevision], objects, work)
      work.then { _ in
        self.planAvailabilityCheck(
          of: set, objects, new.counters.ready != new.counters.available, since: now)
      }
    }
  }

  private func perform(_ operation: StatefulSetSync.Operation, on set: StatefulSetObject) -> Bool {
    loop.recordEvent(about: set.name)
    switch operation {
    case .delete(let ordinal):
      // Whether it exists is looked up by name; a pod that is gone already is no failure.
      if let pod = server.pods["\(set.name)-\(ordinal)", namespace: set.namespace] {
        server.delete(pod)
      }
      return true
    case .create(let ordinal, let identity):
      guard let revision = set.revisions.first(where: { $0.identity == identity }) else {
        return false
      }
      return server.createPod(
        name: "\(set.name)-\(ordinal)", namespace: set.namespace, template: revision.podTemplate,
        owner: set
      ) { $0.index = ordinal } != nil
    }
  }

  private func claim(
    _ portion: [StatefulSetSync.Operation], of set: StatefulSetObject, _ work: Reconciliation
  ) {
    guard set.spec.claimCount > 0 else { return }
    let ordinals = portion.compactMap { operation -> Int32? in
      guard case .create(let ordinal, _) = operation, !set.claimed.contains(ordinal) else {
        return nil
      }
      return ordinal
    }
    // One claim of a pod after the other, the pods side by side.
    for _ in 0..<set.spec.claimCount {
      work.parallel(
        ordinals.map { ordinal in
          {
            set.claimed.insert(ordinal)
            return true
          }
        })
    }
  }

  /// A conflict is tried again with the version read anew.
  private func write(
    _ status: StatefulSetObject.Status, of set: StatefulSetObject, _ version: Int64,
    _ work: Reconciliation
  ) {
    var isConflict = false
    work.request { isConflict = !self.server.write(status, of: set, ifVersion: version) }
    work.then { work in
      guard isConflict else { return }
      let fresh = set.version
      work.request { self.server.write(status, of: set, ifVersion: fresh) }
    }
  }

  /// Deletes the oldest revisions that nothing refers to, beyond the limit.
  private func truncateHistory(
    of set: StatefulSetObject, _ used: [Int64], _ pods: [PodObject], _ work: Reconciliation
  ) {
    let live = Set(used + pods.map { set.revision(of: $0) })
    let history = set.revisions.map(\.identity).filter { !live.contains($0) }
    let limit = Int(set.spec.revisionHistoryLimit)
    guard limit >= 0, history.count > limit else { return }
    for identity in history.prefix(history.count - limit) {
      work.request { set.revisions.removeAll { $0.identity == identity } }
    }
  }

  private func planAvailabilityCheck(
    of set: StatefulSetObject, _ pods: [PodObject], _ isPending: Bool, since now: Int64
  ) {
    let minReady = Int64(set.spec.minReadySeconds) * 1_000_000_000
    guard minReady > 0, isPending else { return }
    let next = pods.lazy.filter { $0.isReady == true }
      .map { $0.readyChanged.nanoseconds &+ minReady }.filter { $0 > now }.min()
    let delay = next.map { max(0, $0 - self.server.now.nanoseconds) } ?? minReady
    loop.add(set.id, after: VirtualDuration(nanoseconds: delay))
  }
}

extension PodObject {
  /// What the controller of a stateful set reads.
  fileprivate func state(in set: StatefulSetObject, at now: Int64) -> StatefulSetSync.Pod {
    let readiness = ReplicaSetSync.PodState(
      isReady: isReady == true, readySince: readyChanged.nanoseconds)
    return StatefulSetSync.Pod(
      ordinal: index, revision: set.revision(of: self),
      isReady: phase == .running && isReady == true,
      isAvailable: readiness.isAvailable(minReadySeconds: set.spec.minReadySeconds, at: now),
      isFinished: isFinished, isTerminating: isTerminating)
  }
}
