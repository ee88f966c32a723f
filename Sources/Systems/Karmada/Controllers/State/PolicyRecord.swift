import Karmada

/// A PropagationPolicy or ClusterPropagationPolicy, made ready for matching and scheduling.
public struct PolicyRecord: Sendable {
  /// The policy's name.
  public var name: String
  /// Its namespace; nil for a ClusterPropagationPolicy.
  public var namespace: String?
  /// `spec.priority`.
  public var priority: Int32
  /// What it is for.
  public var selectors: [ResourceSelector]
  /// Where its workloads go.
  public var placement: PlacementRules
  /// `spec.failover.cluster.purgeMode`: nil without cluster failover, empty if left open.
  public var purgeMode: String?
  /// The PriorityClass named by `spec.schedulePriority`.
  public var priorityClass: String?
  /// Whether it was deleted.
  var isGone = false

  /// Creates a policy.
  public init(
    name: String, namespace: String?, priority: Int32 = 0, selectors: [ResourceSelector],
    placement: PlacementRules, purgeMode: String? = nil, priorityClass: String? = nil
  ) {
    self.name = name
    self.namespace = namespace
    self.priority = priority
    self.selectors = selectors
    self.placement = placement
    self.purgeMode = purgeMode
    self.priorityClass = priorityClass
  }

  /// Whether it is for a template.
  func matches(_ template: TemplateRecord) -> Bool {
    guard !isGone, namespace == nil || namespace == template.workload.namespace else {
      return false
    }
    return selectors.contains {
      PolicySelection.closeness(of: $0, to: template.resource) > .none
    }
  }
}

/// A resource template as the control plane reads it.
public struct TemplateRecord: Sendable {
  /// Its identity.
  public var workload: WorkloadReference
  /// Its labels.
  public var labels: [String: String]
  /// `spec.replicas`.
  public var replicas: Int32
  /// What one replica requests.
  public var requirements: ResourceAmounts?
  /// Whether it exists.
  var exists = true

  /// Creates a template.
  public init(
    workload: WorkloadReference, labels: [String: String] = [:], replicas: Int32,
    requirements: ResourceAmounts?
  ) {
    self.workload = workload
    self.labels = labels
    self.replicas = replicas
    self.requirements = requirements
  }

  /// What policies are matched against.
  var resource: PolicySelection.Resource {
    PolicySelection.Resource(
      apiVersion: workload.apiVersion, kind: workload.kind, namespace: workload.namespace,
      name: workload.name, labels: labels)
  }

  /// `namespace/name`.
  public var key: String { workload.namespace + "/" + workload.name }
}
