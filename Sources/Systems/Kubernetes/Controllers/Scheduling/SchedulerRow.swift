import Kubernetes
import KubernetesAPI

/// What the scheduler's cache has of a pod: the pod as it was last seen.
struct SchedulerRow {
  /// Nil before the pod is seen and after it is gone.
  var pod: PodObject?
  /// Its shape; negative if its selectors are invalid, so that every attempt is an error.
  var shape: Int32 = -1
  /// Its place in the engine, if it has a node or is assumed to have one; negative for none.
  var slot: PodSlot = -1
  /// Whether it is being bound.
  var isAssumed = false
  /// Whether it was seen on a node.
  var isAssigned = false
  /// The node that its status nominated.
  var nominatedNode = ""
  var labels: [String: String] = [:]
  var tolerations: [Toleration] = []
  var gateCount = 0
  /// Stands for the message of its last failure: equal messages are not written again.
  var failure: UInt64 = 0
}

/// The shapes of pods, found by the pods' templates.
struct SchedulerShapes {
  private struct Shape {
    let id: PodShapeID
    let pod: Pod
    var rejected: RejectedPod?
  }

  private var shapes: [Shape] = []
  private var indexOfID: [PodShapeID: Int32] = [:]
  private var indexOfTemplate: [ObjectIdentifier: Int32] = [:]
  /// Keeps the templates' identities from being used again.
  private var templates: [PodTemplate] = []

  /// The engine's shape.
  subscript(index: Int32) -> PodShapeID { shapes[Int(index)].id }

  /// The shape of a pod; −1 if its selectors are invalid.
  mutating func shape(of pod: PodObject, in engine: inout ClusterScheduler) -> Int32 {
    let isPlain = pod.ownLabels == nil && pod.ownTolerations == nil
    if isPlain, let known = indexOfTemplate[ObjectIdentifier(pod.template)] { return known }
    var manifest = pod.manifest()
    manifest.spec.nodeName = ""
    let index: Int32
    if let id = try? engine.shape(of: manifest) {
      if let known = indexOfID[id] {
        index = known
      } else {
        index = Int32(shapes.count)
        shapes.append(Shape(id: id, pod: manifest))
        indexOfID[id] = index
      }
    } else {
      index = -1
    }
    if isPlain {
      indexOfTemplate[ObjectIdentifier(pod.template)] = index
      templates.append(pod.template)
    }
    return index
  }

  /// The shape made ready for queueing hints.
  mutating func rejectedPod(_ index: Int32) -> RejectedPod? {
    guard index >= 0 else { return nil }
    if let known = shapes[Int(index)].rejected { return known }
    let rejected = RejectedPod(shapes[Int(index)].pod)
    shapes[Int(index)].rejected = rejected
    return rejected
  }
}

extension PodObject {
  /// The pod as the API shows it, as far as scheduling reads it; by default as it is now.
  func manifest(
    labels: [String: String]? = nil, tolerations: [Toleration]? = nil, gateCount: Int? = nil,
    node: String? = nil, nominatedNode: String? = nil
  ) -> Pod {
    var pod = Pod(metadata: template.metadata, spec: template.spec)
    pod.metadata.name = name
    pod.metadata.namespace = namespace
    pod.metadata.labels = labels ?? self.labels
    if let owner, owner.kind == "ReplicaSet" || owner.kind == "StatefulSet" {
      pod.metadata.ownerReferences = [
        OwnerReference(
          apiVersion: "apps/v1", kind: owner.kind, name: owner.name, uid: "", controller: true)
      ]
    }
    pod.spec.tolerations = tolerations ?? self.tolerations
    pod.spec.nodeName = node ?? self.node?.name ?? ""
    pod.spec.schedulingGates = gates.prefix(gateCount ?? gates.count).map {
      PodSchedulingGate(name: $0)
    }
    pod.status.phase = phase.rawValue
    pod.status.nominatedNodeName = nominatedNode ?? self.nominatedNode
    return pod
  }
}

extension NodeObject {
  /// The node as the API shows it, as far as scheduling reads it.
  var manifest: ClusterNode {
    var node = object
    node.spec.taints = taints
    node.spec.unschedulable = unschedulable
    return node
  }
}
