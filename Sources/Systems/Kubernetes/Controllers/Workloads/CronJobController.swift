import Documents
import EventKernel
import Kubernetes

/// A cron job as the API server keeps it.
final class CronJobObject: APIObject {
  var id: Int32 = -1
  let name: String
  let namespace: String
  /// The manifest of its jobs, with `spec` as `jobTemplate` says.
  var jobTemplate: Documents.Node
  /// Spec and status, as the decision keeps them.
  var state: CronJobSync
  /// The jobs that it made and that still exist.
  var jobs: [JobObject] = []

  fileprivate init(_ manifest: Documents.Node, created: Int64) {
    name = manifest["metadata"]?["name"]?.string ?? ""
    namespace = manifest["metadata"]?["namespace"]?.string ?? ""
    jobTemplate = manifest["spec"]?["jobTemplate"] ?? [:]
    state = CronJobSync(name: name, schedule: "", created: created)
    read(manifest["spec"] ?? [:])
  }

  fileprivate func read(_ spec: Documents.Node) {
    jobTemplate = spec["jobTemplate"] ?? [:]
    state.schedule = spec["schedule"]?.string ?? ""
    state.timeZone = spec["timeZone"]?.string
    state.isSuspended = spec["suspend"]?.bool ?? false
    state.concurrencyPolicy =
      (spec["concurrencyPolicy"]?.string).flatMap(CronJobSync.ConcurrencyPolicy.init) ?? .allow
    state.startingDeadlineSeconds = spec["startingDeadlineSeconds"]?.int64
    state.successfulJobsHistoryLimit = Int32(
      clamping: spec["successfulJobsHistoryLimit"]?.int64 ?? 3)
    state.failedJobsHistoryLimit = Int32(clamping: spec["failedJobsHistoryLimit"]?.int64 ?? 1)
  }
}

extension APIServer {
  /// Nanoseconds since 1970.
  var wallClock: Int64 { epoch &* 1_000_000_000 &+ now.nanoseconds }

  /// Creates the cron job of a manifest; nil where the name is taken.
  ///
  /// - Throws: `DocumentError` if its jobs could not be created.
  @discardableResult
  func createCronJob(_ manifest: Documents.Node, file: String = "manifest") throws
    -> CronJobObject?
  {
    let schedule = manifest["spec"]?["schedule"]
    do {
      _ = try CronSchedule(parsing: schedule?.string ?? "")
    } catch {
      throw DocumentError(
        file: file, position: schedule?.position ?? .none, path: "spec.schedule",
        problem: error.description)
    }
    let template = manifest["spec"]?["jobTemplate"]?["spec"] ?? [:]
    _ = try JobSpec(manifest: template, file: file)
    _ = try WorkloadTemplate(template["template"] ?? [:], file: file)
    let job = CronJobObject(manifest, created: stored(wallClock))
    return create(job, in: \.cronJobs) ? job : nil
  }

  /// Changes a cron job to what a manifest says; its status stays.
  func apply(_ manifest: Documents.Node, to job: CronJobObject) {
    update(job, in: \.cronJobs, .spec) { $0.read(manifest["spec"] ?? [:]) }
  }

  /// Takes a cron job out, and its jobs with it.
  func delete(_ job: CronJobObject) {
    remove(job, from: \.cronJobs)
    for child in job.jobs { delete(child) }
  }
}

/// Starts jobs when their schedules come.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/cronjob/cronjob_controllerv2.go`.
final class CronJobController: Reconciler, APIWatcher {
  private unowned let server: APIServer
  private var loop: ControllerLoop!
  /// The schedule that was last seen of each.
  private var schedules: [Int32: String] = [:]
  /// The job that the last pass of each made.
  private var justStarted: [Int32: String] = [:]

  init(server: APIServer, client: APIClient, workers: Int = 5) {
    self.server = server
    loop = ControllerLoop("cronjob", self, workers: workers, client: client, server.simulation)
    server.watch(self)
  }

