import Documents
import EventKernel
import Kubernetes
import KubernetesAPI

/// A replica set as the API server keeps it.
final class ReplicaSetObject: APIObject, PodOwner {
  /// What a write replaces.
  struct Spec {
    var replicas: Int32
    var minReadySeconds: Int32 = 0
    /// Annotations `deployment.kubernetes.io/desired-replicas` and `max-replicas`.
    var desiredReplicas: Int32?
    var maxReplicas: Int32?
    /// Annotation `deployment.kubernetes.io/revision`.
    var revision: Int64?
    /// Annotations copied from the deployment.
    var annotations: [String: String] = [:]
  }

  struct Status: Equatable {
    var observedGeneration: Int64 = 0
    var replicas: Int32 = 0
    var ready: Int32 = 0
    var available: Int32 = 0
    /// Nil before the controller has counted them.
    var terminating: Int32?
  }

  /// What passes compare with.
  struct Reading {
    var spec: Spec
    var status: Status
    var generation: Int64
    var version: Int64
  }

  var id: Int32 = -1
  let name: String
  let namespace: String
  let created: VirtualTime
  var kind: String { "ReplicaSet" }
  /// The deployment that controls it.
  let deployment: DeploymentObject?
  /// Without the hash label.
  let template: WorkloadTemplate
  let podTemplate: PodTemplate
  var spec: Spec
  var status = Status()
  /// Counts changes of replicas and minReadySeconds.
  var generation: Int64 = 1
  /// The resource version, as far as writers compare it.
  var version: Int64 = 0
  fileprivate(set) var unseen = Unseen<Reading>()
  var pods = PodList()
  /// Numbers its pods.
  var podCount = 0

  init(
    name: String, namespace: String, deployment: DeploymentObject?, template: WorkloadTemplate,
    podTemplate: PodTemplate, spec: Spec, created: VirtualTime
  ) {
    self.name = name
    self.namespace = namespace
    self.deployment = deployment
    self.template = template
    self.podTemplate = podTemplate
    self.spec = spec
    self.created = created
  }

  var reading: Reading {
    Reading(spec: spec, status: status, generation: generation, version: version)
  }
}

extension APIServer {
  /// Creates the replica set of a manifest; nil where the name is taken.
  @discardableResult
  func createReplicaSet(_ manifest: Documents.Node, file: String = "manifest") throws
    -> ReplicaSetObject?
  {
    let metadata = try NodeDecoder(file: file).decode(
      ObjectMeta.self, from: manifest["metadata"] ?? [:])
    let template = try WorkloadTemplate(manifest["spec"]?["template"] ?? [:], file: file)
    var spec = ReplicaSetObject.Spec(
      replicas: Int32(clamping: manifest["spec"]?["replicas"]?.int64 ?? 1))
    spec.minReadySeconds = Int32(clamping: manifest["spec"]?["minReadySeconds"]?.int64 ?? 0)
    let set = ReplicaSetObject(
      name: metadata.name, namespace: metadata.namespace, deployment: nil, template: template,
      podTemplate: template.pods(), spec: spec, created: now)
    return create(set, in: \.replicaSets) ? set : nil
  }

  /// Creates a replica set of a deployment; false where the name is taken.
  func add(_ set: ReplicaSetObject) -> Bool {
    set.deployment?.replicaSets.append(set)
    if create(set, in: \.replicaSets) { return true }
    set.deployment?.replicaSets.removeAll { $0 === set }
    return false
  }

  /// Writes what `body` says, if nobody has written since `version`; nil for unconditionally.
  @discardableResult
  func write(
    _ set: ReplicaSetObject, ifVersion version: Int64? = nil,
    _ body: (inout ReplicaSetObject.Spec) -> Void
  ) -> Bool {
    if let version, version != set.version { return false }
    var spec = set.spec
    body(&spec)
    return update(set, in: \.replicaSets, .spec) {
      $0.unseen.keep(set.reading, at: now)
      if $0.spec.replicas != spec.replicas || $0.spec.minReadySeconds != spec.minReadySeconds {
        $0.generation += 1
      }
      $0.spec = spec
      $0.version += 1
    }
  }

  /// Writes a status, if nobody has written since `version`.
  func write(
    _ status: ReplicaSetObject.Status, of set: ReplicaSetObject, ifVersion version: Int64
  ) -> Bool {
    guard version == set.version else { return false }
    return update(set, in: \.replicaSets, .status) {
      $0.unseen.keep(set.reading, at: now)
      $0.status = status
      $0.version += 1
    }
  }

  /// Takes a replica set out, and its pods with it.
  func delete(_ set: ReplicaSetObject) {
    guard replicaSets[set.id] === set else { return }
    set.deployment?.replicaSets.removeAll { $0 === set }
    remove(set, from: \.replicaSets)
    for pod in set.pods.inOrder { remove(pod) }
  }
}
