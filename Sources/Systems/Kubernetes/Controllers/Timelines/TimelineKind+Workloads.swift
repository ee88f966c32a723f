import Documents
import Kubernetes
import KubernetesAPI

extension TimelineController {
  static let deployment = TimelineController(
    name: "deployment", phase: "deploymentStartSeconds"
  ) { run in
    let controller = DeploymentController(server: run.server, client: try run.client())
    run.keep(controller)
    return controller.start
  }

  static let replicaSet = TimelineController(
    name: "replicaset", phase: "replicaSetStartSeconds"
  ) { run in
    let controller = ReplicaSetController(server: run.server, client: try run.client())
    run.keep(controller)
    return controller.start
  }

  static let statefulSet = TimelineController(
    name: "statefulset", phase: "statefulSetStartSeconds"
  ) { run in
    let controller = StatefulSetController(server: run.server, client: try run.client())
    run.keep(controller)
    return controller.start
  }
}

extension TimelineKind {
  static let deployments = TimelineKind(
    kind: "Deployment",
    create: { run, manifest in
      try run.server.createDeployment(manifest, file: run.script.identity)
    },
    update: { run, object, manifest in
      guard let deployment = object as? DeploymentObject else { return }
      try run.server.apply(manifest, to: deployment, file: run.script.identity)
    },
    delete: { run, object in
      if let deployment = object as? DeploymentObject { run.server.delete(deployment) }
    },
    find: { run, name, namespace in run.server.deployments[name, namespace: namespace] },
    fields: { _, object in
      guard let deployment = object as? DeploymentObject else { return nil }
      let status = deployment.status
      var fields: [(String, Node)] = [
        ("exists", true), ("spec.replicas", Node(deployment.spec.replicas)),
        ("status.replicas", Node(status.replicas)),
        ("status.updatedReplicas", Node(status.updated)),
        ("status.readyReplicas", Node(status.ready)),
        ("status.availableReplicas", Node(status.available)),
        ("status.unavailableReplicas", Node(status.unavailable)),
      ]
      if let isAvailable = status.hasMinimumAvailability {
        fields.append(
          (
            "status.conditions[Available]",
            isAvailable ? "True/MinimumReplicasAvailable" : "False/MinimumReplicasUnavailable"
          ))
      }
      if let progress = status.progress {
        fields.append(
          ("status.conditions[Progressing]", Node("\(progress.status)/\(progress.reason)")))
      }
      return fields
    },
    current: { object, manifest in
      guard let deployment = object as? DeploymentObject else { return manifest }
      var current = manifest
      var spec = current["spec"] ?? [:]
      spec.set("replicas", Node(deployment.spec.replicas))
      current.set("spec", spec)
      return current
    })

  static let replicaSets = TimelineKind(
    kind: "ReplicaSet",
    create: { run, manifest in
      try run.server.createReplicaSet(manifest, file: run.script.identity)
    },
    update: { run, object, manifest in
      guard let set = object as? ReplicaSetObject else { return }
      run.server.write(set) {
        $0.replicas = Int32(clamping: manifest["spec"]?["replicas"]?.int64 ?? 1)
        $0.minReadySeconds = Int32(clamping: manifest["spec"]?["minReadySeconds"]?.int64 ?? 0)
      }
    },
    delete: { run, object in
      if let set = object as? ReplicaSetObject { run.server.delete(set) }
    },
    find: { run, name, namespace in run.server.replicaSets[name, namespace: namespace] },
    fields: { _, object in
      guard let set = object as? ReplicaSetObject else { return nil }
      return [
        ("exists", true), ("spec.replicas", Node(set.spec.replicas)),
        ("status.replicas", Node(set.status.replicas)),
        ("status.readyReplicas", Node(set.status.ready)),
        ("status.availableReplicas", Node(set.status.available)),
      ]
    },
    current: { object, manifest in
      guard let set = object as? ReplicaSetObject else { return manifest }
      var current = manifest
      var spec = current["spec"] ?? [:]
      spec.set("replicas", Node(set.spec.replicas))
      current.set("spec", spec)
      return current
    })

  static let statefulSets = TimelineKind(
    kind: "StatefulSet",
    create: { run, manifest in
      try run.server.createStatefulSet(manifest, file: run.script.identity)
    },
    update: { run, object, manifest in
      guard let set = object as? StatefulSetObject else { return }
      try run.server.apply(manifest, to: set, file: run.script.identity)
    },
    delete: { run, object in
      if let set = object as? StatefulSetObject { run.server.delete(set) }
    },
    find: { run, name, namespace in run.server.statefulSets[name, namespace: namespace] },
    fields: { _, object in
      guard let set = object as? StatefulSetObject else { return nil }
      let counters = set.status.counters
      return [
        ("exists", true), ("spec.replicas", Node(set.spec.replicas)),
        ("status.replicas", Node(counters.replicas)),
        ("status.readyReplicas", Node(counters.ready)),
        ("status.availableReplicas", Node(counters.available)),
        ("status.currentReplicas", Node(counters.current)),
        ("status.updatedReplicas", Node(counters.updated)),
      ]
    },
    current: { object, manifest in
      guard let set = object as? StatefulSetObject else { return manifest }
      var current = manifest
      var spec = current["spec"] ?? [:]
      spec.set("replicas", Node(set.spec.replicas))
      current.set("spec", spec)
      return current
    })
}