  func start() { loop.start() }
  func stop() { loop.stop() }

  // MARK: Watching

  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    if let job = object as? JobObject, let cronJob = job.cronJob { return loop.add(cronJob.id) }
    guard let cronJob = object as? CronJobObject else { return }
    let schedule = "\(cronJob.state.timeZone ?? "") \(cronJob.state.schedule)"
    let old = schedules.updateValue(schedule, forKey: cronJob.id)
    if let old, old != schedule {
      // Another schedule counts from its next time; what was planned for the old one finds nothing.
      var state = cronJob.state
      state.isSuspended = false
      if let delay = state.sync(jobs: [], at: server.wallClock).requeueAfter {
        loop.add(cronJob.id, after: VirtualDuration(nanoseconds: delay))
      }
    } else {
      loop.add(cronJob.id)
    }
  }

  // MARK: Reconciling

  func reconcile(_ key: Int32, _ work: Reconciliation) {
    guard let cronJob = server.cronJobs[key] else { return }
    let jobs = cronJob.jobs.map { child($0) }
    let unseen = justStarted.removeValue(forKey: key)
    var state = cronJob.state
    let surplus = state.cleanUp(jobs: jobs)
    for name in surplus { delete(name, of: cronJob, work) }
    work.then { [unowned self] work in
      // A pass that is behind does not know its status yet, so it reads the CronJob itself.
      if work.isBehind, jobs.contains(where: { $0.name == unseen && $0.ending == nil }) {
        work.request {}
      }
      sync(cronJob, state, jobs, hasCleanedUp: !surplus.isEmpty, work)
    }
  }

  private func sync(
    _ cronJob: CronJobObject, _ before: CronJobSync, _ jobs: [CronJobSync.ChildJob],
    hasCleanedUp: Bool, _ work: Reconciliation
  ) {
    var state = before
    let actions = state.sync(jobs: jobs, at: server.wallClock)
    for _ in actions.events { loop.recordEvent(about: cronJob.name) }
    for _ in actions.missing { work.request {} }
    for name in actions.replaced {
      work.request {}
      delete(name, of: cronJob, work)
    }
    if let start = actions.start { create(start.name, of: cronJob, work) }
    if hasCleanedUp || actions.changesStatus {
      work.request { [unowned self] in
        server.update(cronJob, in: \.cronJobs, .status) {
          $0.state.active = state.active
          $0.state.lastScheduleTime = state.lastScheduleTime
          $0.state.lastSuccessfulTime = state.lastSuccessfulTime
        }
      }
    }
    if let delay = actions.requeueAfter {
      work.outcome = .requeueAfter(VirtualDuration(nanoseconds: max(0, delay)))
    }
  }

  private func create(_ name: String, of cronJob: CronJobObject, _ work: Reconciliation) {
    work.request { [unowned self] () -> Bool in
      // The template was checked when the cron job was created.
      let job = try? server.createJob(cronJob.jobTemplate, name: name, cronJob: cronJob)
      guard job != nil else { return false }
      justStarted[cronJob.id] = name
      loop.recordEvent(about: cronJob.name)
      return true
    }
  }

  private func delete(_ name: String, of cronJob: CronJobObject, _ work: Reconciliation) {
    work.request { [unowned self] () -> Void in
      if let job = server.jobs[name, namespace: cronJob.namespace] { server.delete(job) }
      loop.recordEvent(about: cronJob.name)
    }
  }

  private func child(_ job: JobObject) -> CronJobSync.ChildJob {
    let offset = server.epoch &* 1_000_000_000
    var ending: CronJobSync.Ending?
    if job.status.isTrue("Complete") {
      ending = .complete(at: job.status.completionTime.map { $0 &+ offset })
    } else if job.status.isTrue("Failed") {
      ending = .failed
    }
    return CronJobSync.ChildJob(
      name: job.name, ending: ending, started: job.status.startTime.map { $0 &+ offset })
  }
}
