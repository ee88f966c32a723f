import KubernetesAPI

/// A binding as the scheduler sees and changes it.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/frameworkutils.go`.
public struct BindingRow: Sendable, Equatable {
  /// The binding's name, by which bindings are ordered.
  public var name: String
  /// The cluster claimed.
  public var targetCluster: String
  /// See ``BindingState``.
  public var state: String
  /// The policy by which the cluster was chosen.
  public var policySnapshotName: String
  /// Why the cluster was chosen.
  public var decision: ClusterDecision
  /// The state before the binding was unscheduled; it stays when the binding is restored.
  public var previousState: String?
  /// Whether the binding is being deleted.
  public var isDeleting: Bool

  /// A new claim.
  public init(
    name: String, targetCluster: String, policySnapshotName: String, decision: ClusterDecision
  ) {
    self.name = name
    self.targetCluster = targetCluster
    state = BindingState.scheduled
    self.policySnapshotName = policySnapshotName
    self.decision = decision
    previousState = nil
    isDeleting = false
  }

  /// The row of an object.
  public init(_ binding: ResourceBinding) {
    name = binding.metadata.name
    targetCluster = binding.spec.targetCluster
    state = binding.spec.state
    policySnapshotName = binding.spec.schedulingPolicySnapshotName
    decision = binding.spec.clusterDecision
    previousState = binding.metadata.annotations[ResourceBinding.previousStateAnnotation]
    isDeleting = binding.metadata.deletionTimestamp != nil
  }

  /// A new binding's name: both names cut, and eight characters that upstream draws at random.
  public static func name(placement: String, cluster: String, suffix: String) -> String {
    func cut(_ name: String, _ length: Int) -> String {
      String(decoding: name.utf8.prefix(length), as: UTF8.self)
    }
    return "\(cut(placement, 26))-\(cut(cluster, 27))-\(suffix)"
  }
}

/// The bindings of a placement by what a scheduling cycle does with them; numbers are their
/// places in the list.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/frameworkutils.go` (classifyBindings).
public struct BindingClasses: Sendable, Equatable {
  /// Wanted by the current policy and released.
  public var bound: [Int] = []
  /// Wanted by the current policy, not released yet.
  public var scheduled: [Int] = []
  /// Wanted by an older policy.
  public var obsolete: [Int] = []
  /// No longer wanted.
  public var unscheduled: [Int] = []
  /// On a cluster that left or is leaving.
  public var dangling: [Int] = []
  /// Being deleted.
  public var deleting: [Int] = []

  /// Sorts bindings into classes; the first that fits counts.
  public init(_ bindings: [BindingRow], policy: String, fleet: SchedulingFleet) {
    for (index, binding) in bindings.enumerated() {
      if binding.isDeleting {
        deleting.append(index)
      } else if binding.state == BindingState.unscheduled {
        unscheduled.append(index)
      } else if fleet.index(of: binding.targetCluster).map({ fleet.clusters[$0].isDeleting })
        ?? true
      {
        dangling.append(index)
      } else if binding.policySnapshotName != policy {
        obsolete.append(index)
      } else if binding.state == BindingState.scheduled {
        scheduled.append(index)
      } else if binding.state == BindingState.bound {
        bound.append(index)
      }
    }
  }
}
