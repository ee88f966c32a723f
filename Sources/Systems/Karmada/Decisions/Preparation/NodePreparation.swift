import Kubernetes
import KubernetesAPI

// From nodes, pods and node claims to the values that the accurate estimator reads.
//
// Mirrors: `karmada@f8fdd02 pkg/util/lifted/scheduler/cache`,
// `pkg/util/lifted/scheduler/framework/types.go`,
// `pkg/estimator/server/framework/plugins/noderesource/noderesource.go`.

extension EstimatorNode {
  /// The nodes of a member with what their pods leave of them, in the order of the estimator's
  /// snapshot: zones take turns.
  ///
  /// Pods count as long as they name a node, whatever their phase. Init containers are compared
  /// with the sum of the pod's own containers.
  ///
  /// - Parameters:
  ///   - nodes: The nodes, in the order in which the estimator came to know them.
  ///   - pods: All pods; those without a node are passed over.
  public static func snapshot(nodes: [ClusterNode], pods: [Pod]) -> [EstimatorNode] {
    var tree = NodeTree()
    var places: [String: Int] = [:]
    for (place, node) in nodes.enumerated() where places[node.metadata.name] == nil {
      places[node.metadata.name] = place
      tree.add(Int32(truncatingIfNeeded: place), zone: NodeTree.zoneKey(node.metadata.labels))
    }
    var requested = [ComputeResource](repeating: ComputeResource(), count: nodes.count)
    for pod in pods where !pod.spec.nodeName.isEmpty {
      guard let place = places[pod.spec.nodeName] else { continue }
      var request = ComputeResource()
      request.addRequests(of: pod)
      // What containers ask for as "pods" does not count; the pod itself does.
      request.pods = 1
      requested[place].add(request)
    }
    return tree.order.map { slot in
      let node = nodes[Int(slot)]
      var free = ComputeResource(ResourceAmounts(node.status.allocatable))
      free.subtract(requested[Int(slot)], times: 1)
      return EstimatorNode(
        name: node.metadata.name, labels: node.metadata.labels, taints: node.spec.taints,
        isUnschedulable: node.spec.unschedulable, free: free)
    }
  }
}

extension NodeDemand {
  /// A node claim; `nil` demands nothing.
  public init(_ claim: NodeClaim?) {
    var affinity = NodeAffinity()
    affinity.requiredDuringSchedulingIgnoredDuringExecution = claim?.hardNodeAffinity
    self.init(
      affinity: RequiredNodeAffinity(
        nodeSelector: claim?.nodeSelector ?? [:], affinity: affinity),
      tolerations: claim?.tolerations ?? [])
  }
}

extension EstimatorComponent {
  /// A component of a binding.
  public init(_ component: Component) {
    self.init(
      replicas: component.replicas ?? 0,
      requirements: component.replicaRequirements.map {
        ResourceAmounts($0.resourceRequest ?? [:])
      },
      nodes: component.replicaRequirements?.nodeClaim.map { NodeDemand($0) })
  }
}
