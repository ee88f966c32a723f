import GoSemantics
import KubernetesAPI

/// A pod with the instants of its life that the autoscaler compares with, in nanoseconds.
public struct ObservedPod: Sendable {
  /// The pod.
  public var pod: Pod
  /// When it was created; nil if that is not known.
  public var created: Int64?
  /// Its deletion timestamp; nil unless it is being deleted.
  public var deletion: Int64?

  /// Creates a pod with instants of any clock.
  public init(_ pod: Pod, created: Int64?, deletion: Int64?) {
    self.pod = pod
    self.created = created
    self.deletion = deletion
  }

  /// A pod as the API server returns it; the instants count from 1970.
  public init(_ pod: Pod) {
    self.pod = pod
    created = pod.metadata.creationTimestamp.flatMap { GoTime.nanoseconds(rfc3339: $0) }
    deletion = pod.metadata.deletionTimestamp.flatMap { GoTime.nanoseconds(rfc3339: $0) }
  }
}

extension Pod {
  /// The owner that manages the pod, if any.
  var controller: OwnerReference? { metadata.ownerReferences.first { $0.controller == true } }

  /// Whether a daemon set, or something that says so, runs the pod on every node.
  ///
  /// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/utils/pod/pod.go`.
  public var isOfDaemonSet: Bool {
    controller?.kind == "DaemonSet"
      || metadata.annotations["cluster-autoscaler.kubernetes.io/daemonset-pod"] == "true"
  }

  /// Whether the pod mirrors one that the kubelet runs from a file.
  public var isMirror: Bool { metadata.annotations["kubernetes.io/config.mirror"] != nil }

  /// Whether the kubelet has the pod from a file rather than from the API server.
  public var isStatic: Bool {
    metadata.annotations["kubernetes.io/config.source"].map { $0 != "api" } ?? false
  }

  /// Whether the pod is so unimportant that the autoscaler neither helps nor spares it.
  ///
  /// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/core/utils/expendable.go`.
  public func isExpendable(cutoff: Int) -> Bool { spec.priority.map { Int($0) < cutoff } ?? false }
}
