import Documents
import EventKernel
import Kubernetes

extension TimelineController {
  static let job = TimelineController(name: "job", phase: "jobStartSeconds") { run in
    let controller = JobController(server: run.server, client: try run.client())
    run.keep(controller)
    return controller.start
  }

  static let cronJob = TimelineController(name: "cronjob", phase: "cronJobStartSeconds") { run in
    let controller = CronJobController(server: run.server, client: try run.client())
    run.keep(controller)
    return controller.start
  }
}

extension TimelineKind {
  static let jobs = TimelineKind(
    kind: "Job",
    create: { run, manifest in
      try run.server.createJob(manifest, file: run.script.identity)
    },
    update: { run, object, manifest in
      guard let job = object as? JobObject else { return }
      try run.server.apply(manifest, to: job, file: run.script.identity)
    },
    delete: { run, object in
      if let job = object as? JobObject { run.server.delete(job) }
    },
    find: { run, name, namespace in run.server.jobs[name, namespace: namespace] },
    fields: { _, object in
      guard let job = object as? JobObject else { return nil }
      let status = job.status
      var fields: [(String, Node)] = [
        ("exists", true), ("status.active", Node(status.active)),
        ("status.ready", Node(status.ready ?? 0)),
        ("status.terminating", Node(status.terminating ?? 0)),
        ("status.succeeded", Node(status.succeeded)), ("status.failed", Node(status.failed)),
      ]
      if job.spec.isSuspended { fields.append(("spec.suspend", true)) }
      if let start = status.startTime { fields.append(("status.startTime", seconds(start))) }
      if let end = status.completionTime { fields.append(("status.completionTime", seconds(end))) }
      if !status.completedIndexes.isEmpty {
        fields.append(("status.completedIndexes", Node(status.completedIndexes.description)))
      }
      if let failed = status.failedIndexes, !failed.isEmpty {
        fields.append(("status.failedIndexes", Node(failed.description)))
      }
      for condition in status.conditions {
        fields.append(
          (
            "status.conditions[\(condition.type)]",
            Node("\(condition.isTrue ? "True" : "False")/\(condition.reason)")
          ))
      }
      return fields
    })

  static let cronJobs = TimelineKind(
    kind: "CronJob",
    create: { run, manifest in
      try run.server.createCronJob(manifest, file: run.script.identity)
    },
    update: { run, object, manifest in
      if let job = object as? CronJobObject { run.server.apply(manifest, to: job) }
    },
    delete: { run, object in
      if let job = object as? CronJobObject { run.server.delete(job) }
    },
    find: { run, name, namespace in run.server.cronJobs[name, namespace: namespace] },
    fields: { run, object in
      guard let job = object as? CronJobObject else { return nil }
      let offset = run.server.epoch &* 1_000_000_000
      var fields: [(String, Node)] = [
        ("exists", true), ("status.active", Node(job.state.active.count)),
      ]
      if let time = job.state.lastScheduleTime {
        fields.append(("status.lastScheduleTime", seconds(time &- offset)))
      }
      if let time = job.state.lastSuccessfulTime {
        fields.append(("status.lastSuccessfulTime", seconds(time &- offset)))
      }
      return fields
    })

  /// Seconds from second 0 of the recording, which keeps whole seconds.
  private static func seconds(_ nanoseconds: Int64) -> Node {
    Node((nanoseconds - TimelineRun.warmup.nanoseconds) / 1_000_000_000)
  }
}
