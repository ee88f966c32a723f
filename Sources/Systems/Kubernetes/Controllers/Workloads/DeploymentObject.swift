import Documents
import EventKernel
import Kubernetes
import KubernetesAPI

/// A deployment as the API server keeps it.
final class DeploymentObject: APIObject {
  struct Spec {
    var replicas: Int32
    var strategy: Rollout.Strategy
    var minReadySeconds: Int32
    var progressDeadlineSeconds: Int32
    var revisionHistoryLimit: Int32
    var isPaused: Bool
    var template: WorkloadTemplate
  }

  struct Status: Equatable {
    var observedGeneration: Int64 = 0
    var replicas: Int32 = 0
    var updated: Int32 = 0
    var ready: Int32 = 0
    var available: Int32 = 0
    var unavailable: Int32 = 0
    var terminating: Int32?
    var collisionCount: Int32?
    /// Condition `Available`; nil before the controller has set it.
    var hasMinimumAvailability: Bool?
    /// Condition `Progressing`.
    var progress: RolloutStatus.Progress?
  }

  /// What passes compare with.
  struct Reading {
    var spec: Spec
    var annotations: [String: String]
    var revision: Int64?
    var rollbackTo: Int64?
    var status: Status
    var generation: Int64
    var version: Int64

    /// The division of its replicas.
    var rollout: Rollout {
      Rollout(replicas: spec.replicas, strategy: spec.strategy, statusReplicas: status.replicas)
    }
  }

  var id: Int32 = -1
  let name: String
  let namespace: String
  let created: VirtualTime
  var spec: Spec
  /// Annotations, but for those that the controller keeps in fields of their own.
  var annotations: [String: String]
  /// Annotation `deployment.kubernetes.io/revision`.
  var revision: Int64?
  /// Annotation `deprecated.deployment.rollback.to`.
  var rollbackTo: Int64?
  var status = Status()
  /// Counts changes of the spec.
  var generation: Int64 = 1
  /// The resource version, as far as writers compare it.
  var version: Int64 = 0
  fileprivate(set) var unseen = Unseen<Reading>()
  /// The replica sets that it controls; kept by the API server.
  var replicaSets: [ReplicaSetObject] = []

  fileprivate init(_ manifest: Documents.Node, file: String, created: VirtualTime) throws {
    let deployment = try NodeDecoder(file: file).decode(Deployment.self, from: manifest)
    name = deployment.metadata.name
    namespace = deployment.metadata.namespace
    spec = try Spec(deployment, manifest, file: file)
    annotations = [:]
    self.created = created
    read(deployment.metadata.annotations)
  }

  fileprivate func read(_ all: [String: String]) {
    rollbackTo = all["deprecated.deployment.rollback.to"].flatMap { Int64($0) }
    annotations = all.filter { !Self.keptElsewhere.contains($0.key) }
  }

  private static let keptElsewhere: Set = [
    "kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision",
    "deployment.kubernetes.io/revision-history", "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas", "deprecated.deployment.rollback.to",
  ]

  var reading: Reading {
    Reading(
      spec: spec, annotations: annotations, revision: revision, rollbackTo: rollbackTo,
      status: status, generation: generation, version: version)
  }
}

extension DeploymentObject.Spec {
  /// The spec with the API server's defaults.
  fileprivate init(_ deployment: Deployment, _ manifest: Documents.Node, file: String) throws {
    replicas = deployment.replicas
    if deployment.spec.strategy?.type == "Recreate" {
      strategy = .recreate
    } else {
      let bounds = deployment.spec.strategy?.rollingUpdate
      strategy = .rollingUpdate(
        maxSurge: bounds?.maxSurge ?? .string("25%"),
        maxUnavailable: bounds?.maxUnavailable ?? .string("25%"))
    }
    minReadySeconds = deployment.spec.minReadySeconds
    progressDeadlineSeconds = deployment.spec.progressDeadlineSeconds ?? 600
    revisionHistoryLimit = Int32(clamping: manifest["spec"]?["revisionHistoryLimit"]?.int64 ?? 10)
    isPaused = deployment.spec.paused
    template = try WorkloadTemplate(manifest["spec"]?["template"] ?? [:], file: file)
  }

  fileprivate func equals(_ other: Self) -> Bool {
    replicas == other.replicas && strategy == other.strategy
      && minReadySeconds == other.minReadySeconds
      && progressDeadlineSeconds == other.progressDeadlineSeconds
      && revisionHistoryLimit == other.revisionHistoryLimit && isPaused == other.isPaused
      && template.text == other.template.text
  }
}

extension APIServer {
  /// Creates the deployment of a manifest; nil where the name is taken.
  ///
  /// - Parameter file: Where the manifest comes from, for messages.
  @discardableResult
  func createDeployment(_ manifest: Documents.Node, file: String = "manifest") throws
    -> DeploymentObject?
  {
    let deployment = try DeploymentObject(manifest, file: file, created: now)
    return create(deployment, in: \.deployments) ? deployment : nil
  }

  /// Changes a deployment to what a manifest says; its status stays.
  func apply(
    _ manifest: Documents.Node, to deployment: DeploymentObject, file: String = "manifest"
  ) throws {
    let decoded = try NodeDecoder(file: file).decode(Deployment.self, from: manifest)
    let spec = try DeploymentObject.Spec(decoded, manifest, file: file)
    write(spec, of: deployment) { $0.read(decoded.metadata.annotations) }
  }

  /// Writes a spec, if nobody has written since `version`; nil for unconditionally.
  @discardableResult
  func write(
    _ spec: DeploymentObject.Spec, of deployment: DeploymentObject, ifVersion version: Int64? = nil,
    _ more: (DeploymentObject) -> Void = { _ in }
  ) -> Bool {
    if let version, version != deployment.version { return false }
    return update(deployment, in: \.deployments, .spec) {
      $0.unseen.keep(deployment.reading, at: now)
      if !$0.spec.equals(spec) { $0.generation += 1 }
      $0.spec = spec
      $0.version += 1
      more($0)
    }
  }

  /// Writes status and revision, if nobody has written since `version`. A write that changes
  /// nothing is no change.
  func write(
    _ status: DeploymentObject.Status, revision: Int64?, of deployment: DeploymentObject,
    ifVersion version: Int64
  ) -> Bool {
    guard version == deployment.version else { return false }
    var written = status
    written.progress?.updated = stored(status.progress?.updated ?? 0)
    written.progress?.transitioned = stored(status.progress?.transitioned ?? 0)
    let revision = keepsAnnotationsOfStatus ? revision : deployment.revision
    if written == deployment.status, revision == deployment.revision { return true }
    return update(deployment, in: \.deployments, .status) {
      $0.unseen.keep(deployment.reading, at: now)
      $0.status = written
      $0.revision = revision
      $0.version += 1
    }
  }

  /// Takes a deployment out, and its replica sets and pods with it.
  func delete(_ deployment: DeploymentObject) {
    guard deployments[deployment.id] === deployment else { return }
    remove(deployment, from: \.deployments)
    for set in deployment.replicaSets { delete(set) }
  }
}
