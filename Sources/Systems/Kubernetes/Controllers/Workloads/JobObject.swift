import Documents
import EventKernel
import Kubernetes
import KubernetesAPI

/// A job as the API server keeps it.
final class JobObject: APIObject, PodOwner {
  var id: Int32 = -1
  let name: String
  let namespace: String
  let created: VirtualTime
  var kind: String { "Job" }
  /// The cron job that made it.
  let cronJob: CronJobObject?
  var spec: JobSpec
  let podTemplate: PodTemplate
  var status = JobStatus()
  var pods = PodList()
  /// Numbers its pods.
  var podCount = 0
  /// The controller's record of failures, which is not part of the object.
  var backoff = JobBackoff()

  fileprivate init(
    _ manifest: Documents.Node, name: String, namespace: String, cronJob: CronJobObject?,
    file: String, created: VirtualTime
  ) throws {
    self.name = name
    self.namespace = namespace
    self.cronJob = cronJob
    self.created = created
    let spec = manifest["spec"] ?? [:]
    self.spec = try JobSpec(manifest: spec, file: file)
    podTemplate = try WorkloadTemplate(spec["template"] ?? [:], file: file).pods()
  }
}

extension JobSpec {
  /// Reads `spec` of a job's manifest.
  init(manifest spec: Documents.Node, file: String) throws {
    func number(_ field: String) -> Int32? { spec[field]?.int64.map { Int32(clamping: $0) } }
    self.init(
      parallelism: number("parallelism"), completions: number("completions"),
      backoffLimit: number("backoffLimit"), backoffLimitPerIndex: number("backoffLimitPerIndex"))
    maxFailedIndexes = number("maxFailedIndexes")
    activeDeadlineSeconds = spec["activeDeadlineSeconds"]?.int64
    isSuspended = spec["suspend"]?.bool ?? false
    isIndexed = spec["completionMode"]?.string == "Indexed"
    replacesFailedOnly = spec["podReplacementPolicy"]?.string == "Failed"
    if let rules = spec["podFailurePolicy"]?["rules"]?.array {
      podFailurePolicy = try rules.map { try FailureRule(manifest: $0, file: file) }
    }
    successPolicy = spec["successPolicy"]?["rules"]?.array?.map {
      SuccessRule(
        succeededIndexes: $0["succeededIndexes"]?.string,
        succeededCount: $0["succeededCount"]?.int64.map { Int32(clamping: $0) })
    }
    restartsOnFailure = spec["template"]?["spec"]?["restartPolicy"]?.string == "OnFailure"
  }
}

extension JobSpec.FailureRule {
  fileprivate init(manifest rule: Documents.Node, file: String) throws {
    guard let action = (rule["action"]?.string).flatMap(JobSpec.FailureAction.init) else {
      throw DocumentError(
        file: file, position: rule.position, path: "spec.podFailurePolicy.rules",
        problem: "a rule needs an action: FailJob, FailIndex, Ignore or Count")
    }
    if let codes = rule["onExitCodes"] {
      self.init(
        action: action,
        match: .exitCodes(
          container: codes["containerName"]?.string, isIn: codes["operator"]?.string != "NotIn",
          values: (codes["values"]?.array ?? []).compactMap {
            $0.int64.map { Int32(clamping: $0) }
          }))
    } else {
      self.init(
        action: action,
        match: .conditions(
          (rule["onPodConditions"]?.array ?? []).map {
            JobSpec.PodCondition(
              type: $0["type"]?.string ?? "", status: $0["status"]?.string ?? "True")
          }))
    }
  }
}

extension APIServer {
  /// Creates the job of a manifest; nil where the name is taken.
  @discardableResult
  func createJob(
    _ manifest: Documents.Node, name: String? = nil, cronJob: CronJobObject? = nil,
    file: String = "manifest"
  ) throws -> JobObject? {
    let metadata = manifest["metadata"]
    let job = try JobObject(
      manifest, name: name ?? metadata?["name"]?.string ?? "",
      namespace: cronJob?.namespace ?? metadata?["namespace"]?.string ?? "", cronJob: cronJob,
      file: file, created: now)
    cronJob?.jobs.append(job)
    if create(job, in: \.jobs) { return job }
    cronJob?.jobs.removeAll { $0 === job }
    return nil
  }

  /// Changes a job to what a manifest says; its status stays.
  func apply(
    _ manifest: Documents.Node, to job: JobObject, file: String = "manifest"
  ) throws {
    let spec = try JobSpec(manifest: manifest["spec"] ?? [:], file: file)
    update(job, in: \.jobs, .spec) { $0.spec = spec }
  }

  /// Takes a job out, and its pods with it.
  func delete(_ job: JobObject) {
    guard jobs[job.id] === job else { return }
    job.cronJob?.jobs.removeAll { $0 === job }
    remove(job, from: \.jobs)
    for pod in job.pods.inOrder { remove(pod) }
  }
}
