import EventKernel
import Kubernetes

/// One pass over a deployment: it compares with everything as it was read at the beginning, so a
/// write after somebody else's is a conflict, and ends the pass.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/deployment/{sync,rolling,recreate,progress}.go`.
final class DeploymentPass {
  /// A replica set as it was read.
  struct View {
    let object: ReplicaSetObject
    var spec: ReplicaSetObject.Spec
    var status: ReplicaSetObject.Status
    var generation: Int64
    var version: Int64

    init(_ object: ReplicaSetObject) { self.init(object, object.reading) }

    init(_ object: ReplicaSetObject, _ reading: ReplicaSetObject.Reading) {
      self.object = object
      spec = reading.spec
      status = reading.status
      generation = reading.generation
      version = reading.version
    }

    /// What decisions read.
    var counted: Rollout.ReplicaSet {
      Rollout.ReplicaSet(
        name: object.name, created: APIServer.wholeSecond(of: object.created).nanoseconds,
        replicas: spec.replicas, available: status.available,
        desiredReplicas: spec.desiredReplicas, maxReplicas: spec.maxReplicas)
    }
  }

  /// The replica sets, divided.
  struct Family {
    var new: View?
    /// Oldest first.
    var old: [View]
    var all: [View] { old + (new.map { [$0] } ?? []) }
  }

  let deployment: DeploymentObject
  unowned let server: APIServer
  unowned let loop: ControllerLoop
  let spec: DeploymentObject.Spec
  let rollout: Rollout
  /// The deployment as it was read.
  private let read: DeploymentObject.Reading
  private let sets: [View]
  /// Whether something has changed that it has not seen.
  let isBehind: Bool
  /// The status as read, with what this pass has written into it.
  private var status: DeploymentObject.Status
  private var revision: Int64?

  /// - Parameter isBehind: Whether it sees nothing of what has changed in this instant.
  init(
    _ deployment: DeploymentObject, server: APIServer, loop: ControllerLoop, isBehind: Bool = false
  ) {
    self.deployment = deployment
    self.server = server
    self.loop = loop
    let now = server.now
    let unseen = isBehind ? deployment.unseen.reading(at: now) : nil
    let views = deployment.replicaSets.map { set in
      (set: set, unseen: isBehind ? set.unseen.reading(at: now) : nil)
    }
    self.isBehind = unseen != nil || views.contains { $0.unseen != nil }
    read = unseen ?? deployment.reading
    spec = read.spec
    rollout = read.rollout
    sets = views.map { View($0.set, $0.unseen ?? $0.set.reading) }
      .sorted { $0.counted.isOlder(than: $1.counted) }
    status = read.status
    revision = read.revision
  }

  func run(_ work: Reconciliation) {
    markPaused(work)
    work.then { work in
      if self.spec.isPaused { return self.scale(work) }
      if let revision = self.read.rollbackTo { return self.rollBack(to: revision, work) }
      self.divide(creating: false, work) { family, work in
        if self.rollout.isScalingEvent(family.all.map(\.counted)) { return self.scale(work) }
        switch self.spec.strategy {
        case .recreate: self.recreate(work)
        case .rollingUpdate: self.roll(work)
        }
      }
    }
  }

  // MARK: Status

  private var hasDeadline: Bool { spec.progressDeadlineSeconds != .max }

  private func writeStatus(_ work: Reconciliation) {
    work.request {
      self.server.write(
        self.status, revision: self.revision, of: self.deployment, ifVersion: self.read.version)
    }
  }

  private func setProgress(_ status: String, _ reason: String) {
    let now = server.now.nanoseconds
    let old = self.status.progress
    self.status.progress = RolloutStatus.Progress(
      status: status, reason: reason, updated: now,
      transitioned: old?.status == status ? old?.transitioned ?? now : now)
  }

  /// Pausing and resuming are noted, so that no deadline runs meanwhile.
  private func markPaused(_ work: Reconciliation) {
    let reason = status.progress?.reason
    guard hasDeadline, reason != "ProgressDeadlineExceeded",
      spec.isPaused != (reason == "DeploymentPaused")
    else { return }
    setProgress("Unknown", spec.isPaused ? "DeploymentPaused" : "DeploymentResumed")
    writeStatus(work)
  }

