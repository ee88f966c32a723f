import KubernetesAPI

/// Filters that compare a pod with a node's name, cordon, taints and labels. Nothing but a change of
/// the node helps a pod that they reject.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/{nodeunschedulable,nodename,
/// tainttoleration,nodeaffinity}`, vectors `kubernetes-scheduler/node_constraints.jsonl.gz`.
public enum NodeConstraints {
  /// Why a node is rejected, in upstream's words.
  public enum Reason: String, Sendable {
    /// The node is cordoned and the pod does not tolerate that.
    case unschedulable = "node(s) were unschedulable"
    /// The pod names another node.
    case name = "node(s) didn't match the requested node name"
    /// A taint is not tolerated.
    case taint = "node(s) had untolerated taint(s)"
    /// The pod's selector or required affinity does not match.
    case affinity = "node(s) didn't match Pod's node affinity/selector"
    /// The scheduler profile's own affinity does not match.
    case enforcedAffinity = "node(s) didn't match scheduler-enforced node affinity"
  }

  /// Nil if the node takes new pods, or this pod tolerates that it does not.
  public static func unschedulable(_ pod: PodSpec, _ node: ClusterNode) -> Reason? {
    guard node.spec.unschedulable else { return nil }
    let taint = Taint(key: WellKnown.unschedulable, effect: "NoSchedule")
    return pod.tolerations.contains { $0.tolerates(taint) } ? nil : .unschedulable
  }

  /// Nil unless the pod names another node.
  public static func name(_ pod: PodSpec, _ node: ClusterNode) -> Reason? {
    pod.nodeName.isEmpty || pod.nodeName == node.metadata.name ? nil : .name
  }

  /// Nil if every taint that keeps pods away is tolerated.
  public static func taints(_ pod: PodSpec, _ node: ClusterNode) -> Reason? {
    TaintTolerance.firstUntolerated(node.spec.taints, pod.tolerations) == nil ? nil : .taint
  }
}

/// The filter and score by node affinity, prepared for one pod and one scheduler profile.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go`,
/// vectors `kubernetes-scheduler/node_constraints.jsonl.gz`.
public struct NodeAffinityPlugin: Sendable {
  /// The weight of this score in the default profile.
  public static let weight: Int64 = 2

  private let required: RequiredNodeAffinity
  private let enforced: RequiredNodeAffinity
  private let preferred: PreferredNodeAffinity
  private let added: PreferredNodeAffinity

  /// Whether the filter has nothing to compare.
  public let skipsFilter: Bool
  /// Whether the score has nothing to compare.
  public let skipsScore: Bool
  /// The only nodes that can match, if the pod names them; nil for all.
  public let candidates: Set<String>?

  /// Prepares the plugin.
  ///
  /// - Parameters:
  ///   - pod: The pod to place.
  ///   - addedAffinity: The profile's own affinity, for all pods.
  /// - Throws: An invalid preferred term.
  public init(_ pod: PodSpec, addedAffinity: NodeAffinity? = nil) throws(SelectorError) {
    let affinity = pod.affinity?.nodeAffinity
    required = RequiredNodeAffinity(nodeSelector: pod.nodeSelector, affinity: affinity)
    enforced = RequiredNodeAffinity(nodeSelector: [:], affinity: addedAffinity)
    let wishes = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    let addedWishes = addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    preferred = try PreferredNodeAffinity(wishes)
    added = try PreferredNodeAffinity(addedWishes)
    skipsFilter =
      required.isEmpty && addedAffinity?.requiredDuringSchedulingIgnoredDuringExecution == nil
    skipsScore = wishes.isEmpty && addedWishes.isEmpty
    candidates = Self.named(affinity?.requiredDuringSchedulingIgnoredDuringExecution)
  }

  /// The nodes that terms name, if every term names some: the union over terms of what all of a
  /// term's names have in common.
  private static func named(_ selector: NodeSelector?) -> Set<String>? {
    guard let terms = selector?.nodeSelectorTerms, !terms.isEmpty else { return nil }
    var union: Set<String> = []
    for term in terms {
      var common: Set<String>?
      for field in term.matchFields where field.key == "metadata.name" && field.operator == "In" {
        common = common.map { $0.intersection(field.values) } ?? Set(field.values)
      }
      guard let common else { return nil }
      union.formUnion(common)
    }
    return union
  }

  /// Nil if the node satisfies the profile's and the pod's demands.
  public func rejection(_ node: ClusterNode) -> NodeConstraints.Reason? {
    let (name, labels) = (node.metadata.name, node.metadata.labels)
    if !enforced.matches(name: name, labels: labels).matches { return .enforcedAffinity }
    return required.matches(name: name, labels: labels).matches ? nil : .affinity
  }

  /// The raw score: the weights of the wishes that the node fulfils.
  public func score(_ node: ClusterNode) -> Int64 {
    let (name, labels) = (node.metadata.name, node.metadata.labels)
    return preferred.score(name: name, labels: labels) + added.score(name: name, labels: labels)
  }
}
