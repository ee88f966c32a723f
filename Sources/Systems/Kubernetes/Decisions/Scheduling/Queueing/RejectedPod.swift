import KubernetesAPI

/// A pod that was rejected, made ready for queueing hints; pods of equal namespace, labels and spec
/// share one.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/types.go` (PodInfo).
public struct RejectedPod: Sendable {
  /// What it asks for.
  public let request: ResourceAmounts
  let namespace: String
  let labels: [String: String]
  let tolerations: [Toleration]
  let required: RequiredNodeAffinity
  /// Nil for terms with an invalid selector.
  let affinity: [AffinityTerm]?
  let antiAffinity: [AffinityTerm]?
  /// The constraints that can reject it; nil if a selector is invalid.
  let constraints: [SpreadConstraint]?
  let ports: [HostPort]

  /// Prepares a pod.
  public init(_ pod: Pod) {
    request = ResourceAmounts(PodRequests.total(pod.spec))
    namespace = pod.metadata.namespace
    labels = pod.metadata.labels
    tolerations = pod.spec.tolerations
    required = RequiredNodeAffinity(
      nodeSelector: pod.spec.nodeSelector, affinity: pod.spec.affinity?.nodeAffinity)
    affinity = Self.required(pod.spec.affinity?.podAffinity, of: namespace)
    antiAffinity = Self.required(pod.spec.affinity?.podAntiAffinity, of: namespace)
    constraints = try? SpreadConstraint.all(pod, whenUnsatisfiable: "DoNotSchedule")
    ports = HostPort.all(of: pod.spec)
  }

  static func required(_ affinity: PodAffinity?, of namespace: String) -> [AffinityTerm]? {
    try? AffinityTerm.all(
      affinity?.requiredDuringSchedulingIgnoredDuringExecution, owner: namespace)
  }
}

extension [AffinityTerm] {
  /// Whether one pod satisfies all terms, as queueing hints see it: they know no labels of
  /// namespaces, so that a selector of namespaces matches only if it demands none. False if there
  /// are no terms.
  func matchAll(namespace: String, labels: [String: String]) -> Bool {
    !isEmpty
      && allSatisfy {
        ($0.namespaces.contains(namespace) || $0.namespaceSelector.matches([:]))
          && $0.selector.matches(labels)
      }
  }

  func matchAll(_ pod: Pod) -> Bool {
    matchAll(namespace: pod.metadata.namespace, labels: pod.metadata.labels)
  }
}

extension [SpreadConstraint] {
  /// Whether a node with these labels belongs to a domain of every constraint.
  func allHaveDomain(_ labels: [String: String]) -> Bool {
    allSatisfy { labels[$0.topologyKey] != nil }
  }
}
