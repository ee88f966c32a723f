import GoSemantics
import KubernetesAPI

/// A binding as the scheduler sees it.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/frameworkutils.go`.
public struct BindingRow: Sendable, Equatable {
  /// The binding's name, by which bindings are ordered.
  public var name: String
  /// The cluster claimed.
  public var targetCluster: String
  /// The cluster's place in the fleet; −1 if it is not there.
  public var cluster: Int
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

  /// The row of an object.
  ///
  /// - Parameter fleet: The members, in which the binding's cluster is looked up.
  public init(_ binding: ResourceBinding, in fleet: SchedulingFleet) {
    name = binding.metadata.name
    targetCluster = binding.spec.targetCluster
    cluster = fleet.index(of: targetCluster) ?? -1
    state = binding.spec.state
    policySnapshotName = binding.spec.schedulingPolicySnapshotName
    decision = binding.spec.clusterDecision
    previousState = binding.metadata.annotations[ResourceBinding.previousStateAnnotation]
    isDeleting = binding.metadata.deletionTimestamp != nil
  }

  /// A new claim; its name is still to be given.
  init(_ decision: SchedulingDecision, _ rules: PolicyRules, _ fleet: SchedulingFleet) {
    name = ""
    targetCluster = fleet.clusters[decision.place].name
    cluster = decision.place
    state = BindingState.scheduled
    policySnapshotName = rules.name
    self.decision = decision.object(rules, fleet, [])
    previousState = nil
    isDeleting = false
  }

  /// The same binding, its cluster looked up in another fleet.
  public func located(in fleet: SchedulingFleet) -> BindingRow {
    var row = self
    row.cluster = fleet.index(of: targetCluster) ?? -1
    return row
  }

  /// A new binding's name: both names cut, and eight characters that upstream draws at random.
  public static func name(placement: String, cluster: String, suffix: String) -> String {
    func cut(_ name: String, _ length: Int) -> String {
      name.utf8.count <= length ? name : String(decoding: name.utf8.prefix(length), as: UTF8.self)
    }
    return cut(placement, 26) + "-" + cut(cluster, 27) + "-" + suffix
  }

  /// Bindings in the order in which upstream lists them.
  static func sorted(_ bindings: [BindingRow]) -> [BindingRow] {
    var bindings = bindings
    stableSort(&bindings) { bytewiseLess($0.name, $1.name) }
    return bindings
  }
}