  private func counted(_ family: Family) -> (DeploymentObject.Status, RolloutStatus) {
    func counters(_ view: View) -> RolloutStatus.Counters {
      RolloutStatus.Counters(
        wanted: view.spec.replicas, replicas: view.status.replicas, ready: view.status.ready,
        available: view.status.available)
    }
    let rolloutStatus = RolloutStatus(
      all: family.all.map(counters), new: family.new.map(counters), rollout: rollout,
      progress: status.progress)
    var new = status
    new.observedGeneration = read.generation
    new.replicas = rolloutStatus.replicas
    new.updated = rolloutStatus.updated
    new.ready = rolloutStatus.ready
    new.available = rolloutStatus.available
    new.unavailable = rolloutStatus.unavailable
    new.hasMinimumAvailability = rolloutStatus.hasMinimumAvailability
    new.terminating = terminating(family)
    return (new, rolloutStatus)
  }

  /// Unknown as soon as one replica set has been looked at without counting them.
  private func terminating(_ family: Family) -> Int32? {
    var sum: Int32 = 0
    for view in family.all {
      if let count = view.status.terminating {
        sum &+= count
      } else if view.status.observedGeneration != 0 {
        return nil
      }
    }
    return sum
  }

  /// The end of a pass that only scales.
  private func syncStatus(_ family: Family, _ work: Reconciliation) {
    let (new, _) = counted(family)
    if new == status { return }
    status = new
    writeStatus(work)
  }

  /// The end of a pass that rolls out.
  private func syncRolloutStatus(_ family: Family, _ work: Reconciliation) {
    var (new, counts) = counted(family)
    let now = server.now.nanoseconds
    let deadline = hasDeadline ? spec.progressDeadlineSeconds : nil
    counts.updateProgress(
      since: RolloutStatus(status), wanted: spec.replicas, deadline: deadline, at: now)
    new.progress = counts.progress
    if new != status {
      status = new
      return writeStatus(work)
    }
    switch counts.requeue(wanted: spec.replicas, deadline: deadline, at: now) {
    case .never: break
    case .rateLimited: loop.addRateLimited(deployment.id)
    case .after(let delay):
      loop.add(deployment.id, after: VirtualDuration(nanoseconds: delay))
    }
  }

  // MARK: Replica sets

  /// Finds the new replica set, or makes it, and keeps revisions and annotations in step.
  private func divide(
    creating: Bool, _ work: Reconciliation,
    then next: @escaping (Family, Reconciliation) -> Void
  ) {
    let index = Rollout.newReplicaSet(among: sets.map(\.counted)) {
      sets[$0].object.template.text == spec.template.text
    }
    var family = Family(new: index.map { sets[$0] }, old: sets)
    if let index { family.old.remove(at: index) }
    let newRevision = (family.old.map { $0.spec.revision ?? 0 }.max() ?? 0) &+ 1
    if let new = family.new {
      keepInStep(new, newRevision, work)
    } else if creating {
      create(newRevision, family, work)
    } else {
      return next(family, work)
    }
    work.then { work in
      // A write answers with the object as it is then.
      if let written = self.written {
        family.new = View(written)
        self.written = nil
      }
      next(family, work)
    }
  }

  /// The replica set that `divide` has written, until it is read.
  private var written: ReplicaSetObject?

  private func keepInStep(_ new: View, _ newRevision: Int64, _ work: Reconciliation) {
    var wanted = new.spec
    wanted.annotations.merge(read.annotations) { $1 }
    wanted.revision = max(wanted.revision ?? 0, newRevision)
    wanted.minReadySeconds = spec.minReadySeconds
    if wanted.annotations != new.spec.annotations || wanted.revision != new.spec.revision
      || wanted.minReadySeconds != new.spec.minReadySeconds
    {
      return work.request {
        self.written = new.object
        return self.server.write(new.object, ifVersion: new.version) { $0 = wanted }
      }
    }
    var isChanged = revision != wanted.revision
    revision = wanted.revision
    if hasDeadline, status.progress == nil {
      setProgress("True", "FoundNewReplicaSet")
      isChanged = true
    }
    if isChanged { writeStatus(work) }
  }

