import EventKernel
import Kubernetes
import KubernetesAPI

/// Runs the pods of jobs to completion.
///
/// Events of pods, and the controller's own writes, wake a job a second later and are merged until
/// then; a change of its spec wakes it at once.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/job/job_controller.go`.
final class JobController: Reconciler, APIWatcher {
  /// How long events are merged: SyncJobBatchPeriod.
  static let batchPeriod = VirtualDuration.seconds(1)

  private unowned let server: APIServer
  private(set) var loop: ControllerLoop!

  init(server: APIServer, client: APIClient, workers: Int = 5) {
    self.server = server
    loop = ControllerLoop("job", self, workers: workers, client: client, server.simulation)
    server.watch(self)
  }

  func start() { loop.start() }
  func stop() { loop.stop() }

  // MARK: Watching

  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    guard let job = object as? JobObject else { return }
    switch event {
    case .added: loop.add(job.id)
    case .modified(let change):
      if change.contains(.spec) {
        loop.add(job.id)
      } else {
        loop.add(job.id, after: Self.batchPeriod)
      }
    case .deleted: break
    }
  }

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    guard let job = pod.owner as? JobObject else { return }
    loop.add(job.id, after: Self.batchPeriod)
  }

  // MARK: Reconciling

  func reconcile(_ key: Int32, _ work: Reconciliation) {
    guard let job = server.jobs[key] else { return }
    // It waits until it has seen its own writes: StaleControllerConsistencyJob.
    if work.isBehind { return work.outcome = .failed }
    var pass = JobSync(
      spec: job.spec, status: job.status, backoff: job.backoff, at: server.now.nanoseconds)
    let actions = pass.run(pods: job.pods.inOrder.map(JobPod.init))
    carryOut(actions, of: job, work)
    work.then { [unowned self] _ in
      job.backoff = actions.backoff
      for delay in [actions.deadlineAfter, actions.backoffAfter] {
        if let delay { loop.add(job.id, after: VirtualDuration(nanoseconds: delay)) }
      }
    }
  }

  private func carryOut(
    _ actions: JobSync.Actions, of job: JobObject, _ work: Reconciliation
  ) {
    let deleted = actions.deleted.compactMap { server.pods[Int32(truncatingIfNeeded: $0)] }
    if actions.removesFinalizerFirst {
      work.parallel(deleted.map { pod in { self.removeFinalizer(of: pod) } })
    }
    work.parallel(
      deleted.map { pod in
        {
          // A pod that is gone already is no failure.
          if self.server.delete(pod) { self.loop.recordEvent(about: job.name) }
          return true
        }
      })
    var new = actions.created[...]
    for batch in ReplicaSetSync.slowStartBatches(actions.created.count) {
      let pods = new.prefix(batch)
      new = new.dropFirst(batch)
      work.parallel(pods.map { pod in { self.create(pod, of: job) } })
    }
    if let status = actions.firstStatus { write(status, of: job, work) }
    work.parallel(
      actions.finalizersRemoved.compactMap { id in
        server.pods[Int32(truncatingIfNeeded: id)].map { pod in
          { self.removeFinalizer(of: pod) }
        }
      })
    if let status = actions.lastStatus { write(status, of: job, work) }
  }

  private func removeFinalizer(of pod: PodObject) -> Bool {
    server.update(pod, .finalizers) { $0.hasTrackingFinalizer = false }
    return true
  }

  private func create(_ new: NewJobPod, of job: JobObject) -> Bool {
    job.podCount += 1
    let number = String(job.podCount)
    let padded = String(repeating: "0", count: max(0, 5 - number.utf8.count)) + number
    let pod = server.createPod(
      name: "\(job.name)-\(padded)", namespace: job.namespace, template: job.podTemplate,
      owner: job
    ) {
      $0.hasTrackingFinalizer = true
      $0.index = new.completionIndex.map { Int32(clamping: $0) } ?? -1
      $0.indexFailures = new.indexFailures
      $0.ignoredIndexFailures = new.ignoredIndexFailures
    }
    loop.recordEvent(about: job.name)
    return pod != nil
  }

  private func write(_ status: JobStatus, of job: JobObject, _ work: Reconciliation) {
    work.request { [unowned self] in
      server.update(job, in: \.jobs, .status) {
        $0.status = status
        // The API keeps whole seconds.
        $0.status.startTime = status.startTime.map(server.stored)
        $0.status.completionTime = status.completionTime.map(server.stored)
      }
    }
  }
}

extension JobPod {
  /// What the controller reads of a pod.
  fileprivate init(_ pod: PodObject) {
    self.init(
      id: UInt64(pod.id),
      phase: pod.phase == .succeeded ? .succeeded : pod.phase == .failed ? .failed : .active)
    isDeleting = pod.isTerminating
    hasFinalizer = pod.hasTrackingFinalizer
    order = PodDeletionOrder(of: pod, rank: 0)
    finished =
      (pod.finished ?? pod.deleted.map(APIServer.wholeSecond) ?? pod.readyChanged).nanoseconds
    if let code = pod.exitCode {
      exitCodes = [Exit(container: pod.template.spec.containers.first?.name ?? "", code: code)]
    }
    if !pod.disruptionReason.isEmpty {
      conditions = [JobSpec.PodCondition(type: "DisruptionTarget")]
    }
    completionIndex = pod.index >= 0 ? Int(pod.index) : nil
    indexFailures = pod.indexFailures
    ignoredIndexFailures = pod.ignoredIndexFailures
  }
}
