import KubernetesAPI

/// What a fresh node of a group looks like.
public struct NodeTemplate: Sendable {
  /// The node.
  public var node: ClusterNode
  /// The pods that every node of the group runs: those of daemon sets, and mirror pods.
  public var pods: [ObservedPod]

  /// Creates a template.
  public init(node: ClusterNode, pods: [ObservedPod] = []) {
    self.node = node
    self.pods = pods
  }

  /// A node of its own, with everything renamed.
  ///
  /// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/simulator/node_info_utils.go`.
  public func instance(_ suffix: String) -> NodeTemplate {
    var copy = self
    copy.node.metadata.name = "\(node.metadata.name)-\(suffix)"
    copy.node.metadata.labels[WellKnown.hostname] = copy.node.metadata.name
    for index in copy.pods.indices {
      copy.pods[index].pod.metadata.name += "-\(suffix)"
      copy.pods[index].pod.metadata.uid += "-\(suffix)"
      copy.pods[index].pod.spec.nodeName = copy.node.metadata.name
    }
    return copy
  }

  /// The template that a node of the group gives.
  public init(from node: ClusterNode, pods: [ObservedPod], group: String) {
    var fresh = node
    fresh.metadata.name = "template-node-for-\(group)"
    fresh.metadata.labels[WellKnown.hostname] = fresh.metadata.name
    fresh.metadata.labels["cluster-autoscaler.kubernetes.io/template-node"] = "true"
    fresh.spec.taints = AutoscalerTaints.lasting(node.spec.taints)
    self.init(
      node: fresh,
      pods: pods.filter { $0.deletion == nil && ($0.pod.isMirror || $0.pod.isOfDaemonSet) })
  }
}