  private func create(_ newRevision: Int64, _ family: Family, _ work: Reconciliation) {
    let hash = PodTemplateHash.hash(
      ofText: spec.template.text, collisionCount: status.collisionCount)
    let name = PodTemplateHash.replicaSetName(deployment: deployment.name, hash: hash)
    let empty = Rollout.ReplicaSet(name: name, created: server.now.nanoseconds, replicas: 0)
    guard let replicas = try? rollout.newReplicas(empty, family.old.map(\.counted)) else {
      return work.outcome = .failed
    }
    var isTaken = false
    work.request {
      if let taken = self.server.replicaSets[name, namespace: self.deployment.namespace] {
        isTaken = true
        if taken.deployment === self.deployment, taken.template.text == self.spec.template.text {
          self.written = taken
        }
        return
      }
      let set = ReplicaSetObject(
        name: name, namespace: self.deployment.namespace, deployment: self.deployment,
        template: self.spec.template,
        podTemplate: self.spec.template.pods(labels: ["pod-template-hash": hash]),
        spec: ReplicaSetObject.Spec(
          replicas: replicas, minReadySeconds: self.spec.minReadySeconds,
          desiredReplicas: self.spec.replicas, maxReplicas: self.rollout.maxReplicasAnnotation,
          revision: newRevision, annotations: self.read.annotations),
        created: self.server.now)
      _ = self.server.add(set)
      self.written = set
      if replicas > 0 { self.loop.recordEvent(about: self.deployment.name) }
    }
    work.then { work in
      if self.written == nil {
        self.status.collisionCount = (self.status.collisionCount ?? 0) &+ 1
        self.writeStatus(work)
        // The next pass tries another name.
        return work.request { false }
      }
      var isChanged = self.revision != newRevision
      self.revision = newRevision
      if !isTaken, self.hasDeadline {
        self.setProgress("True", "NewReplicaSetCreated")
        isChanged = true
      }
      if isChanged { self.writeStatus(work) }
    }
  }

  /// Writes numbers of replicas, one request after the other. What has the right number keeps it,
  /// but for its annotations.
  private func write(
    _ changes: [Rollout.Change], _ family: Family, _ work: Reconciliation
  ) -> Bool {
    var views: [String: View] = [:]
    for view in family.all { views[view.object.name] = view }
    var isScaled = false
    for change in changes {
      guard let view = views[change.name] else { continue }
      let wanted = resized(view, to: change.replicas)
      let isResized = view.spec.replicas != change.replicas
      if !isResized, wanted.desiredReplicas == view.spec.desiredReplicas,
        wanted.maxReplicas == view.spec.maxReplicas
      {
        continue
      }
      isScaled = isScaled || isResized
      work.request { self.write(wanted, over: view) }
    }
    return isScaled
  }

  private func resized(_ view: View, to replicas: Int32) -> ReplicaSetObject.Spec {
    var wanted = view.spec
    wanted.replicas = replicas
    wanted.desiredReplicas = spec.replicas
    wanted.maxReplicas = rollout.maxReplicasAnnotation
    return wanted
  }

  private func write(_ wanted: ReplicaSetObject.Spec, over view: View) -> Bool {
    guard server.write(view.object, ifVersion: view.version, { $0 = wanted }) else { return false }
    if wanted.replicas != view.spec.replicas { loop.recordEvent(about: deployment.name) }
    return true
  }

  /// Scales old replica sets down; a conflict ends that, but not the pass.
  private func scaleDown(
    _ changes: ArraySlice<Rollout.Change>, _ views: [String: View], _ work: Reconciliation
  ) {
    guard let change = changes.first, let view = views[change.name] else { return }
    let wanted = resized(view, to: change.replicas)
    var isDone = false
    work.request { isDone = self.write(wanted, over: view) }
    work.then { work in
      guard isDone else { return }
      // A second change of the same replica set builds on what the first one wrote.
      var views = views
      views[change.name] = View(view.object)
      self.scaleDown(changes.dropFirst(), views, work)
    }
  }

