import KubernetesAPI

/// An object with a scale subresource.
protocol ScaleTarget: APIObject {
  /// `Deployment`, `ReplicaSet`, `StatefulSet`.
  var scaleKind: String { get }
  /// `spec.replicas` and `status.replicas` of the scale.
  var wantedReplicas: Int32 { get }
  var currentReplicas: Int32 { get }
  /// The resource version, as far as writers compare it.
  var version: Int64 { get }
  /// Its pods, in order of creation. Upstream takes those that its selector matches, which are the
  /// same unless selectors overlap.
  var scaledPods: [PodObject] { get }
}

extension DeploymentObject: ScaleTarget {
  var scaleKind: String { "Deployment" }
  var wantedReplicas: Int32 { spec.replicas }
  var currentReplicas: Int32 { status.replicas }
  var scaledPods: [PodObject] {
    replicaSets.flatMap(\.pods.pods).sorted { $0.id < $1.id }
  }
}

extension ReplicaSetObject: ScaleTarget {
  var scaleKind: String { "ReplicaSet" }
  var wantedReplicas: Int32 { spec.replicas }
  var currentReplicas: Int32 { status.replicas }
  var scaledPods: [PodObject] { pods.inOrder }
}

extension APIServer {
  /// The object that a scale reference names.
  func scaleTarget(kind: String, name: String, namespace: String) -> (any ScaleTarget)? {
    switch kind {
    case "Deployment": deployments[name, namespace: namespace]
    case "ReplicaSet": replicaSets[name, namespace: namespace]
    case "StatefulSet": statefulSets[name, namespace: namespace]
    default: nil
    }
  }

  /// Writes `spec.replicas` through the scale subresource, if nobody has written the object since
  /// `version`; nil for unconditionally.
  @discardableResult
  func scale(_ target: any ScaleTarget, to replicas: Int32, ifVersion version: Int64? = nil) -> Bool
  {
    if let version, version != target.version { return false }
    switch target {
    case let deployment as DeploymentObject:
      var spec = deployment.spec
      spec.replicas = replicas
      return write(spec, of: deployment)
    case let set as ReplicaSetObject: return write(set) { $0.replicas = replicas }
    case let set as StatefulSetObject:
      var spec = set.spec
      spec.replicas = replicas
      return write(spec, of: set)
    default: return false
    }
  }
}
