// Whose scale a disruption budget counts.
//
// Mirrors: `kubernetes@v1.36.2 pkg/controller/disruption/disruption.go` (getPodDeployment,
// getPodReplicaSet, getPodStatefulSet).

extension ReplicaSetObject {
  /// That of its deployment, if it has one.
  var scale: (controller: String, replicas: Int32)? {
    if let deployment { return ("Deployment/\(deployment.id)", deployment.spec.replicas) }
    return ("ReplicaSet/\(id)", spec.replicas)
  }
}

extension StatefulSetObject {
  /// Its own.
  var scale: (controller: String, replicas: Int32)? { ("StatefulSet/\(id)", spec.replicas) }
}
