import Documents
import FleetModel
import Kubernetes

/// The object that a service has become in one member.
enum ServiceObject {
  case deployment(DeploymentObject)
  case statefulSet(StatefulSetObject)
  case job(JobObject)
  case cronJob(CronJobObject)

  /// The kinds that a service can be.
  static let kinds = ["Deployment", "StatefulSet", "Job", "CronJob"]

  /// What tells it from every other object of its member.
  var identity: ObjectIdentifier {
    switch self {
    case .deployment(let object): ObjectIdentifier(object)
    case .statefulSet(let object): ObjectIdentifier(object)
    case .job(let object): ObjectIdentifier(object)
    case .cronJob(let object): ObjectIdentifier(object)
    }
  }

  /// What an autoscaler can scale.
  var scaleTarget: (any ScaleTarget)? {
    switch self {
    case .deployment(let object): object
    case .statefulSet(let object): object
    case .job, .cronJob: nil
    }
  }

  /// The status that the object's controller has written.
  var status: WorkloadStatus {
    switch self {
    case .deployment(let object):
      WorkloadStatus(
        desired: object.spec.replicas, replicas: object.status.replicas,
        ready: object.status.ready)
    case .statefulSet(let object):
      WorkloadStatus(
        desired: object.spec.replicas, replicas: object.status.counters.replicas,
        ready: object.status.counters.ready)
    case .job(let object):
      WorkloadStatus(
        desired: object.spec.parallelism, replicas: object.status.active,
        ready: object.status.ready ?? 0)
    case .cronJob(let object):
      WorkloadStatus(desired: 0, replicas: Int32(clamping: object.state.active.count), ready: 0)
    }
  }

  /// The object that a pod belongs to in the end.
  static func identity(ofOwnerOf pod: PodObject) -> ObjectIdentifier? {
    switch pod.owner {
    case let set as ReplicaSetObject: set.deployment.map { ObjectIdentifier($0) }
    case let set as StatefulSetObject: ObjectIdentifier(set)
    case let job as JobObject: job.cronJob.map { ObjectIdentifier($0) } ?? ObjectIdentifier(job)
    default: nil
    }
  }
}

extension APIServer {
  /// Creates the object of a manifest of one of `ServiceObject.kinds`; nil where the name is taken.
  func createServiceObject(_ manifest: Documents.Node, file: String) throws -> ServiceObject? {
    switch manifest["kind"]?.string {
    case "Deployment": try createDeployment(manifest, file: file).map { .deployment($0) }
    case "StatefulSet": try createStatefulSet(manifest, file: file).map { .statefulSet($0) }
    case "Job": try createJob(manifest, file: file).map { .job($0) }
    case "CronJob": try createCronJob(manifest, file: file).map { .cronJob($0) }
    default: nil
    }
  }

  /// Takes an object out, and what it controls with it.
  func delete(_ object: ServiceObject) {
    switch object {
    case .deployment(let object): delete(object)
    case .statefulSet(let object): delete(object)
    case .job(let object): delete(object)
    case .cronJob(let object): delete(object)
    }
  }
}

extension Documents.Node {
  /// The manifest of a workload for some of its replicas.
  ///
  /// A job's completions are divided as its parallelism is; Karmada divides them by the method of
  /// Webster, which differs by the rounding.
  ///
  /// - Parameter whole: The replicas of the template.
  func divided(replicas: Int32, of whole: Int32) -> Documents.Node {
    var manifest = self
    var spec = manifest["spec"] ?? [:]
    switch manifest["kind"]?.string {
    case "Job":
      spec.set("parallelism", Documents.Node(Int64(replicas)))
      if let completions = spec["completions"]?.int64, whole > 0, replicas != whole {
        let share = Double(completions) * Double(replicas) / Double(whole)
        spec.set("completions", Documents.Node(max(1, Int64(share.rounded()))))
      }
    case "CronJob": break
    default: spec.set("replicas", Documents.Node(Int64(replicas)))
    }
    manifest.set("spec", spec)
    return manifest
  }
}
