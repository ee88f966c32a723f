import FleetModel
import Kubernetes
import KubernetesAPI

extension Service {
  /// Whether the scheduler wishes the pods to be spread over hosts and zones: it does for those of
  /// replica sets and stateful sets that say nothing themselves.
  var isSpread: Bool { kind == "Deployment" || kind == "StatefulSet" }

  /// Whether the pods ask the scheduler for more than resources and tolerations.
  var needsEngine: Bool {
    guard let spec = template?.spec else { return false }
    if !spec.nodeName.isEmpty || !spec.nodeSelector.isEmpty || spec.affinity != nil
      || !spec.topologySpreadConstraints.isEmpty || spec.priority ?? 0 != 0
      || !HostPort.all(of: spec).isEmpty
    {
      return true
    }
    // A service counts as one container, which the defaults for containers without requests tell.
    let counted = ResourceAmounts(
      PodRequests.total(spec, PodRequests.Options(nonZero: true, podLevel: false)))
    let plain = ResourceAmounts(PodRequests.total(spec))
    return counted.milliCPU != request.nonZeroMilliCPU || counted.memory != request.nonZeroMemory
      || plain.milliCPU != request.milliCPU || plain.memory != request.memory
      || plain.scalars.contains { $0.key != "nvidia.com/gpu" && $0.value != 0 }
  }

  /// A pod as its member's scheduler sees it: as its controller made it, with the label that tells
  /// replica sets apart.
  var pod: Pod {
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    let own = parts.last ?? name
    var pod = Pod(metadata: ObjectMeta(), spec: template?.spec ?? PodSpec())
    pod.metadata.namespace = parts.count > 1 ? parts[0] : "default"
    pod.metadata.labels = template?.metadata.labels ?? labels.merging(["app": own]) { $1 }
    if template == nil { pod.spec.containers = [Container(name: "main", requests: requests)] }
    pod.spec.tolerations = tolerations
    guard isSpread else { return pod }
    pod.metadata.labels["pod-template-hash"] = own
    let owner = kind == "Deployment" ? "ReplicaSet" : kind
    pod.metadata.ownerReferences = [
      OwnerReference(apiVersion: "apps/v1", kind: owner, name: own, uid: "", controller: true)
    ]
    return pod
  }

  private var requests: ResourceList {
    var requests: ResourceList = [:]
    if request.milliCPU > 0 { requests["cpu"] = Quantity(milli: request.milliCPU) }
    if request.memory > 0 { requests["memory"] = Quantity(request.memory) }
    if request.ephemeralStorage > 0 {
      requests["ephemeral-storage"] = Quantity(request.ephemeralStorage)
    }
    if request.gpu > 0 { requests["nvidia.com/gpu"] = Quantity(request.gpu) }
    return requests
  }
}