  private func cleanUp(_ old: [View], _ work: Reconciliation) {
    let surplus = RevisionHistory.surplus(
      old.map {
        RevisionHistory.Entry(
          revision: $0.spec.revision ?? 0,
          isBusy: $0.status.replicas != 0 || $0.spec.replicas != 0
            || $0.generation > $0.status.observedGeneration)
      }, limit: spec.revisionHistoryLimit)
    for index in surplus { work.request { self.server.delete(old[index].object) } }
  }

  private var isComplete: Bool {
    RolloutStatus(status).isComplete(spec.replicas) && status.observedGeneration >= read.generation
  }

  // MARK: Passes

  /// After the deployment was scaled, and while it is paused.
  private func scale(_ work: Reconciliation) {
    divide(creating: false, work) { family, work in
      _ = self.write(
        self.rollout.scale(new: family.new?.counted, old: family.old.map(\.counted)), family, work)
      work.then { work in
        if self.spec.isPaused, self.read.rollbackTo == nil { self.cleanUp(family.old, work) }
        work.then { self.syncStatus(family, $0) }
      }
    }
  }

  private func roll(_ work: Reconciliation) {
    divide(creating: true, work) { family, work in
      guard let new = family.new else { return }
      let old = family.old.map(\.counted)
      let change: Rollout.Change?
      do {
        change = try self.rollout.reconcileNew(new.counted, old: old)
      } catch {
        return work.outcome = .failed
      }
      var isScaled = self.write(change.map { [$0] } ?? [], family, work)
      if !isScaled {
        let step = self.rollout.reconcileOld(
          new: new.counted, old: old.filter { $0.replicas > 0 })
        isScaled = step.isScaledDown
        var views: [String: View] = [:]
        for view in family.old { views[view.object.name] = view }
        self.scaleDown(step.changes[...], views, work)
      }
      work.then { work in
        if !isScaled, self.isComplete { self.cleanUp(family.old, work) }
        work.then { self.syncRolloutStatus(family, $0) }
      }
    }
  }

  private func recreate(_ work: Reconciliation) {
    divide(creating: false, work) { family, work in
      if self.write(Rollout.recreateOld(family.old.map(\.counted)), family, work) {
        return work.then { self.syncRolloutStatus(family, $0) }
      }
      if self.hasOldPods(family) { return self.syncRolloutStatus(family, work) }
      if family.new != nil { return self.scaleUp(family, work) }
      self.divide(creating: true, work) { self.scaleUp($0, $1) }
    }
  }

  private func scaleUp(_ family: Family, _ work: Reconciliation) {
    guard let new = family.new else { return }
    if new.spec.replicas != spec.replicas {
      let change = Rollout.Change(name: new.object.name, replicas: spec.replicas)
      _ = write([change], family, work)
    }
    work.then { work in
      if self.isComplete { self.cleanUp(family.old, work) }
      work.then { self.syncRolloutStatus(family, $0) }
    }
  }

  private func hasOldPods(_ family: Family) -> Bool {
    family.old.contains { view in
      view.status.replicas > 0 || view.object.pods.pods.contains { !$0.isFinished }
    }
  }

  /// Takes back the template of an earlier revision; 0 for the last one.
  private func rollBack(to wanted: Int64, _ work: Reconciliation) {
    divide(creating: true, work) { family, work in
      let revisions = family.all.map { $0.spec.revision ?? 0 }.filter { $0 > 0 }.sorted(by: >)
      let target = wanted > 0 ? wanted : revisions.dropFirst().first ?? 0
      let source = target > 0 ? family.all.first { $0.spec.revision == target } : nil
      var restored = self.spec
      if let source { restored.template = source.object.template }
      work.request {
        self.server.write(restored, of: self.deployment, ifVersion: self.read.version) {
          $0.rollbackTo = nil
          if let source, source.object.template.text != self.spec.template.text {
            $0.annotations = source.spec.annotations
          }
        }
      }
    }
  }
}

extension RolloutStatus {
  /// The stored status.
  fileprivate init(_ status: DeploymentObject.Status) {
    self.init(
      all: [
        Counters(
          wanted: 0, replicas: status.replicas, ready: status.ready, available: status.available)
      ],
      new: Counters(wanted: 0, replicas: status.updated, ready: 0, available: 0),
      rollout: Rollout(replicas: 0, strategy: .recreate), progress: status.progress)
  }
}
