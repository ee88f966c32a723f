import KubernetesAPI

/// How pods of a kind are spread over domains, made ready for counting.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/podtopologyspread/common.go`,
/// vectors `kubernetes-scheduler/pod_topology_spread.jsonl.gz`.
struct SpreadConstraint: Sendable {
  /// How uneven the domains may be.
  let maxSkew: Int64
  /// The node label that names the domain.
  let topologyKey: String
  /// The pods that count.
  let selector: Selector
  /// With fewer domains than this, the least count is taken as 0.
  let minDomains: Int
  /// Whether nodes that the pod's node affinity excludes are left out.
  let honorsAffinity: Bool
  /// Whether nodes with taints that the pod does not tolerate are left out.
  let honorsTaints: Bool

  /// Prepares a constraint of a pod with these labels.
  init(
    _ constraint: TopologySpreadConstraint, labels: [String: String]
  ) throws(SelectorError) {
    let own = try Selector(constraint.labelSelector)
    var equal: [SelectorRequirement] = []
    if !own.matchesNothing {
      for key in constraint.matchLabelKeys {
        guard let value = labels[key] else { continue }
        equal.append(try SelectorRequirement(key: key, operator: .equals, values: [value]))
      }
    }
    selector = equal.isEmpty ? own : Selector(equal + own.requirements)
    maxSkew = Int64(constraint.maxSkew)
    topologyKey = constraint.topologyKey
    minDomains = Int(constraint.minDomains ?? 1)
    honorsAffinity = (constraint.nodeAffinityPolicy ?? "Honor") == "Honor"
    honorsTaints = constraint.nodeTaintsPolicy == "Honor"
  }

  private init(maxSkew: Int64, topologyKey: String, selector: Selector) {
    self.maxSkew = maxSkew
    self.topologyKey = topologyKey
    self.selector = selector
    minDomains = 1
    honorsAffinity = true
    honorsTaints = false
  }

  /// The pod's own constraints of one kind.
  static func all(
    _ pod: Pod, whenUnsatisfiable action: String
  ) throws(SelectorError) -> [SpreadConstraint] {
    var constraints: [SpreadConstraint] = []
    for constraint in pod.spec.topologySpreadConstraints
    where constraint.whenUnsatisfiable == action {
      constraints.append(try SpreadConstraint(constraint, labels: pod.metadata.labels))
    }
    return constraints
  }

  /// What the scheduler wishes for pods without constraints: spread over hosts and zones together
  /// with the pods of the same services and controller.
  static func systemDefaults(_ selector: Selector) -> [SpreadConstraint] {
    [
      SpreadConstraint(maxSkew: 3, topologyKey: WellKnown.hostname, selector: selector),
      SpreadConstraint(maxSkew: 5, topologyKey: WellKnown.zone, selector: selector),
    ]
  }

  /// Whether a pod counts while domains are counted; a selector without demands counts none.
  func counts(_ pod: PodShape, of incoming: PodShape) -> Bool {
    !selector.requirements.isEmpty && updates(pod, of: incoming)
  }

  /// Whether a pod counts when it is added or removed in thought.
  func updates(_ pod: PodShape, of incoming: PodShape) -> Bool {
    pod.namespace == incoming.namespace && selector.matches(pod.labels)
  }
}

/// The objects besides nodes and pods that placement looks at.
public struct PlacementContext: Sendable {
  /// The labels of the namespaces that exist.
  public var namespaces: [String: [String: String]] = [:]
  /// Services, for spreading by default.
  public var services: [ClusterService] = []
  /// Controllers, for spreading by default.
  public var replicaSets: [ReplicaSet] = []
  /// Controllers, for spreading by default.
  public var replicationControllers: [ReplicationController] = []
  /// Controllers, for spreading by default.
  public var statefulSets: [StatefulSet] = []

  /// Nothing besides nodes and pods.
  public init() {}

  /// The pods that belong together with this one: those that its services and its controller
  /// select. Without any, the selector has no demands.
  ///
  /// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/helper/spread.go` (DefaultSelector).
  func defaultSelector(of pod: PodShape) -> Selector {
    var labels: [String: String] = [:]
    for service in services
    where service.metadata.namespace == pod.namespace && !service.spec.selector.isEmpty
      && Selector.matches(all: service.spec.selector, in: pod.labels)
    {
      labels.merge(service.spec.selector) { _, last in last }
    }
    guard let owner = pod.controller else { return Self.selector(labels, []) }
    func isOwner(_ metadata: ObjectMeta) -> Bool {
      metadata.namespace == pod.namespace && metadata.name == owner.name
    }
    var other: LabelSelector?
    switch (owner.apiVersion, owner.kind) {
    case ("v1", "ReplicationController"):
      if let found = replicationControllers.first(where: { isOwner($0.metadata) }) {
        labels.merge(found.spec.selector) { _, last in last }
      }
    case ("apps/v1", "ReplicaSet"):
      other = replicaSets.first { isOwner($0.metadata) }?.spec.selector
    case ("apps/v1", "StatefulSet"):
      other = statefulSets.first { isOwner($0.metadata) }?.spec.selector
    default: break
    }
    return Self.selector(labels, (try? Selector(other))?.requirements ?? [])
  }

  private static func selector(
    _ labels: [String: String], _ more: [SelectorRequirement]
  ) -> Selector {
    // order-free: a selector orders its demands by key.
    let equal = labels.compactMap { key, value in
      try? SelectorRequirement(key: key, operator: .equals, values: [value])
    }
    return Selector(equal + more)
  }
}
